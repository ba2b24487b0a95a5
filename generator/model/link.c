#include "model/link.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "model/site.h"

/* What a resolver needs: the site, whose link it is, and lookups that ignore case. */
struct linker {
	struct pool *pool;
	const struct site *site;
	GHashTable *lower_paths; /* lower-case path → document */
	GHashTable *assets;      /* path, as a set */
	GHashTable *lower_assets;
	GHashTable *backlinks;   /* document → GPtrArray of documents; NULL: not asked for */
};

static bool
has_scheme(const char *target)
{
	const char *p = target;

	if (!g_ascii_isalpha(*p))
		return false;
	while (g_ascii_isalnum(*p) || *p == '+' || *p == '-' || *p == '.')
		p++;
	return *p == ':';
}

static bool
is_safe_scheme(const char *target)
{
	static const char *const safe[] = { "http:", "https:", "mailto:", "tel:" };

	for (size_t i = 0; i < G_N_ELEMENTS(safe); i++)
		if (g_ascii_strncasecmp(target, safe[i], strlen(safe[i])) == 0)
			return true;
	return false;
}

static void
find_fragment(struct link *link, const struct document *in)
{
	if (link->fragment)
		link->fragment_found = document_heading(in, link->fragment) != NULL;
}

static struct link
link_to_document(const struct document *from, const struct document *target, const char *fragment)
{
	struct link link = { .kind = LINK_DOCUMENT, .document = target, .fragment = fragment };

	if (target == from)
		link.kind = LINK_ANCHOR;
	find_fragment(&link, target);
	return link;
}

/* A folder of content/ that a kind owns: its index stands for it. */
static const struct kind *
find_folder(const struct site *site, const char *path)
{
	const char *folder = g_str_has_prefix(path, "content/") ? path + strlen("content/") : NULL;
	size_t length = folder ? strlen(folder) : 0;

	while (length && folder[length - 1] == '/')
		length--;
	for (size_t i = 0; length && i < site->kinds->count; i++) {
		const struct kind *kind = site->kinds->items[i];

		if (strlen(kind->folder) == length && strncmp(kind->folder, folder, length) == 0)
			return kind;
	}
	return NULL;
}

static struct link
link_to_path(const struct linker *linker, const struct document *from, const char *path, const char *fragment)
{
	const struct document *target = document_find(linker->site, path);
	g_autofree char *lower = text_casefold(path);
	struct link link = { .kind = LINK_BROKEN, .path = path, .fragment = fragment };

	if (target)
		return link_to_document(from, target, fragment);
	link.folder = find_folder(linker->site, path);
	if (link.folder) {
		link.kind = LINK_FOLDER;
		return link;
	}
	target = document_find(linker->site, pool_printf(linker->pool, "%s/index.md", path));
	if (target)
		return link_to_document(from, target, fragment);
	if (g_hash_table_contains(linker->assets, path)) {
		link.kind = LINK_ASSET;
		return link;
	}
	target = g_hash_table_lookup(linker->lower_paths, lower);
	if (target)
		link = link_to_document(from, target, fragment);
	else if (g_hash_table_contains(linker->lower_assets, lower)) {
		link.kind = LINK_ASSET;
		link.path = g_hash_table_lookup(linker->lower_assets, lower);
	}
	link.case_differs = link.kind != LINK_BROKEN;
	return link;
}

/* A relative link: "../a.md#b", "/content/a.md" (from the repository's root), "#b". */
static struct link
resolve_relative(const struct linker *linker, const struct document *from, const char *target)
{
	const char *hash = strchr(target, '#');
	size_t length = strcspn(target, "?#");
	g_autofree char *encoded = g_strndup(target, length);
	g_autofree char *decoded = g_uri_unescape_string(encoded, NULL);
	g_autofree char *fragment_decoded = hash ? g_uri_unescape_string(hash + 1, NULL) : NULL;
	const char *fragment = hash ? pool_strdup(linker->pool, fragment_decoded ? fragment_decoded : hash + 1) : NULL;
	const char *wanted = decoded && g_utf8_validate(decoded, -1, NULL) ? decoded : encoded;
	char *path;

	if (!*wanted)
		return link_to_document(from, from, fragment);
	path = *wanted == '/' ? path_normal(linker->pool, wanted + 1) : path_beside(linker->pool, from->path, wanted);
	if (path)
		return link_to_path(linker, from, path, fragment);
	return (struct link){ .kind = LINK_BROKEN, .path = pool_strdup(linker->pool, wanted), .fragment = fragment };
}

static struct link
resolve_link(const struct linker *linker, const struct document *from, const struct inline_row *row)
{
	const char *target = markdown_text(&from->body, row->target);

	if (g_str_has_prefix(target, "//"))
		return (struct link){ .kind = LINK_EXTERNAL };
	if (has_scheme(target))
		return (struct link){ .kind = is_safe_scheme(target) ? LINK_EXTERNAL : LINK_UNSAFE };
	return resolve_relative(linker, from, target);
}

/* [[slug]], [[slug#heading]]: a document, else a service, else a team. */
static struct link
resolve_wiki(const struct linker *linker, const struct document *from, const struct inline_row *row)
{
	const char *target = markdown_text(&from->body, row->target);
	const char *hash = strchr(target, '#');
	g_autofree char *slug = g_strstrip(hash ? g_strndup(target, (size_t)(hash - target)) : g_strdup(target));
	const char *fragment = hash ? pool_strdup(linker->pool, hash + 1) : NULL;
	const struct document *document = *slug ? document_find_slug(linker->site, slug) : from;
	const struct registers *registers = linker->site->registers;

	if (document)
		return link_to_document(from, document, fragment);
	if (service_find(registers, slug))
		return (struct link){ .kind = LINK_SERVICE, .entity = service_find(registers, slug) };
	if (team_find(registers, slug))
		return (struct link){ .kind = LINK_TEAM, .entity = team_find(registers, slug) };
	return (struct link){ .kind = LINK_BROKEN, .path = pool_strdup(linker->pool, slug), .fragment = fragment };
}

static struct link
resolve_mention(const struct linker *linker, const struct document *from, const struct inline_row *row)
{
	const char *handle = markdown_text(&from->body, row->target);
	const struct person *person = person_find(linker->site->registers, handle);
	const struct team *team = person ? NULL : team_find(linker->site->registers, handle);

	if (person)
		return (struct link){ .kind = LINK_PERSON, .entity = person };
	if (team)
		return (struct link){ .kind = LINK_TEAM, .entity = team };
	return (struct link){ .kind = LINK_NONE };
}

/* An alert's name in backticks leads to the runbook that owns it. */
static struct link
resolve_code(const struct linker *linker, const struct document *from, const struct inline_row *row)
{
	const struct document *owner = document_find_alert(linker->site, markdown_text(&from->body, row->target));

	if (!owner || owner == from)
		return (struct link){ .kind = LINK_NONE };
	return (struct link){ .kind = LINK_DOCUMENT, .document = owner };
}

static struct link (*const resolvers[])(const struct linker *, const struct document *, const struct inline_row *) = {
	[INLINE_LINK] = resolve_link,
	[INLINE_IMAGE] = resolve_link,
	[INLINE_WIKI] = resolve_wiki,
	[INLINE_MENTION] = resolve_mention,
	[INLINE_CODE] = resolve_code,
	[INLINE_FOOTNOTE] = NULL,
};

static void
add_backlink(const struct linker *linker, const struct document *from, const struct document *target)
{
	GPtrArray *array;

	if (!linker->backlinks || from == target || !document_is_built(linker->site, from))
		return;
	array = g_hash_table_lookup(linker->backlinks, target);
	if (!array) {
		array = g_ptr_array_new();
		g_hash_table_insert(linker->backlinks, (void *)target, array);
	}
	/* Documents are gone through in order, so equal ones stand together. */
	if (!array->len || array->pdata[array->len - 1] != from)
		g_ptr_array_add(array, (void *)from);
}

static void
link_body(const struct linker *linker, struct document *document)
{
	document->links = pool_array(linker->pool, struct link, document->body.inline_count);
	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		const struct inline_row *row = &document->body.inlines[i];

		if (row->kind >= G_N_ELEMENTS(resolvers) || !resolvers[row->kind])
			continue;
		document->links[i] = resolvers[row->kind](linker, document, row);
		if (document->links[i].kind == LINK_DOCUMENT)
			add_backlink(linker, document, document->links[i].document);
	}
}

/* A front matter that names another document leads to it as well. */
static void
link_field(const struct linker *linker, const struct document *document, const struct value *value)
{
	static const enum kind_role roles[] = {
		[REFERS_INCIDENT] = ROLE_INCIDENT,
		[REFERS_RUNBOOK] = ROLE_RUNBOOK,
		[REFERS_POSTMORTEM] = ROLE_POSTMORTEM,
	};
	enum refers refers = value->field->refers;
	struct texts names = value->texts;
	const struct document *target;

	if (refers < REFERS_INCIDENT)
		return;
	if (value->text.s)
		names = (struct texts){ .items = &value->text, .count = 1 };
	for (size_t i = 0; i < names.count; i++) {
		target = names.items[i].s ? document_find_id(linker->site, roles[refers], names.items[i].s) : NULL;
		if (target)
			add_backlink(linker, document, target);
	}
}

static void
hand_out_backlinks(const struct linker *linker, struct document *document)
{
	GPtrArray *array = g_hash_table_lookup(linker->backlinks, document);

	if (!array)
		return;
	document->backlinks = pool_memdup(linker->pool, array->pdata, array->len * sizeof(*array->pdata));
	document->backlink_count = array->len;
}

static void
release_array(void *array)
{
	g_ptr_array_free(array, true);
}

static void
note_paths(struct linker *linker)
{
	const struct site *site = linker->site;

	for (size_t i = 0; i < site->document_count; i++)
		g_hash_table_insert(linker->lower_paths, text_casefold(site->documents[i]->path), site->documents[i]);
	for (size_t i = 0; i < site->files->asset_count; i++) {
		g_hash_table_add(linker->assets, (void *)site->files->assets[i]);
		g_hash_table_insert(linker->lower_assets, text_casefold(site->files->assets[i]), (void *)site->files->assets[i]);
	}
	for (size_t i = 0; i < site->files->static_count; i++)
		g_hash_table_add(linker->assets, (void *)site->files->statics[i]);
}

void
link_site(struct pool *pool, struct site *site)
{
	g_autoptr(GHashTable) lower_paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) lower_assets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) assets = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) backlinks = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, release_array);
	struct linker linker = { pool, site, lower_paths, assets, lower_assets, backlinks };

	note_paths(&linker);
	for (size_t i = 0; i < site->document_count; i++) {
		link_body(&linker, site->documents[i]);
		for (size_t k = 0; k < site->documents[i]->value_count; k++)
			link_field(&linker, site->documents[i], &site->documents[i]->values[k]);
	}
	for (size_t i = 0; i < site->document_count; i++)
		hand_out_backlinks(&linker, site->documents[i]);
}

void
link_document(struct pool *pool, const struct site *site, struct document *document)
{
	g_autoptr(GHashTable) lower_paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) lower_assets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) assets = g_hash_table_new(g_str_hash, g_str_equal);
	struct linker linker = { pool, site, lower_paths, assets, lower_assets, NULL };

	note_paths(&linker);
	link_body(&linker, document);
}
