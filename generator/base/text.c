#include "base/text.h"

#include "base/pool.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

/* Characters */

enum {
	NO_CHARACTER = 0x110000, /* above all of Unicode; a byte that is no UTF-8 is this and itself */
};

/* The character at *at, which lies before end; moves *at behind it. */
static gunichar
next_character(const char **at, const char *end)
{
	unsigned char first = (unsigned char)**at;

	if (first < 0x80) {
		(*at)++;
		return first;
	}

	gunichar character = g_utf8_get_char_validated(*at, end - *at);

	if (character > 0x10FFFF) {
		(*at)++;
		return NO_CHARACTER + first;
	}
	*at = g_utf8_next_char(*at);
	return character;
}

/* g_utf8_strdown would look at the locale, and g_unichar_tolower passes over what has
 * case but is no letter: Roman numerals and circled letters. */
static gunichar
lower_character(gunichar character)
{
	if (character < 0x80)
		return (gunichar)g_ascii_tolower((char)character);
	if (character >= 0x2160 && character <= 0x216F)
		return character + 0x10;
	if (character >= 0x24B6 && character <= 0x24CF)
		return character + 0x1A;
	return character < NO_CHARACTER ? g_unichar_tolower(character) : character;
}

static void
append_lower(GString *result, gunichar character)
{
	if (character >= NO_CHARACTER)
		g_string_append_c(result, (char)(character - NO_CHARACTER));
	else if (character == 0x130) /* the one letter that becomes two: I with a dot */
		g_string_append(result, "i\xCC\x87");
	else
		g_string_append_unichar(result, lower_character(character));
}

/* Symbols with Unicode's property Alphabetic: letters in circles and squares. */
static bool
is_framed_letter(gunichar character)
{
	static const struct {
		gunichar first, last;
	} ranges[] = { { 0x24B6, 0x24E9 }, { 0x1F130, 0x1F149 }, { 0x1F150, 0x1F169 }, { 0x1F170, 0x1F189 } };

	for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
		if (ranges[i].first <= character && character <= ranges[i].last)
			return true;
	return false;
}

#define TYPE(name) (1u << G_UNICODE_##name)

enum {
	LETTERS = TYPE(LOWERCASE_LETTER) | TYPE(UPPERCASE_LETTER) | TYPE(TITLECASE_LETTER) | TYPE(MODIFIER_LETTER) | TYPE(OTHER_LETTER),
	MARKS = TYPE(SPACING_MARK) | TYPE(ENCLOSING_MARK) | TYPE(NON_SPACING_MARK),
	NUMBERS = TYPE(DECIMAL_NUMBER) | TYPE(LETTER_NUMBER),
};

static bool
has_type(gunichar character, unsigned types)
{
	return character < NO_CHARACTER && (types >> g_unichar_type(character) & 1);
}

/* Ruby's \p{Word}: Alphabetic, Mark, Decimal_Number, Connector_Punctuation. */
static bool
is_word_character(gunichar character)
{
	return has_type(character, LETTERS | MARKS | NUMBERS | TYPE(CONNECT_PUNCTUATION)) || is_framed_letter(character);
}

/* Names */

static char *
hand_over(struct pool *pool, GString *result)
{
	char *text = pool_memdup(pool, result->str, result->len + 1);

	g_string_free(result, TRUE);
	return text;
}

char *
text_anchor(struct pool *pool, const char *heading)
{
	const char *end = heading + strlen(heading);
	GString *result = g_string_sized_new((size_t)(end - heading) + 1);

	while (heading < end) {
		gunichar character = next_character(&heading, end);

		if (character == ' ' || character == '-')
			g_string_append_c(result, '-');
		else if (is_word_character(character))
			append_lower(result, character);
	}
	return hand_over(pool, result);
}

char *
text_slug(struct pool *pool, const char *text)
{
	const char *end = text + strlen(text);
	GString *result = g_string_sized_new((size_t)(end - text) + 1);
	bool gap = false;

	while (text < end) {
		gunichar character = next_character(&text, end);

		if (!has_type(character, LETTERS | MARKS | NUMBERS)) {
			gap = true;
			continue;
		}
		if (gap && result->len > 0)
			g_string_append_c(result, '-');
		gap = false;
		append_lower(result, character);
	}
	return hand_over(pool, result);
}

bool
text_is_ascii(const char *text, size_t length)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t word, any = 0;

	for (; length >= sizeof(word); text += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		any |= word;
	}
	for (; length; length--)
		any |= (unsigned char)*text++;
	return !(any & high);
}

char *
text_casefold(const char *text)
{
	const size_t length = strlen(text);

	if (text_is_ascii(text, length))
		return g_ascii_strdown(text, (gssize)length);
	return g_utf8_casefold(text, (gssize)length);
}

char *
text_fold_key(struct pool *pool, const char *text)
{
	g_autofree char *folded = text_casefold(text);

	return pool_strdup(pool, folded);
}

char *
text_lower(struct pool *pool, const char *text)
{
	const char *end = text + strlen(text);
	GString *result = g_string_sized_new((size_t)(end - text) + 1);

	while (text < end)
		append_lower(result, next_character(&text, end));
	return hand_over(pool, result);
}

char *
text_squeeze(struct pool *pool, const char *text, size_t length)
{
	char *result = pool_alloc(pool, length + 1);
	size_t used = 0;
	bool gap = false;

	for (size_t i = 0; i < length; i++) {
		if (g_ascii_isspace(text[i])) {
			gap = used > 0;
			continue;
		}
		if (gap)
			result[used++] = ' ';
		gap = false;
		result[used++] = text[i];
	}
	return result;
}

/* Escapes */

/* What stands for a byte; NULL: itself. */
typedef const char *const replacements[256];

static char *
escape(struct pool *pool, const char *text, replacements table)
{
	const char *run = text;
	GString *result = NULL;

	for (;; text++) {
		const char *replacement = table[(unsigned char)*text];

		if (*text && !replacement)
			continue;
		if (!*text && !result)
			return pool_memdup(pool, run, (size_t)(text - run) + 1);
		if (!result)
			result = g_string_sized_new((size_t)(text - run) + 64);
		g_string_append_len(result, run, text - run);
		if (!*text)
			return hand_over(pool, result);
		if (*text == '\r' && text[1] == '\n')
			replacement = ""; /* the LF stands for both */
		g_string_append(result, replacement);
		run = text + 1;
	}
}

/* U+FFFD for control characters, which XML has no way to write. */
#define NO_XML "\xEF\xBF\xBD"

char *
text_escape_html(struct pool *pool, const char *text)
{
	static replacements table = {
		['&'] = "&amp;",
		['<'] = "&lt;",
		['>'] = "&gt;",
		['"'] = "&quot;",
		['\''] = "&#39;",
		[0x01 ... 0x08] = NO_XML,
		[0x0B ... 0x0C] = NO_XML,
		[0x0E ... 0x1F] = NO_XML,
	};

	return escape(pool, text, table);
}

char *
text_escape_ical(struct pool *pool, const char *text)
{
	static replacements table = {
		['\\'] = "\\\\",
		[';'] = "\\;",
		[','] = "\\,",
		['\n'] = "\\n",
		['\r'] = "\\n",
		[0x01 ... 0x08] = "",
		[0x0B ... 0x0C] = "",
		[0x0E ... 0x1F] = "",
		[0x7F] = "",
	};

	return escape(pool, text, table);
}

char *
text_escape_csv(struct pool *pool, const char *text)
{
	static replacements table = { ['"'] = "\"\"" };
	const char *quote = strpbrk(text, ",\"\r\n") ? "\"" : "";
	const char *guard = *text && strchr("=+-@\t\r", *text) ? "'" : "";

	if (!*quote && !*guard)
		return pool_strdup(pool, text);
	return pool_printf(pool, "%s%s%s%s", quote, guard, escape(pool, text, table), quote);
}

char *
text_escape_path(struct pool *pool, const char *path)
{
	/* ':' may stand in a path, but not everywhere: "a:b" would name a scheme. */
	g_autofree char *escaped = g_uri_escape_string(path, "/!$&'()*+,;=@", FALSE);

	return pool_strdup(pool, escaped);
}

/* Paths */

char *
path_relative(struct pool *pool, const char *from, const char *target)
{
	size_t shared = 0;

	for (size_t i = 0; from[i] && from[i] == target[i]; i++)
		if (from[i] == '/')
			shared = i + 1;

	GString *result = g_string_new(NULL);

	for (const char *rest = from + shared; (rest = strchr(rest, '/')); rest++)
		g_string_append(result, "../");
	g_string_append(result, target + shared);
	if (result->len == 0)
		g_string_append(result, "./");
	return hand_over(pool, result);
}

/* Removes the last name; false where there is none. */
static bool
go_up(GString *result)
{
	const char *slash = strrchr(result->str, '/');

	if (result->len == 0)
		return false;
	g_string_truncate(result, slash ? (size_t)(slash - result->str) : 0);
	return true;
}

static void
go_down(GString *result, const char *name, size_t length)
{
	if (result->len > 0)
		g_string_append_c(result, '/');
	g_string_append_len(result, name, (gssize)length);
}

/* Walks path from where result stands; false where it leaves the root. */
static bool
walk(GString *result, const char *path)
{
	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && memcmp(path, "..", 2) == 0) {
			if (!go_up(result))
				return false;
		} else if (length > 0 && !(length == 1 && *path == '.')) {
			go_down(result, path, length);
		}
		path += length + (path[length] == '/');
	}
	return true;
}

char *
path_normal(struct pool *pool, const char *path)
{
	return path_beside(pool, "", path);
}

char *
path_beside(struct pool *pool, const char *base, const char *path)
{
	g_autoptr(GString) result = g_string_new(NULL);

	if (*path != '/' && (!walk(result, base) || (*base && !go_up(result))))
		return NULL;
	return walk(result, path) ? pool_strdup(pool, result->str) : NULL;
}

/* The end of the bracket expression that begins at pattern, or NULL where it is none. */
static const char *
bracket_end(const char *pattern)
{
	const char *at = pattern + 1;

	if (*at == '!' || *at == '^')
		at++;
	if (*at == ']') /* the first is meant itself */
		at++;
	at = strchr(at, ']');
	return at ? at + 1 : NULL;
}

/* Whether character is in the bracket expression pattern..end: "[abc]", "[a-z]", "[!a]". */
static bool
bracket_has(const char *pattern, const char *end, gunichar character)
{
	const char *at = pattern + 1, *last = end - 1;
	bool negated = *at == '!' || *at == '^';
	bool found = false;

	at += negated;
	while (at < last) {
		gunichar low = next_character(&at, last), high = low;

		if (at + 1 < last && *at == '-') {
			at++;
			high = next_character(&at, last);
		}
		found |= low <= character && character <= high;
	}
	return found != negated;
}

/* Matches one character of *path with what stands first in *pattern, which is no star,
 * and moves both on. */
static bool
match_one(const char **pattern, const char **path, const char *pattern_end, const char *path_end)
{
	gunichar character = next_character(path, path_end);
	const char *end = **pattern == '[' ? bracket_end(*pattern) : NULL;

	if (end) {
		const char *start = *pattern;

		*pattern = end;
		return character != '/' && bracket_has(start, end, character);
	}
	if (**pattern == '?') {
		(*pattern)++;
		return character != '/';
	}
	if (**pattern == '\\' && (*pattern)[1])
		(*pattern)++;
	return *pattern < pattern_end && next_character(pattern, pattern_end) == character;
}

/* Where a star of the pattern stands and how far in the path it reaches. */
struct star {
	const char *pattern; /* behind the star; NULL: none yet */
	const char *path;
	bool folders; /* a "**" and its '/', which takes whole names only */
};

/* Lets a star take more; false where it can't. */
static bool
stretch(struct star *star, const char *end, bool cross)
{
	if (!star->pattern || star->path >= end)
		return false;
	if (star->folders) {
		const char *slash = strchr(star->path, '/');

		if (!slash)
			return false;
		star->path = slash + 1;
		return true;
	}
	return next_character(&star->path, end) != '/' || cross;
}

/* Reads the star or stars at pattern, of a pattern that starts at start. */
static struct star
read_star(const char *start, const char *pattern, const char *path)
{
	bool first = pattern == start || pattern[-1] == '/';
	size_t count = strspn(pattern, "*");
	bool folders = first && count > 1 && pattern[count] == '/';

	return (struct star){ pattern + count + folders, path, folders };
}

/*
 * Without recursion, so that no pattern takes long: on a mismatch the last '*' takes one
 * character more, and where it can't, the last "**" does.  No star before those needs to
 * be tried again, because what they could take, the later one can.
 */
bool
path_matches(const char *pattern, const char *path)
{
	const char *start = pattern;
	const char *pattern_end = pattern + strlen(pattern), *end = path + strlen(path);
	struct star single = { 0 }, twin = { 0 };

	while (path < end || *pattern) {
		if (*pattern == '*') {
			bool is_twin = pattern[1] == '*';
			struct star star = read_star(start, pattern, path);

			single = star;
			if (is_twin) {
				single = (struct star){ 0 };
				twin = star;
			}
			pattern = star.pattern;
		} else if (path < end && match_one(&pattern, &path, pattern_end, end)) {
			continue;
		} else if (stretch(&single, end, false)) {
			pattern = single.pattern;
			path = single.path;
		} else if (stretch(&twin, end, true)) {
			single = (struct star){ 0 };
			pattern = twin.pattern;
			path = twin.path;
		} else {
			return false;
		}
	}
	return true;
}

/* Likeness */

struct word {
	gunichar *characters; /* in lower case */
	size_t length, room;
};

static void
read_word(struct word *word, const char *text)
{
	size_t size = strlen(text);
	const char *end = text + size;

	if (word->room < size + 1) {
		word->room = size + 1;
		word->characters = g_renew(gunichar, word->characters, word->room);
	}
	for (word->length = 0; text < end; word->length++)
		word->characters[word->length] = lower_character(next_character(&text, end));
}

/* One row of the table of distances; before and last are the two rows above it. */
static size_t
fill_row(const struct word *a, const struct word *b, size_t i, const size_t *before, const size_t *last, size_t *row)
{
	const gunichar *x = a->characters + i, *y = b->characters;
	size_t least = row[0] = i + 1;

	for (size_t j = 0; j < b->length; j++) {
		size_t cost = MIN(last[j] + (*x != y[j]), MIN(last[j + 1], row[j]) + 1);

		if (i > 0 && j > 0 && *x == y[j - 1] && x[-1] == y[j])
			cost = MIN(cost, before[j - 1] + 1);
		row[j + 1] = cost;
		least = MIN(least, cost);
	}
	return least;
}

/* The edit distance with transpositions of neighbours, or SIZE_MAX: more than limit.
 * rows has room for three of b->length + 1. */
static size_t
edit_distance(const struct word *a, const struct word *b, size_t limit, size_t *rows)
{
	size_t width = b->length + 1, least = 0;
	size_t *before = rows, *last = rows + width, *row = rows + 2 * width;

	if (MAX(a->length, b->length) - MIN(a->length, b->length) > limit)
		return SIZE_MAX;
	for (size_t j = 0; j < width; j++)
		last[j] = j;
	for (size_t i = 0; i < a->length; i++) {
		size_t *spare = before;
		size_t least_before = least;

		least = fill_row(a, b, i, before, last, row);
		/* A transposition reaches over one row, so two must be over the limit. */
		if (least > limit && least_before > limit)
			return SIZE_MAX;
		before = last;
		last = row;
		row = spare;
	}
	return last[b->length] <= limit ? last[b->length] : SIZE_MAX;
}

/* The index of the name nearest to wanted, or count; candidate and rows are scratch. */
static size_t
find_nearest(const struct word *wanted, const char *const *names, size_t count, struct word *candidate, size_t *rows)
{
	size_t best = SIZE_MAX, nearest = count;

	for (size_t i = 0; i < count && best > 0; i++) {
		if (!names[i])
			continue;
		read_word(candidate, names[i]);

		size_t limit = MIN(best - 1, MAX(wanted->length, candidate->length) / 3);
		size_t distance = edit_distance(candidate, wanted, limit, rows);

		if (distance <= limit) {
			best = distance;
			nearest = i;
		}
	}
	return nearest;
}

const char *
text_nearest(const char *word, const char *const *names, size_t count)
{
	struct word wanted = { 0 }, candidate = { 0 };
	size_t nearest = count;

	read_word(&wanted, word);
	if (wanted.length > 0) {
		g_autofree size_t *rows = g_new(size_t, 3 * (wanted.length + 1));

		nearest = find_nearest(&wanted, names, count, &candidate, rows);
	}
	g_free(wanted.characters);
	g_free(candidate.characters);
	return nearest < count ? names[nearest] : NULL;
}

/* Words */

/* Of the scripts that put no blanks between words. */
static bool
is_word_alone(gunichar character)
{
	static const gunichar prolonged_sound_mark = 0x30FC; /* shared by two scripts */

	if (character < 0x2E80 || character >= NO_CHARACTER)
		return false;
	switch (g_unichar_get_script(character)) {
	case G_UNICODE_SCRIPT_HAN:
	case G_UNICODE_SCRIPT_HIRAGANA:
	case G_UNICODE_SCRIPT_KATAKANA:
	case G_UNICODE_SCRIPT_BOPOMOFO:
		return has_type(character, LETTERS | NUMBERS);
	default:
		return character == prolonged_sound_mark;
	}
}

static bool
is_blank(gunichar character)
{
	if (character < 0x80)
		return g_ascii_isspace((char)character);
	return character < NO_CHARACTER && g_unichar_isspace(character);
}

static bool
is_letter_or_digit(gunichar character)
{
	if (character < 0x80)
		return g_ascii_isalnum((char)character);
	return has_type(character, LETTERS | NUMBERS | TYPE(OTHER_NUMBER));
}

/* The words that begin in the ASCII at *text, behind which it is then left. */
static size_t
count_plain_words(const char **text, const char *end, bool *inside)
{
	static const uint8_t blank = 1, letter = 2;
	static const uint8_t classes[256] = {
		[' '] = blank, ['\t'] = blank, ['\n'] = blank, ['\f'] = blank, ['\r'] = blank,
		['0' ... '9'] = letter, ['A' ... 'Z'] = letter, ['a' ... 'z'] = letter,
	};
	const unsigned char *at = (const unsigned char *)*text;
	size_t count = 0;
	bool in = *inside;

	for (; at < (const unsigned char *)end && *at < 0x80; at++) {
		const uint8_t class = classes[*at];

		count += class == letter && !in;
		in = class == letter || (in && class != blank);
	}
	*inside = in;
	*text = (const char *)at;
	return count;
}

size_t
text_count_words(const char *text, size_t length)
{
	const char *end = text + length;
	size_t count = 0;
	bool inside = false; /* of a word already counted */

	while (text < end) {
		gunichar character;

		count += count_plain_words(&text, end, &inside);
		if (text == end)
			break;
		character = next_character(&text, end);
		if (is_word_alone(character)) {
			count++;
			inside = false;
		} else if (is_blank(character)) {
			inside = false;
		} else if (!inside && is_letter_or_digit(character)) {
			count++;
			inside = true;
		}
	}
	return count;
}

/* Bytes */

/* Whether a control character begins at at, of text that is valid UTF-8. */
static bool
is_control(const char *at)
{
	/* 1: yes; 2: the next byte tells, U+0080 to U+009F being C2 80 to C2 9F */
	static const unsigned char table[256] = {
		[0x00 ... 0x08] = 1,
		[0x0B ... 0x0C] = 1,
		[0x0E ... 0x1F] = 1,
		[0x7F] = 1,
		[0xC2] = 2,
	};
	unsigned char kind = table[(unsigned char)*at];

	return kind == 1 || (kind == 2 && (unsigned char)at[1] < 0xA0);
}

/* Whether one of eight bytes is above 0x7E or below 0x20. */
static bool
is_any_odd(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80, deletes = word ^ ones * 0x7F;

	return ((word | (word - ones * 0x20) | (deletes - ones)) & high) != 0;
}

const char *
text_skip_plain(const char *at, const char *end)
{
	uint64_t word;

	for (; at < end; at++) {
		while (end - at >= (ptrdiff_t)sizeof(word)) {
			memcpy(&word, at, sizeof(word));
			if (is_any_odd(word))
				break;
			at += sizeof(word);
		}
		if (at == end || (unsigned char)*at >= 0x80 || is_control(at))
			break;
	}
	return at;
}

bool
text_is_clean(const char *bytes, size_t length, size_t *offset)
{
	const char *at = text_skip_plain(bytes, bytes + length), *end;
	const bool valid = g_utf8_validate_len(at, (size_t)(bytes + length - at), &end);

	while (at < end && !is_control(at))
		at = text_skip_plain(at + 1, end);
	if (valid && at == end)
		return true;
	if (offset)
		*offset = (size_t)(at - bytes);
	return false;
}

/* Where a byte is next, or end. */
static const char *
next_byte(const char *from, const char *end, char byte)
{
	const char *found = from < end ? memchr(from, byte, (size_t)(end - from)) : NULL;

	return found ? found : end;
}

const char *
text_find_nocase(const char *haystack, size_t length, const char *needle)
{
	const size_t size = strlen(needle);
	const char lower = g_ascii_tolower(*needle), upper = g_ascii_toupper(*needle);
	const char *end, *next_lower, *next_upper;

	if (size == 0)
		return haystack;
	if (size > length)
		return NULL;
	end = haystack + (length - size) + 1;
	next_lower = next_byte(haystack, end, lower);
	next_upper = lower == upper ? end : next_byte(haystack, end, upper);
	while (next_lower < end || next_upper < end) {
		const char *at = MIN(next_lower, next_upper);

		if (text_prefix_nocase(at, size, needle))
			return at;
		if (at == next_lower)
			next_lower = next_byte(at + 1, end, lower);
		else
			next_upper = next_byte(at + 1, end, upper);
	}
	return NULL;
}

bool
text_equal_nocase(const char *a, const char *b)
{
	return a && b && g_ascii_strcasecmp(a, b) == 0;
}
