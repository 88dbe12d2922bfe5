#!/bin/sh
# cppcheck and clang-tidy over src/, from a build folder: make static.
source=${SRCDIR:-.}
bad=0

# internalAstError is cppcheck's own; nullPointerOutOfMemory takes mmap for malloc;
# normalCheckLevelMaxBranches only says that there is a slower way
cppcheck --quiet --std=c11 --enable=warning,portability --library=posix --inline-suppr \
	--suppress=internalAstError --suppress=nullPointerOutOfMemory --suppress=normalCheckLevelMaxBranches \
	-I "$source/src" -I . -D_GNU_SOURCE -j "$(nproc)" --error-exitcode=1 \
	--template='{file}:{line}: error: {message} [{id}]' "$source/src" || bad=1

# One file at a time: clang-tidy 14 takes what it knows of one over to the next.
# What makes its analyser crash is looked at by the other checks.
find "$source/src" -name '*.c' | sort | xargs -P "$(nproc)" -n 1 sh -c '
	clang-tidy --quiet -p . --extra-arg=-Wno-error "$@" 2>/dev/null
	code=$?
	[ $code -ge 128 ] || exit $code
	echo "$1: clang-tidy died, once more without its analyser"
	clang-tidy --quiet -p . --extra-arg=-Wno-error --checks=-clang-analyzer-\* "$@"' sh || bad=1
exit $bad
