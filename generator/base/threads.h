/*
 * threads: one piece of work on several threads.
 *
 * The work is the numbers 0 to count, cut into chunks of a given size, which threads take in
 * their order.  What a chunk yields belongs into a slot of its own, with a pool of its own where it
 * allocates: then nothing depends on which thread took which chunk, nor on how many there are.
 * This thread is one of them, and works alone where no other can be had.
 */
#pragma once

#include <stddef.h>

typedef void threads_work(void *data, size_t chunk, size_t first, size_t end);

/* jobs: threads at most; 0: as many as there are processors. */
void threads_each(unsigned jobs, size_t count, size_t chunk_size, threads_work *work, void *data);

/* How many chunks that makes. */
size_t threads_chunks(size_t count, size_t chunk_size);
