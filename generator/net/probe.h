/*
 * probe: asks what the registers' probes ask, all at once, and judges the answers.
 *
 * A probe is down when PROBE_TRIES attempts in a row have failed, each on a connection of its own.  HTTP goes by
 * net/fetch with all its rules; a TCP connection to an address inside the network is refused by the same rule.  A name is
 * looked up as the system does it (nsswitch), so /etc/hosts counts.
 *
 * Messages are for people inside: they may name hosts, never what a header holds.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/probelog.h"

struct network_config;
struct pool;

#define PROBE_TRIES 3
#define PROBE_PAUSE 1000         /* milliseconds between them */
#define PROBE_BODY_MAX (1 << 20) /* bytes of an answer that are looked at */

/* One probe and what came of it. */
struct probe_answer {
	const struct probe *probe; /* for the caller to set, before */
	bool refused;              /* nothing was asked, message says why: it can't be, by the rules of the network, a variable is missing, or the proxy */
	bool unproxied;            /* the proxy of the environment could not be reached, each time: refused in the end */
	bool unheard;              /* its name could not be looked up, or no way leads there from this machine */
	struct probe_line line;    /* what goes into the history */
	const char *message;       /* why it is not up; NULL */
};

struct probes_options {
	const struct network_config *network;
	bool offline;
	int64_t now;
	/* Waits for so many milliseconds; false: everything is to end, soon.  Called with 0 often.  NULL: never ends. */
	bool (*wait)(void *data, int64_t milliseconds);
	void *data;
};

enum probes_end {
	PROBES_DONE,
	PROBES_STOPPED, /* by wait: answers mean nothing */
	PROBES_FAILED,  /* *problem says why nothing can be asked */
};

enum probes_end probes_ask(struct pool *pool, const struct probes_options *options, struct probe_answer *answers, size_t count, const char **problem);

/* Whether this machine has an address by which it could reach others; where it can't tell, it has. */
bool probe_has_network(void);

/* Whether bytes are JSON that has at path what is wanted: equals as text, or, NULL, anything but null, false and nothing. */
bool probe_json_holds(const char *bytes, size_t size, const char *path, const char *equals);
