#!/bin/sh
# Shell scripts as shellcheck likes them.
command -v shellcheck >/dev/null || { echo "shellcheck isn't installed"; exit 77; }
cd "${SRCDIR:-.}" || exit 1
files=$(find scripts tests .ci etc packaging -type f ! -path '*/node_modules/*' 2>/dev/null | sort |
	while read -r file; do
	if head -n 1 "$file" 2>/dev/null | grep -aqE '^#!/bin/(ba)?sh|^# shellcheck shell='; then echo "$file"; fi
done)
# shellcheck disable=SC2086 # a list of files
shellcheck -x -S warning $files
