#include "render/search_parts.h"

#include <glib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "read/terms.h"

#define PIECE_SIZE 20000 /* bytes of terms and postings, some kilobytes when they are compressed */

static const char BASE_36[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* ---- terms as they are written ---- */

/* ASCII alone, so that bytes and the browser's letters are the same number. */
static size_t
shared_start(const struct search_term *a, const struct search_term *b)
{
	const size_t limit = MIN(MIN(a->length, b->length), strlen(BASE_36) - 1);
	size_t same = 0;

	while (same < limit && a->term[same] == b->term[same] && g_ascii_isprint(a->term[same]))
		same++;
	return same;
}

size_t
write_terms(const struct search_term *terms, size_t count, size_t limit, GString *written, GString *postings)
{
	size_t i = 0;

	for (; i < count && written->len + postings->len < limit; i++) {
		const size_t same = i > 0 ? shared_start(&terms[i - 1], &terms[i]) : 0;

		if (i > 0) {
			g_string_append_c(written, ' ');
			g_string_append_c(postings, ' ');
		}
		g_string_append_c(written, BASE_36[same]);
		g_string_append_len(written, terms[i].term + same, (gssize)(terms[i].length - same));
		g_string_append_len(postings, terms[i].postings, (gssize)terms[i].size);
	}
	return i;
}

/* ---- pieces ---- */

/* Neither terms nor postings hold what JSON would escape. */
static struct search_file
piece_file(struct pool *pool, const GString *written, const GString *postings, const char **hash)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_string_append_printf(out, "\", {\"terms\": \"%s\", \"postings\": \"%s\"});\n", written->str, postings->str);
	*hash = pool_printf(pool, "%016" G_GINT64_MODIFIER "x", hash_bytes(out->str, out->len));
	g_string_prepend(out, *hash);
	g_string_prepend(out, "sitrepSearch.piece(\"");
	return (struct search_file){ .name = pool_printf(pool, "words-%s.js", *hash), .bytes = pool_strndup(pool, out->str, out->len), .size = out->len };
}

static void
read_body(struct term_reader *reader, const void *data, size_t number)
{
	const struct markdown *body = ((const struct search_entry *)data)[number].body;

	if (body)
		take_terms(reader, body->terms, body->terms_size, 0);
}

/* Cuts all terms into pieces; each becomes a file and a line of list. */
static void
add_pieces(struct pool *pool, const struct search_term *terms, size_t count, GArray *files, GString *list)
{
	while (count > 0) {
		g_autoptr(GString) written = g_string_new(NULL), postings = g_string_new(NULL);
		const size_t taken = write_terms(terms, count, PIECE_SIZE, written, postings);
		const char *hash;
		const struct search_file file = piece_file(pool, written, postings, &hash);

		g_array_append_val(files, file);
		g_string_append_printf(list, "%s%.*s %s", list->len ? "\n" : "", (int)terms->length, terms->term, hash);
		terms += taken;
		count -= taken;
	}
}

/* ---- the whole ---- */

const struct search_file *
search_files(struct pool *pool, const struct search_input *input, size_t *count)
{
	g_autoptr(GArray) files = g_array_new(false, false, sizeof(struct search_file));
	g_autoptr(GString) pieces = g_string_new(NULL), index = g_string_new(NULL);
	size_t term_count;
	const struct search_term *terms = search_terms(pool, &(struct term_input){
								 .jobs = input->jobs,
								 .count = input->entry_count,
								 .data = input->entries,
								 .read = read_body,
								 .marks = 2,
								 .often = TERMS_OFTEN,
								 .everywhere = input->entry_count < EVERYWHERE_LEAST ? SIZE_MAX : input->entry_count / 2,
							     },
	    &term_count);
	struct search_file file = { .name = "index.js" };

	add_pieces(pool, terms, term_count, files, pieces);
	write_index(pool, input, pieces->str, index);
	file.bytes = pool_strndup(pool, index->str, index->len);
	file.size = index->len;
	g_array_append_val(files, file);
	*count = files->len;
	return pool_memdup(pool, files->data, files->len * sizeof(struct search_file));
}
