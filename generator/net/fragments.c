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

/* Code hosts give what an author wrote a prefix, and take it away from addresses. */
static bool
is_meant(const char *name, size_t length, const char *fragment)
{
	static const char prefix[] = "user-content-";
	const size_t own = strlen(fragment);

	if (length == own && memcmp(name, fragment, own) == 0)
		return true;
	return length == own + sizeof prefix - 1 && memcmp(name, prefix, sizeof prefix - 1) == 0 && memcmp(name + sizeof prefix - 1, fragment, own) == 0;
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
	return fragments.scripts ? FRAGMENT_UNSURE : FRAGMENT_MISSING;
}
