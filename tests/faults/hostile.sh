#!/bin/sh
# hostile: documents made to take for ever or all memory.  Prints TAP.
#
#   tests/faults/hostile.sh BUILD
#
# Each stands in a site with good ones.  It may be read, or be refused as document/too-expensive at
# its name; either way the command ends soon, with a status of 0 or 1, and what is wrong in a good document
# behind it is still found.
set -u
sitrep=$(realpath "$1/sitrep")
units=$(realpath "$1")/unit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
SITREP_CACHE=
export SITREP_CACHE
mkdir -p "$work/content"
echo 'title: Hostile' >"$work/site.yaml"

# Counted in a file, since what reads a pipe is a process of its own.
say() { # say RESULT NAME
	echo "$1" >>"$work/results"
	echo "$1 $(($(wc -l <"$work/results"))) - $2"
}

# repeat TEXT TIMES
repeat() { awk -v text="$1" -v times="$2" 'BEGIN { for (i = 0; i < times; i++) printf "%s", text }'; }

# The document that stands behind the hostile one and has one fault.
printf -- '---\ntitle: Last\n---\n[gone](nowhere.md)\n' >"$work/content/z.md"

# hostile NAME LIMIT EXPECTED: the document on standard input; LIMIT seconds of wall-clock time;
# EXPECTED: "refused", "read", or "either".
hostile() {
	{ printf -- '---\ntitle: Hostile\n---\n\n'; cat; } >"$work/content/a.md"
	timeout "$2" "$sitrep" check -C "$work" --at 2026-01-01 --jobs 1 >"$work/said" 2>"$work/errors"
	status=$?
	refused=no
	grep -q '^content/a.md:1:1: error: .*\[document/too-expensive\]' "$work/said" && refused=yes
	case $3:$refused in
	refused:no | read:yes) result='not ok' ;;
	*) result=ok ;;
	esac
	[ "$status" = 1 ] || result='not ok'
	grep -q '^content/z.md:4:.*\[link/broken\]' "$work/said" || result='not ok'
	say "$result" "$1"
	[ "$result" = ok ] || { echo "# status $status, refused: $refused"; head -n 5 "$work/said" "$work/errors" | sed 's/^/# /'; }
}

# A table that a few kilobytes turn into millions of cells.
{
	repeat 'a|' 1000
	echo
	repeat '-|' 1000
	echo
	repeat 'b
' 3000
} | hostile 'table of 1,000 columns and 3,000 short rows' 30 refused
{
	repeat '|' 20000
	echo
	repeat '|-' 20000
	echo
} | hostile 'row of 20,000 cells' 30 either
{
	repeat 'a|' 400
	echo
	repeat '-|' 400
	echo
	repeat '\| ' 50000
	echo
} | hostile 'escaped bars in a cell' 30 either

# The quadratic cases published in 2023, and their kin: 100 kB and more of each.
repeat '*a **a ' 40000 | hostile 'nested strong emphasis' 30 either
repeat 'a_ ' 60000 | hostile 'closers of emphasis' 30 either
repeat '_a ' 60000 | hostile 'openers of emphasis' 30 either
repeat '*a_ ' 60000 | hostile 'openers and closers that do not match' 30 either
repeat 'a***b ' 30000 | hostile 'runs of three stars' 30 either
repeat '~~a ' 40000 | hostile 'openers of strikethrough' 30 either
repeat 'a]' 60000 | hostile 'closers of links' 30 either
repeat '[a' 60000 | hostile 'openers of links' 30 either
repeat '![l' 60000 | hostile 'openers of images' 30 either
repeat '[ (](' 40000 | hostile 'links without an end' 30 either
repeat '[a](<b' 30000 | hostile 'links with a bracket' 30 either
repeat '![[]()' 40000 | hostile 'images of links' 30 either
{ repeat '[' 50000; repeat ']' 50000; } | hostile 'nested brackets' 30 either
{ repeat '![a](b' 5000; repeat ')' 5000; } | hostile 'nested images' 30 either
repeat '> ' 50000 | hostile 'nested quotes in one line' 30 either
{ repeat '>' 10000; repeat 'a
' 10000; } | hostile 'deep quote and lazy lines' 30 either
{ repeat '- ' 20000; echo a; repeat '
' 20000; } | hostile 'deep list and blank lines' 30 either
awk 'BEGIN { for (i = 0; i < 600; i++) printf "%*s* a\n", i * 2, "" }' | hostile 'list that deepens with each line' 30 either
awk 'BEGIN { for (i = 1; i < 700; i++) { printf "e"; for (j = 0; j < i; j++) printf "`" } }' | hostile 'runs of backticks' 30 either
repeat 'http://' 40000 | hostile 'addresses without a host' 30 either
repeat 'www.' 60000 | hostile 'addresses of dots' 30 either
repeat 'a@' 60000 | hostile 'mail addresses' 30 either
repeat 'a.b@c.' 40000 | hostile 'mail addresses with dots' 30 either
{ printf 'http://a.b/'; repeat '(' 60000; } | hostile 'address with brackets' 30 either
{ printf 'http://a.b/'; repeat '&amp;' 30000; } | hostile 'address with entities' 30 either
repeat '<a ' 40000 | hostile 'tags without an end' 30 either
repeat '<!A ' 40000 | hostile 'declarations without an end' 30 either
repeat 'a<!--' 40000 | hostile 'comments without an end' 30 either
repeat 'a<?' 60000 | hostile 'instructions without an end' 30 either
repeat 'a<![CDATA[' 30000 | hostile 'sections of characters without an end' 30 either
repeat '&a' 60000 | hostile 'entities without an end' 30 either
repeat '[^a]' 30000 | hostile 'references to no footnote' 30 either
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "[^%d]\n\n[^%d]: a[^%d]\n\n", i, i, i + 1 }' | hostile 'footnotes in a row' 30 either
awk 'BEGIN { for (i = 0; i < 10000; i++) printf "[%d]: /u\n", i; for (i = 0; i < 10000; i++) printf "[%d] ", i }' | hostile 'references' 30 either
{ printf '[a]: /'; repeat u 50000; echo; echo; repeat '[a] ' 20000; } | hostile 'one long address, referred to 20,000 times' 30 refused
repeat '# a
' 30000 | hostile 'headings of one name' 30 either
repeat '[[a|' 40000 | hostile 'wiki links without an end' 30 either
repeat '@a ' 50000 | hostile 'mentions' 30 either
repeat '- [ ] a
' 30000 | hostile 'tasks' 30 either
repeat '`a` ' 50000 | hostile 'code' 30 either
repeat '	- a
' 20000 | hostile 'tabs' 30 either
repeat '\' 100000 | hostile 'backslashes' 30 either
{ printf '.'; repeat '_' 100000; printf '.'; repeat '_' 100000; } | hostile 'two runs of low lines' 30 either
repeat '_' 200000 | hostile 'one run of low lines' 30 either
repeat '*' 200000 | hostile 'one run of stars' 30 either
repeat '~' 200000 | hostile 'one run of tildes' 30 either
{ printf 'x'; repeat '~' 100000; } | hostile 'one run of tildes behind a word' 30 either
repeat '*_* ' 50000 | hostile 'stars and low lines in turns' 30 either
{ repeat 'a**b' 20000; repeat 'c* ' 40000; } | hostile 'openers of two, closers of one' 30 either
repeat '**x [a*b**c*](d) ' 20000 | hostile 'emphasis across links' 30 either
repeat '<!--' 60000 | hostile 'comments without an end, nothing between them' 30 either
{ printf 'a <!--'; repeat '-' 200000; } | hostile 'comment of dashes' 30 either
repeat 'a <!-- b\n' 20000 | sed 's/\\n/\
/g' | hostile 'comments without an end in lines' 30 either
repeat 'a <? ' 50000 | hostile 'instructions without an end, apart' 30 either
repeat 'a <![CDATA[ ' 20000 | hostile 'sections of characters without an end, apart' 30 either
repeat '<?

' 40000 | hostile 'blocks of instructions without an end' 30 either
repeat '> <!--
' 20000 | hostile 'comments in a quote' 30 either
repeat '<a b="' 40000 | hostile 'attributes without an end' 30 either
repeat '<a:' 60000 | hostile 'addresses in brackets without an end' 30 either
repeat '[^a]: b
' 30000 | hostile 'one footnote defined 30,000 times' 30 either
{ repeat '[^a] ' 30000; printf '\n\n[^a]: b\n'; } | hostile 'one footnote referred to 30,000 times' 30 either
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "[^%d]: a\n", i }' | hostile 'footnotes that nobody refers to' 30 either
{ printf '[^a]\n\n'; repeat '[^a]: ' 20000; } | hostile 'footnotes defined in footnotes' 30 either
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "[^%d]: [^%d]\n", i, i + 1; print "\n[^0]" }' | hostile 'footnotes that refer to the next' 30 either
repeat '[^' 60000 | hostile 'footnotes without an end' 30 either
repeat '![^a' 40000 | hostile 'pictures of footnotes without an end' 30 either
repeat 'www.a ' 30000 | hostile 'many short addresses' 30 either
{ printf 'www.a.'; repeat '_' 100000; } | hostile 'address of low lines' 30 either
{ printf 'www.a.b/'; repeat ').' 50000; } | hostile 'address with closing brackets' 30 either
{ printf 'www.a.b/'; repeat '&a;' 40000; } | hostile 'address with what looks like entities' 30 either
{ printf 'www.a.b/'; repeat '<' 100000; } | hostile 'address with angle brackets' 30 either
repeat 'w://' 50000 | hostile 'schemes without a host' 30 either
repeat 'mailto:a@' 30000 | hostile 'mail addresses with a scheme' 30 either
repeat 'xmpp:a@b.c/' 20000 | hostile 'chat addresses' 30 either
{ repeat 'a' 100000; repeat '@' 50000; } | hostile 'mail address without a host' 30 either
repeat 'a-_.+@' 40000 | hostile 'mail addresses of marks' 30 either
{ repeat 'a|' 5000; echo; repeat '-|' 5000; echo; repeat 'b|' 5000; } | hostile 'table of 5,000 columns' 30 either
repeat 'a|b
-|-
' 20000 | hostile 'tables of no rows' 30 either
repeat 'a | b
' 40000 | hostile 'lines that look like rows' 30 either
{ echo 'a|b'; echo '-|-'; repeat '|' 200000; } | hostile 'row of bars' 30 either
repeat '[a]: <b
' 30000 | hostile 'definitions without an end' 30 either
repeat '[a]: b "
' 30000 | hostile 'titles without an end' 30 either
{ repeat '[a' 500; printf ']: b\n'; } | hostile 'definition of nested brackets' 30 either
awk 'BEGIN { for (i = 0; i < 400; i++) { printf "["; for (j = 0; j < 990; j++) printf "a"; printf "%d] ", i } }' | hostile 'long labels of no link' 30 either
{ printf '[a]('; repeat '(' 100000; } | hostile 'link of brackets' 30 either
repeat '[a](<' 40000 | hostile 'links with an angle bracket' 30 either
repeat '[a](b "' 30000 | hostile 'links with a title without an end' 30 either
{ repeat '![' 50000; repeat '](a)' 50000; } | hostile 'pictures in pictures' 30 either
repeat '`' 200000 | hostile 'one run of backticks' 30 either
repeat '`a``b' 30000 | hostile 'backticks of two lengths' 30 either
repeat '```
' 40000 | hostile 'fences' 30 either
repeat '1. ' 30000 | hostile 'nested numbered lists in one line' 30 either
{ repeat '>- ' 10000; echo a; repeat '>
' 10000; } | hostile 'quotes and lists in turns' 30 either
{ repeat '* ' 20000; printf 'a\n'; } | hostile 'nested lists in one line' 30 either
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "- a\n\n" }' | hostile 'loose list of 20,000' 30 either
repeat '> [!NOTE]
> a

' 10000 | hostile 'alerts' 30 either
repeat 'a
' 100000 | hostile 'paragraph of 100,000 lines' 30 either
repeat 'a
-
' 30000 | hostile 'headings with a line below' 30 either
repeat '&#x10FFFF;' 20000 | hostile 'entities of numbers' 30 either
{ repeat '&' 100000; repeat ';' 100000; } | hostile 'ampersands' 30 either
repeat '<details><summary>a</summary>

' 5000 | hostile 'nested raw HTML' 30 either
repeat 'é̂' 50000 | hostile 'marks on marks' 30 either
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "\r" }' | hostile 'returns alone' 30 either
awk 'BEGIN { for (i = 0; i < 20000; i++) print "# Part " i "\n"; for (i = 0; i < 20000; i++) print "[a](#port-" i ")" }' | hostile 'links that nearly lead to headings' 60 either
awk 'BEGIN { for (i = 0; i < 20000; i++) print "[a](page" i ".md)" }' | hostile 'links to no document' 30 either
{ repeat '@ab ' 20000; repeat '[[ab]] ' 20000; } | hostile 'names of nobody and of nothing' 30 either

# Front matter.
{
	printf -- '---\ntitle: A\na: &a [x, x, x, x, x, x, x, x, x]\n'
	p=a
	for n in b c d e f g h i j; do
		printf '%s: &%s [*%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s]\n' $n $n $p $p $p $p $p $p $p $p $p
		p=$n
	done
	printf -- '---\n'
} >"$work/content/b.md"
echo a | hostile 'a billion aliases (in another document)' 30 read
grep -q '^content/b.md:.*\[document/too-expensive\]' "$work/said" && say ok 'aliases are refused' || say 'not ok' 'aliases are refused'
{ printf -- '---\ntitle: A\na: '; repeat '[' 60000; printf -- '\n---\n'; } >"$work/content/b.md"
echo a | hostile 'lists 60,000 deep (in another document)' 30 read
{ printf -- '---\ntitle: A\na: '; repeat '{a: ' 60000; printf -- '\n---\n'; } >"$work/content/b.md"
echo a | hostile 'mappings 60,000 deep (in another document)' 30 read
awk 'BEGIN { print "---\ntitle: A"; for (i = 0; i < 60000; i++) print "k" i ": v"; print "---" }' >"$work/content/b.md"
echo a | hostile 'mapping of 60,000 keys (in another document)' 30 read
rm "$work/content/b.md"

# Workers as they are built for users: the budget of memory can't be tried under a sanitizer.
if [ -x "$units/test-workers" ]; then
	"$units/test-workers" -p /workers/memory -p /workers/time -p /workers/locked-in >"$work/said" 2>&1 && say ok 'budgets of time and memory, and the lock' || {
		say 'not ok' 'budgets of time and memory, and the lock'
		sed 's/^/# /' "$work/said"
	}
fi

echo "1..$(($(wc -l <"$work/results")))"
! grep -q '^not' "$work/results"
