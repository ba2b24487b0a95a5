/* All that was, by month: a page each, and one that leads to them. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "base/time.h"

/* The months that the first page of history shows. */
#define MONTHS_SHOWN 3

struct month {
	int year, month;
	const char *path;
	const struct incident *const *incidents; /* newest first */
	size_t count;
	const struct status *status;
	const struct month *earlier, *later;
};

struct months {
	const struct month *items; /* newest first */
	size_t count;
};

static int
month_number(const struct zone *zone, int64_t at)
{
	const struct civil civil = time_to_civil(zone, at);

	return civil.year * 12 + civil.month - 1;
}

/* ---- data ---- */

static const char *
month_title(struct pool *pool, const struct month *month)
{
	return view_month(pool, month->status->view, month->year, month->month);
}

static json_t *
month_link(struct pool *pool, const struct month *month)
{
	json_t *object;

	if (!month)
		return json_null();
	object = json_object();
	json_put_text(object, "title", month_title(pool, month));
	json_put_text(object, "path", month->path);
	json_put(object, "count", month->count ? json_integer((json_int_t)month->count) : json_null());
	return object;
}

static json_t *
month_object(struct status_page *page, const struct month *month)
{
	json_t *object = month_link(page->pool, month), *incidents = json_array();

	for (size_t i = 0; i < month->count; i++)
		json_array_append_new(incidents, incident_object(page, month->incidents[i], DETAIL_LINE));
	json_put_text(object, "id", pool_printf(page->pool, "month-%04d-%02d", month->year, month->month));
	json_put(object, "incidents", incidents);
	put_list_flags(page->pool, object);
	return object;
}

static void
make_month(struct status_page *page, const void *subject)
{
	const struct month *month = subject;

	json_put(page->view, "month", month_object(page, month));
	json_put(page->view, "earlier", month_link(page->pool, month->earlier));
	json_put(page->view, "later", month_link(page->pool, month->later));
}

/* [{"year": "2026", "months": [{"title", "path", "count"}]}] */
static json_t *
years_of(struct pool *pool, const struct months *months)
{
	json_t *years = json_array(), *list = NULL;

	for (size_t i = 0; i < months->count; i++) {
		const struct month *month = &months->items[i];

		if (!i || month[-1].year != month->year) {
			json_t *year = json_object();

			list = json_array();
			json_put_text(year, "year", pool_printf(pool, "%d", month->year));
			json_put(year, "months", list);
			json_array_append_new(years, year);
		}
		json_array_append_new(list, month_link(pool, month));
	}
	return years;
}

static void
make_history(struct status_page *page, const void *subject)
{
	const struct months *months = subject;
	json_t *shown = json_array();

	for (size_t i = 0; i < months->count && i < MONTHS_SHOWN; i++)
		json_array_append_new(shown, month_object(page, &months->items[i]));
	json_put(page->view, "months", shown);
	json_put(page->view, "years", years_of(page->pool, months));
}

/* ---- the list of months ---- */

/* What has begun, newest first: a window to come is no history. */
static size_t
first_begun(const struct status *status)
{
	size_t first = 0;

	while (first < status->published_count && status->published[first]->started > status->site->now)
		first++;
	return first;
}

/* Every month from now's back to the first incident's. */
static const struct months *
months_of(struct status *status)
{
	const struct zone *zone = status->site->config->zone;
	const int now = month_number(zone, status->site->now);
	size_t next = first_begun(status);
	const int oldest = next < status->published_count ? month_number(zone, status->published[status->published_count - 1]->started) : now;
	struct months *months = pool_new0(status->pool, struct months);
	struct month *items = pool_array(status->pool, struct month, (size_t)(now - oldest) + 1);

	for (int number = now; number >= oldest; number--) {
		struct month *month = &items[months->count++];

		month->status = status;
		month->year = number / 12;
		month->month = number % 12 + 1;
		month->path = pool_printf(status->pool, "history/%04d-%02d.html", month->year, month->month);
		month->incidents = status->published + next;
		while (next < status->published_count && month_number(zone, status->published[next]->started) == number)
			next++, month->count++;
		month->later = number < now ? month - 1 : NULL;
		month->earlier = number > oldest ? month + 1 : NULL;
	}
	months->items = items;
	return months;
}

void
add_history_pages(struct status *status)
{
	const struct months *months = months_of(status);
	const char *history = view_word(status->view, "status_page.history");

	add_status_job(status, (struct status_job){
		.path = "history/index.html",
		.layout = "status/history",
		.title = history,
		.description = pool_printf(status->pool, "%s: %s", status->title, history),
		.make = make_history,
		.subject = months,
	});
	for (size_t i = 0; i < months->count; i++) {
		const char *title = month_title(status->pool, &months->items[i]);

		add_status_job(status, (struct status_job){
			.path = months->items[i].path,
			.layout = "status/month",
			.title = title,
			.description = pool_printf(status->pool, "%s: %s", status->title, title),
			.make = make_month,
			.subject = &months->items[i],
		});
	}
}
