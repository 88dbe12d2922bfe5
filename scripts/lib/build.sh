# shellcheck shell=bash
# Builds outside the tree.  Sourced.
#
# The sources are copied first, so that nothing is written into the checkout
# (it may be read-only, configured for another build, or shared by two demos).
# Unchanged files keep their time stamps, so that make rebuilds only the rest.

# build_copy TREE COPY: copies everything except the products of a build in the tree
build_copy() {
	local path names=()
	for path in "$1"/* "$1"/.ci "$1"/.clang-tidy "$1"/.dockerignore "$1"/.editorconfig; do
		case ${path##*/} in
		build* | aclocal.m4 | autom4te.cache | config.* | configure | configure~ | Makefile | Makefile.in) ;;
		stamp-h1) ;;
		itb-chatbot | itb-chatbot-responder | itb-chatbot.conf | *.a | *.log | *.tar.*) ;;
		*) [ ! -e "$path" ] || names+=("${path##*/}") ;;
		esac
	done
	rm -rf "$2.new"
	mkdir -p "$2" "$2.new"
	tar -C "$1" --exclude='*.o' --exclude='*.a' --exclude=.deps --exclude=.dirstamp --exclude=__pycache__ \
		--exclude=node_modules -cf - "${names[@]}" | tar -C "$2.new" -xf -
	(
		cd "$2.new" || exit
		find . -type f -print0 | while IFS= read -r -d '' path; do
			cmp -s "$path" "$2/$path" ||
				{ mkdir -p "$2/${path%/*}" && cp --preserve=mode "$path" "$2/$path"; }
		done
		cd "$2" || exit
		# files that are gone from the tree
		find src tests share etc man -type f -print0 | while IFS= read -r -d '' path; do
			[ -e "$2.new/$path" ] || rm -f "$path"
		done
	)
	rm -rf "$2.new"
	if [ ! -x "$2/configure" ]; then
		(cd "$2" && autoreconf -fi)
	fi
}

# build_make COPY FOLDER TARGETS CONFIGURE-OPTION…: TARGETS is one word list.
# FOLDER is beside COPY: configure accepts a path with a space only if it is relative.
build_make() {
	local copy=$1 folder=$2 targets=$3
	shift 3
	mkdir -p "$folder"
	cd "$folder" || return
	if [ ! -e Makefile ] || [ "$(cat options 2>/dev/null)" != "$*" ]; then
		"../${copy##*/}/configure" --quiet "$@" || return
		echo "$*" >options
	fi
	# shellcheck disable=SC2086 # a list of words
	make -j"$(nproc)" $targets
}
