/* All that was, by month: a page each, and one that leads to them. */
#include "render/status_parts.h"

#include "base/hash.h"
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

static struct data *
month_link(struct pool *pool, const struct month *month)
{
	struct data *object;

	if (!month)
		return NULL;
	object = data_object(pool);
	data_put_text(object, "title", month_title(pool, month));
	data_put_text(object, "path", month->path);
	data_put(object, "count", month->count ? data_integer(pool, (int64_t)month->count) : NULL);
	return object;
}

static struct data *
month_object(struct status_page *page, const struct month *month)
{
	struct data *object = month_link(page->pool, month), *incidents = data_list(page->pool);

	for (size_t i = 0; i < month->count; i++)
		data_append(incidents, incident_object(page, month->incidents[i], DETAIL_LINE));
	data_put_text(object, "id", pool_printf(page->pool, "month-%04d-%02d", month->year, month->month));
	data_put(object, "incidents", incidents);
	data_put_flags(object);
	return object;
}

static void
make_month(struct status_page *page, const void *subject)
{
	const struct month *month = subject;

	data_put(page->view, "month", month_object(page, month));
	data_put(page->view, "earlier", month_link(page->pool, month->earlier));
	data_put(page->view, "later", month_link(page->pool, month->later));
}

static uint64_t
month_digest(struct pool *pool, const struct status *status, const void *subject)
{
	const struct month *month = subject;
	uint64_t digest = incidents_digest(status, month->incidents, month->count);

	(void)pool;
	hash_add(&digest, month->earlier ? month->earlier->count + 1 : 0);
	hash_add(&digest, month->later ? month->later->count + 1 : 0);
	return digest;
}

/* [{"year": "2026", "months": [{"title", "path", "count"}]}] */
static struct data *
years_of(struct pool *pool, const struct months *months)
{
	struct data *years = data_list(pool), *list = NULL;

	for (size_t i = 0; i < months->count; i++) {
		const struct month *month = &months->items[i];

		if (!i || month[-1].year != month->year) {
			struct data *year = data_object(pool);

			list = data_list(pool);
			data_put_text(year, "year", pool_printf(pool, "%d", month->year));
			data_put(year, "months", list);
			data_append(years, year);
		}
		data_append(list, month_link(pool, month));
	}
	return years;
}

static void
make_history(struct status_page *page, const void *subject)
{
	const struct months *months = subject;
	struct data *shown = data_list(page->pool);

	for (size_t i = 0; i < months->count && i < MONTHS_SHOWN; i++)
		data_append(shown, month_object(page, &months->items[i]));
	data_put(page->view, "months", shown);
	data_put(page->view, "years", years_of(page->pool, months));
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
		.description = view_labelled(status->pool, status->view, status->title, history),
		.make = make_history,
		.subject = months,
	});
	for (size_t i = 0; i < months->count; i++) {
		const char *title = month_title(status->pool, &months->items[i]);

		add_status_job(status, (struct status_job){
			.path = months->items[i].path,
			.layout = "status/month",
			.title = title,
			.description = view_labelled(status->pool, status->view, status->title, title),
			.make = make_month,
			.subject = &months->items[i],
			.digest = month_digest,
		});
	}
}
