#include "report/repair.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "check/typography.h"

/* Bytes start..end of the source become text.  What one finding needs is done whole or not at all. */
struct edit {
	size_t start, end;
	const char *text;
	size_t group; /* the finding's number */
};

/* A file being repaired. */
struct job {
	const struct document *document;
	GArray *edits;  /* struct edit */
	uint32_t row;   /* where the last block was found: findings come in the order of the text */
	size_t groups;
};

/* A finding's block of code, and where in its text it points. */
struct target {
	const struct document *document;
	const struct block_row *block;
	const char *code;
	size_t length, at;
};

/* ---- where a finding is ---- */

static bool
is_around(const struct block_row *block, size_t offset)
{
	return block->kind == BLOCK_CODE && block->start <= offset && offset < block->end;
}

static const struct block_row *
find_block(struct job *job, size_t offset)
{
	const struct markdown *body = &job->document->body;

	for (uint32_t i = 0; i < body->block_count; i++) {
		uint32_t row = (job->row + i) % body->block_count;

		if (is_around(&body->blocks[row], offset)) {
			job->row = row;
			return &body->blocks[row];
		}
	}
	return NULL;
}

/* The byte of a block's text that stands at offset in the source. */
static bool
find_in_text(const struct markdown *body, const struct block_row *block, size_t offset, size_t *at)
{
	uint32_t low = block->run_row, high = block->run_row + block->run_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct run_row *run = &body->runs[middle];

		if (offset < run->source) {
			high = middle;
		} else if (offset >= (size_t)run->source + run->length) {
			low = middle + 1;
		} else {
			*at = run->text + (offset - run->source);
			return true;
		}
	}
	return false;
}

static bool
find_target(struct job *job, const struct finding *finding, struct target *target)
{
	const struct markdown *body = &job->document->body;
	const struct block_row *block = find_block(job, finding->span.start);

	if (!block)
		return false;
	*target = (struct target){ job->document, block, markdown_text(body, block->text), block->text.length, 0 };
	return find_in_text(body, block, finding->span.start, &target->at);
}

static size_t
line_start(const struct target *target, size_t at)
{
	while (at > 0 && target->code[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(const struct target *target, size_t at)
{
	const char *end = memchr(target->code + at, '\n', target->length - at);

	return end ? (size_t)(end - target->code) : target->length;
}

/* Adds an edit of bytes start..end of the code; false where the source doesn't say the same there. */
static bool
add_edit(struct job *job, const struct target *target, size_t start, size_t end, const char *text)
{
	struct span span = markdown_text_span(&target->document->body, target->block, start, end);
	struct edit edit = { span.start, span.end, text, job->groups };

	if (span.end - span.start != end - start || memcmp(span.source->bytes + span.start, target->code + start, end - start) != 0)
		return false;
	g_array_append_val(job->edits, edit);
	return true;
}

/* ---- code/typography ---- */

/* Whether a shell reads the line as it was meant: every quote is closed in it, and none begins inside of a
 * word, as an apostrophe does. */
static bool
is_sound(const char *line)
{
	char quote = '\0';

	for (const char *at = line; *at; at++) {
		if (*at == '\\' && quote != '\'' && at[1])
			at++;
		else if (quote)
			quote = *at == quote ? '\0' : quote;
		else if (*at == '\'' && at > line && g_ascii_isalnum(at[-1]))
			return false;
		else if (*at == '"' || *at == '\'')
			quote = *at;
		else if (*at == '#' && (at == line || g_ascii_isspace(at[-1])))
			break;
	}
	return !quote;
}

/* The line with all its typographic characters replaced. */
static char *
plain_line(const struct target *target, size_t start, size_t end)
{
	GString *line = g_string_new(NULL);
	struct typographic found;
	size_t from = start;

	while (typographic_find(target->code, end, from, &found)) {
		g_string_append_len(line, target->code + from, (gssize)(found.start - from));
		g_string_append(line, found.plain);
		from = found.end;
	}
	g_string_append_len(line, target->code + from, (gssize)(end - from));
	return g_string_free(line, FALSE);
}

/* A finding stands for all such characters of its line. */
static bool
repair_typography(struct job *job, const struct target *target)
{
	size_t start = line_start(target, target->at), end = line_end(target, target->at);
	g_autofree char *plain = plain_line(target, start, end);
	struct typographic found;

	if (!is_sound(plain))
		return false;
	for (size_t from = start; typographic_find(target->code, end, from, &found); from = found.end)
		if (!add_edit(job, target, found.start, found.end, found.plain))
			return false;
	return true;
}

/* ---- code/prompt ---- */

/* Whether what is left of a line without its prompt would end the block. */
static bool
is_fence(const char *line)
{
	line += strspn(line, " ");
	return strncmp(line, "```", 3) == 0 || strncmp(line, "~~~", 3) == 0;
}

static bool
has_prompt(const char *line)
{
	return strncmp(line, "$ ", 2) == 0 || strncmp(line, "> ", 2) == 0;
}

/* One line; false where its prompt may be none, or must stay. */
static bool
drop_prompt(struct job *job, const struct target *target, size_t start, bool continued)
{
	const char *line = target->code + start;

	if (!has_prompt(line))
		return true;
	if (continued && *line == '$')
		return true;
	if (continued || is_fence(line + 2))
		return false;
	return add_edit(job, target, start, start + 2, "");
}

/* A finding stands for all prompts of its block. */
static bool
repair_prompt(struct job *job, const struct target *target)
{
	bool continued = false;

	for (size_t start = 0; start < target->length; start = line_end(target, start) + 1) {
		size_t end = line_end(target, start);

		if (!drop_prompt(job, target, start, continued))
			return false;
		continued = end > start && target->code[end - 1] == '\\';
	}
	return true;
}

/* ---- the table of what can be repaired ---- */

static const struct {
	enum rule rule;
	bool (*repair)(struct job *job, const struct target *target); /* false: its edits are taken back */
} repairers[] = {
	{ RULE_CODE_TYPOGRAPHY, repair_typography },
	{ RULE_CODE_PROMPT, repair_prompt },
};

static void
repair_finding(struct job *job, const struct finding *finding)
{
	guint before = job->edits->len;
	struct target target;

	for (size_t i = 0; i < G_N_ELEMENTS(repairers); i++) {
		if (repairers[i].rule != finding->rule || !find_target(job, finding, &target))
			continue;
		if (!repairers[i].repair(job, &target))
			g_array_set_size(job->edits, before);
		job->groups++;
	}
}

/* ---- putting it together ---- */

static int
compare_edits(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

/* The findings whose edits run into another's: of two, the later. */
static bool *
find_refused(const struct job *job)
{
	const struct edit *edits = (const struct edit *)(const void *)job->edits->data;
	bool *refused = g_new0(bool, job->groups);
	size_t end = 0;

	for (guint i = 0; i < job->edits->len; i++) {
		if (i && edits[i].start < end)
			refused[edits[i].group] = true;
		else
			end = edits[i].end;
	}
	return refused;
}

static char *
apply_edits(const struct job *job, const bool *refused, size_t *size, size_t *count)
{
	const struct source *source = job->document->source;
	const struct edit *edits = (const struct edit *)(const void *)job->edits->data;
	g_autofree bool *done = g_new0(bool, job->groups);
	GString *out = g_string_sized_new(source->size + 64);
	size_t from = 0;

	for (guint i = 0; i < job->edits->len; i++) {
		if (refused[edits[i].group])
			continue;
		g_string_append_len(out, source->bytes + from, (gssize)(edits[i].start - from));
		g_string_append(out, edits[i].text);
		from = edits[i].end;
		*count += !done[edits[i].group];
		done[edits[i].group] = true;
	}
	g_string_append_len(out, source->bytes + from, (gssize)(source->size - from));
	*size = out->len;
	return g_string_free(out, FALSE);
}

static void
finish_job(struct pool *pool, const struct job *job, GArray *repairs)
{
	struct repair repair = { 0 };
	g_autofree bool *refused = NULL;

	if (!job->document || job->edits->len == 0)
		return;
	repair.source = job->document->source;
	g_array_sort(job->edits, compare_edits);
	refused = find_refused(job);
	repair.bytes = pool_adopt(pool, apply_edits(job, refused, &repair.size, &repair.count), g_free);
	if (repair.count)
		g_array_append_val(repairs, repair);
}

const struct repair *
repairs_make(struct pool *pool, const struct site *site, const struct findings *findings, size_t *count)
{
	g_autoptr(GArray) repairs = g_array_new(FALSE, FALSE, sizeof(struct repair));
	g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(struct edit));
	struct job job = { .edits = edits };
	size_t total;
	const struct finding *const *list = findings_list(findings, &total);

	for (size_t i = 0; i < total; i++) {
		const struct source *source = list[i]->span.source;
		const struct document *document = source ? document_find(site, source->path) : NULL;

		if (document != job.document) {
			finish_job(pool, &job, repairs);
			g_array_set_size(edits, 0);
			job = (struct job){ .document = document, .edits = edits };
		}
		if (document)
			repair_finding(&job, list[i]);
	}
	finish_job(pool, &job, repairs);
	*count = repairs->len;
	return pool_memdup(pool, repairs->len ? repairs->data : "", repairs->len * sizeof(struct repair));
}
