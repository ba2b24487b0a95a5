#!/bin/sh
# upstream: what a build makes of status pages of others that answer in all the ways that there are.  Prints TAP.
#
#   tests/net/upstream.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1")
work=$(mktemp -d)
chmod 711 "$work" # nginx serves as nobody where it is started by root
trap 'stop_servers; kill "$pages_pid" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
. tests/tap
. tests/net/servers
SITREP_CACHE=$work/cache
export SITREP_CACHE

# build OPTION…: with ports as names; $milliseconds that it took
build_site() {
	before=$(date +%s%N)
	timeout 60 "$sitrep" build -C "$work/site" -o "$work/public" --at "${at:-2026-11-21T12:00Z}" "$@" >"$work/out.raw" 2>"$work/err.raw"
	status=$?
	milliseconds=$((($(date +%s%N) - before) / 1000000))
	for stream in out err; do
		sed "s/:$pages\b/:PAGES/g; s/:$https\b/:HTTPS/g; s/:$untrusted\b/:UNTRUSTED/g" "$work/$stream.raw" >"$work/$stream"
	done
}

# services NAME=UPSTREAM…: components of those names, and one that is our own
services() {
	mkdir -p "$work/site/content"
	{
		echo 'services:'
		echo '  own: {component: {name: own}}'
		for service in "$@"; do
			echo "  ${service%%=*}: {component: {name: ${service%%=*}}, upstream: {${service#*=}}}"
		done
	} >"$work/site/content/registers.yaml"
}

# page NAME: the part of a register that names one
page() {
	echo "statuspage: \"http://127.0.0.1:$pages/$1\""
}

# state COMPONENT: as the front page has it
state() {
	sed -n "/>$1<\/a>/,/<\/li>/{s/.*class=\"state tone \([a-z_]*\)\".*/\1/p}" "$work/public/status/index.html"
}

# states COMPONENT=STATE…: whether all of them are so
states() {
	for wanted in "$@"; do
		[ "$(state "${wanted%%=*}")" = "${wanted#*=}" ] || { echo "# ${wanted%%=*} is $(state "${wanted%%=*}"), not ${wanted#*=}"; return 1; }
	done
}

overall() {
	sed -n 's/.*<h1 id="overall">\(.*\)<\/h1>/\1/p' "$work/public/status/index.html"
}

# said FILE: whether the stream is what follows, but for the summary
said() {
	cat >"$work/expected"
	grep -v ' in [0-9]* documents\?$\|files written\|^$' "$work/$1" | sed 's/^\(content[^:]*:[0-9]*\):[0-9]*:/\1:/' | diff "$work/expected" - >"$work/diff"
	same=$?
	[ $same = 0 ] || sed 's/^/# /' "$work/diff"
	return $same
}

try() {
	sitrep=$1
	rm -rf "$work/cache" "$work/site" "$work/public"
	services "europe=$(page good), component: Europe" "hooks=$(page moved), component: webhooks" "dashboard=$(page good/), component: c4" \
		"america=$(page good), component: America - API" "whole=$(page good)" "strange=$(page other), component: API" "cards=$(page other), component: Cards"
	printf '%s\n' 'title: Shop' 'network: {allow: [127.0.0.0/8]}' 'upstreams: {timeout: 30s}' >"$work/site/site.yaml"
	build_site
	states own=operational europe=unknown hooks=unknown whole=unknown cards=unknown && [ $status = 0 ] && [ "$(overall)" = 'All Systems Operational' ]
	result $? "$name: without an answer, a build asks nobody, and the state is unknown"
	grep -q '^7 upstreams have no answer that still holds: --upstreams=ask asks$' "$work/err"
	result $? "$name: and says so"
	build_site --upstreams=ask
	states europe=partial_outage hooks=partial_outage dashboard=under_maintenance america=degraded_performance whole=partial_outage \
		strange=unknown cards=major_outage own=operational && [ $status = 0 ]
	result $? "$name: groups, redirects, ids, names and the page as a whole, and a word that nobody knows"
	[ "$(overall)" = 'Partial System Outage' ] && grep -q '"status": "operational"' "$work/public/status/api/v2/components.json" && ! grep -rq unknown "$work/public/status/api"
	result $? "$name: the whole counts what is known, and the API knows five words"
	said err </dev/null
	result $? "$name: nothing to be said of it"
	at=2026-11-21T12:14Z build_site
	states europe=partial_outage cards=major_outage
	result $? "$name: an answer holds for a quarter of an hour"
	at=2026-11-21T12:16Z build_site
	states europe=unknown cards=unknown
	result $? "$name: and no longer"
	at=2026-11-21T11:59Z build_site
	states europe=unknown
	result $? "$name: nor for what was before"

	services "component=$(page good), component: Web hooks" "gone=$(page gone)" "error=$(page error)" "truncated=$(page truncated)" "html=$(page html)" \
		"odd=$(page odd)" "huge=$(page huge)" "slow=$(page slow)" "drip=$(page drip)" "inside=$(page inside)" "good=$(page good), component: API" \
		"untrusted=statuspage: \"https://127.0.0.1:$untrusted\"" "nobody=statuspage: \"http://127.0.0.1:1\"" "private=statuspage: \"http://10.1.2.3\""
	sed -i 's/30s/8s/' "$work/site/site.yaml"
	build_site --upstreams=ask
	states component=unknown gone=unknown error=unknown truncated=unknown html=unknown odd=unknown huge=unknown slow=unknown drip=unknown inside=unknown \
		good=degraded_performance untrusted=unknown nobody=unknown private=unknown && [ $status = 0 ]
	result $? "$name: whoever gives no good answer is unknown, and the build goes on"
	[ $milliseconds -lt 15000 ] # two that say nothing, one after the other, would take longer
	result $? "$name: within the time-out ($milliseconds ms)"
	said out <<-'SAID'
		content/registers.yaml:3: warning: http://127.0.0.1:PAGES/good has no component "Web hooks" [upstream/component]
		  help: did you mean "Webhooks"?
		content/registers.yaml:4: warning: http://127.0.0.1:PAGES/gone/api/v2/summary.json does not answer as a status page: the answer is 404 [upstream/answer]
		  help: write the address of a page that has this API, as those made by sitrep or Statuspage do
		content/registers.yaml:7: warning: http://127.0.0.1:PAGES/html/api/v2/summary.json does not answer as a status page: the answer is no JSON (line 1, column 1) [upstream/answer]
		  help: write the address of a page that has this API, as those made by sitrep or Statuspage do
		content/registers.yaml:8: warning: http://127.0.0.1:PAGES/odd/api/v2/summary.json does not answer as a status page: the answer is not that of a status page: it has neither "components" nor "status" [upstream/answer]
		  help: write the address of a page that has this API, as those made by sitrep or Statuspage do
		content/registers.yaml:9: warning: http://127.0.0.1:PAGES/huge/api/v2/summary.json does not answer as a status page: the answer is longer than 8388608 bytes [upstream/answer]
		  help: write the address of a page that has this API, as those made by sitrep or Statuspage do
		content/registers.yaml:12: warning: http://127.0.0.1:PAGES/inside/api/v2/summary.json does not answer as a status page: a redirect: 169.254.169.254 is a link-local address, and network.allow of site.yaml does not name it [upstream/answer]
		  help: write the address of a page that has this API, as those made by sitrep or Statuspage do
		content/registers.yaml:14: warning: https://127.0.0.1:UNTRUSTED/api/v2/summary.json does not answer as a status page: the certificate of 127.0.0.1:UNTRUSTED is not trusted: self-signed certificate [upstream/answer]
		  help: write the address of a page that has this API, as those made by sitrep or Statuspage do
		content/registers.yaml:16: warning: this status page is not asked: 10.1.2.3 is a private address, and network.allow of site.yaml does not name it [upstream/address]
		  help: write the address that its readers go to, "https://status.example.com"
	SAID
	result $? "$name: what will not pass by itself is a finding"
	said err <<-'SAID'
		upstream: http://127.0.0.1:PAGES/gone: the answer is 404
		upstream: http://127.0.0.1:PAGES/error: the answer is 500
		upstream: http://127.0.0.1:PAGES/truncated: 127.0.0.1:PAGES: Transferred a partial file
		upstream: http://127.0.0.1:PAGES/html: the answer is no JSON (line 1, column 1)
		upstream: http://127.0.0.1:PAGES/odd: the answer is not that of a status page: it has neither "components" nor "status"
		upstream: http://127.0.0.1:PAGES/huge: the answer is longer than 8388608 bytes
		upstream: http://127.0.0.1:PAGES/slow: there was no answer within 8 s
		upstream: http://127.0.0.1:PAGES/drip: there was no answer within 8 s
		upstream: http://127.0.0.1:PAGES/inside: a redirect: 169.254.169.254 is a link-local address, and network.allow of site.yaml does not name it
		upstream: https://127.0.0.1:UNTRUSTED: the certificate of 127.0.0.1:UNTRUSTED is not trusted: self-signed certificate
		upstream: http://127.0.0.1:1: 127.0.0.1:1 takes no connection
		upstream: http://10.1.2.3: 10.1.2.3 is a private address, and network.allow of site.yaml does not name it
	SAID
	result $? "$name: and all of it is told"
	cp -R "$work/public" "$work/before"
	build_site --upstreams=require
	[ $status = 2 ] && grep -q '^sitrep: 12 of 13 upstreams can.t be had, and --upstreams=require wants all of them$' "$work/err" && diff -r "$work/before" "$work/public" >/dev/null
	result $? "$name: who requires them gets status 2, and nothing is changed"
	rm -rf "$work/before"
	sed -i 's/8s/30s/' "$work/site/site.yaml"

	services "flaky=$(page flaky), component: Webhooks" "https=statuspage: \"https://127.0.0.1:$https\", component: API"
	: >"$work/flag"
	export SSL_CERT_FILE="$work/tls/authority.pem"
	build_site --upstreams=require
	states flaky=partial_outage https=operational && [ $status = 0 ]
	result $? "$name: https, by an authority that is trusted"
	unset SSL_CERT_FILE
	rm "$work/flag"
	at=2026-11-21T12:05Z build_site --upstreams=ask
	states flaky=partial_outage && grep -q 'flaky: the answer is 503$' "$work/err" && [ $status = 0 ]
	result $? "$name: the last answer holds where there is no new one"
	at=2026-11-21T12:20Z build_site --upstreams=ask
	states flaky=unknown && [ $status = 0 ]
	result $? "$name: but not for ever"
	echo '{"version": 1, "pages": {"http' >"$(find "$work/cache" -name upstreams.json)"
	build_site
	states flaky=unknown && [ $status = 0 ]
	result $? "$name: a file that can't be read knows nothing"
	: >"$work/flag"
	build_site --upstreams=ask
	sleep 0.1 # the clock of a file system is a coarse one
	build_site
	build_site
	first=$(state flaky)
	sed -i 's/"status":"partial_outage"/"status":"major_outage"/g' "$(find "$work/cache" -name upstreams.json)"
	build_site
	[ "$first" = partial_outage ] && states flaky=major_outage
	result $? "$name: a build that would be the same as before is another with another answer"
	SITREP_CACHE='' build_site --upstreams=ask
	states flaky=partial_outage && [ $status = 0 ]
	result $? "$name: no cache is needed to ask"
	build_site --upstreams=ask --offline
	[ $status = 2 ] && grep -q '^sitrep: --upstreams: .*--offline' "$work/err"
	result $? "$name: --offline refuses"
	build_site --offline
	[ $status = 0 ]
	result $? "$name: a build that asks nobody is none of its business"
	http_proxy="http://127.0.0.1:$odd" build_site --upstreams=ask
	grep -q 'flaky: the answer is no JSON' "$work/err"
	result $? "$name: a proxy of the environment is asked instead"
}

start_servers || result 1 'servers'
mkdir -p "$work/pages/api/v2"
echo '{"components": [{"id": "x", "name": "API", "status": "operational"}]}' >"$work/pages/api/v2/summary.json"
timeout 600 node tests/net/pages.js "$work/flag" >"$work/pages.port" &
pages_pid=$!
for _ in $(seq 200); do
	[ -s "$work/pages.port" ] && break
	sleep 0.05
done
pages=$(cat "$work/pages.port")
name=plain try "$build/sitrep"
[ -e "$build/sanitized/sitrep" ] && name=sanitized try "$build/sanitized/sitrep"
echo "1..$number"
exit "$failed"
