#!/bin/sh
# notify: `sitrep notify` and those who are told.  Prints TAP.
#
#   tests/net/notify.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1")
work=$(mktemp -d)
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
. tests/tap
. tests/net/servers
SITREP_CACHE=
export SITREP_CACHE

show() {
	cat "$work/out" "$work/err" 2>/dev/null | tail -n 40
	tail -n 5 "$work/records" 2>/dev/null | cut -c 1-300 | sed 's/^/recorded: /'
}

start() {
	mkdir -p "$work/tls"
	make_certificates >"$work/tls/log" 2>&1
	: >"$work/records"
	node tests/net/receiver.js "$work/records" "$work/tls" >"$work/ports" &
	receiver=$!
	for _ in $(seq 200); do
		[ -s "$work/ports" ] && break
		sleep 0.05
	done
	read -r http smtp starttls smtps <"$work/ports"
}

stop() {
	kill "$receiver" 2>/dev/null
	wait "$receiver" 2>/dev/null
}

# targets LINE…: site.yaml that tells them
targets() {
	{
		cat <<-'END'
			title: Larkfield handbook
			base_url: https://handbook.example.com/
			status: {title: Larkfield status, url: "https://status.example.com/"}
			network: {allow: [127.0.0.0/8], timeout: 5s}
			notify:
			  targets:
		END
		printf '    %s\n' "$@"
	} >"$site/site.yaml"
}

# fresh: a site with an incident of today, one of a year ago, one inside, a draft and one to come
fresh() {
	rm -rf "$site"
	mkdir -p "$site/content/incidents"
	: >"$work/records"
	cat >"$site/content/registers.yaml" <<-'END'
		people:
		  dana: {name: Dana Reyes, team: pay, timezone: UTC}
		  lee: {name: Lee Wong, team: pay, timezone: UTC}
		teams:
		  pay: {name: Pay, lead: dana, channel: "#pay"}
		services:
		  payments: {name: Payments API, team: pay, component: {name: Payments}}
		  search: {name: Search, team: pay, component: {name: Search}}
		severities:
		  SEV1: {name: Critical}
		schedules:
		  primary: {name: Primary, timezone: UTC, layers: [{people: [dana, lee], start: "2026-01-05T20:00", every: 1d}]}
	END
	incident today "" "2026-11-21 08:02"
	cat >>"$site/content/incidents/today.md" <<-'END'

		## Resolved — 2026-11-21 09:30 UTC

		All is well.
	END
	incident lastyear "" "2025-11-21 08:02"
	incident inside "visibility: internal" "2026-11-21 08:02"
	incident draft "draft: true" "2026-11-21 08:02"
	incident tomorrow "" "2026-11-22 08:02"
}

# incident ID FIELD TIME
incident() {
	cat >"$site/content/incidents/$1.md" <<-END
		---
		title: Trouble of $1
		severity: SEV1
		started: $3 UTC
		$2
		---

		## Investigating — $3 UTC

		Affects: payments (partial outage)

		Payments of $1 are slow.
	END
}

notify() {
	timeout 60 "$sitrep" notify -C "$site" --at "${at:-2026-11-21T12:00Z}" "$@" >"$work/out" 2>"$work/err"
	status=$?
}

# recorded N: how often anybody was asked; recorded N PATH: that one
recorded() {
	[ "$(grep -c "${2:-.}" "$work/records")" = "$1" ]
}

# field EXPRESSION: of all records, r, as a line each
field() {
	node -e 'for (const line of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) { const r = JSON.parse(line); console.log(eval(process.argv[2])); }' "$work/records" "$1"
}

try() {
	sitrep=$1
	site=$work/site

	fresh
	targets "hook: {kind: json, url_env: HOOK, secret_env: SECRET}"
	HOOK=http://127.0.0.1:$http/ok/p4th SECRET=hush-hush
	export HOOK SECRET
	notify --dry-run --format json
	cp "$work/out" "$work/dry"
	[ $status = 0 ] && recorded 0 && [ ! -e "$site/.sitrep" ]
	result $? "$name: a dry run sends nothing and writes nothing"
	notify --offline
	[ $status = 2 ] && recorded 0 && grep -q -e --offline "$work/err"
	result $? "$name: --offline refuses"
	notify
	[ $status = 0 ] && [ "$(field 'JSON.parse(r.body).subject')" = "Trouble of today: Investigating
Trouble of today: Resolved" ]
	result $? "$name: what is new of public incidents, in its order; nothing of last year, inside, drafts or tomorrow"
	[ "$(field 'r.body')" = "$(node -e 'for (const m of JSON.parse(require("fs").readFileSync(process.argv[1])).messages) console.log(m.body);' "$work/dry")" ]
	result $? "$name: a dry run has said what is sent"
	field 'r.headers["x-sitrep-signature"]' | head -n 1 >"$work/signature"
	time=$(sed 's/^t=\([0-9]*\),v1=.*/\1/' "$work/signature")
	node -e 'process.stdout.write(process.argv[2] + "." + JSON.parse(require("fs").readFileSync(process.argv[1], "utf8").split("\n")[0]).body);' "$work/records" "$time" >"$work/signed"
	[ "$time" = "$(date -d 2026-11-21T12:00Z +%s)" ] &&
		[ "$(openssl dgst -sha256 -hmac hush-hush -r "$work/signed" | cut -d ' ' -f 1)" = "$(sed 's/.*v1=//' "$work/signature")" ]
	result $? "$name: openssl finds the same signature"
	[ "$(field 'r.headers["idempotency-key"] === JSON.parse(r.body).key && r.method === "POST" && r.headers["content-type"].startsWith("application/json")' | sort -u)" = true ]
	result $? "$name: each request has its key"
	notify
	[ $status = 0 ] && recorded 2 && grep -q '^nothing new$' "$work/err"
	result $? "$name: nothing is told twice"
	sed -i 's/All is well/All is well again/' "$site/content/incidents/today.md"
	notify
	recorded 2
	result $? "$name: text that is corrected is not told again"
	notify --since 2025-01-01
	recorded 3 'Trouble of lastyear'
	recorded 3 && [ "$(field 'JSON.parse(r.body).subject' | tail -n 1)" = "Trouble of lastyear: Investigating" ]
	result $? "$name: --since tells of what is older"
	at=2026-11-22T09:00Z notify
	[ "$(field 'JSON.parse(r.body).subject' | tail -n 1)" = "Trouble of tomorrow: Investigating" ] && recorded 4
	result $? "$name: what was to come is told when it has come"

	fresh
	targets "bad: {kind: slack, url_env: BAD}" "gone: {kind: discord, url_env: GONE}" "good: {kind: slack, url_env: HOOK}" "unset: {kind: teams, url_env: NOT_SET}" "half: {kind: json, url_env: HALF}"
	HALF=hooks/p4th BAD=http://127.0.0.1:$http/status/500/p4th GONE=http://127.0.0.1:$http/status/404/p4th
	export BAD GONE HALF
	notify
	[ $status = 2 ] && recorded 1 /status/500 && recorded 1 /status/404 && recorded 2 /ok/ &&
		grep -q '^bad: not sent: Trouble of today: Investigating: the answer is 500' "$work/err" &&
		grep -q '^gone: not sent: .*the answer is 404: is the address in GONE still right' "$work/err" &&
		grep -q '^unset: not sent: .*there is no NOT_SET in the environment$' "$work/err" &&
		grep -q '^half: not sent: .*what is in HALF is no address: write all of it, https:// first' "$work/err" &&
		grep -q '^2 sent, 4 failed, 4 left for the next run$' "$work/err"
	result $? "$name: who fails holds up nobody else, and the rest of what is his waits"
	key=$(field 'r.path.startsWith("/status/500") ? r.headers["idempotency-key"] : ""' | grep .)
	BAD=http://127.0.0.1:$http/ok/mended GONE=http://127.0.0.1:$http/ok/back NOT_SET=http://127.0.0.1:$http/ok/set HALF=http://127.0.0.1:$http/ok/whole notify
	[ $status = 0 ] && recorded 2 /ok/mended && recorded 2 /ok/back && recorded 2 /ok/set && recorded 2 /ok/p4th &&
		[ "$(field 'r.path === "/ok/mended" ? r.headers["idempotency-key"] : ""' | grep . | head -n 1)" = "$key" ]
	result $? "$name: the next run sends what failed, with the key that it had"

	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	HOOK="http://127.0.0.1:$http/ok/p4th$(printf '\n ')" notify
	[ $status = 2 ] && recorded 0 && grep -q 'what is in HOOK is no address: write all of it, https:// first, without blanks or ends of lines' "$work/err"
	result $? "$name: a line's end that was copied with an address is told of"

	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	HOOK=http://127.0.0.1:$http/status/400/p4th notify
	[ $status = 2 ] && recorded 2 && grep -q '^2 failed$' "$work/err"
	result $? "$name: a message that its receiver can't take holds up none"
	at=2026-11-22T11:59Z HOOK=http://127.0.0.1:$http/status/400/p4th notify
	[ $status = 2 ] && recorded 5 && ! grep -q 'given up' "$work/err"
	result $? "$name: it is tried for a day"
	at=2026-11-22T12:00Z HOOK=http://127.0.0.1:$http/status/422/p4th notify
	[ $status = 2 ] && recorded 8 && [ "$(grep -c 'the answer is 422; it was refused since 2026-11-21 12:00 UTC, and is given up$' "$work/err")" = 2 ]
	result $? "$name: then it is given up"
	at=2026-11-22T12:05Z notify
	[ $status = 0 ] && recorded 9 && at=2026-11-23T12:05Z notify && [ $status = 0 ] && recorded 9 && grep -q '^nothing new$' "$work/err"
	result $? "$name: which is said once"
	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	HOOK=http://127.0.0.1:$http/status/403/p4th notify
	at=2026-11-28T11:59Z HOOK=http://127.0.0.1:$http/status/403/p4th notify
	[ $status = 2 ] && recorded 2 && ! grep -q 'given up' "$work/err"
	at=2026-11-28T12:00Z HOOK=http://127.0.0.1:$http/status/500/p4th notify
	[ $status = 2 ] && recorded 3 && ! grep -q 'given up' "$work/err"
	result $? "$name: an address that is refused is tried for a week, and trouble that may pass for ever"
	at=2026-11-28T12:00Z HOOK=http://127.0.0.1:$http/status/403/p4th notify
	[ $status = 2 ] && recorded 5 && [ "$(grep -c 'the answer is 403; it was refused since 2026-11-21 12:00 UTC, and is given up$' "$work/err")" = 2 ]
	result $? "$name: then all that is so old is given up"
	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	http_proxy=http://127.0.0.1:$http HOOK=http://hooks.example.com/ok/p4th notify
	[ $status = 0 ] && recorded 2 '"http://hooks.example.com/ok/p4th"'
	result $? "$name: a proxy of the environment is asked"
	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	HOOK=http://127.0.0.1:$http/later/$name notify
	[ $status = 0 ] && recorded 3 /later/
	result $? "$name: 429 is tried again when it says"
	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	HOOK=http://127.0.0.1:$http/limit/p4th notify
	[ $status = 2 ] && recorded 1 /limit/
	result $? "$name: but nobody waits for an hour"
	for answer in half endless; do
		fresh
		targets "ops: {kind: slack, url_env: HOOK}"
		sed -i 's/timeout: 5s/timeout: 1s/' "$site/site.yaml"
		HOOK=http://127.0.0.1:$http/$answer/p4th notify
		[ $status = 0 ] && recorded 2 && notify && recorded 2
		result $? "$name: who has said that a message is taken is not told again, however the answer ends: $answer"
	done
	fresh
	targets "ops: {kind: json, url_env: HOOK, secret_env: SECRET}"
	HOOK=http://127.0.0.1:$http/redirect notify
	[ $status = 2 ] && recorded 1 && grep -q 'a redirect, which is not followed' "$work/err"
	result $? "$name: no redirect is followed"

	# ---- secrets ----
	fresh
	targets "a: {kind: slack, url_env: A}" "b: {kind: teams, url_env: B}" "c: {kind: json, url_env: C, secret_env: SECRET}" "d: {kind: json, url_env: D}" \
		"e: {kind: slack, url_env: E}" "f: {kind: slack, url_env: F}" "g: {kind: slack, url_env: G}"
	A=http://127.0.0.1:$http/status/500/p4th B=http://127.0.0.1:1/p4th C=http://127.0.0.1:$http/ok/p4th D=http://user:p4th@127.0.0.1/ E=gopher://127.0.0.1/p4th \
		F=https://p4th.invalid/p4th G="not an address p4th" notify
	cp "$work/out" "$work/all"
	cat "$work/err" "$site/.sitrep/notified.jsonl" >>"$work/all"
	A=http://127.0.0.1:$http/status/500/p4th B=http://127.0.0.1:1/p4th C=http://127.0.0.1:$http/ok/p4th D=http://user:p4th@127.0.0.1/ E=gopher://127.0.0.1/p4th \
		F=https://p4th.invalid/p4th G="not an address p4th" notify --format json
	cat "$work/out" "$work/err" >>"$work/all"
	notify --dry-run
	cat "$work/out" "$work/err" >>"$work/all"
	[ "$(grep -c 'not sent' "$work/all")" -ge 6 ] && ! grep -q 'p4th\|hush\|127\.0\.0\.1' "$work/all"
	result $? "$name: no address and no secret is said, and no host"
	fresh
	targets "ops: {kind: slack, url_env: HOOK}"
	sed -i '/^network/d' "$site/site.yaml"
	notify
	[ $status = 2 ] && recorded 0 && grep -q 'network.allow of site.yaml does not name it' "$work/err"
	result $? "$name: an address inside is refused"

	# ---- a run that ends early, two at once, and a ledger that is torn ----
	fresh
	targets "ops: {kind: json, url_env: HOOK}"
	HOOK=http://127.0.0.1:$http/hang-once/$name
	timeout 60 "$sitrep" notify -C "$site" --at 2026-11-21T12:00Z >"$work/out" 2>"$work/err" &
	runner=$!
	for _ in $(seq 100); do
		recorded 1 && break
		sleep 0.05
	done
	child=$(ps -o pid= --ppid $runner)
	kill -9 $child
	wait $runner 2>/dev/null
	at=2026-11-24T12:00Z notify
	[ $status = 0 ] && recorded 3 &&
		[ "$(field 'r.headers["idempotency-key"]' | uniq | wc -l)" = 2 ] && [ "$(field 'JSON.parse(r.body).subject' | head -n 2 | uniq)" = "Trouble of today: Investigating" ]
	result $? "$name: after a kill before the answer, the same is sent again with the same key, and the rest behind it, days later"
	notify
	recorded 3
	result $? "$name: and not once more"
	fresh
	HOOK=http://127.0.0.1:$http/slow/p4th
	targets "ops: {kind: json, url_env: HOOK}"
	timeout 60 "$sitrep" notify -C "$site" --at 2026-11-21T12:00Z >/dev/null 2>&1 &
	first=$!
	notify
	wait $first
	[ $? = 0 ] && [ $status = 0 ] && recorded 2
	result $? "$name: two runs at once tell it once"
	HOOK=http://127.0.0.1:$http/ok/p4th
	head -c -20 "$site/.sitrep/notified.jsonl" >"$work/torn"
	{ echo '<<<<<<< HEAD'; cat "$work/torn"; } >"$site/.sitrep/notified.jsonl"
	: >"$work/records"
	notify
	[ $status = 0 ] && recorded 1 && grep -q '^.sitrep/notified.jsonl:1: this line can.t be read, nor can 1 others; it is passed over$' "$work/err"
	result $? "$name: half a line, and the marks of a merge, are passed over"
	notify
	recorded 1
	result $? "$name: and what is added behind half a line can be read"
	sort -r "$site/.sitrep/notified.jsonl" >"$work/other" && cat "$work/other" "$site/.sitrep/notified.jsonl" >"$work/merged" && cp "$work/merged" "$site/.sitrep/notified.jsonl"
	notify
	recorded 1
	result $? "$name: a ledger may be merged line by line, in any order"
	rm -rf "$site/.sitrep"
	ln -s "$work" "$site/.sitrep"
	notify
	[ $status = 2 ] && recorded 1 && [ ! -e "$work/notified.jsonl" ]
	result $? "$name: without a ledger nothing is sent"
	rm "$site/.sitrep" && mkdir "$site/.sitrep" && mkfifo "$site/.sitrep/notified.jsonl"
	notify
	[ $status = 2 ] && recorded 1 && grep -q '^sitrep: notify: .sitrep/notified.jsonl: this is no file that keeps anything$' "$work/err"
	result $? "$name: a pipe is none"

	# ---- what may be told ----
	fresh
	targets "ops: {kind: json, url_env: HOOK}"
	sed -i 's/All is well/@dana has mended ledger-db-2.internal/' "$site/content/incidents/today.md"
	notify
	[ $status = 1 ] && recorded 0 && grep -q 'content/incidents/today.md:.*public/leak' "$work/err"
	result $? "$name: what the status page may not say is told to nobody"
	fresh
	targets "ops: {kind: json, url_env: HOOK, components: [Search]}" "pay: {kind: json, url_env: HOOK, components: [payments], impact: [major], severities: [SEV1]}" \
		"small: {kind: json, url_env: HOOK, impact: [minor, maintenance]}"
	notify
	recorded 2 && ! grep -q '^ops\|^small' "$work/out"
	result $? "$name: each is told of what it asks for"
	mkdir -p "$site/layouts/notify"
	printf '{{title}} ({{status.id}})\n\n{{{page.title}}}\n' >"$site/layouts/notify/short.mustache"
	targets "new: {kind: slack, url_env: HOOK, template: notify/short}" "none: {kind: slack, url_env: HOOK, template: notify/missing}"
	notify
	[ $status = 1 ] && grep -q 'site.yaml:.*there is no template "notify/missing"' "$work/err"
	result $? "$name: a template that is not there is a finding"
	sed -i '/^    none/d' "$site/site.yaml"
	: >"$work/records"
	notify
	[ "$(field 'JSON.parse(r.body).text' | head -n 1)" = "Trouble of today (investigating)" ]
	result $? "$name: a site may have templates of its own"

	# ---- what is due ----
	fresh
	mkdir -p "$site/content/postmortems"
	cat >"$site/content/postmortems/old.md" <<-'END'
		---
		title: Old trouble
		severity: SEV1
		services: [payments]
		started: 2026-11-01 08:00 UTC
		detected: 2026-11-01 08:02 UTC
		resolved: 2026-11-01 09:00 UTC
		owner: "@dana"
		reviewed: 2026-05-21
		status: final
		---

		## Impact

		Some payments failed.

		## Timeline (UTC)

		- 08:00 it began
		- 09:00 it ended

		## Root cause

		A wrong index.

		## Action items

		- [ ] Add a test (owner: @dana, due: 2026-11-18)
		- [ ] Add an alert (owner: @lee, due: 2026-11-12)
	END
	targets "due: {kind: json, url_env: HOOK, events: [overdue, reviews, handoff]}"
	notify
	[ $status = 0 ] && [ "$(field 'JSON.parse(r.body).subject')" = "1 action item is overdue
1 document is due for review
1 handoff is coming up" ] && grep -q '"due\\": \\"2026-11-18' "$work/records" && grep -q 'https://handbook.example.com/postmortems/old.html' "$work/records"
	result $? "$name: what has become overdue within a week, reviews, and the coming handoff"
	notify
	recorded 3
	result $? "$name: once"
	sed -i 's/people: \[dana, lee\]/people: [lee, dana]/' "$site/content/registers.yaml"
	notify
	[ $status = 0 ] && recorded 4 && [ "$(field 'JSON.parse(r.body).text' | sed -n '3p;$p')" = "- Primary: Dana Reyes, from 21 November 2026, 20:00 UTC
- Primary: Lee Wong, from 21 November 2026, 20:00 UTC" ]
	result $? "$name: and again where it is others who take over"

	# ---- e-mail ----
	fresh
	targets "mail: {kind: email, server: 'smtp://127.0.0.1:$smtp', tls: none, from: 'Larkfield Störungen <status@example.com>', to: [announce@example.com, Ops <ops@example.com>]}"
	notify
	[ $status = 0 ] && recorded 2 && [ "$(field 'r.to.join() + " " + r.from + " " + r.greeting' | uniq)" = "announce@example.com,ops@example.com <status@example.com> example.com" ] &&
		[ "$(field 'new RegExp("^From: =\\?UTF-8\\?B\\?" + Buffer.from("Larkfield Störungen").toString("base64") + "\\?=\r\n <status@example.com>\r\n").test(r.data) && /\r\nMessage-ID: <[0-9a-f]{32}@example.com>\r\n/.test(r.data) && !/[^\r]\n|\r[^\n]/.test(r.data)' | uniq)" = true ]
	result $? "$name: e-mail to a server without TLS, where that is asked for"
	fresh
	targets "mail: {kind: email, server: 'smtp://127.0.0.1:$smtp', from: status@example.com, to: [announce@example.com]}"
	notify
	[ $status = 2 ] && recorded 0 && grep -q 'offers no TLS' "$work/err"
	result $? "$name: else it must offer TLS"
	targets "mail: {kind: email, server: 'smtp://127.0.0.1:$starttls', from: status@example.com, to: [announce@example.com], user_env: SMTP_USER, password_env: SMTP_PASSWORD}"
	SMTP_USER=status SMTP_PASSWORD="correct horse"
	export SMTP_USER SMTP_PASSWORD
	notify
	[ $status = 2 ] && recorded 0 && grep -q 'is not trusted' "$work/err" && ! grep -q '127\.0' "$work/err"
	result $? "$name: whose certificate nobody vouches for is not trusted"
	SSL_CERT_FILE="$work/tls/authority.pem"
	export SSL_CERT_FILE
	SMTP_PASSWORD=wrong notify
	[ $status = 2 ] && recorded 0 && grep -q 'the answer is 535' "$work/err" && ! grep -q 'wrong\|127\.0' "$work/err"
	result $? "$name: a wrong password is told, but not what it was"
	notify
	[ $status = 0 ] && recorded 2 && [ "$(field 'r.secure && r.login' | uniq)" = true ]
	result $? "$name: e-mail with STARTTLS and a login"
	fresh
	targets "mail: {kind: email, server: 'smtps://127.0.0.1:$smtps', from: status@example.com, to: [announce@example.com]}"
	notify
	[ $status = 2 ] && recorded 0
	result $? "$name: a server in TLS that is not trusted"
	SSL_CERT_FILE="$work/tls/other.pem" notify
	[ $status = 0 ] && recorded 2 && [ "$(field 'r.secure' | uniq)" = true ]
	result $? "$name: and one that is"
	unset SSL_CERT_FILE
	fresh
	targets "mail: {kind: email, server: 'smtp://127.0.0.1:$smtp', tls: none, from: status@example.com, to: [announce@example.com, refused@example.com]}" \
		"busy: {kind: email, server: 'smtp://127.0.0.1:$smtp', tls: none, from: status@example.com, to: [busy@example.com]}"
	notify
	[ $status = 2 ] && recorded 0 && grep -q '^mail: not sent: .*the answer is 550' "$work/err" && grep -q '^busy: not sent: .*the answer is 451' "$work/err"
	result $? "$name: who is refused is told"
	at=2026-11-28T12:00Z notify
	[ $status = 2 ] && [ "$(grep -c '^mail: not sent: .*the answer is 550; it was refused since .* given up$' "$work/err")" = 2 ] && grep -q '^busy: not sent: .*the answer is 451, which may pass by itself$' "$work/err"
	result $? "$name: and given up after a week"
}

start
name=plain try "$build/sitrep"
[ -e "$build/sanitized/sitrep" ] && name=sanitized try "$build/sanitized/sitrep"
echo "1..$number"
exit "$failed"
