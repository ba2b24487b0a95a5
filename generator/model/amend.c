#include "model/amend_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

/* Some bytes of a document and what is to stand there instead; start == end: between two. */
struct edit {
	size_t start, end;
	const char *text;
	bool is_update;
	size_t lead; /* an update: how much of text is before its heading */
};

/* One for each field that can be set, and the update. */
#define EDITS_MAX 4

/* ---- what an update says ---- */

/* A name that can be told from what is around it; else the id, which always can. */
static const char *
name_of(const struct service *service)
{
	const char *name = service->component.name.s;

	for (const char *p = name ? name : ""; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr(" -./", *p) && !((unsigned char)*p & 0x80))
			return service->id.s;
	return name && *name ? name : service->id.s;
}

static void
append_affects(GString *out, const struct amendment *amendment, const char *eol)
{
	for (size_t i = 0; i < amendment->affect_count; i++)
		g_string_append_printf(out, "%s%s (%s)", i ? ", " : "Affects: ", name_of(amendment->affects[i].service),
		    state_words(amendment->affects[i].state));
	if (amendment->affect_count)
		g_string_append_printf(out, "%s%s", eol, eol);
}

/* Without blanks around them, and with the document's ends of lines. */
static void
append_words(GString *out, const char *words, const char *eol)
{
	size_t length = strlen(words);

	while (length && g_ascii_isspace(words[length - 1]))
		length--;
	for (size_t line = strspn(words, " \t\r\n"); line < length;) {
		const size_t end = line + MIN(strcspn(words + line, "\r\n"), length - line);

		g_string_append_len(out, words + line, (gssize)(end - line));
		g_string_append(out, eol);
		line = end + (end < length && words[end] == '\r' && words[end + 1] == '\n' ? 2 : 1);
	}
}

/* What a heading can say of an instant. */
static int64_t
to_minute(int64_t at)
{
	return at - (at % 60 + 60) % 60;
}

/* The update, its last line ended. */
static const char *
write_update(struct pool *pool, const struct config *config, const struct form *form, const struct amendment *amendment)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_string_append_printf(out, "%s%s%s", form_heading(pool, config, form, amendment->status, to_minute(amendment->at)), form->eol, form->eol);
	append_affects(out, amendment, form->eol);
	append_words(out, amendment->words, form->eol);
	while (g_str_has_suffix(out->str, form->eol))
		g_string_truncate(out, out->len - strlen(form->eol));
	g_string_append(out, form->eol);
	return pool_strndup(pool, out->str, out->len);
}

const char *
amend_text(struct pool *pool, const struct config *config, const struct amendment *amendment)
{
	const struct form form = form_find(pool, NULL);

	return write_update(pool, config, &form, amendment);
}

/* ---- where it comes ---- */

static bool
ends_line(char byte)
{
	return byte == '\n' || byte == '\r';
}

static size_t
line_start(const struct document *document, size_t at)
{
	const char *bytes = document->source->bytes;

	while (at > document->frontmatter.body && !ends_line(bytes[at - 1]))
		at--;
	return MAX(at, document->frontmatter.body);
}

/* Whether the body's text has an empty line before a place, or begins there. */
static bool
is_after_gap(const struct document *document, size_t at)
{
	const char *bytes = document->source->bytes;
	const size_t start = document->frontmatter.body;

	if (at <= start)
		return true;
	if (!ends_line(bytes[at - 1]))
		return false;
	at -= at - start >= 2 && bytes[at - 1] == '\n' && bytes[at - 2] == '\r' ? 2 : 1;
	while (at > start && strchr(" \t", bytes[at - 1]) && bytes[at - 1])
		at--;
	return at == start || ends_line(bytes[at - 1]);
}

/* Where the newest update of an incident belongs: above the first one as written, or below the last. */
static size_t
place_of(const struct incident *incident)
{
	const struct document *document = incident->document;
	uint32_t first = ROW_NONE, end = 0;

	for (size_t i = 0; i < incident->update_count; i++) {
		first = MIN(first, incident->updates[i].heading);
		end = MAX(end, incident->updates[i].end_row);
	}
	if (incident->newest_first)
		return line_start(document, document->body.blocks[first].start);
	if (incident->update_count && end < document->body.block_count && document->body.blocks[end].kind != BLOCK_FOOTNOTE)
		return line_start(document, document->body.blocks[end].start);
	return document->source->size;
}

/* The update with the empty lines that part it from what is around it. */
static struct edit
edit_update(struct pool *pool, const struct incident *incident, const struct form *form, const char *update)
{
	const struct document *document = incident->document;
	const size_t place = place_of(incident), body = document->frontmatter.body, length = strlen(update);
	const bool is_first = place == body && !document->frontmatter.present;
	const bool open_line = !is_first && !ends_line(document->source->bytes[place - 1]);
	const bool gap = is_first || (place > body && is_after_gap(document, place));
	const char *before = pool_printf(pool, "%s%s", open_line ? form->eol : "", gap ? "" : form->eol);
	struct edit edit = { .start = place, .end = place, .is_update = true, .lead = strlen(before) };

	if (place < document->source->size)
		edit.text = pool_printf(pool, "%s%s%s", before, update, form->eol);
	else /* a last line without an end stays the way of this file */
		edit.text = pool_printf(pool, "%s%.*s", before, (int)(length - (open_line ? strlen(form->eol) : 0)), update);
	return edit;
}

/* ---- fields ---- */

static const struct yaml_node *
value_of(const struct document *document, const char *name)
{
	return yaml_get(&document->yaml, yaml_root(&document->yaml), name);
}

/* A field that is there: what stands for its value, or the place behind the colon. */
static bool
edit_value(struct pool *pool, const struct document *document, const char *name, const char *text, struct edit *edit)
{
	const char *bytes = document->source->bytes;
	const struct yaml_node *key = yaml_get_key(&document->yaml, yaml_root(&document->yaml), name), *value = value_of(document, name);
	size_t colon = key->end;

	if (value->kind == YAML_SCALAR && !memchr(bytes + value->start, '\n', value->end - value->start) &&
	    !memchr(bytes + value->start, '\r', value->end - value->start) && bytes[value->start] != '|' && bytes[value->start] != '>') {
		*edit = (struct edit){ .start = value->start, .end = value->end, .text = text };
		return true;
	}
	while (colon < document->frontmatter.end && bytes[colon] == ' ')
		colon++;
	if (value->kind != YAML_EMPTY || value->start < value->end || bytes[colon] != ':')
		return false;
	*edit = (struct edit){ .start = colon + 1, .end = colon + 1, .text = pool_printf(pool, " %s", text) };
	return true;
}

static bool
edit_field(struct pool *pool, const struct document *document, const char *name, const char *value, const char *eol, struct edit *edit)
{
	const struct yaml_node *root = yaml_root(&document->yaml);
	const char *text = yaml_scalar(pool, value);
	const size_t end = document->frontmatter.end;

	if (!document->frontmatter.present || document->front_lost || !root || root->kind != YAML_MAPPING)
		return false;
	if (value_of(document, name))
		return edit_value(pool, document, name, text, edit);
	if (document->source->bytes[root->start] == '{')
		return false;
	*edit = (struct edit){ .start = end, .end = end, .text = pool_printf(pool, "%s: %s%s", name, text, eol) };
	return true;
}

/* ---- the whole ---- */

/* Adds an edit behind those that come before it or at the same place. */
static void
add_edit(struct edit *edits, size_t *count, struct edit edit)
{
	size_t at = (*count)++;

	for (; at > 0 && edits[at - 1].start > edit.start; at--)
		edits[at] = edits[at - 1];
	edits[at] = edit;
}

static bool
add_fields(struct pool *pool, const struct document *document, const struct amendment *amendment, const char *eol, struct edit *edits, size_t *count, const char **problem)
{
	const struct {
		const char *name, *value;
	} fields[] = { { "title", amendment->title }, { "severity", amendment->severity }, { "postmortem", amendment->postmortem } };
	struct edit edit;

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (!fields[i].value)
			continue;
		if (!edit_field(pool, document, fields[i].name, fields[i].value, eol, &edit)) {
			*problem = pool_printf(pool, "its front matter is written in a way that is left alone; set \"%s: %s\" there",
			    fields[i].name, yaml_scalar(pool, fields[i].value));
			return false;
		}
		add_edit(edits, count, edit);
	}
	return true;
}

static void
apply(struct pool *pool, const struct source *source, const struct edit *edits, size_t count, struct amended *amended)
{
	g_autoptr(GString) out = g_string_new(NULL);
	size_t done = 0;

	*amended = (struct amended){ 0 };
	for (size_t i = 0; i < count; i++) {
		g_string_append_len(out, source->bytes + done, (gssize)(edits[i].start - done));
		if (edits[i].is_update)
			amended->start = out->len + edits[i].lead;
		g_string_append(out, edits[i].text);
		if (edits[i].is_update)
			amended->end = out->len;
		done = edits[i].end;
	}
	g_string_append_len(out, source->bytes + done, (gssize)(source->size - done));
	amended->size = out->len;
	amended->bytes = pool_memdup(pool, out->str, out->len + 1);
}

bool
incident_amend(struct pool *pool, const struct config *config, const struct incident *incident, const struct amendment *amendment, struct amended *amended, const char **problem)
{
	const struct document *document = incident->document;
	const struct form form = form_find(pool, incident);
	struct edit edits[EDITS_MAX];
	size_t count = 0;

	if (!add_fields(pool, document, amendment, form.eol, edits, &count, problem))
		return false;
	if (amendment->status != STATUS_NONE)
		add_edit(edits, &count, edit_update(pool, incident, &form, write_update(pool, config, &form, amendment)));
	apply(pool, document->source, edits, count, amended);
	return true;
}

/* ---- read again ---- */

static bool
is_same_update(const struct update *a, const struct update *b)
{
	return a->at == b->at && a->status == b->status && a->affect_count == b->affect_count &&
	       g_strcmp0(a->status_text.s, b->status_text.s) == 0 && g_strcmp0(a->time_text.s, b->time_text.s) == 0;
}

/* Registers may have been read again as well. */
static bool
is_same_service(const struct service *a, const struct service *b)
{
	return a && b && strcmp(a->id.s, b->id.s) == 0;
}

static bool
says_affects(const struct update *update, const struct amendment *amendment)
{
	for (size_t i = 0; i < amendment->affect_count; i++) {
		const struct amend_affect *wanted = &amendment->affects[i];

		if (i >= update->affect_count || !is_same_service(update->affects[i].service, wanted->service) || !update->affects[i].state_known ||
		    update->affects[i].state != wanted->state)
			return false;
	}
	return true;
}

/* The update that is new: the last of those with a time. */
static bool
is_meant(const struct update *update, const struct amendment *amendment)
{
	return update->status == amendment->status && update->at == to_minute(amendment->at) && says_affects(update, amendment);
}

bool
amended_well(const struct incident *before, const struct incident *after, const struct amendment *amendment)
{
	const size_t old_count = before ? before->update_count : 0, added = amendment->status != STATUS_NONE;
	size_t old = 0;

	if (after->update_count != old_count + added)
		return false;
	for (size_t i = 0; i < after->update_count; i++) {
		if (old < old_count && is_same_update(&before->updates[old], &after->updates[i]))
			old++;
		else if (i != old || !added || !is_meant(&after->updates[i], amendment))
			return false;
	}
	return old == old_count;
}
