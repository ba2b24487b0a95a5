/*
 * publish_plan: what is to be sent and deleted so that a bucket holds what a build wrote; pure code.
 *
 * It knows the files of the build with their checksums, the objects that there are, and the manifest of what sitrep put there before.
 *
 *   the same bytes, type and cache time    nothing
 *   other bytes, headers, or not there     sent; in stages, so that nothing is there before what it refers to: what has its content's hash in
 *                                          its name, and pictures; pages; feeds and the API; front pages
 *   put by sitrep, and no file any more    deleted, last of all; unless somebody has changed it since
 *   put by somebody else                   left alone; where a file of the build would replace it by other bytes, nothing is done at all
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/manifest.h"
#include "net/s3.h"

struct pool;
struct publish_target;

enum plan_stage {
	STAGE_ASSETS,
	STAGE_PAGES,
	STAGE_DATA,
	STAGE_FRONT,
	STAGE_COUNT,
};

/* A file of the build. */
struct plan_file {
	const char *path;    /* below the half that is published */
	const char *md5;     /* in hex */
	uint64_t size;
	const char *type, *cache;
	enum plan_stage stage;
};

/* Sets type, cache and stage by the path and what the target says. */
void plan_describe(const struct publish_target *target, struct plan_file *file);

enum plan_reason {
	PLAN_NEW,
	PLAN_CHANGED,
	PLAN_HEADERS, /* the bytes are there, but their type or cache time is another, or not known */
};

struct plan_send {
	const struct plan_file *file;
	enum plan_reason reason;
};

struct plan_options {
	bool keep;  /* nothing is deleted */
	bool adopt; /* objects that others put where files belong are replaced */
};

struct plan {
	const struct plan_send *sends; /* by stage, then path */
	size_t send_count;
	const char *const *deletes;    /* paths, NULL-terminated, as are the others */
	const char *const *conflicts;  /* put by others where files belong */
	const char *const *altered;    /* to be deleted, but somebody has changed them */
	const char *const *gone;       /* of the manifest, but neither among the files nor in the bucket */
	size_t unchanged, others;      /* others: objects that sitrep did not put there */
	uint64_t bytes;                /* of what is sent */
};

/* objects: keys begin with the target's prefix.  manifest: what was put before. */
struct plan plan_make(struct pool *pool, const struct publish_target *target, const struct plan_file *files, size_t file_count,
    const struct s3_object *objects, size_t object_count, const struct manifest *manifest, const struct plan_options *options);

/* The manifest for the time in which the plan is carried out: what was put before, and what is about to be. */
void plan_intend(const struct plan *plan, const char *prefix, const struct s3_object *objects, size_t object_count, struct manifest *manifest);
