#include "base/pool.h"

#include <glib.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static void
expect_zeroed(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		g_assert_cmpuint(bytes[i], ==, 0);
}

static void
expect_zeroed_and_aligned(struct pool *pool)
{
	static const size_t sizes[] = { 0, 1, 2, 7, 8, 15, 16, 17, 100, 255, 256, 257, 1023, 1024, 4096, 16384, 16385, 65536, 65537, 3000000 };

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		unsigned char *piece = pool_alloc(pool, sizes[i]);

		g_assert_nonnull(piece);
		g_assert_cmpuint((uintptr_t)piece % alignof(max_align_t), ==, 0);
		expect_zeroed(piece, sizes[i]);
		if (sizes[i] > 0)
			memset(piece, 0xAA, sizes[i]);
	}
	pool_free(pool);
}

static void
test_alloc_is_zeroed_and_aligned(void)
{
	expect_zeroed_and_aligned(pool_new());
	expect_zeroed_and_aligned(pool_new_small());
}

/* Fills many pieces of many sizes, each with a byte of its own, then looks whether any
 * was overwritten by another. */
static void
test_pieces_are_apart(void)
{
	enum {
		COUNT = 20000,
	};
	struct pool *pool = pool_new();
	g_autofree unsigned char **pieces = g_new(unsigned char *, COUNT);

	for (size_t i = 0; i < COUNT; i++) {
		size_t size = i * 7 % 301;

		pieces[i] = pool_alloc(pool, size);
		expect_zeroed(pieces[i], size);
		memset(pieces[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < i * 7 % 301; j++)
			g_assert_cmpuint(pieces[i][j], ==, i % 251);
	pool_free(pool);
}

static void
note_release(void *flag)
{
	*(bool *)flag = true;
}

/* Over and over, as for one document after another: what was written before is never seen again. */
static void
test_reset_gives_zeroed_memory_again(void)
{
	static const size_t sizes[] = { 40, 3000, 1, 20000, 700000, 64, 9000 };
	struct pool *pool = pool_new();

	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < 300; i++) {
			size_t size = sizes[(i * 5 + (size_t)round) % G_N_ELEMENTS(sizes)] >> (i % 3);
			unsigned char *piece = pool_alloc(pool, size);

			expect_zeroed(piece, size);
			memset(piece, 0xAA, size);
		}
		pool_reset(pool);
		g_assert_cmpuint(pool_size(pool), ==, 0);
	}
	pool_free(pool);
}

static void
test_reset_releases_what_was_adopted(void)
{
	struct pool *pool = pool_new();
	bool released = false, again = false;

	pool_adopt(pool, &released, note_release);
	pool_reset(pool);
	g_assert_true(released);
	pool_adopt(pool, &again, note_release);
	pool_free(pool);
	g_assert_true(again);
}

static void
test_branch_goes_with_its_pool(void)
{
	struct pool *pool = pool_new();
	bool released = false;

	pool_adopt(pool_branch(pool), &released, note_release);
	g_assert_false(released);
	pool_free(pool);
	g_assert_true(released);
}

static void
test_nothing_has_an_address_of_its_own(void)
{
	struct pool *pool = pool_new();
	void *a = pool_alloc(pool, 0), *b = pool_alloc(pool, 0);

	g_assert_nonnull(a);
	g_assert_true(a != b);
	g_assert_nonnull(pool_calloc(pool, 0, SIZE_MAX));
	g_assert_nonnull(pool_calloc(pool, SIZE_MAX, 0));
	pool_free(pool);
}

struct sample {
	int number;
	const char *name;
};

static void
test_objects(void)
{
	struct pool *pool = pool_new();
	struct sample *one = pool_new0(pool, struct sample);
	struct sample *many = pool_array(pool, struct sample, 1000);

	g_assert_null(one->name);
	g_assert_cmpint(one->number, ==, 0);
	for (size_t i = 0; i < 1000; i++) {
		g_assert_null(many[i].name);
		many[i].name = "x";
	}
	pool_free(pool);
}

static void
test_calloc_overflow_aborts(void)
{
	if (g_test_subprocess()) {
		pool_calloc(pool_new(), SIZE_MAX / 2, 3);
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_failed();
	g_test_trap_assert_stderr("*too many*");
}

static void
test_copies(void)
{
	struct pool *pool = pool_new();
	char text[] = "abc";
	char *copy = pool_strdup(pool, text);

	text[0] = 'X';
	g_assert_cmpstr(copy, ==, "abc");
	g_assert_cmpstr(pool_strdup(pool, ""), ==, "");
	g_assert_cmpstr(pool_strndup(pool, "abcdef", 3), ==, "abc");
	g_assert_cmpstr(pool_strndup(pool, "abc", 99), ==, "abc");
	g_assert_cmpstr(pool_strndup(pool, "abc", 0), ==, "");
	g_assert_cmpmem(pool_memdup(pool, "a\0b", 3), 3, "a\0b", 3);
	g_assert_nonnull(pool_memdup(pool, "", 0));
	g_assert_null(pool_strdup(pool, NULL));
	g_assert_null(pool_strndup(pool, NULL, 5));
	g_assert_null(pool_memdup(pool, NULL, 5));
	pool_free(pool);
}

/* strndup of bytes without a NUL reads none behind them. */
static void
test_strndup_stays_inside(void)
{
	struct pool *pool = pool_new();
	g_autofree char *bytes = g_malloc(3);

	memcpy(bytes, "abc", 3);
	g_assert_cmpstr(pool_strndup(pool, bytes, 3), ==, "abc");
	pool_free(pool);
}

static void
test_printf(void)
{
	static const int lengths[] = { 0, 1, 254, 255, 256, 257, 1000, 100000 };
	struct pool *pool = pool_new();

	g_assert_cmpstr(pool_printf(pool, "%s-%d%%", "a", 7), ==, "a-7%");
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		const char *text = pool_printf(pool, "%*s", lengths[i], "");

		g_assert_cmpuint(strlen(text), ==, (size_t)lengths[i]);
		g_assert_cmpuint(strspn(text, " "), ==, (size_t)lengths[i]);
	}
	pool_free(pool);
}

struct release {
	GString *log;
	char name;
	struct pool *pool;
	struct release *next; /* adopted by the release of this one */
};

static void
release(void *object)
{
	struct release *released = object;

	g_string_append_c(released->log, released->name);
	if (released->next)
		pool_adopt(released->pool, released->next, release);
}

static void
test_adopted_are_released_last_first(void)
{
	g_autoptr(GString) log = g_string_new(NULL);
	struct pool *pool = pool_new();

	/* The objects live in the pool: their memory must outlast their release. */
	for (char name = 'a'; name <= 'e'; name++) {
		struct release *object = pool_new0(pool, struct release);

		*object = (struct release){ .log = log, .name = name };
		g_assert_true(pool_adopt(pool, object, release) == object);
	}
	g_assert_cmpstr(log->str, ==, "");
	pool_free(pool);
	g_assert_cmpstr(log->str, ==, "edcba");
}

static void
test_release_may_adopt(void)
{
	g_autoptr(GString) log = g_string_new(NULL);
	struct pool *pool = pool_new();
	struct release third = { log, '3', pool, NULL };
	struct release second = { log, '2', pool, &third };
	struct release first = { log, '1', pool, NULL };

	pool_adopt(pool, &first, release);
	pool_adopt(pool, &second, release);
	pool_free(pool);
	g_assert_cmpstr(log->str, ==, "231");
}

static unsigned destroyed;

static void
destroy(void *value)
{
	g_free(value);
	destroyed++;
}

/* An element's destruction shows that its container was released. */
static void
test_containers(void)
{
	struct pool *pool = pool_new();
	GHashTable *table = g_hash_table_new_full(NULL, NULL, NULL, destroy);
	GPtrArray *pointers = g_ptr_array_new_with_free_func(destroy);
	GArray *array = g_array_new(FALSE, FALSE, sizeof(int));

	g_assert_true(pool_adopt_table(pool, table) == table);
	g_assert_true(pool_adopt_pointers(pool, pointers) == pointers);
	g_assert_true(pool_adopt_array(pool, array) == array); /* LeakSanitizer sees to it */
	g_hash_table_insert(table, pool, g_strdup("value"));
	g_ptr_array_add(pointers, g_strdup("value"));
	g_array_set_size(array, 1);
	pool_free(pool);
	g_assert_cmpuint(destroyed, ==, 2);
}

static void
test_size(void)
{
	struct pool *pool = pool_new();

	g_assert_cmpuint(pool_size(pool), ==, 0);
	pool_alloc(pool, 3);
	g_assert_cmpuint(pool_size(pool), ==, 3);
	pool_strdup(pool, "abc"); /* and its NUL */
	g_assert_cmpuint(pool_size(pool), ==, 7);
	pool_calloc(pool, 10, 100000);
	g_assert_cmpuint(pool_size(pool), ==, 1000007);
	pool_adopt(pool, NULL, g_free);
	g_assert_cmpuint(pool_size(pool), ==, 1000007);
	pool_free(pool);
}

static void
test_free_nothing(void)
{
	pool_free(NULL);
	pool_free(pool_new());
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pool/alloc", test_alloc_is_zeroed_and_aligned);
	g_test_add_func("/pool/apart", test_pieces_are_apart);
	g_test_add_func("/pool/reset/zeroed", test_reset_gives_zeroed_memory_again);
	g_test_add_func("/pool/reset/adopted", test_reset_releases_what_was_adopted);
	g_test_add_func("/pool/branch", test_branch_goes_with_its_pool);
	g_test_add_func("/pool/empty", test_nothing_has_an_address_of_its_own);
	g_test_add_func("/pool/objects", test_objects);
	g_test_add_func("/pool/overflow", test_calloc_overflow_aborts);
	g_test_add_func("/pool/copies", test_copies);
	g_test_add_func("/pool/strndup-inside", test_strndup_stays_inside);
	g_test_add_func("/pool/printf", test_printf);
	g_test_add_func("/pool/adopt", test_adopted_are_released_last_first);
	g_test_add_func("/pool/adopt-in-release", test_release_may_adopt);
	g_test_add_func("/pool/containers", test_containers);
	g_test_add_func("/pool/size", test_size);
	g_test_add_func("/pool/free", test_free_nothing);
	return g_test_run();
}
