#!/bin/sh
# Units, web servers, packages and container name what the sources need.
cd "${SRCDIR:-.}" || exit 1
bad=0

missing() {
	echo "$1 is missing in $2"
	bad=1
}

for secret in $(sed -n 's/^CONF(\([A-Z0-9_]*\),.*SECRET.*/\1/p' src/base/conf.def); do
	grep -qx "LoadCredential=itb-chatbot.$secret" etc/systemd/itb-chatbot-sandbox.conf ||
		missing "LoadCredential=itb-chatbot.$secret" etc/systemd/itb-chatbot-sandbox.conf
done
for library in $(grep -oE 'lib[a-z0-9.+-]+-dev' configure.ac | sort -u); do
	for file in packaging/debian/control Dockerfile; do
		grep -qE "(^|[ ,])$library([ ,]|\$)" $file || missing "$library" $file
	done
done
# what lies outside /v1/ each web server has to pass on by name
for route in $(sed -n 's/^ROUTE("\(\/[^"{]*\)",.*/\1/p' src/front/api/routes.def | grep -v '^/v1/'); do
	grep -qF "location = $route " etc/nginx/itb-chatbot.conf || missing "the path $route" etc/nginx/itb-chatbot.conf
	grep ITB_CHATBOT_PATHS etc/apache/itb-chatbot.conf | tr -d '\\' | grep -qF "${route#/}" ||
		missing "the path $route" etc/apache/itb-chatbot.conf
done
version=$(sed -n 's/^AC_INIT(\[itb-chatbot\], \[\([^]]*\)\].*/\1/p' configure.ac)
for file in packaging/debian/changelog Dockerfile compose.yaml packaging/kubernetes/kustomization.yaml; do
	grep -qF "$version" $file || missing "version $version" $file
done
exit $bad
