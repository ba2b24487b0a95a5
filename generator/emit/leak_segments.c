/* What has nothing in it need not be read again: most of a page stands on every other one, too. */
#include "emit/leak_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define SLOTS 65536
#define SEGMENT_MIN 32 /* bytes: what is shorter is cheaper read than remembered */
#define RUN_MAX 64     /* segments that are scanned in one go */

struct segments {
	const struct watch *watch;
	uint64_t slots[SLOTS]; /* hashes of clean segments; a newer one takes an older one's place */
};

/* Segments, one behind the other, that are not known to be clean. */
struct run {
	size_t start, count;
	uint64_t hashes[RUN_MAX];
};

struct segments *
segments_new(struct pool *pool, const struct watch *watch)
{
	struct segments *segments = pool_new0(pool, struct segments);

	segments->watch = watch;
	return segments;
}

static uint64_t *
slot_of(struct segments *segments, uint64_t hash)
{
	return &segments->slots[hash % SLOTS];
}

/* Where a segment may end: where nothing that is looked for goes on, and no <br> joins what is on both sides. */
static bool
is_cut(const char *text, size_t at, size_t size, enum leak_reading reading)
{
	if (reading == LEAK_PLAIN)
		return text[at - 1] == LEAK_BLOCK_END;
	return at >= 2 && text[at - 2] == '>' && at < size && text[at] == '<' && !leak_is_break(text + at, text + size);
}

static size_t
segment_end(const char *text, size_t start, size_t size, enum leak_reading reading)
{
	const char last = reading == LEAK_PLAIN ? LEAK_BLOCK_END : '\n';
	size_t at = start + SEGMENT_MIN;

	while (at < size) {
		const char *found = memchr(text + at, last, size - at);

		at = found ? (size_t)(found - text) + 1 : size;
		if (is_cut(text, at, size, reading))
			return at;
	}
	return size;
}

static void
count_hit(void *data, struct hit hit)
{
	(void)hit;
	++*(size_t *)data;
}

/* Scans a run up to a place, where the next begins.  Whether there is nothing in it. */
static bool
end_run(struct segments *segments, struct run *run, const char *text, size_t end)
{
	size_t hits = 0;

	if (run->count && leak_scan(segments->watch, text, run->start, end, count_hit, &hits))
		for (size_t i = 0; i < run->count && !hits; i++)
			__atomic_store_n(slot_of(segments, run->hashes[i]), run->hashes[i], __ATOMIC_RELAXED);
	run->start = end;
	run->count = 0;
	return hits == 0;
}

bool
segments_are_clean(struct segments *segments, const char *text, size_t size, enum leak_reading reading)
{
	struct run run = { 0 };

	if (segments->watch->has_walls)
		return false;
	for (size_t start = 0, end; start < size; start = end) {
		uint64_t hash;

		end = segment_end(text, start, size, reading);
		hash = hash_bytes(text + start, end - start);
		if (__atomic_load_n(slot_of(segments, hash), __ATOMIC_RELAXED) == hash) {
			if (!end_run(segments, &run, text, start))
				return false;
			run.start = end;
			continue;
		}
		run.hashes[run.count++] = hash;
		if (run.count == RUN_MAX && !end_run(segments, &run, text, end))
			return false;
	}
	return end_run(segments, &run, text, size);
}
