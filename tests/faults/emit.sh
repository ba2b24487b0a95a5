#!/bin/sh
# emit.sh BUILD: killed at any moment, on a full disk, two at once: the output is the old site or the new one.
# Prints TAP.
set -u
sitrep=$(realpath "$1/sitrep")
work=$(mktemp -d)
trap 'umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT INT TERM
number=0
failed=0

say() { # say STATUS WHAT
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=1
	fi
}

build() { # build TITLE OUTPUT
	sed "s/^title: .*/title: $1/" "$work/site.yaml" >"$work/site/site.yaml"
	"$sitrep" build --quiet --at 2026-11-21T12:00Z -C "$work/site" -o "$2" >/dev/null
}

"$sitrep" init --quiet --at 2026-11-21T12:00Z "$work/site"
cp "$work/site/site.yaml" "$work/site.yaml"
build Old "$work/old" && build New "$work/new"
say $? "the two sites build"
! diff -rq "$work/old" "$work/new" >/dev/null
say $? "they differ"

# Killed at moments spread over a whole build and a bit longer.
started=$(date +%s%N)
build New "$work/timed"
length=$((($(date +%s%N) - started) / 1000))
rounds=40
half=0
i=0
while [ $i -lt $rounds ]; do
	i=$((i + 1))
	rm -rf "$work/public"
	cp -a "$work/old" "$work/public"
	sed "s/^title: .*/title: New/" "$work/site.yaml" >"$work/site/site.yaml"
	"$sitrep" build --quiet --at 2026-11-21T12:00Z -C "$work/site" -o "$work/public" >/dev/null 2>&1 &
	child=$!
	sleep "$(printf '0.%06d' $((length * i * 11 / (rounds * 10))))"
	kill -9 $child 2>/dev/null
	wait $child 2>/dev/null
	if ! diff -rq "$work/public" "$work/old" >/dev/null && ! diff -rq "$work/public" "$work/new" >/dev/null; then
		half=$((half + 1))
	fi
done
say $half "killed at $rounds moments: the old site or the new one"
build New "$work/public"
say $? "the next build succeeds"
leftovers=$(find "$work" -maxdepth 1 -name '.public.sitrep-*' | wc -l)
say "$leftovers" "and removes what the killed ones left"
# One that was killed behind its last step leaves a tree beside a site that is up to date.
mkdir -p "$work/.public.sitrep-killed/handbook"
touch "$work/.public.sitrep-killed/handbook/index.html"
build New "$work/public"
[ ! -e "$work/.public.sitrep-killed" ]
say $? "even where nothing has changed"

# A disk that is full.
mkdir "$work/small"
if mount -t tmpfs -o size=256k tmpfs "$work/small" 2>/dev/null; then
	build New "$work/small/public" 2>"$work/message"
	[ $? -eq 2 ] && grep -q 'No space left on device' "$work/message"
	say $? "a full disk: exit status 2 and a message that says so"
	[ ! -e "$work/small/public" ]
	say $? "and nothing half-written"
	umount "$work/small"
else
	number=$((number + 1))
	echo "ok $number - a full disk # SKIP no small file system can be mounted"
fi

# A folder that can't be written to, seen by an ordinary user.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	mkdir "$work/closed"
	chmod 755 "$work" "$work/closed"
	setpriv --reuid=65534 --regid=65534 --clear-groups "$sitrep" build --quiet --at 2026-11-21T12:00Z \
		-C "$work/site" -o "$work/closed/public" >/dev/null 2>"$work/message"
	[ $? -eq 2 ] && grep -q 'Permission denied' "$work/message"
	say $? "a folder that can't be written to: exit status 2 and a message"
fi

# Files that may not grow, which would end the process by a signal.
rm -rf "$work/public"
cp -a "$work/old" "$work/public"
mkdir "$work/site/static"
head -c 200000 /dev/zero >"$work/site/static/large.bin"
(
	ulimit -f 128 # blocks of 512 bytes, or of 1,024
	build New "$work/public" 2>"$work/message"
)
[ $? -eq 2 ] && grep -q 'File too large' "$work/message"
say $? "files that may not grow: exit status 2 and a message"
diff -rq "$work/public" "$work/old" >/dev/null
say $? "and the old site"
rm -r "$work/site/static"

# Streams that are closed: what is opened next would stand in their place, and get their messages.
(build New "$work/public" 2>&-)
say $? "a build whose standard error is closed"
diff -rq "$work/public" "$work/new" >/dev/null
say $? "is whole"
"$sitrep" build --quiet --at 2026-11-21T12:00Z -C "$work/site" -o "$work/closed-stream" >&- 2>"$work/message"
[ $? -eq 2 ] && grep -q 'standard output' "$work/message"
say $? "closed standard output: exit status 2 and a message"
"$sitrep" build --at 2026-11-21T12:00Z -C "$work/site" -o "$work/closed-stream" <&- >&- 2>&-
[ $? -eq 2 ] && [ ! -e "$work/closed-stream" ]
say $? "all closed: exit status 2"

# Many at once, again and again: a folder that has just been made looks like a leftover.
cat >"$work/several" <<'END'
for i in 1 2 3 4 5 6; do
	"$1" build --quiet --jobs 1 --at 2026-11-21T12:00Z -C "$2/site" -o "$2/public" >/dev/null 2>>"$2/message" || echo failed >>"$2/failed" &
done
wait
END
: >"$work/failed"
: >"$work/message"
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	rm -rf "$work/public"
	sh "$work/several" "$sitrep" "$work"
	diff -rq "$work/public" "$work/new" >/dev/null || echo half >>"$work/failed"
done
[ ! -s "$work/failed" ]
say $? "six at once, twelve times: all finish"
sort "$work/message" | uniq -c | head -n 3 | sed 's/^/# /'
leftovers=$(find "$work" -maxdepth 1 -name '.public.sitrep-*' | wc -l)
say "$leftovers" "and leave nothing behind"

# Two at once, each of a site of its own: one that is written while it is read would be neither.
rm -rf "$work/public"
for title in Old New; do
	cp -a "$work/site" "$work/site-$title"
	sed "s/^title: .*/title: $title/" "$work/site.yaml" >"$work/site-$title/site.yaml"
done
"$sitrep" build --quiet --at 2026-11-21T12:00Z -C "$work/site-Old" -o "$work/public" >/dev/null &
first=$!
"$sitrep" build --quiet --at 2026-11-21T12:00Z -C "$work/site-New" -o "$work/public" >/dev/null &
second=$!
wait $first
one=$?
wait $second
two=$?
[ $one -eq 0 ] && [ $two -eq 0 ]
say $? "two builds at once both finish"
diff -rq "$work/public" "$work/old" >/dev/null || diff -rq "$work/public" "$work/new" >/dev/null
say $? "and one wins, whole"

echo "1..$number"
exit $failed
