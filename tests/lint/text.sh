#!/bin/sh
# Text files: no blanks at line ends, no space before a tab, no CR, a newline at the
# end; in src, tests and scripts at most 120 columns, a tab counting as 8.
cd "${SRCDIR:-.}" || exit 1
bad=0

files=$(find src etc scripts tests man docs share Makefile.am configure.ac README.md NEWS CONTRIBUTING.md SECURITY.md \
	-type f ! -path '*/corpus/*' ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -path '*/node_modules/*' \
	\( -name '*.[ch]' -o -name '*.def' -o -name '*.am' -o -name '*.ac' -o -name '*.sh' -o -name '*.py' \
	-o -name '*.md' -o -name '*.conf' -o -name '*.tsv' -o -name '*.[1578]' -o -name NEWS -o -path 'scripts/*' \
	-o -path 'tests/system/*' -o -path 'tests/fuzz/run' -o -name '*.service' -o -name '*.js' -o -name '*.css' \
	-o -name '*.html' -o -name '*.socket' -o -name '*.timer' \) 2>/dev/null | sort)
tab=$(printf '\t') cr=$(printf '\r')
for file in $files; do
	grep -nHE "[ $tab]+\$" "$file" && bad=1
	grep -nHE "^ +$tab|$cr" "$file" && bad=1
	[ -z "$(tail -c 1 "$file")" ] || { echo "$file: no newline at the end"; bad=1; }
done

# of a character's bytes the first alone counts
# shellcheck disable=SC2046 # a list of files
LC_ALL=C awk '
{
	width = 0
	gsub(/[\200-\277]/, "")
	n = split($0, part, "\t")
	for (i = 1; i <= n; i++) {
		width += length(part[i])
		if (i < n) width += 8 - width % 8
	}
	if (width > 120) { print FILENAME ":" FNR ": " width " columns"; bad = 1 }
}
END { exit bad }' $(echo "$files" | grep -E '^(src|tests|scripts)/.*(\.([ch]|def|am|sh|py)|/[a-z-]*)$') || bad=1
exit $bad
