/* view: words, numbers, times as templates see them. */
#include <glib.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "base/time.h"
#include "render/data_json.h"
#include "render/view.h"

/* 2026-03-21 02:30:00 UTC. */
#define MARCH INT64_C(1774060200)

struct fixture {
	struct pool *pool;
	struct config config;
	struct site site;
	struct view view;
};

static const struct data *
words_of(struct pool *pool, const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);
	const struct data *words = data_of_json(pool, json);

	json_decref(json);
	g_assert_nonnull(words);
	return words;
}

static void
set_up(struct fixture *f, gconstpointer data)
{
	(void)data;
	f->pool = pool_new();
	f->config.zone = zone_utc();
	f->site.config = &f->config;
	f->site.now = MARCH;
	f->view = (struct view){ .site = &f->site, .language = "xx" };
	f->view.words = words_of(f->pool,
	    "{\"months\":[\"Jan\",\"Feb\",\"M\u00e4rz\",\"Apr\",\"May\",\"Jun\",\"Jul\",\"Aug\",\"Sep\",\"Oct\",\"Nov\",\"Dec\"],"
	    "\"weekdays\":[\"Mo\",\"Di\",\"Mi\",\"Do\",\"Fr\",\"Sa\",\"So\"],"
	    "\"date_form\":\"{weekday} {day}. {month} {year}\",\"month_form\":\"{month} {m}/{year}\",\"time_form\":\"{date} um {clock} {zone}\","
	    "\"months_alone\":[1,2,3,4,5,6,7,8,9,10,11,\"Dezember\"],\"first_of_month\":\"1ster\",\"hour_form\":\"{hh}:{minute}\","
	    "\"halves\":[\"am\",\"pm\"],\"plural_rules\":{\"one\":\"i = 1\",\"few\":\"n % 10 = 2..4\"},\"decimal_sign\":\",\",\"percent_form\":\"{n} Prozent\","
	    "\"colon\":\" : \",\"unit_separator\":\" und \",\"short_units\":{\"days\":\"{n} T\",\"hours\":\"{n} Std\",\"minutes\":\"{n} Min\",\"seconds\":\"{n} s\"},"
	    "\"list_separator\":\", \",\"list_last\":\" und \",\"ago\":{\"days\":{\"one\":\"vor {n} Tag\"},\"minutes\":{\"one\":\"vor einer Minute\"}},\"in\":{\"hours\":{\"other\":\"in {n} Stunden\"}},\"now\":\"jetzt\","
	    "\"units\":{\"days\":{\"one\":\"{n} Tag\",\"few\":\"{n} Tagen\",\"other\":\"{n} Tage\"},\"hours\":{\"one\":\"{n} Stunde\",\"other\":\"{n} Stunden\"},"
	    "\"minutes\":{\"one\":\"{n} Minute\",\"other\":\"{n} Minuten\"}},"
	    "\"states\":{\"major_outage\":\"Totalausfall\"},\"deep\":{\"er\":{\"word\":\"tief\"}}}");
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	(void)data;
	pool_free(f->pool);
}

static const char *
text_of(const struct data *object, const char *key)
{
	return data_string(data_get(object, key));
}

static int64_t
integer_of(const struct data *value)
{
	g_assert_true(data_is(value, DATA_INTEGER));
	return value->of.integer;
}

static void
test_word(struct fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpstr(view_word(&f->view, "now"), ==, "jetzt");
	g_assert_cmpstr(view_word(&f->view, "deep.er.word"), ==, "tief");
	g_assert_cmpstr(view_word(&f->view, "deep.er.missing"), ==, "missing");
	g_assert_cmpstr(view_word(&f->view, "no.such.thing"), ==, "thing");
	/* A group is no word. */
	g_assert_cmpstr(view_word(&f->view, "deep.er"), ==, "er");
}

static void
test_fill(struct fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpstr(words_fill(f->pool, "{a} of {b}, {a}", "a", "1", "b", "2", NULL), ==, "1 of 2, 1");
	g_assert_cmpstr(words_fill(f->pool, "{unknown} {a", "a", "1", NULL), ==, "{unknown} {a");
	g_assert_cmpstr(words_fill(f->pool, "{}{{a}}", "a", "1", NULL), ==, "{}{1}");
	/* What is filled in is not filled again. */
	g_assert_cmpstr(words_fill(f->pool, "{a}", "a", "{a}", NULL), ==, "{a}");
	g_assert_cmpstr(words_fill(f->pool, "", NULL), ==, "");
}

static void
test_count(struct fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpstr(view_count(f->pool, &f->view, "units.days", 1), ==, "1 Tag");
	g_assert_cmpstr(view_count(f->pool, &f->view, "units.days", 0), ==, "0 Tage");
	g_assert_cmpstr(view_count(f->pool, &f->view, "units.days", 12), ==, "12 Tagen");
	/* Without a form of its own, other stands in. */
	g_assert_cmpstr(view_count(f->pool, &f->view, "units.hours", 3), ==, "3 Stunden");
}

static void
test_number(struct fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpstr(view_decimal(f->pool, &f->view, "99.95"), ==, "99,95");
	g_assert_cmpstr(view_decimal(f->pool, &f->view, "100"), ==, "100");
	g_assert_cmpstr(view_percent(f->pool, &f->view, "99.5"), ==, "99,5 Prozent");
	g_assert_cmpstr(view_labelled(f->pool, &f->view, "a", "b"), ==, "a : b");
}

/* Noon and midnight by the clock of twelve hours. */
static void
test_clock(struct fixture *f, gconstpointer data)
{
	static const struct {
		int64_t after;
		const char *text;
	} rows[] = { { 0, "12:00 am 0" }, { 3600, "1:00 am 1" }, { 12 * 3600 + 300, "12:05 pm 12" }, { 23 * 3600 + 59 * 60, "11:59 pm 23" } };

	(void)data;
	f->view.words = words_of(f->pool, "{\"hour_form\":\"{h12}:{minute} {half} {h}\",\"halves\":[\"am\",\"pm\"]}");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(text_of(view_time(f->pool, &f->view, INT64_C(1774051200) + rows[i].after), "clock"), ==, rows[i].text);
}

static void
test_kind(struct fixture *f, gconstpointer data)
{
	const struct kind built_in = { .id = "runbook", .title = "Runbook", .plural = "Runbooks" };
	const struct kind renamed = { .id = "runbook", .title = "Playbook", .plural = "Runbooks", .own_title = true };
	const struct kind unknown = { .id = "faq", .title = "Faq", .plural = "Faqs" };

	(void)data;
	f->view.words = words_of(f->pool, "{\"kinds\":{\"runbook\":{\"title\":\"Betriebsanleitung\",\"plural\":\"Betriebsanleitungen\"}}}");
	g_assert_cmpstr(view_kind_title(f->pool, &f->view, &built_in), ==, "Betriebsanleitung");
	g_assert_cmpstr(view_kind_title(f->pool, &f->view, &renamed), ==, "Playbook");
	g_assert_cmpstr(view_kind_plural(f->pool, &f->view, &renamed), ==, "Betriebsanleitungen");
	g_assert_cmpstr(view_kind_plural(f->pool, &f->view, &unknown), ==, "Faqs");
}

static void
test_list(struct fixture *f, gconstpointer data)
{
	const char *const names[] = { "a", "b", "c" };

	(void)data;
	g_assert_cmpstr(view_list(f->pool, &f->view, names, 0), ==, "");
	g_assert_cmpstr(view_list(f->pool, &f->view, names, 1), ==, "a");
	g_assert_cmpstr(view_list(f->pool, &f->view, names, 2), ==, "a und b");
	g_assert_cmpstr(view_list(f->pool, &f->view, names, 3), ==, "a, b und c");
}

static void
test_time(struct fixture *f, gconstpointer data)
{
	const struct data *time = view_time(f->pool, &f->view, MARCH);

	(void)data;
	g_assert_cmpstr(text_of(time, "iso"), ==, "2026-03-21T02:30:00Z");
	g_assert_cmpstr(text_of(time, "day"), ==, "2026-03-21");
	g_assert_cmpstr(text_of(time, "clock"), ==, "02:30");
	g_assert_cmpstr(text_of(time, "zone"), ==, "UTC");
	/* 21 March 2026 is a Saturday. */
	g_assert_cmpstr(text_of(time, "date"), ==, "Sa 21. März 2026");
	g_assert_cmpstr(text_of(time, "text"), ==, "Sa 21. März 2026 um 02:30 UTC");
	g_assert_cmpint(integer_of(data_get(time, "at")), ==, MARCH);
	time = view_time(f->pool, &f->view, TIME_NONE);
	g_assert_null(time);
}

static void
test_time_in(struct fixture *f, gconstpointer data)
{
	const struct zone *zone = zone_find(f->pool, "America/New_York");
	const struct data *time = view_time_in(f->pool, &f->view, zone, MARCH);

	(void)data;
	/* Four hours behind, so it is still Friday evening; the instant stays in UTC. */
	g_assert_cmpstr(text_of(time, "text"), ==, "Fr 20. März 2026 um 22:30 EDT");
	g_assert_cmpstr(text_of(time, "day"), ==, "2026-03-20");
	g_assert_cmpstr(text_of(time, "iso"), ==, "2026-03-21T02:30:00Z");
}

static void
test_date(struct fixture *f, gconstpointer data)
{
	const struct data *date = view_date(f->pool, &f->view, MARCH);

	(void)data;
	g_assert_cmpstr(text_of(date, "text"), ==, "Sa 21. März 2026");
	g_assert_cmpstr(text_of(date, "iso"), ==, "2026-03-21");
	g_assert_cmpstr(view_month(f->pool, &f->view, 2026, 12), ==, "Dezember 12/2026");
	date = view_date(f->pool, &f->view, INT64_C(1772323200)); /* 1 March */
	g_assert_cmpstr(text_of(date, "text"), ==, "So 1ster. März 2026");
}

static void
test_duration(struct fixture *f, gconstpointer data)
{
	static const struct {
		int64_t seconds;
		const char *iso, *text;
	} rows[] = {
		{ 0, "PT0S", "0 s" },
		{ 45, "PT45S", "45 s" },
		{ 60, "PT1M", "1 Min" },
		{ 5400, "PT1H30M", "1 Std und 30 Min" },
		{ 3601, "PT1H1S", "1 Std" },
		{ 90061, "PT25H1M1S", "1 T und 1 Std" },
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct data *duration = view_duration(f->pool, &f->view, rows[i].seconds);

		g_assert_cmpstr(text_of(duration, "iso"), ==, rows[i].iso);
		g_assert_cmpstr(text_of(duration, "text"), ==, rows[i].text);
		g_assert_cmpint(integer_of(data_get(duration, "seconds")), ==, rows[i].seconds);
	}
	const struct data *none = view_duration(f->pool, &f->view, DURATION_NONE);

	g_assert_null(none);
}

static void
test_distance(struct fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpstr(view_distance(f->pool, &f->view, MARCH), ==, "jetzt");
	g_assert_cmpstr(view_distance(f->pool, &f->view, MARCH - 59), ==, "jetzt");
	g_assert_cmpstr(view_distance(f->pool, &f->view, MARCH - 60), ==, "vor einer Minute");
	g_assert_cmpstr(view_distance(f->pool, &f->view, MARCH + 2 * 3600 + 5), ==, "in 2 Stunden");
	g_assert_cmpstr(view_distance(f->pool, &f->view, MARCH - 86400), ==, "vor 1 Tag");
}

static void
test_recurring(struct fixture *f, gconstpointer data)
{
	static const struct {
		unsigned days;
		const char *words;
	} rows[] = {
		{ 0x7f, "" }, { 0, "" }, { 0x1f, "Mo–Fr" }, { 0x60, "Sa–So" }, { 0x40, "So" }, { 0x05, "Mo, Mi" },
		{ 0x71, "Fr–Mo" }, { 0x6b, "Do, Sa–Di" }, { 0x3f, "Mo–Sa" },
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(view_weekdays(f->pool, &f->view, rows[i].days), ==, rows[i].words);
	g_assert_cmpstr(view_clock(f->pool, &f->view, 9 * 3600 + 5 * 60), ==, "09:05");
	g_assert_cmpstr(view_clock(f->pool, &f->view, 24 * 3600), ==, "24:00");
}

static void
test_states(struct fixture *f, gconstpointer data)
{
	const struct data *state = view_state(f->pool, &f->view, STATE_MAJOR), *status = view_status(f->pool, &f->view, STATUS_IN_PROGRESS);
	const struct data *none = view_status(f->pool, &f->view, STATUS_NONE), *choice = view_choice(f->pool, &f->view, "states", NULL);

	(void)data;
	g_assert_cmpstr(text_of(state, "id"), ==, "major_outage");
	g_assert_cmpstr(text_of(state, "text"), ==, "Totalausfall");
	/* Without a word the id stands in. */
	g_assert_cmpstr(text_of(status, "text"), ==, "in_progress");
	g_assert_null(none);
	g_assert_null(choice);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/view/" #name, struct fixture, NULL, set_up, test_##name, tear_down)
	TEST(word);
	TEST(fill);
	TEST(count);
	TEST(list);
	TEST(number);
	TEST(clock);
	TEST(kind);
	TEST(time);
	TEST(time_in);
	TEST(date);
	TEST(duration);
	TEST(distance);
	TEST(recurring);
	TEST(states);
#undef TEST
	return g_test_run();
}
