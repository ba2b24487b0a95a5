/* review: due on a day of the site's zone, overdue when that day is over. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/review.h"

#define DAY INT64_C(86400)

struct fixture {
	struct pool *pool;
	struct config config;
	struct site site;
	struct document document;
};

static int64_t
at(const char *text)
{
	struct stamp stamp;
	const char *problem = NULL;

	g_assert_true(stamp_read(text, strlen(text), zone_utc(), &stamp, &problem));
	return stamp.at;
}

static void
begin(struct fixture *f, const char *zone, const char *reviewed, int64_t every)
{
	*f = (struct fixture){ .pool = pool_new() };
	f->config.zone = zone_find(f->pool, zone);
	f->site.config = &f->config;
	f->document.reviewed.stamp.at = at(reviewed);
	f->document.review_every = every;
}

static void
expect(struct fixture *f, const char *now, bool overdue)
{
	f->site.now = at(now);
	g_assert_cmpint(review_is_overdue(&f->site, &f->document), ==, overdue);
}

static void
test_days(void)
{
	struct fixture f;

	begin(&f, "UTC", "2026-01-10T00:00:00Z", 30 * DAY);
	g_assert_cmpint(review_due(&f.site, &f.document), ==, at("2026-02-09T00:00:00Z"));
	expect(&f, "2026-02-08T23:59:59Z", false);
	expect(&f, "2026-02-09T23:59:59Z", false); /* its day is not over */
	expect(&f, "2026-02-10T00:00:00Z", true);
	pool_free(f.pool);
}

/* The clocks go forward on 2026-03-29 in Madrid: midnights are not 86,400 seconds apart. */
static void
test_clock_change(void)
{
	struct fixture f;

	begin(&f, "Europe/Madrid", "2026-03-19T23:00:00Z", 30 * DAY);
	g_assert_cmpint(review_due(&f.site, &f.document), ==, at("2026-04-18T22:00:00Z"));
	expect(&f, "2026-04-19T21:59:59Z", false);
	expect(&f, "2026-04-19T22:00:00Z", true);
	pool_free(f.pool);
}

static void
test_never(void)
{
	struct fixture f;

	begin(&f, "UTC", "2026-01-10T00:00:00Z", 0);
	g_assert_cmpint(review_due(&f.site, &f.document), ==, TIME_NONE);
	expect(&f, "2036-01-10T00:00:00Z", false);
	f.document.review_every = DAY;
	f.document.reviewed.stamp.at = TIME_NONE;
	g_assert_cmpint(review_due(&f.site, &f.document), ==, TIME_NONE);
	pool_free(f.pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/review/days", test_days);
	g_test_add_func("/review/clock-change", test_clock_change);
	g_test_add_func("/review/never", test_never);
	return g_test_run();
}
