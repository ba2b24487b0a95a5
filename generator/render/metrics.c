#include "render/metrics.h"

#include <glib.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/data_json.h"

struct metrics_period
metrics_default_period(const struct site *site)
{
	return (struct metrics_period){ metrics_month(site->config, site->now - 1, -11), site->now };
}

const struct metrics *
metrics_of_site(struct pool *pool, const struct site *site, struct metrics_period period)
{
	const struct metrics_input input = {
		.config = site->config,
		.registers = site->registers,
		.incidents = site->incidents,
		.incident_count = site->incident_count,
		.postmortems = site->postmortems,
		.postmortem_count = site->postmortem_count,
		.probelog = site->probelog,
		.actions = site->actions,
		.action_count = site->action_count,
		.now = site->now,
		.from = period.from,
		.until = period.until,
		.drafts = site->drafts,
	};

	return metrics_read(pool, &input);
}

const char *
metrics_definition(struct pool *pool, const struct view *view, const char *id)
{
	return view_word(view, pool_printf(pool, "metrics.definitions.%s", id));
}

/* ---- JSON ---- */

static void
put_seconds(struct data *object, const char *key, int64_t seconds, bool known)
{
	data_put(object, key, known ? data_integer(object->of.object.pool, seconds) : NULL);
}

static void
put_percent(struct data *object, const char *key, int hundredths)
{
	data_put(object, key, hundredths == UPTIME_NO_DATA ? NULL : data_real(object->of.object.pool, hundredths / 100.0));
}

static void
put_summary(struct data *object, const struct summary *summary)
{
	data_put_integer(object, "n", (int64_t)summary->n);
	put_seconds(object, "median_seconds", summary->median, summary->n);
	put_seconds(object, "p90_seconds", summary->p90, summary->n);
	put_seconds(object, "mean_seconds", summary->mean, summary->n);
}

/* view NULL: without the definition. */
static void
append_measure(struct data *list, const struct view *view, const char *id, const struct summary *summary)
{
	struct pool *pool = list->of.list.pool;
	struct data *object = data_object(pool);

	data_put_text(object, "id", id);
	if (view)
		data_put_text(object, "definition", metrics_definition(pool, view, id));
	put_summary(object, summary);
	data_append(list, object);
}

static struct data *
measures_data(struct pool *pool, const struct view *view, const struct summary *measures)
{
	struct data *list = data_list(pool);

	for (int i = 0; i < MEASURE_COUNT; i++)
		append_measure(list, view, measure_id((enum measure)i), &measures[i]);
	return list;
}

static const char *
severity_key(const struct severity *severity)
{
	return severity ? severity->id.s : NULL;
}

/* "SEV1", "checkout", "2026-10"; NULL: incidents without a severity. */
static const char *
group_key(struct pool *pool, const struct metrics_group *group)
{
	if (group->service)
		return group->service->id.s;
	return group->year ? pool_printf(pool, "%04d-%02d", group->year, group->month) : severity_key(group->severity);
}

static struct data *
severities_of_month(struct pool *pool, const struct metrics *metrics, const struct metrics_group *month)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < metrics->by_severity.count; i++) {
		struct data *object = data_object(pool);

		data_put_text(object, "severity", severity_key(metrics->by_severity.items[i].severity));
		data_put_integer(object, "incidents", (int64_t)month->severities[i]);
		data_append(list, object);
	}
	return list;
}

/* name: what the groups are. */
static struct data *
groups_data(struct pool *pool, const struct metrics *metrics, const struct metrics_groups *groups, const char *name)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < groups->count; i++) {
		const struct metrics_group *group = &groups->items[i];
		struct data *object = data_object(pool);

		data_put_text(object, name, group_key(pool, group));
		data_put_integer(object, "incidents", (int64_t)group->incidents);
		if (group->severities)
			data_put(object, "by_severity", severities_of_month(pool, metrics, group));
		data_put(object, "measures", measures_data(pool, NULL, group->measures));
		data_append(list, object);
	}
	return list;
}

static struct data *
detected_data(struct pool *pool, const struct metrics *metrics)
{
	struct data *object = data_object(pool);

	for (int i = 0; i < DETECTOR_COUNT; i++)
		data_put_integer(object, detector_id((enum detector)i), (int64_t)metrics->detected_by[i]);
	return object;
}

static struct data *
uptime_data(struct pool *pool, const struct metrics *metrics)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < metrics->uptime_count; i++) {
		const struct metrics_uptime *row = &metrics->uptime[i];
		const struct slo *slo = &row->service->slo;
		const bool spent = row->has_objective && row->known;
		struct data *object = data_object(pool);

		data_put_text(object, "service", row->service->id.s);
		put_percent(object, "percent", row->hundredths);
		put_seconds(object, "lost_seconds", row->lost, row->hundredths != UPTIME_NO_DATA);
		data_put(object, "objective", row->has_objective ? data_real(pool, slo->objective.n) : NULL);
		put_seconds(object, "window_seconds", slo->window.seconds, row->has_objective);
		put_percent(object, "window_percent", row->window_hundredths);
		put_seconds(object, "budget_seconds", row->budget, row->has_objective);
		put_seconds(object, "spent_seconds", row->spent, spent);
		put_seconds(object, "left_seconds", row->left, spent);
		data_append(list, object);
	}
	return list;
}

const char *
metrics_json(struct pool *pool, const struct view *view, const struct metrics *metrics)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct data *all = data_object(pool), *measures = measures_data(pool, view, metrics->measures);

	append_measure(measures, view, "action_age", &metrics->actions.age);
	append_measure(measures, view, "action_delay", &metrics->actions.delay);
	data_put_text(all, "from", time_format_iso(pool, metrics->from));
	data_put_text(all, "until", time_format_iso(pool, metrics->until));
	data_put_integer(all, "incidents", (int64_t)metrics->incidents);
	data_put(all, "measures", measures);
	data_put(all, "by_severity", groups_data(pool, metrics, &metrics->by_severity, "severity"));
	data_put(all, "by_service", groups_data(pool, metrics, &metrics->by_service, "service"));
	data_put(all, "by_month", groups_data(pool, metrics, &metrics->by_month, "month"));
	data_put(all, "detected_by", detected_data(pool, metrics));
	data_put(all, "uptime", uptime_data(pool, metrics));
	data_write_json(all, text);
	g_string_append_c(text, '\n');
	return pool_strndup(pool, text->str, text->len);
}

/* ---- CSV ---- */

struct csv {
	struct pool *pool;
	GString *text;
};

static void
csv_row(struct csv *csv, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		g_string_append_printf(csv->text, "%s%s", i ? "," : "", text_escape_csv(csv->pool, cells[i] ? cells[i] : ""));
	g_string_append(csv->text, "\r\n");
}

static const char *
integer_cell(struct csv *csv, int64_t number, bool known)
{
	return known ? pool_printf(csv->pool, "%lld", (long long)number) : "";
}

static void
csv_count(struct csv *csv, const char *group, const char *of, const char *measure, size_t n)
{
	const char *const cells[] = { group, of, measure, integer_cell(csv, (int64_t)n, true), "", "", "", "" };

	csv_row(csv, cells, G_N_ELEMENTS(cells));
}

static void
csv_value(struct csv *csv, const char *group, const char *of, const char *measure, const char *value)
{
	const char *const cells[] = { group, of, measure, "", "", "", "", value };

	csv_row(csv, cells, G_N_ELEMENTS(cells));
}

static void
csv_summary(struct csv *csv, const char *group, const char *of, const char *measure, const struct summary *summary)
{
	const char *const cells[] = {
		group, of, measure,
		integer_cell(csv, (int64_t)summary->n, true),
		integer_cell(csv, summary->median, summary->n),
		integer_cell(csv, summary->p90, summary->n),
		integer_cell(csv, summary->mean, summary->n),
		"",
	};

	csv_row(csv, cells, G_N_ELEMENTS(cells));
}

static void
csv_measures(struct csv *csv, const char *group, const char *of, size_t incidents, const struct summary *measures)
{
	csv_count(csv, group, of, "incidents", incidents);
	for (int i = 0; i < MEASURE_COUNT; i++)
		csv_summary(csv, group, of, measure_id((enum measure)i), &measures[i]);
}

static void
csv_groups(struct csv *csv, const char *name, const struct metrics_groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		csv_measures(csv, name, group_key(csv->pool, &groups->items[i]), groups->items[i].incidents, groups->items[i].measures);
}

static void
csv_actions(struct csv *csv, const struct metrics_actions *actions)
{
	const struct {
		const char *name;
		size_t count;
	} rows[] = {
		{ "open", actions->open }, { "overdue", actions->overdue }, { "done", actions->done }, { "due", actions->due },
		{ "in_time", actions->in_time }, { "late", actions->late }, { "undated", actions->undated }, { "missed", actions->missed },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		csv_count(csv, "actions", "", rows[i].name, rows[i].count);
	csv_summary(csv, "actions", "", "action_age", &actions->age);
	csv_summary(csv, "actions", "", "action_delay", &actions->delay);
}

static const char *
percent_cell(struct csv *csv, int hundredths)
{
	return hundredths == UPTIME_NO_DATA ? "" : pool_printf(csv->pool, "%d.%02d", hundredths / 100, hundredths % 100);
}

static void
csv_uptime(struct csv *csv, const struct metrics_uptime *row)
{
	const char *of = row->service->id.s;

	csv_value(csv, "uptime", of, "percent", percent_cell(csv, row->hundredths));
	csv_value(csv, "uptime", of, "lost_seconds", integer_cell(csv, row->lost, row->hundredths != UPTIME_NO_DATA));
	if (!row->has_objective)
		return;
	csv_value(csv, "uptime", of, "window_seconds", integer_cell(csv, row->service->slo.window.seconds, true));
	csv_value(csv, "uptime", of, "window_percent", percent_cell(csv, row->window_hundredths));
	csv_value(csv, "uptime", of, "budget_seconds", integer_cell(csv, row->budget, true));
	csv_value(csv, "uptime", of, "spent_seconds", integer_cell(csv, row->spent, row->known));
	csv_value(csv, "uptime", of, "left_seconds", integer_cell(csv, row->left, row->known));
}

const char *
metrics_csv(struct pool *pool, const struct metrics *metrics)
{
	g_autoptr(GString) text = g_string_new("group,of,measure,n,median_seconds,p90_seconds,mean_seconds,value\r\n");
	struct csv csv = { pool, text };

	csv_measures(&csv, "all", "", metrics->incidents, metrics->measures);
	csv_groups(&csv, "severity", &metrics->by_severity);
	csv_groups(&csv, "service", &metrics->by_service);
	csv_groups(&csv, "month", &metrics->by_month);
	for (int i = 0; i < DETECTOR_COUNT; i++)
		csv_count(&csv, "detected_by", detector_id((enum detector)i), "incidents", metrics->detected_by[i]);
	csv_actions(&csv, &metrics->actions);
	for (size_t i = 0; i < metrics->uptime_count; i++)
		csv_uptime(&csv, &metrics->uptime[i]);
	return pool_strndup(pool, text->str, text->len);
}
