/*
 * held: one half of an output folder, as a build left it, held while it is read.
 *
 * A build that ends meanwhile puts another tree in the folder's place; this one stays as it was, and whole, until the pool ends
 * (emit.h tells of the locks).  Its files never change: a build writes new ones.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pool;
struct held;

struct held_file {
	const char *path; /* below the half, '/' between names */
	uint64_t size;
};

/* half: "status" or "handbook".  NULL where that is not all made by a build: *problem names the place, and says what to do. */
struct held *held_open(struct pool *pool, const char *directory, const char *half, const char **problem);

/* The half, as an open folder that paths count from. */
int held_folder(const struct held *held);

/* In the order of their paths. */
const struct held_file *held_files(const struct held *held, size_t *count);
