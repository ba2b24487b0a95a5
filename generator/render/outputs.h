/*
 * outputs: path → bytes to be, everything that a build will write.
 *
 * A path has one owner: a second one is site/duplicate-id, at the second's
 * place with the first's as a note, also when only case differs (such files
 * would be one on some disks), and when one's file is the other's folder.
 * A name that no file can have is front/bad-value at its owner, and left out.
 *
 * A path may be claimed first and filled later, by one of several threads.  Bytes belong to the outputs, unless there is a
 * drain: then they go to it as soon as they are there, and nothing here keeps them, so that a large site need not
 * be in memory as a whole.  A drain may also say that it has a page from an earlier run, which need not be made then.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/source.h"

struct pool;

/* Bytes of one name in a path. */
#define OUTPUT_NAME_LIMIT 255

struct output {
	const char *path; /* "handbook/runbooks/db-pool.html" */
	const char *bytes; /* NULL: not filled, or drained */
	size_t size;
	struct span owner; /* the source that it comes from, or SPAN_NONE */
	uint64_t digest;   /* of what it is made from; 0: not known */
	uint64_t content;  /* of its bytes (base/hash) */
	bool own;          /* the bytes are freed with the outputs */
	bool drained;
	bool unchanged;    /* for the drain: what is on disk is it already */
};

struct outputs;

/* Both functions are called from several threads at once, for different outputs. */
struct outputs_drain {
	void *data;
	/* Whether an output, of which only path and digest are known, is there as it would be made; then it says size and content. */
	bool (*has)(void *data, struct output *output);
	/* Takes the bytes, which live only for the call. */
	void (*take)(void *data, struct output *output);
};

struct outputs *outputs_new(struct pool *pool, struct findings *findings);

/* From now on outputs go there. */
void outputs_set_drain(struct outputs *outputs, const struct outputs_drain *drain);
bool outputs_has_drain(const struct outputs *outputs);

/* Takes bytes as they are (not copied; they must live as long as the pool). */
void outputs_add(struct outputs *outputs, const char *path, const char *bytes, size_t size, struct span owner);

/* A path to be filled, by its number; OUTPUTS_TAKEN: it has another owner, or no file can be called so. */
#define OUTPUTS_TAKEN SIZE_MAX
size_t outputs_claim(struct outputs *outputs, const char *path, struct span owner);

/* Copies the bytes of a path that was claimed.  No path may be claimed meanwhile. */
void outputs_fill(struct outputs *outputs, size_t number, const char *bytes, size_t size, uint64_t digest);

/* Whether a path that was claimed need not be filled: the drain has what is made from the same. */
bool outputs_keep(struct outputs *outputs, size_t number, uint64_t digest);

/* Calls each for all of them, in the order in which they were claimed; bytes may be gone. */
void outputs_each(const struct outputs *outputs, void (*each)(void *data, const struct output *output), void *data);

/* All of them, sorted by path: numbers of claims mean nothing any more. */
struct output *outputs_list(struct outputs *outputs, size_t *count);

/* One, or NULL. */
const struct output *outputs_find(const struct outputs *outputs, const char *path);
