#!/bin/sh
# Text files: no blanks at line ends, no space before a tab, no CR, a newline at the end.
cd "${SRCDIR:-.}" || exit 1
bad=0

files=$(find src etc scripts tests man docs share Makefile.am configure.ac README.md NEWS CONTRIBUTING.md SECURITY.md \
	-type f ! -path '*/corpus/*' ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -path '*/node_modules/*' \
	\( -name '*.[ch]' -o -name '*.def' -o -name '*.am' -o -name '*.ac' -o -name '*.sh' -o -name '*.py' -o -name '*.md' \
	-o -name '*.conf' -o -name '*.tsv' -o -name '*.[1578]' -o -name NEWS -o -path 'scripts/*' -o -name '*.service' \
	-o -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.socket' -o -name '*.timer' \) 2>/dev/null | sort)
tab=$(printf '\t') cr=$(printf '\r')
for file in $files; do
	grep -nHE "[ $tab]+\$" "$file" && bad=1
	grep -nHE "^ +$tab|$cr" "$file" && bad=1
	[ -z "$(tail -c 1 "$file")" ] || { echo "$file: no newline at the end"; bad=1; }
done
exit $bad
