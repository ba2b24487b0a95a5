/* What the search in the browser finds: documents, and what the registers name. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/search.h"

#define HEADING_LIMIT 100 /* of a document */

struct list_of_entries {
	struct pool *pool;
	const struct handbook *handbook;
	GArray *entries; /* struct search_entry */
	GArray *groups;  /* struct search_group */
};

/* ---- names and labels ---- */

static void
add_name(GPtrArray *names, const char *name)
{
	if (name && *name)
		g_ptr_array_add(names, (void *)name);
}

static void
add_names(GPtrArray *names, struct texts texts)
{
	for (size_t i = 0; i < texts.count; i++)
		add_name(names, texts.items[i].s);
}

static const char *const *
take_names(struct pool *pool, GPtrArray *names, size_t *count)
{
	*count = names->len;
	return names->len ? pool_memdup(pool, names->pdata, names->len * sizeof(*names->pdata)) : NULL;
}

/* A service by its id and its name, as people say either. */
static void
add_service(GPtrArray *labels, const struct site *site, const char *id)
{
	const struct service *service = id ? service_find(site->registers, id) : NULL;

	add_name(labels, id);
	if (service)
		add_name(labels, service->name.s);
}

static void
add_services(GPtrArray *labels, const struct site *site, struct texts ids)
{
	for (size_t i = 0; i < ids.count; i++)
		add_service(labels, site, ids.items[i].s);
}

/* What a document is asked for by: its file's name, the alerts that it answers, its old addresses. */
static void
put_document_names(const struct list_of_entries *list, struct search_entry *entry, const struct document *document)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	add_name(names, document->id);
	add_names(names, document_texts(document, "alerts"));
	add_names(names, document->aliases);
	entry->names = take_names(list->pool, names, &entry->name_count);
}

static void
put_document_labels(const struct list_of_entries *list, struct search_entry *entry, const struct document *document)
{
	const struct site *site = list->handbook->site;
	g_autoptr(GPtrArray) labels = g_ptr_array_new();

	add_names(labels, document->tags);
	add_service(labels, site, document_text(document, "service").s);
	add_services(labels, site, document_texts(document, "services"));
	add_services(labels, site, document_texts(document, "components"));
	add_name(labels, document_text(document, "severity").s);
	add_name(labels, document->owner.s);
	entry->labels = take_names(list->pool, labels, &entry->label_count);
}

static void
put_headings(const struct list_of_entries *list, struct search_entry *entry, const struct document *document)
{
	const struct markdown *body = &document->body;
	struct search_heading *headings = pool_array(list->pool, struct search_heading, HEADING_LIMIT);

	entry->headings = headings;
	for (uint32_t i = 0; i < body->block_count && entry->heading_count < HEADING_LIMIT; i++) {
		const struct block_row *block = &body->blocks[i];

		if (block->kind == BLOCK_HEADING && i != document->title_row && block->text.length)
			headings[entry->heading_count++] = (struct search_heading){
				.text = markdown_text(body, block->text),
				.anchor = markdown_text(body, block->info),
			};
	}
}

/* ---- entries ---- */

static void
add_entry(const struct list_of_entries *list, struct search_entry entry)
{
	g_array_append_val(list->entries, entry);
}

static void
add_document(const struct list_of_entries *list, const struct document *document)
{
	struct search_entry entry = {
		.title = document->title.s,
		.path = text_escape_path(list->pool, document->output),
		.description = document->description.s,
		.body = &document->body,
	};

	put_document_names(list, &entry, document);
	put_document_labels(list, &entry, document);
	put_headings(list, &entry, document);
	add_entry(list, entry);
}

/* A thing of the registers, by what its shared object says. */
static void
add_thing(const struct list_of_entries *list, const void *thing, const char *description, const char *label)
{
	const struct data *object = shared(list->handbook, thing);
	g_autoptr(GPtrArray) names = g_ptr_array_new(), labels = g_ptr_array_new();
	struct search_entry entry = {
		.title = data_string(data_get(object, "name")),
		.path = data_string(data_get(object, "path")),
		.description = description,
	};

	add_name(names, data_string(data_get(object, "id")));
	add_name(labels, label);
	entry.names = take_names(list->pool, names, &entry.name_count);
	entry.labels = take_names(list->pool, labels, &entry.label_count);
	add_entry(list, entry);
}

/* ---- groups ---- */

/* All entries since the last group are one. */
static void
end_group(const struct list_of_entries *list, const char *name)
{
	struct search_group group = { .name = name, .count = list->entries->len };

	for (guint i = 0; i < list->groups->len; i++)
		group.count -= g_array_index(list->groups, struct search_group, i).count;
	if (group.count)
		g_array_append_val(list->groups, group);
}

static void
add_kind(const struct list_of_entries *list, const struct kind *kind)
{
	const struct handbook *handbook = list->handbook;
	const GPtrArray *documents = relation_get(&handbook->by.documents, kind);
	const struct document *intro = g_hash_table_lookup(handbook->intros, kind);

	for (guint i = 0; documents && i < documents->len; i++)
		add_document(list, documents->pdata[i]);
	if (intro)
		add_document(list, intro);
	end_group(list, kind->plural);
}

static void
add_services_group(const struct list_of_entries *list)
{
	const struct list services = list->handbook->site->registers->services;

	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];

		add_thing(list, service, service->description.s, service->team.s);
	}
	end_group(list, view_word(list->handbook->view, "services"));
}

static void
add_teams_group(const struct list_of_entries *list)
{
	const struct list teams = list->handbook->site->registers->teams;

	for (size_t i = 0; i < teams.count; i++) {
		const struct team *team = &REGISTER_ITEMS(teams, struct team)[i];

		add_thing(list, team, team->description.s, team->channel.s);
	}
	end_group(list, view_word(list->handbook->view, "teams"));
}

static void
add_people_group(const struct list_of_entries *list)
{
	const struct list people = list->handbook->site->registers->people;

	for (size_t i = 0; i < people.count; i++) {
		const struct person *person = &REGISTER_ITEMS(people, struct person)[i];

		add_thing(list, person, NULL, person->team.s);
	}
	end_group(list, view_word(list->handbook->view, "people"));
}

static void
add_severities_group(const struct list_of_entries *list)
{
	const struct list severities = list->handbook->site->registers->severities;

	for (size_t i = 0; i < severities.count; i++) {
		const struct severity *severity = &REGISTER_ITEMS(severities, struct severity)[i];

		add_thing(list, severity, severity->description.s, NULL);
	}
	end_group(list, view_word(list->handbook->view, "severities"));
}

static void
add_oncall_group(const struct list_of_entries *list)
{
	const struct site *site = list->handbook->site;

	for (size_t i = 0; i < site->schedules.count; i++)
		add_thing(list, &REGISTER_ITEMS(site->schedules, struct schedule)[i], NULL, NULL);
	for (size_t i = 0; i < site->escalations.count; i++)
		add_thing(list, &REGISTER_ITEMS(site->escalations, struct escalation)[i], NULL, NULL);
	for (size_t i = 0; i < site->registers->roles.count; i++) {
		const struct role *role = &REGISTER_ITEMS(site->registers->roles, struct role)[i];

		add_thing(list, role, role->description.s, NULL);
	}
	end_group(list, view_word(list->handbook->view, "on_call"));
}

static void
add_tags_group(const struct list_of_entries *list)
{
	const GPtrArray *tags = list->handbook->tag_list;

	for (guint i = 0; i < tags->len; i++)
		add_thing(list, tags->pdata[i], NULL, NULL);
	end_group(list, view_word(list->handbook->view, "tags"));
}

static void
add_groups(const struct list_of_entries *list)
{
	const struct kinds *kinds = list->handbook->site->kinds;

	for (size_t i = 0; i < kinds->count; i++)
		add_kind(list, kinds->items[i]);
	add_services_group(list);
	add_oncall_group(list);
	add_severities_group(list);
	add_teams_group(list);
	add_people_group(list);
	add_tags_group(list);
}

/* ---- the whole ---- */

void
add_search_files(const struct handbook *handbook, struct outputs *outputs)
{
	struct pool *scratch = pool_new();
	g_autoptr(GArray) entries = g_array_new(false, false, sizeof(struct search_entry));
	g_autoptr(GArray) groups = g_array_new(false, false, sizeof(struct search_group));
	const struct list_of_entries list = { .pool = scratch, .handbook = handbook, .entries = entries, .groups = groups };
	const struct search_file *files;
	struct search_input input;
	size_t count;

	add_groups(&list);
	input = (struct search_input){
		.jobs = handbook->site->jobs,
		.words = data_get(handbook->view->words, "searching"),
		.groups = (const struct search_group *)(const void *)groups->data,
		.group_count = groups->len,
		.entries = (const struct search_entry *)(const void *)entries->data,
		.entry_count = entries->len,
	};
	files = search_files(handbook->pool, &input, &count);
	for (size_t i = 0; i < count; i++)
		outputs_add(outputs, pool_printf(handbook->pool, "handbook/search/%s", files[i].name), files[i].bytes, files[i].size, SPAN_NONE);
	pool_free(scratch);
}
