/* Footnotes of a part of a document: what it refers to, in a list of its own. */
#include "render/body.h"

#include <string.h>

/* How cmark marks a reference, a footnote and the way back. */
#define REFERENCE "<sup class=\"footnote-ref\"><a href=\"#fn-"
#define REFERENCE_ID "\" id=\"fnref-"
#define FOOTNOTE "<li id=\"fn-"
#define FOOTNOTE_END "</li>\n"
#define WAY_BACK "<a href=\"#fnref-"
#define WAY_BACK_END "</a>"

struct notes {
	struct pool *pool;
	const struct body *body;
	const struct document *document;
	const char *root, *prefix;
	struct template_failure *failure;
	GHashTable *rows;       /* label → row, as pointers */
	GHashTable *numbers;    /* label → number of those that are shown, as pointers, from 1 */
	GHashTable *references; /* ids that the text has, without prefix: where a way back leads */
	GPtrArray *labels;      /* in the order of their numbers */
	uint32_t first, last;   /* rows: the list begins and ends with them */
};

/* A footnote's label, from the piece that opens it; NULL: it has none. */
static char *
label_of(const struct markdown *body, const struct block_row *block)
{
	for (uint32_t at = block->piece_row; at < block->piece_end; at++) {
		const struct piece_row *piece = &body->pieces[at];
		const char *html = body->html + piece->at, *label, *end;

		if (piece->kind != PIECE_HTML)
			continue;
		label = g_strstr_len(html, piece->length, FOOTNOTE);
		if (!label)
			return NULL;
		label += strlen(FOOTNOTE);
		end = memchr(label, '"', piece->length - (size_t)(label - html));
		return end ? g_strndup(label, (size_t)(end - label)) : NULL;
	}
	return NULL;
}

static void
find_footnotes(struct notes *notes)
{
	const struct markdown *body = &notes->document->body;

	for (uint32_t row = 0; row < body->block_count; row = body->blocks[row].end_row) {
		char *label = body->blocks[row].kind == BLOCK_FOOTNOTE ? label_of(body, &body->blocks[row]) : NULL;

		if (!label)
			continue;
		notes->first = MIN(notes->first, row);
		notes->last = row;
		g_hash_table_insert(notes->rows, label, GUINT_TO_POINTER(row));
	}
}

/* ---- References ---- */

/* A label's number among those shown; a new one's is the next.  Takes the label. */
static guint
number_of(struct notes *notes, char *label)
{
	const guint number = GPOINTER_TO_UINT(g_hash_table_lookup(notes->numbers, label));

	if (number) {
		g_free(label);
		return number;
	}
	g_ptr_array_add(notes->labels, label);
	g_hash_table_insert(notes->numbers, label, GUINT_TO_POINTER(notes->labels->len));
	return notes->labels->len;
}

/* The first reference in HTML: its label, id and number. */
struct note_mark {
	const char *label, *label_end, *id, *id_end, *number, *end;
};

static bool
find_mark(const char *html, struct note_mark *mark)
{
	const char *at = strstr(html, REFERENCE);

	if (!at)
		return false;
	mark->label = at + strlen(REFERENCE);
	mark->label_end = mark->label + strcspn(mark->label, "\"");
	if (!g_str_has_prefix(mark->label_end, REFERENCE_ID))
		return false;
	mark->id = mark->label_end + strlen(REFERENCE_ID);
	mark->id_end = mark->id + strcspn(mark->id, "\"");
	mark->number = mark->id_end + strcspn(mark->id_end, ">");
	mark->number += *mark->number == '>';
	mark->end = mark->number + strspn(mark->number, "0123456789");
	return true;
}

/* Copies HTML with its references under new numbers and ids. */
static void
renumber(struct notes *notes, const char *html, GString *out)
{
	struct note_mark mark;

	for (; find_mark(html, &mark); html = mark.end) {
		char *label = g_strndup(mark.label, (size_t)(mark.label_end - mark.label));
		char *id = g_strndup(mark.id, (size_t)(mark.id_end - mark.id));

		g_string_append_len(out, html, mark.label - strlen("fn-") - html);
		g_string_append_printf(out, "%sfn-%s\" id=\"%sfnref-%s", notes->prefix, label, notes->prefix, id);
		g_string_append_len(out, mark.id_end, mark.number - mark.id_end);
		g_string_append_printf(out, "%u", number_of(notes, label));
		g_hash_table_add(notes->references, id);
	}
	g_string_append(out, html);
}

/* ---- The list ---- */

/* Where the footnote itself begins in what cmark gives for its row, behind the list's beginning. */
static size_t
own_start(const GString *html)
{
	const char *start = strstr(html->str, FOOTNOTE);

	return start ? (size_t)(start - html->str) : 0;
}

/* Where it ends, before the list's end. */
static size_t
own_end(const GString *html)
{
	const char *end = g_strrstr(html->str, FOOTNOTE_END);

	return end ? (size_t)(end - html->str) + strlen(FOOTNOTE_END) : html->len;
}

static GString *
render_row(const struct notes *notes, uint32_t row)
{
	GString *html = g_string_new(NULL);

	if (body_render(notes->pool, notes->body, notes->document, row, notes->document->body.blocks[row].end_row, notes->root, html, notes->failure))
		return html;
	g_string_free(html, true);
	return NULL;
}

/* Appends a footnote, its own references renumbered: they may ask for more footnotes. */
static bool
add_footnote(struct notes *notes, const char *label, GPtrArray *shown)
{
	gpointer row;
	GString *html, *renumbered = g_string_new(NULL);

	g_ptr_array_add(shown, renumbered);
	if (!g_hash_table_lookup_extended(notes->rows, label, NULL, &row))
		return true;
	html = render_row(notes, GPOINTER_TO_UINT(row));
	if (!html)
		return false;
	g_string_truncate(html, own_end(html));
	g_string_erase(html, 0, (gssize)own_start(html));
	renumber(notes, html->str, renumbered);
	g_string_free(html, true);
	return true;
}

/* Copies a footnote with its id, and with those ways back that lead somewhere. */
static void
lead_back(const struct notes *notes, const char *html, GString *out)
{
	const char *at, *end;

	if (g_str_has_prefix(html, FOOTNOTE)) {
		g_string_append_len(out, html, strlen(FOOTNOTE) - strlen("fn-"));
		g_string_append(out, notes->prefix);
		html += strlen(FOOTNOTE) - strlen("fn-");
	}
	for (; (at = strstr(html, WAY_BACK)) && (end = strstr(at, WAY_BACK_END)); html = end + strlen(WAY_BACK_END)) {
		const char *id = at + strlen(WAY_BACK), *target = id - strlen("fnref-");
		g_autofree char *name = g_strndup(id, strcspn(id, "\""));

		g_string_append_len(out, html, at - html);
		if (!g_hash_table_contains(notes->references, name))
			continue;
		g_string_append_len(out, at, target - at);
		g_string_append(out, notes->prefix);
		g_string_append_len(out, target, end + strlen(WAY_BACK_END) - target);
	}
	g_string_append(out, html);
}

static void
free_string(gpointer string)
{
	g_string_free(string, true);
}

/* The list in cmark's markup: its beginning is the first footnote's, its end the last one's. */
static bool
add_list(struct notes *notes, GString *out)
{
	g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(free_string);
	GString *first = render_row(notes, notes->first), *last = render_row(notes, notes->last);
	bool is_done = first && last;

	for (guint i = 0; is_done && i < notes->labels->len; i++)
		is_done = add_footnote(notes, notes->labels->pdata[i], shown);
	if (is_done) {
		g_string_append_len(out, first->str, (gssize)own_start(first));
		for (guint i = 0; i < shown->len; i++)
			lead_back(notes, ((const GString *)shown->pdata[i])->str, out);
		g_string_append(out, last->str + own_end(last));
	}
	if (first)
		g_string_free(first, true);
	if (last)
		g_string_free(last, true);
	return is_done;
}

bool
body_add_footnotes(struct pool *pool, const struct body *body, const struct document *document, const char *root, const char *prefix, GString *out, struct template_failure *failure)
{
	g_autoptr(GHashTable) rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) references = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
	struct notes notes = {
		.pool = pool, .body = body, .document = document, .root = root, .prefix = prefix, .failure = failure,
		.rows = rows, .numbers = numbers, .references = references, .labels = labels, .first = ROW_NONE,
	};
	struct note_mark any;
	g_autofree char *html = NULL;

	if (!find_mark(out->str, &any))
		return true;
	find_footnotes(&notes);
	if (notes.first == ROW_NONE)
		return true;
	html = g_strdup(out->str);
	g_string_truncate(out, 0);
	renumber(&notes, html, out);
	return add_list(&notes, out);
}
