#!/bin/sh
# NEWS names what is newer than the last release (tag; before the first one: than
# this rule): settings, routes, commands, kinds of documents.
cd "${SRCDIR:-.}" || exit 1
[ -e .git ] && git rev-parse -q --verify HEAD >/dev/null 2>&1 || { echo "no checkout of git"; exit 77; }
bad=0

since=$(git describe --tags --abbrev=0 2>/dev/null) ||
	since=$(git log --diff-filter=A --format=%H -n 1 -- tests/lint/news.sh)
[ -n "$since" ] || exit 0

# FILE PATTERN: names that the group of PATTERN finds in FILE and did not find at the last release, wherever it stood
newer() {
	was=$(git ls-tree -r --name-only "$since" -- src | grep "/${1##*/}\$") || return
	git show "$since:$was" | sed -n "s/$2.*/\\1/p" | sort >"$old"
	[ -s "$old" ] || return # another file had them
	sed -n "s/$2.*/\\1/p" "$1" | sort | comm -13 "$old" -
}
old=$(mktemp)
trap 'rm -f "$old"' EXIT
for name in $(
	newer src/base/conf.def '^CONF(\([A-Z0-9_]*\),'
	newer src/front/api/routes.def '^ROUTE("\([^"]*\)",'
	newer src/cli/main.c '^	{"\([a-z-]*\)", "'
	newer src/kb/document/extract.def '^[KM][A-Z]*("\([.a-z0-9]*\)"'
); do
	sed '/^itb-chatbot [0-9]/q' NEWS | grep -qwF -- "$name" || { echo "$name is new and missing in NEWS"; bad=1; }
done
exit $bad
