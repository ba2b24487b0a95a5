/* Where the links of a body lead in the handbook. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

static json_t *
link_new(const char *kind, const char *href, const char *title)
{
	json_t *link = json_object();

	json_put_text(link, "kind", kind);
	json_put_text(link, "href", href);
	json_put_text(link, "title", title);
	json_put(link, "external", json_boolean(strcmp(kind, "external") == 0));
	json_put(link, "broken", json_boolean(!href));
	return link;
}

static const char *
with_fragment(struct pool *pool, const char *address, const char *fragment)
{
	return fragment && *fragment ? pool_printf(pool, "%s#%s", address, fragment) : address;
}

/* From the page to a path below the handbook's root. */
static json_t *
link_below(struct pool *pool, const char *kind, const char *root, const char *path, const char *fragment)
{
	return link_new(kind, with_fragment(pool, pool_printf(pool, "%s%s", root, path), fragment), NULL);
}

static json_t *
link_to_document(struct pool *pool, const struct handbook *handbook, const struct link *link, const char *root)
{
	if (!document_is_built(handbook->site, link->document))
		return link_new("draft", NULL, NULL);
	return link_below(pool, "document", root, text_escape_path(pool, link->document->output), link->fragment);
}

static json_t *
link_to_object(struct pool *pool, const struct handbook *handbook, const char *kind, const void *thing, const char *root)
{
	const json_t *object = g_hash_table_lookup(handbook->objects, thing);
	const char *path = json_string_value(json_object_get(object, "path"));

	return path ? link_below(pool, kind, root, path, NULL) : NULL;
}

static json_t *
link_to_mention(struct pool *pool, const struct handbook *handbook, const struct link *link, const char *kind, const char *root)
{
	json_t *object = link_to_object(pool, handbook, kind, link->entity, root);
	const json_t *thing = g_hash_table_lookup(handbook->objects, link->entity);

	if (object)
		json_object_set(object, "title", json_object_get(thing, "name"));
	return object;
}

/* content/ and static/ both lie at the root. */
static const char *
asset_path(const char *path)
{
	const char *slash = strchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A file, and how large it is if it is a picture. */
static json_t *
link_to_asset(struct pool *pool, const struct handbook *handbook, const char *path, const char *root)
{
	json_t *link = link_below(pool, "file", root, text_escape_path(pool, asset_path(path)), NULL);
	const struct source *source = g_hash_table_lookup(handbook->assets, path);
	struct image_size image;

	if (!source || !image_size_read(source->bytes, source->size, &image))
		return link;
	json_put(link, "width", json_integer(image.width));
	json_put(link, "height", json_integer(image.height));
	return link;
}

json_t *
link_object(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root)
{
	const struct handbook *handbook = body->data;
	const struct link *link = &document->links[row];
	const char *target = markdown_text(&document->body, document->body.inlines[row].target);

	switch (link->kind) {
	case LINK_NONE:
		return NULL;
	case LINK_EXTERNAL:
		return link_new("external", target, NULL);
	case LINK_ANCHOR:
		return link_new("anchor", with_fragment(pool, link->fragment && *link->fragment ? "" : "#", link->fragment), NULL);
	case LINK_DOCUMENT:
		return link_to_document(pool, handbook, link, root);
	case LINK_ASSET:
		return link_to_asset(pool, handbook, link->path, root);
	case LINK_FOLDER:
		return link_to_object(pool, handbook, "document", link->folder, root);
	case LINK_PERSON:
		return link_to_mention(pool, handbook, link, "person", root);
	case LINK_TEAM:
		return link_to_mention(pool, handbook, link, "team", root);
	case LINK_SERVICE:
		return link_to_mention(pool, handbook, link, "service", root);
	case LINK_BROKEN:
	case LINK_UNSAFE:
		return link_new("broken", NULL, NULL);
	}
	return NULL;
}
