/*
 * feed: entries → what a feed's template sees.
 *
 * Knows no incident: a caller gives entries with addresses and HTML.  Text comes out fit for
 * XML 1.0: what no XML may hold becomes U+FFFD.
 *
 * Ids never change, or readers see everything again: an entry's address, where the site has
 * one, else a tag of feed_tag.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pool;

struct feed_entry {
	const char *id, *address, *title, *summary; /* summary may be NULL */
	const char *html;
	int64_t published, updated;
};

struct feed {
	const char *id, *title, *subtitle; /* subtitle may be NULL */
	const char *address, *self; /* of the page, of the feed; relative where the site has no address */
	int64_t now;
	const struct feed_entry *entries; /* newest first */
	size_t count;
};

/* { "id", "title", "subtitle", "address", "self", "updated", "date", "entries": [{ "id", "address", "title",
 * "summary", "html", "published", "updated", "date" }] }, times in RFC 3339, "date" in RFC 822: the feed's last update, an
 * entry's publication. */
struct data *feed_data(struct pool *pool, const struct feed *feed);

/* A text fit for XML; NULL is null. */
const struct data *feed_text(struct pool *pool, const char *text);

/*
 * A tag (RFC 4151) for what has no address of its own: "tag:NAME.invalid,2026:PATH".  A top-level
 * domain that can't exist keeps it from being somebody else's; title makes it differ from
 * other sites'.  The date says since when the name is used so; it is no incident's.
 */
const char *feed_tag(struct pool *pool, const char *title, const char *path);
