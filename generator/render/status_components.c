/* A page for each component: how it is, how it was, and what happened to it. */
#include "render/status_parts.h"

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* What a page is about. */
struct component_page {
	size_t component;
	GPtrArray *incidents; /* const struct incident *, newest first */
};

/* ---- figures and months ---- */

static struct data *
figures_of(struct pool *pool, const struct status *status, size_t component)
{
	static const size_t spans[] = { 30, STATUS_DAYS, STATUS_LONG_DAYS };
	struct data *figures = data_list(pool);

	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
		struct data *figure = data_object(pool);

		data_put_text(figure, "title", view_count(pool, status->view, "status_page.last_days", (long)spans[i]));
		data_put_text(figure, "figure", uptime_figure(pool, status, component, status->calendar.day_count - spans[i], spans[i]));
		data_append(figures, figure);
	}
	return figures;
}

static struct data *
month_object(struct pool *pool, const struct status *status, size_t component, size_t month)
{
	const struct status_calendar *calendar = &status->calendar;
	const size_t first = calendar->month_days[month], count = calendar->month_days[month + 1] - first;
	const struct civil civil = time_to_civil(status->site->config->zone, calendar->days[first]);
	const char *title = view_month(pool, status->view, civil.year, civil.month);
	struct data *object = data_object(pool);

	data_put_text(object, "title", title);
	data_put_text(object, "figure", uptime_figure(pool, status, component, first, count));
	data_put(object, "bars", bars_object(pool, status, component, first, count, title));
	return object;
}

/* The month before which there is nothing to show. */
static size_t
oldest_month(const struct status *status, size_t component)
{
	const struct status_calendar *calendar = &status->calendar;
	const int64_t from = uptime_beginning(&status->uptimes[component]);
	size_t month = calendar->month_count - 1;

	while (month > 0 && calendar->days[calendar->month_days[month]] > from)
		month--;
	return month;
}

/* [{"year": "2026", "months": [{"title", "figure", "bars"}]}], newest first. */
static struct data *
years_of(struct pool *pool, const struct status *status, size_t component)
{
	const struct status_calendar *calendar = &status->calendar;
	struct data *years = data_list(pool), *months = NULL;
	int latest = 0;

	for (size_t month = calendar->month_count, oldest = oldest_month(status, component); month-- > oldest;) {
		const struct civil civil = time_to_civil(status->site->config->zone, calendar->days[calendar->month_days[month]]);

		if (!months || civil.year != latest) {
			struct data *year = data_object(pool);

			months = data_list(pool);
			latest = civil.year;
			data_put_text(year, "year", pool_printf(pool, "%d", civil.year));
			data_put(year, "months", months);
			data_append(years, year);
		}
		data_append(months, month_object(pool, status, component, month));
	}
	return years;
}

/* ---- the page ---- */

static struct data *
lines_of(struct status_page *page, const struct component_page *about, bool maintenance)
{
	struct data *lines = data_list(page->pool);

	for (guint i = 0; i < about->incidents->len; i++) {
		const struct incident *incident = g_ptr_array_index(about->incidents, i);

		if (incident->maintenance == maintenance)
			data_append(lines, incident_object(page, incident, DETAIL_LINE));
	}
	return lines;
}

/* Whether the component or one of its windows is another one then. */
static bool
is_changed(const struct component_page *about, const struct status *before, const struct status *then)
{
	if (then->states[about->component] != before->states[about->component])
		return true;
	for (guint i = 0; i < about->incidents->len; i++) {
		const struct incident *incident = g_ptr_array_index(about->incidents, i);

		if (incident->maintenance && incident_is_open(incident, then->now) != incident_is_open(incident, before->now))
			return true;
	}
	return false;
}

/* What depends on the clock. */
static void
put_present(struct status_page *page, struct data *view, const struct component_page *about)
{
	data_put(view, "state", status_state_object(page->pool, page->status, page->status->states[about->component]));
	data_put(view, "windows", lines_of(page, about, true));
	data_put_flags(view);
}

static struct data *
component_ahead(struct status_page *page, const struct component_page *about)
{
	struct data *ahead = data_list(page->pool);
	const struct status *before = page->status;

	for (size_t i = 0; i < page->status->ahead_count; i++) {
		struct status_page later = *page;
		struct data *turn;

		later.status = page->status->ahead[i];
		if (!is_changed(about, before, later.status))
			continue;
		turn = data_object(page->pool);
		data_put_integer(turn, "at", later.status->now);
		put_present(&later, turn, about);
		data_append(ahead, turn);
		before = later.status;
	}
	return ahead;
}

static void
make_component(struct status_page *page, const void *subject)
{
	const struct component_page *about = subject;
	const struct status *status = page->status;
	const struct component *component = &status->components[about->component]->component;
	struct pool *pool = page->pool;
	struct data *object = data_object(pool);

	data_put_text(object, "name", component->name.s);
	data_put_text(object, "group", component_group(status->components[about->component]));
	data_put_text(object, "description", component->description.s);
	data_put(object, "since", view_date(pool, status->view, component->since.stamp.at));
	data_put(object, "upstream", status_upstream(pool, status, about->component));
	data_put(object, "figures", figures_of(pool, status, about->component));
	data_put(object, "responses", response_charts(pool, status, about->component));
	data_put(object, "years", years_of(pool, status, about->component));
	data_put(object, "incidents", lines_of(page, about, false));
	put_present(page, object, about);
	data_put(page->view, "component", object);
	data_put(page->view, "ahead", component_ahead(page, about));
}

static uint64_t
digest_of(struct pool *pool, const struct status *status, const void *subject)
{
	const struct component_page *about = subject;
	uint64_t digest = incidents_digest(status, (const struct incident *const *)(void *)about->incidents->pdata, about->incidents->len);

	hash_add(&digest, component_digest(pool, status, about->component));
	return digest;
}

/* ---- all of them ---- */

/* Which component has which incidents: each is gone through once. */
static void
gather_incidents(const struct status *status, struct component_page *pages)
{
	for (size_t i = 0; i < status->published_count; i++) {
		const struct incident *incident = status->published[i];

		for (size_t k = 0; k < incident->component_count; k++) {
			const size_t place = component_place(status, incident->components[k]);

			if (place && incident->named_since[k] <= status->site->now)
				g_ptr_array_add(pages[place - 1].incidents, (void *)incident);
		}
	}
}

void
add_component_pages(struct status *status)
{
	struct component_page *pages = pool_array(status->pool, struct component_page, status->component_count);

	for (size_t i = 0; i < status->component_count; i++) {
		const char *name = status->components[i]->component.name.s;

		pages[i].component = i;
		pages[i].incidents = pool_adopt_pointers(status->pool, g_ptr_array_new());
		add_status_job(status, (struct status_job){
			.path = status->component_paths[i],
			.layout = "status/component",
			.title = name,
			.description = view_labelled(status->pool, status->view, status->title, name),
			.make = make_component,
			.subject = &pages[i],
			.digest = digest_of,
			.owner = status->components[i]->component.span,
		});
	}
	gather_incidents(status, pages);
}
