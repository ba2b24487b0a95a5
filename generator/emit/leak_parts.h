/*
 * leak_parts: what the files of leak share; nobody else includes it.
 *
 * leak_watch.c knows what is looked for, leak_scan.c looks, leak_outputs.c gives it the outputs, leak_segments.c knows
 * what of them was looked at before, leak_text.c makes of markup what a reader sees, leak_fold.c reads what is written
 * in disguise, leak_prose.c knows what words around something say of it, leak.c says where it came from.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/site.h"
#include "render/outputs.h"

struct pool;

enum leak_kind {
	LEAK_HANDLE,
	LEAK_NAME,
	LEAK_EMAIL,
	LEAK_PHONE,
	LEAK_HANDBOOK,
	LEAK_PAGE,
	LEAK_HOST,
	LEAK_ADDRESS,
	LEAK_CHAT,
	LEAK_DOCUMENTS,
	LEAK_TOOL,
	LEAK_COMMENT,
	LEAK_KIND_COUNT,
};

/* Where markup begins or ends, and a block in text without it.  No path or host goes across one, and hardly ever a needle. */
#define LEAK_BLOCK_END '\x1f'
#define LEAK_WALLS "<>\x1f"

/* A text that is looked for, ASCII case ignored; a blank in it stands for any run of blanks. */
struct needle {
	enum leak_kind kind;
	const char *text;
	const char *name;  /* as it is called in messages */
	uint32_t next;     /* of those that begin with the same two bytes: its number + 1; 0: none */
};

#define PAIR_COUNT 65536

struct watch {
	struct pool *pool;
	const struct site *site;
	GArray *needles;         /* struct needle */
	uint32_t *first;         /* first two bytes in lower case → a needle's number + 1 */
	uint32_t masks[256];     /* of needles in eight classes: those that have a byte second (bits 8 to 15) and first */
	bool has_walls;          /* a needle or a word that passes has one of LEAK_WALLS */
	GHashTable *pages;       /* lower-case path of an internal page, a document's without its extension */
	GHashTable *own_hosts;   /* lower-case hosts that are public */
	const char **allow;      /* words of public_allow, their letters folded */
	const char *public_addresses[2]; /* without scheme and the '/' at the end: of the status page, of support */
	size_t public_address_count;
	bool shares_host;        /* one of them lies below the handbook's */
	const char **hosts;      /* patterns of internal_hosts, in lower case */
	size_t host_count;
	bool has_plain_host;     /* one of them has no dot */
};

struct watch *watch_new(struct pool *pool, const struct site *site);

/* A number for all of that. */
uint64_t watch_digest(const struct watch *watch);

/* Whether a text begins with an address (both without a scheme) or one below it. */
bool is_below_address(const char *text, const char *address);

/* What was found: bytes of the text, and its name, the same however it is written. */
struct hit {
	enum leak_kind kind;
	size_t start, end;
	const char *name;
};

typedef void hit_function(void *data, struct hit hit);

/* Looks through bytes start..end of a text; what stands around them is seen, too.  The name lives only for the call
 * of found.  Whether only these bytes told: not so where an address passed as a version for the words before it. */
bool leak_scan(const struct watch *watch, const char *text, size_t start, size_t end, hit_function *found, void *data);

/* ---- leak_segments.c ---- */

struct segments;

/* How a text is written: as it goes out, or as a leak_plain_ function gives it. */
enum leak_reading {
	LEAK_MARKUP,
	LEAK_PLAIN,
};

struct segments *segments_new(struct pool *pool, const struct watch *watch);

/* Whether a scan of a text, behind which is a NUL, finds nothing, for certain; parts of it that were seen in another text are not
 * scanned again.  By several threads at once. */
bool segments_are_clean(struct segments *segments, const char *text, size_t size, enum leak_reading reading);

/* What was found in an output. */
struct find {
	const struct output *output; /* a copy; its bytes are gone */
	struct hit hit;
};

struct searches;

struct searches *searches_new(struct pool *pool, const struct watch *watch);

/* Searches an output: its name, its bytes and what a reader sees; by several threads at once.  How often something was found. */
size_t searches_add(struct searches *all, const struct output *output);

/* All that was found, by the outputs' paths, however many threads there were. */
const struct find *searches_list(struct searches *all, size_t *count);

/* What a reader sees of HTML or XML: without tags, with characters for entities, twice, because
 * feeds hold HTML as text.  The end of a block is no blank, so that words do not join across it. */
GString *leak_plain_text(const char *bytes, size_t size);

/* The same of a calendar, whose lines are unfolded and unescaped first, and of JSON, whose escapes are read. */
GString *leak_plain_calendar(const char *bytes, size_t size);
GString *leak_plain_json(const char *bytes, size_t size);

/* ---- leak_prose.c ---- */

/* Whether the words before a place call what stands there a version ("version 10.2.3.4"); markup between them does not count. */
bool leak_is_version(const char *text, size_t at);

/* The next place in start..end of a document that says that what follows is internal: a heading, or words in bold or with
 * a colon that begin a line ("### Internal notes", "Internal only: ..."). */
struct span leak_find_note(const struct source *source, size_t start, size_t end);

/* A text as it is understood: entities, percent-encoded bytes and escapes of Markdown read, letters other than ASCII
 * composed and in one case, wide ones and those of mathematics as the usual ones, any blank of Unicode and <br> a blank,
 * and what has no width left out. */
struct folded {
	GString *text;
	GArray *runs; /* where its bytes come from */
};

/* Where a byte comes from; of the one behind the last: where that ends. */
size_t folded_origin(const struct folded *folded, size_t at);

/* Where the first bytes are that may fold to others; size: nowhere. */
size_t leak_find_foldable(const char *bytes, size_t size);

/* Whether a <br> begins at p. */
bool leak_is_break(const char *p, const char *end);

/* Places count from base. */
struct folded leak_fold(const char *bytes, size_t size, size_t base);
void folded_free(struct folded *folded);

/* Behind the tag at p, which begins with '<'; '>' in a quoted value does not end it. */
const char *leak_tag_end(const char *p, const char *end);

/* Appends the character of an entity at p, or the '&' of what is none; gives what is behind it. */
const char *leak_append_entity(const char *p, const char *end, GString *out);

/* The letters and blanks of a word alone. */
const char *leak_fold_word(struct pool *pool, const char *word);
