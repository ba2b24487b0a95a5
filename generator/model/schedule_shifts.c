/* Who is on call at an instant, and the shifts and gaps between two. */
#include "model/schedule.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define TEN_YEARS (3653 * DAY)

/* What one layer says of an instant, and how long that holds. */
struct slot {
	const struct turn *turn; /* NULL: it has nobody */
	int64_t from, until;
};

static int64_t
divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* ---- Wall-clock time ---- */

int64_t
wall_instant(const struct zone *zone, int64_t wall, bool last)
{
	const int64_t days = divide_down(wall, DAY);
	const struct civil civil = { .year = 1970, .month = 1, .day = 1 + (int)days, .second = (int)(wall - days * DAY) };

	return last ? time_from_civil_last(zone, &civil) : time_from_civil(zone, &civil);
}

/* A zone, and what is known of it while many instants that lie near each other are asked for. */
struct clock {
	const struct zone *zone;
	int64_t from, until; /* one offset holds there */
	int64_t offset;
};

/* Whether one offset holds a day before and after an instant, so that no other time of the clock is meant. */
static bool
is_steady(struct clock *clock, int64_t at)
{
	static const struct {
		int64_t before, after;
	} reaches[] = { { 20 * DAY, 60 * DAY }, { 2 * DAY, 20 * DAY }, { 20 * DAY, 2 * DAY }, { 2 * DAY, 2 * DAY } };

	if (at - DAY >= clock->from && at + DAY <= clock->until)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(reaches); i++) {
		if (!zone_is_steady(clock->zone, at - reaches[i].before, at + reaches[i].after))
			continue;
		clock->from = at - reaches[i].before;
		clock->until = at + reaches[i].after;
		clock->offset = time_to_civil(clock->zone, at).offset;
		return true;
	}
	return false;
}

static int64_t
instant_of(struct clock *clock, int64_t wall, bool last)
{
	const int64_t at = wall - clock->offset;

	/* the offset is that of the instants last asked for, so it may be another's */
	if (is_steady(clock, at) && at == wall - clock->offset)
		return at;
	return wall_instant(clock->zone, wall, last);
}

static int64_t
wall_of(struct clock *clock, int64_t at)
{
	return at + (is_steady(clock, at) ? clock->offset : time_to_civil(clock->zone, at).offset);
}

/* ---- Turns ---- */

static int64_t
shift_begin(struct clock *clock, const struct layer *layer, int64_t number)
{
	return instant_of(clock, layer->first + number * layer->every.seconds, false);
}

/* The number of the shift at an instant that is not before the first.  Where the clocks change, the wall-clock time
 * alone is a guess. */
static int64_t
shift_number(struct clock *clock, const struct layer *layer, int64_t at)
{
	int64_t number = divide_down(wall_of(clock, at) - layer->first, layer->every.seconds);

	while (shift_begin(clock, layer, number) > at)
		number--;
	while (shift_begin(clock, layer, number + 1) <= at)
		number++;
	return number;
}

/* Cut to the time between the departures of those who share it. */
static void
clip_departures(struct slot *slot, int64_t at)
{
	size_t here = 0;

	for (size_t i = 0; i < slot->turn->member_count; i++) {
		const int64_t leaves = slot->turn->members[i].leaves;

		if (leaves <= at) {
			slot->from = MAX(slot->from, leaves);
		} else {
			slot->until = MIN(slot->until, leaves);
			here++;
		}
	}
	if (here == 0)
		slot->turn = NULL;
}

static struct slot
rotation_slot(struct clock *clock, const struct layer *layer, int64_t at)
{
	const int64_t number = shift_number(clock, layer, at);
	struct slot slot = { .from = layer->begins, .until = TIME_NEVER };

	slot.turn = &REGISTER_ITEMS(layer->turns, struct turn)[(size_t)number % layer->turns.count];
	if (slot.turn->ahead != SIZE_MAX) {
		slot.from = shift_begin(clock, layer, MAX(number - (int64_t)slot.turn->back, 0));
		slot.until = shift_begin(clock, layer, number + (int64_t)slot.turn->ahead);
	}
	clip_departures(&slot, at);
	return slot;
}

/* ---- Hours ---- */

/* Whether a day, counted from 1970-01-01, a Thursday, is one of a layer's. */
static bool
has_day(const struct layer *layer, int64_t day)
{
	const int64_t weekday = day + 3 - divide_down(day + 3, 7) * 7;

	return layer->days >> weekday & 1;
}

static int64_t
window_begin(struct clock *clock, const struct layer *layer, int64_t day)
{
	return instant_of(clock, day * DAY + layer->opens, false);
}

static int64_t
window_end(struct clock *clock, const struct layer *layer, int64_t day)
{
	return instant_of(clock, day * DAY + layer->closes, true);
}

/* The end of the last window before an instant, and the begin of the first one after it. */
static struct slot
between_windows(struct clock *clock, const struct layer *layer, int64_t at, int64_t today)
{
	struct slot slot = { .from = INT64_MIN, .until = TIME_NEVER };

	for (int64_t day = today + 1; slot.from == INT64_MIN && day > today - 9; day--)
		if (has_day(layer, day) && window_end(clock, layer, day) <= at)
			slot.from = window_end(clock, layer, day);
	for (int64_t day = today - 1; slot.until == TIME_NEVER && day < today + 9; day++)
		if (has_day(layer, day) && window_begin(clock, layer, day) > at)
			slot.until = window_begin(clock, layer, day);
	return slot;
}

/* Whether an instant is in the layer's hours; from and until are the window's, or those between two.  Yesterday's
 * may reach over midnight, and clocks have gone back over it. */
static bool
window_slot(struct clock *clock, const struct layer *layer, int64_t at, struct slot *slot)
{
	const int64_t today = divide_down(wall_of(clock, at), DAY);

	for (int64_t day = today - 1; day <= today + 1; day++) {
		if (!has_day(layer, day))
			continue;
		*slot = (struct slot){ .from = window_begin(clock, layer, day), .until = window_end(clock, layer, day) };
		if (slot->from <= at && at < slot->until)
			return true;
	}
	*slot = between_windows(clock, layer, at, today);
	return false;
}

static struct slot
layer_slot(struct clock *clock, const struct layer *layer, int64_t at)
{
	struct slot window = { .until = TIME_NEVER }, slot;

	if (at < layer->begins)
		return (struct slot){ .from = INT64_MIN, .until = layer->begins };
	if (layer->windowed && !window_slot(clock, layer, at, &window))
		return window;
	slot = rotation_slot(clock, layer, at);
	if (layer->windowed) {
		slot.from = MAX(slot.from, window.from);
		slot.until = MIN(slot.until, window.until);
	}
	return slot;
}

/* ---- Overrides ---- */

/* The first cover that ends after an instant; cover_count: none. */
static size_t
find_cover(const struct schedule *schedule, int64_t at)
{
	size_t low = 0, high = schedule->cover_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (schedule->covers[middle].until > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* ---- All of it ---- */

static void
set_people(struct pool *pool, struct shift *shift, const struct turn *turn, int64_t at)
{
	struct member *here;

	shift->people = turn->members;
	shift->count = turn->member_count;
	for (size_t i = 0; i < turn->member_count; i++) {
		if (turn->members[i].leaves > at)
			continue;
		here = pool_array(pool, struct member, turn->member_count);
		shift->people = here;
		shift->count = 0;
		for (size_t k = 0; k < turn->member_count; k++)
			if (turn->members[k].leaves > at)
				here[shift->count++] = turn->members[k];
		return;
	}
}

/* What holds at an instant, and for how long at least. */
static struct shift
piece_at(struct pool *pool, struct clock *clock, const struct schedule *schedule, int64_t at)
{
	const size_t next = find_cover(schedule, at);
	struct shift shift = { .from = INT64_MIN, .until = TIME_NEVER };

	if (next < schedule->cover_count && schedule->covers[next].from <= at) {
		const struct cover *cover = &schedule->covers[next];

		return (struct shift){ cover->from, cover->until, cover->override->member, 1, NULL, cover->override };
	}
	if (next > 0)
		shift.from = schedule->covers[next - 1].until;
	if (next < schedule->cover_count)
		shift.until = schedule->covers[next].from;
	for (size_t i = schedule->layers.count; i-- > 0;) {
		const struct layer *layer = &REGISTER_ITEMS(schedule->layers, struct layer)[i];
		struct slot slot;

		if (!layer->usable)
			continue;
		slot = layer_slot(clock, layer, at);
		shift.from = MAX(shift.from, slot.from);
		shift.until = MIN(shift.until, slot.until);
		if (!slot.turn)
			continue;
		shift.layer = layer;
		set_people(pool, &shift, slot.turn, at);
		break;
	}
	return shift;
}

static bool
is_same(const struct shift *a, const struct shift *b)
{
	if (a->count != b->count || a->layer != b->layer || a->override != b->override)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->people[i].id.s, b->people[i].id.s) != 0)
			return false;
	return true;
}

/* Joins what follows, as long as nothing changes. */
static void
extend(struct pool *pool, struct clock *clock, const struct schedule *schedule, struct shift *shift)
{
	const int64_t limit = shift->until < TIME_NEVER - TEN_YEARS ? shift->until + TEN_YEARS : shift->until;

	while (shift->until < limit) {
		const struct shift next = piece_at(pool, clock, schedule, shift->until);

		if (!is_same(shift, &next))
			return;
		shift->until = next.until;
	}
	shift->until = TIME_NEVER;
}

static void
extend_back(struct pool *pool, struct clock *clock, const struct schedule *schedule, struct shift *shift)
{
	while (shift->from > INT64_MIN) {
		const struct shift before = piece_at(pool, clock, schedule, shift->from - 1);

		if (!is_same(shift, &before))
			return;
		shift->from = before.from;
	}
}

static struct shift
whole_at(struct pool *pool, struct clock *clock, const struct schedule *schedule, int64_t at)
{
	struct shift shift = piece_at(pool, clock, schedule, at);

	extend(pool, clock, schedule, &shift);
	extend_back(pool, clock, schedule, &shift);
	return shift;
}

struct shift
schedule_at(struct pool *pool, const struct schedule *schedule, int64_t at)
{
	struct clock clock = { .zone = schedule->zone };

	return whole_at(pool, &clock, schedule, at);
}

static struct shifts
collect(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until, bool gaps)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct shift));
	struct clock clock = { .zone = schedule->zone };
	struct shift shift;

	if (from >= until)
		return (struct shifts){ 0 };
	shift = whole_at(pool, &clock, schedule, from);
	for (;;) {
		if ((shift.count == 0) == gaps)
			g_array_append_val(found, shift);
		if (shift.until >= until)
			break;
		shift = piece_at(pool, &clock, schedule, shift.until);
		extend(pool, &clock, schedule, &shift);
	}
	return (struct shifts){ pool_memdup(pool, found->len ? found->data : "", found->len * sizeof(struct shift)), found->len };
}

struct shifts
schedule_shifts(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until)
{
	return collect(pool, schedule, from, until, false);
}

struct shifts
schedule_gaps(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until)
{
	return collect(pool, schedule, from, until, true);
}

bool
shift_has(const struct shift *shift, const char *id)
{
	for (size_t i = 0; i < shift->count; i++)
		if (strcmp(shift->people[i].id.s, id) == 0)
			return true;
	return false;
}

size_t
shift_layer(const struct schedule *schedule, const struct shift *shift)
{
	return shift->layer ? (size_t)(shift->layer - REGISTER_ITEMS(schedule->layers, struct layer)) + 1 : 0;
}
