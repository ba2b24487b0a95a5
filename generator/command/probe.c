#include "command/probe.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "command/probe_parts.h"

/* ---- which ---- */

static bool
find_service(const struct probing *probing)
{
	const struct list services = probing->stages.site->registers->services;
	const char **names = pool_array(probing->pool, const char *, services.count + 1);

	if (!probing->options->service || service_find(probing->stages.site->registers, probing->options->service))
		return true;
	for (size_t i = 0; i < services.count; i++)
		names[i] = REGISTER_ITEMS(services, struct service)[i].id.s;
	stages_unknown("service", probing->options->service, text_nearest(probing->options->service, names, services.count), NULL);
	return false;
}

static void
gather(struct probing *probing)
{
	const struct list services = probing->stages.site->registers->services;
	size_t most = 0;

	for (size_t i = 0; i < services.count; i++)
		most += REGISTER_ITEMS(services, struct service)[i].probes.count;
	probing->answers = pool_array(probing->pool, struct probe_answer, most);
	probing->services = pool_array(probing->pool, const struct service *, most);
	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];

		if (probing->options->service && strcmp(probing->options->service, service->id.s) != 0)
			continue;
		for (size_t k = 0; k < service->probes.count; k++) {
			probing->services[probing->count] = service;
			probing->answers[probing->count++].probe = &REGISTER_ITEMS(service->probes, struct probe)[k];
		}
	}
}

const struct probe_line *
line_before(const struct probing *probing, size_t i)
{
	const struct service_log *log = probelog_of(probing->stages.site->probelog, probing->services[i]);

	return probe_track_last(service_log_track(log, probing->answers[i].probe->id, probing->location));
}

/* ---- one time ---- */

/* Where several were asked and not one could even be looked for, it is not they who are away; nor is a single one
 * where this machine has no network. */
static bool
is_cut_off(const struct probing *probing)
{
	size_t asked = 0;

	for (size_t i = 0; i < probing->count; i++) {
		if (probing->answers[i].refused)
			continue;
		if (!probing->answers[i].unheard)
			return false;
		asked++;
	}
	return asked > 1 || (asked == 1 && !probe_has_network());
}

/* Everything that was answered is kept, also where something else goes wrong. */
static int
take_answers(struct probing *probing)
{
	const bool keeps = !probing->options->dry_run;
	bool fine = !keeps || journal_append(probing);

	for (size_t i = 0; i < probing->count; i++)
		fine &= !probing->answers[i].refused;
	fine &= say_answers(probing);
	if (keeps)
		fine &= journal_compact(probing);
	if (probing->options->open_incident)
		fine &= draft_incidents(probing);
	return fine ? EXIT_DONE : EXIT_FAILED;
}

static int
ask(struct probing *probing, struct loop *loop)
{
	const struct probes_options options = { .network = &probing->stages.site->config->network, .offline = probing->options->offline,
		.now = probing->stages.site->now, .wait = loop ? loop_wait : NULL, .data = loop };
	const char *problem = NULL;

	switch (probes_ask(probing->pool, &options, probing->answers, probing->count, &problem)) {
	case PROBES_FAILED:
		return stages_fail("probe: %s", problem);
	case PROBES_STOPPED:
		return EXIT_DONE;
	default:
		break;
	}
	if (is_cut_off(probing))
		return stages_fail("probe: %s: is there a network? Nothing was recorded", probing->count == 1 ? probing->answers[0].message : "not one of the services could be looked for");
	return take_answers(probing);
}

static int
ask_once(const struct options *options, const char *location, struct loop *loop, bool again)
{
	struct pool *pool = pool_new();
	struct probing probing = { .pool = pool, .options = options, .location = location, .again = again };
	int status = EXIT_FAILED;

	if (stages_load(&probing.stages, pool, options) && find_service(&probing)) {
		const bool whole = say_wrong_entries(&probing);

		gather(&probing);
		if (!probing.count && !again)
			stages_say(&probing.stages, "there is nothing to ask: no service that is meant has probes\n");
		status = probing.count ? ask(&probing, loop) : EXIT_DONE;
		status = whole ? status : EXIT_FAILED;
	}
	pool_free(pool);
	return status;
}

/* ---- again and again ---- */

/* What goes wrong once may be well the next time: it is said, and goes on. */
static int
ask_forever(struct pool *pool, const struct options *options, const char *location, int64_t every)
{
	struct loop *loop = loop_new(pool, every);
	bool again = false;

	if (!loop)
		return EXIT_FAILED;
	do {
		ask_once(options, location, loop, again);
		again = true;
	} while (loop_next(loop));
	return EXIT_DONE;
}

static bool
read_every(const char *text, int64_t *every)
{
	const char *problem = NULL;

	*every = 0;
	if (!text)
		return true;
	if (duration_read(text, strlen(text), every, &problem) && *every > 0)
		return true;
	stages_fail("--every: \"%s\" is no duration: %s", text, problem ? problem : "at least 1s");
	return false;
}

static bool
read_location(const struct options *options, const char **location)
{
	const char *variable = g_getenv("SITREP_LOCATION");

	*location = options->location ? options->location : variable ? variable : "";
	if (probe_location_is_valid(*location))
		return true;
	stages_fail("the location \"%s\" has a name that can't be: use at most %d letters, digits, \".\", \"_\" and \"-\"", *location, PROBELOG_LOCATION_MAX);
	return false;
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *location;
	int64_t every;

	if (!read_every(options->every, &every) || !read_location(options, &location))
		return EXIT_FAILED;
	if (options->offline)
		return stages_fail("probe: this needs the network, and --offline forbids it");
	return every ? ask_forever(pool, options, location, every) : ask_once(options, location, NULL, false);
}

static const char *const taken[] = { "every", "service", "location", "open-incident", "dry-run", "offline", NULL };

const struct command command_probe = {
	.name = "probe",
	.summary = "ask whether the services answer as they should, and keep the answers in history/",
	.description = "Each probe of the registers is tried three times before it is down. What has changed since the\n"
	               "last time is printed, and a line for each is added to history/SERVICE/YYYY-MM.jsonl. That a\n"
	               "service is down is no failure of this command: its status is 0; 2 where something could not\n"
	               "be asked or kept. With --every it goes on until SIGTERM or SIGINT; the site is read anew\n"
	               "each time, and what is missed while the machine sleeps is not made up for.\n"
	               "JSON, a line each time: {\"at\", \"location\", \"probes\": [{\"service\", \"probe\", \"state\",\n"
	               "\"why\", \"message\", \"ms\", \"status\", \"certificate\", \"tries\", \"before\", \"changed\"}]}.",
	.options = taken,
	.formats = "text json",
	.probelog = true,
	.run = run,
};
