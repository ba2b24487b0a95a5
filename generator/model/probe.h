/*
 * probe: what is asked of a service from outside, and what it must answer.
 *
 * probes: of a service in the registers:
 *
 *   probes:
 *     - url: https://api.example.com/health
 *       status: [200]                     # codes, or classes such as 2xx, which is the default
 *       latency: 800ms                    # slower is degraded, not down
 *       body: ok                          # a text that must be in the answer
 *       json: {path: $.status, equals: ok}
 *       certificate: 14d                  # less than this until it expires is degraded
 *       headers: {Authorization: "Bearer ${PROBE_TOKEN}"}
 *     - tcp: db.example.com:5432
 *     - dns: api.example.com
 *       addresses: [192.0.2.10]           # all that are answered must be among them, and one must be
 *
 * Each may also have: name (what it is called in the history; else what it asks), method (GET), timeout (10s),
 * state (what the component is in while it fails: major outage), confirm (for how long it must have failed before an
 * incident is drafted: 5m).  Redirects are followed unless status names one.
 *
 * Secrets are in no file: "${PROBE_NAME}" in a header is the environment's, put in when the probe runs.  A header that is known
 * to hold one and doesn't is refused, and so are variables whose names don't begin with PROBE_: what else a job knows is not for
 * whoever may write a register.
 *
 * What can't be run is a finding and left out of the list.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "read/schema.h"

struct pool;

enum probe_kind { PROBE_HTTP, PROBE_TCP, PROBE_DNS };

#define PROBE_TIMEOUT INT64_C(10000) /* milliseconds */
#define PROBE_CONFIRM INT64_C(300)   /* seconds */

struct probe_json {
	struct text path, equals;
	struct span span; /* source NULL: none */
};

/* Codes first to last, both among them. */
struct status_range {
	int first, last;
};

struct probe_header {
	const char *name, *value; /* value as it is written */
	struct span span;
};

struct probe {
	struct text name, url, tcp, dns, method, body, state;
	struct texts status, addresses;
	struct short_length latency, timeout;
	struct length certificate, confirm;
	struct probe_json json;
	const struct yaml_node *headers_node;
	struct span span;

	/* What comes of it. */
	enum probe_kind kind;
	const char *id;     /* in the history: one line, at most PROBE_ID_MAX bytes, no two of a service the same */
	const char *target; /* what is asked, for people: the URL, "host:port", the name */
	const char *host;   /* tcp, dns */
	unsigned port;      /* tcp */
	const struct status_range *statuses;
	size_t status_count;
	bool stays;         /* redirects are not followed */
	const struct probe_header *headers;
	size_t header_count;
	const struct address *expected;
	size_t expected_count;
	int64_t timeout_ms, confirm_s;
};

#define PROBE_ID_MAX 200

extern const struct schema probe_schema;

/* After the schema has read them: works out the rest, and leaves out what can't be run, with findings. */
void probes_finish(const struct schema_context *context, const struct yaml *yaml, struct list *probes);

/*
 * A header's value with each "${NAME}" replaced.  NULL: *missing is a name that the environment does not have, or not in one line.
 * *secret: whether there was one.
 */
const char *probe_header_value(struct pool *pool, const char *value, bool *secret, const char **missing);

/* Whether a status is one that the probe wants. */
bool probe_wants_status(const struct probe *probe, int status);

/*
 * Paths into JSON, a small part of RFC 9535: "$" and then names, ".name" or "['any name']", and places in lists, "[0]",
 * "[-1]" from the end.  No wildcards, filters or slices: one path, at most one value.
 */
struct path_step {
	const char *name; /* length bytes; NULL: index counts */
	size_t length;
	long index;
};

/* The next step of what is left of a path, of which "$" is taken away; false at the end, *wrong where it is no path. */
bool probe_path_step(const char **rest, struct path_step *step, bool *wrong);

/* Whether a text is such a path. */
bool probe_path_is_valid(const char *path);
