#!/bin/sh
# hardened: the program as it is built for users has what makes an error in it hard to use.  Prints TAP.
#
#   tests/faults/hardened.sh BUILD
set -u
program=$1/sitrep
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
LC_ALL=C
export LC_ALL
number=0
failed=0

# has WHAT FILE PATTERN: one line of it must match.
has() {
	number=$((number + 1))
	if grep -Eq -- "$3" "$work/$2"; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		failed=1
	fi
}

# lacks WHAT FILE PATTERN: none may.
lacks() {
	number=$((number + 1))
	if [ -s "$work/$2" ] && ! grep -Eq -- "$3" "$work/$2"; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		failed=1
	fi
}

readelf -hW "$program" >"$work/header"
readelf -lW "$program" >"$work/parts"
readelf -dW "$program" >"$work/dynamic"
readelf -W --dyn-syms "$program" >"$work/symbols"

has 'its place in memory differs from run to run' header 'Type: +DYN'
has 'and it is a program, not a library' dynamic 'FLAGS_1.*PIE'
has 'tables of addresses are made read-only' parts '^ *GNU_RELRO'
has 'all of them, since all are filled at the start' dynamic '\(FLAGS_1\).*NOW'
has 'the stack is declared' parts '^ *GNU_STACK'
lacks 'and holds no code' parts '^ *GNU_STACK.* RWE '
lacks 'nothing is both written and executed' parts '^ *LOAD.* RWE '
lacks 'nothing in code is changed at the start' dynamic 'TEXTREL'
lacks 'no folder of libraries is built in' dynamic 'RPATH|RUNPATH'
has 'a stack that was overrun ends it' symbols '__stack_chk_fail'
has 'calls that fill a buffer know its size: printing' symbols '__(v?snprintf|v?fprintf)_chk'
has 'and reading' symbols '__(memcpy|memset|read|pread|realpath|strcpy|strncpy|memmove|poll|fread)_chk'
lacks 'nothing prints into a buffer of unknown size' symbols 'UND (sprintf|vsprintf|strcpy|strcat|gets)(@| |$)'
echo "1..$number"
exit $failed
