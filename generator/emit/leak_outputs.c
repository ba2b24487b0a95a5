/* Looks through outputs, several at once. */
#include "emit/leak_parts.h"

#include <pthread.h>
#include <string.h>

#include "base/pool.h"

struct searches {
	struct pool *pool; /* for what is found */
	const struct watch *watch;
	pthread_mutex_t mutex; /* for the pool, and: */
	GArray *finds;     /* struct find, in no order */
	GBytes *style;     /* that has nothing in it, or NULL */
};

/* One output that a thread searches. */
struct search {
	struct searches *all;
	const struct output *output;
	struct output *kept; /* the same for the finds, which outlive it, but for its bytes */
	size_t count;        /* of what was found */
};

static void
note_find(void *data, struct hit hit)
{
	struct search *search = data;
	struct searches *all = search->all;
	struct find find = { .hit = hit };

	search->count++;
	pthread_mutex_lock(&all->mutex);
	if (!search->kept)
		search->kept = pool_memdup(all->pool, search->output, sizeof(*search->output));
	find.output = search->kept;
	find.hit.name = pool_strdup(all->pool, hit.name);
	g_array_append_val(all->finds, find);
	pthread_mutex_unlock(&all->mutex);
}

/* As a reader of such a file has it. */
static GString *
plain_text_of(const struct output *output, size_t start, size_t end)
{
	static const struct {
		const char *ending;
		GString *(*read)(const char *bytes, size_t size);
	} readers[] = { { ".ics", leak_plain_calendar }, { ".json", leak_plain_json }, { "", leak_plain_text } };

	for (size_t i = 0;; i++)
		if (g_str_has_suffix(output->path, readers[i].ending))
			return readers[i].read(output->bytes + start, end - start);
}

static void
search_part(struct search *search, size_t start, size_t end)
{
	const struct output *output = search->output;
	GString *plain = plain_text_of(output, start, end);

	leak_scan(search->all->watch, output->bytes, start, end, note_find, search);
	leak_scan(search->all->watch, plain->str, 0, plain->len, note_find, search);
	g_string_free(plain, true);
}

/* The style sheet, which every page has; start == end: none. */
static struct span
find_style(const struct output *output)
{
	const char *start = memmem(output->bytes, output->size, "<style>", strlen("<style>"));
	const char *end = start ? memmem(start, (size_t)(output->bytes + output->size - start), "</style>", strlen("</style>")) : NULL;

	return end ? (struct span){ NULL, (size_t)(start - output->bytes), (size_t)(end - output->bytes) } : SPAN_NONE;
}

/* A page's address is read as well: its name behind the date, as it is and with the blanks that it stands for. */
static void
search_address(struct search *search)
{
	g_autofree char *name = g_path_get_basename(search->output->path);
	char *dot = strrchr(name, '.'), *words = name + strspn(name, "0123456789-");

	if (dot && dot > words)
		*dot = '\0';
	leak_scan(search->all->watch, words, 0, strlen(words), note_find, search);
	g_strdelimit(words, "-_", ' ');
	leak_scan(search->all->watch, words, 0, strlen(words), note_find, search);
}

/* Comments of templates: what an author writes is never rendered as one. */
static void
search_comments(struct search *search)
{
	const struct output *output = search->output;
	const char *end = output->bytes + output->size, *close;

	if (!g_str_has_suffix(output->path, ".html"))
		return;
	for (const char *p = output->bytes; (p = memmem(p, (size_t)(end - p), "<!--", 4)) != NULL; p = close) {
		const char *text = p + 4;
		const size_t at = (size_t)(text - output->bytes);
		g_autofree char *comment = NULL;

		close = memmem(text, (size_t)(end - text), "-->", 3);
		close = close ? close : end;
		comment = g_strndup(text, (size_t)(close - text));
		note_find(search, (struct hit){ LEAK_COMMENT, at, (size_t)(close - output->bytes), g_strstrip(comment) });
	}
}

/* The style sheet in which nothing was found, a new reference, or NULL. */
static GBytes *
clean_style(struct searches *all)
{
	GBytes *style;

	pthread_mutex_lock(&all->mutex);
	style = all->style ? g_bytes_ref(all->style) : NULL;
	pthread_mutex_unlock(&all->mutex);
	return style;
}

static void
keep_clean_style(struct searches *all, const char *bytes, size_t size)
{
	pthread_mutex_lock(&all->mutex);
	if (!all->style)
		all->style = g_bytes_new(bytes, size);
	pthread_mutex_unlock(&all->mutex);
}

static bool
is_clean_style(struct searches *all, const char *bytes, size_t size)
{
	GBytes *clean = clean_style(all);
	const bool same = clean && g_bytes_get_size(clean) == size && memcmp(g_bytes_get_data(clean, NULL), bytes, size) == 0;

	if (clean)
		g_bytes_unref(clean);
	return same;
}

/* The same style sheet need not be read on every page. */
static void
search_style(struct search *search, struct span style)
{
	const char *bytes = search->output->bytes + style.start;
	const size_t size = style.end - style.start, before = search->count;

	if (!size || is_clean_style(search->all, bytes, size))
		return;
	search_part(search, style.start, style.end);
	if (search->count == before)
		keep_clean_style(search->all, bytes, size);
}

size_t
searches_add(struct searches *all, const struct output *output)
{
	const struct span style = find_style(output);
	struct search search = { .all = all, .output = output };

	search_address(&search);
	search_comments(&search);
	search_part(&search, 0, style.start);
	search_style(&search, style);
	search_part(&search, style.end, output->size);
	return search.count;
}

static void
release(void *data)
{
	struct searches *all = data;

	g_array_free(all->finds, true);
	if (all->style)
		g_bytes_unref(all->style);
	pthread_mutex_destroy(&all->mutex);
}

struct searches *
searches_new(struct pool *pool, const struct watch *watch)
{
	struct searches *all = pool_new0(pool, struct searches);

	all->pool = pool_branch(pool);
	all->watch = watch;
	all->finds = g_array_new(false, false, sizeof(struct find));
	pthread_mutex_init(&all->mutex, NULL);
	return pool_adopt(pool, all, release);
}

/* By their outputs' paths; each output was searched by one thread, whose order they keep. */
static int
compare_finds(const void *a, const void *b)
{
	return strcmp(((const struct find *)a)->output->path, ((const struct find *)b)->output->path);
}

const struct find *
searches_list(struct searches *all, size_t *count)
{
	g_array_sort(all->finds, compare_finds);
	*count = all->finds->len;
	return (const struct find *)(void *)all->finds->data;
}
