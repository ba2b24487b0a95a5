/* Terms of many texts: chunks of entries are read by threads, each into a table of its own, and the tables are merged. */
#include "render/search_parts.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/threads.h"
#include "read/terms.h"

#define CHUNKS 4
#define FIRST_ROOM 8    /* bytes of postings */
#define LAST_DIGITS 62  /* base of the last digit of a number */
#define OTHER_DIGITS 30 /* and of the others */
#define NUMBER_LIMIT 10 /* letters of 64 bits at most: fewer, since things are numbered with 32 */

/* A term in a chunk.  What is said of its last thing is known only when another follows. */
struct row {
	const char *term;
	char *postings; /* of its things but the first */
	uint64_t hash;
	uint32_t length, size, room;
	uint32_t things; /* in how many it occurs */
	uint32_t first, before, last;
	uint32_t times, field; /* in the last; the smallest field */
	uint32_t first_mark;
};

struct term_reader {
	const struct term_input *input;
	struct pool *pool;
	struct row **slots; /* a table by hash; a power of two of them */
	size_t slot_count, row_count;
	struct row **rows;
	uint32_t thing, field; /* that is being read */
};

struct reading {
	const struct term_input *input;
	struct term_reader chunks[CHUNKS];
};

/* ---- numbers ---- */

/* Digits 0 to 91 → "!" to "~" without quotation mark and backslash. */
static char
letter_of_digit(uint64_t digit)
{
	const char letter = (char)('!' + digit + (digit >= '"' - '!'));

	return letter >= '\\' ? (char)(letter + 1) : letter;
}

/* A number into letters[NUMBER_LIMIT], from behind; gives how many. */
static size_t
write_number(char *letters, uint64_t number)
{
	size_t count = 1;

	letters[NUMBER_LIMIT - 1] = letter_of_digit(number % LAST_DIGITS);
	for (number /= LAST_DIGITS; number; number /= OTHER_DIGITS)
		letters[NUMBER_LIMIT - ++count] = letter_of_digit(LAST_DIGITS + number % OTHER_DIGITS);
	return count;
}

static uint64_t
posting_of(const struct term_input *input, int64_t before, uint32_t thing, uint32_t mark)
{
	return input->marks * (uint64_t)(thing - before - 1) + mark;
}

/* ---- one chunk ---- */

static void
append_posting(struct term_reader *reader, struct row *row, uint64_t posting)
{
	char letters[NUMBER_LIMIT];
	const size_t count = write_number(letters, posting);

	if (row->size + count > row->room) {
		char *wider = pool_alloc(reader->pool, row->room ? row->room * 2 : FIRST_ROOM);

		if (row->size)
			memcpy(wider, row->postings, row->size);
		row->postings = wider;
		row->room = row->room ? row->room * 2 : FIRST_ROOM;
	}
	memcpy(row->postings + row->size, letters + NUMBER_LIMIT - count, count);
	row->size += (uint32_t)count;
}

static uint32_t
mark_of(const struct term_reader *reader, const struct row *row)
{
	return reader->input->often ? row->times >= reader->input->often : row->field;
}

/* Writes down what is now known of the last thing. */
static void
complete(struct term_reader *reader, struct row *row)
{
	const uint32_t mark = mark_of(reader, row);

	if (row->things == 1)
		row->first_mark = mark;
	else
		append_posting(reader, row, posting_of(reader->input, row->before, row->last, mark));
}

static void
count_thing(struct term_reader *reader, struct row *row)
{
	if (row->things && row->last == reader->thing) {
		row->times++;
		row->field = MIN(row->field, reader->field);
		return;
	}
	if (row->things)
		complete(reader, row);
	else
		row->first = reader->thing;
	row->before = row->last;
	row->last = reader->thing;
	row->field = reader->field;
	row->times = 1;
	row->things++;
}

static void
place_row(struct term_reader *reader, struct row *row)
{
	size_t i = row->hash & (reader->slot_count - 1);

	while (reader->slots[i])
		i = (i + 1) & (reader->slot_count - 1);
	reader->slots[i] = row;
}

static void
widen(struct term_reader *reader)
{
	struct row **slots = reader->slots;
	const size_t count = reader->slot_count;

	reader->slot_count = count ? count * 2 : 1024;
	reader->slots = pool_array(reader->pool, struct row *, reader->slot_count);
	for (size_t i = 0; i < count; i++)
		if (slots[i])
			place_row(reader, slots[i]);
}

static struct row *
add_row(struct term_reader *reader, const char *term, size_t length, uint64_t hash)
{
	struct row *row = pool_new0(reader->pool, struct row);

	row->term = pool_memdup(reader->pool, term, length);
	row->length = (uint32_t)length;
	row->hash = hash;
	if (reader->row_count * 2 >= reader->slot_count)
		widen(reader);
	place_row(reader, row);
	reader->row_count++;
	return row;
}

static struct row *
take_term_once(struct term_reader *reader, const char *term, size_t length)
{
	const uint64_t hash = hash_bytes(term, length);
	struct row *row = NULL;

	for (size_t i = hash; reader->slot_count; i++) {
		row = reader->slots[i & (reader->slot_count - 1)];
		if (!row || (row->hash == hash && row->length == length && memcmp(row->term, term, length) == 0))
			break;
	}
	row = row ? row : add_row(reader, term, length, hash);
	count_thing(reader, row);
	return row;
}

static void
take_term(void *data, const char *term, size_t length)
{
	take_term_once(data, term, length);
}

void
read_terms(struct term_reader *reader, const char *text, size_t length, unsigned field)
{
	reader->field = field;
	terms_each(text, length, take_term, reader);
}

void
take_terms(struct term_reader *reader, const char *packed, size_t size, unsigned field)
{
	const char *const end = packed + size;

	reader->field = field;
	while (packed < end) {
		struct packed_term term;
		struct row *row;

		packed = terms_next(packed, &term);
		row = take_term_once(reader, term.term, term.length);
		row->times = term.often ? MAX(row->times, reader->input->often) : row->times;
	}
}

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	const int order = memcmp(x->term, y->term, MIN(x->length, y->length));

	if (order != 0)
		return order;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static void
list_rows(struct term_reader *reader)
{
	size_t count = 0;

	reader->rows = pool_array(reader->pool, struct row *, reader->row_count + 1);
	for (size_t i = 0; i < reader->slot_count; i++)
		if (reader->slots[i])
			reader->rows[count++] = reader->slots[i];
	for (size_t i = 0; i < count; i++)
		complete(reader, reader->rows[i]);
	qsort(reader->rows, count, sizeof(*reader->rows), compare_rows);
}

static void
read_chunk(void *data, size_t number, size_t first, size_t end)
{
	struct reading *reading = data;
	struct term_reader *reader = &reading->chunks[number];

	for (size_t i = first; i < end; i++) {
		reader->thing = (uint32_t)i;
		reading->input->read(reader, reading->input->data, i);
	}
	list_rows(reader);
}

/* ---- all of them ---- */

static bool
is_everywhere(const struct term_input *input, const struct row *const *rows, size_t count)
{
	size_t things = 0;

	for (size_t i = 0; i < count; i++)
		things += rows[i]->things;
	return things > input->everywhere;
}

/* One term of one or several chunks, which follow each other. */
static struct search_term
join_rows(struct pool *pool, const struct term_input *input, const struct row *const *rows, size_t count)
{
	struct search_term term = { .term = pool_memdup(pool, rows[0]->term, rows[0]->length), .length = rows[0]->length, .postings = "" };
	size_t room = 0;
	int64_t before = -1;
	char *out;

	if (is_everywhere(input, rows, count))
		return term;
	for (size_t i = 0; i < count; i++)
		room += NUMBER_LIMIT + rows[i]->size;
	term.postings = out = pool_alloc(pool, room);
	for (size_t i = 0; i < count; i++) {
		char letters[NUMBER_LIMIT];
		const size_t length = write_number(letters, posting_of(input, before, rows[i]->first, rows[i]->first_mark));

		memcpy(out + term.size, letters + NUMBER_LIMIT - length, length);
		memcpy(out + term.size + length, rows[i]->postings ? rows[i]->postings : "", rows[i]->size);
		term.size += length + rows[i]->size;
		before = rows[i]->last;
	}
	return term;
}

static bool
is_same_term(const struct row *a, const struct row *b)
{
	return a->hash == b->hash && a->length == b->length && memcmp(a->term, b->term, a->length) == 0;
}

static struct row **
all_rows(struct pool *pool, const struct reading *reading, size_t *count)
{
	struct row **rows;
	size_t total = 0;

	for (size_t i = 0; i < CHUNKS; i++)
		total += reading->chunks[i].row_count;
	rows = pool_array(pool, struct row *, total + 1);
	*count = 0;
	for (size_t i = 0; i < CHUNKS; i++)
		for (size_t k = 0; k < reading->chunks[i].row_count; k++)
			rows[(*count)++] = reading->chunks[i].rows[k];
	qsort(rows, *count, sizeof(*rows), compare_rows);
	return rows;
}

static const struct search_term *
join_chunks(struct pool *pool, struct pool *scratch, const struct reading *reading, size_t *count)
{
	size_t row_count;
	struct row **rows = all_rows(scratch, reading, &row_count);
	struct search_term *terms = pool_array(pool, struct search_term, row_count + 1);

	*count = 0;
	for (size_t first = 0, end; first < row_count; first = end) {
		for (end = first + 1; end < row_count && is_same_term(rows[first], rows[end]);)
			end++;
		terms[(*count)++] = join_rows(pool, reading->input, (const struct row *const *)rows + first, end - first);
	}
	return terms;
}

const struct search_term *
search_terms(struct pool *pool, const struct term_input *input, size_t *count)
{
	struct pool *scratch = pool_new();
	struct reading reading = { .input = input };
	const struct search_term *terms;

	for (size_t i = 0; i < CHUNKS; i++)
		reading.chunks[i] = (struct term_reader){ .input = input, .pool = pool_branch(scratch) };
	threads_each(input->jobs, input->count, input->count / CHUNKS + 1, read_chunk, &reading);
	terms = join_chunks(pool, scratch, &reading, count);
	pool_free(scratch);
	return terms;
}
