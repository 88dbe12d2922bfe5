#!/bin/sh
# Functions with a safer or a thread-safe equivalent (after git's banned.h).
cd "${SRCDIR:-.}/src" || exit 1

banned='strcpy|strncpy|stpcpy|strcat|strncat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|atoll|alloca|system|popen|'
banned=$banned'tmpnam|tempnam|mktemp|rand|srand|asctime|ctime|gmtime|localtime|strerror|readdir_r|gethostbyname|'
banned=$banned'inet_ntoa|setjmp|longjmp|vfork|scanf|sscanf|fscanf'
if grep -nrE --include='*.[ch]' "(^|[^A-Za-z0-9_.>\"])($banned)[[:space:]]*\(" . |
	grep -vE ':[[:space:]]*(\*|//|/\*)'; then
	echo "banned: these functions have safer equivalents" >&2
	exit 1
fi
