#include "report/excerpt.h"

#include "base/pool.h"

#include <glib.h>
#include <string.h>

#define TAB_STOP 8
#define DEFAULT_WIDTH 100
#define LEAST_WIDTH 20 /* of the text, however narrow the terminal */

/* Secrets */

struct secrets {
	GHashTable *spans_by_path; /* path → array of spans */
};

static void
release_array(void *array)
{
	g_array_unref(array);
}

static void
add_secret(GHashTable *spans_by_path, const struct span *span)
{
	const char *path = span->source->path;
	GArray *spans = g_hash_table_lookup(spans_by_path, path);

	if (!spans) {
		spans = g_array_new(FALSE, FALSE, sizeof *span);
		g_hash_table_insert(spans_by_path, (void *)path, spans);
	}
	g_array_append_vals(spans, span, 1);
}

const struct secrets *
secrets_find(struct pool *pool, const struct findings *findings)
{
	struct secrets *secrets = pool_new0(pool, struct secrets);
	size_t count = 0;
	const struct finding *const *list = findings_list(findings, &count);

	secrets->spans_by_path = pool_adopt_table(pool, g_hash_table_new_full(g_str_hash, g_str_equal, NULL, release_array));
	for (size_t i = 0; i < count; i++)
		if ((list[i]->rule == RULE_CODE_SECRET || list[i]->rule == RULE_SITE_SECRET) && list[i]->span.source)
			add_secret(secrets->spans_by_path, &list[i]->span);
	return secrets;
}

bool
secrets_touch(const struct secrets *secrets, const struct span *span)
{
	const GArray *spans = span->source ? g_hash_table_lookup(secrets->spans_by_path, span->source->path) : NULL;

	if (!spans)
		return false;

	size_t start = source_line(span->source, span->start).start;
	size_t end = source_line(span->source, span->end).end;

	for (unsigned i = 0; i < spans->len; i++) {
		const struct span *secret = &g_array_index(spans, struct span, i);

		if (secret->start <= end && secret->end >= start)
			return true;
	}
	return false;
}

/* Places */

/* Counts on from a mark, as if the file began there. */
static struct place
count_from(const struct source *source, const struct milestone *from, size_t offset)
{
	const struct source rest = {
		.path = source->path,
		.bytes = source->bytes + from->offset,
		.size = source->size - from->offset,
	};
	struct place place = source_place(&rest, offset - from->offset);

	if (place.line == 1)
		place.column += from->place.column - 1;
	place.line += from->place.line - 1;
	return place;
}

/* The first place from offset on where counting can go on: not inside a character, nor at what is
 * no byte order mark but would look like one. */
static size_t
good_for_mark(const struct source *source, size_t offset)
{
	for (size_t i = 0; i < 3 && offset < source->size && ((unsigned char)source->bytes[offset] & 0xC0) == 0x80; i++)
		offset++;
	while (source->size - offset >= 3 && memcmp(source->bytes + offset, "\xEF\xBB\xBF", 3) == 0)
		offset += 3;
	return offset;
}

static struct place
place_at(struct counter *counter, const struct source *source, size_t offset)
{
	size_t wanted;

	if (counter->source != source) {
		counter->source = source;
		counter->step = MAX(source->size / G_N_ELEMENTS(counter->marks) + 1, 256);
		counter->marks[0] = (struct milestone){ .place = { 1, 1 } };
		counter->count = 1;
	}
	wanted = offset / counter->step;
	for (; counter->count <= wanted; counter->count++) {
		const struct milestone *last = &counter->marks[counter->count - 1];
		size_t at = good_for_mark(source, counter->count * counter->step);

		counter->marks[counter->count] = (struct milestone){ at, count_from(source, last, at) };
	}
	while (counter->marks[wanted].offset > offset)
		wanted--;
	return count_from(source, &counter->marks[wanted], offset);
}

static bool
ends_line(char c)
{
	return c == '\n' || c == '\r';
}

struct extent
extent_of(struct counter *counter, const struct span *span)
{
	const struct source *source = span->source;

	if (!source)
		return (struct extent){ 0 };

	size_t start = MIN(span->start, source->size);
	size_t end = CLAMP(span->end, start, source->size);

	while (end > start && ends_line(source->bytes[end - 1]))
		end--;

	return (struct extent){ place_at(counter, source, start), place_at(counter, source, end) };
}

/* Drawing */

/* A piece of a line as it is shown, of known width in columns. */
struct picture {
	GString *text;
	size_t width;
	size_t caret, tail; /* columns caret..tail are meant */
};

static size_t
character_width(gunichar c)
{
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* The character at at; a byte that begins none, or one not to be printed, is U+FFFD. */
static gunichar
character_at(const char *at, const char *end, size_t *length)
{
	gunichar c = g_utf8_get_char_validated(at, end - at);

	if (c >= (gunichar)-2) {
		*length = 1;
		return 0xFFFD;
	}
	*length = (size_t)(g_utf8_next_char(at) - at);
	if (c == '\t')
		return c;
	return g_unichar_iscntrl(c) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ? 0xFFFD : c;
}

static void
append_character(struct picture *picture, gunichar c)
{
	if (c == '\t') {
		size_t blanks = TAB_STOP - picture->width % TAB_STOP;

		g_string_append_printf(picture->text, "%*s", (int)blanks, "");
		picture->width += blanks;
		return;
	}
	g_string_append_unichar(picture->text, c);
	picture->width += character_width(c);
}

/* Draws the bytes from..to of a source in whole characters, as long as they fit. */
static size_t
append_bytes(struct picture *picture, const struct source *source, size_t from, size_t to, size_t width)
{
	size_t length;

	for (; from < to; from += length) {
		gunichar c = character_at(source->bytes + from, source->bytes + to, &length);

		if (c != '\t' && picture->width + character_width(c) > width)
			break;
		if (c == '\t' && picture->width + TAB_STOP > width)
			break;
		append_character(picture, c);
	}
	return from;
}

/* The first byte to show, so that there are about a third of the columns before the place. */
static size_t
left_edge(const struct source *source, size_t line_start, size_t at, size_t width)
{
	size_t columns = 0;

	while (at > line_start && columns < width) {
		do
			at--;
		while (at > line_start && ((unsigned char)source->bytes[at] & 0xC0) == 0x80);
		columns += source->bytes[at] == '\t' ? TAB_STOP : 2;
	}
	return at;
}

/* Whether the line is shown whole in width columns; looks no further than that. */
static bool
fits(const struct source *source, const struct span *line, size_t width)
{
	g_autoptr(GString) scratch = g_string_new(NULL);
	struct picture picture = { .text = scratch };

	return append_bytes(&picture, source, line->start, line->end, width) >= line->end;
}

static void
draw(struct picture *picture, const struct span *line, const struct span *span, size_t width)
{
	const struct source *source = span->source;
	size_t start = CLAMP(span->start, line->start, line->end);
	size_t end = CLAMP(span->end, start, line->end);
	bool whole = fits(source, line, width);
	size_t from = whole ? line->start : left_edge(source, line->start, start, width * 2 / 3);
	size_t room = whole ? width : width - 1;

	if (from > line->start)
		append_character(picture, 0x2026);
	append_bytes(picture, source, from, start, room);
	picture->caret = picture->width;
	from = append_bytes(picture, source, start, end, room);
	picture->tail = picture->width;
	if (from >= end)
		from = append_bytes(picture, source, end, line->end, room);
	if (from < line->end)
		append_character(picture, 0x2026);
}

const char *
excerpt_draw(struct pool *pool, const struct span *span, size_t line, const struct excerpt_style *style)
{
	g_autofree char *number = g_strdup_printf("%5zu", line);
	size_t gutter = strlen(number) + strlen(" | ");
	size_t width = style->width ? style->width : DEFAULT_WIDTH;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) under = g_string_new("^");
	struct picture picture = { .text = text };
	struct span whole = source_line(span->source, span->start);

	width = width > gutter + LEAST_WIDTH ? width - gutter : LEAST_WIDTH;
	draw(&picture, &whole, span, width);
	while (under->len < picture.tail - picture.caret)
		g_string_append_c(under, '~');
	return pool_printf(pool, "%s | %s\n%*s | %*s%s%s%s\n", number, g_strchomp(text->str), (int)strlen(number), "",
	    (int)picture.caret, "", style->mark, under->str, style->plain);
}
