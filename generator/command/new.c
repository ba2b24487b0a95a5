#include "command/new.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/rewrite.h"
#include "base/text.h"
#include "base/time.h"
#include "command/progress.h"
#include "command/stages.h"
#include "read/yaml.h"

/* What a new document is made of. */
struct draft {
	struct pool *pool;
	const struct site *site;
	const struct options *options;
	const struct kind *kind;
	const char *slug;
	GString *text;
};

/* "db-pool" → "Db pool": a title to begin with. */
static const char *
title_of(const struct draft *draft)
{
	char *title;

	if (draft->options->title)
		return draft->options->title;
	title = pool_strdup(draft->pool, draft->slug);
	g_strdelimit(title, "-_", ' ');
	title[0] = g_ascii_toupper(title[0]);
	return title;
}

/* What the command line says of a field, or NULL. */
static const char *
given_value(const struct draft *draft, const struct kind_field *field)
{
	const struct options *options = draft->options;
	const struct {
		const char *name, *value;
	} given[] = {
		{ "title", title_of(draft) },
		{ "service", options->service },
		{ "services", options->service },
		{ "components", options->service },
		{ "severity", options->severity },
		{ "owner", options->owner },
		{ "incident", options->incident },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
		if (strcmp(given[i].name, field->name) == 0)
			return given[i].value;
	return NULL;
}

/* Times that a new document can only have from now on. */
static const char *
default_time(const struct draft *draft, const struct kind_field *field)
{
	const struct zone *zone = draft->site->config->zone;

	if (strcmp(field->name, "started") == 0 && draft->kind->role == ROLE_INCIDENT)
		return time_format(draft->pool, zone, draft->site->now);
	if (strcmp(field->name, "date") == 0)
		return time_format_date(draft->pool, zone, draft->site->now);
	return NULL;
}

/* A hint behind an empty field: its type, or the words that it takes. */
static const char *
hint(const struct draft *draft, const struct kind_field *field)
{
	if (field->choices) {
		g_autofree char *words = g_strjoinv(" | ", (char **)field->choices);

		return pool_strdup(draft->pool, words);
	}
	return field->type_name ? field->type_name : "text";
}

static void
append_field(const struct draft *draft, const struct kind_field *field)
{
	const char *value = given_value(draft, field);

	if (!value)
		value = default_time(draft, field);
	if (value && field->type == FIELD_TEXTS)
		g_string_append_printf(draft->text, "%s: [%s]\n", field->name, yaml_quoted(draft->pool, value));
	else if (value)
		g_string_append_printf(draft->text, "%s: %s\n", field->name, yaml_quoted(draft->pool, value));
	else if (field->required)
		g_string_append_printf(draft->text, "%s:   # required: %s\n", field->name, hint(draft, field));
	else if (!field->common)
		g_string_append_printf(draft->text, "# %s:   # %s\n", field->name, hint(draft, field));
}

static void
append_front_matter(const struct draft *draft)
{
	g_string_append(draft->text, "---\n");
	for (int required = 1; required >= 0; required--)
		for (size_t i = 0; i < draft->kind->field_count; i++)
			if (draft->kind->fields[i].required == required)
				append_field(draft, &draft->kind->fields[i]);
	if (draft->kind->role == ROLE_RUNBOOK)
		g_string_append_printf(draft->text, "reviewed: %s\n", time_format_date(draft->pool, draft->site->config->zone, draft->site->now));
	g_string_append(draft->text, "---\n");
}

static void
append_update(const struct draft *draft, const char *status)
{
	g_string_append_printf(draft->text, "\n## %s — %s\n\n", status,
	    time_format(draft->pool, draft->site->config->zone, draft->site->now));
	if (draft->options->service)
		g_string_append_printf(draft->text, "Affects: %s (degraded performance)\n\n", draft->options->service);
	g_string_append(draft->text, "<!-- What customers notice, in their words, and when the next update comes. -->\n");
}

static void
append_sections(const struct draft *draft)
{
	for (size_t i = 0; i < draft->kind->section_count; i++) {
		const struct kind_section *section = &draft->kind->sections[i];

		if (!section->required && !section->prompt)
			continue;
		g_string_append_printf(draft->text, "\n## %s\n\n", section->title);
		if (section->prompt)
			g_string_append_printf(draft->text, "<!-- %s -->\n", section->prompt);
	}
}

static void
write_draft(const struct draft *draft)
{
	append_front_matter(draft);
	if (draft->kind->role == ROLE_INCIDENT)
		append_update(draft, "Investigating");
	else if (draft->kind->role == ROLE_MAINTENANCE)
		append_update(draft, "Scheduled");
	else
		append_sections(draft);
}

static int
save(const struct draft *draft, const char *path)
{
	const char *problem;

	if (!file_create(draft->site->directory, path, draft->text->str, draft->text->len, &problem))
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

/* The file's name: a kind that is named after its file keeps it as it is written. */
static const char *
slug_of(const struct draft *draft, const char *name)
{
	size_t length = strlen(name) - (g_str_has_suffix(name, ".md") ? strlen(".md") : 0);
	const char *bare = pool_strndup(draft->pool, name, length);

	if (draft->kind->title_from_file && length && strspn(bare, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-") == length)
		return bare;
	return text_slug(draft->pool, bare);
}

/* What the command line names must be there: the file would begin with a finding. */
static bool
names_are_known(const struct draft *draft)
{
	for (size_t i = 0; i < draft->kind->field_count; i++) {
		const struct kind_field *field = &draft->kind->fields[i];
		const char *value = given_value(draft, field), *nearest = NULL;
		struct reference reference = { .refers = (int)field->refers, .text = { .s = value } };

		if (!value || reference_resolves(draft->site, &reference, &nearest))
			continue;
		stages_unknown(reference_name(reference.refers), value, nearest, NULL);
		return false;
	}
	return true;
}

static int
run(struct pool *pool, const struct options *options)
{
	struct stages stages;
	struct draft draft;
	const char *folder;
	int status;

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	progress_end(stages.progress);
	draft = (struct draft){ .pool = pool, .site = stages.site, .options = options };
	draft.kind = kind_find(stages.site->kinds, options->arguments[0]);
	if (!draft.kind)
		return unknown_kind(stages.site, options->arguments[0]);
	draft.slug = slug_of(&draft, options->arguments[1]);
	if (!names_are_known(&draft))
		return EXIT_FAILED;
	if (!*draft.slug)
		return stages_fail("\"%s\" gives no name for a file; use letters and digits", options->arguments[1]);
	draft.text = g_string_new(NULL);
	write_draft(&draft);
	folder = draft.kind->folder;
	status = save(&draft, pool_printf(pool, "content/%s%s%s.md", folder, *folder ? "/" : "", draft.slug));
	g_string_free(draft.text, true);
	return status;
}

static const char *const taken[] = { "title", "service", "severity", "owner", "incident", NULL };

const struct command command_new = {
	.name = "new",
	.arguments = "KIND SLUG",
	.summary = "a document from the kind's template: its sections, with prompts as comments",
	.description = "The file is made in the kind's folder and its path printed. What the command line does\n"
	               "not say is left for you: required fields are empty, optional ones are comments.",
	.options = taken,
	.values = VALUES_KINDS,
	.least = 2,
	.most = 2,
	.run = run,
};
