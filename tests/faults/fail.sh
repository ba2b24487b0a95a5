#!/bin/sh
# fail: each call of the system, and each allocation, of a whole build fails once; and before each call
# the build is killed.  Prints TAP.
#
#   tests/faults/fail.sh BUILD
#   FAULTS=all tests/faults/fail.sh BUILD    every one; else a sample, spread over the build
#   FAULTS='SCENARIO NUMBER HOW' …           one alone, shown: FAULTS='cold 17 EIO'
#
# Whatever failed: the output is the old site or the new one, byte for byte; the status is 0 with the new one
# and the same findings, 1 with the old one and an error, 2 with the old one and a message, or, where there is
# no memory, a death that says so (with the new one where what is lost is only what the next build would have known); nothing takes for ever; and the next build succeeds and tidies up.  What git
# knows may be missing from a new site where that is said.
set -u
here=$(cd "$(dirname "$0")" && pwd)
sitrep=$(realpath "$1/sitrep")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
what=${FAULTS:-sample}
number=0
failed=0
ulimit -c 0
unset SOURCE_DATE_EPOCH NO_COLOR GITHUB_STEP_SUMMARY

say() { # say RESULT WHAT
	number=$((number + 1))
	echo "$1 $number - $2"
	[ "$1" = ok ] || failed=1
}

# A site that has something of everything that is read: what is left out silently shows in its pages.
"$sitrep" init --quiet --at 2026-11-21T12:00Z "$work/site"
mkdir -p "$work/site/static" "$work/site/layouts/words" "$work/site/layouts/handbook/parts" "$work/site/layouts/status"
echo 'reachable' >"$work/site/static/probe.txt"
cp "$here/../../static/handbook.css" "$work/site/static/handbook.css"
echo '/* ours */' >>"$work/site/static/handbook.css"
cp "$here/../../layouts/status/front.mustache" "$work/site/layouts/status/front.mustache"
echo '<p>ours</p>' >>"$work/site/layouts/status/front.mustache"
printf 'now: "this very moment"\n' >"$work/site/layouts/words/en.yaml"
printf 'GIF89a' >"$work/site/content/guides/picture.gif"
printf -- '---\ntitle: Picture\n---\n\n![A picture](picture.gif)\n' >"$work/site/content/guides/picture.md"
if command -v git >/dev/null; then
	(cd "$work/site" && git init -q . && git add . &&
		GIT_COMMITTER_DATE='2026-11-01T12:00Z' git -c user.name=A -c user.email=a@example.com commit -q -m Site \
			--date 2026-11-01T12:00Z)
fi
cp "$work/site/site.yaml" "$work/site.yaml"

# build PLACE: builds to PLACE/public.
build() {
	"$sitrep" build --jobs 1 --at 2026-11-21T12:00Z -C "$work/site" -o "$1/public" >"$1/stdout" 2>"$1/stderr"
}

mkdir "$work/old" "$work/new"
SITREP_CACHE=$work/cache
export SITREP_CACHE
build "$work/old"
sed "s/^title: .*/title: New/" "$work/site.yaml" >"$work/site/site.yaml"
touch -d 2026-11-01 "$work/site/site.yaml"
sleep 2.1 # for times that the cache trusts
build "$work/new" && ! diff -rq "$work/old/public" "$work/new/public" >/dev/null &&
	grep -q 'this very moment\|ours' -r "$work/new/public" &&
	say ok 'two sites that differ' || say 'not ok' 'two sites that differ'
mkdir "$work/undated"
PATH=/nowhere build "$work/undated"
${CC:-cc} -O1 -shared -fPIC -Wall -Wextra -Werror -o "$work/fail.so" "$here/fail.c" -ldl &&
	say ok 'the library is built' || say 'not ok' 'the library is built'

# What stands there before: the old site, the new one with a page too many, or what is nobody's to replace.
cp -a "$work/new" "$work/stale"
echo page >"$work/stale/public/handbook/gone.html"
mkdir -p "$work/foreign/public"
echo letters >"$work/foreign/public/mine.txt"

# before SCENARIO: prints which of them.
before() {
	case $1 in
	stale | foreign) echo "$1" ;;
	*) echo old ;;
	esac
}

# prepare SCENARIO PLACE: what stands there before, and a cache or none.
prepare() {
	mkdir -p "$2"
	[ -e "$2/clean" ] || { rm -rf "$2/public"; cp -a "$work/$(before "$1")/public" "$2/public"; }
	rm -rf "$2/cache"
	case $1 in
	*warm | stale | foreign) cp -a "$work/cache" "$2/cache" ;;
	esac
	: >"$2/board"
	truncate -s 1M "$2/board"
}

# run SCENARIO NUMBER HOW PLACE: a build in which a call fails; sets status.
run() {
	case $1 in
	memory*) kind=memory ;;
	*) kind=calls ;;
	esac
	prepare "$1" "$4"
	SITREP_CACHE=$4/cache LD_PRELOAD=$work/fail.so FAIL_BOARD=$4/board FAIL_KIND=$kind FAIL_AT=$2 FAIL_HOW=$3 \
		timeout 30 "$sitrep" build --jobs 1 --at 2026-11-21T12:00Z -C "$work/site" -o "$4/public" \
		>"$4/stdout" 2>"$4/stderr"
	status=$?
}

# judge SCENARIO STATUS PLACE: prints what is wrong.
# The library of regular expressions uses what it was not given; that end leaves the old site, too.
judge() {
	if diff -rq "$3/public" "$work/$(before "$1")/public" >/dev/null 2>&1; then
		tree=old
	elif diff -rq "$3/public" "$work/new/public" >/dev/null 2>&1; then
		tree=new
	elif diff -rq "$3/public" "$work/undated/public" >/dev/null 2>&1 && grep -q "^pages don't say when" "$3/stderr"; then
		tree=new
	else
		tree=half
	fi
	rm -f "$3/clean"
	[ $tree = old ] && : >"$3/clean"
	case $1:$2:$tree in
	killed:137:old | killed:137:new) ;;
	foreign:[01]:old) echo "the status is $2" ;;
	memory*:139:old) grep -q 'of libpcre2' "$3/board" || echo 'dies of a signal' ;;
	*:0:new) cmp -s "$3/stdout" "$work/new/stdout" || echo 'other findings' ;;
	*:1:old) grep -q ': error: \|^error: ' "$3/stdout" || echo 'no error is shown' ;;
	*:2:old) # or its printing is what failed
		grep -q '^sitrep: ' "$3/stderr" || grep -q '^fwrite\|^fputs' "$3/board" || echo 'no message'
		;;
	*:133:old | *:134:old | memory*:133:new | memory*:134:new) grep -qi 'alloc\|memory' "$3/stderr" || echo 'dies without saying why' ;;
	*) echo "the status is $2, the output is $tree" ;;
	esac
	[ "$1" = foreign ] && return
	SITREP_CACHE=$3/cache "$sitrep" build --quiet --jobs 1 --at 2026-11-21T12:00Z -C "$work/site" -o "$3/public" \
		>"$3/again" 2>&1 && cmp -s "$3/again" "$work/new/stdout" && diff -rq "$3/public" "$work/new/public" >/dev/null ||
		echo 'the next build fails, or gives something else'
	rm -f "$3/clean"
	for left in "$3"/.public.sitrep-*; do
		[ -e "$left" ] && echo 'leaves a folder behind' && rm -rf "$left"
	done
}

# try SCENARIO PLACE: tries what is listed on standard input as "NUMBER HOW".
try() {
	while read -r at how; do
		run "$1" "$at" "$how" "$2"
		said=$(head -c 64 "$2/board" | tr -d '\0')
		echo "${said:+fired}" >>"$2/tried"
		wrong=$(judge "$1" "$status" "$2")
		[ -z "$wrong" ] && continue
		echo "$1 $at $how: $said: $wrong; $(head -n 1 "$2/stderr")" | tr '\n' ' '
		echo
	done >"$2/wrong"
}

# Which errors a sort of call can have; or what happens to all of them.
hows='
	only { print NR, only; next }
	BEGIN {
		how["o"] = "EMFILE EIO EINTR EACCES"; how["r"] = "EIO EINTR short"; how["w"] = "ENOSPC EIO EINTR short"
		how["p"] = "ENOSPC EIO"; how["c"] = "EIO EINTR"; how["n"] = "EIO ENOSPC"; how["s"] = "EIO EACCES"
		how["M"] = "ENOMEM"; how["f"] = "EAGAIN"; how["i"] = "EINTR"; how["x"] = "EPERM"; how["m"] = "ENOMEM"
	}
	{
		n = split(how[$1], each, " ")
		for (i = 1; i <= n; i++) print NR, each[i]
	}'

# scenario NAME STRIDE LEAST [LAST]: counts, and tries each STRIDEth of the faults there are (of the LAST of them),
# of which there must be LEAST.  How often a pipe is read depends on the machine's load, so that some of the last may
# not come about.
scenario() {
	run "$1" 0 EIO "$work/count"
	[ "$1" = killed ] && only=KILL || only=
	tail -c +73 "$work/count/board" | tr -d '\0' | fold -w 1 | awk -v "only=$only" "$hows" | tail -n "${4:-+1}" >"$work/faults"
	rm -f "$work/count/clean"
	all=$(wc -l <"$work/faults")
	case $1:$status in
	foreign:2 | *:0) ;;
	*) all=0 ;;
	esac
	[ "$all" -ge "$3" ] || { say 'not ok' "$1: there are $all faults"; return; }
	[ "$what" = all ] && stride=1 || stride=$2
	rm -rf "$work/one" "$work/two"
	mkdir "$work/one" "$work/two"
	awk "NR % ($stride * 2) == 1 % ($stride * 2)" "$work/faults" | try "$1" "$work/one" &
	awk "(NR + $stride) % ($stride * 2) == 1" "$work/faults" | try "$1" "$work/two"
	wait
	tried=$(cat "$work"/one/tried "$work"/two/tried | wc -l)
	fired=$(cat "$work"/one/tried "$work"/two/tried | grep -c fired)
	cat "$work/one/wrong" "$work/two/wrong" >"$work/wrong"
	[ -s "$work/wrong" ] || [ "$tried" -eq 0 ] || [ $((fired * 10)) -lt $((tried * 8)) ] && result='not ok' || result=ok
	say "$result" "$1: $fired of $all faults"
	sed 's/^/# /' "$work/wrong"
}

case $what in
sample | all)
	scenario cold 36 900
	scenario warm 60 900
	scenario stale 60 900
	scenario killed 10 900
	scenario foreign 1 40 40
	scenario memory 300 10000
	[ "$what" = all ] && scenario memory-warm 1 10000
	;;
*)
	# shellcheck disable=SC2086
	set -- $what
	run "$1" "$2" "$3" "$work/one"
	head -c 64 "$work/one/board" | tr -d '\0' | sed 's/^/# /'
	wrong=$(judge "$1" "$status" "$work/one")
	echo "# status $status"
	sed 's/^/# /' "$work/one/stderr"
	diff "$work/one/stdout" "$work/new/stdout" | sed 's/^/# /'
	[ -z "$wrong" ] && say ok "$what" || say 'not ok' "$what: $wrong"
	;;
esac
echo "1..$number"
exit $failed
