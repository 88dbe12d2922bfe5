#!/bin/sh
# Manual pages as mandoc likes them.
command -v mandoc >/dev/null || { echo "mandoc isn't installed"; exit 77; }
src=${SRCDIR:-.}
for page in "$src"/man/*.[1578] man/*.5; do
	[ ! -e "$page" ] || set -- "$@" "$page"
done
mandoc -T lint -W warning "$@"
