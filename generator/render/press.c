#include "render/press.h"

#include "base/pool.h"
#include "base/threads.h"

/* Pages that a thread takes at once share a pool for what they throw away, until it is this large. */
#define PAGES 32
#define SCRATCH_LIMIT ((size_t)1 << 20)
#define PAGE_ROOM ((size_t)16 * 1024) /* most pages are smaller than that */

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

/* out: room that pages share; what is kept of each is no larger than the page. */
static void
print_page(struct pool *pool, const struct press *press, size_t page, GString *out, struct sheet *sheet)
{
	g_string_truncate(out, 0);
	sheet->failed = !press->print(pool, press->data, page, out, &sheet->failure);
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

void
press_run(struct pool *pool, const struct press *press, struct findings *findings, struct outputs *outputs)
{
	struct run run = { press, pool_array(pool, struct sheet, press->count) };

	threads_each(press->jobs, press->count, PAGES, print_pages, &run);
	for (size_t page = 0; page < press->count; page++) {
		const struct sheet *sheet = &run.sheets[page];
		struct span owner = SPAN_NONE;
		const char *path = press->place(pool, press->data, page, &owner);

		pool_adopt(pool, sheet->bytes, g_free);
		if (sheet->failed)
			template_failure_report(findings, &sheet->failure);
		outputs_add(outputs, path, sheet->bytes, sheet->size, owner);
	}
}
