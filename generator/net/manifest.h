/*
 * manifest: what sitrep has put into a bucket, kept beside it in an object of its own.
 *
 * It is how publishing tells its own objects from those that people put there, which it never deletes, and it holds what a
 * listing does not tell: types, cache times, and the checksums behind ETags that are none.  It is written before anything
 * else is sent, with what is about to be (pending), and again at the end, so that a run that was killed leaves no object that
 * nobody knows of.  It names nothing but what is published.
 *
 *   {"version": 1, "run": "…", "files": {"index.html": {"md5": "…", "etag": "…", "type": "text/html; charset=utf-8",
 *    "cache": "public, max-age=30", "pending": true}}}
 *
 * Paths count from the target's prefix.  Whoever may write into the bucket may have changed it, so that one with a path that leads out
 * of the prefix, or that no terminal should see, is none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;
struct manifest;

#define MANIFEST_NAME ".sitrep-published.json"

struct manifest_entry {
	const char *md5;   /* of its bytes, in hex */
	const char *etag;  /* what the storage called them; "": not known yet */
	const char *type, *cache;
	bool pending;      /* it was about to be sent; whether it was, only a listing tells */
};

/* Whether a path may be in a manifest: UTF-8 without control characters, names that are neither empty nor "." or "..", with '/' between. */
bool manifest_path_is_valid(const char *path);

struct manifest *manifest_new(struct pool *pool);

/* NULL: *problem says in a few words why it is none. */
struct manifest *manifest_read(struct pool *pool, const char *bytes, size_t size, const char **problem);

/* Which run wrote it; "" where none did. */
const char *manifest_run(const struct manifest *manifest);
void manifest_set_run(struct manifest *manifest, const char *run);

const struct manifest_entry *manifest_find(const struct manifest *manifest, const char *path);

/* Adds or replaces; texts are copied. */
void manifest_set(struct manifest *manifest, const char *path, const struct manifest_entry *entry);
void manifest_remove(struct manifest *manifest, const char *path);

/* All paths in their order, NULL-terminated; in the pool. */
const char *const *manifest_paths(struct pool *pool, const struct manifest *manifest);

/* The object's bytes, the same for the same facts. */
const char *manifest_render(struct pool *pool, const struct manifest *manifest);
