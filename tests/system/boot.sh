# shellcheck shell=bash disable=SC2154
# Boots a separate system from a root folder that stays unchanged.  Sourced;
# needs roots.sh and the folder $work.

boot_leader='' boot_nspawn=''

# boot ROOT OPTION…: returns when systemd is up.
boot() {
	local root=$1 state=''
	shift
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 setsid systemd-nspawn -q -D "$root" --boot --register=no \
		--keep-unit --link-journal=no --timezone=off --volatile=overlay \
		--private-network --machine="itb-$$" --console=read-only "$@" </dev/null >"$work/console.log" 2>&1 &
	boot_nspawn=$!
	until boot_leader=$(pgrep -P $boot_nspawn -x systemd); do
		kill -0 $boot_nspawn 2>/dev/null || { tail "$work/console.log" >&2; return 1; }
		sleep 0.1
	done
	for _ in $(seq 600); do
		state=$(inside systemctl is-system-running 2>/dev/null || :)
		case $state in
		running) return 0 ;;
		degraded) break ;;
		esac
		sleep 0.1
	done
	echo "the system is \"$state\"" >&2
	inside systemctl --failed --no-legend >&2
	return 1
}

# inside COMMAND…: runs it as root of that system
inside() {
	nsenter -t "$boot_leader" -m -u -i -n -p -C -r -w -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		LANG=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 "$@"
}

# Succeeds when the system has shut down by itself.
boot_off() {
	inside systemctl --no-block poweroff || :
	for _ in $(seq 1500); do
		kill -0 "$boot_nspawn" 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

# Ends the system in any case.
boot_kill() {
	[ -n "$boot_nspawn" ] && kill -0 "$boot_nspawn" 2>/dev/null || return 0
	[ -z "$boot_leader" ] || kill -KILL "$boot_leader" 2>/dev/null
	kill -TERM "$boot_nspawn" 2>/dev/null
	wait "$boot_nspawn" 2>/dev/null || :
}
