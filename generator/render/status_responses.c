/* How long the answers of probed components took: by hour and by day, as numbers and drawings.  Numbers alone: whom was asked, from where,
 * and what went wrong stays inside. */
#include "render/status_parts.h"

#include <math.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/chart.h"

#define HOUR INT64_C(3600)
#define HOURS 24
#define HOUR_PARTS 4 /* of as many a telephone has room for the names */
#define DAY_PARTS 2

/* Periods that follow each other, and what was measured in each. */
struct measured {
	const int64_t *bounds;
	size_t count;
	struct response_times *times;
	struct response_times all; /* of all of them together */
};

static const char *
milliseconds(struct pool *pool, const void *view, double value)
{
	return words_fill(pool, view_word(view, "status_page.milliseconds"), "n", pool_printf(pool, "%.0f", value), NULL);
}

/* Full hours, the last one that of now. */
static const int64_t *
hour_bounds(struct pool *pool, const struct status *status)
{
	int64_t *bounds = pool_array(pool, int64_t, HOURS + 1);
	const int64_t end = status->now - status->now % HOUR + HOUR;

	for (size_t i = 0; i <= HOURS; i++)
		bounds[i] = end - (int64_t)(HOURS - i) * HOUR;
	return bounds;
}

/* What the first probe of a component measured: it is the one that stands for it.  False: nothing. */
static bool
measure(struct pool *pool, const struct status *status, size_t component, struct measured *measured)
{
	const struct service *service = status->components[component];
	const struct service_log *log = probelog_of(status->site->probelog, service);
	const int64_t whole[] = { measured->bounds[0], measured->bounds[measured->count] };

	if (!log || !service->probes.count)
		return false;
	measured->times = pool_array(pool, struct response_times, measured->count);
	service_response_times(log, REGISTER_ITEMS(service->probes, struct probe)[0].id, whole, 1, &measured->all);
	if (measured->all.count)
		service_response_times(log, REGISTER_ITEMS(service->probes, struct probe)[0].id, measured->bounds, measured->count, measured->times);
	return measured->all.count > 0;
}

static struct measured
hours_of(struct pool *pool, const struct status *status)
{
	return (struct measured){ .bounds = hour_bounds(pool, status), .count = HOURS };
}

static struct measured
days_of(const struct status *status)
{
	return (struct measured){ .bounds = status->calendar.days + status->calendar.day_count - STATUS_DAYS, .count = STATUS_DAYS };
}

/* ---- a component's page ---- */

static double
value_of(int32_t number)
{
	return number < 0 ? NAN : (double)number;
}

/* hours: labelled by the clock, else by the day. */
static struct data *
chart_of(struct pool *pool, const struct status *status, const struct measured *measured, const char *title, bool hours)
{
	const struct view *view = status->view;
	const char **labels = pool_array(pool, const char *, measured->count), **names = pool_array(pool, const char *, measured->count);
	double *medians = pool_array(pool, double, measured->count), *slow = pool_array(pool, double, measured->count);
	const struct chart_series series[] = {
		{ "median", view_word(view, "status_page.response_median"), medians, false },
		{ "slow", view_word(view, "status_page.response_slow"), slow, true },
	};
	struct chart chart = {
		.title = title,
		.labels_name = view_word(view, hours ? "status_page.response_hour" : "status_page.response_day"),
		.labels = labels,
		.names = names,
		.count = measured->count,
		.series = series,
		.series_count = G_N_ELEMENTS(series),
		.narrow = !hours,
		.whole = true,
		.limit = NAN,
		.format = milliseconds,
		.context = view,
	};

	for (size_t i = 0; i < measured->count; i++) {
		const struct data *time = view_time(pool, view, measured->bounds[i]);

		labels[i] = data_string(data_get(time, hours ? "clock" : "date"));
		names[i] = data_string(data_get(time, hours ? "text" : "date"));
		medians[i] = value_of(measured->times[i].median);
		slow[i] = value_of(measured->times[i].p90);
	}
	return chart_data(pool, &chart);
}

static struct data *
moment(struct pool *pool, const struct status *status, int64_t at, bool hours)
{
	return hours ? view_time(pool, status->view, at) : view_date(pool, status->view, at);
}

/* The table's rows, with "time": the reader's own, where a script makes it that. */
static struct data *
rows_with_times(struct pool *pool, const struct status *status, const struct measured *measured, const struct data *rows, bool hours)
{
	struct data *timed = data_list(pool);

	for (size_t i = 0; i < data_count(rows); i++) {
		struct data *row = data_object(pool);

		data_put_all(row, data_item(rows, i));
		data_put(row, "time", moment(pool, status, measured->bounds[i], hours));
		data_append(timed, row);
	}
	return timed;
}

/* What stands below the columns: parts of equal width, each by the time at which it begins. */
static struct data *
parts_of(struct pool *pool, const struct status *status, const struct measured *measured, bool hours)
{
	const size_t step = measured->count / (hours ? HOUR_PARTS : DAY_PARTS);
	struct data *parts = data_list(pool);

	for (size_t i = 0; i < measured->count; i += step) {
		struct data *time = moment(pool, status, measured->bounds[i], hours);

		if (hours) {
			data_put(time, "text", data_get(time, "clock"));
			data_put_flag(time, "bare", true);
		}
		data_append(parts, time);
	}
	return parts;
}

static void
append_chart(struct data *charts, struct pool *pool, const struct status *status, size_t component, struct measured measured, bool hours)
{
	const char *span = view_count(pool, status->view, hours ? "status_page.last_hours" : "status_page.last_days", (long)measured.count);
	const char *title = view_labelled(pool, status->view, view_word(status->view, "status_page.response_times"), span);
	struct data *chart;

	if (!measure(pool, status, component, &measured))
		return;
	chart = chart_of(pool, status, &measured, title, hours);
	data_put_text(chart, "span", span);
	data_put_text(chart, "figure", milliseconds(pool, status->view, measured.all.median));
	data_put(chart, "rows", rows_with_times(pool, status, &measured, data_get(chart, "rows"), hours));
	data_put(chart, "parts", parts_of(pool, status, &measured, hours));
	data_append(charts, chart);
}

struct data *
response_charts(struct pool *pool, const struct status *status, size_t component)
{
	struct data *charts = data_list(pool);

	append_chart(charts, pool, status, component, hours_of(pool, status), true);
	append_chart(charts, pool, status, component, days_of(status), false);
	return charts;
}

/* ---- the front page ---- */

#define SPARK_HEIGHT 20L

/* How high a period stands in the drawing, from above; -1: nothing was measured. */
static long
spark_height(int32_t median, int32_t most)
{
	return median < 0 ? -1 : SPARK_HEIGHT - MAX(1, lround((double)median * SPARK_HEIGHT / most));
}

/* An outline in whole units, as high in each period as its median; broken where nothing was measured. */
static const char *
spark_path(struct pool *pool, const struct measured *measured)
{
	g_autoptr(GString) path = g_string_new(NULL);
	int32_t most = 1;
	long before = -1;

	for (size_t i = 0; i < measured->count; i++)
		most = MAX(most, measured->times[i].median);
	for (size_t i = 0; i <= measured->count; i++) {
		const long high = i < measured->count ? spark_height(measured->times[i].median, most) : -1;

		if (high == before)
			continue;
		if (before >= 0)
			g_string_append_printf(path, "H%zuV%ld", i, high >= 0 ? high : SPARK_HEIGHT);
		else
			g_string_append_printf(path, "M%zu %ldV%ld", i, SPARK_HEIGHT, high);
		before = high;
	}
	return pool_strndup(pool, path->str, path->len);
}

/* {"figure", "path", "width"}, or NULL */
static struct data *
spark_object(struct pool *pool, const struct status *status, size_t component, struct measured measured)
{
	struct data *object;

	if (!measure(pool, status, component, &measured))
		return NULL;
	object = data_object(pool);
	data_put_text(object, "figure", milliseconds(pool, status->view, measured.all.median));
	data_put_text(object, "path", spark_path(pool, &measured));
	data_put_integer(object, "width", (int64_t)measured.count);
	return object;
}

static struct data *
row_of(struct pool *pool, const struct status *status, size_t component)
{
	struct data *days = spark_object(pool, status, component, days_of(status)), *row;

	if (!days)
		return NULL;
	row = data_object(pool);
	data_put_text(row, "name", status->components[component]->component.name.s);
	data_put_text(row, "path", status->component_paths[component]);
	data_put(row, "hours", spark_object(pool, status, component, hours_of(pool, status)));
	data_put(row, "days", days);
	return row;
}

struct data *
response_table(struct pool *pool, const struct status *status)
{
	struct data *table = data_object(pool), *rows = data_list(pool);

	for (size_t i = 0; status->site->probelog && i < status->component_count; i++) {
		struct data *row = row_of(pool, status, i);

		if (row)
			data_append(rows, row);
	}
	if (!data_count(rows))
		return NULL;
	data_put_text(table, "hours_title", view_count(pool, status->view, "status_page.last_hours", HOURS));
	data_put_text(table, "days_title", view_count(pool, status->view, "status_page.last_days", STATUS_DAYS));
	data_put(table, "rows", rows);
	return table;
}
