#!/bin/sh
# incident.sh BUILD: many who write updates at once, and an editor that saves in between: nothing that anybody wrote is lost.
# Prints TAP.
set -u
sitrep=$(realpath "$1/sitrep")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
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

update() { # update TEXT
	SOURCE_DATE_EPOCH=1795262400 "$sitrep" incident update outage --quiet -C "$work/site" -m "$1" >/dev/null 2>>"$work/said"
}

"$sitrep" init --quiet --at 2026-11-21T11:00Z "$work/site"
file=$work/site/content/incidents/2026-11-21-outage.md
cat >"$file" <<'END'
---
title: An outage
started: 2026-11-21 09:00 UTC
---

## Investigating — 2026-11-21 09:05 UTC

We look.
END
chmod 640 "$file"

# Many at once: each lands, once.
count=20
i=0
while [ $i -lt $count ]; do
	i=$((i + 1))
	update "Words of number $i." &
done
wait
missing=0
i=0
while [ $i -lt $count ]; do
	i=$((i + 1))
	[ "$(grep -c "^Words of number $i\.$" "$file")" = 1 ] || missing=$((missing + 1))
done
say $missing "$count updates at once are there, each once"
[ "$(grep -c '^## ' "$file")" = $((count + 1)) ] && [ "$(grep -c '^We look\.$' "$file")" = 1 ]
say $? "each has its heading, and what was there is there"
[ "$(stat -c %a "$file")" = 640 ]
say $? "the file's mode stays"

# An editor that reads, adds a line and saves under the old name, again and again.  It does not look whether others have
# written, as editors do that ask first: so only what is in the file when it reads may be held against it.
edit() {
	i=0
	while [ $i -lt 100 ]; do
		i=$((i + 1))
		printf '<!-- saved %s -->\n' $i >>"$file"
		sleep 0.02
	done
}
edit &
editor=$!
i=0
written=0
while [ $i -lt 8 ]; do
	i=$((i + 1))
	update "Beside an editor $i." && written=$((written + 1))
done
wait $editor
missing=0
i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	grep -q "^<!-- saved $i -->$" "$file" || missing=$((missing + 1))
done
there=$(grep -c '^Beside an editor' "$file")
[ "$there" = "$written" ] && [ "$written" -gt 0 ]
say $? "what was reported as written is there ($there of $written)"
# What is appended to a file in the very moment in which it is replaced goes to the old one: at most one line a replacement.
[ "$missing" -le "$written" ]
say $? "what an editor saved is there (missing: $missing)"
[ -z "$(find "$work/site/content" -name '.sitrep-*')" ]
say $? "nothing is left over"

# Killed at any moment: the old file or the new one.
half=0
i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	before=$(cat "$file")
	SOURCE_DATE_EPOCH=1795262400 "$sitrep" incident update outage --quiet -C "$work/site" -m "Killed $i." >/dev/null 2>&1 &
	child=$!
	sleep "0.0$((i * 4 + 10))"
	kill -9 $child 2>/dev/null
	wait $child 2>/dev/null
	case $(cat "$file") in
	"$before" | "$before"*"Killed $i.") ;;
	*) half=$((half + 1)) ;;
	esac
done
say $half "killed at 20 moments: the old file or the new one"
update "After all that."
say $? "the next update lands"
echo "1..$number"
exit "$failed"
