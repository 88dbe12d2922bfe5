# shellcheck shell=bash
# Makes and keeps root folders of the systems tested.  Sourced.
#
# Two for each suite: one that builds the package, one that is a minimal system
# with the archives of all that the tests install in apt's cache, so that they
# need no network.  Neither is ever written to: --volatile=overlay.

roots_cache=${SYSTEM_TEST_CACHE:-/var/tmp/itb-chatbot-system}

# "2018" archive key of Ubuntu: Debian has no package of it.
ubuntu_fingerprint=F6ECB3762474EDA9D21B7022871920D1991BC93C

roots_note() { printf '[%5ds] %s\n' "$SECONDS" "$*"; }

# A keyring for the suites of Ubuntu, checked against the fingerprint above.
roots_ubuntu_keyring() {
	local keyring=$roots_cache/ubuntu.gpg
	if [ ! -e "$keyring" ]; then
		local pool=http://archive.ubuntu.com/ubuntu/pool/main/u/ubuntu-keyring
		curl -fsS -o "$roots_cache/ubuntu.deb" "$pool/ubuntu-keyring_2023.11.28.1_all.deb" || return
		dpkg-deb --fsys-tarfile "$roots_cache/ubuntu.deb" |
			tar -xO ./usr/share/keyrings/ubuntu-archive-keyring.gpg >"$keyring.all" || return
		gpg -q --no-default-keyring --keyring "$keyring.all" \
			--export "$ubuntu_fingerprint" >"$keyring.new" 2>/dev/null
		[ -s "$keyring.new" ] || return 1
		mv "$keyring.new" "$keyring"
	fi
	echo "$keyring"
}

# roots_make NAME SUITE INCLUDE HOOK: prints the folder.
roots_make() {
	local name=$1 suite=$2 include=$3 hook=$4 options=() root
	root=$roots_cache/$name-$suite-$(sha256sum <<<"$include $hook" | cut -c1-12)
	if [ ! -d "$root" ]; then
		local mirror
		case $suite in
		noble)
			mirror="deb http://archive.ubuntu.com/ubuntu $suite main universe"
			options=(--keyring="$(roots_ubuntu_keyring)") || return
			include=apt,$include # not part of Ubuntu's minbase
			;;
		*) mirror="deb http://deb.debian.org/debian $suite main" ;;
		esac
		rm -rf "$root.new"
		mmdebstrap -q --variant=minbase --skip=output/dev,cleanup/apt --include="$include" "${options[@]}" \
			--customize-hook="$hook" \
			--customize-hook='rm -f "$1/etc/resolv.conf" "$1/etc/machine-id"; : >"$1/etc/machine-id"' \
			--customize-hook='echo test >"$1/etc/hostname"' \
			--customize-hook='printf "127.0.0.1 localhost test\n::1 localhost\n" >"$1/etc/hosts"' \
			"$suite" "$root.new" "$mirror" >"$root.log" 2>&1 ||
			{ tail -n 20 "$root.log" >&2; return 1; }
		mv "$root.new" "$root"
	fi
	echo "$root"
}

# The system that builds; the packages are debian/control's.
roots_build() {
	local needs
	needs=$(sed -n '/^Build-Depends:/,/^[^ ]/{s/^Build-Depends://; /^[A-Z]/d; s/ <!nocheck>//; p}' \
		"$2/packaging/debian/control" |
		tr -d '\n' | tr -s ' ')
	roots_make build "$1" build-essential,eatmydata,lintian,blhc \
		"chroot \"\$1\" apt-get satisfy -qy --no-install-recommends '$needs'"
}

# The system that is tested. $2: the .deb, whose dependencies are fetched.
roots_test() {
	local needs
	needs="$(dpkg-deb -f "$2" Depends), nginx, apache2, redis-server, mupdf-tools, autopkgtest, ffmpeg, espeak-ng"
	roots_make test "$1" systemd,systemd-sysv,dbus,ca-certificates,curl,apt-utils,apache2-utils,jq \
		"chroot \"\$1\" apt-get satisfy -qy --no-install-recommends --download-only '$needs'"
}

# roots_run ROOT OPTION… -- COMMAND…: runs it in a temporary copy, without booting.
roots_run() {
	local root=$1
	shift
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn -q -D "$root" --as-pid2 --register=no \
		--keep-unit --link-journal=no --timezone=off \
		--volatile=overlay --private-network --machine="itb-$$-$RANDOM" --console=pipe "$@" </dev/null
}

# A system with a kernel, for a virtual machine; with all that is Suggested.
roots_machine() {
	local needs kernel=linux-image-cloud-amd64
	local tools=apparmor,nginx,redis-server,python3,ffmpeg,espeak-ng,mupdf-tools
	[ "$1" != noble ] || kernel=linux-image-virtual
	needs=$(dpkg-deb -f "$2" Depends)
	roots_make machine "$1" systemd,systemd-sysv,dbus,udev,ca-certificates,curl,jq,initramfs-tools,$kernel,$tools \
		"chroot \"\$1\" apt-get satisfy -qy --no-install-recommends '$needs'"
}
