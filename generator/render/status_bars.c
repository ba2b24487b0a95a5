/* Days and months of a component: bars, figures, and the words that say the same. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "base/time.h"

/* Bars go back no further. */
#define MONTH_LIMIT 120

/* ---- the calendar ---- */

int64_t
uptime_beginning(const struct uptime *uptime)
{
	if (uptime->since != TIME_NONE)
		return uptime->since;
	return uptime->span_count ? uptime->spans[0].start : uptime->now;
}

/* The days from one midnight of a zone to another. */
static size_t
days_between(int64_t first, int64_t last)
{
	return (size_t)((last - first + 43200) / 86400);
}

void
make_calendar(struct status *status)
{
	const struct zone *zone = status->site->config->zone;
	struct status_calendar *calendar = &status->calendar;
	size_t months = STATUS_LONG_DAYS / 28 + 1;
	int64_t *month_starts, *days;
	size_t *month_days;

	for (size_t i = 0; i < status->component_count; i++)
		months = MAX(months, MIN(MONTH_LIMIT, uptime_month_count(zone, uptime_beginning(&status->uptimes[i]), status->now)));
	month_starts = pool_array(status->pool, int64_t, months + 1);
	uptime_months(zone, status->now, months, month_starts);
	month_starts[months] = time_add_days(zone, time_day_start(zone, status->now), 1);
	month_days = pool_array(status->pool, size_t, months + 1);
	for (size_t i = 0; i <= months; i++)
		month_days[i] = days_between(month_starts[0], month_starts[i]);
	days = pool_array(status->pool, int64_t, month_days[months] + 1);
	uptime_days(zone, status->now, month_days[months], days);
	*calendar = (struct status_calendar){ days, month_days[months], month_days, months };
}

/* ---- figures ---- */

const char *
uptime_figure(struct pool *pool, const struct status *status, size_t component, size_t first, size_t count)
{
	const int64_t *days = status->calendar.days;
	const struct uptime_sum sum = uptime_over(&status->uptimes[component], days[first], days[first + count]);
	const int hundredths = uptime_hundredths(&sum, &status->weights);

	if (hundredths == UPTIME_NO_DATA)
		return NULL;
	return view_percent(pool, status->view, pool_printf(pool, "%d.%02d", hundredths / 100, hundredths % 100));
}

const char *
uptime_words(struct pool *pool, const struct status *status, const char *figure)
{
	if (!figure)
		return view_word(status->view, "status_page.no_data");
	return words_fill(pool, view_word(status->view, "status_page.uptime"), "percent", figure, NULL);
}

/* ---- bars ---- */

/* Each day is two wide, with a gap of one. */
#define DAY_WIDTH 3

/* "21 March 2026: Major outage for 36 minutes, Degraded performance for 1 hour" */
static const char *
day_words(struct pool *pool, const struct status *status, int64_t day, const struct uptime_sum *sum)
{
	const char *date = data_string(data_get(view_time(pool, status->view, day), "date"));
	g_autoptr(GString) all = g_string_new(NULL);

	for (int state = STATE_COUNT - 1; state > STATE_OPERATIONAL; state--) {
		if (!sum->seconds[state])
			continue;
		if (all->len)
			g_string_append(all, view_word(status->view, "list_separator"));
		g_string_append(all, words_fill(pool, view_word(status->view, "status_page.day_down"),
		    "state", data_string(data_get(view_state(pool, status->view, (enum state)state), "text")),
		    "time", status_length(pool, status, sum->seconds[state]), NULL));
	}
	return view_labelled(pool, status->view, date, pool_strndup(pool, all->str, all->len));
}

enum bar { BAR_QUIET, BAR_NONE, BAR_BAD };

static enum bar
bar_of(const struct status *status, size_t component, size_t day, const struct uptime_sum *sum)
{
	if (status->calendar.days[day + 1] <= status->uptimes[component].since)
		return BAR_NONE;
	return uptime_worst(sum) == STATE_OPERATIONAL ? BAR_QUIET : BAR_BAD;
}

static struct data *
run_object(struct pool *pool, size_t first, size_t count)
{
	struct data *run = data_object(pool);

	data_put_integer(run, "x", (int64_t)(first * DAY_WIDTH));
	data_put_integer(run, "width", (int64_t)(count * DAY_WIDTH - 1));
	return run;
}

static struct data *
bad_object(struct pool *pool, size_t place, const struct uptime_sum *sum, const char *words)
{
	struct data *bad = data_object(pool);

	data_put_integer(bad, "x", (int64_t)(place * DAY_WIDTH));
	data_put_text(bad, "shape", state_id(uptime_worst(sum)));
	data_put_text(bad, "text", words);
	return bad;
}

/* All of it for those who don't see bars; days: those of bad ones in words, each with the separator before it. */
static const char *
label_of(struct pool *pool, const struct status *status, size_t component, const char *head, const char *days, bool unknown)
{
	const struct view *view = status->view;
	const char *separator = view_word(view, "status_page.bars_separator");
	const struct data *since = view_time(pool, view, status->uptimes[component].since);
	const char *before = "";

	if (unknown)
		before = pool_printf(pool, "%s%s", separator, words_fill(pool, view_word(view, "status_page.no_data_before"),
		    "date", data_string(data_get(since, "date")), NULL));
	if (!*days)
		days = pool_printf(pool, "%s%s", separator, view_word(view, "status_page.no_downtime"));
	return pool_printf(pool, "%s%s%s", head, days, before);
}

/* The bars while they are made. */
struct bars {
	struct data *runs[2], *bad; /* runs by BAR_QUIET and BAR_NONE */
	GString *days;
};

/* Bad days stand alone, others in runs. */
static void
add_bars(struct pool *pool, const struct status *status, size_t component, size_t first, size_t count, struct bars *bars)
{
	const int64_t *days = status->calendar.days + first;
	struct uptime_sum *sums = pool_array(pool, struct uptime_sum, count);

	uptime_split(&status->uptimes[component], days, count, sums);
	for (size_t i = 0, end; i < count; i = end) {
		const enum bar bar = bar_of(status, component, first + i, &sums[i]);

		end = i + 1;
		if (bar == BAR_BAD) {
			const char *words = day_words(pool, status, days[i], &sums[i]);

			data_append(bars->bad, bad_object(pool, i, &sums[i], words));
			g_string_append_printf(bars->days, "%s%s", view_word(status->view, "status_page.bars_separator"), words);
			continue;
		}
		while (end < count && bar_of(status, component, first + end, &sums[end]) == bar)
			end++;
		data_append(bars->runs[bar], run_object(pool, i, end - i));
	}
}

struct data *
bars_object(struct pool *pool, const struct status *status, size_t component, size_t first, size_t count, const char *title)
{
	g_autoptr(GString) days = g_string_new(NULL);
	struct bars bars = { { data_list(pool), data_list(pool) }, data_list(pool), days };
	const char *figure = uptime_figure(pool, status, component, first, count);
	const char *head = view_labelled(pool, status->view, title, uptime_words(pool, status, figure));
	struct data *object = data_object(pool);

	add_bars(pool, status, component, first, count, &bars);
	data_put(object, "quiet", bars.runs[BAR_QUIET]);
	data_put(object, "none", bars.runs[BAR_NONE]);
	data_put(object, "bad", bars.bad);
	data_put_text(object, "label", figure ? label_of(pool, status, component, head, days->str, data_count(bars.runs[BAR_NONE]) > 0) : head);
	data_put_flags(object);
	return object;
}
