/* Postmortems: times, durations, and the timeline as numbers that a layout draws to scale. */
#include "render/handbook_parts.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The drawing's measures; its layout knows the same (data.width, .height). */
enum {
	CHART_WIDTH = 650,
	CHART_EDGE = 20,      /* left and right of the axis */
	CHART_ROW = 20,       /* between the rows of labels */
	CHART_LETTER = 7,     /* a letter's mean width, to keep labels apart */
	CHART_BAND = 16,      /* the phases' height */
	CHART_FOOT = 44,      /* from the band down: events, ticks */
	CHART_LABEL_GAP = 14,
	CHART_TICKS = 8,
};

/* ---- durations ---- */

static const struct measure {
	const char *id;
	enum mark from, to;
} measures[] = {
	{ "detect", MARK_STARTED, MARK_DETECTED },
	{ "acknowledge", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "mitigate", MARK_STARTED, MARK_MITIGATED },
	{ "resolve", MARK_STARTED, MARK_RESOLVED },
};

/* The zone in which the timeline is written, so that drawing and text say the same. */
static const struct zone *
zone_of(const struct page *page, const struct postmortem *postmortem)
{
	const struct text written = postmortem->timeline.zone;
	const struct zone *site = page->handbook->site->config->zone, *zone = NULL;
	struct abbreviation abbreviation;

	if (!written.s || !abbreviation_find(written.s, strlen(written.s), &abbreviation))
		return site;
	zone = abbreviation.region ? zone_find(page->pool, abbreviation.region) : zone_utc();
	return zone ? zone : site;
}

struct chart {
	const struct page *page;
	const struct postmortem *postmortem;
	int64_t from, to;
	int band; /* where the phases are: y */
};

static void
widen(struct chart *chart, int64_t at)
{
	if (at == TIME_NONE)
		return;
	if (chart->from == TIME_NONE || at < chart->from)
		chart->from = at;
	if (chart->to == TIME_NONE || at > chart->to)
		chart->to = at;
}

/* From the first to the last instant that a postmortem tells of. */
static struct chart
chart_new(const struct page *page, const struct postmortem *postmortem)
{
	struct chart chart = { .page = page, .postmortem = postmortem, .from = TIME_NONE, .to = TIME_NONE };

	for (int m = 0; m < MARK_COUNT; m++)
		widen(&chart, postmortem->marks[m].stamp.at);
	for (size_t i = 0; i < postmortem->timeline.count; i++)
		widen(&chart, postmortem->timeline.entries[i].at);
	return chart;
}

/* "14:05"; on another day than the first, which is named below the drawing, "02-15 14:05". */
static const char *
when_text(const struct chart *chart, int64_t at)
{
	const struct zone *zone = zone_of(chart->page, chart->postmortem);
	const struct civil first = time_to_civil(zone, chart->from), civil = time_to_civil(zone, at);

	if (civil.day == first.day && civil.month == first.month && civil.year == first.year)
		return pool_printf(chart->page->pool, "%02d:%02d", civil.hour, civil.minute);
	return pool_printf(chart->page->pool, "%02d-%02d %02d:%02d", civil.month, civil.day, civil.hour, civil.minute);
}

static struct data *
mark_object(const struct page *page, const struct postmortem *postmortem, enum mark mark)
{
	const struct chart chart = chart_new(page, postmortem);
	struct data *object = view_choice(page->pool, page->handbook->view, "marks", mark_name(mark));

	data_put_text(object, "when", when_text(&chart, postmortem->marks[mark].stamp.at));
	data_put(object, "at", view_time_in(page->pool, page->handbook->view, zone_of(page, postmortem), postmortem->marks[mark].stamp.at));
	return object;
}

static struct data *
durations_of(const struct page *page, const struct postmortem *postmortem)
{
	struct data *durations = data_list(page->pool);

	for (size_t i = 0; i < G_N_ELEMENTS(measures); i++) {
		const int64_t seconds = postmortem_duration(postmortem, measures[i].from, measures[i].to);
		struct data *object;

		if (seconds < 0)
			continue;
		object = view_choice(page->pool, page->handbook->view, "measures", measures[i].id);
		data_put(object, "from", mark_object(page, postmortem, measures[i].from));
		data_put(object, "to", mark_object(page, postmortem, measures[i].to));
		data_put(object, "took", view_duration(page->pool, page->handbook->view, seconds));
		data_append(durations, object);
	}
	return durations;
}

/* ---- the chart ---- */

static int64_t
mark_at(const struct chart *chart, enum mark mark)
{
	return chart->postmortem->marks[mark].stamp.at;
}

static double
x_of(const struct chart *chart, int64_t at)
{
	const double width = CHART_WIDTH - 2 * CHART_EDGE;
	const double x = CHART_EDGE + width * (double)(at - chart->from) / (double)(chart->to - chart->from);

	return round(x * 10) / 10;
}

/* Instants that a reader would choose: full minutes, quarters, hours, days. */
static int64_t
tick_step(int64_t span)
{
	static const int64_t steps[] = {
		MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
		DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
		if (span / steps[i] <= CHART_TICKS)
			return steps[i];
	return MAX(span / CHART_TICKS, 1);
}

static struct data *
ticks_of(struct pool *pool, const struct chart *chart)
{
	const struct zone *zone = zone_of(chart->page, chart->postmortem);
	const int64_t step = tick_step(chart->to - chart->from);
	const int offset = time_to_civil(zone, chart->from).offset;
	struct data *ticks = data_list(pool);

	for (int64_t at = (chart->from + offset + step - 1) / step * step - offset; at <= chart->to; at += step) {
		const struct civil civil = time_to_civil(zone, at);
		struct data *tick = data_object(pool);

		data_put(tick, "x", data_real(pool, x_of(chart, at)));
		data_put_text(tick, "text", step >= 86400 || (!civil.hour && !civil.minute)
		    ? pool_printf(chart->page->pool, "%02d-%02d", civil.month, civil.day)
		    : pool_printf(chart->page->pool, "%02d:%02d", civil.hour, civil.minute));
		data_append(ticks, tick);
	}
	return ticks;
}

/* A mark's line, and where its label stands beside it. */
struct label {
	enum mark mark;
	double x, start, end;
	bool left; /* of its line: there is no room to the right */
	int row;   /* 0 is next to the band */
};

static struct label
label_of(const struct chart *chart, enum mark mark)
{
	const struct page *page = chart->page;
	const char *word = view_word(page->handbook->view, pool_printf(page->pool, "marks.%s", mark_name(mark)));
	const double width = CHART_LETTER * (double)(g_utf8_strlen(word, -1) + 1 + (glong)strlen(when_text(chart, mark_at(chart, mark)))) + CHART_LABEL_GAP;
	struct label label = { .mark = mark, .x = x_of(chart, mark_at(chart, mark)), .row = -1 };

	label.left = label.x + width > CHART_WIDTH;
	label.start = label.left ? label.x - width : label.x;
	label.end = label.left ? label.x : label.x + width;
	return label;
}

/* The lowest row in which a label touches no other and no line of a higher one crosses it. */
static void
place_label(struct label *labels, size_t count, struct label *label)
{
	int row = 0;

	for (size_t i = 0; i < count; i++) {
		const struct label *other = &labels[i];

		if (other->row >= row && other->start < label->end && label->start < other->end)
			row = other->row + 1;
	}
	label->row = row;
}

/*
 * Labels right of their lines are placed from the last to the first, so that an earlier line,
 * which is further left, rises past the labels of later ones; those left of their
 * lines the other way round, above them.
 */
static void
place_labels(struct label *labels, size_t count)
{
	for (size_t i = count; i-- > 0;)
		if (!labels[i].left)
			place_label(labels, count, &labels[i]);
	for (size_t i = 0; i < count; i++)
		if (labels[i].left)
			place_label(labels, count, &labels[i]);
}

static struct data *
label_object(struct pool *pool, const struct chart *chart, const struct label *label)
{
	struct data *object = mark_object(chart->page, chart->postmortem, label->mark);

	data_put(object, "x", data_real(pool, label->x));
	data_put_flag(object, "left", label->left);
	data_put(object, "text_x", data_real(pool, label->left ? label->x - 6 : label->x + 6));
	data_put_integer(object, "text_y", chart->band - 12 - label->row * CHART_ROW);
	data_put_integer(object, "line_y", chart->band - 22 - label->row * CHART_ROW);
	data_put_integer(object, "line_end", chart->band + CHART_BAND);
	return object;
}

/* Labels are placed first; the rows they take say where all else is. */
static struct data *
marks_of(struct pool *pool, struct chart *chart)
{
	struct label labels[MARK_COUNT];
	struct data *marks = data_list(pool);
	size_t count = 0;
	int rows = 0;

	for (int m = 0; m < MARK_COUNT; m++)
		if (mark_at(chart, (enum mark)m) != TIME_NONE)
			labels[count++] = label_of(chart, (enum mark)m);
	place_labels(labels, count);
	for (size_t i = 0; i < count; i++)
		rows = MAX(rows, labels[i].row + 1);
	chart->band = rows * CHART_ROW + 12;
	for (size_t i = 0; i < count; i++)
		data_append(marks, label_object(pool, chart, &labels[i]));
	return marks;
}

/* From each mark that is known to the next one. */
static struct data *
phases_of(struct pool *pool, const struct chart *chart)
{
	struct data *phases = data_list(pool);
	int previous = -1;

	for (int m = 0; m < MARK_COUNT; m++) {
		struct data *phase;

		if (mark_at(chart, (enum mark)m) == TIME_NONE)
			continue;
		if (previous >= 0 && mark_at(chart, (enum mark)m) > mark_at(chart, (enum mark)previous)) {
			const double x = x_of(chart, mark_at(chart, (enum mark)previous));

			phase = view_choice(pool, chart->page->handbook->view, "marks", mark_name((enum mark)previous));
			data_put(phase, "x", data_real(pool, x));
			data_put(phase, "width", data_real(pool, round((x_of(chart, mark_at(chart, (enum mark)m)) - x) * 10) / 10));
			data_append(phases, phase);
		}
		previous = m;
	}
	return phases;
}

static struct data *
events_of(struct pool *pool, const struct chart *chart)
{
	const struct timeline *timeline = &chart->postmortem->timeline;
	struct data *events = data_list(pool);

	for (size_t i = 0; i < timeline->count; i++) {
		struct data *event;

		if (timeline->entries[i].at == TIME_NONE)
			continue;
		event = data_object(pool);
		data_put(event, "x", data_real(pool, x_of(chart, timeline->entries[i].at)));
		data_put_text(event, "text", timeline->entries[i].text);
		data_put_text(event, "when", when_text(chart, timeline->entries[i].at));
		data_put(event, "at", view_time_in(chart->page->pool, chart->page->handbook->view, zone_of(chart->page, chart->postmortem), timeline->entries[i].at));
		data_append(events, event);
	}
	return events;
}

static bool
has_marks(const struct postmortem *postmortem)
{
	size_t count = 0;

	for (int m = 0; m < MARK_COUNT; m++)
		count += postmortem->marks[m].stamp.at != TIME_NONE;
	return count >= 2;
}

static struct data *
chart_of(const struct page *page, const struct postmortem *postmortem)
{
	struct chart chart = chart_new(page, postmortem);
	struct data *object;

	if (!has_marks(postmortem) || chart.from == chart.to)
		return NULL;
	object = data_object(page->pool);
	data_put(object, "marks", marks_of(page->pool, &chart));
	data_put(object, "phases", phases_of(page->pool, &chart));
	data_put(object, "events", events_of(page->pool, &chart));
	data_put(object, "ticks", ticks_of(page->pool, &chart));
	data_put_text(object, "zone", zone_abbreviation(page->pool, zone_of(page, postmortem), chart.from));
	data_put(object, "from", view_time_in(page->pool, page->handbook->view, zone_of(page, postmortem), chart.from));
	data_put_integer(object, "width", CHART_WIDTH);
	data_put_integer(object, "height", chart.band + CHART_FOOT + CHART_BAND);
	data_put_integer(object, "edge", CHART_EDGE);
	data_put_integer(object, "axis_width", CHART_WIDTH - 2 * CHART_EDGE);
	data_put_integer(object, "band_y", chart.band);
	data_put_integer(object, "band_height", CHART_BAND);
	data_put_integer(object, "event_y", chart.band + CHART_BAND + 10);
	data_put_integer(object, "tick_y", chart.band + CHART_BAND + 20);
	data_put_integer(object, "tick_end", chart.band + CHART_BAND + 25);
	data_put_integer(object, "tick_text_y", chart.band + CHART_BAND + 39);
	return object;
}

/* ---- the page ---- */

static struct data *
services_of(struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct texts names = document_texts(document, "services");
	struct data *list = data_list(pool);

	for (size_t i = 0; i < names.count; i++) {
		const struct service *service = names.items[i].s ? service_find(handbook->site->registers, names.items[i].s) : NULL;

		if (service)
			data_append(list, shared(handbook, service));
	}
	return list;
}

/* How many are done, open and overdue: {"done", "open", "overdue", "text"}, or null. */
static struct data *
action_summary(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const GPtrArray *actions = relation_get(&handbook->by.actions_of, document);
	struct data *summary;
	int open = 0, overdue = 0, days;

	if (!actions)
		return NULL;
	for (guint i = 0; i < actions->len; i++) {
		const struct action *action = actions->pdata[i];

		open += !action->done;
		overdue += !action->done && action_is_overdue(action, handbook->site->config, handbook->site->now, &days);
	}
	summary = data_object(page->pool);
	data_put_integer(summary, "open", open);
	data_put_integer(summary, "overdue", overdue);
	data_put_integer(summary, "done", actions->len - open);
	data_put_text(summary, "text", words_fill(page->pool, view_word(handbook->view, "actions_summary"),
	    "open", pool_printf(page->pool, "%d", open), "overdue", pool_printf(page->pool, "%d", overdue),
	    "done", pool_printf(page->pool, "%d", (int)actions->len - open), NULL));
	return summary;
}

void
put_postmortem(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const struct postmortem *postmortem = postmortem_of(handbook->site, document);
	struct data *marks = data_list(page->pool);

	if (!postmortem)
		return;
	for (int m = 0; m < MARK_COUNT; m++)
		if (postmortem->marks[m].stamp.at != TIME_NONE)
			data_append(marks, mark_object(page, postmortem, (enum mark)m));
	data_put(page->view, "marks", marks);
	data_put(page->view, "durations", durations_of(page, postmortem));
	data_put(page->view, "chart", chart_of(page, postmortem));
	data_put(page->view, "status", view_choice(page->pool, handbook->view, "postmortem_status", postmortem->status));
	data_put_flag(page->view, "public", postmortem->is_public);
	data_put(page->view, "detected_by", view_choice(page->pool, handbook->view, "detected_by_words", document_text(document, "detected_by").s));
	data_put(page->view, "incident", shared(handbook, postmortem->incident ? postmortem->incident->document : NULL));
	data_put(page->view, "services", services_of(page->pool, handbook, document));
	data_put(page->view, "authors", people_list(page->pool, handbook, document_texts(document, "authors")));
	data_put(page->view, "runbooks", named_documents(page->pool, handbook, document_texts(document, "runbooks"), ROLE_RUNBOOK));
	data_put(page->view, "action_summary", action_summary(page, document));
}
