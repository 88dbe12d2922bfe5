#!/bin/sh
# Object files do not call each other in circles; what a file exports is used by
# another file of the product, or by its own file and a test.
source=${SRCDIR:-.}
command -v nm >/dev/null || { echo "nm isn't installed: apt install binutils"; exit 77; }
# an older build may have left objects whose source is gone
objects=$(find src -name '*.o' | sort | while read -r object; do
	[ ! -f "$source/${object%.o}.c" ] || echo "$object"
done)
[ -n "$objects" ] || { echo "nothing is built here"; exit 77; }

# shellcheck disable=SC2086 # a list of files
nm -A -P $objects | sed 's/\.o: / /' | awk -v source="$source" '
# "__" begins what compilers add
$2 ~ /^__/ { next }
$3 ~ /^[TDBRC]$/ { owner[$2] = $1 }
$3 == "U" { needed[$1] = needed[$1] " " $2; called[$2] = 1 }
# Depth first: an object met again while it is still open closes a circle.
function visit(object, trail,    symbols, to, seen, i, n) {
	if (state[object] == 2) return
	if (state[object] == 1) { print "circle:" substr(trail, index(trail, " " object " ")); bad = 1; return }
	state[object] = 1
	n = split(needed[object], symbols, " ")
	for (i = 1; i <= n; i++) {
		to = owner[symbols[i]]
		if (to == "" || to == object || to in seen) continue
		seen[to] = 1
		visit(to, trail to " ")
	}
	state[object] = 2
}
function tested(symbol) {
	return system("cd " source "/tests && grep -qrw --include=*.c " symbol " unit fuzz bench") == 0
}
function used_at_home(symbol) {
	return system("test $(grep -cw " symbol " " source "/" owner[symbol] ".c) -gt 1") == 0
}
END {
	for (object in needed) visit(object, " " object " ")
	for (symbol in owner) {
		if (symbol in called || symbol == "main") continue
		if (!tested(symbol))
			print owner[symbol] ": " symbol " has no caller outside its file: make it static, or remove it"
		else if (!used_at_home(symbol))
			print owner[symbol] ": " symbol " is called by tests alone"
		else
			continue
		bad = 1
	}
	exit bad
}'
