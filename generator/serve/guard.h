/*
 * guard: which requests of a browser are answered.
 *
 * The server listens on this machine alone, but any page that is open in the browser can send requests there, and a name
 * that somebody else owns can be made to lead there (DNS rebinding).  So a request must name this machine as its host, one
 * that makes something happen must come from a page of this server, and a path must stay inside.  Pure functions; what is
 * returned is in the pool.
 */
#pragma once

#include <stdbool.h>

struct pool;

/* Whether a Host field names this machine and the port: "127.0.0.1:8000", "localhost:8000"; for port 80 also without it. */
bool guard_host(const char *host, unsigned port);

/* Whether an Origin field is a page of this server: "http://localhost:8000". */
bool guard_origin(const char *origin, unsigned port);

/*
 * The output that an address's path means: "/handbook/a%20b.html" → "handbook/a b.html", "/handbook/" →
 * "handbook/index.html".  Percent-encoded bytes are read once.  NULL: it is none (it leads out, has an empty name, a
 * backslash or a control character in it, or is no UTF-8).
 */
const char *guard_path(struct pool *pool, const char *path);
