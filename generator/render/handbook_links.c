/* Where the links of a body lead in the handbook. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

static struct data *
link_new(struct pool *pool, const char *kind, const char *href, const char *title)
{
	struct data *link = data_object(pool);

	data_put_text(link, "kind", kind);
	data_put_text(link, "href", href);
	data_put_text(link, "title", title);
	data_put_flag(link, "external", strcmp(kind, "external") == 0);
	data_put_flag(link, "broken", !href);
	return link;
}

static const char *
with_fragment(struct pool *pool, const char *address, const char *fragment)
{
	return fragment && *fragment ? pool_printf(pool, "%s#%s", address, fragment) : address;
}

/* From the page to a path below the handbook's root. */
static struct data *
link_below(struct pool *pool, const char *kind, const char *root, const char *path, const char *fragment)
{
	return link_new(pool, kind, with_fragment(pool, pool_printf(pool, "%s%s", root, path), fragment), NULL);
}

static struct data *
link_to_document(struct pool *pool, const struct handbook *handbook, const struct link *link, const char *root)
{
	if (!document_is_built(handbook->site, link->document))
		return link_new(pool, "draft", NULL, NULL);
	return link_below(pool, "document", root, text_escape_path(pool, link->document->output), link->fragment);
}

static struct data *
link_to_object(struct pool *pool, const struct handbook *handbook, const char *kind, const void *thing, const char *root)
{
	const struct data *object = g_hash_table_lookup(handbook->objects, thing);
	const char *path = data_string(data_get(object, "path"));

	return path ? link_below(pool, kind, root, path, NULL) : NULL;
}

static struct data *
link_to_mention(struct pool *pool, const struct handbook *handbook, const struct link *link, const char *kind, const char *root)
{
	struct data *object = link_to_object(pool, handbook, kind, link->entity, root);
	const struct data *thing = g_hash_table_lookup(handbook->objects, link->entity);

	if (object)
		data_put(object, "title", data_get(thing, "name"));
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
static struct data *
link_to_asset(struct pool *pool, const struct handbook *handbook, const char *path, const char *root)
{
	struct data *link = link_below(pool, "file", root, text_escape_path(pool, asset_path(path)), NULL);
	const struct source *source = g_hash_table_lookup(handbook->assets, path);
	struct image_size image;

	if (!source || !image_size_read(source->bytes, source->size, &image))
		return link;
	data_put_integer(link, "width", image.width);
	data_put_integer(link, "height", image.height);
	return link;
}

const struct data *
link_object(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root)
{
	const struct handbook *handbook = body->data;
	const struct link *link = &document->links[row];
	const char *target = markdown_text(&document->body, document->body.inlines[row].target);

	switch (link->kind) {
	case LINK_NONE:
		return NULL;
	case LINK_EXTERNAL:
		return link_new(pool, "external", target, NULL);
	case LINK_ANCHOR:
		return link_new(pool, "anchor", with_fragment(pool, link->fragment && *link->fragment ? "" : "#", link->fragment), NULL);
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
		return link_new(pool, "broken", NULL, NULL);
	}
	return NULL;
}
