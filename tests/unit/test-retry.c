#include <glib.h>

#include "net/retry.h"

static void
test_dates(void)
{
	static const char *const right[] = { "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994" };
	static const char *const wrong[] = { "", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
		"Sun, 06 Xxx 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 CET", "1994-11-06T08:49:37Z", "Sun, 06 Nov    4 08:49:37 GMT", ", 06-Nov-94" };
	int64_t at;

	for (size_t i = 0; i < G_N_ELEMENTS(right); i++) {
		g_test_message("%s", right[i]);
		g_assert_true(http_date_read(right[i], &at));
		g_assert_cmpint(at, ==, 784111777);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_test_message("%s", wrong[i]);
		g_assert_false(http_date_read(wrong[i], &at));
	}
}

static void
test_after(void)
{
	const char *date = "Sun, 06 Nov 1994 08:49:37 GMT";
	int64_t seconds;

	g_assert_true(retry_after_read("120", NULL, &seconds));
	g_assert_cmpint(seconds, ==, 120);
	g_assert_true(retry_after_read("99999999999999999999999", NULL, &seconds));
	g_assert_cmpint(seconds, ==, 86400);
	g_assert_true(retry_after_read("Sun, 06 Nov 1994 08:50:07 GMT", date, &seconds));
	g_assert_cmpint(seconds, ==, 30);
	g_assert_true(retry_after_read("Sun, 06 Nov 1994 08:00:00 GMT", date, &seconds));
	g_assert_cmpint(seconds, ==, 0);
	g_assert_false(retry_after_read("Sun, 06 Nov 1994 08:50:07 GMT", NULL, &seconds));
	g_assert_false(retry_after_read("-1", date, &seconds));
	g_assert_false(retry_after_read("1.5", date, &seconds));
	g_assert_false(retry_after_read("", date, &seconds));
}

static void
test_delay(void)
{
	g_assert_cmpint(retry_delay(1, 500, 30000, 0), ==, 250);
	g_assert_cmpint(retry_delay(1, 500, 30000, 1), ==, 500);
	g_assert_cmpint(retry_delay(3, 500, 30000, 1), ==, 2000);
	g_assert_cmpint(retry_delay(3, 500, 30000, 0.5), ==, 1500);
	g_assert_cmpint(retry_delay(60, 500, 30000, 1), ==, 30000);
}

int
main(int count, char **arguments)
{
	g_test_init(&count, &arguments, NULL);
	g_test_add_func("/retry/dates", test_dates);
	g_test_add_func("/retry/after", test_after);
	g_test_add_func("/retry/delay", test_delay);
	return g_test_run();
}
