/*
 * What the parts of publish share; nobody else includes this.
 */
#pragma once

#include <glib.h>

#include "emit/held.h"
#include "model/config.h"
#include "net/fetch.h"
#include "net/publish.h"

/* A file with what plans and requests need of it. */
struct local_file {
	struct plan_file plan;
	const char *sha256, *md5_base64;
};

struct run {
	struct pool *pool;
	const struct publish_options *options;
	const struct publish_target *target;
	struct s3_place place;
	struct held *held;
	struct local_file *files;
	struct plan_file *plan_files; /* the same, in the same order */
	size_t file_count;
	GHashTable *by_path;          /* struct local_file */
	struct fetch *fetch;
	const char *signing;          /* as libcurl takes it */
	struct manifest *manifest;    /* never NULL once it was looked for */
	bool has_manifest;
	const char *id;               /* of this run */
	GArray *objects;              /* struct s3_object: the listing */
	struct plan plan;
	bool *sent, *deleted;         /* of the plan's */
	bool cut_off;                 /* there was no answer at all */
	GArray *failures;             /* struct publish_failure */
	const char *doing;            /* for progress */
	size_t done, total;
};

/* ---- publish_files.c: what the build wrote ---- */

/* Checksums of all files.  False: a failure was added. */
bool files_read(struct run *run);

/* ---- publish_ask.c: single requests ---- */

struct answer {
	enum fetch_error error;
	int status;
	const char *body;
	size_t size;
	const char *etag, *region, *message; /* message: where error is one */
};

/* What is asked of an object, or of the bucket. */
struct question {
	const char *method, *url;
	const char *what;           /* "index.html can't be sent": for messages */
	const struct local_file *file; /* whose bytes are sent */
	const char *text;           /* or these */
	const char *type, *cache;   /* of what is sent */
	size_t limit;               /* bytes of the answer */
	bool anonymous;             /* not signed */
};

/* Adds a request; the fetch's callback gets data. */
void ask_for(struct run *run, const struct question *question, fetch_done *done, void *data);

/* The same, until it is answered.  Whether the status is one of success; answer's texts are in the pool. */
bool ask_and_wait(struct run *run, const struct question *question, struct answer *answer);

/* Adds a failure for an answer that is none of success. */
void fail_by_answer(struct run *run, const struct question *question, const struct answer *answer);
struct answer answer_of(struct pool *pool, const struct fetch_result *result);

/* Whether it may succeed if it is asked again. */
bool answer_is_passing(struct pool *pool, const struct answer *answer);

/* Always false. */
bool publish_fail(struct run *run, const char *help, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Where an object is, for messages and requests. */
const char *key_of(const struct run *run, const char *path);
const char *url_of(const struct run *run, const char *path);

/* ---- publish_look.c: what is there ---- */

bool look_for_manifest(struct run *run);
bool look_for_objects(struct run *run);

/* Writes the manifest. */
bool put_manifest(struct run *run);

/* Whether nobody else has written it since. */
bool is_manifest_ours(struct run *run);

/* Whether a handbook may go there. */
bool is_closed_enough(struct run *run);

/* ---- publish_send.c: many requests at once ---- */

bool send_stage(struct run *run, enum plan_stage stage);
bool delete_all(struct run *run);
bool verify(struct run *run);
