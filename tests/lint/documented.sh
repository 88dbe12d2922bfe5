#!/bin/sh
# Documents name what the sources have: commands, kinds of documents, routes, providers, errors, files; versions agree.
cd "${SRCDIR:-.}" || exit 1
bad=0

missing() {
	echo "$1 is missing in $2"
	bad=1
}

for command in $(sed -n 's/^\t{"\([a-z-]*\)",.*/\1/p' src/cli/main.c); do
	grep -q "^\.It Cm $command\b" man/itb-chatbot.1 || missing "the command $command" man/itb-chatbot.1
done
for ending in $(sed -n 's/^\(KIND\|MANY\)("\([.a-z0-9]*\)".*/\2/p' src/kb/document/extract.def); do
	grep -qE "^\.P[aqo] .*\\$ending\b" man/itb-chatbot.1 || missing "the kind of document $ending" man/itb-chatbot.1
done
# the way of a question, but for the handlers of other routes
for file in src/front/*.c src/front/*/*.c src/chat/*.c src/kb/search/*.c src/port/llm/*.c; do
	case $file in
	src/front/api/api_*) ;;
	*) grep -qF "](../$file)" docs/architecture.md || missing "$file" docs/architecture.md ;;
	esac
done
for speech in stt tts; do
	for provider in $(sed -n '/providers\[\] = {/,/^};/s/^\t{"\([a-z]*\)",.*/\1/p' src/port/voice/$speech.c); do
		grep -iE "^CONF\(${speech}_PROVIDER," src/base/conf.def | grep -q "|$provider|" ||
			missing "the provider $provider" "${speech}_provider of src/base/conf.def"
		grep -q "^ \*   $provider  *[^ ]" src/port/voice/$speech.h ||
			missing "the provider $provider" src/port/voice/$speech.h
	done
done
for route in $(sed -n 's/^ROUTE("\(\/[^"]*\)",.*/\1/p' src/front/api/routes.def); do
	for page in man/itb-chatbot-api.7 docs/api.md docs/openapi.yaml; do
		grep -qF "$route" $page || missing "the route $route" $page
	done
	grep -qrF --include='*.py' "${route%%\{*}" tests/e2e || missing "a test of $route" "tests/e2e"
done
for code in $(sed -n 's/^ERR([A-Z_]*, [0-9]*, "\([a-z_]*\)".*/\1/p' src/base/err.def | sort -u); do
	grep -qw "$code" man/itb-chatbot-api.7 || missing "the error code $code" man/itb-chatbot-api.7
done
# each error's status, message (as far as a number in it) and code in one row of api.md
awk -F '"' '
FNR == NR { page = page "\n" $0; next }
/^ERR\(INTERNAL/ { exit bad }
/^ERR\(/ {
	split($1, part, ", ")
	at = index(page, "\n| " part[2] " | " substr($4, 1, match($4 "%", "%") - 1))
	if (at && substr(page, at + 1) ~ "^[^\n]*`" $2 "` \\|") next
	print "the error " $2 " is missing in docs/api.md"
	bad = 1
}' docs/api.md src/base/err.def || bad=1
# a row that sed doesn't understand would go unchecked
rows=$(grep -c '^ERR(' src/base/err.def)
read_=$(grep -cE '^ERR\([A-Z_]*, [0-9]*, "[a-z_]*"' src/base/err.def)
[ "$rows" = "$read_" ] || missing "the form of $((rows - read_)) rows" src/base/err.def

# the newest release has one number
version=$(sed -n 's/^AC_INIT(\[itb-chatbot\], \[\([^]]*\)\].*/\1/p' configure.ac)
news=$(sed -n 's/^itb-chatbot \([0-9.]*\)$/\1/p' NEWS | head -n 1)
changelog=$(sed -n '1s/^itb-chatbot (\([^)]*\)).*/\1/p' packaging/debian/changelog)
if [ "$version" != "$news" ] || [ "$version" != "$changelog" ]; then
	echo "configure.ac says $version, NEWS $news, packaging/debian/changelog $changelog"
	bad=1
fi
exit $bad
