#include "command/metrics_text.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/metrics.h"

#define WIDTH 80
#define NAME_WIDTH 24  /* the first column */
#define COUNT_WIDTH 5  /* the second */
#define CELL_WIDTH 10  /* the others */

struct printer {
	struct pool *pool;
	const struct view *view;
	const struct metrics *metrics;
	GString *text;
};

/* ---- cells ---- */

static const char *
shortened(struct pool *pool, const char *text, glong width)
{
	const char *end;

	if (g_utf8_strlen(text, -1) <= width)
		return text;
	end = g_utf8_offset_to_pointer(text, width - 1);
	return pool_printf(pool, "%.*s…", (int)(end - text), text);
}

static void
add_blanks(GString *text, glong count)
{
	for (glong i = 0; i < count; i++)
		g_string_append_c(text, ' ');
}

static void
add_name(struct printer *printer, const char *name)
{
	const char *fits = shortened(printer->pool, name, NAME_WIDTH - 1);

	g_string_append(printer->text, fits);
	add_blanks(printer->text, NAME_WIDTH - g_utf8_strlen(fits, -1));
}

/* To the right. */
static void
add_cell(struct printer *printer, const char *cell, glong width)
{
	add_blanks(printer->text, width - g_utf8_strlen(cell, -1));
	g_string_append(printer->text, cell);
}

static void
add_count(struct printer *printer, size_t count)
{
	add_cell(printer, pool_printf(printer->pool, "%zu", count), COUNT_WIDTH);
}

static void
add_duration(struct printer *printer, int64_t seconds, bool known)
{
	add_cell(printer, known ? duration_format(printer->pool, seconds) : "-", CELL_WIDTH);
}

static void
end_row(struct printer *printer)
{
	while (printer->text->len && printer->text->str[printer->text->len - 1] == ' ')
		g_string_truncate(printer->text, printer->text->len - 1);
	g_string_append_c(printer->text, '\n');
}

static void
add_head(struct printer *printer, const char *title, const char *const *columns, size_t count)
{
	g_string_append_c(printer->text, '\n');
	add_name(printer, title);
	for (size_t i = 0; i < count; i++)
		add_cell(printer, columns[i], i ? CELL_WIDTH : COUNT_WIDTH);
	end_row(printer);
}

/* Words, in lines that fit, all but the first indented. */
static void
add_words(struct printer *printer, const char *words, glong indent)
{
	g_auto(GStrv) parts = g_strsplit(words, " ", -1);
	glong column = 0;

	for (char **part = parts; *part; part++) {
		const glong width = g_utf8_strlen(*part, -1);

		if (column && column + 1 + width > WIDTH) {
			g_string_append_c(printer->text, '\n');
			add_blanks(printer->text, indent);
			column = indent;
		} else if (column) {
			g_string_append_c(printer->text, ' ');
			column++;
		}
		g_string_append(printer->text, *part);
		column += width;
	}
	g_string_append_c(printer->text, '\n');
}

/* ---- times ---- */

static void
add_summary(struct printer *printer, const char *name, const struct summary *summary)
{
	add_name(printer, name);
	add_count(printer, summary->n);
	add_duration(printer, summary->median, summary->n);
	add_duration(printer, summary->p90, summary->n);
	add_duration(printer, summary->mean, summary->n);
	end_row(printer);
}

static const char *const measure_names[MEASURE_COUNT] = {
	[MEASURE_DETECT] = "detect",
	[MEASURE_ACKNOWLEDGE] = "acknowledge",
	[MEASURE_PUBLIC_UPDATE] = "first public update",
	[MEASURE_MITIGATE] = "mitigate",
	[MEASURE_RESOLVE] = "resolve",
};

static void
add_times(struct printer *printer)
{
	static const char *const columns[] = { "n", "median", "90 %", "mean" };

	add_head(printer, "Time to", columns, G_N_ELEMENTS(columns));
	for (int i = 0; i < MEASURE_COUNT; i++)
		add_summary(printer, measure_names[i], &printer->metrics->measures[i]);
}

static void
add_definitions(struct printer *printer)
{
	g_string_append_c(printer->text, '\n');
	for (int i = 0; i < MEASURE_COUNT; i++)
		add_words(printer, pool_printf(printer->pool, "%s: %s", measure_names[i],
		    metrics_definition(printer->pool, printer->view, measure_id((enum measure)i))), 2);
	add_words(printer, pool_printf(printer->pool, "90 %%: %s", "the smallest value that nine in ten did not exceed."), 2);
}

/* ---- groups ---- */

static const char *
group_name(struct printer *printer, const struct metrics_group *group)
{
	if (group->service)
		return group->service->id.s;
	if (group->year)
		return pool_printf(printer->pool, "%04d-%02d", group->year, group->month);
	return group->severity ? group->severity->id.s : "no severity";
}

static void
add_groups(struct printer *printer, const char *title, const struct metrics_groups *groups)
{
	static const char *const columns[] = { "n", "detect", "acknowl.", "update", "mitigate", "resolve" };

	if (!groups->count)
		return;
	add_head(printer, title, columns, G_N_ELEMENTS(columns));
	for (size_t i = 0; i < groups->count; i++) {
		const struct metrics_group *group = &groups->items[i];

		add_name(printer, group_name(printer, group));
		add_count(printer, group->incidents);
		for (int m = 0; m < MEASURE_COUNT; m++)
			add_duration(printer, group->measures[m].median, group->measures[m].n);
		end_row(printer);
	}
}

/* Of the months before the first incident there is no record, so they have no row. */
static void
add_months(struct printer *printer)
{
	const struct metrics_groups *months = &printer->metrics->by_month;

	add_groups(printer, "Medians by month", months);
	if (printer->metrics->cut)
		g_string_append_printf(printer->text, "No data before %s.\n", group_name(printer, &months->items[0]));
}

static void
add_detected(struct printer *printer)
{
	static const char *const names[DETECTOR_COUNT] = { "monitoring", "a customer", "an employee", "not said" };
	static const char *const columns[] = { "n", "share" };
	const struct metrics *metrics = printer->metrics;

	add_head(printer, "Noticed first by", columns, G_N_ELEMENTS(columns));
	for (int i = 0; i < DETECTOR_COUNT; i++) {
		add_name(printer, names[i]);
		add_count(printer, metrics->detected_by[i]);
		add_cell(printer, metrics->incidents ? pool_printf(printer->pool, "%zu %%", (metrics->detected_by[i] * 200 + metrics->incidents) / (2 * metrics->incidents)) : "-", CELL_WIDTH);
		end_row(printer);
	}
}

/* ---- uptime ---- */

static const char *
percent_text(struct pool *pool, int hundredths)
{
	return hundredths == UPTIME_NO_DATA ? "-" : pool_printf(pool, "%d.%02d %%", hundredths / 100, hundredths % 100);
}

static const char *
objective_text(struct pool *pool, const struct slo *slo)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	return pool_printf(pool, "%s %%", g_ascii_formatd(number, sizeof(number), "%.10g", slo->objective.n));
}

static void
add_budget(struct printer *printer, const struct metrics_uptime *row)
{
	const bool spent = row->has_objective && row->known;

	add_name(printer, row->service->id.s);
	add_cell(printer, percent_text(printer->pool, row->hundredths), COUNT_WIDTH + CELL_WIDTH - 5);
	add_cell(printer, row->has_objective ? objective_text(printer->pool, &row->service->slo) : "-", CELL_WIDTH + 1);
	add_cell(printer, row->has_objective ? duration_format(printer->pool, row->service->slo.window.seconds) : "-", 6);
	add_duration(printer, row->budget, row->has_objective);
	add_duration(printer, row->spent, spent);
	add_cell(printer, spent ? duration_format(printer->pool, row->left) : "-", 9);
	end_row(printer);
}

static void
add_uptime(struct printer *printer)
{
	const struct metrics *metrics = printer->metrics;

	if (!metrics->uptime_count)
		return;
	g_string_append_printf(printer->text, "\n%-*s%10s%11s%6s%10s%10s%9s\n", NAME_WIDTH, "Uptime", "in all", "objective", "over", "budget", "spent", "left");
	for (size_t i = 0; i < metrics->uptime_count; i++)
		add_budget(printer, &metrics->uptime[i]);
	add_words(printer, "All incidents count, internal ones too. A service without a component has no states.", 0);
}

/* ---- action items ---- */

static void
add_actions(struct printer *printer)
{
	const struct metrics_actions *actions = &printer->metrics->actions;
	static const char *const columns[] = { "n", "median", "90 %", "mean" };

	add_head(printer, "Action items, now", columns, G_N_ELEMENTS(columns));
	add_summary(printer, "open, for", &actions->age);
	add_summary(printer, "overdue, by", &actions->delay);
	add_words(printer, pool_printf(printer->pool,
	    "%zu open, %zu overdue, %zu done. Of %zu due in this time: %zu done in time, %zu late, %zu done without saying when, %zu not done.",
	    actions->open, actions->overdue, actions->done, actions->due, actions->in_time, actions->late, actions->undated, actions->missed), 0);
}

/* ---- the whole ---- */

const char *
metrics_text(struct pool *pool, const struct view *view, const struct metrics *metrics)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const struct zone *zone = view->site->config->zone;
	struct printer printer = { .pool = pool, .view = view, .metrics = metrics, .text = text };

	g_string_append_printf(text, "%zu incident%s, %zu with a postmortem\nfrom %s until %s\n", metrics->incidents, metrics->incidents == 1 ? "" : "s",
	    metrics->postmortems, time_format(pool, zone, metrics->from), time_format(pool, zone, metrics->until));
	add_times(&printer);
	add_groups(&printer, "Medians by severity", &metrics->by_severity);
	add_months(&printer);
	add_groups(&printer, "Medians by service", &metrics->by_service);
	add_detected(&printer);
	add_uptime(&printer);
	add_actions(&printer);
	add_definitions(&printer);
	return pool_strndup(pool, text->str, text->len);
}
