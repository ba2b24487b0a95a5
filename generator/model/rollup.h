/*
 * rollup: many states → one: a component's over all incidents, the page's over all components.
 *
 * Only public incidents count.  The table is that of the status page's
 * specification: the first row that matches decides.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/incident.h"

/* The worst state that public incidents give a component at an instant. */
enum state component_state(const struct incident *const *incidents, size_t count, const struct service *service, int64_t at);

/* The worse of two states, and the worst of some; what is unknown is passed over, unless all of them are.  Operational
 * where there are none. */
enum state state_worse(enum state one, enum state other);
enum state state_worst(const enum state *states, size_t count);

enum indicator { INDICATOR_NONE, INDICATOR_MINOR, INDICATOR_MAJOR, INDICATOR_CRITICAL, INDICATOR_MAINTENANCE };
const char *indicator_id(enum indicator indicator);

struct rollup {
	const char *id;    /* names the words: "all_operational" */
	const char *words; /* in English: "All Systems Operational" */
	enum indicator indicator;
};

/* What the states of all leaf components together say, without those that are unknown: where all are, "unknown". */
const struct rollup *rollup_of(const enum state *states, size_t count);
