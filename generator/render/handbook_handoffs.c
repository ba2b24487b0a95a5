/* Handoffs: what the last shift left, and what the shifts cost. */
#include "render/handbook_parts.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/chart.h"

#define SHIFTS 26 /* that a chart shows: of more, the newest */

/* ---- relations ---- */

static int
compare_days(const void *a, const void *b, void *data)
{
	const struct document *x = *(const struct document *const *)a, *y = *(const struct document *const *)b;
	const int64_t day_x = day_of(data, x), day_y = day_of(data, y);

	if (day_x != day_y)
		return day_x < day_y ? -1 : 1;
	return strcmp(x->path, y->path);
}

/* By day; what has none, or is of a day to come, has not been handed over. */
void
relate_handoffs(struct handbook *handbook)
{
	const struct site *site = handbook->site;
	g_autoptr(GPtrArray) handoffs = g_ptr_array_new();

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];
		const int64_t day = document->kind->role == ROLE_HANDOFF && document_is_built(site, document) ? day_of(site, document) : TIME_NONE;

		if (day != TIME_NONE && day <= site->now)
			g_ptr_array_add(handoffs, (void *)document);
	}
	g_ptr_array_sort_with_data(handoffs, compare_days, (void *)site);
	for (guint i = 0; i < handoffs->len; i++) {
		const char *schedule = document_text(handoffs->pdata[i], "schedule").s;

		if (schedule)
			relation_add(&handbook->by.handoffs, schedule_find(site, schedule), handoffs->pdata[i]);
	}
}

/* ---- figures ---- */

static double
figure(const struct document *handoff, const char *name)
{
	const struct value *value = document_value(handoff, name);

	return value && value->number.given && value->number.n >= 0 ? value->number.n : NAN;
}

/* The pages a shift that the team of whoever hands over can bear, or NAN. */
static double
budget_of(const struct site *site, const struct document *handoff)
{
	const char *from = document_text(handoff, "from").s;
	const struct person *person = from ? person_find(site->registers, from) : NULL;
	const struct team *team = person && person->team.s ? team_find(site->registers, person->team.s) : NULL;

	return team && team->alert_budget.given ? team->alert_budget.n : NAN;
}

/* "over the budget of 5", where a shift had more pages than that. */
const char *
over_budget_text(struct pool *pool, const struct handbook *handbook, const struct document *handoff)
{
	const double budget = budget_of(handbook->site, handoff), pages = figure(handoff, "pages");

	if (isnan(budget) || isnan(pages) || pages <= budget)
		return NULL;
	return words_fill(pool, view_word(handbook->view, "over_budget"), "n", pool_printf(pool, "%g", budget), NULL);
}

static const char *
short_day(struct pool *pool, const struct handbook *handbook, int64_t day)
{
	const struct civil civil = time_to_civil(handbook->site->config->zone, day);

	return pool_printf(pool, "%02d-%02d", civil.month, civil.day);
}

static struct data *
chart_of(struct pool *pool, const struct handbook *handbook, const struct schedule *schedule, const GPtrArray *handoffs)
{
	static const char *const names[] = { "pages", "night_pages", "false_positives" };
	const size_t count = MIN(handoffs->len, SHIFTS), first = handoffs->len - count;
	const char **labels = pool_array(pool, const char *, count), **days = pool_array(pool, const char *, count);
	struct chart_series series[G_N_ELEMENTS(names)];
	const struct chart chart = {
		.title = words_fill(pool, view_word(handbook->view, "shift_chart"), "schedule", data_string(data_get(shared(handbook, schedule), "name")), NULL),
		.labels_name = view_word(handbook->view, "shift_until"),
		.labels = labels, .names = days, .count = count,
		.series = series, .series_count = G_N_ELEMENTS(names), .whole = true,
		.limit = budget_of(handbook->site, handoffs->pdata[handoffs->len - 1]),
		.limit_name = view_word(handbook->view, "alert_budget"),
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		double *values = pool_array(pool, double, count);

		for (size_t k = 0; k < count; k++)
			values[k] = figure(handoffs->pdata[first + k], names[i]);
		series[i] = (struct chart_series){ names[i], view_word(handbook->view, names[i]), values, false };
	}
	for (size_t k = 0; k < count; k++) {
		const int64_t day = day_of(handbook->site, handoffs->pdata[first + k]);

		labels[k] = short_day(pool, handbook, day);
		days[k] = data_string(data_get(view_date(pool, handbook->view, day), "text"));
	}
	return chart_data(pool, &chart);
}

/* ---- the page of who is on call ---- */

/* A section's text without its heading; NULL where it says nothing. */
static const struct data *
section_html(struct page *page, const struct document *document, const char *id)
{
	const struct section *section = document_section(document, id);
	g_autoptr(GString) out = g_string_new(NULL);

	if (!section || section->empty)
		return NULL;
	if (!body_render(page->pool, &page->handbook->body, document, section->first_row, section->end_row, page->root, out, page->failure))
		page->failed = true;
	return data_text_copy(page->pool, out->str, out->len);
}

static struct data *
handoff_object(struct page *page, const struct schedule *schedule, const GPtrArray *handoffs)
{
	const struct handbook *handbook = page->handbook;
	const struct document *latest = handoffs->pdata[handoffs->len - 1];
	struct data *object = data_object(page->pool);

	data_put(object, "schedule", shared(handbook, schedule));
	data_put(object, "document", shared(handbook, latest));
	data_put(object, "from", owner_object(page->pool, handbook, document_text(latest, "from").s));
	data_put(object, "to", owner_object(page->pool, handbook, document_text(latest, "to").s));
	data_put(object, "open_incidents", section_html(page, latest, "open_incidents"));
	data_put(object, "noisy_alerts", section_html(page, latest, "noisy_alerts"));
	data_put_text(object, "over_budget", over_budget_text(page->pool, handbook, latest));
	data_put(object, "chart", chart_of(page->pool, handbook, schedule, handoffs));
	return object;
}

void
put_handoffs(struct page *page)
{
	const struct handbook *handbook = page->handbook;
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < handbook->site->schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(handbook->site->schedules, struct schedule)[i];
		const GPtrArray *handoffs = relation_get(&handbook->by.handoffs, schedule);

		if (handoffs)
			data_append(list, handoff_object(page, schedule, handoffs));
	}
	data_put(page->view, "handoffs", list);
}
