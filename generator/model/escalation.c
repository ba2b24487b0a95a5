#include "model/escalation.h"

#include "base/pool.h"
#include "base/time.h"
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

static const struct field level_fields[] = {
	{ .name = "after", .type = FIELD_DURATION, .offset = offsetof(struct escalation_level, after), .flags = FIELD_REQUIRED },
	{ .name = "notify", .type = FIELD_TEXTS, .offset = offsetof(struct escalation_level, notify),
	    .flags = FIELD_REQUIRED, .refers = REFERS_TARGET },
	{ .name = "by", .type = FIELD_TEXTS, .offset = offsetof(struct escalation_level, by) },
	{ 0 },
};
static const struct schema level_schema = { "a level", level_fields, sizeof(struct escalation_level),
	offsetof(struct escalation_level, span), false };

static const struct field escalation_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .offset = offsetof(struct escalation, name) },
	{ .name = "levels", .type = FIELD_STRUCTS, .offset = offsetof(struct escalation, levels), .of = &level_schema },
	{ .name = "repeat", .type = FIELD_NUMBER, .offset = offsetof(struct escalation, repeat) },
	{ 0 },
};
static const struct schema escalation_schema = { "an escalation", escalation_fields, sizeof(struct escalation),
	offsetof(struct escalation, span), false };

static void
check_repeat(const struct schema_context *context, struct number *repeat)
{
	if (!repeat->given || (repeat->n >= 0 && repeat->n <= 100 && repeat->n == (int)repeat->n))
		return;
	finding_add(
	    context->findings, RULE_FRONT_BAD_VALUE, repeat->span, "\"repeat\" must be a whole number from 0 to 100");
	repeat->given = false;
	repeat->n = 0;
}

/* ---- Targets ---- */

static const struct schedule *
find_schedule(struct list schedules, const char *id)
{
	for (size_t i = 0; i < schedules.count; i++)
		if (strcmp(REGISTER_ITEMS(schedules, struct schedule)[i].id.s, id) == 0)
			return &REGISTER_ITEMS(schedules, struct schedule)[i];
	return NULL;
}

static struct member
member_of(const struct person *person)
{
	return (struct member){ person->id, person, person_leaves(person) };
}

static void
set_person(struct pool *pool, struct escalation_target *target, const struct person *person)
{
	const struct member member = member_of(person);

	target->person = person;
	target->members = pool_memdup(pool, &member, sizeof member);
	target->member_count = 1;
}

static void
set_team(struct pool *pool, struct escalation_target *target, const struct registers *registers, const struct team *team)
{
	const struct person *lead = team->lead.s ? person_find(registers, team->lead.s) : NULL;
	const struct person *people = registers->people.items;
	struct member *members = pool_array(pool, struct member, registers->people.count + 1);

	target->team = team;
	target->led = lead != NULL;
	if (lead)
		members[target->member_count++] = member_of(lead);
	for (size_t i = 0; i < registers->people.count; i++)
		if (&people[i] != lead && people[i].team.s && strcmp(people[i].team.s, team->id.s) == 0)
			members[target->member_count++] = member_of(&people[i]);
	target->members = members;
}

static struct escalation_target
target_of(struct pool *pool, const struct registers *registers, struct list schedules, struct text text)
{
	struct escalation_target target = { .text = text };
	const char *slash = text.s ? strchr(text.s, '/') : NULL;
	const struct person *person = NULL;
	const struct team *team = NULL;

	if (!slash)
		return target;
	if (g_str_has_prefix(text.s, "schedule/"))
		target.schedule = find_schedule(schedules, slash + 1);
	else if (g_str_has_prefix(text.s, "person/"))
		person = person_find(registers, slash + 1);
	else if (g_str_has_prefix(text.s, "team/"))
		team = team_find(registers, slash + 1);
	if (person)
		set_person(pool, &target, person);
	if (team)
		set_team(pool, &target, registers, team);
	return target;
}

static void
set_targets(struct pool *pool, const struct registers *registers, struct list schedules, struct escalation *escalation)
{
	struct escalation_level *levels = escalation->levels.items;

	for (size_t i = 0; i < escalation->levels.count; i++) {
		const struct texts notify = levels[i].notify;
		struct escalation_target *targets = pool_array(pool, struct escalation_target, notify.count);

		for (size_t k = 0; k < notify.count; k++)
			targets[k] = target_of(pool, registers, schedules, notify.items[k]);
		levels[i].targets = targets;
		levels[i].target_count = notify.count;
	}
}

struct list
escalations_read(struct pool *pool, struct findings *findings, struct references *references,
    const struct config *config, const struct registers *registers, struct list schedules)
{
	const struct schema_context context = { pool, findings, references, config->zone };
	const struct raw_entry *entries = registers->escalations.items;
	struct escalation *items = pool_array(pool, struct escalation, registers->escalations.count);
	size_t count = 0;

	for (size_t i = 0; i < registers->escalations.count; i++) {
		struct escalation *escalation = &items[count];

		if (!schema_read(
			&context, entries[i].yaml, entries[i].node, entries[i].key, &escalation_schema, escalation))
			continue;
		escalation->id = entries[i].id;
		if (!escalation->name.s)
			escalation->name = escalation->id;
		check_repeat(&context, &escalation->repeat);
		set_targets(pool, registers, schedules, escalation);
		count++;
	}
	return (struct list){ items, count };
}

/* ---- Who is reached ---- */

/* Sorts members into those who are reached and those who are skipped; both arrays have room for all. */
static void
sort_members(const struct member *members, size_t count, int64_t at, struct reached *reached, struct member *people, struct skipped *skipped)
{
	for (size_t i = 0; i < count; i++) {
		int64_t until = TIME_NONE;

		if (members[i].leaves <= at)
			skipped[reached->skipped_count++] = (struct skipped){ members[i], SKIP_LEFT, TIME_NONE };
		else if (members[i].person && person_is_quiet(members[i].person, at, &until))
			skipped[reached->skipped_count++] = (struct skipped){ members[i], SKIP_QUIET, until };
		else
			people[reached->count++] = members[i];
	}
}

static struct reached
reach(struct pool *pool, const struct escalation_target *target, int64_t at)
{
	struct reached reached = { .target = target };
	const struct member *members = target->members;
	size_t count = target->member_count;
	struct member *people;
	struct skipped *skipped;

	if (target->schedule) {
		reached.shift = schedule_at(pool, target->schedule, at);
		members = reached.shift.people;
		count = reached.shift.count;
	}
	reached.people = people = pool_array(pool, struct member, count);
	reached.skipped = skipped = pool_array(pool, struct skipped, count);
	if (target->led) {
		sort_members(members, 1, at, &reached, people, skipped);
		if (reached.count > 0)
			return reached;
		members++;
		count--;
	}
	sort_members(members, count, at, &reached, people, skipped);
	return reached;
}

struct reached_level
escalation_level_at(struct pool *pool, const struct escalation_level *level, int64_t at)
{
	struct reached *targets = pool_array(pool, struct reached, level->target_count);
	struct reached_level reached = { level, at, 0, true, targets, level->target_count };

	for (size_t i = 0; i < level->target_count; i++) {
		targets[i] = reach(pool, &level->targets[i], at);
		reached.passed &= targets[i].count == 0;
	}
	return reached;
}

/* A delay that can't be read, or does not rise, is none: that is a finding of its own. */
static int64_t
delay_between(const struct escalation_level *before, const struct escalation_level *level)
{
	const int64_t from = before ? before->after.seconds : 0;

	if (level->after.seconds == DURATION_NONE || from == DURATION_NONE)
		return 0;
	return MAX(level->after.seconds - from, 0);
}

struct reached_levels
escalation_at(struct pool *pool, const struct escalation *escalation, int64_t at)
{
	const struct escalation_level *levels = escalation->levels.items;
	struct reached_level *reached = pool_array(pool, struct reached_level, escalation->levels.count);
	int64_t after = 0;

	for (size_t i = 0; i < escalation->levels.count; i++) {
		if (i == 0 || !reached[i - 1].passed)
			after += delay_between(i > 0 ? &levels[i - 1] : NULL, &levels[i]);
		reached[i] = escalation_level_at(pool, &levels[i], at + after);
		reached[i].after = after;
	}
	return (struct reached_levels){ reached, escalation->levels.count };
}
