/*
 * footprint: whether anything has changed since the last time, without reading any of it.
 *
 * A number made of how files look from outside: path, kind and permissions, owner, inode, size, and the times of the
 * last changes of bytes and of anything.  Where two footprints of the same files are equal, so are their
 * bytes, but for a file that was written just before the first was taken: within one tick of the
 * file system's clock its times don't tell two versions apart.  footprint_is_settled says whether there is none.
 *
 * What can't be looked at, and symbolic links, which may lead anywhere, make a footprint that equals no other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct footprint {
	uint64_t sum, count;
	int64_t newest; /* nanoseconds since 1970: the last change of any of the files */
	bool fine;      /* the file system's clock counts less than seconds */
	bool unknown;
};

/* A file, or a folder with all that is below it.  What is not there is noted as that. */
void footprint_add(struct footprint *footprint, const char *path);

/* The same without what is below a folder. */
void footprint_add_file(struct footprint *footprint, const char *path);

/* Anything else that counts, in an order of its own; NULL is no text. */
void footprint_add_text(struct footprint *footprint, const char *text);

bool footprint_equal(const struct footprint *a, const struct footprint *b);

/* Whether all files were last changed well before an instant, in nanoseconds since 1970. */
bool footprint_is_settled(const struct footprint *footprint, int64_t before);

/* Now, by the clock that files are stamped with. */
int64_t footprint_now(void);
