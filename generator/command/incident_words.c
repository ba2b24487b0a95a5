/* What an update says: the author's words, else the site's template, else the built-in one. */
#include "command/incident_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

/* ---- what placeholders stand for ---- */

static bool
is_affected_anew(const struct run *run, const struct service *service)
{
	for (size_t i = 0; i < run->amendment.affect_count; i++)
		if (run->amendment.affects[i].service == service)
			return true;
	return false;
}

/* Those of the incident and those that are affected from now on, in the order in which they are named. */
static const char *
components_text(const struct run *run)
{
	const size_t known = run->incident ? run->incident->component_count : 0;
	const char **names = pool_array(run->pool, const char *, known + run->amendment.affect_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < known; i++)
		if (!is_affected_anew(run, run->incident->components[i]))
			names[count++] = run->incident->components[i]->component.name.s;
	for (size_t i = 0; i < run->amendment.affect_count; i++)
		names[count++] = run->amendment.affects[i].service->component.name.s;
	return count ? view_list(run->pool, run->view, names, count) : NULL;
}

static const char *
clock_text(const struct run *run, int64_t at)
{
	const struct data *time = view_time(run->pool, run->view, at);

	return pool_printf(run->pool, "%s %s", data_string(data_get(time, "clock")), data_string(data_get(time, "zone")));
}

static void
find_values(const struct run *run, const char *values[WORDING_COUNT])
{
	const int64_t at = run->amendment.at, every = run->severity ? run->severity->update_every.seconds : DURATION_NONE;
	const int64_t started = run->incident ? run->incident->started : at;

	values[WORDING_COMPONENTS] = components_text(run);
	values[WORDING_TITLE] = run->title;
	if (run->severity)
		values[WORDING_SEVERITY] = run->severity->name.s ? run->severity->name.s : run->severity->id.s;
	if (every != DURATION_NONE) {
		values[WORDING_UPDATE_EVERY] = view_length(run->pool, run->view, every);
		values[WORDING_NEXT_UPDATE] = clock_text(run, at + every);
	}
	if (started != TIME_NONE && started <= at) {
		values[WORDING_STARTED] = data_string(data_get(view_time(run->pool, run->view, started), "text"));
		values[WORDING_DURATION] = view_length(run->pool, run->view, at - started);
	}
}

/* ---- templates ---- */

static int
lacks(const struct run *run, const char *whose, enum wording_name missing)
{
	static const char *const ways[WORDING_COUNT] = {
		[WORDING_COMPONENTS] = "say what is affected with --affects ID=STATE",
		[WORDING_UPDATE_EVERY] = "name a severity that has update_every with --severity",
		[WORDING_NEXT_UPDATE] = "name a severity that has update_every with --severity",
		[WORDING_SEVERITY] = "name one with --severity",
		[WORDING_STARTED] = "set \"started\" in the document",
		[WORDING_DURATION] = "set \"started\" in the document",
	};

	return stages_fail("%s for \"%s\" needs {%s}, and nothing says it: %s, or write the update with -m", whose,
	    update_status_id(run->amendment.status), wording_name(missing), ways[missing]);
}

/* Whether more updates are to come. */
static bool
goes_on(enum update_status status)
{
	return status == STATUS_INVESTIGATING || status == STATUS_IDENTIFIED || status == STATUS_MONITORING;
}

/* The built-in one, in the language of the page, with the next update where its time is known. */
static const char *
built_in(const struct run *run, const char *const values[WORDING_COUNT])
{
	const char *id = update_status_id(run->amendment.status);
	const char *form = view_word(run->view, pool_printf(run->pool, "update_templates.%s", id));

	if (goes_on(run->amendment.status) && values[WORDING_UPDATE_EVERY])
		return pool_printf(run->pool, "%s %s", form, view_word(run->view, "update_templates.promise"));
	return form;
}

bool
find_words(struct run *run)
{
	const struct text own = run->stages.site->wording->of[run->amendment.status];
	const char *values[WORDING_COUNT] = { NULL };
	enum wording_name missing;

	if (run->given && !run->given[strspn(run->given, " \t\r\n")])
		return stages_fail("the update says nothing; write what customers notice") == EXIT_DONE;
	if (run->amendment.status == STATUS_POSTMORTEM && !run->given && !own.s)
		return stages_fail("there is no template for \"postmortem\": write the update with -m") == EXIT_DONE;
	find_values(run, values);
	run->amendment.words = run->given ? run->given : wording_fill(run->pool, own.s ? own.s : built_in(run, values), values, &missing);
	if (!run->amendment.words)
		lacks(run, own.s ? "the template of site.yaml" : "the built-in template", missing);
	return run->amendment.words != NULL;
}
