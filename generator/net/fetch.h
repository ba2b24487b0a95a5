/*
 * fetch: requests over HTTP, and e-mail to an SMTP server, many at once, by libcurl's multi interface.  Alone in knowing
 * libcurl.
 *
 * Rules that hold for every request of every command:
 *   - http and https only, but smtp and smtps for a request that is an e-mail; certificates are verified (SSL_CERT_FILE, or CURL_CA_BUNDLE, names other authorities);
 *   - an address that is not the public internet's (loopback, private, link-local with the metadata of
 *     clouds…) is refused unless network.allow of site.yaml names it or its host.  What counts is the
 *     address that is connected to, so that neither a redirect nor a name that leads inside gets round it;
 *   - proxies are those of the environment (http_proxy, https_proxy, all_proxy, no_proxy).  A proxy finds
 *     the address by itself: then addresses that stand in the URL, and localhost, are still refused;
 *   - sizes, times and redirects are bounded;
 *   - a header marked secret, and every cookie and password, stays with the origin it was meant for;
 *   - an address with a name and password in it is refused: secrets come from the environment, and a
 *     message here never holds more of an address than its host and port.
 *
 * libcurl and what it needs cost 7 ms when a program starts, more than a whole small check, so the
 * program is not linked to it: it is opened when the first set is made.
 *
 * A set belongs to one thread.  Results come by callback, in no fixed order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;
struct network_config;

enum fetch_error {
	FETCH_DONE,      /* there is an answer, whatever its status */
	FETCH_BAD_URL,   /* no address that could be fetched */
	FETCH_FORBIDDEN, /* refused here, by the rules above; nothing was sent */
	FETCH_DNS,       /* the name is not known, or nobody could say */
	FETCH_CONNECT,   /* nobody listens, or there is no way there */
	FETCH_TIMEOUT,
	FETCH_TLS,       /* no trust: a wrong, expired or unknown certificate; or no common version, or TLS
	                    that is broken off, which alone is transient */
	FETCH_TOO_LARGE, /* more bytes than body_limit */
	FETCH_REDIRECTS, /* too many, or to what is no address */
	FETCH_BROKEN,    /* the connection ended early, or the answer is no HTTP */
	FETCH_FILE,      /* body_file can't be read */
	FETCH_BUSY,      /* not asked, since the host wants to be left alone for longer than wait_limit */
	FETCH_STOPPED,   /* by fetch_stop */
};

/* "refused by the rules", "timed out" …: for messages and tests. */
const char *fetch_error_name(enum fetch_error error);

struct fetch_options {
	const struct network_config *network; /* of site.yaml; NULL: the defaults */
	bool offline;        /* fetch_new says no */
	unsigned per_host;   /* requests at once to one host and port; 0: 4 */
	unsigned total;      /* and to all; 0: 256 */
	int64_t timeout;     /* milliseconds for an attempt with its redirects; 0: network.timeout, else 10 s */
	unsigned retries;    /* attempts after the first, for what may pass by itself */
	int64_t retry_delay; /* milliseconds before the first of them, doubled each time; 0: 500 */
	int64_t wait_limit;  /* milliseconds at most before another attempt; 0: 30,000.  A Retry-After above it: no other attempt */
	unsigned patience;   /* after so many requests in a row to which a host gave no answer at all, what waits for it fails
	                        in the same way, unasked, and at once where it asks for more time than wait_limit; 0: never */
	uint32_t seed;       /* of the jitter; 0: another one each time */
};

/* A header of a request.  secret: not sent on to another origin. */
struct fetch_header {
	const char *name, *value;
	bool secret;
};

struct fetch_result;
typedef void fetch_done(void *data, const struct fetch_result *result);

/* What is asked.  All of it is copied by fetch_add, but for the bytes of body. */
struct fetch_request {
	const char *method;      /* NULL: GET */
	const char *url;
	const char *called;      /* what messages call the host, where its name is nobody's business; NULL: host and port */
	const struct fetch_header *headers;
	size_t header_count;
	const void *body;        /* body_size bytes, which must live until the result */
	size_t body_size;
	const char *body_file;   /* or the path of a file that is sent */
	int body_folder;         /* the open folder that it counts from; 0: the working folder */
	size_t body_limit;       /* bytes of the answer that are taken; 0: none of them */
	bool truncate;           /* more is no error: the rest is not fetched */
	bool stay;               /* redirects are not followed: the answer is the redirect */
	bool cookies;            /* what a redirect sets is sent to where it belongs, by the rules of browsers, until the result; else never */
	unsigned redirect_limit; /* 0: 10.  Only GET and HEAD are followed at all */
	int64_t timeout;         /* milliseconds; 0: the set's */
	bool once;               /* never tried again: a probe wants to know what is now */
	const char *const *wanted; /* names of headers of the answer, NULL-terminated; or NULL */
	const char *aws_sigv4;   /* as CURLOPT_AWS_SIGV4 takes it, "aws:amz:REGION:s3"; or NULL */
	const char *user, *password; /* the keys that it signs with; or, of an e-mail, the login */
	const char *mail_from;   /* the request is an e-mail: body goes to smtp://HOST/NAME or smtps://HOST/NAME, which is greeted as
	                            NAME; NULL: it is none.  status is then the server's last reply (250: it was taken) */
	const char *const *mail_to; /* addresses, NULL-terminated: all of them get it, or none */
	bool mail_plain;         /* smtp:// without TLS; else a server without STARTTLS is sent nothing */
	fetch_done *done;
	void *data;
};

/* One redirect on the way. */
struct fetch_hop {
	int status;       /* 301, 302, 303, 307, 308 */
	const char *from, *to;
};

/* Microseconds; -1: it did not come to that.  Of the last hop, but total, which is of all hops of the
 * last attempt. */
struct fetch_times {
	int64_t dns, connect, tls, first_byte, total;
};

/* Lives while the callback runs. */
struct fetch_result {
	enum fetch_error error;
	const char *message;      /* what went wrong, in words that can follow a colon; NULL with FETCH_DONE */
	bool inside;              /* FETCH_FORBIDDEN, because the address lies inside and is not allowed */
	bool cut_off;             /* FETCH_CONNECT, because no way leads there from this machine */
	bool unproxied;           /* FETCH_DNS or FETCH_CONNECT, of the proxy of the environment: the host itself was not asked */
	bool transient;           /* an error or status (429, 500, 502, 503, 504) that may pass by itself */
	int status;               /* of the last answer; 0: none */
	const char *url;          /* where it came from in the end */
	const char *const *headers; /* the values of those that were wanted, in that order; NULL: not there */
	const char *body;         /* a NUL follows */
	size_t body_size;
	bool truncated;
	const struct fetch_hop *hops;
	size_t hop_count;
	struct fetch_times times;
	int64_t certificate_expires; /* TIME_NONE: not known, or no TLS */
	int64_t retry_after;      /* seconds; -1: not asked for */
	unsigned attempts;        /* 0: nothing was sent */
};

/* A set of requests.  NULL: *problem (one line) says why; a command then exits with status 2. */
struct fetch *fetch_new(struct pool *pool, const struct fetch_options *options, const char **problem);

/* One more; also from a callback, while the set runs. */
void fetch_add(struct fetch *fetch, const struct fetch_request *request);

/* Until every request has its result.  May be called again, for more; connections are kept in between. */
void fetch_run(struct fetch *fetch);

/* Ends all that is not done yet, each with FETCH_STOPPED; from a callback. */
void fetch_stop(struct fetch *fetch);

/* Called about ten times a second while the set runs: for progress; false stops.  */
void fetch_watch(struct fetch *fetch, bool (*tick)(void *data), void *data);

struct sockaddr;

/* Whether an error of connect says that no way leads there from this machine. */
bool fetch_is_cut_off(int error);

/* The rule of addresses for who connects by other means: why a host's address may not be connected to ("private"), or NULL. */
const char *fetch_refuses(const struct network_config *network, const char *host, const struct sockaddr *socket);
