/* A page for each document: its text, and what the register knows of it. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

#define WORDS_A_MINUTE 200
#define LIST_LIMIT 30 /* documents in one list of a page */

/* ---- the text ---- */

json_t *
page_body(struct page *page, const struct document *document)
{
	g_autoptr(GString) out = g_string_sized_new(document->body.html_size + 1024);

	if (!body_render(page->pool, &page->handbook->body, document, 0, ROW_NONE, page->root, out, page->failure))
		page->failed = true;
	return json_text_n(out->str, out->len);
}

static const char *
edit_address(struct pool *pool, const struct config *config, const char *path)
{
	if (!config->edit_url.s)
		return NULL;
	return words_fill(pool, config->edit_url.s, "path", text_escape_path(pool, path), NULL);
}

static void
put_reading(struct page *page, const struct document *document)
{
	const struct view *view = page->handbook->view;
	const long words = (long)document->body.word_count;

	json_put_text(page->view, "words_text", view_count(page->pool, view, "words", words));
	json_put_text(page->view, "reading_text", view_count(page->pool, view, "reading", MAX(1, (words + WORDS_A_MINUTE / 2) / WORDS_A_MINUTE)));
}

static json_t *
neighbour(const struct handbook *handbook, const struct document *document)
{
	return document ? shared(handbook, document) : json_null();
}

/* The documents before and behind one in the order of its kind's index. */
static void
put_neighbours(struct page *page, const struct document *document)
{
	const struct document *previous = document->previous, *next = document->next;

	json_put(page->view, "previous", neighbour(page->handbook, previous));
	json_put(page->view, "next", neighbour(page->handbook, next));
	json_put(page->view, "neighbours", json_boolean(previous || next));
}

static void
put_backlinks(struct page *page, const struct document *document)
{
	json_t *list = json_array();
	size_t built = 0;

	for (size_t i = 0; i < document->backlink_count; i++) {
		if (!document_is_built(page->handbook->site, document->backlinks[i]))
			continue;
		if (built++ < LIST_LIMIT)
			json_array_append_new(list, shared(page->handbook, document->backlinks[i]));
	}
	json_put(page->view, "backlinks", list);
	json_put(page->view, "backlinks_more", built > LIST_LIMIT ? json_integer((json_int_t)(built - LIST_LIMIT)) : NULL);
}

json_t *
texts_json(struct texts texts)
{
	json_t *list = json_array();

	for (size_t i = 0; i < texts.count; i++)
		if (texts.items[i].s)
			json_array_append_new(list, json_text(texts.items[i].s));
	return list;
}

json_t *
people_json(const struct handbook *handbook, struct texts people)
{
	json_t *list = json_array();

	for (size_t i = 0; i < people.count; i++)
		if (people.items[i].s)
			json_array_append_new(list, owner_object(handbook, people.items[i].s));
	return list;
}

/* Documents that a field names; what is not there is left to the checks. */
json_t *
named_documents(const struct handbook *handbook, struct texts names, enum kind_role role)
{
	json_t *list = json_array();

	for (size_t i = 0; i < names.count; i++) {
		const struct document *document = names.items[i].s ? document_find_id(handbook->site, role, names.items[i].s) : NULL;

		if (document && document_is_built(handbook->site, document))
			json_array_append_new(list, shared(handbook, document));
	}
	return list;
}

/* Those of a list that have a role. */
json_t *
of_role(const struct handbook *handbook, const GPtrArray *documents, enum kind_role role, const struct document *except)
{
	json_t *list = json_array();

	for (guint i = 0; documents && i < documents->len && json_array_size(list) < LIST_LIMIT; i++) {
		const struct document *document = documents->pdata[i];

		if (document->kind->role == role && document != except)
			json_array_append_new(list, shared(handbook, document));
	}
	return list;
}

/* ---- reviews ---- */

static void
put_review(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const int64_t reviewed = document->reviewed.stamp.at;
	json_t *review;

	if (reviewed == TIME_NONE && document->kind->role != ROLE_RUNBOOK) {
		json_put(page->view, "review", NULL);
		return;
	}
	review = json_object();
	json_put(review, "at", view_date(page->pool, handbook->view, reviewed));
	json_put_text(review, "ago", reviewed == TIME_NONE ? NULL : view_distance(page->pool, handbook->view, reviewed));
	json_put(review, "due", view_date(page->pool, handbook->view, reviewed == TIME_NONE ? TIME_NONE : reviewed + document->review_every));
	json_put(review, "overdue", json_boolean(is_review_overdue(handbook->site, document)));
	json_put(page->view, "review", review);
}

/* ---- runbooks ---- */

static int64_t
last_exercise(const struct handbook *handbook, const struct document *runbook, const struct document **gameday)
{
	const GPtrArray *documents = relation_get(&handbook->by.of_runbook, runbook);
	int64_t last = TIME_NONE;

	for (guint i = 0; documents && i < documents->len; i++) {
		const struct document *document = documents->pdata[i];
		const int64_t day = day_of(handbook->site, document);

		if (document->kind->role != ROLE_GAMEDAY || day == TIME_NONE || day > handbook->site->now || day <= last)
			continue;
		last = day;
		*gameday = document;
	}
	return last;
}

static void
put_exercise(struct page *page, const struct document *document)
{
	const struct document *gameday = NULL;
	const int64_t last = last_exercise(page->handbook, document, &gameday);
	json_t *exercise = json_object();

	json_put(exercise, "at", view_date(page->pool, page->handbook->view, last));
	json_put(exercise, "document", shared(page->handbook, gameday));
	json_put(page->view, "exercise", exercise);
}

/* The parameters of all commands, each once, in the order of the text. */
static json_t *
parameters_of(const struct document *document)
{
	const struct markdown *body = &document->body;
	json_t *parameters = json_array(), *seen = json_object();

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];
		json_t *parts, *part;
		size_t i;

		if (block->kind != BLOCK_CODE || !is_command_language(markdown_text(body, block->info)))
			continue;
		parts = code_parts(markdown_text(body, block->text));
		json_array_foreach(parts, i, part) {
			json_t *name = json_object_get(part, "parameter");

			if (!json_is_string(name) || json_object_get(seen, json_string_value(name)))
				continue;
			json_object_set(seen, json_string_value(name), name);
			json_array_append(parameters, name);
		}
		json_decref(parts);
	}
	json_decref(seen);
	return parameters;
}

/*
 * A runbook without an escalation of its own, where the kind allows that: the policy stands
 * in for the section, under its heading and in the contents.
 */
static void
put_escalation(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const struct kind_section *section = kind_section_find(document->kind, "escalation");
	const struct escalation *policy = escalation_of_document(handbook->site, document, service_of(handbook->site, document));
	bool inherited = policy && section && section->inherit && !document_section(document, "escalation");
	json_t *contents;

	json_put(page->view, "escalation", policy_object(page->pool, handbook, policy));
	json_put_text(page->view, "escalation_inherited", inherited ? section->title : NULL);
	if (!inherited)
		return;
	contents = body_contents(page->pool, handbook->view, document);
	json_array_append_new(contents, json_pack("{s:s, s:s, s:b}", "text", section->title, "anchor", "escalation-path", "has_below", 0));
	json_put(page->view, "contents", contents);
}

static json_t *
alerts_json(const struct document *document)
{
	json_t *alerts = texts_json(document_texts(document, "alerts"));

	if (!json_array_size(alerts) && document->kind->title_from_file)
		json_array_append_new(alerts, json_text(document->id));
	return alerts;
}

/* What names the runbook in its front matter. */
static void
put_related(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const GPtrArray *named = relation_get(&handbook->by.of_runbook, document);
	json_t *related;

	json_put(page->view, "related", NULL);
	if (!named)
		return;
	related = json_object();
	json_put(related, "postmortems", of_role(handbook, named, ROLE_POSTMORTEM, document));
	json_put(related, "incidents", of_role(handbook, named, ROLE_INCIDENT, document));
	json_put(related, "gamedays", of_role(handbook, named, ROLE_GAMEDAY, document));
	json_put(page->view, "related", related);
}

static void
put_runbook(struct page *page, const struct document *document)
{
	json_put(page->view, "alerts", alerts_json(document));
	json_put(page->view, "parameters", parameters_of(document));
	put_escalation(page, document);
	put_exercise(page, document);
	put_related(page, document);
}

/* ---- game days and handoffs ---- */

static void
put_gameday(struct page *page, const struct document *document)
{
	const struct value *duration = document_value(document, "duration");

	json_put_text(page->view, "scenario", document_text(document, "scenario").s);
	json_put(page->view, "duration", view_duration(page->pool, page->handbook->view, duration ? duration->length.seconds : DURATION_NONE));
	json_put(page->view, "participants", people_json(page->handbook, document_texts(document, "participants")));
	json_put(page->view, "runbooks", named_documents(page->handbook, document_texts(document, "runbooks"), ROLE_RUNBOOK));
}

static void
put_number(struct page *page, const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);

	json_put_text(page->view, name, value && value->number.given ? pool_printf(page->pool, "%g", value->number.n) : NULL);
}

static void
put_handoff(struct page *page, const struct document *document)
{
	const char *schedule = document_text(document, "schedule").s;

	json_put(page->view, "schedule", shared(page->handbook, schedule ? schedule_find(page->handbook->site, schedule) : NULL));
	json_put(page->view, "from", owner_object(page->handbook, document_text(document, "from").s));
	json_put(page->view, "to", owner_object(page->handbook, document_text(document, "to").s));
	put_number(page, document, "pages");
	put_number(page, document, "night_pages");
	put_number(page, document, "false_positives");
}

/* ---- action items ---- */

/* Whether a section holds nothing but lists and tables, so that its items say all of it. */
static bool
is_only_items(const struct document *document, const struct section *section)
{
	const struct markdown *body = &document->body;
	uint32_t row = section->first_row;

	while (row < section->end_row) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind != BLOCK_LIST && block->kind != BLOCK_TABLE)
			return false;
		row = block->end_row;
	}
	return true;
}

/* Whether a document has one section of an id and no more. */
static bool
is_only_section(const struct document *document, const char *id)
{
	size_t count = 0;

	for (size_t i = 0; i < document->section_count && count < 2; i++)
		count += strcmp(document->sections[i].kind->id, id) == 0;
	return count == 1;
}

void
add_section_data(struct pool *pool, const struct body *body, const struct document *document, const struct section *section, json_t *data)
{
	const struct handbook *handbook = body->data;
	const GPtrArray *actions = relation_get(&handbook->by.actions_of, document);
	json_t *list;

	json_put(data, "actions_given", json_false());
	if (strcmp(section->kind->id, "action_items") != 0 || !actions)
		return;
	if (!is_only_section(document, "action_items") || !is_only_items(document, section))
		return;
	list = json_array();
	for (guint i = 0; i < actions->len; i++)
		json_array_append_new(list, action_object(pool, handbook, actions->pdata[i]));
	json_put(data, "actions_given", json_true());
	json_put(data, "actions", list);
	json_put_text(data, "heading_anchor", markdown_text(&document->body, document->body.blocks[section->heading].info));
	json_put_text(data, "heading_text", markdown_text(&document->body, document->body.blocks[section->heading].text));
	json_put(data, "level", json_integer(MIN(document->body.blocks[section->heading].level + body_heading_shift(document), 6u)));
}

/* ---- the page ---- */

static void (*const putters[])(struct page *, const struct document *) = {
	[ROLE_PAGE] = NULL,
	[ROLE_RUNBOOK] = put_runbook,
	[ROLE_POSTMORTEM] = put_postmortem,
	[ROLE_INCIDENT] = put_incident,
	[ROLE_MAINTENANCE] = put_incident,
	[ROLE_GAMEDAY] = put_gameday,
	[ROLE_HANDOFF] = put_handoff,
};

static void
make_document(struct page *page, const void *subject)
{
	const struct document *document = subject;
	const struct handbook *handbook = page->handbook;
	const json_t *kind = g_hash_table_lookup(handbook->objects, document->kind);
	json_t *contents;

	add_breadcrumb(page, document->kind->plural, json_string_value(json_object_get(kind, "path")));
	json_put(page->data, "branch", branch_of(handbook, document));
	json_put(page->view, "document", shared(handbook, document));
	json_put(page->view, "has_tags", json_boolean(document->tags.count));
	json_put_text(page->view, "source", document->path);
	json_put_text(page->view, "edit", edit_address(page->pool, handbook->site->config, document->path));
	put_reading(page, document);
	json_put(page->view, "changed", view_date(page->pool, handbook->view, history_of_file(handbook->site->history, document->path)));
	put_review(page, document);
	put_neighbours(page, document);
	put_backlinks(page, document);
	if (putters[document->kind->role])
		putters[document->kind->role](page, document);
	if (!json_object_get(page->view, "body"))
		json_put(page->view, "body", page_body(page, document));
	contents = json_object_get(page->view, "contents");
	if (!contents) {
		contents = body_contents(page->pool, handbook->view, document);
		json_put(page->view, "contents", contents);
	}
	json_put(page->view, "has_contents", json_boolean(json_array_size(contents) > 1));
}

/* ---- the list of pages ---- */

/* A layout of the kind's own name, else the one of what it is like. */
static const char *
layout_of(const struct handbook *handbook, const struct kind *kind)
{
	static const char *const roles[] = {
		[ROLE_PAGE] = "page",
		[ROLE_RUNBOOK] = "runbook",
		[ROLE_POSTMORTEM] = "postmortem",
		[ROLE_INCIDENT] = "incident",
		[ROLE_MAINTENANCE] = "incident",
		[ROLE_GAMEDAY] = "gameday",
		[ROLE_HANDOFF] = "handoff",
	};
	const char *own = pool_printf(handbook->pool, "handbook/%s", file_name_of(handbook->pool, kind->id));

	return template_set_has(handbook->templates, own) ? own : pool_printf(handbook->pool, "handbook/%s", roles[kind->role]);
}

static void
add_document_job(struct handbook *handbook, const struct document *document, const char *layout)
{
	add_job(handbook, (struct page_job){
	    .path = document->output,
	    .layout = layout,
	    .title = document->title.s,
	    .description = document->description.s,
	    .section = document->kind,
	    .make = make_document,
	    .subject = document,
	    .owner = span_file(document->source),
	});
}

void
add_document_jobs(struct handbook *handbook)
{
	for (size_t i = 0; i < handbook->site->kinds->count; i++) {
		const struct kind *kind = handbook->site->kinds->items[i];
		const GPtrArray *documents = relation_get(&handbook->by.documents, kind);
		const char *layout = layout_of(handbook, kind);

		for (guint k = 0; documents && k < documents->len; k++)
			add_document_job(handbook, documents->pdata[k], layout);
	}
}
