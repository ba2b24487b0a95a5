#include "command/actions.h"

#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/source.h"
#include "base/text.h"
#include "command/progress.h"
#include "command/stages.h"
#include "render/actions.h"

static bool
is_owner(const struct action *action, const char *owner)
{
	const char *name = *owner == '@' ? owner + 1 : owner;

	if (action->person)
		return text_equal_nocase(action->person->id.s, name);
	if (action->team)
		return text_equal_nocase(action->team->id.s, name);
	return action->owner.s && text_equal_nocase(action->owner.s, name);
}

static bool
is_wanted(const struct options *options, const struct site *site, const struct action *action)
{
	int days;

	if (options->open && action->done)
		return false;
	if (options->overdue && !action_is_overdue(action, site->config, site->now, &days))
		return false;
	return !options->owner || is_owner(action, options->owner);
}

/* A name that is nobody's is a slip, and no reason to say that nothing is to be done. */
static bool
is_known_owner(const struct stages *stages)
{
	const char *owner = stages->options->owner, *nearest = NULL;
	struct reference reference = { .refers = REFERS_OWNER, .text = { .s = owner } };

	if (!owner || reference_resolves(stages->site, &reference, &nearest))
		return true;
	stages_unknown(reference_name(REFERS_OWNER), owner, nearest, NULL);
	return false;
}

static void
append_line(struct pool *pool, GString *text, const struct site *site, const struct action *action)
{
	const char *due = action->due == TIME_NONE ? "no date" : time_format_date(pool, site->config->zone, action->due);
	int days = 0;
	bool overdue = action_is_overdue(action, site->config, site->now, &days);

	g_string_append_printf(text, "%s:%zu: [%c] %s (%s%s, %s", action->document->path,
	    source_place(action->span.source, action->span.start).line, action->done ? 'x' : ' ', action->text,
	    action->person ? "@" : "",
	    action->person ? action->person->id.s : action->team ? action->team->id.s : action->owner.s ? action->owner.s : "nobody", due);
	if (overdue)
		g_string_append_printf(text, ", %d day%s overdue", days, days == 1 ? "" : "s");
	g_string_append(text, ")\n");
}

static const char *
as_text(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < count; i++)
		append_line(pool, text, site, actions[i]);
	return pool_strdup(pool, text->str);
}

static const struct {
	const char *name;
	const char *(*render)(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count);
} formats[] = {
	{ "text", as_text },
	{ "json", actions_json },
	{ "csv", actions_csv },
};

static int
run(struct pool *pool, const struct options *options)
{
	const struct action **wanted;
	struct stages stages;
	size_t count = 0;

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	progress_end(stages.progress);
	if (!is_known_owner(&stages))
		return EXIT_FAILED;
	wanted = pool_array(pool, const struct action *, stages.site->action_count);
	for (size_t i = 0; i < stages.site->action_count; i++)
		if (is_wanted(options, stages.site, &stages.site->actions[i]))
			wanted[count++] = &stages.site->actions[i];
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		if (strcmp(formats[i].name, options->format ? options->format : "text") == 0)
			return stages_print(formats[i].render(pool, stages.site, wanted, count)) ? EXIT_DONE : EXIT_FAILED;
	g_assert_not_reached();
}

static const char *const taken[] = { "open", "overdue", "owner", NULL };

const struct command command_actions = {
	.name = "actions",
	.summary = "action items across all postmortems and game days",
	.description = "JSON: {\"actions\": [{\"document\", \"line\", \"text\", \"owner\", \"due\", \"done\", \"overdue_days\",\n"
	               "\"ticket\", \"type\", \"priority\"}]}, null where unknown.",
	.options = taken,
	.formats = "text json csv",
	.run = run,
};
