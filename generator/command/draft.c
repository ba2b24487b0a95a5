#include "command/draft.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "read/yaml.h"

const char *
draft_title(struct pool *pool, const char *slug)
{
	char *title = pool_strdup(pool, slug);

	g_strdelimit(title, "-_", ' ');
	title[0] = g_ascii_toupper(title[0]);
	return title;
}

const char *
draft_slug(struct pool *pool, const struct kind *kind, const char *name)
{
	const size_t length = strlen(name) - (g_str_has_suffix(name, ".md") ? strlen(".md") : 0);
	const char *bare = pool_strndup(pool, name, length);

	if (kind->title_from_file && length && strspn(bare, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-") == length)
		return bare;
	return text_slug(pool, bare);
}

const char *
draft_path(struct pool *pool, const struct kind *kind, const char *slug)
{
	return pool_printf(pool, "content/%s%s%s.md", kind->folder, *kind->folder ? "/" : "", slug);
}

/* ---- front matter ---- */

#define NAMES_MAX 6 /* of a register; more would not be read */

/* How a value is written whose type alone says it. */
static const char *
form_of_type(enum field_type type)
{
	switch (type) {
	case FIELD_TEXTS:
		return "[one, another]";
	case FIELD_FLAG:
		return "true | false";
	case FIELD_DATE:
		return "a date, like 2026-03-21";
	case FIELD_TIME:
		return "a time, like 2026-03-21 02:30 UTC";
	case FIELD_DURATION:
		return "a duration, like 1h30m";
	default:
		return NULL;
	}
}

/* A hint behind an empty field: the words or names that it takes, else how it is written, else its type. */
static const char *
hint(const struct draft *draft, const struct kind_field *field)
{
	const char *names = reference_names(draft->site, field->refers, NAMES_MAX, field->type == FIELD_TEXTS ? ", " : " | ");
	const char *form = field->refers == REFERS_NOTHING ? form_of_type(field->type) : NULL;

	if (field->choices) {
		g_autofree char *words = g_strjoinv(" | ", (char **)field->choices);

		return pool_strdup(draft->pool, words);
	}
	if (names)
		return field->type == FIELD_TEXTS ? pool_printf(draft->pool, "some of [%s]", names) : names;
	return form ? form : field->type_name ? field->type_name : "text";
}

static struct draft_field
field_of(const struct draft *draft, const struct kind_field *field)
{
	for (size_t i = 0; i < draft->field_count; i++)
		if (strcmp(draft->fields[i].name, field->name) == 0)
			return draft->fields[i];
	return (struct draft_field){ 0 };
}

static void
append_values(const struct draft *draft, const struct kind_field *field, const char *const *values, GString *text)
{
	const bool is_list = field->type == FIELD_TEXTS;

	g_string_append_printf(text, "%s: %s", field->name, is_list ? "[" : "");
	for (size_t i = 0; values[i] && (is_list || i == 0); i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "", yaml_quoted(draft->pool, values[i]));
	g_string_append(text, is_list ? "]" : "");
}

/* What the kind requires, or a rule: a window has an end. */
static bool
is_required(const struct draft *draft, const struct kind_field *field)
{
	return field->required || (draft->kind->role == ROLE_MAINTENANCE && strcmp(field->name, "ends") == 0);
}

static void
append_field(const struct draft *draft, const struct kind_field *field, GString *text)
{
	const struct draft_field known = field_of(draft, field);
	const char *remark = known.remark;

	if (known.values)
		append_values(draft, field, known.values, text);
	else if (is_required(draft, field))
		g_string_append_printf(text, "%s:   # required: %s", field->name, hint(draft, field));
	else if (remark || !field->common)
		g_string_append_printf(text, "# %s:   # %s", field->name, remark ? remark : hint(draft, field));
	else
		return;
	if (known.values && remark)
		g_string_append_printf(text, "   # %s", remark);
	g_string_append_c(text, '\n');
}

void
draft_front_matter(const struct draft *draft, GString *text)
{
	g_string_append(text, "---\n");
	for (int required = 1; required >= 0; required--)
		for (size_t i = 0; i < draft->kind->field_count; i++)
			if (is_required(draft, &draft->kind->fields[i]) == required)
				append_field(draft, &draft->kind->fields[i], text);
	if (draft->kind->role == ROLE_RUNBOOK)
		g_string_append_printf(text, "reviewed: %s\n", time_format_date(draft->pool, draft->site->config->zone, draft->site->now));
	g_string_append(text, "---\n");
}

/* ---- sections ---- */

static const struct draft_section *
section_of(const struct draft *draft, const struct kind_section *section)
{
	for (size_t i = 0; i < draft->section_count; i++)
		if (strcmp(draft->sections[i].id, section->id) == 0)
			return &draft->sections[i];
	return NULL;
}

void
draft_sections(const struct draft *draft, GString *text)
{
	for (size_t i = 0; i < draft->kind->section_count; i++) {
		const struct kind_section *section = &draft->kind->sections[i];
		const struct draft_section *known = section_of(draft, section);

		if (!known && !section->required && !section->prompt)
			continue;
		g_string_append_printf(text, "\n## %s\n\n", known && known->heading ? known->heading : section->title);
		if (known)
			g_string_append(text, known->text);
		if (!known && section->prompt)
			g_string_append_printf(text, "<!-- %s -->\n", section->prompt);
	}
}
