#include "read/rawhtml.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Every element of HTML, also those that are no longer in it; sorted. */
static const struct element {
	const char *name;
	enum rawhtml_kind kind;
} elements[] = {
	{ "a", RAWHTML_SPACE },
	{ "abbr", RAWHTML_SPACE },
	{ "acronym", RAWHTML_SPACE },
	{ "address", RAWHTML_BLOCK },
	{ "applet", RAWHTML_SPACE },
	{ "area", RAWHTML_SPACE },
	{ "article", RAWHTML_BLOCK },
	{ "aside", RAWHTML_BLOCK },
	{ "audio", RAWHTML_SPACE },
	{ "b", RAWHTML_SPACE },
	{ "base", RAWHTML_SPACE },
	{ "basefont", RAWHTML_SPACE },
	{ "bdi", RAWHTML_SPACE },
	{ "bdo", RAWHTML_SPACE },
	{ "big", RAWHTML_SPACE },
	{ "blink", RAWHTML_SPACE },
	{ "blockquote", RAWHTML_BLOCK },
	{ "body", RAWHTML_BLOCK },
	{ "br", RAWHTML_BREAK },
	{ "button", RAWHTML_SPACE },
	{ "canvas", RAWHTML_SPACE },
	{ "caption", RAWHTML_BLOCK },
	{ "center", RAWHTML_BLOCK },
	{ "cite", RAWHTML_SPACE },
	{ "code", RAWHTML_SPACE },
	{ "col", RAWHTML_BLOCK },
	{ "colgroup", RAWHTML_BLOCK },
	{ "data", RAWHTML_SPACE },
	{ "datalist", RAWHTML_SPACE },
	{ "dd", RAWHTML_BLOCK },
	{ "del", RAWHTML_SPACE },
	{ "details", RAWHTML_BLOCK },
	{ "dfn", RAWHTML_SPACE },
	{ "dialog", RAWHTML_BLOCK },
	{ "dir", RAWHTML_BLOCK },
	{ "div", RAWHTML_BLOCK },
	{ "dl", RAWHTML_BLOCK },
	{ "dt", RAWHTML_BLOCK },
	{ "em", RAWHTML_SPACE },
	{ "embed", RAWHTML_SPACE },
	{ "fieldset", RAWHTML_BLOCK },
	{ "figcaption", RAWHTML_BLOCK },
	{ "figure", RAWHTML_BLOCK },
	{ "font", RAWHTML_SPACE },
	{ "footer", RAWHTML_BLOCK },
	{ "form", RAWHTML_BLOCK },
	{ "frame", RAWHTML_BLOCK },
	{ "frameset", RAWHTML_BLOCK },
	{ "h1", RAWHTML_BLOCK },
	{ "h2", RAWHTML_BLOCK },
	{ "h3", RAWHTML_BLOCK },
	{ "h4", RAWHTML_BLOCK },
	{ "h5", RAWHTML_BLOCK },
	{ "h6", RAWHTML_BLOCK },
	{ "head", RAWHTML_BLOCK },
	{ "header", RAWHTML_BLOCK },
	{ "hgroup", RAWHTML_BLOCK },
	{ "hr", RAWHTML_BLOCK },
	{ "html", RAWHTML_BLOCK },
	{ "i", RAWHTML_SPACE },
	{ "iframe", RAWHTML_SPACE },
	{ "img", RAWHTML_IMAGE },
	{ "input", RAWHTML_SPACE },
	{ "ins", RAWHTML_SPACE },
	{ "kbd", RAWHTML_SPACE },
	{ "label", RAWHTML_SPACE },
	{ "legend", RAWHTML_BLOCK },
	{ "li", RAWHTML_BLOCK },
	{ "link", RAWHTML_SPACE },
	{ "main", RAWHTML_BLOCK },
	{ "map", RAWHTML_SPACE },
	{ "mark", RAWHTML_SPACE },
	{ "marquee", RAWHTML_SPACE },
	{ "math", RAWHTML_SPACE },
	{ "menu", RAWHTML_BLOCK },
	{ "menuitem", RAWHTML_BLOCK },
	{ "meta", RAWHTML_SPACE },
	{ "meter", RAWHTML_SPACE },
	{ "nav", RAWHTML_BLOCK },
	{ "nobr", RAWHTML_SPACE },
	{ "noframes", RAWHTML_BLOCK },
	{ "noscript", RAWHTML_SPACE },
	{ "object", RAWHTML_SPACE },
	{ "ol", RAWHTML_BLOCK },
	{ "optgroup", RAWHTML_BLOCK },
	{ "option", RAWHTML_BLOCK },
	{ "output", RAWHTML_SPACE },
	{ "p", RAWHTML_BLOCK },
	{ "param", RAWHTML_SPACE },
	{ "picture", RAWHTML_SPACE },
	{ "pre", RAWHTML_BLOCK },
	{ "progress", RAWHTML_SPACE },
	{ "q", RAWHTML_SPACE },
	{ "rp", RAWHTML_SPACE },
	{ "rt", RAWHTML_SPACE },
	{ "ruby", RAWHTML_SPACE },
	{ "s", RAWHTML_SPACE },
	{ "samp", RAWHTML_SPACE },
	{ "script", RAWHTML_HIDDEN },
	{ "search", RAWHTML_BLOCK },
	{ "section", RAWHTML_BLOCK },
	{ "select", RAWHTML_SPACE },
	{ "slot", RAWHTML_SPACE },
	{ "small", RAWHTML_SPACE },
	{ "source", RAWHTML_SPACE },
	{ "span", RAWHTML_SPACE },
	{ "strike", RAWHTML_SPACE },
	{ "strong", RAWHTML_SPACE },
	{ "style", RAWHTML_HIDDEN },
	{ "sub", RAWHTML_SPACE },
	{ "summary", RAWHTML_BLOCK },
	{ "sup", RAWHTML_SPACE },
	{ "svg", RAWHTML_SPACE },
	{ "table", RAWHTML_BLOCK },
	{ "tbody", RAWHTML_BLOCK },
	{ "td", RAWHTML_BLOCK },
	{ "template", RAWHTML_SPACE },
	{ "textarea", RAWHTML_BLOCK },
	{ "tfoot", RAWHTML_BLOCK },
	{ "th", RAWHTML_BLOCK },
	{ "thead", RAWHTML_BLOCK },
	{ "time", RAWHTML_SPACE },
	{ "title", RAWHTML_BLOCK },
	{ "tr", RAWHTML_BLOCK },
	{ "track", RAWHTML_SPACE },
	{ "tt", RAWHTML_SPACE },
	{ "u", RAWHTML_SPACE },
	{ "ul", RAWHTML_BLOCK },
	{ "var", RAWHTML_SPACE },
	{ "video", RAWHTML_SPACE },
	{ "wbr", RAWHTML_SPACE },
	{ "xmp", RAWHTML_BLOCK },
};

enum {
	LONGEST_NAME = 10
};

static int
compare_element(const void *key, const void *element)
{
	return strcmp(key, ((const struct element *)element)->name);
}

static const struct element *
element_find(const char *name, size_t length)
{
	char lower[LONGEST_NAME + 1];

	if (length == 0 || length > LONGEST_NAME)
		return NULL;
	for (size_t i = 0; i < length; i++)
		lower[i] = g_ascii_tolower(name[i]);
	lower[length] = '\0';
	return bsearch(lower, elements, G_N_ELEMENTS(elements), sizeof *elements, compare_element);
}

/* Tags */

struct cursor {
	const char *at, *end;
};

static bool
skip_blanks(struct cursor *c)
{
	const char *start = c->at;

	while (c->at < c->end && g_ascii_isspace(*c->at))
		c->at++;
	return c->at > start;
}

static bool
skip_byte(struct cursor *c, char byte)
{
	if (c->at == c->end || *c->at != byte)
		return false;
	c->at++;
	return true;
}

static size_t
skip_name(struct cursor *c, const char *also)
{
	const char *start = c->at;

	while (c->at < c->end && (g_ascii_isalnum(*c->at) || (*c->at && strchr(also, *c->at))))
		c->at++;
	return (size_t)(c->at - start);
}

/* value is set to what stands between the quotes, or is bare. */
static bool
skip_value(struct cursor *c, struct cursor *value)
{
	if (c->at == c->end)
		return false;
	if (*c->at == '"' || *c->at == '\'') {
		char quote = *c->at++;
		const char *close = memchr(c->at, quote, (size_t)(c->end - c->at));

		if (!close)
			return false;
		*value = (struct cursor){ c->at, close };
		c->at = close + 1;
		return true;
	}
	value->at = c->at;
	while (c->at < c->end && !g_ascii_isspace(*c->at) && !strchr("\"'=<>`", *c->at))
		c->at++;
	value->end = c->at;
	return value->at < value->end;
}

static bool
is_word(const char *word, const char *bytes, size_t size)
{
	return strlen(word) == size && g_ascii_strncasecmp(word, bytes, size) == 0;
}

/* Attributes up to ">" as CommonMark has them; alt is set to the value of "alt". */
static bool
skip_attributes(struct cursor *c, struct cursor *alt)
{
	for (;;) {
		bool apart = skip_blanks(c);

		skip_byte(c, '/');
		if (skip_byte(c, '>'))
			return true;

		const char *name = c->at;
		size_t length = skip_name(c, "_:.-@");
		struct cursor value = { NULL, NULL }, back;

		if (!apart || length == 0)
			return false;
		back = *c;
		skip_blanks(c);
		if (!skip_byte(c, '=')) {
			*c = back;
			continue;
		}
		skip_blanks(c);
		if (!skip_value(c, &value))
			return false;
		if (is_word("alt", name, length))
			*alt = value;
	}
}

/* A tag of HTML at the "<" at at; RAWHTML_WORDS when there is none. */
static struct rawhtml_token
read_tag(const struct rawhtml *html, size_t at)
{
	const struct rawhtml_token none = { .kind = RAWHTML_WORDS };
	struct cursor c = { html->bytes + at + 1, html->bytes + html->size }, alt = { NULL, NULL };
	bool closing = skip_byte(&c, '/');
	const char *name = c.at;
	const struct element *element = element_find(name, skip_name(&c, "-"));

	if (!element || !skip_attributes(&c, &alt))
		return none;

	struct rawhtml_token token = { element->kind, at, (size_t)(c.at - html->bytes), 0, 0 };

	if (closing && (token.kind == RAWHTML_IMAGE || token.kind == RAWHTML_HIDDEN))
		token.kind = RAWHTML_SPACE;
	if (alt.at) {
		token.inner_start = (size_t)(alt.at - html->bytes);
		token.inner_end = (size_t)(alt.end - html->bytes);
	}
	return token;
}

static const char *
find(const struct rawhtml *html, size_t at, const char *needle)
{
	return at > html->size ? NULL : g_strstr_len(html->bytes + at, (gssize)(html->size - at), needle);
}

/* "<!-->" and "<!--->" are comments too. */
static struct rawhtml_token
read_comment(struct rawhtml *html, size_t at)
{
	const char *close = html->no_comment_end ? NULL : find(html, at + 2, "-->");
	struct rawhtml_token token = { .kind = RAWHTML_WORDS };

	if (!close) {
		html->no_comment_end = true;
		return token;
	}

	size_t end = (size_t)(close - html->bytes);

	token = (struct rawhtml_token){ RAWHTML_COMMENT, at, end + 3, MIN(at + 4, end + 3), MAX(at + 4, end) };
	token.inner_start = MIN(token.inner_start, token.inner_end);
	if (token.inner_end > end)
		token.inner_start = token.inner_end = end;
	return token;
}

static struct rawhtml_token
read_doctype(struct rawhtml *html, size_t at)
{
	struct rawhtml_token token = { .kind = RAWHTML_WORDS };

	if (html->no_doctype_end || html->size - at < 9 || g_ascii_strncasecmp(html->bytes + at, "<!doctype", 9) != 0)
		return token;

	const char *close = find(html, at, ">");

	if (close)
		token = (struct rawhtml_token){ RAWHTML_HIDDEN, at, (size_t)(close - html->bytes) + 1, 0, 0 };
	html->no_doctype_end = !close;
	return token;
}

/* The end of what <script> or <style> holds: its closing tag, else its opening one. */
static size_t
hidden_end(struct rawhtml *html, const struct rawhtml_token *open)
{
	const char *name = html->bytes + open->start + 1;
	size_t length = g_ascii_tolower(*name) == 's' && g_ascii_tolower(name[1]) == 'c' ? 6 : 5;

	for (size_t at = open->end; !html->no_hidden_end; at++) {
		const char *slash = find(html, at, "</");

		if (!slash)
			break;
		at = (size_t)(slash - html->bytes);
		if (html->size - at > length + 2 && g_ascii_strncasecmp(slash + 2, name, length) == 0) {
			const char *close = find(html, at, ">");

			return close ? (size_t)(close - html->bytes) + 1 : html->size;
		}
	}
	html->no_hidden_end = true;
	return open->end;
}

static struct rawhtml_token
read_markup(struct rawhtml *html, size_t at)
{
	const char *bytes = html->bytes + at;
	size_t left = html->size - at;

	if (left >= 5 && memcmp(bytes, "<!--", 4) == 0)
		return read_comment(html, at);
	if (left >= 2 && bytes[1] == '!')
		return read_doctype(html, at);
	return read_tag(html, at);
}

struct rawhtml
rawhtml_begin(const char *bytes, size_t size)
{
	return (struct rawhtml){ .bytes = bytes, .size = size };
}

struct rawhtml_token
rawhtml_next(struct rawhtml *html)
{
	struct rawhtml_token words = { RAWHTML_WORDS, html->at, html->at, 0, 0 };

	for (size_t at = html->at; at < html->size; at++) {
		const char *open = memchr(html->bytes + at, '<', html->size - at);

		if (!open)
			break;
		at = (size_t)(open - html->bytes);

		struct rawhtml_token token = read_markup(html, at);

		if (token.kind == RAWHTML_WORDS)
			continue;
		if (at > html->at) {
			words.end = html->at = at;
			return words;
		}
		if (token.kind == RAWHTML_HIDDEN && html->bytes[at + 1] != '!')
			token.end = hidden_end(html, &token);
		html->at = token.end;
		return token;
	}
	words.end = html->at = html->size;
	if (words.end == words.start)
		words.kind = RAWHTML_END;
	return words;
}

struct rawhtml_token
rawhtml_tag(const char *bytes, size_t size)
{
	struct rawhtml html = rawhtml_begin(bytes, size);
	struct rawhtml_token token = size && *bytes == '<' ? read_markup(&html, 0) : (struct rawhtml_token){ .kind = RAWHTML_WORDS };

	if (token.kind != RAWHTML_WORDS && token.end == size)
		return token;
	return (struct rawhtml_token){ RAWHTML_WORDS, 0, size, 0, 0 };
}
