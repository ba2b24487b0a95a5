#include "render/press.h"

#include <string.h>

#include "base/pool.h"
#include "base/threads.h"

/* Pages that a thread takes at once share a pool for what they throw away, until it is this large. */
#define PAGES 32
#define SCRATCH_LIMIT ((size_t)1 << 20)
#define PAGE_ROOM ((size_t)16 * 1024) /* most pages are smaller than that */

struct press {
	struct pool *pool;
	struct press_options options;
	GArray *list; /* struct press_job */
};

/* What a page came to. */
struct sheet {
	char *bytes;
	size_t size;
	bool failed;
	struct template_failure failure;
};

/* What the threads share. */
struct run {
	const struct press *press;
	struct sheet *sheets;
};

static void
release_list(void *list)
{
	g_array_free(list, true);
}

struct press *
press_new(struct pool *pool, const struct press_options *options)
{
	struct press *press = pool_new0(pool, struct press);

	press->pool = pool;
	press->options = *options;
	press->list = pool_adopt(pool, g_array_new(false, true, sizeof(struct press_job)), release_list);
	return press;
}

void
press_add(struct press *press, struct press_job job)
{
	g_array_append_val(press->list, job);
}

const struct press_job *
press_jobs(const struct press *press, size_t *count)
{
	*count = press->list->len;
	return (const struct press_job *)(const void *)press->list->data;
}

static const struct press_job *
job_at(const struct press *press, size_t page)
{
	return &g_array_index(press->list, struct press_job, page);
}

static bool
render(struct pool *pool, const struct press *press, const struct press_job *job, GString *out, struct template_failure *failure)
{
	const struct press_options *options = &press->options;
	bool failed = false;
	const struct data *data;

	if (!job->layout) {
		options->write(pool, options->half, job->page, out);
		return true;
	}
	data = options->make(pool, options->half, job->page, failure, &failed);
	return !failed && template_render(options->templates, job->layout, data, NULL, out, failure);
}

/* out: room that pages share; what is kept of each is no larger than the page. */
static void
print_page(struct pool *pool, const struct press *press, size_t page, GString *out, struct sheet *sheet)
{
	g_string_truncate(out, 0);
	sheet->failed = !render(pool, press, job_at(press, page), out, &sheet->failure);
	sheet->size = out->len;
	sheet->bytes = g_memdup2(out->str, out->len + 1);
}

static void
print_pages(void *data, size_t chunk, size_t first, size_t end)
{
	const struct run *run = data;
	struct pool *pool = pool_new();
	g_autoptr(GString) out = g_string_sized_new(PAGE_ROOM);

	(void)chunk;
	for (size_t page = first; page < end; page++) {
		print_page(pool, run->press, page, out, &run->sheets[page]);
		if (pool_size(pool) >= SCRATCH_LIMIT)
			pool_reset(pool);
	}
	pool_free(pool);
}

static void
put(const struct press *press, const struct press_job *job, const char *bytes, size_t size, struct outputs *outputs)
{
	outputs_add(outputs, pool_printf(press->pool, "%s%s", press->options.folder, job->path), bytes, size, job->owner);
}

void
press_run(const struct press *press, struct findings *findings, struct outputs *outputs)
{
	struct run run = { press, pool_array(press->pool, struct sheet, press->list->len) };

	threads_each(press->options.jobs, press->list->len, PAGES, print_pages, &run);
	for (size_t page = 0; page < press->list->len; page++) {
		const struct sheet *sheet = &run.sheets[page];

		pool_adopt(press->pool, sheet->bytes, g_free);
		if (sheet->failed)
			template_failure_report(findings, &sheet->failure);
		put(press, job_at(press, page), sheet->bytes, sheet->size, outputs);
	}
}

void
press_claim(const struct press *press, struct outputs *outputs)
{
	for (size_t page = 0; page < press->list->len; page++)
		put(press, job_at(press, page), "", 0, outputs);
}

struct data *
press_data(struct pool *pool, const struct press *press, const char *path)
{
	const struct press_options *options = &press->options;
	const size_t length = strlen(options->folder);
	const char *below = strncmp(path, options->folder, length) == 0 ? path + length : path;

	for (size_t page = 0; page < press->list->len; page++) {
		struct template_failure failure;
		bool failed;

		if (job_at(press, page)->layout && strcmp(job_at(press, page)->path, below) == 0)
			return options->make(pool, options->half, job_at(press, page)->page, &failure, &failed);
	}
	return NULL;
}

const char *
press_root(struct pool *pool, const char *path)
{
	size_t depth = 0;
	char *root;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		depth++;
	root = pool_alloc(pool, depth * strlen("../") + 1);
	for (size_t i = 0; i < depth; i++)
		memcpy(root + i * strlen("../"), "../", strlen("../"));
	return root;
}
