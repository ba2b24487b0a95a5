#!/bin/bash
# incremental: after many changes, one after the other, a build over an older one leaves what a build from nothing would.  Prints TAP.
#
#   tests/faults/incremental.sh BUILD        ROUNDS (30) changes; SEED (1) chooses them
#
# Changes are chosen at random: of texts, titles, fields, links, items, updates, files, registers, layouts, and of the time.
set -u
cd "$(dirname "$0")/../.."
sitrep=$(realpath "$1/sitrep")
layouts=$PWD/layouts
rounds=${ROUNDS:-30}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
site=$work/site
mkdir "$site"
echo "${SEED:-1}" >"$work/dice"
cp -R content layouts static site.yaml "$site/"
sed -i 's/languages: \[en\]/languages: [en, de]/' "$site/site.yaml"
now=1795168800 # 2026-11-20 10:00 UTC
number=0
failed=0
cd "$site" || exit 1

# below N: a number from 0 to N - 1, the same ones for a seed.  Bash seeds RANDOM anew in each subshell, hence the file.  (ISO C's example of rand)
below() {
	local last
	read -r last <"$work/dice"
	last=$(((last * 1103515245 + 12345) & 0x7fffffff))
	echo "$last" >"$work/dice"
	echo $(((last >> 8) % $1))
}

# a FILE…: one of them.
a() { shift "$(below $#)"; echo "$1"; }

document() { a content/*/*.md; }

# put LINE FILE: a line at the end.
put() { printf '\n%s\n' "$1" >>"$2"; }

# front KEY VALUE FILE: a field of the front matter, in place of the one there.
front() { sed -i -e "2,/^---\$/{/^$1:/d}" -e "1a $1: $2" "$3"; }

# stamp SECONDS: as authors write it.
stamp() { date -u -d "@$1" '+%Y-%m-%d %H:%M UTC'; }

change_text() { sed -i '8,$s/\bthe\b/that/' "$(document)"; }
change_end() { put 'One more line.' "$(document)"; }
change_title() { front title "Another title $(below 32768)" "$(document)"; }
change_description() { front description "Said shortly $(below 32768)" "$(document)"; }
change_tags() { front tags "[deploys, tag$(below 5)]" "$(document)"; }
change_owner() { front owner "'@$(a nadia elena luca)'" "$(a content/runbooks/*.md content/guides/*.md)"; }
change_draft() { front draft true "$(a content/guides/*.md content/postmortems/*.md)"; }
change_no_draft() { sed -i '/^draft: true$/d' content/*/*.md; }
change_reviewed() { front reviewed "2026-$(printf '%02d' $(($(below 10) + 1)))-11" "$(a content/runbooks/*.md content/guides/*.md)"; }
change_severity() { front severity "SEV$(($(below 3) + 1))" "$(a content/incidents/*.md content/postmortems/*.md)"; }
change_heading() { sed -i "8,\$s/^\\(## .*\\)\$/\\1 again/" "$(a content/guides/*.md)"; }
change_link() { put "See [this](../$(a content/*/*.md | cut -d / -f 2-))." "$(document)"; }
change_mention() { put "Ask @$(a $(sed -n 's/^  \([a-z]*\):.*/\1/p' content/people.yaml)) about it." "$(document)"; }
change_item() { sed -i '0,/^- \[ \]/s//- [x]/' "$(a content/postmortems/*.md content/gamedays/*.md)"; }
change_item_back() { sed -i '0,/^- \[x\]/s//- [ ]/' "$(a content/postmortems/*.md content/gamedays/*.md)"; }
change_time_of_entry() { sed -i '0,/:15/s//:16/' "$(a content/postmortems/*.md)"; }
change_update() { printf '\n## Monitoring — %s\n\nWe watch it, %s.\n' "$(stamp $((now + 86400 - 6 * $(below 32768))))" "$(below 32768)" >>"$(a content/incidents/*.md)"; }
change_state() { sed -i '0,/partial outage/s//major outage/' "$(a content/incidents/*.md)"; }
change_state_back() { sed -i '0,/major outage/s//degraded performance/' "$(a content/incidents/*.md)"; }
change_visibility() { front visibility "$(a internal public)" "$(a content/incidents/*.md)"; }
change_public() { front public "$(a true false)" "$(a content/postmortems/*.md)"; }
change_window() { front ends "'$(stamp $((now + $(below 32768) * 4)))'" "$(a content/maintenance/*.md)"; }
change_file_gone() { rm -f "$(a content/guides/new-*.md content/handoffs/*.md content/runbooks/*.md)"; }
change_file_new() { cp "$(a content/guides/*.md content/runbooks/*.md)" "content/guides/new-$(below 32768).md"; }
change_incident_new() {
	printf -- '---\ntitle: Trouble %s\nseverity: SEV2\ncomponents: [%s]\nstarted: %s\n---\n\n## Investigating — %s\n\nSome pages are slow.\n' \
		"$(below 32768)" "$(sed -n 's/^  \([a-z-]*\):$/\1/p' content/services.yaml | head -n 1)" "$(stamp $((now - 4000)))" "$(stamp $((now - 3900)))" \
		>"content/incidents/$(date -u -d "@$now" +%F)-trouble-$(below 32768).md"
}
change_person() { sed -i "0,/name: \\([A-Z]\\)/s//name: \\1$(a a e i o u)/" content/people.yaml; }
change_service() { sed -i "0,/description: /s//description: More /" content/services.yaml; }
change_schedule() { sed -i '0,/every: 1w/s//every: 2w/' content/schedules.yaml; }
change_site() { sed -i "s/^title: .*/title: Handbook $(below 32768)/" site.yaml; }
change_layout() { put "<!-- $(below 32768) -->" "$(a layouts/handbook/*.mustache layouts/status/[!b]*.mustache layouts/*/base.mustache)"; }
change_style() { put "/* $(below 32768) */" "$(a static/*.css)"; }
change_alert() { sed -i '0,/for: 5m/s//for: 6m/' "$(a content/monitoring/*.yaml)"; }
change_minute() { now=$((now + 60)); }
change_hours() { now=$((now + $(below 20) * 3600)); }
change_day() { now=$((now + 86400)); }
change_month() { now=$((now + 31 * 86400)); }
change_back() { now=$((now - 86400 * $(below 40))); }

mapfile -t changes < <(declare -F | sed -n 's/^declare -f change_/change_/p')

# build OUT OPTION…
build() { "$sitrep" build -q --at "$(date -u -d "@$now" +%FT%TZ)" -o "$@" >"$work/said" 2>&1; }

# What changes nothing does not count.  An error keeps both builds from leaving anything; then the change is taken back.
round() {
	local one=${changes[$(below ${#changes[@]})]} other before=$now
	other=$(a "" "${changes[@]}")
	cp -R "$site" "$work/before"
	$one
	$other
	said="$one${other:+, $other}"
	if [ "$now" = "$before" ] && diff -rq "$site" "$work/before" >/dev/null; then
		rm -rf "$work/before"
		return 1
	fi
	if ! SITREP_CACHE='' build "$work/anew"; then
		rm -rf "$site" && mv "$work/before" "$site" && cd "$site" || exit 1
		now=$before
		said="$said (an error, taken back)"
		return 1
	fi
	rm -rf "$work/before"
	SITREP_CACHE=$work/cache build "$work/out" || { echo "it ended with an error" >"$work/differs"; return 1; }
	diff -rq "$work/out" "$work/anew" >"$work/differs"
}

SITREP_CACHE=$work/cache build "$work/out"
tried=0
while [ "$number" -lt "$rounds" ] && [ "$tried" -lt $((3 * rounds)) ]; do
	tried=$((tried + 1))
	: >"$work/differs"
	if round; then
		number=$((number + 1))
		echo "ok $number - $said"
	elif [ -s "$work/differs" ]; then
		number=$((number + 1))
		echo "not ok $number - $said"
		sed 's/^/# /' "$work/differs" | head -n 10
		failed=1
		[ -z "${KEEP:-}" ] || { cp -R "$work" "$KEEP"; exit 1; }
	fi
	rm -rf "$work/anew"
done
[ "$number" -ge "$rounds" ]
status=$?
number=$((number + 1))
[ $status = 0 ] && echo "ok $number - enough changes were no errors" || { echo "not ok $number - enough changes were no errors"; failed=1; }
exit $failed
