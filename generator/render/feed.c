#include "render/feed.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/view.h"

/* Bytes that are no character of XML 1.0: their number, 0 for a good one.  U+FFFE and U+FFFF are none. */
static size_t
bad_bytes(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x20)
		return u[0] != '\t' && u[0] != '\n' && u[0] != '\r';
	if (u[0] == 0xef && u[1] == 0xbf && u[2] >= 0xbe)
		return 3;
	return 0;
}

const struct data *
feed_text(struct pool *pool, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (!text)
		return NULL;
	while (*text) {
		const size_t bad = bad_bytes(text);

		if (bad) {
			g_string_append(out, "\xef\xbf\xbd");
			text += bad;
		} else {
			g_string_append_c(out, *text++);
		}
	}
	return data_text_copy(pool, out->str, out->len);
}

static struct data *
entry_data(struct pool *pool, const struct feed_entry *entry)
{
	struct data *object = data_object(pool);

	data_put(object, "id", feed_text(pool, entry->id));
	data_put(object, "address", feed_text(pool, entry->address));
	data_put(object, "title", feed_text(pool, entry->title));
	data_put(object, "summary", feed_text(pool, entry->summary));
	data_put(object, "html", feed_text(pool, entry->html));
	data_put_text(object, "published", time_format_iso(pool, entry->published));
	data_put_text(object, "updated", time_format_iso(pool, entry->updated));
	data_put_text(object, "date", time_format_rfc822(pool, entry->published));
	return object;
}

/* Of what has happened: a window to come is dated at its start. */
static int64_t
last_update(const struct feed *feed)
{
	int64_t last = TIME_NONE;

	for (size_t i = 0; i < feed->count; i++)
		if (feed->entries[i].updated <= feed->now && feed->entries[i].updated > last)
			last = feed->entries[i].updated;
	return last == TIME_NONE ? feed->now : last;
}

struct data *
feed_data(struct pool *pool, const struct feed *feed)
{
	struct data *object = data_object(pool), *entries = data_list(pool);

	for (size_t i = 0; i < feed->count; i++)
		data_append(entries, entry_data(pool, &feed->entries[i]));
	data_put(object, "id", feed_text(pool, feed->id));
	data_put(object, "title", feed_text(pool, feed->title));
	data_put(object, "subtitle", feed_text(pool, feed->subtitle));
	data_put(object, "address", feed_text(pool, feed->address));
	data_put(object, "self", feed_text(pool, feed->self));
	data_put_text(object, "updated", time_format_iso(pool, last_update(feed)));
	data_put_text(object, "date", time_format_rfc822(pool, last_update(feed)));
	data_put(object, "entries", entries);
	return object;
}

/* A domain's name has letters, digits and hyphens, and none of these at its ends. */
static const char *
domain_label(struct pool *pool, const char *title)
{
	const char *slug = text_escape_path(pool, text_slug(pool, title));
	char *label = pool_strdup(pool, slug + strspn(slug, "%-_."));
	size_t length = strlen(label);

	for (char *p = label; *p; p++)
		*p = g_ascii_isalnum(*p) ? g_ascii_tolower(*p) : '-';
	while (length && label[length - 1] == '-')
		label[--length] = '\0';
	return *label ? label : "status";
}

const char *
feed_tag(struct pool *pool, const char *title, const char *path)
{
	return pool_printf(pool, "tag:%s.invalid,2026:%s", domain_label(pool, title), text_escape_path(pool, path));
}
