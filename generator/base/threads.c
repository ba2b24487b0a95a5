#include "base/threads.h"

#include <glib.h>
#include <stdatomic.h>

#define THREADS_MAX 64

/* What the threads share. */
struct crew {
	threads_work *work;
	void *data;
	size_t count, chunk_size, chunks;
	_Atomic size_t next; /* chunk that nobody has taken */
};

size_t
threads_chunks(size_t count, size_t chunk_size)
{
	return (count + chunk_size - 1) / chunk_size;
}

static void *
take_chunks(void *data)
{
	struct crew *crew = data;

	for (;;) {
		const size_t chunk = atomic_fetch_add(&crew->next, 1);
		const size_t first = chunk * crew->chunk_size;

		if (chunk >= crew->chunks)
			return NULL;
		crew->work(crew->data, chunk, first, MIN(first + crew->chunk_size, crew->count));
	}
}

void
threads_each(unsigned jobs, size_t count, size_t chunk_size, threads_work *work, void *data)
{
	struct crew crew = { .work = work, .data = data, .count = count, .chunk_size = chunk_size,
		.chunks = threads_chunks(count, chunk_size) };
	const size_t size = MIN(MIN(jobs ? jobs : g_get_num_processors(), THREADS_MAX), crew.chunks);
	GThread *threads[THREADS_MAX] = { NULL };

	for (size_t i = 1; i < size; i++)
		threads[i] = g_thread_try_new("sitrep", take_chunks, &crew, NULL);
	take_chunks(&crew);
	for (size_t i = 1; i < size; i++)
		if (threads[i])
			g_thread_join(threads[i]);
}
