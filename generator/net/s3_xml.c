/* Answers in XML, read by GLib's parser of markup: it knows no document types and no entities of their own, so that none grow. */
#include "net/s3.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

enum {
	DEPTH = 8,          /* elements within each other */
	TEXT_MOST = 8192,   /* bytes of one element's text */
};

/* One answer while it is read: the text of elements, by their names and depth. */
struct reading {
	struct pool *pool;
	const char *root;       /* what the outermost element must be */
	const char *path[DEPTH];
	int depth;
	GString *text;          /* of the element that is open */
	bool whole;             /* the outermost element was closed */
	const char *problem;    /* why all of it is refused, or NULL */
	void (*leaf)(struct reading *reading, const char *name, const char *text);
	void (*close)(struct reading *reading, const char *name);
	void *data;
};

/* The first reason stays; what follows is passed over.  An error of GLib's is not made of it, since its parser may set a second one over that. */
static void
refuse(struct reading *reading, const char *message)
{
	if (!reading->problem)
		reading->problem = message;
}

static void
start_element(GMarkupParseContext *context, const char *name, const char **names, const char **values, void *data, GError **error)
{
	struct reading *reading = data;

	(void)context, (void)names, (void)values, (void)error;
	if (reading->depth == DEPTH)
		refuse(reading, "it is nested too deeply");
	else if (reading->depth == 0 && (reading->whole || strcmp(name, reading->root) != 0))
		refuse(reading, "it is something else");
	if (!reading->problem)
		reading->path[reading->depth++] = pool_strdup(reading->pool, name);
	g_string_truncate(reading->text, 0);
}

static void
end_element(GMarkupParseContext *context, const char *name, void *data, GError **error)
{
	struct reading *reading = data;

	(void)context, (void)error;
	if (reading->problem)
		return;
	reading->leaf(reading, name, reading->text->str);
	if (reading->close)
		reading->close(reading, name);
	g_string_truncate(reading->text, 0);
	reading->whole = --reading->depth == 0;
}

static void
add_text(GMarkupParseContext *context, const char *text, gsize size, void *data, GError **error)
{
	struct reading *reading = data;

	(void)context, (void)error;
	if (reading->text->len + size > TEXT_MOST)
		refuse(reading, "a text in it is too long");
	else
		g_string_append_len(reading->text, text, (gssize)size);
}

/* False: *problem says why. */
static bool
read_xml(struct reading *reading, const char *xml, size_t size, const char **problem)
{
	static const GMarkupParser parser = { .start_element = start_element, .end_element = end_element, .text = add_text };
	g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reading, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	bool good;

	reading->text = text;
	good = g_utf8_validate(xml, (gssize)size, NULL) && g_markup_parse_context_parse(context, xml, (gssize)size, NULL) &&
	       g_markup_parse_context_end_parse(context, NULL);
	if (good && !reading->problem)
		return true;
	*problem = reading->problem ? reading->problem : "it is cut off, or no XML";
	return false;
}

/* ---- a listing ---- */

struct page {
	GArray *objects; /* struct s3_object */
	struct s3_object object;
	const char *next;
	bool truncated, escaped, bad;
};

/* As a form's values are written, which is what storages do: '+' is a blank. */
static const char *
unescape(struct reading *reading, const char *text)
{
	struct page *page = reading->data;
	char *copy = pool_strdup(reading->pool, text);
	g_autofree char *plain = NULL;

	if (!page->escaped)
		return copy;
	for (char *p = copy; *p; p++)
		if (*p == '+')
			*p = ' ';
	plain = g_uri_unescape_string(copy, NULL);
	page->bad = page->bad || !plain;
	return plain ? pool_strdup(reading->pool, plain) : "";
}

static void
take_object_part(struct reading *reading, const char *name, const char *text)
{
	struct page *page = reading->data;
	char *end = NULL;

	if (strcmp(name, "Key") == 0)
		page->object.key = pool_strdup(reading->pool, text); /* unescaped when it is known whether it is escaped */
	if (strcmp(name, "ETag") == 0)
		page->object.etag = s3_etag(reading->pool, text);
	if (strcmp(name, "Size") != 0)
		return;
	page->object.size = g_ascii_strtoull(text, &end, 10);
	page->bad = page->bad || !g_ascii_isdigit(*text) || *end;
}

static void
take_page_part(struct reading *reading, const char *name, const char *text)
{
	struct page *page = reading->data;

	if (strcmp(name, "IsTruncated") == 0)
		page->truncated = strcmp(text, "true") == 0;
	if (strcmp(name, "NextContinuationToken") == 0)
		page->next = pool_strdup(reading->pool, text);
	if (strcmp(name, "EncodingType") == 0)
		page->escaped = strcmp(text, "url") == 0;
}

static void
take_leaf(struct reading *reading, const char *name, const char *text)
{
	if (reading->depth == 3 && strcmp(reading->path[1], "Contents") == 0)
		take_object_part(reading, name, text);
	else if (reading->depth == 2)
		take_page_part(reading, name, text);
}

static void
take_object(struct reading *reading, const char *name)
{
	struct page *page = reading->data;

	if (reading->depth != 2 || strcmp(name, "Contents") != 0)
		return;
	page->bad = page->bad || !page->object.key || !*page->object.key;
	if (!page->object.etag)
		page->object.etag = "";
	g_array_append_val(page->objects, page->object);
	page->object = (struct s3_object){ 0 };
}

static bool
finish_page(struct reading *reading, struct s3_listing *listing, const char **problem)
{
	struct page *page = reading->data;
	struct s3_object *objects = pool_memdup(reading->pool, page->objects->len ? page->objects->data : "", page->objects->len * sizeof(struct s3_object));

	for (guint i = 0; !page->bad && i < page->objects->len; i++)
		objects[i].key = unescape(reading, objects[i].key);
	if (page->bad)
		*problem = "an object in it lacks its key or size";
	else if (page->truncated && !(page->next && *page->next))
		*problem = "it does not say where it goes on";
	else
		*listing = (struct s3_listing){ objects, page->objects->len, page->truncated ? page->next : NULL };
	return !*problem;
}

bool
s3_listing_read(struct pool *pool, const char *xml, size_t size, struct s3_listing *listing, const char **problem)
{
	g_autoptr(GArray) objects = g_array_new(FALSE, TRUE, sizeof(struct s3_object));
	struct page page = { .objects = objects };
	struct reading reading = { .pool = pool, .root = "ListBucketResult", .leaf = take_leaf, .close = take_object, .data = &page };

	*problem = NULL;
	*listing = (struct s3_listing){ 0 };
	return read_xml(&reading, xml, size, problem) && finish_page(&reading, listing, problem);
}

/* ---- an error ---- */

static void
take_error_part(struct reading *reading, const char *name, const char *text)
{
	struct s3_error *error = reading->data;
	const struct {
		const char *name, **member;
	} parts[] = {
		{ "Code", &error->code },
		{ "Message", &error->message },
		{ "Region", &error->region },
		{ "Endpoint", &error->endpoint },
		{ "RequestTime", &error->request_time },
		{ "ServerTime", &error->server_time },
	};

	for (size_t i = 0; reading->depth == 2 && i < G_N_ELEMENTS(parts); i++)
		if (strcmp(name, parts[i].name) == 0)
			*parts[i].member = text_squeeze(reading->pool, text, strlen(text));
}

bool
s3_error_read(struct pool *pool, const char *xml, size_t size, struct s3_error *error)
{
	static const struct s3_error nothing = { "", "", "", "", "", "" };
	struct s3_error found = nothing;
	struct reading reading = { .pool = pool, .root = "Error", .leaf = take_error_part, .data = &found };
	const char *problem;
	bool good = read_xml(&reading, xml, size, &problem) && *found.code;

	*error = good ? found : nothing;
	return good;
}
