#!/bin/sh
# Every file that is built, run or installed is named in a .am (what isn't is never
# built, and missing in the distribution); every sources.am says what its folder is for.
cd "${SRCDIR:-.}" || exit 1
bad=0

named() { # FILE LIST…: the file, or a test program without its .c, stands in one of the lists
	file=$1
	shift
	grep -qE "(^|[[:space:]])$(echo "${file%.c}" | sed 's/[.+]/\\&/g')(\\.c)?([[:space:]]|\$)" "$@" || {
		echo "$file is named in none of $*"
		bad=1
	}
}

for list in src/*/sources.am src/*/*/sources.am; do
	head -n 1 "$list" | grep -q '^# .' ||
		{ echo "$list: the first line is no comment on what the folder is for"; bad=1; }
	for file in "${list%/*}"/*.[ch] "${list%/*}"/*.def; do
		[ ! -e "$file" ] || named "$file" "$list"
	done
done
for file in tests/unit/* tests/fuzz/fuzz_*.c tests/fuzz/*.dict tests/lint/*.sh; do
	named "$file" tests/files.am
done
for file in man/*.[1578] man/*.head man/*.tail; do
	named "$file" man/files.am
done
for file in docs/*.*; do
	[ "$file" = docs/files.am ] || [ "$file" = docs/openapi_text.h ] || named "$file" docs/files.am
done
for file in share/*/* etc/nginx/* etc/apache/*; do
	named "$file" share/files.am etc/files.am
done
# a harness replays a folder of its own
for file in tests/fuzz/fuzz_*.c; do
	name=${file##*/fuzz_}
	[ -d "tests/fuzz/corpus/${name%.c}" ] || { echo "$file has no tests/fuzz/corpus/${name%.c}"; bad=1; }
done
exit $bad
