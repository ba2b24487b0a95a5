#include "command/new.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/rewrite.h"
#include "base/text.h"
#include "base/time.h"
#include "command/draft.h"
#include "command/progress.h"
#include "command/stages.h"

#define KNOWN_MAX 9

/* The fields that the command line, or the time at which it is given, says something of: fields[KNOWN_MAX]. */
static size_t
known_fields(const struct draft *draft, const struct options *options, const char *slug, struct draft_field *fields)
{
	const struct zone *zone = draft->site->config->zone;
	const int64_t now = draft->site->now;
	const struct {
		const char *name, *value;
	} known[KNOWN_MAX] = {
		{ "title", options->title ? options->title : draft_title(draft->pool, slug) },
		{ "service", options->service },
		{ "services", options->service },
		{ "components", options->service },
		{ "severity", options->severity },
		{ "owner", options->owner },
		{ "incident", options->incident },
		{ "started", draft->kind->role == ROLE_INCIDENT ? time_format(draft->pool, zone, now) : NULL },
		{ "date", time_format_date(draft->pool, zone, now) },
	};
	size_t count = 0;

	for (size_t i = 0; i < KNOWN_MAX; i++) {
		const char **values;

		if (!known[i].value)
			continue;
		values = pool_array(draft->pool, const char *, 2);
		values[0] = known[i].value;
		fields[count++] = (struct draft_field){ .name = known[i].name, .values = values };
	}
	return count;
}

static void
append_update(const struct draft *draft, const struct options *options, const char *status, GString *text)
{
	g_string_append_printf(text, "\n## %s — %s\n\n", status, time_format(draft->pool, draft->site->config->zone, draft->site->now));
	if (options->service)
		g_string_append_printf(text, "Affects: %s (degraded performance)\n\n", options->service);
	g_string_append(text, "<!-- What customers notice, in their words, and when the next update comes. -->\n");
}

static void
write_draft(const struct draft *draft, const struct options *options, GString *text)
{
	draft_front_matter(draft, text);
	if (draft->kind->role == ROLE_INCIDENT)
		append_update(draft, options, "Investigating", text);
	else if (draft->kind->role == ROLE_MAINTENANCE)
		append_update(draft, options, "Scheduled", text);
	else
		draft_sections(draft, text);
}

/* A new file, or the reason why not; never over one that is there. */
static int
save(const struct draft *draft, const char *path, const GString *text)
{
	const char *problem;

	if (!file_create(draft->site->directory, path, text->str, text->len, &problem))
		return stages_fail("%s: %s", path, problem);
	return stages_print(pool_printf(draft->pool, "%s\n", path)) ? EXIT_DONE : EXIT_FAILED;
}

static int
unknown_kind(const struct site *site, const char *id)
{
	g_autofree const char **names = g_new(const char *, site->kinds->count);
	g_autoptr(GString) all = g_string_new("there are ");

	for (size_t i = 0; i < site->kinds->count; i++) {
		names[i] = site->kinds->items[i]->id;
		g_string_append_printf(all, "%s%s", i ? ", " : "", names[i]);
	}
	return stages_unknown("kind", id, text_nearest(id, names, site->kinds->count), all->str);
}

/* What the command line names must be there: the file would begin with a finding. */
static bool
names_are_known(const struct draft *draft)
{
	for (size_t i = 0; i < draft->field_count; i++) {
		const struct draft_field *known = &draft->fields[i];
		const struct kind_field *field = kind_field_find(draft->kind, known->name);
		struct reference reference = { .refers = field ? (int)field->refers : REFERS_NOTHING, .text = { .s = known->values[0] } };
		const char *nearest = NULL;

		if (!field || reference_resolves(draft->site, &reference, &nearest))
			continue;
		stages_unknown(reference_name(reference.refers), known->values[0], nearest, NULL);
		return false;
	}
	return true;
}

static int
run(struct pool *pool, const struct options *options)
{
	struct stages stages;
	struct draft_field fields[KNOWN_MAX];
	struct draft draft;
	const char *slug;
	g_autoptr(GString) text = g_string_new(NULL);

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	progress_end(stages.progress);
	draft = (struct draft){ .pool = pool, .site = stages.site, .kind = kind_find(stages.site->kinds, options->arguments[0]), .fields = fields };
	if (!draft.kind)
		return unknown_kind(stages.site, options->arguments[0]);
	slug = draft_slug(pool, draft.kind, options->arguments[1]);
	draft.field_count = known_fields(&draft, options, slug, fields);
	if (!names_are_known(&draft))
		return EXIT_FAILED;
	if (!*slug)
		return stages_fail("\"%s\" gives no name for a file; use letters and digits", options->arguments[1]);
	write_draft(&draft, options, text);
	return save(&draft, draft_path(pool, draft.kind, slug), text);
}

static const char *const taken[] = { "title", "service", "severity", "owner", "incident", NULL };

const struct command command_new = {
	.name = "new",
	.arguments = "KIND SLUG",
	.summary = "a document from the kind's template: its sections, with prompts as comments",
	.description = "KIND is runbook, alert, procedure, postmortem, incident, maintenance, gameday, handoff or page,\n"
	               "or one of site.yaml. The file is made in the kind's folder and its path printed. What the command\n"
	               "line does not say is left for you: required fields are empty, optional ones are comments.",
	.options = taken,
	.values = VALUES_KINDS,
	.least = 2,
	.most = 2,
	.run = run,
};
