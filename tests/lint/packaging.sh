#!/bin/sh
# Units, packages and container name what the sources need.
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
version=$(sed -n 's/^AC_INIT(\[itb-chatbot\], \[\([^]]*\)\].*/\1/p' configure.ac)
for file in packaging/debian/changelog Dockerfile compose.yaml packaging/kubernetes/kustomization.yaml; do
	grep -qF "$version" $file || missing "version $version" $file
done
exit $bad
