#include "net/fragments.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

struct fragments
fragments_of(const char *html, size_t size)
{
	return (struct fragments){ html, html + size, false };
}

static size_t
left(const struct fragments *fragments)
{
	return (size_t)(fragments->end - fragments->at);
}

static bool
begins(const struct fragments *fragments, const char *word)
{
	return text_prefix_nocase(fragments->at, left(fragments), word) > 0;
}

/* Behind the next occurrence of a word, or at the end. */
static void
skip_past(struct fragments *fragments, const char *word)
{
	const char *found = text_find_nocase(fragments->at, left(fragments), word);

	fragments->at = found ? found + strlen(word) : fragments->end;
}

static bool
is_name_end(char c)
{
	return g_ascii_isspace(c) || c == '/' || c == '>';
}

/* Elements whose content is no markup. */
static const char *
raw_end(const struct fragments *fragments, const char *name, size_t length)
{
	static const struct {
		const char *name, *end;
	} raw[] = { { "script", "</script" }, { "style", "</style" }, { "textarea", "</textarea" }, { "title", "</title" } };

	(void)fragments;
	for (size_t i = 0; i < G_N_ELEMENTS(raw); i++)
		if (strlen(raw[i].name) == length && g_ascii_strncasecmp(raw[i].name, name, length) == 0)
			return raw[i].end;
	return NULL;
}

static void
skip_blanks(struct fragments *fragments)
{
	while (fragments->at < fragments->end && (g_ascii_isspace(*fragments->at) || *fragments->at == '/'))
		fragments->at++;
}

static void
take_value(struct fragments *fragments, const char **value, size_t *length)
{
	char quote = fragments->at < fragments->end ? *fragments->at : '\0';

	if (quote == '"' || quote == '\'') {
		*value = ++fragments->at;
		while (fragments->at < fragments->end && *fragments->at != quote)
			fragments->at++;
		*length = (size_t)(fragments->at - *value);
		fragments->at += fragments->at < fragments->end;
		return;
	}
	*value = fragments->at;
	while (fragments->at < fragments->end && !g_ascii_isspace(*fragments->at) && *fragments->at != '>')
		fragments->at++;
	*length = (size_t)(fragments->at - *value);
}

struct attribute {
	const char *name, *value;
	size_t name_length, length;
};

/* False at the end of the tag, which is passed. */
static bool
next_attribute(struct fragments *fragments, struct attribute *attribute)
{
	*attribute = (struct attribute){ 0 };
	skip_blanks(fragments);
	if (fragments->at >= fragments->end || *fragments->at == '>') {
		fragments->at += fragments->at < fragments->end;
		return false;
	}
	attribute->name = fragments->at++; /* even a "=" begins a name here */
	while (fragments->at < fragments->end && !is_name_end(*fragments->at) && *fragments->at != '=')
		fragments->at++;
	attribute->name_length = (size_t)(fragments->at - attribute->name);
	while (fragments->at < fragments->end && g_ascii_isspace(*fragments->at))
		fragments->at++;
	if (fragments->at >= fragments->end || *fragments->at != '=')
		return true;
	fragments->at++;
	while (fragments->at < fragments->end && g_ascii_isspace(*fragments->at))
		fragments->at++;
	take_value(fragments, &attribute->value, &attribute->length);
	return true;
}

static bool
is_called(const char *name, size_t length, const char *word)
{
	return strlen(word) == length && g_ascii_strncasecmp(name, word, length) == 0;
}

/* Reads a tag to its end; what it is called in *name and *length, where it is. */
static bool
read_tag(struct fragments *fragments, const char **name, size_t *length)
{
	const char *tag = fragments->at;
	struct attribute attribute;
	bool found = false;
	size_t tag_length;

	while (fragments->at < fragments->end && !is_name_end(*fragments->at))
		fragments->at++;
	tag_length = (size_t)(fragments->at - tag);
	while (next_attribute(fragments, &attribute)) {
		bool id = is_called(attribute.name, attribute.name_length, "id");

		/* The first of two ids holds; an id goes before a name. */
		if (attribute.length == 0 || (found && !id))
			continue;
		if (id || (is_called(tag, tag_length, "a") && is_called(attribute.name, attribute.name_length, "name"))) {
			*name = attribute.value;
			*length = attribute.length;
			found = true;
		}
	}

	const char *end = raw_end(fragments, tag, tag_length);

	fragments->scripts |= is_called(tag, tag_length, "script");
	if (end)
		skip_past(fragments, end);
	return found;
}

bool
fragments_next(struct fragments *fragments, const char **name, size_t *length)
{
	while (fragments->at < fragments->end) {
		const char *open = memchr(fragments->at, '<', left(fragments));

		fragments->at = open ? open + 1 : fragments->end;
		if (begins(fragments, "!--"))
			skip_past(fragments, "-->");
		else if (fragments->at < fragments->end && g_ascii_isalpha(*fragments->at) && read_tag(fragments, name, length))
			return true;
	}
	return false;
}

/* Fragments that lead to no element: the top, routes of programs that run in the page, words to be marked, lines of code. */
static bool
names_no_place(const char *fragment)
{
	if (!*fragment || text_equal_nocase(fragment, "top") || *fragment == '!' || *fragment == '/' || *fragment == '?')
		return true;
	return strstr(fragment, ":~:") || strchr(fragment, '=');
}

/* ---- what is meant ---- */

/* The character that the reference at an "&" stands for, and its length in *length; 0: it is none, or none that is known here. */
static gunichar
referred(const char *at, const char *end, size_t *length)
{
	static const struct {
		const char *name;
		gunichar character;
	} names[] = { { "amp;", '&' }, { "lt;", '<' }, { "gt;", '>' }, { "quot;", '"' }, { "apos;", '\'' } };
	const size_t left = (size_t)(end - at) - 1;
	g_autofree char *digits = NULL;
	gunichar character;
	char *behind;
	bool hex;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i].name) <= left && memcmp(at + 1, names[i].name, strlen(names[i].name)) == 0) {
			*length = 1 + strlen(names[i].name);
			return names[i].character;
		}
	if (left < 2 || at[1] != '#')
		return 0;
	digits = g_strndup(at + 2, MIN(left - 1, 10));
	hex = g_ascii_tolower(*digits) == 'x';
	if (!g_ascii_isxdigit(digits[hex]))
		return 0;
	character = (gunichar)g_ascii_strtoull(digits + hex, &behind, hex ? 16 : 10);
	*length = 2 + (size_t)(behind - digits) + (*behind == ';');
	return g_unichar_validate(character) ? character : 0;
}

/* A name as it is meant: "a&amp;b" is "a&b". */
static char *
meant(const char *name, size_t length)
{
	GString *out = g_string_sized_new(length + 1);

	for (const char *at = name, *end = name + length; at < end;) {
		size_t taken = 1;
		gunichar character = *at == '&' ? referred(at, end, &taken) : 0;

		if (character)
			g_string_append_unichar(out, character);
		else
			g_string_append_c(out, *at);
		at += character ? taken : 1;
	}
	return g_string_free(out, FALSE);
}

/* Code hosts give what an author wrote a prefix, and take it away from addresses. */
static bool
is_meant(const char *name, size_t length, const char *fragment)
{
	static const char prefix[] = "user-content-";
	g_autofree char *text = meant(name, length);

	return strcmp(text, fragment) == 0 || (g_str_has_prefix(text, prefix) && strcmp(text + sizeof prefix - 1, fragment) == 0);
}

/* A page that is no UTF-8 has letters of its own; one of UTF-16 has no others. */
static bool
is_readable(const char *html, size_t size, const char *fragment)
{
	if (memchr(html, '\0', size))
		return false;
	return g_str_is_ascii(fragment) || g_utf8_validate_len(html, size, NULL);
}

enum fragment_answer
fragments_look(const char *html, size_t size, const char *fragment)
{
	g_autofree char *decoded = g_uri_unescape_string(fragment, NULL);
	struct fragments fragments = fragments_of(html, size);
	const char *name;
	size_t length;

	if (names_no_place(fragment))
		return FRAGMENT_THERE;
	while (fragments_next(&fragments, &name, &length))
		if (is_meant(name, length, fragment) || (decoded && is_meant(name, length, decoded)))
			return FRAGMENT_THERE;
	return fragments.scripts || !is_readable(html, size, decoded ? decoded : fragment) ? FRAGMENT_UNSURE : FRAGMENT_MISSING;
}
