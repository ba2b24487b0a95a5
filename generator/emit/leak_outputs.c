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
	struct segments *segments;
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
plain_text_of(const struct output *output)
{
	static const struct {
		const char *ending;
		GString *(*read)(const char *bytes, size_t size);
	} readers[] = { { ".ics", leak_plain_calendar }, { ".json", leak_plain_json }, { "", leak_plain_text } };

	for (size_t i = 0;; i++)
		if (g_str_has_suffix(output->path, readers[i].ending))
			return readers[i].read(output->bytes, output->size);
}

static void
search_text(struct search *search, const char *text, size_t size, enum leak_reading reading)
{
	if (!segments_are_clean(search->all->segments, text, size, reading))
		leak_scan(search->all->watch, text, 0, size, note_find, search);
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

/* The next "<!--"; of its bytes '!' is the rarest in markup. */
static const char *
find_comment(const char *p, const char *end)
{
	for (const char *mark = p; (mark = memchr(mark, '!', (size_t)(end - mark))) != NULL; mark++)
		if (mark > p && end - mark >= 3 && memcmp(mark - 1, "<!--", 4) == 0)
			return mark - 1;
	return NULL;
}

/* Comments of templates: what an author writes is never rendered as one. */
static void
search_comments(struct search *search)
{
	const struct output *output = search->output;
	const char *end = output->bytes + output->size, *close;

	if (!g_str_has_suffix(output->path, ".html"))
		return;
	for (const char *p = output->bytes; (p = find_comment(p, end)) != NULL; p = close) {
		const char *text = p + 4;
		const size_t at = (size_t)(text - output->bytes);
		g_autofree char *comment = NULL;

		close = memmem(text, (size_t)(end - text), "-->", 3);
		close = close ? close : end;
		comment = g_strndup(text, (size_t)(close - text));
		note_find(search, (struct hit){ LEAK_COMMENT, at, (size_t)(close - output->bytes), g_strstrip(comment) });
	}
}

size_t
searches_add(struct searches *all, const struct output *output)
{
	struct search search = { .all = all, .output = output };
	GString *plain = plain_text_of(output);

	search_address(&search);
	search_comments(&search);
	search_text(&search, output->bytes, output->size, LEAK_MARKUP);
	search_text(&search, plain->str, plain->len, LEAK_PLAIN);
	g_string_free(plain, true);
	return search.count;
}

static void
release(void *data)
{
	struct searches *all = data;

	g_array_free(all->finds, true);
	pthread_mutex_destroy(&all->mutex);
}

struct searches *
searches_new(struct pool *pool, const struct watch *watch)
{
	struct searches *all = pool_new0(pool, struct searches);

	all->pool = pool_branch(pool);
	all->watch = watch;
	all->segments = segments_new(all->pool, watch);
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
