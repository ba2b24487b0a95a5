#include "model/schedule.h"

#include "base/pool.h"
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

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

static bool
read_turn(
    const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct turn *turn)
{
	const struct field people = { .name = "people", .type = FIELD_TEXTS, .refers = REFERS_PERSON };

	turn->span = yaml_span(yaml, node);
	if (node->kind == YAML_EMPTY) {
		bad_value(context, turn->span, "a turn of \"people\" is empty");
		return false;
	}
	return schema_read_value(context, yaml, node, &people, &turn->people) && turn->people.count > 0;
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
static void
check_time(const struct schema_context *context, struct text *text, const char *name, bool recurs)
{
	const char *problem = "";
	struct finding *finding;
	struct stamp stamp;

	if (!text->s)
		return;
	if (!stamp_read(text->s, strlen(text->s), context->zone, &stamp, &problem)) {
		finding = finding_add(
		    context->findings, RULE_FRONT_BAD_VALUE, text->span, "\"%s\" is no time: %s", name, problem);
		finding_help(finding, "write \"2026-01-05T09:00\"");
	} else if (stamp.zoned && recurs) {
		finding = finding_add(context->findings, RULE_SCHEDULE_BAD_ZONE, text->span,
		    "\"%s\" recurs, so it is a time of the schedule's own zone", name);
		finding_help(finding, "take the zone out of it and say \"timezone\" once for the schedule");
	} else {
		return;
	}
	text->s = NULL;
}

static bool
is_clock(const char *s)
{
	bool digits = strlen(s) == 5 && s[2] == ':' && g_ascii_isdigit(s[0]) && g_ascii_isdigit(s[1]) &&
		      g_ascii_isdigit(s[3]) && g_ascii_isdigit(s[4]);

	return digits && (strncmp(s, "24:00", 5) <= 0) && s[3] < '6';
}

static void
check_clock(const struct schema_context *context, struct text *text, const char *name)
{
	if (!text->s || is_clock(text->s))
		return;
	finding_help(
	    finding_add(context->findings, RULE_FRONT_BAD_VALUE, text->span, "\"%s\" must be a time of the day", name),
	    "write \"09:00\"");
	text->s = NULL;
}

/* The length of a day's name at s, or 0. */
static size_t
day_length(const char *s)
{
	static const char *const days[] = {
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(days); i++)
		if (g_ascii_strncasecmp(s, days[i], strlen(days[i])) == 0 && !g_ascii_isalpha(s[strlen(days[i])]))
			return strlen(days[i]);
	return 0;
}

/* "mon-fri", "sat, sun", "mon-thu,sun". */
static bool
is_days(const char *s)
{
	for (;;) {
		size_t length = day_length(s);

		if (length == 0)
			return false;
		s += length;
		if (*s == '-' && day_length(s + 1) > 0)
			s += 1 + day_length(s + 1);
		if (*s == '\0')
			return true;
		if (*s != ',' && *s != ' ')
			return false;
		s += strspn(s, ", ");
	}
}

static void
check_hours(const struct schema_context *context, struct hours *hours)
{
	if (hours->days.s && !is_days(hours->days.s)) {
		finding_help(bad_value(context, hours->days.span, "\"days\" must be days of the week"),
		    "write mon-fri, or \"mon, wed, sat-sun\"");
		hours->days.s = NULL;
	}
	check_clock(context, &hours->from, "from");
	check_clock(context, &hours->to, "to");
}

/* Layers, overrides, schedules */

static void
finish_layer(const struct schema_context *context, const struct yaml *yaml, struct raw_layer *raw)
{
	struct length *every = &raw->layer.every;

	if (raw->people)
		raw->layer.turns = read_turns(context, yaml, raw->people);
	check_time(context, &raw->layer.start, "start", true);
	if (every->seconds == 0) {
		finding_help(
		    bad_value(context, every->span, "\"every\" must be longer than nothing"), "write 1w, 1d or 12h");
		every->seconds = DURATION_NONE;
	}
	if (raw->layer.hours.span.source)
		check_hours(context, &raw->layer.hours);
}

static struct list
finish_layers(const struct schema_context *context, const struct yaml *yaml, struct list list)
{
	struct raw_layer *raw = list.items;
	struct layer *layers = pool_array(context->pool, struct layer, list.count);

	for (size_t i = 0; i < list.count; i++) {
		finish_layer(context, yaml, &raw[i]);
		layers[i] = raw[i].layer;
	}
	return (struct list){ layers, list.count };
}

static void
finish_schedule(const struct schema_context *context, const struct raw_entry *entry, struct schedule *schedule)
{
	struct override *overrides = schedule->overrides.items;

	schedule->id = entry->id;
	if (!schedule->name.s)
		schedule->name = entry->id;
	if (!schedule->timezone.s)
		schedule->timezone = (struct text){ zone_name(context->zone), entry->key };
	schedule->layers = finish_layers(context, entry->yaml, schedule->layers);
	for (size_t i = 0; i < schedule->overrides.count; i++) {
		check_time(context, &overrides[i].from, "from", false);
		check_time(context, &overrides[i].to, "to", false);
	}
}

struct list
schedules_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config,
    const struct registers *registers)
{
	const struct schema_context context = { pool, findings, references, config->zone };
	const struct raw_entry *entries = registers->schedules.items;
	struct schedule *items = pool_array(pool, struct schedule, registers->schedules.count);
	size_t count = 0;

	for (size_t i = 0; i < registers->schedules.count; i++) {
		if (!schema_read(
			&context, entries[i].yaml, entries[i].node, entries[i].key, &schedule_schema, &items[count]))
			continue;
		finish_schedule(&context, &entries[i], &items[count]);
		count++;
	}
	return (struct list){ items, count };
}
