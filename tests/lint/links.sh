#!/bin/sh
# Links of the documents: each relative one leads to a file that is there, and
# each #anchor to a heading of the page it names; so do files named in `…`.
cd "${SRCDIR:-.}" || exit 1
bad=0

# The anchors GitHub makes: lower case, punctuation dropped, spaces become hyphens.
anchors() {
	sed -n -e 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed -e 's/`//g' -e 's/[^a-z0-9 _-]//g' -e 's/ /-/g'
}

for page in README.md CONTRIBUTING.md SECURITY.md docs/*.md; do
	folder=$(dirname "$page")
	for link in $(grep -oE '\]\([^) ]+\)' "$page" | sed -e 's/^](//' -e 's/)$//'); do
		case $link in
		http:* | https:* | mailto:*) continue ;;
		esac
		path=${link%%#*} target=$page
		[ -z "$path" ] || target=$folder/$path
		if [ ! -e "$target" ]; then
			echo "$page: $link leads to no file"
			bad=1
		elif [ "$link" != "$path" ] && ! anchors "$target" | grep -qxF -- "${link#*#}"; then
			echo "$page: $link leads to no heading"
			bad=1
		fi
	done
	# files of the tree that are only named
	for name in $(grep -oE '`(src|tests|etc|packaging|docs|scripts|man|share)/[A-Za-z0-9_./@-]+' "$page" |
		tr -d '`' | grep -vE 'NAME|SECTION'); do
		case $name in tests/system/*) [ -d tests/system ] || continue ;; esac # not in tarballs
		[ -e "$name" ] || { echo "$page: $name is no file of the tree"; bad=1; }
	done
done
exit $bad
