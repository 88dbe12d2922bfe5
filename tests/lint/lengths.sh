#!/bin/sh
# Functions of src: none over 45 lines, nine tenths at most 25.  Files: none over
# 400 lines.  Folders: at most 35 .c files.
cd "${SRCDIR:-.}/src" || exit 1

find . -name '*.[ch]' | sort | xargs awk '
FNR == 1 { open_at = 0 }
FNR == 401 { print FILENAME ": over 400 lines"; bad = 1 }
FNR == 1 && FILENAME ~ /\.c$/ {
	folder = FILENAME
	sub(/\/[^\/]*$/, "", folder)
	files[folder]++
}
# a function ends its signature without a semicolon; its braces stand in the first column
/^\{$/ { open_at = FNR }
/^\}/ && open_at {
	length_ = FNR - open_at + 2
	functions++
	if (length_ > 25) long++
	if (length_ > 45) { print FILENAME ":" open_at ": a function of " length_ " lines"; bad = 1 }
	open_at = 0
}
END {
	if (long * 10 > functions) { print long " of " functions " functions have over 25 lines"; bad = 1 }
	for (folder in files)
		if (files[folder] > 35) {
			print folder ": " files[folder] " .c files, which is too many for one folder"
			bad = 1
		}
	exit bad
}'
