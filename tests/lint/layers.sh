#!/bin/sh
# A file includes its own folder or one of a lower rank, so folders form no circle,
# and headers form none either; a third-party header is included by one file NAME.c of
# src/, with the NAME_*.c beside it, and by no header.  (symbols.sh finds the circles of object files.)
cd "${SRCDIR:-.}/src" || exit 1

find . -name '*.[ch]' | sort | xargs awk '
BEGIN {
	# from the lowest to the highest; folders of one line do not include each other
	n = split("base;text;port/system;port/net;port/access port/conversation port/voice;port;port/llm;" \
	          "kb/outline;kb/markup kb/container;kb/pdf;kb/document kb/index;kb/search;kb/ingest;" \
	          "chat/reply;chat;front/http;front/api;front;cli .", rows, ";")
	for (i = 1; i <= n; i++) {
		split(rows[i], names, " ")
		for (j in names) rank[names[j]] = i
	}
	# what the C library, POSIX and Linux bring
	ours = "^(arpa|linux|net|netinet|sys)/|^(aio|arm_neon|assert|byteswap|cpuid|ctype|dirent|dlfcn|elf|endian|" \
	       "err|errno|fcntl|features|fnmatch|fts|ftw|getopt|glob|grp|iconv|ifaddrs|immintrin|inttypes|langinfo|" \
	       "libgen|limits|locale|malloc|math|netdb|paths|poll|pthread|pwd|regex|sched|search|semaphore|signal|" \
	       "spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdio_ext|stdlib|stdnoreturn|string|" \
	       "strings|wordexp|syscall|sysexits|syslog|termios|threads|time|uchar|unistd|wchar|wctype)\\.h$"
}
function folder(path) {
	sub(/^\.\//, "", path)
	return sub(/\/[^\/]*$/, "", path) ? path : "."
}
FNR == 1 && !(folder(FILENAME) in rank) && !(folder(FILENAME) in told) {
	print FILENAME ": the folder " folder(FILENAME) " has no rank in tests/lint/layers.sh"; bad = 1
	told[folder(FILENAME)] = 1
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	if (part[2] !~ /\// || part[2] ~ /\.def$/) next
	from = folder(FILENAME); to = folder(part[2])
	if (from != to && rank[to] >= rank[from]) {
		print FILENAME ":" FNR ": " from " does not include " to " (" part[2] ")"; bad = 1
	}
	note_edge(FILENAME, part[2])
}
# Whether file is stem.c itself or a part of it, stem_PART.c.
function beside(stem, file) {
	if (stem == file) return 1
	sub(/\.c$/, "_", stem)
	return index(file, stem) == 1
}
function note_edge(from, to) {
	sub(/^\.\//, "", from)
	uses[from] = uses[from] " " to
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header); sub(/>.*/, "", header)
	if (header ~ ours) next
	if (FILENAME ~ /\.h$/) { print FILENAME ":" FNR ": a header includes <" header ">"; bad = 1 }
	else if (!(header in owner)) owner[header] = FILENAME
	else if (!beside(owner[header], FILENAME) && !beside(FILENAME, owner[header])) {
		print FILENAME ":" FNR ": <" header "> belongs to " owner[header]; bad = 1
	}
}
# Depth first: a file met again while it is still open closes a circle.
function visit(name, trail,    parts, i, count) {
	if (state[name] == 2) return
	if (state[name] == 1) { print "circle:" substr(trail, index(trail, " " name " ")) name; bad = 1; return }
	state[name] = 1
	count = split(uses[name], parts, " ")
	for (i = 1; i <= count; i++) visit(parts[i], trail parts[i] " ")
	state[name] = 2
}
END {
	for (name in uses) visit(name, " " name " ")
	exit bad
}'
