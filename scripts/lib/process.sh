# shellcheck shell=bash
# Keeps a record of processes that outlive the script, to end exactly these.  Sourced.
#
# A process is recorded as "pid start-time" (field 22 of /proc/PID/stat), so that
# another process that got the same number later is never touched.

process_started() {
	local stat
	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
	stat=${stat##*) }
	# shellcheck disable=SC2086 # fields
	set -- $stat
	[ "$1" != Z ] || return 1
	echo "${20}"
}

# process_remember FILE PID…
process_remember() {
	local file=$1 pid started
	shift
	for pid; do
		started=$(process_started "$pid") || return 1
		echo "$pid $started" >>"$file"
	done
}

# Succeeds when every process of FILE lives.
process_alive() {
	local pid started
	[ -s "$1" ] || return 1
	while read -r pid started; do
		[ "$(process_started "$pid")" = "$started" ] || return 1
	done <"$1"
}

# Ends the processes of FILE: SIGTERM, then SIGKILL after $2 seconds.
process_stop() {
	local file=$1 patience=$(($2 * 20)) pid started
	[ -e "$file" ] || return 0
	while read -r pid started; do
		[ "$(process_started "$pid")" != "$started" ] || kill -TERM "$pid" 2>/dev/null
	done <"$file"
	while read -r pid started; do
		while [ "$(process_started "$pid")" = "$started" ]; do
			[ $((patience--)) -gt 0 ] || kill -KILL "$pid" 2>/dev/null
			sleep 0.05
		done
	done <"$file"
	rm -f "$file"
}
