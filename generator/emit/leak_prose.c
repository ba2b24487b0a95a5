/* What the words around something say of it. */
#include "emit/leak_parts.h"

#include <string.h>

#include "base/text.h"

/* Tags, and blanks, that a look back goes over. */
#define LOOK_BACK 256

/* ---- versions ---- */

static const char *const version_words[] = {
	"version", "versions", "versi\u00f3n", "release", "build", "firmware", "patch", "ver.", "\u30d0\u30fc\u30b8\u30e7\u30f3",
};

static bool
ends_with(const char *text, size_t at, const char *what)
{
	const size_t length = strlen(what);

	return at >= length && g_ascii_strncasecmp(text + at - length, what, length) == 0;
}

/* The start of the tag that ends before a place, as it is or escaped; or the place. */
static size_t
before_tag(const char *text, size_t at)
{
	static const struct {
		const char *open, *close;
	} signs[] = { { "<", ">" }, { "&lt;", "&gt;" }, { "\\u003c", "\\u003e" } };

	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (!ends_with(text, at, signs[i].close))
			continue;
		for (size_t start = at; start && at - start < LOOK_BACK; start--)
			if (ends_with(text, start, signs[i].open))
				return start - strlen(signs[i].open);
	}
	return at;
}

/* Behind the word before a place: blanks, tags and marks of Markdown are none. */
static size_t
behind_word(const char *text, size_t at)
{
	const size_t from = at;

	for (size_t before = 0; at && at != before && from - at < LOOK_BACK;) {
		before = at;
		while (at && strchr(" \t\n*_`:=(\"'", text[at - 1]))
			at--;
		at = before_tag(text, at);
	}
	return at;
}

bool
leak_is_version(const char *text, size_t at)
{
	const size_t end = behind_word(text, at);

	for (size_t i = 0; i < G_N_ELEMENTS(version_words); i++) {
		const size_t length = strlen(version_words[i]);

		if (ends_with(text, end, version_words[i]) && (length == end || !g_ascii_isalnum(text[end - length - 1])))
			return true;
	}
	return false;
}

/* ---- notes that are meant to stay inside ---- */

static const char *const notes[] = {
	"internal note", "internal notes", "internal only", "internal use only", "for internal use", "for internal use only", "internal comment",
	"internal comments", "internal details", "internal discussion", "internal information", "internal timeline", "internal update",
	"internal updates", "internal", "staff only", "team only", "private note", "private notes", "not for publication", "do not publish",
	"not for customers", "not public", "confidential",
	"intern", "nur intern", "interne notiz", "interne notizen", "interner hinweis", "interne hinweise", "vertraulich",
	"interne", "note interne", "notes internes", "usage interne", "confidentiel",
	"interno", "nota interna", "notas internas", "uso interno", "solo uso interno", "confidencial",
	"\u793e\u5185\u5411\u3051", "\u793e\u5185\u30e1\u30e2", "\u5185\u90e8\u30e1\u30e2", "\u793e\u5916\u79d8",
};

/* The length of the longest note that a text begins with, as a whole of words; 0: none. */
static size_t
note_length(const char *text, size_t size)
{
	size_t longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
		const size_t length = strlen(notes[i]);

		if (length <= size && length > longest && g_ascii_strncasecmp(text, notes[i], length) == 0)
			longest = length;
	}
	return longest;
}

/* A line of which a note is all, or all but marks; where nothing sets it off from prose, a colon must follow it. */
static bool
is_set_off(const char *text, size_t size, bool marked)
{
	size_t at = 0;

	while (at < size && strchr(" *_#)]", text[at]))
		at++;
	if (at == size)
		return marked;
	return text[at] == ':' || g_str_has_prefix(text + at, "\uff1a") || (marked && (text[at] == '(' || g_str_has_prefix(text + at, "\u2014")));
}

struct span
leak_find_note(const struct source *source, size_t start, size_t end)
{
	const char *text = source->bytes;

	while (start < end) {
		const char *stop = memchr(text + start, '\n', end - start);
		const size_t line_end = stop ? (size_t)(stop - text) : end;
		size_t at = start, length;

		while (at < line_end && strchr(" \t#*_>([-", text[at]))
			at++;
		length = note_length(text + at, line_end - at);
		if (length && is_set_off(text + at + length, line_end - at - length - (line_end > at + length && text[line_end - 1] == '\r'),
				  memchr(text + start, '#', at - start) || memchr(text + start, '*', at - start) || memchr(text + start, '_', at - start)))
			return span_of(source, at, at + length);
		start = line_end + 1;
	}
	return SPAN_NONE;
}
