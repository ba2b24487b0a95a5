#!/bin/sh
# same-bytes: one site gives the same bytes for any number of jobs, with and without the cache, and
# whatever became of the cache.  Prints TAP.
#
#   tests/faults/same-bytes.sh BUILD
set -u
cd "$(dirname "$0")/../.."
sitrep=$(realpath "$1/sitrep")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
number=0
failed=0
cp -R content layouts static site.yaml "$work/"

# build NAME OPTION…: builds, and compares pages and findings with the first.
build() {
	name=$1
	shift
	number=$((number + 1))
	"$sitrep" build -C "$work" --at 2026-11-21 -o "$work/out" "$@" >"$work/said" 2>"$work/errors"
	status=$?
	(cd "$work/out" && find . -type f -exec sha256sum {} + | sort -k 2) >"$work/sums" 2>/dev/null
	{ echo "status $status"; cat "$work/said"; } >>"$work/sums"
	rm -rf "$work/out"
	[ -e "$work/first" ] || cp "$work/sums" "$work/first"
	if [ "$status" = 0 ] && grep -q handbook/index.html "$work/sums" && cmp -s "$work/first" "$work/sums"; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		diff "$work/first" "$work/sums" | head -n 10 | sed 's/^/# /'
		sed 's/^/# /' "$work/errors" | head -n 5
		failed=1
	fi
}

SITREP_CACHE=
export SITREP_CACHE
build 'no cache, one job' --jobs 1
build 'no cache, two jobs' --jobs 2
build 'no cache, eight jobs' --jobs 8
SITREP_CACHE=$work/cache
build 'an empty cache, one job' --jobs 1
build 'by content' --jobs 2
sleep 3
find "$work/content" -name '*.md' -exec touch -d '2026-01-01' {} +
build 'eight jobs' --jobs 8
sleep 3
build 'times to be trusted' --jobs 2
build 'by times' --jobs 2
build 'by times, one job' --jobs 1
for file in "$work"/cache/*/*; do
	printf 'XXXXXXXX' | dd of="$file" bs=1 seek=$(($(stat -c %s "$file") / 2)) conv=notrunc 2>/dev/null
done
build 'a damaged cache' --jobs 2
for file in "$work"/cache/*/*; do
	truncate -s 100 "$file"
done
build 'a cut cache' --jobs 2
rm -rf "$work/cache"
build 'a cache that is gone' --jobs 2
(SITREP_CACHE=$work/cache "$sitrep" check -C "$work" --at 2026-11-21 >/dev/null 2>&1) &
build 'two at once' --jobs 2
wait
build 'after two at once' --jobs 2

# Documents, registers, layouts and outputs that change between builds: each build leaves what one without any memory makes.
edit() {
	file=$(find "$work/content/runbooks" "$work/content/postmortems" "$work/content/guides" -name '*.md' | sort | sed -n "$(($1 * 7 % 12 + 1))p")
	case $(($1 % 8)) in
	0) printf '\nOne more line, number %s.\n' "$1" >>"$file" ;;
	1) sed -i "0,/^title: .*/s//title: Changed $1/" "$file" ;;
	2) sed -i '0,/ the /s// The /' "$file" ;;
	3) printf -- '---\ntitle: New %s\n---\n\nWords.\n' "$1" >"$work/content/guides/new-$1.md" ;;
	4) rm -f "$work"/content/guides/new-*.md ;;
	5) sed -i '0,/description: /s//description: Also /' "$work/content/services.yaml" ;;
	6) printf '<p>%s</p>' "$1" >>"$work/layouts/status/front.mustache" ;;
	7) printf 'x' >>"$(find "$work/kept" -name '*.html' | sort | sed -n "$(($1 * 13 % 60 + 1))p")" ;;
	esac
}
i=0
while [ $i -lt 16 ]; do
	edit $i
	SITREP_CACHE='' "$sitrep" build -q -C "$work" --at 2026-11-21 -o "$work/clean" >"$work/clean.said" 2>&1
	echo "status $?" >>"$work/clean.said"
	"$sitrep" build -q -C "$work" --at 2026-11-21 -o "$work/kept" >"$work/kept.said" 2>&1
	echo "status $?" >>"$work/kept.said"
	number=$((number + 1))
	sed -i "s#$work/clean#OUT#" "$work/clean.said"
	sed -i "s#$work/kept#OUT#" "$work/kept.said"
	if grep -q '^status 0' "$work/clean.said" && diff -r "$work/clean" "$work/kept" >"$work/differs" && diff "$work/clean.said" "$work/kept.said" >>"$work/differs"; then
		echo "ok $number - edit $i: as without memory"
	else
		echo "not ok $number - edit $i: as without memory"
		tail -n 3 "$work/clean.said" | cat - "$work/differs" | head -n 10 | sed 's/^/# /'
		failed=1
	fi
	i=$((i + 1))
done
ls "$work"/cache/*/*.pack >/dev/null 2>&1 && echo "ok $((number + 1)) - there is a cache" || {
	echo "not ok $((number + 1)) - there is a cache"
	failed=1
}
echo "1..$((number + 1))"
exit "$failed"
