/* All kinds together: built in, changed by site.yaml, settled; and finding one. */
#include "model/kind_parts.h"

#include <string.h>

#include "base/embedded.h"
#include "base/pool.h"

static const char builtin_name[] = "model/kinds.yaml";

/* Folders */

/* Whether site.yaml gives kind a folder that is another's only by being built in. */
static bool
takes_over(const struct draft *kind, const struct draft *other)
{
	return kind->folder.source && !other->folder.source;
}

static struct span
folder_span(const struct draft *draft)
{
	return draft->folder.source ? draft->folder : draft->kind.span;
}

/* Complained of where it is written later. */
static void
refuse_shared_folder(const struct maker *maker, const struct draft *first, const struct draft *second)
{
	bool swapped = folder_span(first).source && folder_span(first).start > folder_span(second).start;
	const struct draft *later = swapped ? first : second, *earlier = swapped ? second : first;
	struct finding *finding = finding_add(maker->context.findings, RULE_SITE_DUPLICATE_ID, folder_span(later),
	    "the folder \"%s\" is already that of the kind \"%s\"", later->kind.folder, earlier->kind.id);

	if (folder_span(earlier).source)
		finding_note(finding, folder_span(earlier), "the kind \"%s\"", earlier->kind.id);
}

/*
 * A folder has one kind.  One that site.yaml gives to a kind is taken from the
 * built-in kind that had it, which then has no documents: it goes, but for the
 * last, which stays for what no folder claims.
 */
static void
settle_folders(const struct maker *maker)
{
	for (guint i = 0; i < maker->drafts->len; i++)
		for (guint j = i + 1; j < maker->drafts->len; j++) {
			const struct draft *a = maker->drafts->pdata[i], *b = maker->drafts->pdata[j];

			if (g_ascii_strcasecmp(a->kind.folder, b->kind.folder) != 0)
				continue;
			if (!takes_over(a, b) && !takes_over(b, a))
				refuse_shared_folder(maker, a, b);
			else if (takes_over(b, a))
				g_ptr_array_remove_index(maker->drafts, i--);
			else if (j < maker->drafts->len - 1)
				g_ptr_array_remove_index(maker->drafts, j--);
			else
				continue;
			break;
		}
}

/* All kinds */

/* An array's elements, in the pool. */
static void *
keep(struct pool *pool, GArray *array)
{
	return pool_memdup(pool, array->len > 0 ? array->data : "", (size_t)array->len * g_array_get_element_size(array));
}

static const struct kind *
finish_draft(struct pool *pool, struct draft *draft)
{
	struct kind *kind = &draft->kind;

	kind->field_count = draft->fields->len;
	kind->fields = keep(pool, draft->fields);
	kind->section_count = draft->sections->len;
	kind->sections = keep(pool, draft->sections);
	kind->index = kind_make_index(pool, kind);
	return kind;
}

/* The data inside the binary is ours: that it is right is a matter of tests. */
static void
read_builtin(struct maker *maker)
{
	const struct embedded *file = embedded_find(builtin_name);

	if (!file)
		g_error("%s is not in the binary", builtin_name);

	struct source *source = source_new(maker->pool, builtin_name, file->bytes, file->size);
	struct yaml *yaml = pool_new0(maker->pool, struct yaml);

	*yaml = yaml_read(maker->pool, maker->context.findings, source, 0, source->size);
	maker->yaml = yaml;
	maker->builtin = true;
	kind_apply_fields(maker, maker->common, yaml_get(yaml, yaml_root(yaml), "common"), true);
	kind_apply_kinds(maker, yaml_get(yaml, yaml_root(yaml), "kinds"));
}

const struct kinds *
kinds_read(struct pool *pool, struct findings *findings, const struct config *config)
{
	struct kinds *kinds = pool_new0(pool, struct kinds);
	struct maker maker = {
		.context = { .pool = pool, .findings = findings, .zone = config->zone },
		.pool = pool,
		.drafts = g_ptr_array_new(),
		.common = g_array_new(FALSE, FALSE, sizeof(struct kind_field)),
	};

	read_builtin(&maker);
	maker.yaml = &config->yaml;
	maker.builtin = false;
	kind_apply_kinds(&maker, config->kinds);
	settle_folders(&maker);

	const struct kind **items = pool_array(pool, const struct kind *, maker.drafts->len);

	for (guint i = 0; i < maker.drafts->len; i++)
		items[i] = finish_draft(pool, maker.drafts->pdata[i]);
	*kinds = (struct kinds){ items, maker.drafts->len };
	g_array_free(maker.common, TRUE);
	g_ptr_array_free(maker.drafts, TRUE);
	return kinds;
}

/* Finding */

static bool
is_inside(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length == 0 || (strncmp(path, folder, length) == 0 && path[length] == '/');
}

const struct kind *
kind_of_path(const struct kinds *kinds, const char *path)
{
	const struct kind *best = NULL;

	for (size_t i = 0; i < kinds->count; i++)
		if (is_inside(path, kinds->items[i]->folder) && (!best || strlen(kinds->items[i]->folder) > strlen(best->folder)))
			best = kinds->items[i];
	return best ? best : kinds->items[kinds->count - 1];
}

const struct kind *
kind_find(const struct kinds *kinds, const char *id)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->items[i]->id, id) == 0)
			return kinds->items[i];
	return NULL;
}

const struct kind_field *
kind_field_find(const struct kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if (strcmp(kind->fields[i].name, name) == 0)
			return &kind->fields[i];
	return NULL;
}

const struct kind_section *
kind_section_find(const struct kind *kind, const char *id)
{
	for (size_t i = 0; i < kind->section_count; i++)
		if (strcmp(kind->sections[i].id, id) == 0)
			return &kind->sections[i];
	return NULL;
}
