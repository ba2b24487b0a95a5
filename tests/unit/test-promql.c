/* promql: expressions taken to pieces; all pieces together are the text. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "render/promql.h"

/* Pieces as "kind‹text›", plain ones bare. */
static void
assert_pieces(const char *text, const char *expected)
{
	struct pool *pool = pool_new();
	const struct data *pieces = promql_data(pool, text);
	g_autoptr(GString) shown = g_string_new(NULL), all = g_string_new(NULL);

	for (size_t i = 0; i < data_count(pieces); i++) {
		const char *kind = data_string(data_get(data_item(pieces, i), "kind"));
		const char *piece = data_string(data_get(data_item(pieces, i), "text"));

		if (kind)
			g_string_append_printf(shown, "%c<%s>", *kind, piece);
		else
			g_string_append(shown, piece);
		g_string_append(all, piece);
	}
	g_assert_cmpstr(shown->str, ==, expected);
	g_assert_cmpstr(all->str, ==, text);
	pool_free(pool);
}

static void
pieces(void)
{
	assert_pieces("", "");
	assert_pieces("up == 0", "up == n<0>");
	assert_pieces("sum by (le) (rate(a_total{job=~\"x.*\"}[5m])) > 0.95",
	    "f<sum> k<by> (le) (f<rate>(a_total{job=~s<\"x.*\">}[n<5m>])) > n<0.95>");
	assert_pieces("a:b:rate1h offset 1h30m", "a:b:rate1h k<offset> n<1h30m>");
	assert_pieces("1e-9 + .5 - 2", "n<1e-9> + n<.5> - n<2>");
	assert_pieces("x # why\ny", "x c<# why>\ny");
	assert_pieces("{a='\\'', b=`\\`}", "{a=s<'\\''>, b=s<`\\`>}");
	/* What never ends. */
	assert_pieces("a{b=\"c", "a{b=s<\"c>");
	assert_pieces("\"\\", "s<\"\\>");
	assert_pieces("ä AND ü", "ä k<AND> ü");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/promql/pieces", pieces);
	return g_test_run();
}
