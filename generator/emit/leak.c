#include "emit/leak.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/threads.h"
#include "emit/leak_parts.h"
#include "render/status.h"

#define FOLDER "status/"
#define FRAME "/404.html"

/* Something that was found in the outputs. */
struct spot {
	enum leak_kind kind;
	const char *name;
	const struct output *output; /* the first that has it */
	const struct output *owned;  /* the first of a document */
	bool in_several;             /* of several documents */
	bool in_frame;               /* in a page that shows nothing but the frame */
	bool explained;              /* a source says it */
};

/* Outputs that a thread searches at once. */
#define OUTPUTS 32

struct outputs_to_search {
	struct leak *leak;
	const struct output *list;
};

struct leak {
	struct pool *pool;
	const struct site *site;
	const struct watch *watch;
	struct findings *findings;
	bool has_outputs;
	struct searches *searches;        /* of the outputs */
	GHashTable *by_name;              /* "kind name" → struct spot */
	GPtrArray *spots;                 /* in the order in which they were found */
	GArray *told;                     /* struct span: of the source at hand */
	const struct source *source;
	const struct document *document;  /* or NULL */
};

/* ---- what is said ---- */

static const struct {
	const char *what, *help;
} texts[LEAK_KIND_COUNT] = {
	[LEAK_HANDLE] = { "the handle \"%s\" of a person", "write who acts, not who it is: \"our engineers\"" },
	[LEAK_NAME] = { "the name \"%s\" of a person", "write who acts, not who it is: \"our engineers\"" },
	[LEAK_EMAIL] = { "the e-mail address \"%s\" of a person", "give customers an address of support instead" },
	[LEAK_PHONE] = { "the phone number \"%s\" of a person", "give customers a number of support instead" },
	[LEAK_HANDBOOK] = { "the handbook's address \"%s\"", "take it out: customers can't open it" },
	[LEAK_PAGE] = { "the internal page \"%s\"", "take it out: customers can't open it; what \"runbooks:\" and \"postmortem:\" name stays inside" },
	[LEAK_HOST] = { "the internal host \"%s\"", "say what it does for customers instead" },
	[LEAK_ADDRESS] = { "the private address \"%s\"", "say what stands there instead" },
	[LEAK_CHAT] = { "the chat \"%s\"", "take it out: customers can't open it" },
	[LEAK_TOOL] = { "the tool \"%s\"", "take it out: customers can't open it" },
	[LEAK_COMMENT] = { "the comment \"%s\"", "write {{! this }} in a template instead" },
	[LEAK_DOCUMENTS] = { "the shared documents at \"%s\"", "take it out, or publish what it says" },
};

static const char *
message_of(struct pool *pool, enum leak_kind kind, const char *name)
{
	const char *hole = strstr(texts[kind].what, "%s");

	return pool_printf(pool, "%.*s%s%s", (int)(hole - texts[kind].what), texts[kind].what, name, hole + strlen("%s"));
}

/* ---- the outputs ---- */

static const char *
key_of(struct pool *pool, struct hit hit)
{
	return pool_printf(pool, "%d %s", (int)hit.kind, hit.name);
}

static struct spot *
find_spot(const struct leak *leak, struct hit hit)
{
	g_autofree char *key = g_strdup_printf("%d %s", (int)hit.kind, hit.name);

	return g_hash_table_lookup(leak->by_name, key);
}

static void
note_output(struct leak *leak, const struct output *output, struct hit hit)
{
	struct spot *spot = find_spot(leak, hit);

	if (!spot) {
		spot = pool_new0(leak->pool, struct spot);
		spot->kind = hit.kind;
		spot->name = hit.name;
		spot->output = output;
		g_hash_table_insert(leak->by_name, (void *)key_of(leak->pool, hit), spot);
		g_ptr_array_add(leak->spots, spot);
	}
	if (!output->owner.source) {
		spot->in_frame |= g_str_has_suffix(output->path, FRAME);
		return;
	}
	if (!spot->owned)
		spot->owned = output;
	else if (spot->owned->owner.source != output->owner.source)
		spot->in_several = true;
}

bool
leak_search(struct leak *leak, const struct output *output)
{
	return !g_str_has_prefix(output->path, FOLDER) || searches_add(leak->searches, output) == 0;
}

static void
search_chunk(void *data, size_t chunk, size_t first, size_t end)
{
	struct leak *leak = ((struct outputs_to_search *)data)->leak;
	const struct output *list = ((struct outputs_to_search *)data)->list;

	(void)chunk;
	for (size_t i = first; i < end; i++)
		leak_search(leak, &list[i]);
}

static void
search_outputs(struct leak *leak, struct outputs *outputs)
{
	struct outputs_to_search search = { leak, NULL };
	size_t count;

	search.list = outputs_list(outputs, &count);
	threads_each(leak->site->jobs, count, OUTPUTS, search_chunk, &search);
}

static void
note_finds(struct leak *leak)
{
	size_t count;
	const struct find *finds = searches_list(leak->searches, &count);

	for (size_t i = 0; i < count; i++)
		note_output(leak, finds[i].output, finds[i].hit);
}

/* ---- the sources ---- */

static bool
is_told(const struct leak *leak, size_t start, size_t end)
{
	for (guint i = 0; i < leak->told->len; i++) {
		const struct span *told = &g_array_index(leak->told, struct span, i);

		if (start >= told->start && end <= told->end)
			return true;
	}
	return false;
}

/* Comments are never rendered. */
static bool
is_in_comment(const struct document *document, size_t start)
{
	if (!document)
		return false;
	for (uint32_t row = 0; row < document->body.inline_count; row++) {
		const struct inline_row *comment = &document->body.inlines[row];

		if (comment->kind == INLINE_COMMENT && start >= comment->start && start < comment->end)
			return true;
	}
	return false;
}

static void
tell(struct leak *leak, size_t start, size_t end, const char *what, const char *help)
{
	const struct span span = span_of(leak->source, start, end);

	finding_help(finding_add(leak->findings, RULE_PUBLIC_LEAK, span, "%s would be published", what),
	    "%s (words of public_allow in site.yaml pass)", help);
	g_array_append_val(leak->told, span);
}

static void
note_source(void *data, struct hit hit)
{
	struct leak *leak = data;
	struct spot *spot = find_spot(leak, hit);

	if (leak->has_outputs && !spot)
		return;
	if (is_in_comment(leak->document, hit.start))
		return;
	if (spot)
		spot->explained = true;
	if (!is_told(leak, hit.start, hit.end))
		tell(leak, hit.start, hit.end, message_of(leak->pool, hit.kind, hit.name), texts[hit.kind].help);
}

static void
search_span(struct leak *leak, struct span span)
{
	if (span.source != leak->source) {
		leak->source = span.source;
		g_array_set_size(leak->told, 0);
	}
	if (span.source)
		leak_scan(leak->watch, span.source->bytes, span.start, span.end, note_source, leak);
}

/* ---- links of public documents ---- */

static bool
is_public_postmortem(const struct site *site, const struct document *document)
{
	const struct postmortem *postmortem = postmortem_of(site, document);

	return postmortem && postmortem->incident && status_postmortem(site, postmortem->incident) == postmortem;
}

/* What an inline row leads to that is internal, in words; NULL: nothing. */
static const char *
linked_thing(struct pool *pool, const struct site *site, const struct document *document, uint32_t row)
{
	const struct inline_row *inline_row = &document->body.inlines[row];
	const struct link *link = &document->links[row];
	const struct incident *incident;

	switch (link->kind) {
	case LINK_DOCUMENT:
		incident = incident_of(site, link->document);
		if ((incident && status_publishes(site, incident)) || is_public_postmortem(site, link->document))
			return NULL;
		if (inline_row->kind == INLINE_CODE)
			return pool_printf(pool, "the name \"%s\" of an alert", markdown_text(&document->body, inline_row->target));
		return pool_printf(pool, "a link to the internal page \"%s\"", link->document->path);
	case LINK_FOLDER:
		return pool_printf(pool, "a link to the internal list \"%s\"", link->folder->plural);
	case LINK_TEAM:
		return pool_printf(pool, "a link to the team \"%s\"", ((const struct team *)link->entity)->id.s);
	case LINK_SERVICE:
		return pool_printf(pool, "a link to the service \"%s\"", ((const struct service *)link->entity)->id.s);
	case LINK_PERSON:
		return message_of(pool, LEAK_HANDLE, pool_printf(pool, "@%s", ((const struct person *)link->entity)->id.s));
	default:
		return NULL;
	}
}

/* Whether a word of public_allow is in what is written. */
static bool
is_word_passed(const struct leak *leak, const char *written)
{
	const struct texts *allow = &leak->site->config->public_allow;

	for (size_t i = 0; i < allow->count; i++)
		if (text_find_nocase(written, strlen(written), allow->items[i].s))
			return true;
	return false;
}

static bool
is_passed(const struct leak *leak, const struct inline_row *row)
{
	g_autofree char *written = g_strndup(leak->source->bytes + row->start, row->end - row->start);

	return is_word_passed(leak, written);
}

static void
search_links(struct leak *leak, struct span span)
{
	const struct document *document = leak->document;

	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		const struct inline_row *row = &document->body.inlines[i];
		const char *thing;

		if (row->start < span.start || row->end > span.end)
			continue;
		thing = linked_thing(leak->pool, leak->site, document, i);
		if (!thing || is_passed(leak, row))
			continue;
		tell(leak, row->start, row->end, thing,
		    texts[document->links[i].kind == LINK_PERSON ? LEAK_HANDLE : LEAK_PAGE].help);
	}
}

/* ---- what is published of what ---- */

/* The source from the first of some rows to the one behind the last. */
static struct span
span_of_rows(const struct document *document, uint32_t first, uint32_t end)
{
	const struct markdown *body = &document->body;
	const size_t last = end < body->block_count ? body->blocks[end].start : document->source->size;

	if (first >= end || first >= body->block_count)
		return SPAN_NONE;
	return span_of(document->source, body->blocks[first].start, last);
}

/* Nothing in an update stays inside, whatever its heading says. */
static void
search_notes(struct leak *leak, struct span span)
{
	for (size_t at = span.start; at < span.end;) {
		const struct span note = leak_find_note(leak->source, at, span.end);
		g_autofree char *words = note.source ? g_strndup(leak->source->bytes + note.start, note.end - note.start) : NULL;

		if (!note.source)
			return;
		at = note.end;
		if (!is_in_comment(leak->document, note.start) && !is_word_passed(leak, words))
			tell(leak, note.start, note.end, pool_printf(leak->pool, "what stands below \"%s\"", words),
			    "put it in a comment, <!-- -->, or into the postmortem");
	}
}

static void
search_rows(struct leak *leak, uint32_t first, uint32_t end)
{
	const struct span span = span_of_rows(leak->document, first, end);

	if (!span.source)
		return;
	search_links(leak, span);
	search_notes(leak, span);
	search_span(leak, span);
}

static void
search_incident(struct leak *leak, const struct incident *incident)
{
	leak->document = incident->document;
	leak->source = incident->document->source;
	g_array_set_size(leak->told, 0);
	if (incident->document->title.span.source)
		search_span(leak, incident->document->title.span);
	search_rows(leak, 0, status_lead_end(incident));
	for (size_t i = 0; i < incident->update_count; i++)
		if (status_publishes_update(leak->site, &incident->updates[i]))
			search_rows(leak, incident->updates[i].first_row, incident->updates[i].end_row);
	leak->document = NULL;
}

/* The sections that customers read. */
static void
search_postmortem(struct leak *leak, const struct document *document)
{
	leak->document = document;
	leak->source = document->source;
	g_array_set_size(leak->told, 0);
	for (size_t i = 0; i < STATUS_SECTIONS; i++) {
		size_t count;
		const uint32_t *rows = status_section_rows(leak->pool, document, i, &count);

		for (size_t k = 0; k < count; k++)
			search_rows(leak, rows[k], document->body.blocks[rows[k]].end_row);
	}
	leak->document = NULL;
}

static void
search_documents(struct leak *leak)
{
	for (size_t i = 0; i < leak->site->incident_count; i++) {
		const struct incident *incident = leak->site->incidents[i];
		const struct postmortem *postmortem = status_postmortem(leak->site, incident);

		if (status_publishes(leak->site, incident))
			search_incident(leak, incident);
		if (postmortem)
			search_postmortem(leak, postmortem->document);
	}
}

static void
search_components(struct leak *leak)
{
	const struct list *services = &leak->site->registers->services;

	for (size_t i = 0; i < services->count; i++) {
		const struct component *component = &REGISTER_ITEMS(*services, struct service)[i].component;

		if (!component->span.source)
			continue;
		search_span(leak, component->name.span);
		search_span(leak, component->group.span);
		search_span(leak, component->description.span);
	}
}

static void
search_config(struct leak *leak)
{
	const struct config *config = leak->site->config;

	search_span(leak, config->status.title.s ? config->status.title.span : config->title.span);
	search_span(leak, config->status.description.span);
	search_span(leak, config->status.url.span);
	search_span(leak, config->status.support_url.span);
}

/* What no source says so: the words of one document with markup between them, else a layout or a file of words. */
static void
tell_spot(struct leak *leak, const struct spot *spot)
{
	const bool is_documents = spot->owned && !spot->in_several && !spot->in_frame;
	const char *what = message_of(leak->pool, spot->kind, spot->name);

	if (is_documents)
		finding_help(finding_add(leak->findings, RULE_PUBLIC_LEAK, span_file(spot->owned->owner.source),
		    "%s would be published in %s", what, spot->owned->path),
		    "%s (words of public_allow in site.yaml pass)", texts[spot->kind].help);
	else
		finding_help(finding_add_file(leak->findings, RULE_PUBLIC_LEAK, spot->output->path,
		    "%s would be published in %s", what, spot->output->path),
		    "look for it in layouts/ (words of public_allow in site.yaml pass)");
}

static void
tell_rest(struct leak *leak)
{
	for (guint i = 0; i < leak->spots->len; i++) {
		const struct spot *spot = leak->spots->pdata[i];

		if (!spot->explained)
			tell_spot(leak, spot);
	}
}

static void
release(void *data)
{
	struct leak *leak = data;

	g_array_free(leak->told, true);
	g_ptr_array_free(leak->spots, true);
	g_hash_table_unref(leak->by_name);
}

struct leak *
leak_new(struct pool *pool, const struct site *site)
{
	struct leak *leak = pool_new0(pool, struct leak);

	leak->pool = pool;
	leak->site = site;
	leak->watch = watch_new(pool, site);
	leak->searches = searches_new(pool, leak->watch);
	leak->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	leak->spots = g_ptr_array_new();
	leak->told = g_array_new(false, false, sizeof(struct span));
	return pool_adopt(pool, leak, release);
}

uint64_t
leak_digest(const struct leak *leak)
{
	return watch_digest(leak->watch);
}

void
leak_tell(struct leak *leak, bool has_outputs, struct findings *findings)
{
	leak->findings = findings;
	leak->has_outputs = has_outputs;
	note_finds(leak);
	search_documents(leak);
	search_components(leak);
	search_config(leak);
	tell_rest(leak);
}

void
leak_check(struct pool *pool, const struct site *site, struct outputs *outputs, struct findings *findings)
{
	struct leak *leak = leak_new(pool, site);

	if (outputs)
		search_outputs(leak, outputs);
	leak_tell(leak, outputs != NULL, findings);
}
