#!/bin/sh
# docs/architecture.svg shows the folders as they are; `make architecture` redraws it (graphviz).
cd "${SRCDIR:-.}" || exit 1

if ! scripts/architecture --dot | diff docs/architecture.dot -; then
	echo "docs/architecture.dot is older than the code: make architecture" >&2
	exit 1
fi
# the last line of the drawing says which text it was made from
if ! grep -qF "architecture.dot $(cksum <docs/architecture.dot) " docs/architecture.svg; then
	echo "docs/architecture.svg is older than architecture.dot: make architecture" >&2
	exit 1
fi
