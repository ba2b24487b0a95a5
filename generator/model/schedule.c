#include "model/schedule.h"

#include "base/pool.h"
#include "base/walltime.h"
#include "model/schedule_parts.h"
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
#define EVERY_DAY 0x7fu

struct reader {
	struct schema_context context;
	const struct registers *registers;
};

/* "people" is a list of people and of lists of people. */
struct raw_layer {
	struct layer layer;
	const struct yaml_node *people;
};

static const struct field hours_fields[] = {
	{ .name = "days", .type = FIELD_TEXT, .offset = offsetof(struct hours, days) },
	{ .name = "from", .type = FIELD_TEXT, .offset = offsetof(struct hours, from), .flags = FIELD_REQUIRED },
	{ .name = "to", .type = FIELD_TEXT, .offset = offsetof(struct hours, to), .flags = FIELD_REQUIRED },
	{ 0 },
};
static const struct schema hours_schema = { "hours", hours_fields, sizeof(struct hours),
	offsetof(struct hours, span), false };

static const struct field layer_fields[] = {
	{ .name = "people", .type = FIELD_NODE, .offset = offsetof(struct raw_layer, people),
	    .flags = FIELD_REQUIRED },
	{ .name = "start", .type = FIELD_TEXT, .offset = offsetof(struct layer, start), .flags = FIELD_REQUIRED },
	{ .name = "every", .type = FIELD_DURATION, .offset = offsetof(struct layer, every), .flags = FIELD_REQUIRED },
	{ .name = "hours", .type = FIELD_STRUCT, .offset = offsetof(struct layer, hours), .of = &hours_schema },
	{ 0 },
};
static const struct schema layer_schema = { "a layer", layer_fields, sizeof(struct raw_layer),
	offsetof(struct layer, span), false };

static const struct field override_fields[] = {
	{ .name = "person", .type = FIELD_TEXT, .offset = offsetof(struct override, person),
	    .flags = FIELD_REQUIRED, .refers = REFERS_PERSON },
	{ .name = "from", .type = FIELD_TEXT, .offset = offsetof(struct override, from), .flags = FIELD_REQUIRED },
	{ .name = "to", .type = FIELD_TEXT, .offset = offsetof(struct override, to), .flags = FIELD_REQUIRED },
	{ 0 },
};
static const struct schema override_schema = { "an override", override_fields, sizeof(struct override),
	offsetof(struct override, span), false };

static const struct field schedule_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .offset = offsetof(struct schedule, name) },
	{ .name = "timezone", .type = FIELD_ZONE, .offset = offsetof(struct schedule, timezone) },
	{ .name = "layers", .type = FIELD_STRUCTS, .offset = offsetof(struct schedule, layers), .of = &layer_schema },
	{ .name = "overrides", .type = FIELD_STRUCTS, .offset = offsetof(struct schedule, overrides), .of = &override_schema },
	{ 0 },
};
static const struct schema schedule_schema = { "a schedule", schedule_fields, sizeof(struct schedule),
	offsetof(struct schedule, span), false };

static struct finding *
bad_value(const struct schema_context *context, struct span span, const char *message)
{
	return finding_add(context->findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

/* Turns */

static struct member
member_of(const struct registers *registers, struct text name)
{
	struct member member = { .id = name, .leaves = TIME_NEVER };

	member.id.s += *name.s == '@';
	member.person = person_find(registers, member.id.s);
	if (member.person)
		member.leaves = person_leaves(member.person);
	return member;
}

static void
set_members(struct pool *pool, const struct registers *registers, struct turn *turn)
{
	struct member *members = pool_array(pool, struct member, turn->people.count);

	for (size_t i = 0; i < turn->people.count; i++)
		if (turn->people.items[i].s)
			members[turn->member_count++] = member_of(registers, turn->people.items[i]);
	turn->members = members;
}

static bool
is_same_turn(const struct turn *a, const struct turn *b)
{
	if (a->member_count != b->member_count)
		return false;
	for (size_t i = 0; i < a->member_count; i++)
		if (strcmp(a->members[i].id.s, b->members[i].id.s) != 0)
			return false;
	return true;
}

/* How long somebody stays where turns follow each other that are the same people's. */
static void
count_runs(struct list turns)
{
	struct turn *items = turns.items;

	for (size_t i = 0; i < turns.count; i++) {
		size_t ahead = 1, back = 0;

		while (ahead < turns.count && is_same_turn(&items[i], &items[(i + ahead) % turns.count]))
			ahead++;
		while (back < turns.count && is_same_turn(&items[i], &items[(i + turns.count - back - 1) % turns.count]))
			back++;
		items[i].ahead = ahead == turns.count ? SIZE_MAX : ahead;
		items[i].back = back;
	}
}

static bool
read_turn(
    const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct turn *turn)
{
	const struct field people = { .name = "people", .type = FIELD_TEXTS, .refers = REFERS_PERSON };

	turn->span = yaml_span(yaml, node);
	if (node->kind != YAML_EMPTY) {
		if (!schema_read_value(context, yaml, node, &people, &turn->people))
			return false;
		if (turn->people.count > 0)
			return true;
	}
	bad_value(context, turn->span, "a turn of \"people\" is empty");
	return false;
}

static struct list
read_turns(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node)
{
	bool many = node->kind == YAML_SEQUENCE;
	size_t count = 0;
	struct turn *turns;

	if (node->kind == YAML_MAPPING) {
		bad_value(context, yaml_span(yaml, node), "\"people\" must be a list");
		return (struct list){ 0 };
	}
	for (const struct yaml_node *n = yaml_first(yaml, node); many && n; n = yaml_next(yaml, n))
		count++;
	if (many && count == 0)
		bad_value(context, yaml_span(yaml, node), "\"people\" is empty: a layer must have somebody");
	turns = pool_array(context->pool, struct turn, many ? count : 1);
	count = 0;
	for (const struct yaml_node *n = many ? yaml_first(yaml, node) : node; n; n = many ? yaml_next(yaml, n) : NULL)
		count += read_turn(context, yaml, n, &turns[count]);
	return (struct list){ turns, count };
}

/* Times */

/* A time of the schedule's own clock; with a zone in it only where it does not recur. */
static bool
read_time(const struct schema_context *context, struct text *text, const char *name, bool recurs, struct stamp *stamp)
{
	const char *problem = "";
	struct finding *finding;

	if (!text->s)
		return false;
	if (!stamp_read(text->s, strlen(text->s), zone_utc(), stamp, &problem)) {
		finding = finding_add(
		    context->findings, RULE_FRONT_BAD_VALUE, text->span, "\"%s\" is no time: %s", name, problem);
		finding_help(finding, "write \"2026-01-05T09:00\"");
	} else if (stamp->zoned && recurs) {
		finding = finding_add(context->findings, RULE_SCHEDULE_BAD_ZONE, text->span,
		    "\"%s\" recurs, so it is a time of the schedule's own zone", name);
		finding_help(finding, "take the zone out of it and say \"timezone\" once for the schedule");
	} else {
		return true;
	}
	text->s = NULL;
	return false;
}

static bool
is_clock(const char *s)
{
	bool digits = strlen(s) == 5 && s[2] == ':' && g_ascii_isdigit(s[0]) && g_ascii_isdigit(s[1]) &&
		      g_ascii_isdigit(s[3]) && g_ascii_isdigit(s[4]);

	return digits && (strncmp(s, "24:00", 5) <= 0) && s[3] < '6';
}

/* "09:00 Europe/London", "17:00 ET": a time of the day, and a zone of its own. */
static bool
has_zone(struct pool *pool, const char *s)
{
	struct wall_time wall;

	return wall_time_read(pool, s, strlen(s), &wall) && wall.has_clock && !wall.why && wall.zoned;
}

/* Seconds of the day; -1: it can't be read. */
static int64_t
read_clock(const struct schema_context *context, struct text *text, const char *name)
{
	struct finding *finding;

	if (!text->s)
		return -1;
	if (is_clock(text->s))
		return ((text->s[0] - '0') * 10 + text->s[1] - '0') * HOUR + ((text->s[3] - '0') * 10 + text->s[4] - '0') * INT64_C(60);
	if (has_zone(context->pool, text->s)) {
		finding = finding_add(context->findings, RULE_SCHEDULE_BAD_ZONE, text->span,
		    "\"%s\" is a time of the schedule's own zone, and can't have another", name);
		finding_help(finding, "hours begin and end in one zone, the schedule's \"timezone\"; for two zones, write two schedules or convert the time");
	} else {
		finding = bad_value(context, text->span, pool_printf(context->pool, "\"%s\" must be a time of the day", name));
		finding_help(finding, "write \"09:00\"");
	}
	text->s = NULL;
	return -1;
}

static const char *const day_names[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
};

/* Takes a day's name at *s; 0 Monday … 6 Sunday, -1 none. */
static int
take_day(const char **s)
{
	for (size_t i = 0; i < G_N_ELEMENTS(day_names); i++) {
		const size_t length = strlen(day_names[i]);

		if (g_ascii_strncasecmp(*s, day_names[i], length) != 0 || g_ascii_isalpha((*s)[length]))
			continue;
		*s += length;
		return (int)i % 7;
	}
	return -1;
}

/* "mon-fri", "sat, sun", "fri-mon,wed": a bit a day; 0: they can't be read. */
static unsigned
read_days(const char *s)
{
	unsigned days = 0;

	for (;;) {
		int first = take_day(&s), last;
		const char *dash = s + 1;

		if (first < 0)
			return 0;
		if (*s == '-' && (last = take_day(&dash)) >= 0)
			s = dash;
		else
			last = first;
		for (int day = first;; day = (day + 1) % 7) {
			days |= 1u << day;
			if (day == last)
				break;
		}
		if (*s == '\0')
			return days;
		if (*s != ',' && *s != ' ')
			return 0;
		s += strspn(s, ", ");
	}
}

/* False: something in them can't be read. */
static bool
read_hours(const struct schema_context *context, struct layer *layer)
{
	struct hours *hours = &layer->hours;

	layer->days = hours->days.s ? read_days(hours->days.s) : EVERY_DAY;
	if (layer->days == 0) {
		finding_help(bad_value(context, hours->days.span, "\"days\" must be days of the week"),
		    "write mon-fri, or \"mon, wed, sat-sun\"");
		hours->days.s = NULL;
	}
	layer->opens = read_clock(context, &hours->from, "from");
	layer->closes = read_clock(context, &hours->to, "to");
	if (layer->days == 0 || layer->opens < 0 || layer->closes < 0)
		return false;
	layer->closes += layer->closes <= layer->opens ? DAY : 0;
	layer->windowed = layer->days != EVERY_DAY || layer->closes - layer->opens < DAY;
	return true;
}

/* Whole days; or hours that divide a week, so that a shift keeps to its hours of the day. */
static bool
check_every(const struct schema_context *context, struct length *every)
{
	if (every->seconds == DURATION_NONE)
		return false;
	if (every->seconds > 0 && (every->seconds % DAY == 0 || (every->seconds % HOUR == 0 && WEEK % every->seconds == 0)))
		return true;
	finding_help(bad_value(context, every->span,
	                 every->seconds == 0 ? "\"every\" must be longer than nothing"
	                                     : "\"every\" must be whole days or weeks, or hours that divide a week evenly"),
	    "write 1w, 2w, 1d or 12h");
	every->seconds = DURATION_NONE;
	return false;
}

/* Layers, overrides, schedules */

static void
finish_layer(const struct reader *reader, const struct yaml *yaml, struct raw_layer *raw)
{
	const struct schema_context *context = &reader->context;
	struct layer *layer = &raw->layer;
	struct turn *turns;
	struct stamp start;
	bool usable;

	if (raw->people)
		layer->turns = read_turns(context, yaml, raw->people);
	turns = layer->turns.items;
	for (size_t i = 0; i < layer->turns.count; i++)
		set_members(context->pool, reader->registers, &turns[i]);
	count_runs(layer->turns);
	usable = check_every(context, &layer->every) && layer->turns.count > 0;
	if (read_time(context, &layer->start, "start", true, &start))
		layer->first = start.at;
	else
		usable = false;
	if (layer->hours.span.source && !read_hours(context, layer))
		usable = false;
	layer->usable = usable;
}

static struct list
finish_layers(const struct reader *reader, const struct yaml *yaml, const struct zone *zone, struct list list)
{
	struct raw_layer *raw = list.items;
	struct layer *layers = pool_array(reader->context.pool, struct layer, list.count);

	for (size_t i = 0; i < list.count; i++) {
		finish_layer(reader, yaml, &raw[i]);
		layers[i] = raw[i].layer;
		layers[i].begins = wall_instant(zone, layers[i].first, false);
	}
	return (struct list){ layers, list.count };
}

static int64_t
read_end(const struct reader *reader, const struct schedule *schedule, struct text *text, const char *name, bool last)
{
	struct stamp stamp;

	if (!read_time(&reader->context, text, name, false, &stamp))
		return TIME_NONE;
	return stamp.zoned ? stamp.at : wall_instant(schedule->zone, stamp.at, last);
}

static void
finish_override(const struct reader *reader, const struct schedule *schedule, struct override *override)
{
	override->begins = read_end(reader, schedule, &override->from, "from", false);
	override->ends = read_end(reader, schedule, &override->to, "to", true);
	if (override->person.s) {
		const struct member member = member_of(reader->registers, override->person);

		override->member = pool_memdup(reader->context.pool, &member, sizeof member);
	}
}

static void
finish_schedule(const struct reader *reader, const struct raw_entry *entry, struct schedule *schedule)
{
	struct override *overrides = schedule->overrides.items;

	schedule->id = entry->id;
	if (!schedule->name.s)
		schedule->name = entry->id;
	if (!schedule->timezone.s)
		schedule->timezone = (struct text){ zone_name(reader->context.zone), entry->key };
	schedule->zone = zone_find(reader->context.pool, schedule->timezone.s);
	schedule->layers = finish_layers(reader, entry->yaml, schedule->zone, schedule->layers);
	for (size_t i = 0; i < schedule->overrides.count; i++)
		finish_override(reader, schedule, &overrides[i]);
	settle_overrides(reader->context.pool, schedule);
}

struct list
schedules_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config,
    const struct registers *registers)
{
	const struct reader reader = { { pool, findings, references, config->zone }, registers };
	const struct raw_entry *entries = registers->schedules.items;
	struct schedule *items = pool_array(pool, struct schedule, registers->schedules.count);
	size_t count = 0;

	for (size_t i = 0; i < registers->schedules.count; i++) {
		if (!schema_read(
			&reader.context, entries[i].yaml, entries[i].node, entries[i].key, &schedule_schema, &items[count]))
			continue;
		finish_schedule(&reader, &entries[i], &items[count]);
		count++;
	}
	return (struct list){ items, count };
}
