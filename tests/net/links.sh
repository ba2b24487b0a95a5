#!/bin/sh
# links: what `sitrep links` says of addresses that answer in all the ways that there are.  Prints TAP.
#
#   tests/net/links.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1")
work=$(mktemp -d)
chmod 711 "$work" # nginx serves as nobody where it is started by root
trap 'stop_servers; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
. tests/tap
. tests/net/servers
SITREP_CACHE=$work/cache
export SITREP_CACHE

# links OPTION…: with ports as names, and one line a finding
links() {
	"$sitrep" links -C "$work/site" --at "${at:-2026-11-21T12:00Z}" "$@" >"$work/out.raw" 2>"$work/err.raw"
	status=$?
	for stream in out err; do
		sed "s/:$http\b/:HTTP/g; s/:$https\b/:HTTPS/g; s/:$untrusted\b/:UNTRUSTED/g; s/:$odd\b/:ODD/g" "$work/$stream.raw" >"$work/$stream"
	done
}

# page LINE…: the site's only document
page() {
	mkdir -p "$work/site/content"
	{
		printf '%s\n' '---' 'title: Links' '---' ''
		printf -- '- <%s>\n' "$@"
	} >"$work/site/content/links.md"
}

# site LINE…: site.yaml, behind what lets the loopback through
site() {
	printf '%s\n' 'title: Links' 'network: {allow: [127.0.0.0/8], timeout: 1s}' "$@" >"$work/site/site.yaml"
}

# said FILE: whether the stream is what follows, but for its columns
said() {
	cat >"$work/expected"
	sed 's/^\(content[^:]*:[0-9]*\):[0-9]*:/\1:/' "$work/$1" | grep -v '^[0-9]* addresses\| in [0-9]* documents\?$\|^$' | diff "$work/expected" - >"$work/diff"
	same=$?
	[ $same = 0 ] || sed 's/^/# /' "$work/diff"
	return $same
}

# asked KEY COUNT: whether odd.js was asked so often
asked() {
	curl -s "http://127.0.0.1:$odd/count" | node -e '
		const asked = JSON.parse(require("fs").readFileSync(0)); process.exit((asked[process.argv[1]] || 0) === Number(process.argv[2]) ? 0 : 1);' "$1" "$2"
}

try() {
	sitrep=$1
	rm -rf "$work/cache" "$work/site"
	page "http://127.0.0.1:$http/page.html" "http://127.0.0.1:$http/page.html#one" "http://127.0.0.1:$http/page.html#none" \
		"http://127.0.0.1:$http/moved" "http://127.0.0.1:$http/moved-twice#one" "http://127.0.0.1:$http/elsewhere" \
		"http://127.0.0.1:$http/first-for-now" "http://127.0.0.1:$http/missing" "http://127.0.0.1:$http/gone" \
		"http://127.0.0.1:$http/login" "http://127.0.0.1:$http/members" "https://127.0.0.1:$https/page.html" \
		"https://127.0.0.1:$untrusted/page.html" "http://127.0.0.1:$http/to-metadata"
	site
	export SSL_CERT_FILE="$work/tls/authority.pem"
	links
	said out <<-'END'
		content/links.md:7: warning: http://127.0.0.1:HTTP/page.html has no place "#none" [link/external]
		  help: look for the heading that is meant, or link to the whole page
		content/links.md:8: warning: http://127.0.0.1:HTTP/moved has moved for good [link/moved]
		  help: write "http://127.0.0.1:HTTP/page.html"
		content/links.md:9: warning: http://127.0.0.1:HTTP/moved-twice has moved for good [link/moved]
		  help: write "http://127.0.0.1:HTTP/page.html#one"
		content/links.md:12: warning: http://127.0.0.1:HTTP/missing is dead: the answer is 404 Not Found [link/external]
		  help: find out where it has gone, or take the link out
		content/links.md:13: warning: http://127.0.0.1:HTTP/gone is dead: the answer is 410 Gone [link/external]
		  help: find out where it has gone, or take the link out
		content/links.md:14: warning: http://127.0.0.1:HTTP/login turns away who comes without a login: the answer is 401 Unauthorized [link/external]
		  help: where readers have one, name 127.0.0.1 under links.login in site.yaml
		content/links.md:15: warning: http://127.0.0.1:HTTP/members turns away who comes without a login: the answer is 403 Forbidden [link/external]
		  help: where readers have one, name 127.0.0.1 under links.login in site.yaml
		content/links.md:17: warning: https://127.0.0.1:UNTRUSTED/page.html is dead: the certificate of 127.0.0.1:UNTRUSTED is not trusted: self-signed certificate [link/external]
		  help: find out where it has gone, or take the link out
	END
	result $? "$name: fine, moved, dead, and in want of a login"
	grep -q '^12 addresses: 12 asked, 1 inside the network$' "$work/err" && [ $status = 0 ]
	result $? "$name: a redirect to a metadata service is not followed"
	links --strict
	[ $status = 1 ]
	result $? "$name: with --strict, status 1"
	unset SSL_CERT_FILE
	links --fresh
	grep -q 'HTTPS is not trusted: unable to get local issuer' "$work/out"
	result $? "$name: an authority that nobody named is not trusted"

	page "http://127.0.0.1:$odd/no-head" "http://127.0.0.1:$odd/later" "http://127.0.0.1:$odd/app#made" "http://127.0.0.1:$odd/loop" \
		"http://127.0.0.1:$odd/status/500" "http://127.0.0.1:$odd/status/429" "http://127.0.0.1:$odd/reset" "http://127.0.0.1:$odd/status/999" \
		"https://127.0.0.1:$odd/no-tls" "http://127.0.0.1:$odd/far"
	site 'links: {retries: 2}'
	links
	said out <<-'END'
		content/links.md:8: warning: http://127.0.0.1:ODD/loop is dead: more than 10 redirects [link/external]
		  help: find out where it has gone, or take the link out
		content/links.md:12: warning: http://127.0.0.1:ODD/status/999 turns away who comes without a login: the answer is 999 [link/external]
		  help: where readers have one, name 127.0.0.1 under links.login in site.yaml
	END
	result $? "$name: what is transient, or made by scripts, is no finding"
	said err <<-'END'
		content/links.md:11: unclear: http://127.0.0.1:ODD/reset: 127.0.0.1:ODD: Server returned nothing (no headers, no data)
		content/links.md:10: unclear: http://127.0.0.1:ODD/status/429: the answer is 429 Too Many Requests
		content/links.md:9: unclear: http://127.0.0.1:ODD/status/500: the answer is 500 Internal Server Error
		content/links.md:13: unclear: https://127.0.0.1:ODD/no-tls: 127.0.0.1:ODD broke off, or speaks no TLS that is known here
	END
	result $? "$name: but told"
	at=2026-11-29T12:00Z links
	grep -q 'status/500 is dead: there has been no answer since 2026-11-21: the answer is 500' "$work/out"
	result $? "$name: trouble that lasts for a week is a finding"
	for kept in "$SITREP_CACHE"/*/links.json; do mv "$kept" "$kept.away" && mkdir -p "$kept/no"; done
	links && grep -q '^the answers could not be kept: ' "$work/err"
	result $? "$name: answers that can't be kept are told"
	for kept in "$SITREP_CACHE"/*/links.json; do rm -r "$kept" && mv "$kept.away" "$kept"; done

	page "http://127.0.0.1:$odd/cookie" "http://127.0.0.1:$odd/jar?http://localhost:$odd/jar" "http://127.0.0.1:$odd/jar"
	sed -i 's/127.0.0.0.8,/127.0.0.0\/8, "::1",/' "$work/site/site.yaml"
	links --fresh
	said out </dev/null && grep -q '^3 addresses: 3 asked$' "$work/err"
	result $? "$name: a cookie goes back to where it comes from, and nowhere else"

	echo 'services: [x' >"$work/site/content/broken.yaml"
	links
	grep -q '^content/broken.yaml:1:.*\[front/syntax\]$' "$work/out" && [ $status = 1 ]
	result $? "$name: a register whose links can't be read is told"
	rm "$work/site/content/broken.yaml"

	page "http://127.0.0.1:$odd/wordy"
	links --fresh
	grep -q 'write "http://.*/gone-on"' "$work/out"
	result $? "$name: a redirect is followed however long its own text is"

	page $(seq -f "http://127.0.0.1:$odd/slow-down?%g" 9)
	site 'links: {per_host: 1}'
	links
	said out </dev/null && grep -q '^9 addresses: 1 asked, 9 unclear$' "$work/err" && asked "HEAD /slow-down?9" 0 &&
		[ "$(grep -c ' unclear: .*: 127.0.0.1:ODD wants to be left alone for 1h$' "$work/err")" = 8 ]
	result $? "$name: who wants to be left alone for an hour is"
	at=2026-11-29T12:00Z links
	[ "$(grep -c ' is dead: ' "$work/out")" = 1 ]
	result $? "$name: and what was not asked for is not dead after a week"

	page "http://reader:correct-horse@127.0.0.1:$http/page.html" "http://127.0.0.1:99999/"
	links
	said out <<-'END'
		content/links.md:5: warning: http://…@127.0.0.1:HTTP/page.html can't be asked for: an address with a name or password in it is not fetched [link/external]
		  help: correct it, or take the link out
		content/links.md:6: warning: http://127.0.0.1:99999/ can't be asked for: this is no address that could be fetched [link/external]
		  help: correct it, or take the link out
	END
	result $? "$name: what is no address that is asked for"
	script -qec "'$sitrep' links -C '$work/site'" /dev/null </dev/null >"$work/out"
	grep -q '…@' "$work/out" && ! grep -q 'correct-horse' "$work/out"
	result $? "$name: a password in it is not said, nor quoted on a terminal"

	page "http://127.0.0.1:$odd/once" "http://127.0.0.1:$odd/once"
	links
	before=$(curl -s "http://127.0.0.1:$odd/count")
	at=2026-11-21T18:00Z links
	[ "$(curl -s "http://127.0.0.1:$odd/count" | sed 's/"GET .count":[0-9]*//')" = "$(echo "$before" | sed 's/"GET .count":[0-9]*//')" ] &&
		grep -q '^1 addresses: 0 asked, 1 known from an earlier run$' "$work/err"
	result $? "$name: a good answer is kept for a day"
	at=2026-11-22T13:00Z links
	grep -q '^1 addresses: 1 asked$' "$work/err"
	result $? "$name: and no longer"
	echo '{"version": 1, "addresses": [' >"$(find "$work/cache" -name links.json)"
	links
	grep -q '^1 addresses: 1 asked$' "$work/err" && [ $status = 0 ]
	result $? "$name: a cache that can't be read is made anew"

	page "http://127.0.0.1:$http/login" "http://127.0.0.1:$http/missing" "http://grafana.internal/d/x" "http://10.1.2.3/"
	site "links: {login: [127.0.0.1], ignore: ['http://127.0.0.1:*/missing'], inside: [grafana.internal]}"
	links
	said out </dev/null && grep -q '^4 addresses: 1 asked, 1 ignored, 2 inside the network$' "$work/err"
	result $? "$name: hosts that want a login, lie inside, or are left alone"
	page "http://LOCALHOST:$http/missing" "http://bücher.localhost:$http/page.html" "http://wiki.Corp.invalid/"
	printf '%s\n' 'title: Links' 'network: {allow: [LocalHost, "*.Localhost"], timeout: 1s}' 'links: {ignore: [LocalHost], inside: ["*.CORP.invalid"]}' >"$work/site/site.yaml"
	links
	grep -q '^3 addresses: 1 asked, 1 ignored, 1 inside the network' "$work/err"
	result $? "$name: hosts are the same in small letters and in capitals"
	sed -i 's/\*\.Localhost/BÜCHER.localhost/' "$work/site/site.yaml"
	links --fresh
	grep -q '^3 addresses: 1 asked, 1 ignored, 1 inside the network' "$work/err"
	result $? "$name: and in letters of other languages"
	links --fresh --offline
	[ $status = 2 ] && grep -q 'links: .*--offline' "$work/err"
	result $? "$name: --offline refuses"

	page "http://127.0.0.2:1/" "http://127.0.0.3:1/"
	site 'links: {retries: 0}'
	links
	[ $status = 2 ] && grep -q 'is there a network?' "$work/err"
	result $? "$name: without a network, status 2"
	page "http://127.0.0.1:$odd/hang"
	links
	said out </dev/null && grep -q ' unclear: .*/hang: 127.0.0.1:ODD gave no answer within 1000 ms$' "$work/err" && [ $status = 0 ]
	result $? "$name: who does not answer is unclear"
	page "http://127.0.0.1:$http/missing"
	sed -i '1,$s/$/ <!-- sitrep: allow link\/external because it comes back -->/; 1,4s/ <!--.*//' "$work/site/content/links.md"
	links
	said out </dev/null
	result $? "$name: an excuse holds"

	inner=$(find "$work/cache" -name links.json)
	today=2026-11-22T12:00Z
	for signal in INT TERM; do
		rm -f "$inner"
		page "http://127.0.0.1:$odd/$name-$signal" "http://127.0.0.1:$odd/hang?$name-$signal" "http://127.0.0.1:$odd/hang?$name-$signal-2"
		site
		sed -i 's/timeout: 1s/timeout: 50s/' "$work/site/site.yaml"
		env --default-signal=INT "$sitrep" links -C "$work/site" --at "$today" >"$work/out" 2>"$work/err" &
		running=$!
		for _ in $(seq 400); do
			asked "HEAD /hang?$name-$signal-2" 1 && asked "HEAD /$name-$signal" 1 && break
			sleep 0.05
		done
		before=$(date +%s%N)
		kill -"$signal" "$running"
		wait "$running"
		status=$?
		[ $status = 2 ] && [ $((($(date +%s%N) - before) / 1000000)) -lt 3000 ] && grep -q '^sitrep: links: interrupted; 1 of 3 addresses were asked' "$work/err"
		result $? "$name: SIG$signal ends a run at once"
		[ "$(ls "$(dirname "$inner")" | grep -c '^new-')" = 0 ] && node -e '
			const { addresses } = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(Object.keys(addresses).length === 1 && addresses[process.argv[2]].good ? 0 : 1)' \
			"$inner" "http://127.0.0.1:$odd/$name-$signal"
		result $? "$name: SIG$signal: what was answered is kept, and no more, in a whole file"
	done

	page "http://127.0.0.1:$odd/wait/600?1" "http://127.0.0.1:$odd/wait/600?2" "http://127.0.0.1:$odd/wait/600?3" "http://127.0.0.1:$odd/wait/600?4"
	site 'links: {per_host: 1}'
	script -qec "'$sitrep' links -C '$work/site' --at '$today' --fresh" /dev/null </dev/null | tr '\r\033' '\n#' >"$work/out"
	grep -q '^#\[Klinks [123] of 4$' "$work/out" && grep -A 1 '^#\[Klinks' "$work/out" | tail -n 1 | grep -q '^#\[K4 addresses: 4 asked'
	result $? "$name: progress is told on a terminal, and its line is taken away"
	links --fresh
	! grep -q ' of 4' "$work/err.raw"
	result $? "$name: and nowhere else"
	try_names
}

# Names that change what they lead to: what counts is the address that is connected to.
try_names() {
	names="env LD_PRELOAD=$work/rebind.so ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"
	rebound="http://rebind.example.com:$odd/to?http://rebind.example.com:$http/rebound.html"
	page "$rebound"
	printf '%s\n' 'title: Links' 'network: {timeout: 5s}' 'links: {retries: 0}' >"$work/site/site.yaml"
	: >"$work/nginx/access.log"
	plain=$sitrep
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$names" "$plain" >"$work/with-names"
	chmod +x "$work/with-names"
	sitrep=$work/with-names
	links --fresh
	grep -q '^1 addresses: 1 asked, 1 inside the network$' "$work/err" && ! grep -q rebound "$work/nginx/access.log"
	result $? "$name: a name that leads inside the second time is not followed there"
	printf '%s\n' 'title: Links' 'network: {timeout: 5s, allow: [rebind.example.com]}' >"$work/site/site.yaml"
	links --fresh
	grep -q 'is dead: the answer is 404' "$work/out" && grep -q rebound "$work/nginx/access.log"
	result $? "$name: it would have been answered"
	: >"$work/nginx/access.log"
	page "http://both.example.com:$http/rebound.html"
	printf '%s\n' 'title: Links' 'network: {timeout: 5s}' 'links: {retries: 0}' >"$work/site/site.yaml"
	links --fresh
	grep -q '^1 addresses: 1 asked, 1 inside the network$' "$work/err" && ! grep -q rebound "$work/nginx/access.log"
	result $? "$name: of several addresses of a name, each counts"
	page "http://mute.example.com/" "http://127.0.0.1:$odd/here"
	site 'links: {retries: 0}'
	before=$(date +%s%N)
	links --fresh
	[ $((($(date +%s%N) - before) / 1000000)) -lt 5000 ] && grep -q ' unclear: http://mute.example.com/: ' "$work/err"
	result $? "$name: a name that nobody answers for is not waited for"
	page "http://busy.example.com/" "http://none.example.com/" "http://127.0.0.1:$odd/here"
	site 'links: {retries: 0}'
	links --fresh
	grep -q ' unclear: http://busy.example.com/: no address is known for busy.example.com$' "$work/err" && [ "$(grep -c ' is dead: ' "$work/out")" = 1 ] &&
		grep -q 'http://none.example.com/ is dead: no address is known for none.example.com ' "$work/out"
	result $? "$name: a name that nobody has is dead, one of which nobody could say is unclear"
	sitrep=$plain
}

gcc -shared -fPIC -O1 -o "$work/rebind.so" tests/net/rebind.c -ldl || result 1 'names'
start_servers || result 1 'servers'
echo '<!doctype html><title id="no">x</title><h1 id="one">One</h1><!-- <p id="none"> -->' >"$work/pages/page.html"
name=plain try "$build/sitrep"
[ -e "$build/sanitized/sitrep" ] && name=sanitized try "$build/sanitized/sitrep"
echo "1..$number"
exit "$failed"
