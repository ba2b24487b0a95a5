/* zones: which zone was meant. */
#include <glib.h>

#include "base/pool.h"
#include "base/zones.h"

static void
test_nearest(void)
{
	static const struct {
		const char *text, *near;
	} rows[] = {
		{ "Europe/Berln", "Europe/Berlin" },
		{ "europe/berlin", "Europe/Berlin" },
		{ "Berlin", "Europe/Berlin" },
		{ "America/New York", "America/New_York" },
		{ "Europe/Londn", "Europe/London" },
		{ "UC/Pacific", "US/Pacific" },
		{ "Asia/Calcuta", "Asia/Calcutta" },
		{ "Mars/Olympus", NULL },
		{ "soon", NULL },
		{ "", NULL },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(zone_nearest(pool, rows[i].text), ==, rows[i].near);
	pool_free(pool);
}

static void
test_nearest_in(void)
{
	static const struct {
		const char *text, *near;
	} rows[] = {
		{ "2026-03-21 02:30 Europe/Berln", "Europe/Berlin" },
		{ "Timeline (UC/Pacific)", "US/Pacific" },
		{ "21/03/2026 in America/Argentina/Buenos_Aire, or so", "America/Argentina/Buenos_Aires" },
		{ "21/03/2026", NULL },
		{ "21/Mar/2026 02:30", NULL },
		{ "/ and/ /or", NULL },
		{ "02:30 Berlin", NULL },
		{ "/", NULL },
		{ "", NULL },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(zone_nearest_in(pool, rows[i].text), ==, rows[i].near);
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/zones/nearest", test_nearest);
	g_test_add_func("/zones/nearest-in", test_nearest_in);
	return g_test_run();
}
