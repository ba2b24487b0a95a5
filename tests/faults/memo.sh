#!/bin/sh
# memo: a run that is remembered says and leaves what the run itself would, and whatever is changed is seen.  Prints TAP.
#
#   tests/faults/memo.sh BUILD
set -u
cd "$(dirname "$0")/../.."
sitrep=$(realpath "$1/sitrep")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
. tests/tap
cp -R content layouts static site.yaml "$work/"
SITREP_CACHE=$work/cache
export SITREP_CACHE
sleep 0.1

# run NAME OPTION…: a build whose words and files are in $work/NAME.*
run() {
	name=$1
	shift
	"$sitrep" build -C "$work" --at 2026-11-21 -o "$work/public" "$@" >"$work/$name.out" 2>"$work/$name.err"
	echo "status $?" >>"$work/$name.out"
	(cd "$work/public" && find . -type f -exec sha256sum {} + | sort -k 2) >"$work/$name.sums"
}

# anew NAME TEXT: what the run NAME left is what a run without any memory leaves.
anew() {
	SITREP_CACHE='' run plain
	cmp -s "$work/$1.out" "$work/plain.out" && cmp -s "$work/$1.sums" "$work/plain.sums"
	result $? "$2"
}

run first
inode=$(stat -c %i "$work/public/handbook/index.html")
run second
cmp -s "$work/first.out" "$work/second.out" && cmp -s "$work/first.sums" "$work/second.sums"
result $? 'again: the same words and files'
sed 's/[0-9]* files written, [0-9]* unchanged/N files/' "$work/first.err" >"$work/first.said"
sed 's/[0-9]* files written, [0-9]* unchanged/N files/' "$work/second.err" | cmp -s - "$work/first.said"
result $? 'again: the same messages'
grep -q ' 0 files written, ' "$work/second.err" && [ "$inode" = "$(stat -c %i "$work/public/handbook/index.html")" ]
result $? 'again: nothing is touched'
[ "$(find "$work/cache" -name 'build-*' | wc -l)" = 1 ]
result $? 'the run is remembered'

file=$(find "$work/content/runbooks" -name '*.md' | sort | head -n 1)
sed -i 's/the/The/' "$file"
run changed
! cmp -s "$work/first.sums" "$work/changed.sums"
result $? 'a changed document makes other pages'
anew changed 'a changed document: as without memory'

echo damage >"$work/public/handbook/index.html"
run mended
cmp -s "$work/changed.sums" "$work/mended.sums"
result $? 'a page that somebody changed is made again'
rm -rf "$work/public/status"
run mended
cmp -s "$work/changed.sums" "$work/mended.sums"
result $? 'a folder that somebody removed is made again'

mkdir -p "$work/static"
echo 'body { color: red }' >"$work/static/handbook.css"
run styled
! cmp -s "$work/changed.sums" "$work/styled.sums"
result $? 'a file of static/ is seen'
anew styled 'a file of static/: as without memory'

mkdir -p "$work/history/web-shop"
line() { printf '{"at":"2026-11-20T%s:00:00Z","probe":"shop.example.com/health","state":"up","ms":%s,"tries":1}\n' "$1" "$2" >>"$work/history/web-shop/2026-11.jsonl"; }
line 10 123
run probed
! cmp -s "$work/styled.sums" "$work/probed.sums"
result $? 'what probes answered is seen'
sleep 0.1
line 11 321
run probed
grep -q '321' "$work/public/status/components/web-shop.html"
result $? 'and a line more'
anew probed 'a line more: as without memory'
rm -r "$work/history"
run styled

printf -- '---\nowner: nobody-there\n---\n\n# Broken\n' >"$work/content/runbooks/broken.md"
sleep 0.1
run faulty
run faulty2
cmp -s "$work/faulty.out" "$work/faulty2.out" && cmp -s "$work/faulty.err" "$work/faulty2.err" && grep -q 'status 1' "$work/faulty2.out" &&
	grep -q 'nothing was built' "$work/faulty2.err"
result $? 'findings are said again, with their status'
rm "$work/content/runbooks/broken.md"
run whole
cmp -s "$work/styled.out" "$work/whole.out"
result $? 'and are gone when they are mended'

# The excerpt is cut to the terminal's width, with colours or without: 60 columns and 90 are two runs.
mkdir -p "$work/wide/content"
printf '%s\n' '---' 'title: Wide' "nothing: $(printf 'left %.0s' $(seq 40))" '---' '' 'Words.' >"$work/wide/content/index.md"
sleep 0.1
shown() { # shown COLUMNS TERM: what a check shows on such a terminal
	script -qec "stty cols $1; TERM=$2 '$sitrep' check -q -C '$work/wide' --at 2026-11-21" /dev/null </dev/null
}
for at in "60 xterm" "90 xterm" "90 dumb" "60 xterm"; do
	# shellcheck disable=SC2086 # two words
	shown $at >"$work/kept.out"
	# shellcheck disable=SC2086
	SITREP_CACHE='' shown $at >"$work/plain.out"
	grep -q 'nothing' "$work/plain.out" && cmp -s "$work/kept.out" "$work/plain.out"
	result $? "on a terminal ($at): as without memory"
done

# An empty SOURCE_DATE_EPOCH is the clock, so no two such runs are the same.
before=$(find "$work/cache" -type f | wc -l)
SOURCE_DATE_EPOCH='' "$sitrep" check -q -C "$work/wide" --format junit >"$work/kept.out"
SOURCE_DATE_EPOCH='' "$sitrep" check -q -C "$work/wide" --format sarif >"$work/kept.out"
[ "$before" = "$(find "$work/cache" -type f | wc -l)" ]
result $? 'nothing is remembered of a run that takes the clock'

echo "1..$number"
exit $failed
