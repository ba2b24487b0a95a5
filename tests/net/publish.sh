#!/bin/bash
# publish: what `sitrep publish` sends, to a storage that verifies signatures and to one that fails in all the ways that there are.
# Prints TAP.
#
#   tests/net/publish.sh BUILD
#
# The storage that verifies is installed once, to BUILD/net/node_modules.  Its listings are in pages by a cipher that OpenSSL keeps
# for old programs alone; in names it escapes "&" and "'" twice, so that those are tried on the other one.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1")
work=$(mktemp -d)
storage=
trap 'stop_storage; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
number=0
failed=0
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY AWS_SESSION_TOKEN SOURCE_DATE_EPOCH
SITREP_CACHE=$work/cache
AWS_ACCESS_KEY_ID=S3RVER
AWS_SECRET_ACCESS_KEY=S3RVER
export SITREP_CACHE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

# result TRUTH TEXT
result() {
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $name: $2"
	else
		echo "not ok $number - $name: $2"
		sed 's/^/# /' "$work/out" "$work/err" "$work/more" "$work/storage.log" 2>/dev/null | cut -c 1-300 | tail -n 40
		failed=1
	fi
}

install_storage() {
	mkdir -p "$build/net"
	cmp -s tests/net/package.json "$build/net/node_modules/.installed" && return 0
	cp tests/net/package.json "$build/net/package.json"
	(cd "$build/net" && timeout 300 npm install --no-package-lock --no-audit --no-fund) >"$work/err" 2>&1 || return 1
	cp tests/net/package.json "$build/net/node_modules/.installed"
}

start_storage() {
	mkdir "$work/data"
	NODE_PATH=$build/net/node_modules node --openssl-legacy-provider tests/net/storage.js "$work/data" >"$work/ports" 2>"$work/storage.log" &
	storage=$!
	for _ in $(seq 200); do
		[ -s "$work/ports" ] && break
		sleep 0.05
	done
	read -r real odd elsewhere <"$work/ports"
	[ -n "${elsewhere:-}" ]
}

stop_storage() {
	[ -n "$storage" ] || return 0
	kill "$storage" 2>/dev/null
	wait "$storage" 2>/dev/null
}

# site PORT [KEY: VALUE, …]: site.yaml with one target
site() {
	{
		printf '%s\n' 'title: Publish' 'base_url: https://handbook.example.com/' 'status: {title: Status, url: "https://status.example.com/"}'
		printf '%s\n' 'network: {allow: [127.0.0.0/8], timeout: 5s}' 'publish:'
		printf '  status: {from: %s, bucket: %s, endpoint: "http://127.0.0.1:%s"%s}\n' "${from:-status}" "${bucket:-status.example.com}" "$1" "${2:+, $2}"
	} >"$work/site/site.yaml"
}

# publish OPTION…
publish() {
	timeout 120 "$sitrep" publish status -C "$work/site" "$@" >"$work/out" 2>"$work/err"
	status=$?
	cat "$work/out" "$work/err" >>"$work/all"
}

says() {
	grep -qF -- "$1" "$work/err"
}

control() { # control PATH [BODY]
	curl --silent --max-time 5 --data-binary "${2:-}" "http://127.0.0.1:$odd$1"
}

fault() {
	control /.fault "{\"fault\": \"${1:-}\"}" >/dev/null
}

# true_of PATH EXPRESSION: of what the odd storage says there
true_of() {
	control "$1" >"$work/more"
	node -e 'const it = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(eval(process.argv[2]) ? 0 : 1)' "$work/more" "$2"
}

# json EXPRESSION: of what was printed
json() {
	node -e 'const it = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(eval(process.argv[2]) ? 0 : 1)' "$work/out" "$1"
}

fresh() { # an empty storage, and a site whose output is new
	control /.empty >/dev/null
	fault "${1:-}"
	rm -rf "$work/site"
	cp -R "$work/built" "$work/site"
}

files() {
	find "$work/site/public/${1:-status}" -type f | wc -l
}

try_real() {
	fresh
	site "$real" "${1:-}"
	count=$(files)
	before=$(find "$work/data/status.example.com" -type f | wc -l)
	publish --dry-run
	[ $status = 0 ] && [ "$(wc -l <"$work/out")" = "$count" ] && says "status: $count to send" && [ "$(find "$work/data/status.example.com" -type f | wc -l)" = "$before" ]
	result $? "--dry-run says what would be sent, and sends nothing"
	publish
	[ $status = 0 ] && [ "$(wc -l <"$work/out")" = "$count" ] && says "status: $count sent"
	result $? "everything is sent"
	node tests/net/published.js "$work/site/public/status" "http://127.0.0.1:$real/status.example.com/$2" >"$work/more" 2>&1
	[ ! -s "$work/more" ]
	result $? "bytes, types and cache times are as they should be"
	publish
	[ $status = 0 ] && [ ! -s "$work/out" ] && says "status: 0 sent (0 bytes), 0 deleted, $count unchanged"
	result $? "what has not changed is not sent again"
	echo '<!-- more -->' >>"$work/site/public/status/index.html"
	mv "$work/site/public/status/history.rss" "$work/site/public/status/"'a b+c=é%#(!),;~.html'
	publish
	printf '%s\n' 'new      a b+c=é%#(!),;~.html' 'changed  index.html' 'deleted  history.rss' | diff - "$work/out" >"$work/more"
	result $? "what has changed is sent, a name of odd letters too; what is gone is deleted"
	node tests/net/published.js "$work/site/public/status" "http://127.0.0.1:$real/status.example.com/$2" >"$work/more" 2>&1
	[ ! -s "$work/more" ] && ! curl --silent --fail --output /dev/null "http://127.0.0.1:$real/status.example.com/$2history.rss"
	result $? "and it is there"
}

try_many() {
	fresh
	site "$1" 'prefix: many'
	mkdir "$work/site/public/status/many"
	(cd "$work/site/public/status/many" && for i in $(seq "$2"); do echo "$i" >"file $i.txt"; done)
	count=$(files)
	publish --jobs 16
	[ $status = 0 ] && says "status: $count sent"
	result $? "$2 files are sent"
	rm "$work/site/public/status/many/file 7.txt"
	publish
	[ $status = 0 ] && [ "$(cat "$work/out")" = 'deleted  many/file 7.txt' ] && says "$((count - 1)) unchanged"
	result $? "and are known in pages of a listing"
}

try_refusals() {
	fresh
	site "$real"
	AWS_SECRET_ACCESS_KEY=not-the-secret publish
	[ $status = 2 ] && says 'the secret key is not that of the access key' && says 'see what is in AWS_SECRET_ACCESS_KEY'
	result $? "a wrong secret is said in words"
	AWS_ACCESS_KEY_ID=NOBODY publish
	[ $status = 2 ] && says 'the storage does not know the access key'
	result $? "so is an unknown key"
	bucket=nowhere site "$real"
	publish
	[ $status = 2 ] && says 'there is no bucket nowhere at' && says 'correct "bucket", "region" or "endpoint" of publish.status in site.yaml'
	result $? "and a bucket that is not there"
	site "$odd" 'access_key_env: STATUS_KEY_ID, secret_key_env: STATUS_SECRET, session_token_env: STATUS_SESSION_TOKEN'
	publish
	[ $status = 2 ] && says 'STATUS_KEY_ID is not set'
	result $? "credentials that are not set are named"
	STATUS_KEY_ID=key STATUS_SECRET=secret-of-status STATUS_SESSION_TOKEN=token-of-status publish
	[ $status = 0 ] && true_of /.log 'it.length > 20 && it.every((r) => r.signed && r.token === "token-of-status")'
	result $? "their variables have the names that the target says; a session's token is sent"
	STATUS_KEY_ID=key STATUS_SECRET="$(printf 'secret-of-status\n ')x" publish
	[ $status = 2 ] && says 'STATUS_SECRET has a blank or an end of line in it'
	result $? "a secret with an end of line is none"
	site "$odd"
	fault
	publish --offline
	[ $status = 2 ] && says '--offline forbids it' && true_of /.log 'it.length === 0'
	result $? "--offline refuses"
	sed -i '/^network/d' "$work/site/site.yaml"
	publish
	[ $status = 2 ] && says '127.0.0.1 is a loopback address' && true_of /.log 'it.length === 0'
	result $? "an address inside is refused where the site does not allow it"
	site "$odd"
	timeout 20 "$sitrep" publish statsu -C "$work/site" >"$work/out" 2>"$work/err"
	[ $? = 2 ] && says 'there is no target "statsu"; did you mean "status"?'
	result $? "an unknown target, and the nearest"
	site "$odd" 'prefx: x'
	publish
	[ $status = 1 ] && grep -q 'has no "prefx"; did you mean "prefix"?\|a target has no "prefx"' "$work/out" && says 'nothing was sent' && true_of /.log 'it.length === 0'
	result $? "a slip in the target is a finding, and nothing is sent"
	site "$odd"
	rm "$work/site/public/.sitrep"
	publish
	[ $status = 2 ] && says 'sitrep did not make this folder'
	result $? "what no build has made is not sent"
	publish -o "$work/nowhere"
	[ $status = 2 ] && says "'sitrep build' makes it"
	result $? "nor what is not there"
	touch "$work/site/public/.sitrep"
	ln -s /etc/passwd "$work/site/public/status/passwd.txt"
	publish
	[ $status = 2 ] && says 'passwd.txt: no build has made this' && true_of /.log 'it.length === 0'
	result $? "nor what a link leads to"
	rm "$work/site/public/status/passwd.txt" "$work/site/public/status/index.html"
	publish
	[ $status = 2 ] && says 'there is no index.html in it'
	result $? "nor half a build"
}

try_order() {
	fresh
	site "$odd"
	control /.object?old.html 'a page of somebody'"'"'s' >/dev/null
	printf 'x' >"$work/site/public/status/handbook.0123456789.css"
	echo x >"$work/site/public/status/""%41+%2f &'<.txt"
	publish
	[ $status = 0 ] && true_of /.log '{
		const puts = it.filter((r) => r.method === "PUT").map((r) => r.key), at = (key) => puts.indexOf(key);
		at(".sitrep-published.json") === 0 && puts.lastIndexOf(".sitrep-published.json") === puts.length - 1 &&
		at("handbook.0123456789.css") === 1 && at("404.html") < at("api/v2/summary.json") && at("404.html") < at("history.atom") &&
		at("api/v2/summary.json") < at("index.html") && at("history.atom") < at("index.html") && it.every((r) => r.signed) }'
	result $? "what pages show comes first, front pages last"
	true_of /.objects '"%41+%2f &\u0027<.txt" in it'
	result $? "what looks like an escape is none"
	true_of /.objects 'it["handbook.0123456789.css"].cache === "public, max-age=31536000, immutable" && it["index.html"].cache.startsWith("public, max-age=30,")'
	result $? "what has its hash in its name is kept for long, the rest is not"
	rm "$work/site/public/status/handbook.0123456789.css"
	echo x >>"$work/site/public/status/index.html"
	fault
	publish
	[ $status = 0 ] && true_of /.log '{
		const last = it.findIndex((r) => r.method === "DELETE");
		it.filter((r) => r.method === "DELETE").length === 1 && it[last].key === "handbook.0123456789.css" && it.findIndex((r) => r.key === "index.html") < last }'
	result $? "deletions come after all that is sent"
	true_of /.objects '"old.html" in it'
	result $? "what others put there is left alone"
	site "$odd" 'cache: {"*.html": 5m, "api/**": "no-store", "**": 1d}'
	publish --format json
	[ $status = 0 ] && json 'it.sent.length > 20 && it.sent.every((s) => s.reason === "headers" && s.done) && it.sent.find((s) => s.path === "index.html").cache === "public, max-age=300"
		&& it.others === 1' && true_of /.objects 'it["index.html"].cache === "public, max-age=300" && it["api/v2/status.json"].cache === "no-store" && it["robots.txt"].cache === "public, max-age=86400"'
	result $? "other cache times are sent, with the same bytes"
	rm "$work/site/public/status/robots.txt"
	publish --keep
	[ $status = 0 ] && [ ! -s "$work/out" ] && true_of /.objects '"robots.txt" in it'
	result $? "--keep deletes nothing"
	control /.object?robots.txt 'a robot of somebody'"'"'s' >/dev/null
	publish
	[ $status = 0 ] && says 'left alone, since somebody has changed it: robots.txt' && true_of /.objects '"robots.txt" in it'
	result $? "what somebody has changed since is not deleted"
	publish
	[ $status = 0 ] && ! says 'left alone'
	result $? "and is theirs from then on"
	echo old >"$work/site/public/status/old.html"
	fault
	publish
	[ $status = 2 ] && says '1 objects that sitrep did not put there would be replaced, old.html among them' && true_of /.log 'it.every((r) => r.method === "GET")'
	result $? "what others put there is not replaced"
	publish --adopt
	[ $status = 0 ] && grep -q '^changed  old.html$' "$work/out"
	result $? "but with --adopt"
}

try_faults() {
	fresh busy
	site "$odd"
	publish
	[ $status = 0 ] && true_of /.log 'it.filter((r) => r.key === "index.html").length === 3'
	result $? "a storage that is busy is asked again"
	fresh late
	site "$odd"
	publish
	[ $status = 0 ] && true_of /.log 'it.filter((r) => r.key === "index.html").length === 2'
	result $? "so is one that was too slow for the storage"
	fresh denied
	site "$odd"
	publish
	[ $status = 2 ] && says 'can'"'"'t be sent: the storage does not allow it' && says 's3:PutObject' &&
		true_of /.log '!it.some((r) => r.method === "PUT" && /^api|^index/.test(r.key)) && it.filter((r) => r.method === "PUT").length < 15'
	result $? "where something can't be sent, nothing of a later stage is"
	fault
	publish
	[ $status = 0 ] && says "unchanged" && true_of /.log 'it.some((r) => r.key === "index.html")'
	result $? "and the next run goes on"
	fault truncated
	publish
	[ $status = 2 ] && says 'the listing of the bucket status.example.com can'"'"'t be read: it is cut off, or no XML' && true_of /.log 'it.every((r) => r.method === "GET")'
	result $? "half a listing is none"
	fault redirect
	AWS_SESSION_TOKEN=a-token publish
	[ $status = 2 ] && says 'is somewhere else; credentials are not sent on to there' && says 'write "region: eu-west-3"' && true_of /.log 'it.length > 0 && !it.some((r) => r.to === "elsewhere")'
	result $? "a redirect is not followed"
	fault region
	publish
	[ $status = 2 ] && says 'write "region: eu-west-1" for publish.status in site.yaml'
	result $? "the right region is said"
	fault skew
	publish
	[ $status = 2 ] && says "this machine's clock is 17m ahead of the storage's"
	result $? "a clock that is wrong is said"
	fault strange
	publish
	[ $status = 2 ] && says 'the answer is 418 IAmATeapot: Said by the storage'
	result $? "what nobody knows is shown as it is"
	fault echo
	AWS_SESSION_TOKEN=a-token publish
	[ $status = 2 ] && says 'the answer is 418 IAmATeapot' && ! says 'You sent'
	result $? "but not where it holds what is secret"
	fault endless
	publish
	[ $status = 2 ] && says 'the listing of the bucket status.example.com does not end' && true_of /.log 'it.every((r) => r.method === "GET") && it.length < 200'
	result $? "a listing that never ends is none"
	fault garbled
	publish
	[ $status = 2 ] && says 'can'"'"'t be read: it is cut off, or no JSON' && says 'with --adopt it is begun anew' && true_of /.log 'it.every((r) => r.method === "GET")'
	result $? "without the list of what was published, nothing is sent"
	fresh drop
	site "$odd"
	publish
	[ $status = 2 ] && says 'index.html was sent, but the listing of the bucket does not have it'
	result $? "what was sent is looked for"
	fresh
	site "$odd"
	publish
	rm "$work/site/public/status/robots.txt"
	fault race
	echo x >>"$work/site/public/status/index.html"
	publish
	[ $status = 2 ] && says 'somebody else has published to status meanwhile; nothing was deleted' && true_of /.objects '"robots.txt" in it'
	result $? "where somebody else publishes, nothing is deleted"
	site 9 # nobody listens there
	publish
	[ $status = 2 ] && says '127.0.0.1:9 takes no connection'
	result $? "no network is status 2"
}

# kill_in_between: when some have been sent, and the storage answers no more
kill_in_between() {
	"$sitrep" publish status -C "$work/site" --jobs 2 >"$work/out" 2>"$work/err" &
	victim=$!
	for _ in $(seq 200); do
		true_of /.log 'it.filter((r) => r.method === "PUT").length > 8' && break
		sleep 0.02
	done
	kill -9 "$victim" 2>/dev/null
	wait "$victim" 2>/dev/null
}

try_killed() {
	fresh stalled
	site "$odd"
	count=$(files)
	kill_in_between
	control /.objects >"$work/before"
	there=$(node -e 'console.log(Object.keys(JSON.parse(require("fs").readFileSync(process.argv[1]))).length - 1)' "$work/before")
	fault
	publish
	[ $status = 0 ] && [ "$there" -gt 3 ] && [ "$there" -lt "$count" ] && says "status: $((count - there)) sent" && says "$there unchanged" &&
		true_of /.objects "Object.keys(it).length === $count + 1"
	result $? "killed in between, the next run sends what is missing ($there of $count were there)"
	rm "$work/site/public/status/sitemap.xml"
	publish
	[ $status = 0 ] && [ "$(cat "$work/out")" = 'deleted  sitemap.xml' ]
	result $? "what a killed run has sent is known to be sitrep's"
	fresh kms
	site "$odd"
	publish
	[ $status = 0 ]
	publish
	[ $status = 0 ] && [ ! -s "$work/out" ] && says "$count unchanged"
	result $? "ETags that are no checksums are known by the list of what was published"
}

try_handbook() {
	fresh open
	from=handbook site "$odd"
	publish
	[ $status = 2 ] && says 'anybody may read what is in the bucket' && true_of /.objects '{
		const keys = Object.keys(it); keys.length === 1 && JSON.stringify(JSON.parse(it[keys[0]].body).files) === "{}" }'
	result $? "a handbook is not sent to where anybody may read it"
	from=handbook site "$odd" 'anonymous: true'
	publish
	[ $status = 0 ] && says "status: $(files handbook) sent"
	result $? "unless the site says so"
	for unclear in unsure onward; do
		fresh $unclear
		from=handbook site "$odd"
		publish
		[ $status = 2 ] && says 'who may read the bucket can'"'"'t be asked' && true_of /.objects 'Object.keys(it).length === 1'
		result $? "nor to where that can't be told, $unclear"
	done
	fresh
	from=handbook site "$odd"
	publish
	[ $status = 0 ] && true_of /.objects 'it["index.html"].cache === "private, no-cache" && Object.keys(it).some((k) => /^handbook\.\w{10}\.css$/.test(k) && it[k].cache === "private, max-age=31536000, immutable")'
	result $? "where it is closed it is sent, and asked for anew each time"
}

try() {
	sitrep=$1
	rm -rf "$work/built"
	"$sitrep" init --quiet --at 2026-11-21 "$work/built" && "$sitrep" build --quiet --at 2026-11-21T12:00Z -C "$work/built" >/dev/null 2>"$work/err"
	result $? "a site is built"
	rm -rf "$work/data/status.example.com"/* "$work/data/books"/*
	try_real "" ""
	try_real 'prefix: "a b/+ü%~"' 'a%20b/%2B%C3%BC%25~/'
	try_refusals
	try_order
	try_faults
	try_killed
	try_handbook
	try_many "$odd" 2500
	[ "$name" = sanitized ] || try_many "$real" 1100
	! grep -q 'not-the-secret\|secret-of-status\|token-of-status\|a-token' "$work/all"
	result $? "no secret was printed"
}

name=storage
if ! install_storage || ! start_storage; then
	cp "$work/storage.log" "$work/more" 2>/dev/null
	result 1 'there is a storage'
	echo "1..$number"
	exit 1
fi
name=plain try "$build/sitrep"
[ -e "$build/sanitized/sitrep" ] && name=sanitized try "$build/sanitized/sitrep"
echo "1..$number"
exit "$failed"
