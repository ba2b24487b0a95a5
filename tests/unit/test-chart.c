/* chart: round axes, slots, and where columns, lines and labels stand; worked out by hand. */
#include <glib.h>
#include <math.h>

#include "base/pool.h"
#include "render/chart.h"

static void
axes(void)
{
	static const struct {
		double most;
		unsigned steps;
		bool whole;
		double high, step;
	} rows[] = {
		{ 7, 5, true, 8, 2 },
		{ 10, 5, true, 10, 2 },
		{ 11, 5, true, 15, 5 },
		{ 0, 5, true, 1, 1 },
		{ 1, 5, true, 1, 1 },
		{ 3, 5, true, 3, 1 },
		{ 0.3, 5, false, 0.3, 0.1 },
		{ 1, 5, false, 1, 0.2 },
		{ 99.5, 4, false, 100, 50 },
		{ 1234, 5, true, 1500, 500 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct chart_axis axis = chart_axis_new(rows[i].most, rows[i].steps, rows[i].whole);

		g_assert_cmpfloat_with_epsilon(axis.step, rows[i].step, 1e-9);
		g_assert_cmpfloat_with_epsilon(axis.high, rows[i].high, 1e-9);
		g_assert_cmpuint(axis.steps, <=, rows[i].steps);
	}
}

static void
places(void)
{
	const struct chart_axis axis = { .high = 8, .step = 2, .steps = 4 };
	const struct chart_slot slot = chart_slot_new(40, 240, 1, 4, .2);

	g_assert_cmpfloat_with_epsilon(chart_place(&axis, 0, 172, 14), 172, 1e-9);
	g_assert_cmpfloat_with_epsilon(chart_place(&axis, 8, 172, 14), 14, 1e-9);
	g_assert_cmpfloat_with_epsilon(chart_place(&axis, 2, 172, 14), 132.5, 1e-9);
	/* Each of four is 50 wide; a fifth of it is left free at both sides. */
	g_assert_cmpfloat_with_epsilon(slot.x, 100, 1e-9);
	g_assert_cmpfloat_with_epsilon(slot.width, 30, 1e-9);
}

static const char *const labels[] = { "1 Nov", "8 Nov" };
static const double pages[] = { 4, NAN }, nights[] = { 1, 2 };
static const struct chart_series series[] = { { "pages", "Pages", pages, false }, { "nights", "Nights", nights, false } };

static struct chart
two_weeks(void)
{
	return (struct chart){
		.title = "Pages", .labels_name = "Week", .labels = labels, .count = 2,
		.series = series, .series_count = 2, .whole = true, .limit = 5, .limit_name = "Budget",
	};
}

static double
real(const struct data *object, const char *key)
{
	const struct data *value = data_get(object, key);

	g_assert_true(data_is(value, DATA_REAL));
	return value->of.real;
}

static void
side_by_side(void)
{
	struct pool *pool = pool_new();
	const struct chart chart = two_weeks();
	const struct data *data = chart_data(pool, &chart), *columns = data_get(data, "columns");

	/* Two slots of 84, from 44 to 212; the axis ends at the limit, 5, at y = 14 of 14..172. */
	g_assert_cmpfloat_with_epsilon(real(data, "right"), 212, 1e-9);
	g_assert_cmpuint(data_count(data_get(data, "ticks")), ==, 6);
	g_assert_cmpfloat_with_epsilon(real(data_get(data, "limit"), "y"), 14, 1e-9);
	g_assert_cmpuint(data_count(columns), ==, 3);
	g_assert_cmpfloat_with_epsilon(real(data_item(columns, 0), "y"), 45.6, 1e-9);
	g_assert_cmpfloat_with_epsilon(real(data_item(columns, 0), "height"), 126.4, 1e-9);
	g_assert_cmpstr(data_string(data_get(data_item(columns, 0), "series")), ==, "Pages");
	g_assert_cmpstr(data_string(data_get(data_item(columns, 0), "label")), ==, "1 Nov");
	g_assert_cmpstr(data_string(data_get(data_item(columns, 0), "value")), ==, "4");
	/* The second week has no pages, and its nights keep their own half. */
	g_assert_cmpstr(data_string(data_get(data_item(columns, 2), "id")), ==, "nights");
	g_assert_cmpfloat(real(data_item(columns, 2), "x"), >, 44 + 84 + 42);
	g_assert_null(data_get(data_item(data_get(data_item(data_get(data, "rows"), 1), "cells"), 0), "text"));
	pool_free(pool);
}

static void
stacked(void)
{
	struct pool *pool = pool_new();
	struct chart chart = two_weeks();
	const struct data *data, *columns;

	chart.stacked = true;
	chart.limit = NAN;
	data = chart_data(pool, &chart);
	columns = data_get(data, "columns");
	/* 4 and 1 upon it: 5 in all. */
	g_assert_cmpfloat_with_epsilon(real(data_item(columns, 1), "y"), 14, 1e-9);
	g_assert_cmpfloat_with_epsilon(real(data_item(columns, 1), "height"), 31.6, 1e-9);
	g_assert_cmpfloat_with_epsilon(real(data_item(columns, 0), "x"), real(data_item(columns, 1), "x"), 1e-9);
	g_assert_null(data_get(data, "limit"));
	pool_free(pool);
}

static void
lines(void)
{
	struct pool *pool = pool_new();
	struct chart_series line = { "nights", "Nights", nights, true };
	struct chart chart = two_weeks();
	const struct data *drawn;

	chart.series = &line;
	chart.series_count = 1;
	drawn = data_item(data_get(chart_data(pool, &chart), "lines"), 0);
	g_assert_cmpstr(data_string(data_get(drawn, "points")), ==, "86.0,140.4 170.0,108.8");
	g_assert_cmpuint(data_count(data_get(drawn, "dots")), ==, 2);
	pool_free(pool);
}

static void
nothing(void)
{
	struct pool *pool = pool_new();
	const double none[] = { NAN, NAN };
	struct chart_series empty = { "pages", "Pages", none, false };
	struct chart chart = two_weeks();

	chart.series = &empty;
	chart.series_count = 1;
	g_assert_null(chart_data(pool, &chart));
	chart.count = 0;
	g_assert_null(chart_data(pool, &chart));
	pool_free(pool);
}

/* More labels than there is room for: fewer are shown, the last one always. */
static void
many(void)
{
	struct pool *pool = pool_new();
	const char *names[60];
	double values[60];
	struct chart_series line = { "pages", "Pages", values, true };
	struct chart chart = two_weeks();
	const struct data *shown;

	for (size_t i = 0; i < 60; i++) {
		names[i] = pool_printf(pool, "%02zu Nov", i);
		values[i] = (double)i;
	}
	chart.labels = names;
	chart.count = 60;
	chart.series = &line;
	chart.series_count = 1;
	shown = data_get(chart_data(pool, &chart), "labels");
	g_assert_cmpuint(data_count(shown), ==, 20);
	g_assert_cmpstr(data_string(data_get(data_item(shown, 19), "text")), ==, "59 Nov");
	pool_free(pool);
}

static const char *
in_words(struct pool *pool, const void *context, double value)
{
	(void)context;
	return pool_printf(pool, "%.0f apples", value);
}

/* A year fits a telephone of 360, margins of 16 left and right; what the axis says has room. */
static void
narrow(void)
{
	struct pool *pool = pool_new();
	const char *names[12];
	double values[12];
	struct chart_series months = { "pages", "Pages", values, false };
	struct chart chart = two_weeks();
	const struct data *data;

	for (size_t i = 0; i < 12; i++) {
		names[i] = "Nov";
		values[i] = 3;
	}
	chart.labels = names;
	chart.count = 12;
	chart.series = &months;
	chart.series_count = 1;
	chart.narrow = true;
	data = chart_data(pool, &chart);
	g_assert_cmpfloat_with_epsilon(real(data, "left"), 44, 1e-9);
	g_assert_cmpfloat(real(data, "width"), <=, 328);
	g_assert_cmpuint(data_count(data_get(data, "columns")), ==, 12);
	g_assert_cmpuint(data_count(data_get(data, "labels")), ==, 6);
	chart.format = in_words;
	g_assert_cmpfloat_with_epsilon(real(chart_data(pool, &chart), "left"), 8 * 7.5 + 10, 1e-9); /* "5 apples" */
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart/axes", axes);
	g_test_add_func("/chart/places", places);
	g_test_add_func("/chart/side-by-side", side_by_side);
	g_test_add_func("/chart/stacked", stacked);
	g_test_add_func("/chart/lines", lines);
	g_test_add_func("/chart/nothing", nothing);
	g_test_add_func("/chart/many", many);
	g_test_add_func("/chart/narrow", narrow);
	return g_test_run();
}
