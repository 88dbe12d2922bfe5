#!/bin/sh
# A file includes its own layer or a lower one; a third-party header is
# included by one .c file of src/ and by no header.
cd "${SRCDIR:-.}/src" || exit 1

find . -name '*.[ch]' | sort | xargs awk '
BEGIN {
	split("base port kb chat front cli", names)
	for (i in names) rank[names[i]] = i
	# what the C library, POSIX and Linux bring
	ours = "^(arpa|linux|net|netinet|sys)/|^(aio|assert|ctype|dirent|dlfcn|elf|endian|err|errno|fcntl|fnmatch|fts|ftw|getopt|glob|" \
	       "grp|immintrin|arm_neon|cpuid|byteswap|features|paths|stdio_ext|wordexp|iconv|ifaddrs|inttypes|langinfo|libgen|limits|locale|malloc|math|netdb|poll|pthread|pwd|regex|sched|search|" \
	       "semaphore|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|" \
	       "syscall|sysexits|syslog|termios|threads|time|uchar|unistd|wchar|wctype)\\.h$"
	top = 6
}
function layer(path) {
	sub(/^\.\//, "", path)
	return path ~ /\// ? rank[substr(path, 1, index(path, "/") - 1)] : top
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	if (part[2] ~ /\// && !(part[2] ~ /\.def$/) && layer(part[2]) > layer(FILENAME)) {
		print FILENAME ":" FNR ": includes the higher layer " part[2]; bad = 1
	}
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header); sub(/>.*/, "", header)
	if (header ~ ours) next
	if (FILENAME ~ /\.h$/) { print FILENAME ":" FNR ": a header includes <" header ">"; bad = 1 }
	else if (header in owner && owner[header] != FILENAME) {
		print FILENAME ":" FNR ": <" header "> belongs to " owner[header]; bad = 1
	}
	owner[header] = FILENAME
}
END { exit bad }'
