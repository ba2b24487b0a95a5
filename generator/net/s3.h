/*
 * s3: addresses, answers and errors of S3-compatible storage, as pure code.
 *
 * Only what publishing needs: objects are put, fetched and deleted one by one, and listed by ListObjectsV2.  Source of the forms:
 * the Amazon S3 API reference (2006-03-01); what other storages answer is a part of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;

/* Limits of the interface. */
#define S3_KEY_MOST 1024                   /* bytes */
#define S3_OBJECT_MOST (INT64_C(5) << 30)  /* bytes of an object that is put in one piece */
#define S3_PAGE 1000                       /* objects of a listing at most */

/* Where a bucket is. */
struct s3_place {
	const char *endpoint; /* "https://host:port" */
	const char *bucket;
	bool path_style;      /* the bucket is the first name of the path, else of the host */
};

/* Percent-encodes all bytes but letters, digits and "-._~"; '/' stays where it is asked for.  It is what signatures are made of, so
 * that no other encoding will do. */
const char *s3_escape(struct pool *pool, const char *text, bool keep_slashes);

const char *s3_object_url(struct pool *pool, const struct s3_place *place, const char *key);

/* Objects whose keys begin with prefix, from a token of the listing before on; NULL: from the first on.  The query is in the
 * order of its names, as it is signed. */
const char *s3_list_url(struct pool *pool, const struct s3_place *place, const char *prefix, const char *token);

/* ---- answers ---- */

struct s3_object {
	const char *key;
	const char *etag; /* without its quotes */
	uint64_t size;
};

struct s3_listing {
	const struct s3_object *objects;
	size_t count;
	const char *next; /* the token of the next page; NULL: this is the last */
};

/* A page of a listing.  False: *problem says in a few words why it is none; nothing of it counts then. */
bool s3_listing_read(struct pool *pool, const char *xml, size_t size, struct s3_listing *listing, const char **problem);

/* What an error says of itself; members that it lacks are "". */
struct s3_error {
	const char *code, *message;
	const char *region;                     /* the right one */
	const char *endpoint;
	const char *request_time, *server_time; /* "20261121T120000Z", "2026-11-21T12:00:00Z" */
};

/* False: it is no error in S3's form; all members are "". */
bool s3_error_read(struct pool *pool, const char *xml, size_t size, struct s3_error *error);

/* An ETag without quotes and "W/"; "" for NULL. */
const char *s3_etag(struct pool *pool, const char *header);

/* ---- words ---- */

/* What was asked for, for messages. */
struct s3_attempt {
	const char *what;     /* "index.html can't be sent" */
	const char *target;   /* the name under publish: of site.yaml */
	const char *bucket, *endpoint, *access_key_env, *secret_key_env;
	int status;
	const char *region;   /* of the answer's headers, or NULL */
};

/* "WHAT: WHY", and in *help what can be done, or NULL.  Never more of what the storage said than a line. */
const char *s3_explain(struct pool *pool, const struct s3_attempt *attempt, const struct s3_error *error, const char **help);

/* Whether the same request may succeed later, though its status does not say so. */
bool s3_is_passing(const struct s3_error *error);
