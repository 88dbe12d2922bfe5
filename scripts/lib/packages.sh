# shellcheck shell=bash
# Finds and installs missing Debian packages.  Sourced.

# The libraries are the ones configure.ac asks for by name.
packages_build() {
	echo gcc make autoconf automake pkg-config libc6-dev
	grep -oE 'lib[a-z0-9.+-]+-dev' "$1/configure.ac" | sort -u
}

packages_missing() {
	local name
	for name; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
	done
}

# Prints how this user becomes root: nothing (is root) or "sudo"; fails when neither is possible.
packages_root() {
	[ "$(id -u)" != 0 ] || return 0
	command -v sudo >/dev/null || return 1
	if sudo -n true 2>/dev/null || { [ -t 0 ] && id -nG | grep -qwE 'sudo|wheel|admin'; }; then
		echo sudo
		return 0
	fi
	return 1
}

# packages_install ROOT NAME…: servers of the packages must not start, since the
# caller starts its own.
packages_install() {
	local policy=/usr/sbin/policy-rc.d made='' root=$1 code=0 name
	shift
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
		$root chmod 755 $policy
		made=yes
	fi
	$root env DEBIAN_FRONTEND=noninteractive sh -c '
		apt-get -q update && apt-get -q -y --no-install-recommends install "$@"' sh "$@" || code=$?
	[ -z "$made" ] || $root rm -f $policy
	for name; do
		case $name in
		nginx | redis-server | apache2) $root systemctl --quiet disable "$name" 2>/dev/null || : ;;
		esac
	done
	return $code
}

# Installs those of the named packages that are missing, or says what to install and returns 1.
packages_need() {
	local missing root log
	if ! command -v dpkg-query >/dev/null; then
		echo "This is not Debian: please install the equivalents of: $*" >&2
		return 0
	fi
	mapfile -t missing < <(packages_missing "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	if ! root=$(packages_root); then
		printf '%s\n' "These Debian packages are missing, and installing them needs root. Please run" "" \
			"    sudo apt install ${missing[*]}" "" \
			"(or as root, without sudo) and then this script again." >&2
		return 1
	fi
	echo "Installing from Debian: ${missing[*]}"
	log=$(mktemp)
	if ! packages_install "$root" "${missing[@]}" >"$log" 2>&1; then
		tail -n 15 "$log" >&2
		echo "apt-get failed (log: $log)." >&2
		return 1
	fi
	rm -f "$log"
}
