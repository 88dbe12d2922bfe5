# shellcheck shell=bash disable=SC2154
# What tests/system/run checks on the running system.  Sourced by it.

status_line() {
	local text
	text=$(inside systemctl show -P StatusText itb-chatbot@1)
	note "$text"
	[[ $text == *busy*requests*knowledge* ]]
}
# not grep -q, which would kill the command with SIGPIPE
says() { # says [-i] PATTERN COMMAND…
	local options=()
	[ "$1" != -i ] || { options=(-i); shift; }
	"${@:2}" | grep "${options[@]}" -- "$1" >/dev/null
}
setting() { # setting LINE…: writes settings, for the next reload or restart
	printf '%s\n' "$@" | inside tee -a /etc/itb-chatbot/itb-chatbot.conf >/dev/null
}
unset_all() { inside sed -i '/^[A-Z]/d' /etc/itb-chatbot/itb-chatbot.conf; }
active() { inside systemctl is-active --quiet "itb-chatbot@$1"; }
main_pid() { until_true 20 active "$1" >&2 && inside systemctl show -P MainPID "itb-chatbot@$1"; }

reload_lifts_limit() {
	setting MAX_MESSAGE_CHARS=10
	inside systemctl reload itb-chatbot
	until_true 5 asks_are 400 && unset_all && setting RATE_LIMIT_ENABLED=no &&
		inside systemctl reload itb-chatbot && until_true 5 asks_are 200
}
asks_are() {
	[ "$(ask 'Apa itu ITB dan di mana kampusnya?' | jq -r '.status // 200')" = "$1" ]
}

# --- whole sites -------------------------------------------------------------------

# What `itb-chatbot site` prints, saved as it is: TLS, HTTP/2, gzip, the page, a cited answer.
site_works() {
	local body head
	secure() { get -k --resolve chatbot.test:443:127.0.0.1 --resolve chatbot.test:80:127.0.0.1 "$@"; }
	[ "$(secure -o /dev/null -w '%{http_code} %{redirect_url}' http://chatbot.test/health)" = \
		"301 https://chatbot.test/health" ] &&
		[ "$(secure -o /dev/null -w '%{http_version}' https://chatbot.test/health)" = 2 ] &&
		says -i '^strict-transport-security' secure -D - -o /dev/null https://chatbot.test/health &&
		says -i '^content-encoding: gzip' secure --compressed -D - -o /dev/null \
			https://chatbot.test/openapi.json &&
		says '"code":"not_found"' secure https://chatbot.test/no/such/page &&
		says 'web/app.js' secure https://chatbot.test/ &&
		says '^import' secure --compressed https://chatbot.test/web/app.js || return
	head=$(secure -D - -o /dev/null https://chatbot.test/)
	says -i '^content-security-policy: default-src' echo "$head" &&
		says -i '^strict-transport-security' echo "$head" || return
	body=$(secure https://chatbot.test/v1/chat -H 'X-Conversation-Id: site' -H 'Content-Type: application/json' \
		-d '{"message":"Apa itu ITB?"}')
	jq -e '.grounded and (.sources | length > 0)' <<<"$body" || { echo "$body"; return 1; }
}
site_options='--name chatbot.test --certificate /etc/ssl/test.pem --key /etc/ssl/test.key'
site_nginx() {
	inside sh -c "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=chatbot.test \
			-keyout /etc/ssl/test.key -out /etc/ssl/test.pem &&
		itb-chatbot site nginx $site_options >/etc/nginx/sites-enabled/itb-chatbot && nginx -t &&
			systemctl reload nginx" &&
		until_true 10 site_works
	local code=$?
	inside sh -c 'rm -f /etc/nginx/sites-enabled/itb-chatbot && systemctl reload nginx' && return $code
}
site_apache() {
	inside sh -c "systemctl stop nginx; a2enmod -q ssl http2 headers proxy_fcgi deflate remoteip
		printf 'Listen 80\nListen 443\n' >/etc/apache2/ports.conf
		itb-chatbot site apache $site_options >/etc/apache2/sites-enabled/itb-chatbot.conf &&
			apachectl configtest && systemctl restart apache2" &&
		until_true 10 site_works
	local code=$?
	inside sh -c 'rm -f /etc/apache2/sites-enabled/itb-chatbot.conf
		systemctl stop apache2 && systemctl start nginx' && return $code
}

# --- load -----------------------------------------------------------------------

# Eight clients ask without a pause until $work/load.stop exists.
load() {
	printf '{"message":"Apa itu ITB?"}' >"$work/share/question"
	until [ -e "$work/load.stop" ]; do
		inside ab -q -l -s 130 -c 8 -t 3 -n 1000000 -p /test/question -T application/json \
			-H "X-API-Key: $key" -H 'X-Conversation-Id: load' $url/v1/chat
	done >"$work/ab" 2>&1
}
under_load() {
	local code=0 loader
	rm -f "$work/load.stop"
	load &
	loader=$!
	until_true 10 pgrep --ns "$boot_leader" --nslist pid -x ab || code=1
	"$@" || code=1
	touch "$work/load.stop"
	wait $loader
	load_failed=$(awk '/^Non-2xx responses:|^Failed requests:/ { n += $NF } END { print n + 0 }' "$work/ab")
	load_done=$(awk '/^Complete requests:/ { n += $NF } END { print n + 0 }' "$work/ab")
	note "$load_done requests, $load_failed failed"
	grep -iE 'apr_|error|timeout' "$work/ab" && code=1
	[ "$load_done" -gt 0 ] && return $code
}
load_none_failed() { under_load "$@" && [ "$load_failed" = 0 ]; }

kill_one() {
	local before
	before=$(main_pid 1) || return
	under_load kill_and_wait "$before" || return
	[ "$load_failed" -le 8 ]
}
kill_and_wait() {
	inside sh -c "kill -9 $1" && until_true 10 replaced 1 "$1"
}
replaced() { active "$1" && [ "$(main_pid "$1")" != "$2" ]; }

recycle() {
	setting MAX_REQUESTS=100 MAX_REQUESTS_JITTER=50
	inside systemctl restart itb-chatbot
	load_none_failed until_true 30 recycled || return
	inside sed -i '/^MAX_REQUESTS/d' /etc/itb-chatbot/itb-chatbot.conf
	inside systemctl restart itb-chatbot
}
recycled() { [ "$(inside systemctl show -P NRestarts itb-chatbot@1)" -ge 2 ] && active 1; }

watchdog() {
	local before
	inside sh -c 'mkdir -p /run/systemd/system/itb-chatbot@.service.d
		printf "[Service]\nWatchdogSec=3\n" >/run/systemd/system/itb-chatbot@.service.d/test.conf
		systemctl daemon-reload && systemctl restart itb-chatbot'
	before=$(main_pid 1) || return
	inside sh -c "kill -STOP $before" && until_true 30 replaced 1 "$before" || return
	inside sh -c 'rm -r /run/systemd/system/itb-chatbot@.service.d
		systemctl daemon-reload; systemctl restart itb-chatbot'
	says 'Watchdog timeout' inside journalctl -b -u itb-chatbot@1 --no-pager
}

rescale() {
	inside sh -c "echo INSTANCES=$1 >/etc/default/itb-chatbot
		systemctl daemon-reload; systemctl restart itb-chatbot"
}
four_run() { until_true 20 active 4 && active 1 && active 4 && ! active 5; }

# Figures, and a failure only when a request failed. Answers take the model 3 s; voice is decoded and spoken here.
students() {
	local fakes=() code=0 outside=(nsenter -t "$boot_leader" -n /usr/bin/python3 -B -u)
	install ffmpeg espeak-ng && inside espeak-ng -v id -w /test/question.wav 'apa itu ITB dan di mana kampusnya' ||
		return
	rm -f "$work/model" "$work/speech"
	"${outside[@]}" "$tests/../e2e/fake_llm.py" --port-file "$work/model" &
	fakes+=($!)
	"${outside[@]}" "$tests/../e2e/fake_speech.py" >"$work/speech" &
	fakes+=($!)
	until_true 10 test -s "$work/model" && until_true 10 test -s "$work/speech" &&
		setting "LLM_BASE_URL=http://127.0.0.1:$(cat "$work/model")/v1" LLM_MODEL=delay:3 \
			"STT_URL=http://127.0.0.1:$(cat "$work/speech")/v1" &&
		inside systemctl restart itb-chatbot && until_true 20 status_is 200 $url/ready &&
		"${outside[@]}" "$tests/students.py" --recording "$work/share/question.wav" $url "$key" || code=1
	inside sed -i '/^LLM_/d; /^STT_/d' /etc/itb-chatbot/itb-chatbot.conf
	inside systemctl restart itb-chatbot
	kill "${fakes[@]}"
	return $code
}

# --- keys -----------------------------------------------------------------------

named_keys() {
	local key
	key=$(inside itb-chatbot key add student-app) || return
	until_true 3 asks_are 200 || return
	says student-app inside itb-chatbot key list && inside itb-chatbot key revoke student-app &&
		until_true 3 asks_are 401
}
rotate_key() {
	local old=$key
	key=$(inside itb-chatbot key add while-rotating) && until_true 3 asks_are 200 || return
	printf 'a-new-key-of-the-administrator' | inside tee /etc/credstore/itb-chatbot.API_KEY >/dev/null
	load_none_failed inside systemctl restart itb-chatbot || return
	inside itb-chatbot key revoke while-rotating
	key=$old
	until_true 10 asks_are 401 || return
	new_key a-new-key-of-the-administrator
	until_true 10 asks_are 200
}
new_key() { key=$1; }

# --- knowledge --------------------------------------------------------------------

found() { get "$url/v1/search?q=perpustakaan+bawah+tanah+kalimaya" |
	jq -e '[.results[].text | select(contains("kalimaya"))] | length > 0'; }
not_found() { ! found; }
ingest_found() {
	inside mkdir -p /srv/documents
	printf '# Ruang kalimaya\n\n%s\n' \
		'Perpustakaan bawah tanah bernama kalimaya buka setiap hari kerja sampai pukul delapan malam.' |
		inside tee /srv/documents/kalimaya.md >/dev/null
	printf '# Kantin\n\nKantin pusat melayani makan siang bagi mahasiswa dan dosen setiap hari kerja.\n' |
		inside tee /srv/documents/kantin.md >/dev/null
	inside itb-chatbot ingest /srv/documents && until_true 3 found
}
timers_run() {
	inside rm /srv/documents/kalimaya.md
	inside systemctl start itb-chatbot-sync itb-chatbot-housekeeping || return
	until_true 3 not_found && inside systemctl is-active itb-chatbot-sync.timer itb-chatbot-housekeeping.timer
}
knowledge_travels() {
	local deb in_force
	in_force() { inside readlink /var/lib/itb-chatbot/knowledge/current; }
	in_force=$(in_force)
	deb=$(inside itb-chatbot knowledge pack --output /tmp campus) || return
	install /test/sample.deb && [ "$(in_force)" = "$in_force" ] || return # it has documents of its own
	install "$deb" && [ "$(in_force)" = "$in_force" ] && until_true 3 asks_are 200 &&
		inside apt-get purge -qy itb-chatbot-knowledge-campus
}

# The package's tests, as Debian would run them.  This system is the container that
# they want, which "null" can't know.
autopkgtest_passes() {
	install autopkgtest >&2 || return
	inside sh -c 'cd /tmp &&
		autopkgtest --no-built-binaries --ignore-restrictions=isolation-container /test/source -- null'
}

# --- the rest -----------------------------------------------------------------------

migrate_env() {
	printf '%s\n' 'API_KEY=key-of-the-original' 'REDIS_HOST=localhost' 'FLASK_ENV=production' \
		'CONVERSATION_TTL=7200' \
		'RATE_LIMIT_ENABLED=false' >"$work/share/env"
	inside itb-chatbot migrate-env /test/env || return
	inside systemctl restart itb-chatbot
	new_key key-of-the-original
	until_true 10 asks_are 200 && says '^CONVERSATION_TTL=7200' inside itb-chatbot config
}
journal_clean() {
	local said
	said=$(inside journalctl -b -t itb-chatbot -t itb-chatbot-sync -t itb-chatbot-housekeeping --no-pager -o cat |
		grep '"level":"ERROR"')
	echo "$said"
	[ -z "$said" ]
}
remove_and_back() {
	inside apt-get remove -qy itb-chatbot && [ "$(status $url/health)" = 502 ] || return
	inside test -e /etc/itb-chatbot/itb-chatbot.conf || return
	install /test/new.deb || return
	until_true 10 asks_are 200
}
purge_clean() {
	local left
	inside apt-get purge -qy itb-chatbot itb-chatbot-knowledge-sample || return
	left=$(inside find / -xdev \( -path /proc -o -path /sys -o -path /test -o -path /var/log \
		-o -path /var/cache/apt \
		-o -path /tmp -o -path /var/lib/systemd/timers \) -prune -o -name '*itb-chatbot*' -print
	# "not-found inactive": systemd hasn't forgotten yet the name of a unit that is gone
	inside systemctl list-units --all --plain --no-legend 'itb-chatbot*' | grep -v ' not-found *inactive ')
	echo "$left"
	[ -z "$left" ] && [ "$(inside systemctl is-system-running)" = running ]
}
