#!/bin/sh
# probe: what `sitrep probe` says of services that answer in all the ways that there are, and what it keeps.  Prints TAP.
#
#   tests/net/probe.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1")
work=$(mktemp -d)
chmod 711 "$work" # nginx serves as nobody where it is started by root
trap 'stop_servers; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
. tests/tap
. tests/net/servers
SITREP_CACHE=
export SITREP_CACHE
unset SITREP_LOCATION

# probes LINE…: a site whose service web has them
probes() {
	rm -rf "$work/site"
	mkdir -p "$work/site/content"
	printf '%s\n' 'title: Probes' 'base_url: https://handbook.example.com/' 'network: {allow: [127.0.0.0/8, "::1/128"]}' >"$work/site/site.yaml"
	{
		printf '%s\n' 'services:' '  web:' '    component: {name: Web shop}' '    probes:'
		printf '      - %s\n' "$@"
	} >"$work/site/content/services.yaml"
}

# probe OPTION…: with ports as names, and times as N
probe() {
	timeout 60 "$sitrep" probe -C "$work/site" --at "${at:-2026-11-21T12:00Z}" "$@" >"$work/out.raw" 2>"$work/err.raw"
	status=$?
	for stream in out err; do
		sed "s/:$http\b/:HTTP/g; s/:$https\b/:HTTPS/g; s/:$untrusted\b/:UNTRUSTED/g; s/:$odd\b/:ODD/g; s/[0-9]* ms/N ms/; s/expires in .*/expires in N/; s/leads to [^,]*,/leads to ADDRESS,/; s/\(nobody.invalid: \)[NT].*/\1NOT KNOWN/" "$work/$stream.raw" >"$work/$stream"
	done
}

history() {
	sed 's/"ms":[0-9]*/"ms":N/; s/"certificate":"[^"]*"/"certificate":"T"/' "$work"/site/history/web/2026-11.jsonl
}

# said FILE, kept: whether that is what follows
same() {
	cat >"$work/expected"
	diff "$work/expected" "$1" >"$work/diff" && return 0
	sed 's/^/# /' "$work/diff"
	return 1
}
said() { same "$work/$1"; }
kept() { history >"$work/history" && same "$work/history"; }

web() { echo "http://127.0.0.1:$http/$1"; }
strange() { echo "http://127.0.0.1:$odd/$1"; }

# closed: a port on which nobody listens
try_answers() {
	printf '{"status":"ok","checks":[{"ready":true},{"ready":false}]}' >"$work/pages/health.json"
	probes "{url: '$(web page.html)', name: plain, body: One}" \
		"{url: '$(web page.html)', name: words, body: none of this}" \
		"{url: '$(web gone)', name: gone}" \
		"{url: '$(web gone)', name: gone as it should be, status: [410]}" \
		"{url: '$(web moved)', name: redirected}" \
		"{url: '$(web moved)', name: stays, status: [301]}" \
		"{url: '$(web health.json)', name: json, json: {path: '\$.checks[0].ready', equals: 'true'}}" \
		"{url: '$(web health.json)', name: other json, json: {path: '\$.checks[-1].ready'}}" \
		"{url: '$(strange hang)', name: hangs, timeout: 300ms}" \
		"{url: '$(strange reset)', name: breaks}" \
		"{url: '$(strange slow/400)', name: slow, latency: 200ms}" \
		"{url: '$(strange status/503)', name: refuses, method: HEAD}" \
		"{url: 'http://127.0.0.1:1/', name: nobody}" \
		"{tcp: '127.0.0.1:$http', name: tcp}" "{tcp: '127.0.0.1:1', name: no tcp}" "{tcp: 'localhost:$http', name: by name}" \
		"{dns: localhost, addresses: [127.0.0.1, '::1'], name: dns}" "{dns: localhost, addresses: [192.0.2.7], name: other dns}" \
		"{dns: nobody.invalid, name: no dns}"
	probe
	said out <<-'END'
		web: words is down: the answer does not hold "none of this"
		web: gone is down: the answer is 410
		web: other json is down: the answer has not what is wanted at $.checks[-1].ready
		web: hangs is down: 127.0.0.1:ODD gave no answer within N ms
		web: breaks is down: 127.0.0.1:ODD: Server returned nothing (no headers, no data)
		web: slow is degraded: the answer took N ms, and may take 200
		web: refuses is down: the answer is 503
		web: nobody is down: 127.0.0.1:1 takes no connection
		web: no tcp is down: Connection refused
		web: other dns is down: localhost leads to ADDRESS, which is not expected
		web: no dns is down: nobody.invalid: NOT KNOWN
	END
	result $? "$name: what is down, and why"
	grep -q '^19 probes: 8 up, 1 degraded, 10 down$' "$work/err" && [ $status = 0 ]
	result $? "$name: that is no failure of the command"
	kept <<-'END'
		{"at":"2026-11-21T12:00:00Z","probe":"plain","state":"up","ms":N,"status":200,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"words","state":"down","why":"body","status":200,"tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"gone","state":"down","why":"status","status":410,"tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"gone as it should be","state":"up","ms":N,"status":410,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"redirected","state":"up","ms":N,"status":200,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"stays","state":"up","ms":N,"status":301,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"json","state":"up","ms":N,"status":200,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"other json","state":"down","why":"json","status":200,"tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"hangs","state":"down","why":"timeout","tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"breaks","state":"down","why":"broken","tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"slow","state":"degraded","why":"latency","ms":N,"status":200,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"refuses","state":"down","why":"status","status":503,"tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"nobody","state":"down","why":"connect","tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"tcp","state":"up","ms":N,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"no tcp","state":"down","why":"connect","tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"by name","state":"up","ms":N,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"dns","state":"up","ms":N,"tries":1}
		{"at":"2026-11-21T12:00:00Z","probe":"other dns","state":"down","why":"addresses","tries":3}
		{"at":"2026-11-21T12:00:00Z","probe":"no dns","state":"down","why":"dns","tries":3}
	END
	result $? "$name: a line for each"
}

try_changes() {
	probes "{url: '$(strange later/2)', name: flaky}" "{url: '$(strange switch/$name)', name: switched}"
	curl -s "$(strange reset-counts)" >/dev/null
	probe
	said out </dev/null && grep -q '"flaky","state":"up".*"tries":3' "$work/site/history/web/2026-11.jsonl"
	result $? "$name: the third try counts, and what is up at first is no change"
	curl -s "$(strange turn/$name/500)" >/dev/null
	at=2026-11-21T12:05Z probe --location fra
	said out <<-'END'
		web: switched is down: the answer is 500
	END
	result $? "$name: each location has a history of its own"
	at=2026-11-21T12:06Z probe --location fra --quiet
	said out </dev/null && said err </dev/null
	result $? "$name: what stays as it is is no change"
	curl -s "$(strange turn/$name/404)" >/dev/null
	at=2026-11-21T12:07Z SITREP_LOCATION=fra probe
	said out <<-'END'
		web: switched is still down: the answer is 404
	END
	result $? "$name: for another reason is one"
	curl -s "$(strange turn/$name/200)" >/dev/null
	at=2026-11-21T12:10Z probe --location fra
	said out <<-'END'
		web: switched is up again, in N ms
	END
	result $? "$name: up again"
	before=$(cat "$work/site/history/web/2026-11.jsonl")
	at=2026-11-21T12:15Z probe --location fra --dry-run --format json
	node -e 'const one = JSON.parse(require("fs").readFileSync(process.argv[1]));
		process.exit(one.at === "2026-11-21T12:15:00Z" && one.location === "fra" && one.probes.length === 2 && one.probes[1].before === "up" && one.probes[1].changed === false && one.probes[1].status === 200 ? 0 : 1);' "$work/out.raw" &&
		[ "$before" = "$(cat "$work/site/history/web/2026-11.jsonl")" ]
	result $? "$name: JSON, and --dry-run keeps nothing"
	probe --location 'a b'
	[ $status = 2 ] && probe --offline && false
	[ $status = 2 ] && grep -q 'probe: .*--offline' "$work/err" && probe --service wbe
	[ $status = 2 ] && grep -q 'did you mean "web"' "$work/err"
	result $? "$name: misuse, and --offline refuses"
}

try_trust() {
	probes "{url: 'https://127.0.0.1:$https/page.html', name: trusted, certificate: 14d}" \
		"{url: 'https://127.0.0.1:$https/page.html', name: early, certificate: 30d}" \
		"{url: 'https://127.0.0.1:$untrusted/page.html', name: untrusted}"
	at=$(date -u +%Y-%m-%dT%H:%MZ) SSL_CERT_FILE=$work/tls/authority.pem probe
	said out <<-'END'
		web: early is degraded: the certificate expires in N
		web: untrusted is down: the certificate of 127.0.0.1:UNTRUSTED is not trusted: self-signed certificate
	END
	result $? "$name: certificates that expire, and that nobody vouches for"
	probes "{url: 'https://127.0.0.1:$https/page.html', name: trusted}"
	SSL_CERT_FILE='' CURL_CA_BUNDLE=$work/tls/authority.pem probe
	[ $status = 0 ] && grep -q '^1 probe: 1 up$' "$work/err"
	result $? "$name: an empty SSL_CERT_FILE is as if unset"
	probes "{url: '$(strange echo)', name: secret, headers: {Authorization: 'Bearer \${PROBE_TOKEN}'}, body: Bearer t0p-secret}"
	PROBE_TOKEN=t0p-secret probe --format json
	grep -q '"state":"up"' "$work/out" && ! grep -rq 't0p-secret' "$work/out" "$work/err" "$work/site/history"
	result $? "$name: a secret goes where it is wanted, and nowhere else"
	probe
	[ $status = 2 ] && grep -q 'was not asked: the environment has no PROBE_TOKEN' "$work/err" && [ "$(history | wc -l)" = 1 ]
	result $? "$name: without it nothing is asked, nor kept"
	PROBE_TOKEN=$(printf 't0p-secret\nx') probe
	[ $status = 2 ] && grep -q 'was not asked: what is in PROBE_TOKEN has an end of line in it' "$work/err" && ! grep -rq t0p-secret "$work/out" "$work/err"
	result $? "$name: an end of line that was copied with it is told of"
	probes "{url: 'http://10.1.2.3/', name: inside}" "{tcp: '169.254.169.254:80', name: metadata}" "{tcp: '127.0.0.1:$http', name: tcp}"
	probe
	[ $status = 2 ] && [ "$(grep -c 'was not asked: .*network.allow' "$work/err")" = 2 ] && [ "$(history | wc -l)" = 1 ]
	result $? "$name: addresses inside of the network are not asked; the others are"
	probes "{url: '$(strange 'to?file:///etc/passwd')', name: away}" "{url: '$(strange 'to?http://169.254.169.254/')', name: inside}"
	probe
	[ $status = 2 ] && said out <<-'END'
		web: away is down: a redirect: only http and https are fetched
	END
	result $? "$name: a redirect that nobody can follow is an answer; one to inside is not followed"
	probes "{url: 'http://shop.example.com/', name: a}" "{tcp: '127.0.0.1:$http', name: b}"
	http_proxy=http://127.0.0.1:1 probe
	[ $status = 2 ] && grep -q 'web: a was not asked: the proxy of the environment takes no connection$' "$work/err" && [ "$(history | wc -l)" = 1 ]
	result $? "$name: where the proxy is away, the service behind it is not called down"
	probes "{url: 'http://nobody.invalid/', name: a}" "{dns: nobody.invalid, name: b}"
	probe
	[ $status = 2 ] && grep -q 'is there a network?' "$work/err" && [ ! -e "$work/site/history/web" ]
	result $? "$name: without a network nothing is kept"
	try_no_network
}

try_no_network() {
	plain=$sitrep
	printf '#!/bin/sh\nexec env NO_NETWORK=1 LD_PRELOAD=%s ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 %s "$@"\n' "$work/rebind.so" "$plain" >"$work/with-names"
	chmod +x "$work/with-names"
	sitrep=$work/with-names
	for one in "{url: 'http://www.example.com/'}" "{url: 'http://93.184.216.34/'}" "{tcp: '93.184.216.34:80'}" "{dns: www.example.com}"; do
		probes "$one"
		probe
		[ $status = 2 ] && grep -q 'is there a network? Nothing was recorded' "$work/err" && [ ! -e "$work/site/history/web" ]
		result $? "$name: nor for one alone where the machine has none, $one"
	done
	probes "{url: 'http://93.184.216.34/', name: a}" "{tcp: '93.184.216.34:80', name: b}"
	probe
	[ $status = 2 ] && grep -q 'is there a network?' "$work/err" && [ ! -e "$work/site/history/web" ]
	result $? "$name: nor where no way leads to any of several"
	probes "{tcp: '127.0.0.1:1'}"
	probe
	[ $status = 0 ] && [ "$(history | wc -l)" = 1 ]
	result $? "$name: what is on the machine itself needs none"
	sed -i 's/NO_NETWORK=1//' "$work/with-names"
	probes "{tcp: 'stuck.example.com:$http', timeout: 2s}"
	probe
	[ $status = 0 ] && grep -q '^1 probe: 1 up$' "$work/err"
	result $? "$name: of several addresses one that says nothing does not use up the time of the others"
	sitrep=$plain
}

try_history() {
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	git -C "$work/site" init -q
	probe
	grep -q '^history/ is new: .*merge=union' "$work/err" && probe && ! grep -q 'is new' "$work/err"
	result $? "$name: how histories are merged is told once"
	printf '{"at":"2026-11-21T12:01:00Z","probe":"tcp","sta' >>"$work/site/history/web/2026-11.jsonl"
	"$sitrep" check -C "$work/site" --at 2026-11-21T12:02Z >"$work/out" 2>"$work/err"
	grep -q '^history/web/2026-11.jsonl:3:1: warning: .*\[history/damaged\]' "$work/out"
	result $? "$name: a half line is found"
	at=2026-11-21T12:05Z probe
	! grep -q '"sta$' "$work/site/history/web/2026-11.jsonl" && [ "$(history | wc -l)" = 3 ] && "$sitrep" check -C "$work/site" --strict >"$work/out" 2>"$work/err"
	result $? "$name: and cut off by the next probe"
	printf '%s' "$(cat "$work/site/history/web/2026-11.jsonl")" >"$work/whole"
	cp "$work/whole" "$work/site/history/web/2026-11.jsonl"
	at=2026-11-21T12:06Z probe
	[ "$(history | wc -l)" = 4 ] && [ "$(history | grep -c '^{.*}$')" = 4 ]
	result $? "$name: a whole line that lacks its end gets it"

	cp "$work/site/history/web/2026-11.jsonl" "$work/before"
	size=$(wc -c <"$work/before")
	# a file that may grow to the next 512 bytes alone
	probes_left=$((512 - size % 512))
	while [ $probes_left -ge 80 ]; do
		at=2026-11-21T12:07Z probe
		size=$(wc -c <"$work/site/history/web/2026-11.jsonl")
		probes_left=$((512 - size % 512))
	done
	cp "$work/site/history/web/2026-11.jsonl" "$work/before"
	(ulimit -f $(((size + 511) / 512)) && exec "$sitrep" probe -C "$work/site" --at 2026-11-21T12:08Z) >"$work/out" 2>"$work/err"
	[ $? = 2 ] && grep -q 'history/web/2026-11.jsonl: .*what it held before' "$work/err" && cmp -s "$work/before" "$work/site/history/web/2026-11.jsonl"
	result $? "$name: where a file may not grow, it is as it was, to the byte"
	if [ "$(id -u)" != 0 ]; then
		chmod a-w "$work/site/history/web/2026-11.jsonl"
		probe
		[ $status = 2 ]
		result $? "$name: nor where it may not be written"
	fi

	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	printf '%s\n' '/public/' >"$work/site/.gitignore"
	printf '%s\n' 'history/**/*.jsonl merge=union' >"$work/site/.gitattributes"
	repository() { git -C "$work/site" -c user.name=Probe -c user.email=probe@example.com -c init.defaultBranch=main "$@" >"$work/out" 2>"$work/err"; }
	repository init -q && probe && ! grep -q 'is new' "$work/err" && repository add -A && repository commit -qm base && repository branch other &&
		SITREP_LOCATION=fra probe && repository commit -qam fra && repository checkout -q other &&
		SITREP_LOCATION=iad probe && repository commit -qam iad && repository merge -q -m both main &&
		[ "$(history | wc -l)" = 3 ] && [ "$(history | grep -c '"fra"\|"iad"')" = 2 ]
	result $? "$name: what two places wrote is merged by git"
	probes "{tcp: '127.0.0.1:$http', name: tcp}" "{latency: 1s}"
	probe
	[ $status = 0 ] && grep -q '^sitrep: content/services.yaml:6:9: a probe must say what it asks$' "$work/err" && [ "$(history | wc -l)" = 1 ]
	result $? "$name: a probe that can't be run is told of, the others run"
	printf 'services:\n  api: [x\n' >"$work/site/content/more.yaml"
	probe
	[ $status = 2 ] && grep -q '^sitrep: content/more.yaml:2:8: this "\[" is never closed$' "$work/err" && [ "$(history | wc -l)" = 2 ]
	result $? "$name: nor is all well where a register can't be read, and the others run"
	rm "$work/site/content/more.yaml"
	ln -s services.yaml "$work/site/content/more.yaml"
	probe
	[ $status = 2 ] && grep -q '^sitrep: content/more.yaml: this is a symbolic link' "$work/err"
	result $? "$name: nor where it is not read"
	rm "$work/site/content/more.yaml"
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	for i in 1 2 3 4 5 6 7 8; do
		SITREP_LOCATION=l$i timeout 60 "$sitrep" probe -C "$work/site" --at 2026-11-21T12:00Z --quiet >"$work/out" 2>"$work/err" &
		pids="${pids:-} $!"
	done
	for pid in $pids; do wait "$pid"; done
	pids=
	[ "$(history | grep -c '^{"at":.*}$')" = 8 ] && [ "$(history | wc -l)" = 8 ]
	result $? "$name: eight at once write eight lines"
}

# where a repository that others may change would have the answers go
try_places() {
	mkdir -p "$work/elsewhere"
	for link in history history/web history/web/2026-11.jsonl; do
		probes "{tcp: '127.0.0.1:$http', name: tcp}"
		mkdir -p "$(dirname "$work/site/$link")"
		ln -s "$work/elsewhere" "$work/site/$link"
		probe
		[ $status = 2 ] && grep -q '^sitrep: history/web/2026-11.jsonl: .*links are not followed' "$work/err" && [ -z "$(ls "$work/elsewhere")" ]
		result $? "$name: nothing is written over a symbolic link, $link"
	done
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	mkdir "$work/site/history"
	ln -s "$work/elsewhere" "$work/site/history/web"
	"$sitrep" check -C "$work/site" >"$work/out" 2>"$work/err"
	grep -q '^history/web: warning: .*symbolic link.*\[history/damaged\]$' "$work/out"
	result $? "$name: nor read"
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	mkdir -p "$work/site/history/web"
	mkfifo "$work/site/history/web/2026-11.jsonl"
	probe
	[ $status = 2 ] && grep -q '^sitrep: history/web/2026-11.jsonl: this is no file that keeps anything' "$work/err"
	result $? "$name: a pipe keeps no answers"
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	probe
	(flock 9 && exec sleep 60) 9>>"$work/site/history/web/2026-11.jsonl" &
	holder=$!
	sleep 0.3
	at=2026-11-21T12:05Z probe
	[ $status = 2 ] && grep -q '^sitrep: history/web/2026-11.jsonl: another program has it' "$work/err" && [ "$(history | wc -l)" = 1 ]
	result $? "$name: whoever has the file for good does not hold up the probe"
	kill "$holder"
	wait "$holder" 2>/dev/null
}

try_forever() {
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	"$sitrep" probe -C "$work/site" --every 1s >"$work/out" 2>"$work/err" &
	pid=$!
	for _ in $(seq 200); do
		lines=$(cat "$work"/site/history/web/*.jsonl 2>/dev/null | wc -l)
		[ "$lines" -ge 2 ] && break
		sleep 0.05
	done
	# a register that changes meanwhile
	sed -i 's/name: tcp/name: renamed/' "$work/site/content/services.yaml"
	for _ in $(seq 200); do
		grep -q renamed "$work"/site/history/web/*.jsonl && break
		sleep 0.05
	done
	kill -TERM "$pid"
	wait "$pid"
	[ $? = 0 ] && [ "$lines" -ge 2 ] && grep -q renamed "$work"/site/history/web/*.jsonl && ! cat "$work"/site/history/web/*.jsonl | grep -vq '^{"at":.*}$'
	result $? "$name: again and again, with what the registers say now, until SIGTERM"
	[ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" = 1 ] && grep -q '^1 probe: 1 up, at 20..-..-.. ..:.. UTC$' "$work/err"
	result $? "$name: and says nothing where nothing is new"

	probes "{url: '$(strange hang)', name: hangs, timeout: 30s}" "{tcp: '127.0.0.1:$http', name: tcp}"
	"$sitrep" probe -C "$work/site" --every 1m >"$work/out" 2>"$work/err" &
	pid=$!
	sleep 1
	began=$(date +%s)
	kill -INT "$pid"
	wait "$pid"
	[ $? = 0 ] && [ $(($(date +%s) - began)) -lt 5 ] && [ ! -e "$work/site/history" ]
	result $? "$name: what is asked at that moment is not waited for, and not kept"

	# the time that a stopped process misses is not made up for
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	"$sitrep" probe -C "$work/site" --every 1s >"$work/out" 2>"$work/err" &
	pid=$!
	for _ in $(seq 200); do
		[ -e "$work/site/history/web" ] && break
		sleep 0.05
	done
	kill -STOP "$pid"
	sleep 5
	before=$(cat "$work"/site/history/web/*.jsonl | wc -l)
	kill -CONT "$pid"
	sleep 0.5
	after=$(cat "$work"/site/history/web/*.jsonl | wc -l)
	kill -TERM "$pid"
	wait "$pid"
	[ $((after - before)) -le 1 ]
	result $? "$name: one probe after a long sleep, not five"

	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	for at_once in 01 05 08 10 15 20 25 30 40 60; do
		"$sitrep" probe -C "$work/site" --quiet >"$work/out" 2>"$work/err" &
		pid=$!
		sleep "0.0$at_once"
		kill -KILL "$pid" 2>"$work/killed"
		wait "$pid" 2>"$work/killed"
	done
	[ ! -e "$work/site/history/web" ] || ! cat "$work"/site/history/web/*.jsonl | grep -vq '^{"at":.*}$'
	result $? "$name: killed at any moment, there are whole lines alone"
}

try_incident() {
	probes "{tcp: '127.0.0.1:1', name: tcp, confirm: 5m, state: partial outage}"
	probe --open-incident
	[ $status = 0 ] && [ ! -e "$work/site/content/incidents" ]
	result $? "$name: what has just gone down is no incident yet"
	at=2026-11-21T12:05Z probe --open-incident --dry-run
	[ ! -e "$work/site/content/incidents" ] && grep -q '1205.md: would be drafted' "$work/err"
	result $? "$name: a dry run says so, and writes nothing"
	at=2026-11-21T12:05Z probe --open-incident
	grep -q 'content/incidents/2026-11-21-web-shop-1205.md: drafted' "$work/err" && same "$work/site/content/incidents/2026-11-21-web-shop-1205.md" <<-'END'
		---
		title: "Web shop: Partial outage"
		components: [web]
		draft: true
		started: 2026-11-21 12:00 UTC
		---

		## Investigating — 2026-11-21 12:05 UTC

		Affects: Web shop (partial outage)

		We are looking into a problem with Web shop.
	END
	result $? "$name: after confirm an incident is drafted"
	at=2026-11-21T12:10Z probe --open-incident
	[ "$(find "$work/site/content/incidents" -type f | wc -l)" = 1 ]
	result $? "$name: once"
	"$sitrep" build -C "$work/site" --at 2026-11-21T12:10Z -q >"$work/out" 2>"$work/err"
	[ $? = 0 ] && [ ! -e "$work/site/public/status/incidents" ] && grep -q '99\.\|No data' "$work/site/public/status/index.html"
	result $? "$name: nothing of it is published"
	sed -i "s/127.0.0.1:1,/127.0.0.1:$http,/; s/127.0.0.1:1'/127.0.0.1:$http'/" "$work/site/content/services.yaml"
	cp "$work/site/content/incidents/2026-11-21-web-shop-1205.md" "$work/drafted"
	at=2026-11-21T12:15Z probe --open-incident
	grep -q 'is up again' "$work/out" && cmp -s "$work/drafted" "$work/site/content/incidents/2026-11-21-web-shop-1205.md"
	result $? "$name: and nothing is closed by itself"
}

try_compact() {
	probes "{tcp: '127.0.0.1:$http', name: tcp}"
	mkdir -p "$work/site/history/web"
	cat >"$work/site/history/web/2026-08.jsonl" <<-'END'
		{"at":"2026-08-01T00:00:00Z","probe":"tcp","state":"up","ms":10,"tries":1}
		{"at":"2026-08-01T01:00:00Z","probe":"tcp","state":"down","why":"connect","tries":3}
		{"at":"2026-08-01T01:10:00Z","probe":"tcp","state":"up","ms":20,"tries":1}
	END
	cp "$work/site/history/web/2026-08.jsonl" "$work/site/history/web/2026-09.jsonl"
	sed -i 's/-08-/-09-/' "$work/site/history/web/2026-09.jsonl"
	cp "$work/site/history/web/2026-09.jsonl" "$work/before"
	at=2026-11-30T00:00Z probe
	same "$work/site/history/web/2026-08.jsonl" <<-'END'
		{"day":"2026-08-01","probe":"tcp","probes":3,"degraded":0,"down":1,"median_ms":10,"p90_ms":20,"outages":["01:00:00-01:10:00"]}
	END
	result $? "$name: a month that ended 90 days ago is compacted"
	cmp -s "$work/before" "$work/site/history/web/2026-09.jsonl"
	result $? "$name: a later one is not"
	"$sitrep" build -C "$work/site" --at 2026-11-30T00:00Z -q >"$work/out" 2>"$work/err"
	grep -q 'Major outage for 10 minutes' "$work/site/public/status/components/web-shop.html"
	result $? "$name: its outages are still on the page"
	# as git merges what another machine had not pushed
	sed -i '1i {"at":"2026-08-02T01:00:00Z","probe":"tcp","location":"fra","state":"up","ms":30,"tries":1}' "$work/site/history/web/2026-08.jsonl"
	"$sitrep" build -C "$work/site" --at 2026-11-30T00:00Z -q >"$work/out" 2>"$work/err"
	grep -q 'Major outage for 10 minutes' "$work/site/public/status/components/web-shop.html"
	result $? "$name: they are, too, where git merged other lines into that month"
	at=2026-11-30T00:05Z probe
	same "$work/site/history/web/2026-08.jsonl" <<-'END'
		{"day":"2026-08-01","probe":"tcp","probes":3,"degraded":0,"down":1,"median_ms":10,"p90_ms":20,"outages":["01:00:00-01:10:00"]}
		{"day":"2026-08-02","probe":"tcp","location":"fra","probes":1,"degraded":0,"down":0,"median_ms":30,"p90_ms":30}
	END
	result $? "$name: and those are compacted as well"
}

gcc -shared -fPIC -O1 -o "$work/rebind.so" tests/net/rebind.c -ldl || result 1 'names'
start_servers || result 1 'servers'
echo '<!doctype html><title id="no">x</title><h1 id="one">One</h1>' >"$work/pages/page.html"
try() {
	sitrep=$1
	try_answers
	try_changes
	try_trust
	try_history
	try_places
	try_forever
	try_incident
	try_compact
}
name=plain try "$build/sitrep"
[ -e "$build/sanitized/sitrep" ] && name=sanitized try "$build/sanitized/sitrep"
echo "1..$number"
exit "$failed"
