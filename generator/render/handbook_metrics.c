/* The page of metrics: every chart with its numbers in a table beside it. */
#include "render/handbook_metrics_parts.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/chart.h"
#include "render/metrics.h"

const char *
metrics_word(const struct page *page, const char *name)
{
	return view_word(page->handbook->view, pool_printf(page->pool, "metrics.%s", name));
}

void
metrics_put_count(struct data *object, const char *key, size_t count)
{
	data_put_integer(object, key, (int64_t)count);
}

/* ---- lengths of time ---- */

void
metrics_put_summary(const struct page *page, struct data *object, const struct summary *summary)
{
	const struct view *view = page->handbook->view;

	metrics_put_count(object, "n", summary->n);
	data_put(object, "median", view_duration(page->pool, view, summary->median));
	data_put(object, "p90", view_duration(page->pool, view, summary->p90));
	data_put(object, "mean", view_duration(page->pool, view, summary->mean));
}

/* What an axis counts in, so that its round numbers are round. */
struct unit {
	int64_t most, seconds; /* for what does not exceed so many seconds */
	const char *(*format)(struct pool *pool, const void *view, double value);
};

static const char *
format_minutes(struct pool *pool, const void *view, double value)
{
	return view_short_duration(pool, view, llround(value * 60));
}

static const char *
format_hours(struct pool *pool, const void *view, double value)
{
	return view_short_duration(pool, view, llround(value * 3600));
}

static const char *
format_days(struct pool *pool, const void *view, double value)
{
	return view_short_duration(pool, view, llround(value * 86400));
}

static const struct unit units[] = {
	{ 100 * INT64_C(60), 60, format_minutes },
	{ 50 * INT64_C(3600), 3600, format_hours },
	{ INT64_MAX, 86400, format_days },
};

static const struct unit *
unit_of(int64_t most)
{
	const struct unit *unit = units;

	while (most > unit->most)
		unit++;
	return unit;
}

/* ---- months ---- */

static const char *
month_name(const struct page *page, const struct metrics_group *month)
{
	return view_month(page->pool, page->handbook->view, month->year, month->month);
}

static const char *
month_label(const struct page *page, const struct metrics_group *month)
{
	const struct data *names = data_get(data_get(page->handbook->view->words, "metrics"), "months_short");
	const char *name = data_string(data_item(names, (size_t)month->month - 1));

	return name ? name : pool_printf(page->pool, "%d", month->month);
}

/* A chart along the months; what differs is the caller's to add. */
static struct chart
month_chart(const struct page *page, const char *title)
{
	const struct metrics_groups *months = &page->handbook->metrics->by_month;
	const char **labels = pool_array(page->pool, const char *, months->count);
	const char **names = pool_array(page->pool, const char *, months->count);

	for (size_t i = 0; i < months->count; i++) {
		labels[i] = month_label(page, &months->items[i]);
		names[i] = month_name(page, &months->items[i]);
	}
	return (struct chart){
		.title = title,
		.labels_name = metrics_word(page, "month"),
		.labels = labels,
		.names = names,
		.count = months->count,
		.narrow = true,
		.limit = NAN,
	};
}

/* ---- measures ---- */

static const double *
month_values(const struct page *page, enum measure measure, size_t member, int64_t unit)
{
	const struct metrics_groups *months = &page->handbook->metrics->by_month;
	double *values = pool_array(page->pool, double, months->count);

	for (size_t i = 0; i < months->count; i++) {
		const struct summary *summary = &months->items[i].measures[measure];
		const int64_t seconds = *(const int64_t *)(const void *)((const char *)summary + member);

		values[i] = summary->n ? (double)seconds / (double)unit : NAN;
	}
	return values;
}

static int64_t
longest(const struct metrics_groups *groups, enum measure measure)
{
	int64_t most = 0;

	for (size_t i = 0; i < groups->count; i++)
		most = MAX(most, groups->items[i].measures[measure].p90);
	return most;
}

static struct data *
measure_chart(const struct page *page, enum measure measure, const char *name)
{
	const struct unit *unit = unit_of(longest(&page->handbook->metrics->by_month, measure));
	struct chart chart = month_chart(page, words_fill(page->pool, metrics_word(page, "of_month"), "measure", name, NULL));
	const struct chart_series series[] = {
		{ "median", metrics_word(page, "median"), month_values(page, measure, offsetof(struct summary, median), unit->seconds), false },
		{ "p90", metrics_word(page, "p90"), month_values(page, measure, offsetof(struct summary, p90), unit->seconds), true },
	};

	chart.series = series;
	chart.series_count = G_N_ELEMENTS(series);
	chart.format = unit->format;
	chart.context = page->handbook->view;
	return chart_data(page->pool, &chart);
}

static struct data *
measure_months(const struct page *page, enum measure measure)
{
	const struct metrics_groups *months = &page->handbook->metrics->by_month;
	struct data *rows = data_list(page->pool);

	for (size_t i = 0; i < months->count; i++) {
		struct data *row = data_object(page->pool);

		data_put_text(row, "name", month_name(page, &months->items[i]));
		metrics_put_summary(page, row, &months->items[i].measures[measure]);
		data_append(rows, row);
	}
	return rows;
}

static struct data *
measure_object(const struct page *page, enum measure measure)
{
	struct data *object = view_choice(page->pool, page->handbook->view, "measures", measure_id(measure));
	const struct summary *summary = &page->handbook->metrics->measures[measure];

	data_put_text(object, "definition", metrics_definition(page->pool, page->handbook->view, measure_id(measure)));
	metrics_put_summary(page, object, summary);
	data_put(object, "chart", measure_chart(page, measure, data_string(data_get(object, "text"))));
	data_put(object, "months", measure_months(page, measure));
	return object;
}

static struct data *
measures_list(const struct page *page)
{
	struct data *list = data_list(page->pool);

	for (int i = 0; i < MEASURE_COUNT; i++)
		data_append(list, measure_object(page, (enum measure)i));
	return list;
}

/* ---- incidents by month ---- */

const char *
metrics_severity_name(const struct page *page, const struct severity *severity)
{
	return severity ? severity->id.s : view_word(page->handbook->view, "no_severity");
}

/* The class of its columns, by rank as everywhere. */
static const char *
severity_class(const struct page *page, const struct severity *severity)
{
	return severity ? pool_printf(page->pool, "level-%zu", MIN(severity->rank, (size_t)3) + 1) : "level-none";
}

static const double *
severity_values(const struct page *page, size_t severity)
{
	const struct metrics_groups *months = &page->handbook->metrics->by_month;
	double *values = pool_array(page->pool, double, months->count);

	for (size_t i = 0; i < months->count; i++)
		values[i] = (double)months->items[i].severities[severity];
	return values;
}

/* Severities without any incident have no series. */
static struct data *
months_chart(const struct page *page)
{
	const struct metrics_groups *severities = &page->handbook->metrics->by_severity;
	struct chart_series *series = pool_array(page->pool, struct chart_series, severities->count);
	struct chart chart = month_chart(page, metrics_word(page, "by_month"));

	for (size_t i = 0; i < severities->count; i++) {
		const struct severity *severity = severities->items[i].severity;

		if (severities->items[i].incidents)
			series[chart.series_count++] = (struct chart_series){ severity_class(page, severity), metrics_severity_name(page, severity), severity_values(page, i), false };
	}
	chart.series = series;
	chart.stacked = true;
	chart.whole = true;
	return chart_data(page->pool, &chart);
}

static struct data *
severity_heads(const struct page *page)
{
	const struct metrics_groups *severities = &page->handbook->metrics->by_severity;
	struct data *heads = data_list(page->pool);

	for (size_t i = 0; i < severities->count; i++) {
		struct data *head = data_object(page->pool);

		data_put_text(head, "name", metrics_severity_name(page, severities->items[i].severity));
		data_append(heads, head);
	}
	return heads;
}

static struct data *
month_rows(const struct page *page)
{
	const struct metrics *metrics = page->handbook->metrics;
	struct data *rows = data_list(page->pool);

	for (size_t i = 0; i < metrics->by_month.count; i++) {
		const struct metrics_group *month = &metrics->by_month.items[i];
		struct data *row = data_object(page->pool), *cells = data_list(page->pool);

		for (size_t k = 0; k < metrics->by_severity.count; k++) {
			struct data *cell = data_object(page->pool);

			metrics_put_count(cell, "count", month->severities[k]);
			data_append(cells, cell);
		}
		data_put_text(row, "name", month_name(page, month));
		data_put(row, "cells", cells);
		metrics_put_count(row, "incidents", month->incidents);
		data_append(rows, row);
	}
	return rows;
}

/* That months are missing of which nothing is known; NULL: none is. */
static const char *
before_text(const struct page *page)
{
	const struct metrics *metrics = page->handbook->metrics;

	if (!metrics->cut)
		return NULL;
	return words_fill(page->pool, metrics_word(page, "no_data_before"), "month", month_name(page, &metrics->by_month.items[0]), NULL);
}

static struct data *
months_object(const struct page *page)
{
	struct data *object = data_object(page->pool);

	data_put(object, "chart", months_chart(page));
	data_put(object, "heads", severity_heads(page));
	data_put(object, "rows", month_rows(page));
	data_put_text(object, "before", before_text(page));
	return object;
}

/* ---- the page ---- */

static const char *
lead_text(const struct page *page)
{
	const struct view *view = page->handbook->view;
	const struct metrics *metrics = page->handbook->metrics;

	return words_fill(page->pool, metrics_word(page, "lead"),
	    "incidents", view_count(page->pool, view, "metrics.incidents", (long)metrics->incidents),
	    "postmortems", view_count(page->pool, view, "metrics.postmortems", (long)metrics->postmortems),
	    "from", data_string(data_get(view_date(page->pool, view, metrics->from), "text")),
	    "until", data_string(data_get(view_date(page->pool, view, metrics->until), "text")), NULL);
}

static void
make_metrics(struct page *page, const void *subject)
{
	const struct view *view = page->handbook->view;
	const struct metrics *metrics = page->handbook->metrics;

	(void)subject;
	data_put_text(page->view, "lead", lead_text(page));
	data_put_flag(page->view, "any", metrics->incidents);
	data_put(page->view, "measures", measures_list(page));
	data_put(page->view, "months", months_object(page));
	data_put(page->view, "severities", metrics_groups_object(page, &metrics->by_severity, metrics_word(page, "by_severity"), view_word(view, "severity")));
	data_put(page->view, "services", !metrics->by_service.count ? NULL : metrics_groups_object(page, &metrics->by_service, metrics_word(page, "by_service"), view_word(view, "service")));
	data_put(page->view, "detected", metrics_detected_object(page));
	data_put(page->view, "uptime", metrics->uptime_count ? metrics_uptimes_object(page) : NULL);
	data_put(page->view, "actions", metrics_actions_object(page));
}

void
add_metrics_job(struct handbook *handbook)
{
	add_job(handbook, (struct page_job){
	    .path = "metrics.html",
	    .layout = "handbook/metrics",
	    .title = view_word(handbook->view, "metrics.title"),
	    .section = SECTION_METRICS,
	    .make = make_metrics,
	});
}

/* metrics.csv and metrics.json, beside metrics.html. */
void
add_metrics_data(const struct handbook *handbook, struct outputs *outputs)
{
	const char *csv = metrics_csv(handbook->pool, handbook->metrics);
	const char *json = metrics_json(handbook->pool, handbook->view, handbook->metrics);

	outputs_add(outputs, "handbook/metrics.csv", csv, strlen(csv), SPAN_NONE);
	outputs_add(outputs, "handbook/metrics.json", json, strlen(json), SPAN_NONE);
}
