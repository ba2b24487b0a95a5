/*
 * publish: a build's output → S3-compatible storage.
 *
 *   look      the manifest of what was put there before, and a listing of what is there
 *   plan      see publish_plan.h
 *   intend    the manifest says what is about to be sent
 *   send      stage by stage; where anything fails, no later stage begins
 *   verify    another listing: all that was sent is there, of the size and ETag that it must have
 *   delete    unless somebody else has published meanwhile
 *   record    the manifest says what is there
 *
 * Every request says the checksums of what it sends (x-amz-content-sha256, Content-MD5), so that the storage refuses what has changed on
 * the way; redirects are not followed, so that credentials stay where they belong.  A run that ends in between is gone on
 * with by the next one, which sends what is missing.
 *
 * A handbook is not sent to where anybody may read it, unless the target says that this is meant.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "net/publish_plan.h"

struct network_config;
struct pool;

struct publish_options {
	const struct publish_target *target;
	const struct network_config *network;
	const char *directory; /* the output folder of a build */
	const char *access_key, *secret_key, *session_token; /* session_token may be NULL */
	struct plan_options plan;
	bool offline;
	bool dry_run;          /* look and plan alone */
	unsigned jobs;         /* requests at once; 0: what the target says */
	void (*progress)(void *data, const char *what, size_t done, size_t total);
	void *progress_data;
};

/* What could not be done, and what can be done about it, or NULL. */
struct publish_failure {
	const char *message, *help;
};

struct publish_result {
	struct plan plan;
	const bool *sent, *deleted; /* of the plan's sends and deletes: whether it was done */
	const struct publish_failure *failures; /* none: all was done */
	size_t failure_count;
};

/* False: not all was done, and failures say why. */
bool publish_run(struct pool *pool, const struct publish_options *options, struct publish_result *result);
