#include "read/markdown_reader.h"

#include "base/pool.h"

#include <string.h>

/*
 * cmark takes and returns thousands of small pieces for a page, and its allocators are given no
 * context.  So this is the one place with a variable of the process: cmark has
 * others, for which markdown_parse is one thread's at a time anyway.
 */
static struct region *current;

enum {
	ALIGNMENT = 16,
	CHUNK = 16 * 1024,
};

/* Before each piece. */
struct piece_head {
	size_t size, reserved;
};

static struct piece_head *
head_of(void *piece)
{
	return (struct piece_head *)piece - 1;
}

static bool
is_last(void *piece)
{
	return (char *)piece + head_of(piece)->size == current->free;
}

static void *
take(size_t size)
{
	size_t whole;
	struct piece_head *head;

	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	whole = size + sizeof *head;
	if (whole > current->left && whole > CHUNK / 4) {
		head = pool_alloc(current->pool, whole); /* alone, so that the rest of the chunk is not lost */
	} else {
		if (whole > current->left) {
			current->free = pool_alloc(current->pool, CHUNK);
			current->left = CHUNK;
		}
		head = (struct piece_head *)current->free;
		current->free += whole;
		current->left -= whole;
	}
	head->size = size;
	return head + 1;
}

static void *
take_zeroed(size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product) || product > SIZE_MAX / 2)
		g_error("no memory for %zu pieces of %zu bytes", count, size);
	return take(product);
}

static void
give_back(void *piece)
{
	if (!piece || !is_last(piece))
		return;

	struct piece_head *head = head_of(piece);
	size_t whole = head->size + sizeof *head;

	memset(head, 0, whole);
	current->free -= whole;
	current->left += whole;
}

static void *
take_more(void *piece, size_t size)
{
	size_t had = piece ? head_of(piece)->size : 0, more;

	if (size <= had)
		return piece;
	more = (size - had + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (piece && is_last(piece) && more <= current->left) {
		head_of(piece)->size += more;
		current->free += more;
		current->left -= more;
		return piece;
	}

	void *moved = take(size);

	if (piece)
		memcpy(moved, piece, had);
	return moved;
}

cmark_mem *
reader_begin_memory(struct region *region, struct pool *pool)
{
	static cmark_mem memory = { take_zeroed, take_more, give_back };

	*region = (struct region){ .pool = pool, .before = current };
	current = region;
	return &memory;
}

void
reader_end_memory(void)
{
	current = current->before;
}
