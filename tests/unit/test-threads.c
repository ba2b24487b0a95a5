#include "base/threads.h"

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>

#define COUNT 1003

struct tally {
	_Atomic unsigned seen[COUNT];
	_Atomic size_t chunks;
	size_t chunk_size;
	bool wrong;
};

static void
note(void *data, size_t chunk, size_t first, size_t end)
{
	struct tally *tally = data;

	atomic_fetch_add(&tally->chunks, 1);
	if (first != chunk * tally->chunk_size || end <= first || end - first > tally->chunk_size)
		tally->wrong = true;
	for (size_t i = first; i < end; i++)
		atomic_fetch_add(&tally->seen[i], 1);
}

/* Each number once, whatever the chunks and threads. */
static void
test_each_once(void)
{
	static const unsigned jobs[] = { 0, 1, 2, 7, 1000 };
	static const size_t sizes[] = { 1, 10, 1002, 1003, 5000 };

	for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(sizes); k++) {
			struct tally tally = { .chunk_size = sizes[k] };

			threads_each(jobs[i], COUNT, sizes[k], note, &tally);
			for (size_t n = 0; n < COUNT; n++)
				g_assert_cmpuint(tally.seen[n], ==, 1);
			g_assert_cmpuint(tally.chunks, ==, threads_chunks(COUNT, sizes[k]));
			g_assert_false(tally.wrong);
		}
	}
}

static void
test_nothing(void)
{
	struct tally tally = { .chunk_size = 4 };

	threads_each(2, 0, 4, note, &tally);
	g_assert_cmpuint(tally.chunks, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/threads/each-once", test_each_once);
	g_test_add_func("/threads/nothing", test_nothing);
	return g_test_run();
}
