#include "render/press.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/threads.h"
#include "render/data.h"

/* Pages that a thread takes at once share a pool for what they throw away, until it is this large. */
#define PAGES 32
#define SCRATCH_LIMIT ((size_t)1 << 20)
#define PAGE_ROOM ((size_t)16 * 1024) /* most pages are smaller than that */

struct press {
	struct pool *pool;
	struct press_options options;
	GArray *list; /* struct press_job */
};

/* What became of a page that could not be printed to its end. */
struct sheet {
	size_t number; /* among the outputs */
	bool failed;
	struct template_failure failure;
};

/* What the threads share. */
struct run {
	const struct press *press;
	struct outputs *outputs;
	struct sheet *sheets;
	uint64_t templates;
};

struct press *
press_new(struct pool *pool, const struct press_options *options)
{
	struct press *press = pool_new0(pool, struct press);

	press->pool = pool;
	press->options = *options;
	press->list = pool_adopt_array(pool, g_array_new(false, true, sizeof(struct press_job)));
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

/* Of all that a page is made from; source: of its data, or of what that is made from. */
static uint64_t
digest_of(const struct run *run, const struct press_job *job, uint64_t source)
{
	const uint64_t parts[] = { run->templates, hash_bytes(job->layout, strlen(job->layout)), source };

	return hash_bytes(parts, sizeof(parts));
}

/* Whether anybody asks what a page is made from. */
static bool
may_keep(const struct run *run, const struct sheet *sheet)
{
	return !sheet->failed && sheet->number != OUTPUTS_TAKEN && outputs_has_drain(run->outputs);
}

/* Whether a page is there as it would be made; *digest is what that is made from, or stays 0. */
static bool
is_kept(struct pool *pool, const struct run *run, const struct press_job *job, const struct sheet *sheet, uint64_t *digest)
{
	const struct press_options *options = &run->press->options;
	const uint64_t source = options->digest && may_keep(run, sheet) ? options->digest(pool, options->half, job->page) : 0;

	if (!source)
		return false;
	*digest = digest_of(run, job, source);
	return outputs_keep(run->outputs, sheet->number, *digest);
}

/* The same by its data, where that has to tell. */
static bool
is_kept_by_data(const struct run *run, const struct press_job *job, const struct sheet *sheet, const struct data *data, uint64_t *digest)
{
	if (*digest || !may_keep(run, sheet))
		return false;
	*digest = digest_of(run, job, data_digest(data));
	return outputs_keep(run->outputs, sheet->number, *digest);
}

/* Renders a page into out, unless it is there already: then false.  One that fails goes as far as it came. */
static bool
render_page(struct pool *pool, const struct run *run, const struct press_job *job, struct sheet *sheet, GString *out, uint64_t *digest)
{
	const struct press_options *options = &run->press->options;
	const struct data *data;

	if (is_kept(pool, run, job, sheet, digest))
		return false;
	data = options->make(pool, options->half, job->page, &sheet->failure, &sheet->failed);
	if (is_kept_by_data(run, job, sheet, data, digest))
		return false;
	if (!sheet->failed)
		sheet->failed = !template_render(options->templates, job->layout, data, NULL, out, &sheet->failure);
	return true;
}

/* out: room that pages share. */
static void
print_page(struct pool *pool, const struct run *run, size_t page, GString *out)
{
	const struct press_options *options = &run->press->options;
	const struct press_job *job = job_at(run->press, page);
	struct sheet *sheet = &run->sheets[page];
	uint64_t digest = 0;

	g_string_truncate(out, 0);
	if (!job->layout)
		options->write(pool, options->half, job->page, out);
	else if (!render_page(pool, run, job, sheet, out, &digest))
		return;
	if (sheet->number != OUTPUTS_TAKEN)
		outputs_fill(run->outputs, sheet->number, out->str, out->len, sheet->failed ? 0 : digest);
}

static void
print_pages(void *data, size_t chunk, size_t first, size_t end)
{
	const struct run *run = data;
	struct pool *pool = pool_new();
	g_autoptr(GString) out = g_string_sized_new(PAGE_ROOM);

	(void)chunk;
	for (size_t page = first; page < end; page++) {
		print_page(pool, run, page, out);
		if (pool_size(pool) >= SCRATCH_LIMIT)
			pool_reset(pool);
	}
	pool_free(pool);
}

static size_t
claim(const struct press *press, size_t page, struct outputs *outputs)
{
	const struct press_job *job = job_at(press, page);

	return outputs_claim(outputs, pool_printf(press->pool, "%s%s", press->options.folder, job->path), job->owner);
}

void
press_run(const struct press *press, struct findings *findings, struct outputs *outputs)
{
	struct run run = { press, outputs, pool_array(press->pool, struct sheet, press->list->len), template_set_digest(press->options.templates) };

	for (size_t page = 0; page < press->list->len; page++)
		run.sheets[page].number = claim(press, page, outputs);
	threads_each(press->options.jobs, press->list->len, PAGES, print_pages, &run);
	for (size_t page = 0; page < press->list->len; page++)
		if (run.sheets[page].failed)
			template_failure_report(findings, &run.sheets[page].failure);
}

void
press_claim(const struct press *press, struct outputs *outputs)
{
	for (size_t page = 0; page < press->list->len; page++)
		claim(press, page, outputs);
}

size_t
press_find(const struct press *press, const char *path)
{
	const size_t length = strlen(press->options.folder);

	if (strncmp(path, press->options.folder, length) != 0)
		return PRESS_NONE;
	for (size_t page = 0; page < press->list->len; page++)
		if (strcmp(job_at(press, page)->path, path + length) == 0)
			return page;
	return PRESS_NONE;
}

bool
press_print(struct pool *pool, const struct press *press, size_t number, GString *out, struct template_failure *failure)
{
	const struct press_options *options = &press->options;
	const struct press_job *job = job_at(press, number);
	struct data *data;
	bool failed = false;

	if (!job->layout) {
		options->write(pool, options->half, job->page, out);
		return true;
	}
	data = options->make(pool, options->half, job->page, failure, &failed);
	return !failed && template_render(options->templates, job->layout, data, NULL, out, failure);
}

struct data *
press_data(struct pool *pool, const struct press *press, const char *path)
{
	const struct press_options *options = &press->options;
	const size_t length = strlen(options->folder);
	const char *below = strncmp(path, options->folder, length) == 0 ? path + length : path;
	struct sheet *unsaid = pool_new0(pool, struct sheet);

	for (size_t page = 0; page < press->list->len; page++)
		if (job_at(press, page)->layout && strcmp(job_at(press, page)->path, below) == 0)
			return options->make(pool, options->half, job_at(press, page)->page, &unsaid->failure, &unsaid->failed);
	return NULL;
}

const char *
press_root(struct pool *pool, const char *path)
{
	size_t depth = 0;
	char *root, *end;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		depth++;
	root = end = pool_alloc(pool, depth * strlen("../") + 1);
	for (; depth; depth--)
		end = stpcpy(end, "../");
	return root;
}
