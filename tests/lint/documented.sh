#!/bin/sh
# The manual names every command, kind of document, route and error code; versions agree.
cd "${SRCDIR:-.}" || exit 1
bad=0

missing() {
	echo "$1 is missing in $2"
	bad=1
}

for command in $(sed -n 's/^\t{"\([a-z-]*\)", ".*/\1/p' src/cli/main.c); do
	grep -q "^\.It Cm $command\b" man/itb-chatbot.1 || missing "the command $command" man/itb-chatbot.1
done
for ending in $(sed -n 's/^\(KIND\|MANY\)("\([.a-z0-9]*\)".*/\2/p' src/kb/document/extract.def); do
	grep -qE "^\.P[aqo] .*\\$ending\b" man/itb-chatbot.1 || missing "the kind of document $ending" man/itb-chatbot.1
done
for route in $(sed -n 's/^ROUTE("\(\/[^"]*\)",.*/\1/p' src/front/routes.def); do
	grep -qF "$route" man/itb-chatbot-api.7 || missing "the route $route" man/itb-chatbot-api.7
done
for code in $(sed -n 's/^ERR([A-Z_]*, [0-9]*, "\([a-z_]*\)".*/\1/p' src/base/err.def | sort -u); do
	grep -qw "$code" man/itb-chatbot-api.7 || missing "the error code $code" man/itb-chatbot-api.7
done
# a row that sed didn't understand would go unchecked
rows=$(grep -c '^ERR(' src/base/err.def)
read_=$(grep -cE '^ERR\([A-Z_]*, [0-9]*, "[a-z_]*"' src/base/err.def)
[ "$rows" = "$read_" ] || missing "the form of $((rows - read_)) rows" src/base/err.def

version=$(sed -n 's/^AC_INIT(\[itb-chatbot\], \[\([^]]*\)\].*/\1/p' configure.ac)
grep -q "^itb-chatbot $version\b" NEWS || missing "version $version" NEWS
exit $bad
