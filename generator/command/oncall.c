#include "command/oncall.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "command/progress.h"
#include "command/stages.h"
#include "render/oncall.h"

/* False, with the nearest name, where there is none. */
static bool
is_known(const struct stages *stages, enum refers refers, const char *name)
{
	const char *nearest = NULL;
	struct reference reference = { .refers = refers, .text = { .s = name } };

	if (!name || reference_resolves(stages->site, &reference, &nearest))
		return true;
	stages_unknown(reference_name(refers), name, nearest, NULL);
	return false;
}

static void
add_schedule(GPtrArray *schedules, const struct schedule *schedule)
{
	if (schedule && !g_ptr_array_find(schedules, schedule, NULL))
		g_ptr_array_add(schedules, (void *)schedule);
}

/* The schedules that a page for a service can reach. */
static void
add_reached(GPtrArray *schedules, const struct escalation *escalation)
{
	for (size_t i = 0; escalation && i < escalation->levels.count; i++) {
		const struct escalation_level *level = &REGISTER_ITEMS(escalation->levels, struct escalation_level)[i];

		for (size_t k = 0; k < level->target_count; k++)
			add_schedule(schedules, level->targets[k].schedule);
	}
}

static void
select_schedules(struct pool *pool, const struct options *options, struct oncall *oncall)
{
	const struct site *site = oncall->site;
	g_autoptr(GPtrArray) schedules = g_ptr_array_new();

	if (options->schedule)
		add_schedule(schedules, schedule_find(site, options->schedule));
	else if (oncall->service)
		add_reached(schedules, escalation_of_service(site, oncall->service));
	else
		for (size_t i = 0; i < site->schedules.count; i++)
			add_schedule(schedules, &REGISTER_ITEMS(site->schedules, struct schedule)[i]);
	oncall->schedule_count = schedules->len;
	oncall->schedules = pool_memdup(pool, schedules->len ? (void *)schedules->pdata : "", schedules->len * sizeof(void *));
}

static bool
read_until(const struct stages *stages, struct oncall *oncall)
{
	const char *text = stages->options->until, *problem = "";
	struct stamp stamp;

	oncall->until = TIME_NONE;
	if (!text)
		return true;
	if (!stamp_read(text, strlen(text), stages->site->config->zone, &stamp, &problem)) {
		stages_fail("--until: \"%s\" is no time: %s", text, problem);
		return false;
	}
	if (stamp.at <= stages->site->now) {
		stages_fail("--until: \"%s\" is not after now, which is %s", text, time_format_iso(stages->pool, stages->site->now));
		return false;
	}
	oncall->until = stamp.at;
	return true;
}

/* False: the reason was printed. */
static bool
read_question(struct stages *stages, struct oncall *oncall)
{
	const struct options *options = stages->options;

	*oncall = (struct oncall){ .site = stages->site, .several = !options->schedule };
	if (!is_known(stages, REFERS_SERVICE, options->service) || !is_known(stages, REFERS_SCHEDULE, options->schedule) ||
	    !is_known(stages, REFERS_PERSON, options->person) || !read_until(stages, oncall))
		return false;
	oncall->service = options->service ? service_find(stages->site->registers, options->service) : NULL;
	oncall->person = options->person ? person_find(stages->site->registers, options->person) : NULL;
	select_schedules(stages->pool, options, oncall);
	return true;
}

static int
run(struct pool *pool, const struct options *options)
{
	const bool json = options->format && strcmp(options->format, "json") == 0;
	struct stages stages;
	struct oncall oncall;

	if (!!options->service + !!options->schedule + !!options->person > 1)
		return stages_fail("oncall: --service, --schedule and --person are three questions; ask one");
	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	progress_end(stages.progress);
	if (!read_question(&stages, &oncall))
		return EXIT_FAILED;
	return stages_print(json ? oncall_json(pool, &oncall) : oncall_text(pool, &oncall)) ? EXIT_DONE : EXIT_FAILED;
}

static const char *const taken[] = { "service", "schedule", "person", "until", NULL };

const struct command command_oncall = {
	.name = "oncall",
	.summary = "who is on call now, and whom a page reaches after how many minutes",
	.description = "Without options, all schedules: who is on call, until when, and who then. --service follows a\n"
	               "page: level by level, with who is skipped and why. --until gives shifts instead, from now to a\n"
	               "time. \"Now\" is --at.\n"
	               "\n"
	               "JSON (times in UTC, null where there is none):\n"
	               "  --service   {\"at\", \"service\", \"escalation\", \"levels\": [{\"after_minutes\", \"at\", \"by\": [], \"notify\":\n"
	               "              [{\"target\", \"people\": [], \"skipped\": [{\"person\", \"reason\"}]}]}]}\n"
	               "  --schedule  {\"at\", \"schedule\", \"people\": [], \"from\", \"until\"}\n"
	               "  --person    {\"at\", \"person\", \"schedules\": [{\"schedule\", \"people\": [], \"from\", \"until\"}]}\n"
	               "  (none)      {\"at\", \"schedules\": [{\"schedule\", \"people\": [], \"from\", \"until\"}]}\n"
	               "  --until     {\"shifts\": [{\"schedule\", \"from\", \"until\", \"people\": [], \"override\": false}]}",
	.options = taken,
	.formats = "text json",
	.run = run,
};
