/* A page for each document: its text, and what the register knows of it. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "model/review.h"
#include "render/commands.h"

#define WORDS_A_MINUTE 200
#define LIST_LIMIT 30 /* documents in one list of a page */

/* ---- the text ---- */

const struct data *
page_body(struct page *page, const struct document *document)
{
	g_autoptr(GString) out = g_string_sized_new(document->body.html_size + 1024);

	if (!body_render(page->pool, &page->handbook->body, document, 0, ROW_NONE, page->root, out, page->failure))
		page->failed = true;
	return data_text_copy(page->pool, out->str, out->len);
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

	data_put_text(page->view, "words_text", view_count(page->pool, view, "words", words));
	data_put_text(page->view, "reading_text", view_count(page->pool, view, "reading", MAX(1, (words + WORDS_A_MINUTE / 2) / WORDS_A_MINUTE)));
}

static const struct data *
neighbour(const struct handbook *handbook, const struct document *document)
{
	return document ? shared(handbook, document) : NULL;
}

/* The documents before and behind one in the order of its kind's index. */
static void
put_neighbours(struct page *page, const struct document *document)
{
	const struct document *previous = document->previous, *next = document->next;

	data_put(page->view, "previous", neighbour(page->handbook, previous));
	data_put(page->view, "next", neighbour(page->handbook, next));
	data_put_flag(page->view, "neighbours", previous || next);
}

static void
put_backlinks(struct page *page, const struct document *document)
{
	struct data *list = data_list(page->pool);
	size_t built = 0;

	for (size_t i = 0; i < document->backlink_count; i++) {
		if (!document_is_built(page->handbook->site, document->backlinks[i]))
			continue;
		if (built++ < LIST_LIMIT)
			data_append(list, shared(page->handbook, document->backlinks[i]));
	}
	data_put(page->view, "backlinks", list);
	data_put(page->view, "backlinks_more", built > LIST_LIMIT ? data_integer(page->pool, (int64_t)(built - LIST_LIMIT)) : NULL);
}

struct data *
texts_list(struct pool *pool, struct texts texts)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < texts.count; i++)
		if (texts.items[i].s)
			data_append(list, data_text(pool, texts.items[i].s));
	return list;
}

struct data *
people_list(struct pool *pool, const struct handbook *handbook, struct texts people)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < people.count; i++)
		if (people.items[i].s)
			data_append(list, owner_object(pool, handbook, people.items[i].s));
	return list;
}

/* Documents that a field names; what is not there is left to the checks. */
struct data *
named_documents(struct pool *pool, const struct handbook *handbook, struct texts names, enum kind_role role)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < names.count; i++) {
		const struct document *document = names.items[i].s ? document_find_id(handbook->site, role, names.items[i].s) : NULL;

		if (document && document_is_built(handbook->site, document))
			data_append(list, shared(handbook, document));
	}
	return list;
}

/* Those of a list that have a role. */
struct data *
of_role(struct pool *pool, const struct handbook *handbook, const GPtrArray *documents, enum kind_role role, const struct document *except)
{
	struct data *list = data_list(pool);

	for (guint i = 0; documents && i < documents->len && data_count(list) < LIST_LIMIT; i++) {
		const struct document *document = documents->pdata[i];

		if (document->kind->role == role && document != except)
			data_append(list, shared(handbook, document));
	}
	return list;
}

/* ---- reviews ---- */

static void
put_review(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const int64_t reviewed = document->reviewed.stamp.at;
	struct data *review;

	if (reviewed == TIME_NONE && document->kind->role != ROLE_RUNBOOK) {
		data_put(page->view, "review", NULL);
		return;
	}
	review = data_object(page->pool);
	data_put(review, "at", view_date(page->pool, handbook->view, reviewed));
	data_put_text(review, "ago", reviewed == TIME_NONE ? NULL : view_distance(page->pool, handbook->view, reviewed));
	data_put(review, "due", view_date(page->pool, handbook->view, review_due(handbook->site, document)));
	data_put_flag(review, "overdue", review_is_overdue(handbook->site, document));
	data_put(page->view, "review", review);
}

/* ---- runbooks ---- */

static void
put_exercise(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const struct exercise *last = exercise_of(handbook->exercises, document);
	struct data *exercise = data_object(page->pool);

	data_put(exercise, "at", view_date(page->pool, handbook->view, last ? last->at : TIME_NONE));
	data_put(exercise, "document", last && document_is_built(handbook->site, last->by) ? shared(handbook, last->by) : NULL);
	data_put(page->view, "exercise", exercise);
}

/* The parameters of all commands, not of what they answer, each once, in the order of the text. */
static struct data *
parameters_of(struct pool *pool, const struct document *document)
{
	const struct markdown *body = &document->body;
	struct data *parameters = data_list(pool), *seen = data_object(pool);

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];
		const struct data *parts;

		if (block->kind != BLOCK_CODE || !is_command_language(markdown_text(body, block->info)))
			continue;
		parts = code_parts(pool, markdown_text(body, block->info), markdown_text(body, block->text));
		for (size_t i = 0; i < data_count(parts); i++) {
			const struct data *part = data_item(parts, i), *name = data_get(part, "parameter");

			if (data_is(data_get(part, "output"), DATA_TRUE))
				continue;
			if (!data_is(name, DATA_TEXT) || data_has(seen, data_string(name)))
				continue;
			data_put(seen, data_string(name), name);
			data_append(parameters, name);
		}
	}
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
	g_autoptr(GPtrArray) schedules = policy_schedules(policy);
	bool inherited = policy && section && section->inherit && !document_section(document, "escalation");
	struct data *contents, *entry;

	data_put(page->view, "escalation", policy_object(page->pool, handbook, policy));
	data_put(page->view, "oncall_now", now_object(page->pool, handbook, schedules));
	data_put_text(page->view, "escalation_inherited", inherited ? section->title : NULL);
	if (!inherited)
		return;
	contents = body_contents(page->pool, handbook->view, document);
	entry = data_object(page->pool);
	data_put_text(entry, "text", section->title);
	data_put_text(entry, "anchor", "escalation-path");
	data_put_flag(entry, "has_below", false);
	data_append(contents, entry);
	data_put(page->view, "contents", contents);
}

/* What names the runbook in its front matter. */
static void
put_related(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const GPtrArray *named = relation_get(&handbook->by.of_runbook, document);
	struct data *related;

	data_put(page->view, "related", NULL);
	if (!named)
		return;
	related = data_object(page->pool);
	data_put(related, "postmortems", of_role(page->pool, handbook, named, ROLE_POSTMORTEM, document));
	data_put(related, "incidents", of_role(page->pool, handbook, named, ROLE_INCIDENT, document));
	data_put(related, "gamedays", of_role(page->pool, handbook, named, ROLE_GAMEDAY, document));
	data_put(page->view, "related", related);
}

static void
put_runbook(struct page *page, const struct document *document)
{
	data_put(page->view, "alerts", alerts_list(page->pool, page->handbook, document));
	data_put(page->view, "parameters", parameters_of(page->pool, document));
	put_escalation(page, document);
	put_exercise(page, document);
	put_related(page, document);
}

/* ---- game days and handoffs ---- */

static void
put_gameday(struct page *page, const struct document *document)
{
	const struct value *duration = document_value(document, "duration");

	data_put_text(page->view, "scenario", document_text(document, "scenario").s);
	data_put(page->view, "duration", view_duration(page->pool, page->handbook->view, duration ? duration->length.seconds : DURATION_NONE));
	data_put(page->view, "participants", people_list(page->pool, page->handbook, document_texts(document, "participants")));
	data_put(page->view, "runbooks", named_documents(page->pool, page->handbook, document_texts(document, "runbooks"), ROLE_RUNBOOK));
}

static void
put_number(struct page *page, const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);

	data_put_text(page->view, name, value && value->number.given ? pool_printf(page->pool, "%g", value->number.n) : NULL);
}

static void
put_handoff(struct page *page, const struct document *document)
{
	const char *schedule = document_text(document, "schedule").s;

	data_put(page->view, "schedule", shared(page->handbook, schedule ? schedule_find(page->handbook->site, schedule) : NULL));
	data_put(page->view, "from", owner_object(page->pool, page->handbook, document_text(document, "from").s));
	data_put(page->view, "to", owner_object(page->pool, page->handbook, document_text(document, "to").s));
	put_number(page, document, "pages");
	put_number(page, document, "night_pages");
	put_number(page, document, "false_positives");
	data_put_text(page->view, "over_budget", over_budget_text(page->pool, page->handbook, document));
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
add_section_data(struct pool *pool, const struct body *body, const struct document *document, const struct section *section, struct data *data)
{
	const struct handbook *handbook = body->data;
	const GPtrArray *actions = relation_get(&handbook->by.actions_of, document);
	struct data *list;

	data_put(data, "actions_given", data_flag(false));
	if (strcmp(section->kind->id, "action_items") != 0 || !actions)
		return;
	if (!is_only_section(document, "action_items") || !is_only_items(document, section))
		return;
	list = data_list(pool);
	for (guint i = 0; i < actions->len; i++)
		data_append(list, action_object(pool, handbook, actions->pdata[i]));
	data_put(data, "actions_given", data_flag(true));
	data_put(data, "actions", list);
	data_put_text(data, "heading_anchor", markdown_text(&document->body, document->body.blocks[section->heading].info));
	data_put_text(data, "heading_text", markdown_text(&document->body, document->body.blocks[section->heading].text));
	data_put_integer(data, "level", MIN(document->body.blocks[section->heading].level + body_heading_shift(document), 6u));
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
	const struct data *kind = g_hash_table_lookup(handbook->objects, document->kind);
	const struct data *contents;

	add_breadcrumb(page, data_string(data_get(kind, "plural")), data_string(data_get(kind, "path")));
	data_put(page->data, "branch", branch_of(page->pool, handbook, document));
	data_put(page->view, "document", shared(handbook, document));
	data_put_flag(page->view, "has_tags", document->tags.count);
	data_put_text(page->view, "source", document->path);
	data_put_text(page->view, "edit", edit_address(page->pool, handbook->site->config, document->path));
	put_reading(page, document);
	data_put(page->view, "changed", view_date(page->pool, handbook->view, history_of_file(handbook->site->history, document->path)));
	put_review(page, document);
	put_neighbours(page, document);
	put_backlinks(page, document);
	if (putters[document->kind->role])
		putters[document->kind->role](page, document);
	if (!data_get(page->view, "body"))
		data_put(page->view, "body", page_body(page, document));
	contents = data_get(page->view, "contents");
	if (!contents) {
		contents = body_contents(page->pool, handbook->view, document);
		data_put(page->view, "contents", contents);
	}
	data_put_flag(page->view, "has_contents", data_count(contents) > 1);
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
	    .digest = document_digest,
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
