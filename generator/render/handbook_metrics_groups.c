/* What the page of metrics has besides months: severities, services, who noticed, uptime, action items. */
#include "render/handbook_metrics_parts.h"

#include <math.h>
#include <stdlib.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/chart.h"
#include "render/metrics.h"

static const char *
count_text(const struct page *page, size_t count)
{
	return pool_printf(page->pool, "%zu", count);
}

/* ---- severities and services ---- */

static const char *
service_name(const struct service *service)
{
	return service->name.s && *service->name.s ? service->name.s : service->id.s;
}

static const char *
group_name(const struct page *page, const struct metrics_group *group)
{
	return group->service ? service_name(group->service) : metrics_severity_name(page, group->severity);
}

/* One column each. */
static struct data *
column_chart(const struct page *page, const char *title, const char *labels_name, const char *const *labels, const double *values, size_t count)
{
	const struct chart_series series = { "count", metrics_word(page, "incident_count"), values, false };
	const struct chart chart = {
		.title = title,
		.labels_name = labels_name,
		.labels = labels,
		.count = count,
		.series = &series,
		.series_count = 1,
		.whole = true,
		.limit = NAN,
	};

	return count ? chart_data(page->pool, &chart) : NULL;
}

static struct data *
groups_chart(const struct page *page, const struct metrics_groups *groups, const char *title, const char *labels_name)
{
	const char **labels = pool_array(page->pool, const char *, groups->count);
	double *values = pool_array(page->pool, double, groups->count);

	for (size_t i = 0; i < groups->count; i++) {
		labels[i] = group_name(page, &groups->items[i]);
		values[i] = (double)groups->items[i].incidents;
	}
	return column_chart(page, title, labels_name, labels, values, groups->count);
}

static struct data *
measure_cells(const struct page *page, const struct metrics_group *group)
{
	struct data *cells = data_list(page->pool);

	for (int i = 0; i < MEASURE_COUNT; i++) {
		struct data *cell = view_choice(page->pool, page->handbook->view, "measures", measure_id((enum measure)i));

		metrics_put_summary(page, cell, &group->measures[i]);
		data_append(cells, cell);
	}
	return cells;
}

struct data *
metrics_groups_object(const struct page *page, const struct metrics_groups *groups, const char *title, const char *labels_name)
{
	struct data *object = data_object(page->pool), *rows = data_list(page->pool);

	for (size_t i = 0; i < groups->count; i++) {
		const struct metrics_group *group = &groups->items[i];
		struct data *row = data_object(page->pool);

		data_put_text(row, "name", group_name(page, group));
		data_put(row, "severity", shared(page->handbook, group->severity));
		data_put(row, "service", shared(page->handbook, group->service));
		metrics_put_count(row, "incidents", group->incidents);
		data_put(row, "measures", measure_cells(page, group));
		data_append(rows, row);
	}
	data_put_text(object, "title", title);
	data_put_text(object, "first", labels_name);
	data_put(object, "chart", groups_chart(page, groups, title, labels_name));
	data_put(object, "rows", rows);
	return object;
}

/* ---- who noticed ---- */

static const char *
percent_text(const struct page *page, const char *percent)
{
	return view_percent(page->pool, page->handbook->view, percent);
}

struct data *
metrics_detected_object(const struct page *page)
{
	const struct metrics *metrics = page->handbook->metrics;
	struct data *object = data_object(page->pool), *rows = data_list(page->pool);
	const char *labels[DETECTOR_COUNT];
	double values[DETECTOR_COUNT];

	for (int i = 0; i < DETECTOR_COUNT; i++) {
		const size_t count = metrics->detected_by[i];
		struct data *row = view_choice(page->pool, page->handbook->view, "detected_by_words", detector_id((enum detector)i));

		labels[i] = metrics_word(page, pool_printf(page->pool, "detected_short.%s", detector_id((enum detector)i)));
		values[i] = (double)count;
		metrics_put_count(row, "incidents", count);
		data_put_text(row, "share", metrics->incidents ? percent_text(page, count_text(page, (200 * count + metrics->incidents) / (2 * metrics->incidents))) : NULL);
		data_append(rows, row);
	}
	data_put(object, "chart", column_chart(page, metrics_word(page, "detected"), view_word(page->handbook->view, "detected_by"), labels, values, DETECTOR_COUNT));
	data_put(object, "rows", rows);
	return object;
}

/* ---- uptime ---- */

static const char *
hundredths_text(const struct page *page, int hundredths)
{
	if (hundredths == UPTIME_NO_DATA)
		return NULL;
	return view_percent(page->pool, page->handbook->view, pool_printf(page->pool, "%d.%02d", hundredths / 100, hundredths % 100));
}

static bool
has_spent(const struct metrics_uptime *row)
{
	return row->has_objective && row->known;
}

static const char *
format_percent(struct pool *pool, const void *view, double value)
{
	return view_percent(pool, view, pool_printf(pool, "%.0f", value));
}

/* How much of its budget each service has used up. */
static struct data *
budget_chart(const struct page *page)
{
	const struct metrics *metrics = page->handbook->metrics;
	const char **labels = pool_array(page->pool, const char *, metrics->uptime_count);
	double *values = pool_array(page->pool, double, metrics->uptime_count);
	const struct chart_series series = { "spent", metrics_word(page, "spent"), values, false };
	struct chart chart = {
		.title = metrics_word(page, "budgets_spent"),
		.labels_name = view_word(page->handbook->view, "service"),
		.labels = labels,
		.series = &series,
		.series_count = 1,
		.limit = 100,
		.limit_name = metrics_word(page, "budget"),
		.format = format_percent,
		.context = page->handbook->view,
	};

	for (size_t i = 0; i < metrics->uptime_count; i++) {
		const struct metrics_uptime *row = &metrics->uptime[i];

		if (!has_spent(row) || !row->budget)
			continue;
		labels[chart.count] = service_name(row->service);
		values[chart.count++] = 100.0 * (double)row->spent / (double)row->budget;
	}
	return chart.count ? chart_data(page->pool, &chart) : NULL;
}

static const char *
left_text(const struct page *page, const struct metrics_uptime *row)
{
	const char *time = data_string(data_get(view_duration(page->pool, page->handbook->view, llabs(row->left)), "text"));

	return row->left < 0 ? words_fill(page->pool, metrics_word(page, "over"), "time", time, NULL) : time;
}

static struct data *
uptime_object(const struct page *page, const struct metrics_uptime *row)
{
	const struct view *view = page->handbook->view;
	const struct slo *slo = &row->service->slo;
	struct data *object = data_object(page->pool);

	data_put(object, "service", shared(page->handbook, row->service));
	data_put_flag(object, "known", row->known);
	data_put_text(object, "uptime", hundredths_text(page, row->hundredths));
	data_put_text(object, "objective", row->has_objective ? percent_text(page, pool_printf(page->pool, "%.10g", slo->objective.n)) : NULL);
	data_put(object, "window", row->has_objective ? view_duration(page->pool, view, slo->window.seconds) : NULL);
	data_put_text(object, "window_uptime", hundredths_text(page, row->window_hundredths));
	data_put(object, "budget", row->has_objective ? view_duration(page->pool, view, row->budget) : NULL);
	data_put(object, "spent", has_spent(row) ? view_duration(page->pool, view, row->spent) : NULL);
	data_put_text(object, "left", has_spent(row) ? left_text(page, row) : NULL);
	data_put_flag(object, "over", has_spent(row) && row->left < 0);
	return object;
}

struct data *
service_uptime(const struct page *page, const struct service *service)
{
	const struct metrics *metrics = page->handbook->metrics;

	for (size_t i = 0; i < metrics->uptime_count; i++)
		if (metrics->uptime[i].service == service)
			return uptime_object(page, &metrics->uptime[i]);
	return NULL;
}

struct data *
metrics_uptimes_object(const struct page *page)
{
	const struct metrics *metrics = page->handbook->metrics;
	struct data *object = data_object(page->pool), *rows = data_list(page->pool);

	for (size_t i = 0; i < metrics->uptime_count; i++)
		data_append(rows, uptime_object(page, &metrics->uptime[i]));
	data_put(object, "chart", budget_chart(page));
	data_put(object, "rows", rows);
	return object;
}

/* ---- action items ---- */

struct data *
metrics_actions_object(const struct page *page)
{
	const struct metrics_actions *actions = &page->handbook->metrics->actions;
	struct data *object = data_object(page->pool), *age = data_object(page->pool), *delay = data_object(page->pool);

	metrics_put_summary(page, age, &actions->age);
	metrics_put_summary(page, delay, &actions->delay);
	metrics_put_count(object, "open", actions->open);
	metrics_put_count(object, "overdue", actions->overdue);
	metrics_put_count(object, "done", actions->done);
	data_put(object, "age", age);
	data_put(object, "delay", delay);
	metrics_put_count(object, "due", actions->due);
	metrics_put_count(object, "in_time", actions->in_time);
	metrics_put_count(object, "late", actions->late);
	metrics_put_count(object, "undated", actions->undated);
	metrics_put_count(object, "missed", actions->missed);
	return object;
}
