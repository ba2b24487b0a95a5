/* Who is on call, in lines for people. */
#include "render/oncall.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

static const char *const day_names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

/* "Mon 2026-03-23 10:00 GMT (10:00 UTC)"; UTC's day where it is another. */
static const char *
time_words(struct pool *pool, const struct zone *zone, int64_t at)
{
	const struct civil here = time_to_civil(zone, at), utc = time_to_civil(zone_utc(), at);
	const char *local = pool_printf(pool, "%s %s", day_names[here.weekday - 1], time_format(pool, zone, at));

	if (g_str_has_suffix(local, " UTC"))
		return local;
	if (here.day == utc.day)
		return pool_printf(pool, "%s (%02d:%02d UTC)", local, utc.hour, utc.minute);
	return pool_printf(pool, "%s (%s %02d:%02d UTC)", local, day_names[utc.weekday - 1], utc.hour, utc.minute);
}

/* "Elena Castro (@elena, +34…)". */
static const char *
member_words(struct pool *pool, const struct member *member)
{
	const struct person *person = member->person;

	if (!person)
		return member->id.s;
	return pool_printf(pool, "%s (%s%s%s%s)", person->name.s, person->slack.s ? "" : "@", person->slack.s ? person->slack.s : person->id.s,
	    person->phone.s ? ", " : "", person->phone.s ? person->phone.s : "");
}

static const char *
people_words(struct pool *pool, const struct member *people, size_t count)
{
	const char *words = "nobody";

	for (size_t i = 0; i < count; i++)
		words = i == 0 ? member_words(pool, &people[i])
		               : pool_printf(pool, "%s%s%s", words, i + 1 == count ? " and " : ", ", member_words(pool, &people[i]));
	return words;
}

static const char *
until_words(struct pool *pool, const struct zone *zone, const struct shift *shift)
{
	return shift->until == TIME_NEVER ? "with no end" : pool_printf(pool, "until %s", time_words(pool, zone, shift->until));
}

static void
append_line(struct pool *pool, GString *out, const char *when, const struct schedule *schedule, const struct shift *shift)
{
	g_string_append_printf(out, "  %-5s %s, %s%s\n", when, people_words(pool, shift->people, shift->count),
	    until_words(pool, schedule->zone, shift), shift->override ? " (override)" : "");
}

static void
append_schedule(struct pool *pool, GString *out, const struct schedule *schedule, int64_t now)
{
	const struct shift shift = schedule_at(pool, schedule, now);

	g_string_append_printf(out, "%s (%s)\n", schedule->name.s, schedule->id.s);
	append_line(pool, out, "now", schedule, &shift);
	if (shift.until != TIME_NEVER) {
		const struct shift next = schedule_at(pool, schedule, shift.until);

		append_line(pool, out, "then", schedule, &next);
	}
}

/* ---- A page's way ---- */

static void
append_skipped(struct pool *pool, GString *out, const struct skipped *skipped)
{
	g_string_append_printf(out, "      skipped: %s, ", member_words(pool, &skipped->member));
	if (skipped->reason == SKIP_LEFT)
		g_string_append(out, "who has left\n");
	else
		g_string_append_printf(out, "in quiet hours until %s\n", time_words(pool, skipped->member.person->zone, skipped->until));
}

static void
append_target(struct pool *pool, GString *out, const struct reached *reached)
{
	const struct escalation_target *target = reached->target;
	const char *people = reached->count == 0 && reached->skipped_count > 0 ? NULL : people_words(pool, reached->people, reached->count);

	if (target->schedule)
		g_string_append_printf(out, "    %s%s%s, %s\n", people ? people : "", people ? " — " : "", target->schedule->name.s,
		    until_words(pool, target->schedule->zone, &reached->shift));
	else if (target->team)
		g_string_append_printf(out, "    %s%sTeam %s\n", people ? people : "", people ? " — " : "", target->team->name.s);
	else if (people)
		g_string_append_printf(out, "    %s\n", target->person ? people : target->text.s);
	else
		g_string_append_printf(out, "    %s\n", target->person->name.s);
	for (size_t i = 0; i < reached->skipped_count; i++)
		append_skipped(pool, out, &reached->skipped[i]);
}

static void
append_level(struct pool *pool, GString *out, const struct site *site, const struct reached_level *level, bool last)
{
	const char *passed = last ? ": reaches nobody\n" : ": reaches nobody, so the next level is called at once\n";

	if (level->after == 0)
		g_string_append(out, "  at once");
	else
		g_string_append_printf(out, "  after %s, at %s", duration_format(pool, level->after), time_words(pool, site->config->zone, level->at));
	for (size_t i = 0; i < level->level->by.count; i++)
		g_string_append_printf(out, "%s%s", i == 0 ? ", by " : i + 1 == level->level->by.count ? " and " : ", ", level->level->by.items[i].s);
	g_string_append(out, level->passed ? passed : "\n");
	for (size_t i = 0; i < level->target_count; i++)
		append_target(pool, out, &level->targets[i]);
}

static void
append_service(struct pool *pool, GString *out, const struct oncall *oncall)
{
	const struct site *site = oncall->site;
	const struct escalation *escalation = escalation_of_service(site, oncall->service);
	struct reached_levels levels;

	g_string_append_printf(out, "%s (%s), paged at %s\n", oncall->service->name.s, oncall->service->id.s, time_words(pool, site->config->zone, site->now));
	if (!escalation) {
		g_string_append(out, "  no escalation policy answers for it\n");
		return;
	}
	levels = escalation_at(pool, escalation, site->now);
	for (size_t i = 0; i < levels.count; i++)
		append_level(pool, out, site, &levels.items[i], i + 1 == levels.count);
	if (escalation->repeat.given && escalation->repeat.n > 0)
		g_string_append_printf(out, "  then again, up to %g more time%s\n", escalation->repeat.n, escalation->repeat.n > 1 ? "s" : "");
}

/* ---- All of it ---- */

static void
append_person(struct pool *pool, GString *out, const struct oncall *oncall)
{
	size_t found = 0;

	for (size_t i = 0; i < oncall->schedule_count; i++) {
		const struct shift shift = schedule_at(pool, oncall->schedules[i], oncall->site->now);

		if (!shift_has(&shift, oncall->person->id.s))
			continue;
		append_schedule(pool, out, oncall->schedules[i], oncall->site->now);
		found++;
	}
	if (found == 0)
		g_string_append_printf(out, "%s is not on call; '--until' shows the shifts to come\n", oncall->person->name.s);
}

static void
append_shifts(struct pool *pool, GString *out, const struct oncall *oncall)
{
	size_t count;
	const struct scheduled *rows = oncall_shifts(pool, oncall, &count);

	for (size_t i = 0; i < count; i++) {
		const struct zone *zone = rows[i].schedule->zone;

		g_string_append_printf(out, "%s – %s  %s: %s%s\n", time_words(pool, zone, rows[i].shift.from),
		    rows[i].shift.until == TIME_NEVER ? "no end" : time_words(pool, zone, rows[i].shift.until), rows[i].schedule->id.s,
		    people_words(pool, rows[i].shift.people, rows[i].shift.count), rows[i].shift.override ? " (override)" : "");
	}
}

const char *
oncall_text(struct pool *pool, const struct oncall *oncall)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (oncall->until != TIME_NONE)
		append_shifts(pool, out, oncall);
	else if (oncall->service)
		append_service(pool, out, oncall);
	else if (oncall->person)
		append_person(pool, out, oncall);
	else
		for (size_t i = 0; i < oncall->schedule_count; i++)
			append_schedule(pool, out, oncall->schedules[i], oncall->site->now);
	return pool_strdup(pool, out->str);
}
