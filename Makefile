# sitrep: make site, make test; see README.md.
#
# Everything made goes to $(BUILD).  Packages that are missing are installed
# by Debian's own package manager, once, before anything is compiled.

BUILD ?= build
PREFIX ?= /usr/local
VERSION := 0.1.0
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif

# The modules in their order: each includes only modules above it
# (tests/layers holds them to it).
MODULES := \
	base/pool base/hash base/threads base/file base/footprint base/source base/rewrite base/time base/text base/zones base/findings base/walltime base/embedded base/address base/media base/mailbox base/signals \
	read/discover read/glob read/yaml read/frontmatter read/lines read/rawhtml read/terms read/markdown read/record read/workers read/cache_folder read/cache read/schema read/alerts \
	model/config model/kind model/probe model/register model/schedule model/schedule_pattern model/escalation \
	model/document model/alert model/action model/timeline model/incident model/amend model/wording model/postmortem model/rollup model/upstream model/probelog model/uptime model/metrics \
	model/history model/site model/link model/site_replace model/review model/maturity model/exercise \
	check/check check/places check/pattern check/blame check/destructive check/secrets check/typography \
	check/refs check/sections check/runbooks check/code check/reviews check/postmortems check/timelines \
	check/actions check/incidents check/severities check/gaps check/schedules check/escalations check/gamedays check/handoffs check/alerts check/links check/upstreams check/excuses check/areas \
	report/options report/excerpt report/identity report/format report/report report/baseline report/repair \
	render/outputs render/data render/data_json render/template render/plural render/layouts render/press render/minify render/chart render/promql render/syntax render/view render/actions render/metrics render/maturity render/oncall render/commands render/roster render/body render/plain render/calendar render/search render/handbook \
	render/feed render/api render/status \
	emit/leak emit/tree emit/known emit/emit emit/held emit/zip \
	net/retry net/fetch net/fragments net/linkcache net/links net/upstream net/s3 net/manifest net/publish_plan net/publish net/ledger net/message net/mail net/notices net/notify net/probe \
	serve/guard serve/event serve/settle serve/addition serve/editor serve/watch serve/http \
	command/options command/progress command/git command/memo command/stages command/trial command/draft command/upstreams \
	command/init command/new command/fix command/check command/build command/edition command/live command/serve command/zip command/incident command/postmortem command/oncall command/actions command/metrics command/links command/publish command/notify command/probe command/rules \
	command/completion

# What else belongs to a module, where one file would be too long.
PARTS = $(filter-out $(MODULES:%=generator/%.c) generator/main.c, $(wildcard generator/*/*.c))

# libmicrohttpd is loaded when it is needed (serve/http), so only its header is.
PACKAGES := glib-2.0 jansson yaml-0.1 zlib
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wvla -Werror
HARDENING := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE
CFLAGS ?= -O2 -g
LDFLAGS ?= -pie -Wl,-z,relro,-z,now -Wl,--as-needed

# All processors compile; what is made below joins in.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc)
endif

.PHONY: all site test bench lighthouse fuzz analyze valgrind tsan install clean format
.DEFAULT_GOAL := all

# The compiler and the libraries, found or installed, and their flags.
# make reads this file again when it has been made.
ifeq ($(filter clean format,$(MAKECMDGOALS)),)
include $(BUILD)/packages.mk
endif

DEBIAN_BUILD := gcc libc6-dev pkg-config libglib2.0-dev libjansson-dev libyaml-dev \
	libcmark-gfm-dev libcmark-gfm-extensions-dev libmicrohttpd-dev libmicrohttpd12 libcurl4-openssl-dev zlib1g-dev tzdata
DEBIAN_ANALYZE := clang clang-tidy cppcheck valgrind
DEBIAN_TEST := clang libclang-rt-14-dev libxml2-utils man-db nodejs npm chromium-headless-shell bash zsh fish \
	nginx-light openssl curl

$(BUILD)/packages.mk: Makefile
	@mkdir -p $(BUILD)
	@tests/packages $(DEBIAN_BUILD)
	@{ echo "PACKAGE_CFLAGS := $$(pkg-config --cflags $(PACKAGES))"; \
	   echo "PACKAGE_LIBS := $$(pkg-config --libs $(PACKAGES)) -lcmark-gfm -lcmark-gfm-extensions -lm"; } >$@

ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -Igenerator -DSITREP_VERSION='"$(VERSION)"' $(WARNINGS) \
	$(HARDENING) $(CFLAGS) $(PACKAGE_CFLAGS) -MMD -MP

SOURCES = $(wildcard $(MODULES:%=generator/%.c)) $(PARTS)
OBJECTS = $(SOURCES:generator/%.c=$(BUILD)/%.o) $(BUILD)/embedded_table.o
EMBEDDED = $(shell find layouts static -type f ! -name '.*') generator/model/kinds.yaml \
	$(shell find generator/command/starter -type f)
EMBEDDED_ROWS = $(foreach file,$(EMBEDDED),$(patsubst generator/command/%,%,$(patsubst generator/model/%,model/%,$(file)))=$(file))

SHELLS := bash zsh fish
COMPLETIONS = $(SHELLS:%=$(BUILD)/completion.%)

all: $(BUILD)/sitrep $(COMPLETIONS)

# What the shells know of the options comes from the table that reads them.
$(COMPLETIONS): $(BUILD)/completion.%: $(BUILD)/sitrep
	@$(BUILD)/sitrep --completion $* >$@.new && mv $@.new $@

$(BUILD)/sitrep: $(BUILD)/main.o $(BUILD)/libsitrep.a
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/libsitrep.a: $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/%.o: generator/%.c $(BUILD)/packages.mk
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

# A new file among those embedded changes the list; a changed one, its bytes.
$(BUILD)/embedded.list: FORCE
	@mkdir -p $(@D)
	@echo '$(sort $(EMBEDDED_ROWS))' | cmp -s - $@ || echo '$(sort $(EMBEDDED_ROWS))' >$@
.PHONY: FORCE
FORCE:

$(BUILD)/embedded_table.c: generator/embed $(BUILD)/embedded.list $(EMBEDDED)
	@generator/embed $(EMBEDDED_ROWS) >$@

$(BUILD)/embedded_table.o: $(BUILD)/embedded_table.c
	@echo "  CC $<"
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

# Unit tests: one program a file.
$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libsitrep.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) -Itests/unit $(LDFLAGS) -o $@ $< $(BUILD)/libsitrep.a $(PACKAGE_LIBS)

UNITS = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
.PHONY: units
units: $(UNITS)

site: $(BUILD)/sitrep
	$(BUILD)/sitrep build -o public

test: $(BUILD)/sitrep units
	@tests/packages $(DEBIAN_TEST)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitized HARDENING= \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined" \
		LDFLAGS="-fsanitize=address,undefined" all units
	@tests/run $(BUILD)

# Each fuzzer for SECONDS; one alone: make fuzz ONLY=yaml.
SECONDS ?= 60
fuzz:
	@tests/packages $(DEBIAN_TEST)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang HARDENING= \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" $(BUILD)/fuzz/libsitrep.a
	@tests/fuzz/run $(BUILD)/fuzz $(SECONDS) $(ONLY)

# What compilers and analysers see without running anything; .clang-tidy says what is looked for.
analyze:
	@tests/packages $(DEBIAN_ANALYZE)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/clang CC=clang all units
	@tests/analyze $(SOURCES) generator/main.c

# Unit tests and cases under valgrind, which sees reads of what was never set.
valgrind: $(BUILD)/sitrep units
	@tests/packages $(DEBIAN_ANALYZE)
	@tests/valgrind $(BUILD) $(ONLY)

# What threads do to each other: the unit test of those, and a site that is built.
tsan:
	@tests/packages $(DEBIAN_TEST)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan CC=clang HARDENING= \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=thread" LDFLAGS="-fsanitize=thread" \
		all $(BUILD)/tsan/unit/test-threads
	@tests/tsan $(BUILD)/tsan

bench: $(BUILD)/sitrep
	@tests/bench/run $(BUILD)

# What Lighthouse says of both sites; its scores need a machine that does nothing else.
lighthouse: $(BUILD)/sitrep
	@tests/packages $(DEBIAN_TEST)
	@tests/browser/lighthouse $(BUILD)

install: $(BUILD)/sitrep $(COMPLETIONS)
	install -D -m 755 $(BUILD)/sitrep $(DESTDIR)$(PREFIX)/bin/sitrep
	install -D -m 644 generator/sitrep.1 $(DESTDIR)$(PREFIX)/share/man/man1/sitrep.1
	install -D -m 644 $(BUILD)/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sitrep
	install -D -m 644 $(BUILD)/completion.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sitrep
	install -D -m 644 $(BUILD)/completion.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sitrep.fish

format:
	clang-format -i $(shell find generator tests -name '*.[ch]')

clean:
	rm -rf $(BUILD)

-include $(OBJECTS:.o=.d) $(UNITS:=.d) $(BUILD)/main.d
