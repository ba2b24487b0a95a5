#include "net/publish_plan.h"

#include <glib.h>
#include <string.h>

#include "base/media.h"
#include "base/pool.h"
#include "base/text.h"
#include "model/config.h"

/* ---- what files are ---- */

enum { HASH_LEAST = 10, HASH_MOST = 64 }; /* hexadecimal digits of a hash in a name */

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "handbook.f2a12ea25b.css", "words-223657bdd8ddeecf.js": scripts and styles alone, for pictures have the names that people give
 * them, and a long number there is no hash. */
static bool
has_hash(const char *path)
{
	const char *name = name_of(path), *dot = strrchr(name, '.');
	size_t digits = 0;

	if (!dot || (strcmp(dot, ".css") != 0 && strcmp(dot, ".js") != 0))
		return false;
	while (dot > name && (g_ascii_isdigit(dot[-1]) || (dot[-1] >= 'a' && dot[-1] <= 'f'))) {
		dot--;
		digits++;
	}
	return digits >= HASH_LEAST && digits <= HASH_MOST && dot > name && (dot[-1] == '.' || dot[-1] == '-');
}

/* How long files are kept by who fetches them; the same times as in the status page's _headers. */
#define STATIC "max-age=31536000, immutable"
#define REVALIDATED "private, no-cache"

struct kind {
	const char *pattern;
	enum plan_stage stage;
	const char *status, *handbook; /* Cache-Control */
};

/* The first that fits.  A handbook is asked for anew each time, which costs an answer without a body where nothing has changed: who
 * is paged must not read the page of yesterday. */
static const struct kind kinds[] = {
	{ "index.html", STAGE_FRONT, "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400", REVALIDATED },
	{ "*/index.html", STAGE_FRONT, "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400", REVALIDATED },
	{ "worker.js", STAGE_FRONT, "public, no-cache", REVALIDATED },
	{ "badge.svg", STAGE_DATA, "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400", REVALIDATED },
	{ "badges/*", STAGE_DATA, "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400", REVALIDATED },
	{ "*/badge.svg", STAGE_DATA, "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400", REVALIDATED },
	{ "*/badges/*", STAGE_DATA, "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400", REVALIDATED },
	{ "**/*.html", STAGE_PAGES, "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400", REVALIDATED },
	{ "**/*.json", STAGE_DATA, "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400", REVALIDATED },
	{ "**/*.atom", STAGE_DATA, "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400", REVALIDATED },
	{ "**/*.rss", STAGE_DATA, "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400", REVALIDATED },
	{ "**/*.ics", STAGE_DATA, "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400", REVALIDATED },
	{ "**/*.csv", STAGE_DATA, "public, max-age=300, stale-if-error=86400", REVALIDATED },
	{ "**/*.xml", STAGE_DATA, "public, max-age=3600, stale-if-error=86400", REVALIDATED },
	{ "**/*.txt", STAGE_DATA, "public, max-age=3600, stale-if-error=86400", REVALIDATED },
	{ "_headers", STAGE_DATA, "public, max-age=3600, stale-if-error=86400", REVALIDATED },
	{ "**/*.js", STAGE_PAGES, "public, no-cache", REVALIDATED },
	{ "**/*.css", STAGE_PAGES, "public, no-cache", REVALIDATED },
	{ "**", STAGE_ASSETS, "public, max-age=3600, stale-if-error=86400", "private, max-age=300" },
};

static const struct kind *
kind_of(const char *path)
{
	static const struct kind hashed = { "", STAGE_ASSETS, "public, " STATIC, "private, " STATIC };
	size_t i = 0;

	if (has_hash(path))
		return &hashed;
	while (i + 1 < G_N_ELEMENTS(kinds) && !path_matches(kinds[i].pattern, path))
		i++;
	return &kinds[i];
}

void
plan_describe(const struct publish_target *target, struct plan_file *file)
{
	const struct kind *kind = kind_of(file->path);
	const struct publish_cache *rules = target->cache.items;

	file->type = media_type(file->path);
	file->stage = kind->stage;
	file->cache = strcmp(target->from.s, "handbook") == 0 ? kind->handbook : kind->status;
	for (size_t i = target->cache.count; i-- > 0;)
		if (path_matches(rules[i].pattern.s, file->path))
			file->cache = rules[i].control;
}

/* ---- what is there ---- */

struct planning {
	struct pool *pool;
	const struct manifest *manifest;
	const struct plan_options *options;
	GHashTable *there, *wanted; /* path → const char *etag; path → struct plan_file */
	GArray *sends;
	GPtrArray *deletes, *conflicts, *altered, *gone;
	struct plan plan;
};

/* Objects by their paths; the manifest is none of them. */
static GHashTable *
index_objects(const char *prefix, const struct s3_object *objects, size_t count)
{
	GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < count; i++)
		if (g_str_has_prefix(objects[i].key, prefix) && strcmp(objects[i].key + strlen(prefix), MANIFEST_NAME) != 0)
			g_hash_table_insert(index, (char *)objects[i].key + strlen(prefix), (char *)objects[i].etag);
	return index;
}

/* Whether an object has certain bytes: its ETag is their checksum, or is known to be theirs. */
static bool
has_bytes(const char *etag, const char *md5, const struct manifest_entry *entry)
{
	if (g_ascii_strcasecmp(etag, md5) == 0)
		return true;
	return entry && !entry->pending && *entry->etag && strcmp(entry->etag, etag) == 0 && strcmp(entry->md5, md5) == 0;
}

/* Whether it has its headers too: a listing does not tell them.  What was about to be sent has them if its bytes are those that were. */
static bool
has_headers(const char *etag, const struct plan_file *file, const struct manifest_entry *entry)
{
	if (!entry || strcmp(entry->type, file->type) != 0 || strcmp(entry->cache, file->cache) != 0)
		return false;
	return strcmp(entry->md5, file->md5) == 0 && (!entry->pending || g_ascii_strcasecmp(etag, entry->md5) == 0);
}

static void
send(struct planning *planning, const struct plan_file *file, enum plan_reason reason)
{
	struct plan_send send = { file, reason };

	g_array_append_val(planning->sends, send);
	planning->plan.bytes += file->size;
}

static void
plan_file(struct planning *planning, const struct plan_file *file)
{
	const struct manifest_entry *entry = manifest_find(planning->manifest, file->path);
	const char *etag = g_hash_table_lookup(planning->there, file->path);

	if (!etag)
		send(planning, file, PLAN_NEW);
	else if (has_bytes(etag, file->md5, entry) && has_headers(etag, file, entry))
		planning->plan.unchanged++;
	else if (has_bytes(etag, file->md5, entry))
		send(planning, file, PLAN_HEADERS);
	else if (!entry && !planning->options->adopt)
		g_ptr_array_add(planning->conflicts, (char *)file->path);
	else
		send(planning, file, PLAN_CHANGED);
}

/* Whether an object is still what was put there. */
static bool
is_untouched(const char *etag, const struct manifest_entry *entry)
{
	return entry->pending || strcmp(etag, entry->etag) == 0 || g_ascii_strcasecmp(etag, entry->md5) == 0;
}

static void
plan_leftover(struct planning *planning, const char *path)
{
	const char *etag = g_hash_table_lookup(planning->there, path);

	if (g_hash_table_contains(planning->wanted, path))
		return;
	if (!etag)
		g_ptr_array_add(planning->gone, (char *)path);
	else if (!is_untouched(etag, manifest_find(planning->manifest, path)))
		g_ptr_array_add(planning->altered, (char *)path);
	else if (!planning->options->keep)
		g_ptr_array_add(planning->deletes, (char *)path);
}

static void
count_others(struct planning *planning)
{
	GHashTableIter iter;
	void *path;

	g_hash_table_iter_init(&iter, planning->there);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		if (!g_hash_table_contains(planning->wanted, path) && !manifest_find(planning->manifest, path))
			planning->plan.others++;
}

static int
compare_sends(const void *a, const void *b)
{
	const struct plan_file *x = ((const struct plan_send *)a)->file, *y = ((const struct plan_send *)b)->file;

	return x->stage != y->stage ? (int)x->stage - (int)y->stage : strcmp(x->path, y->path);
}

static const char *const *
keep_paths(struct pool *pool, GPtrArray *paths)
{
	g_ptr_array_add(paths, NULL);
	return pool_memdup(pool, paths->pdata, paths->len * sizeof(char *));
}

static void
finish(struct planning *planning)
{
	struct plan *plan = &planning->plan;

	g_array_sort(planning->sends, compare_sends);
	plan->send_count = planning->sends->len;
	plan->sends = pool_memdup(planning->pool, planning->sends->len ? planning->sends->data : "", planning->sends->len * sizeof(struct plan_send));
	plan->deletes = keep_paths(planning->pool, planning->deletes);
	plan->conflicts = keep_paths(planning->pool, planning->conflicts);
	plan->altered = keep_paths(planning->pool, planning->altered);
	plan->gone = keep_paths(planning->pool, planning->gone);
}

struct plan
plan_make(struct pool *pool, const struct publish_target *target, const struct plan_file *files, size_t file_count, const struct s3_object *objects,
    size_t object_count, const struct manifest *manifest, const struct plan_options *options)
{
	g_autoptr(GHashTable) there = index_objects(target->prefix, objects, object_count);
	g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) sends = g_array_new(FALSE, FALSE, sizeof(struct plan_send));
	g_autoptr(GPtrArray) deletes = g_ptr_array_new(), conflicts = g_ptr_array_new(), altered = g_ptr_array_new(), gone = g_ptr_array_new();
	struct planning planning = { .pool = pool, .manifest = manifest, .options = options, .there = there, .wanted = wanted, .sends = sends, .deletes = deletes,
		.conflicts = conflicts, .altered = altered, .gone = gone };

	for (size_t i = 0; i < file_count; i++)
		g_hash_table_add(wanted, (char *)files[i].path);
	for (size_t i = 0; i < file_count; i++)
		plan_file(&planning, &files[i]);
	for (const char *const *path = manifest_paths(pool, manifest); *path; path++)
		plan_leftover(&planning, *path);
	count_others(&planning);
	finish(&planning);
	return planning.plan;
}

/* Where the bytes are there already, the object can't tell whether it was sent with the new headers: the old ones stay noted until it was. */
static void
intend(const struct plan_send *send, const char *etag, struct manifest *manifest)
{
	const struct manifest_entry *before = manifest_find(manifest, send->file->path);
	const struct plan_file *file = send->file;
	struct manifest_entry entry = { .md5 = file->md5, .etag = etag, .type = file->type, .cache = file->cache, .pending = true };

	if (send->reason == PLAN_HEADERS) {
		entry.type = before ? before->type : "";
		entry.cache = before ? before->cache : "";
	}
	manifest_set(manifest, file->path, &entry);
}

void
plan_intend(const struct plan *plan, const char *prefix, const struct s3_object *objects, size_t object_count, struct manifest *manifest)
{
	g_autoptr(GHashTable) there = index_objects(prefix, objects, object_count);

	for (size_t i = 0; i < plan->send_count; i++) {
		const char *etag = g_hash_table_lookup(there, plan->sends[i].file->path);

		intend(&plan->sends[i], etag ? etag : "", manifest);
	}
	for (const char *const *path = plan->gone; *path; path++)
		manifest_remove(manifest, *path);
}
