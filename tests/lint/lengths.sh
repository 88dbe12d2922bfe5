#!/bin/sh
# Functions: none over 60 lines, nine tenths at most 45.  Files: none over 500.
cd "${SRCDIR:-.}/src" || exit 1

find . -name '*.[ch]' | sort | xargs awk '
FNR == 1 { open_at = 0 }
FNR == 501 { print FILENAME ": over 500 lines"; bad = 1 }
# a function ends its signature without a semicolon; its braces stand in the first column
/^\{$/ { open_at = FNR }
/^\}/ && open_at {
	length_ = FNR - open_at + 2
	functions++
	if (length_ > 45) long++
	if (length_ > 60) { print FILENAME ":" open_at ": a function of " length_ " lines"; bad = 1 }
	open_at = 0
}
END {
	if (long * 10 > functions) { print long " of " functions " functions have over 45 lines"; bad = 1 }
	exit bad
}'
