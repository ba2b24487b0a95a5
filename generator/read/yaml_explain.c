/* What libyaml complains of, in an author's words. */
#include "read/yaml_parts.h"

#include <string.h>


/* A syntax error as libyaml tells it. */
struct trouble {
	const char *problem;
	size_t at;      /* where it was noticed */
	size_t context; /* where what is wrong begins, or at */
};

static void
bracket_unclosed(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context, end = yaml_trim_end(reader, at, yaml_line_end(reader, at));
	const char *bytes = reader->source->bytes;
	const char *sign = memchr(bytes + at, '#', end - at);
	g_autofree char *message = g_strdup_printf("this \"%c\" is never closed", bytes[at]);
	struct finding *finding = yaml_refuse(reader, RULE_FRONT_SYNTAX, at, end, message);

	if (sign && strchr(" \t[{,", sign[-1]))
		finding_help(finding, "\"#\" begins a comment; put quotes around a value that holds it");
	else
		finding_help(finding, "close it with \"%c\"", bytes[at] == '[' ? ']' : '}');
}

/* Where a value can begin, as far as the character before it tells. */
static bool
begins_value(const struct reader *reader, size_t at)
{
	return at == reader->start || strchr(" \t\n\r[{,", reader->source->bytes[at - 1]);
}

/* The innermost bracket that is open at a place, or the place itself.  What a "#" hides closes none. */
static size_t
bracket_open(const struct reader *reader, size_t to)
{
	const char *bytes = reader->source->bytes;
	g_autoptr(GArray) open = g_array_new(false, false, sizeof(size_t));
	char quote = '\0';

	for (size_t at = reader->start; at < to; at++) {
		char c = bytes[at];

		if (quote)
			quote = c == quote ? '\0' : quote;
		else if ((c == '"' || c == '\'') && begins_value(reader, at))
			quote = c;
		else if (c == '#' && begins_value(reader, at))
			at = yaml_line_end(reader, at);
		else if ((c == '[' || c == '{') && (open->len || begins_value(reader, at)))
			g_array_append_val(open, at);
		else if ((c == ']' || c == '}') && open->len)
			g_array_set_size(open, open->len - 1);
	}
	return open->len ? g_array_index(open, size_t, open->len - 1) : to;
}

/* The rest of a value, for a message; between brackets it ends where the next one begins.  Free with g_free. */
static char *
show_value(const struct reader *reader, size_t at)
{
	char *rest = yaml_show_rest(reader, at);

	if (bracket_open(reader, at) < at)
		rest[strcspn(rest, ",]}")] = '\0';
	return g_strchomp(rest);
}

static void
bad_beginning(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context;
	g_autofree char *rest = at < reader->end && strchr(",]}", reader->source->bytes[at]) ? yaml_show_rest(reader, at) : show_value(reader, at);
	g_autofree char *message = NULL;

	if (*rest == '\0') {
		size_t open = bracket_open(reader, at);

		if (open < at)
			bracket_unclosed(reader, &(struct trouble){ .at = at, .context = open });
		else
			yaml_refuse(reader, RULE_FRONT_SYNTAX, at, at, "a value is missing here");
		return;
	}
	message = g_strdup_printf("a value can't begin with \"%.*s\"", (int)(g_utf8_next_char(rest) - rest), rest);
	struct finding *finding = yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at), message);

	if (strpbrk(rest, "\"'"))
		finding_help(finding, "put quotes around the value");
	else
		finding_help(finding, "put quotes around the value: \"%s\"", rest);
}

static void
tab_found(struct reader *reader, const struct trouble *trouble)
{
	size_t at = yaml_line_start(reader, trouble->at);

	while (at < trouble->at && reader->source->bytes[at] != '\t')
		at++;
	finding_help(
	    yaml_refuse(reader, RULE_FRONT_SYNTAX, at, at + 1, "a tab can't be used for indentation"), "indent with spaces");
}

static void
character_found(struct reader *reader, const struct trouble *trouble)
{
	if (trouble->at < reader->end && reader->source->bytes[trouble->at] == '\t')
		tab_found(reader, trouble);
	else
		bad_beginning(reader, trouble);
}

static void
quote_unclosed(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context;
	g_autofree char *message = g_strdup_printf("this quote (%c) is never closed", reader->source->bytes[at]);

	finding_help(yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_trim_end(reader, at, yaml_line_end(reader, at)), message),
	    "close it at the end of the value");
}

static void
escape_unknown(struct reader *reader, const struct trouble *trouble)
{
	struct finding *finding = yaml_refuse(reader, RULE_FRONT_SYNTAX, trouble->at, trouble->at + 2,
	    "a backslash in double quotes begins an escape, and this is none");

	finding_help(finding, "write \"\\\\\" for a backslash, or use single quotes");
}

static void
block_head(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context;
	char sign = reader->source->bytes[at];
	g_autofree char *message =
	    g_strdup_printf("\"%c\" begins a text of several lines, which starts on the next line", sign);

	finding_help(yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at), message),
	    "put quotes around a value that begins with \"%c\"", sign);
}

static void
list_beside_key(struct reader *reader, const struct trouble *trouble)
{
	struct finding *finding = yaml_refuse(reader, RULE_FRONT_SYNTAX, trouble->at, yaml_word_end(reader, trouble->at),
	    "a list can't begin with \"- \" behind its key");

	finding_help(finding, "begin the list on the next line, or write it in brackets: [a, b]");
}

/* The first ": " of from..to outside quotes, or to. */
static size_t
find_colon(const struct reader *reader, size_t from, size_t to)
{
	const char *bytes = reader->source->bytes;
	char quote = '\0';

	for (size_t at = from; at < to; at++) {
		if (quote)
			quote = bytes[at] == quote ? '\0' : quote;
		else if ((bytes[at] == '"' || bytes[at] == '\'') && (at == from || strchr(" \t[{,", bytes[at - 1])))
			quote = bytes[at];
		else if (bytes[at] == ':' && (at + 1 >= to || yaml_is_blank(bytes[at + 1])))
			return at;
	}
	return to;
}

/* A line that should be "key: value" and is not. */
static void
colon_missing(struct reader *reader, size_t start)
{
	size_t end = yaml_trim_end(reader, start, yaml_line_end(reader, start));
	const char *colon = memchr(reader->source->bytes + start, ':', end - start);

	if (colon && strncmp(colon, "://", 3) != 0) {
		size_t at = (size_t)(colon - reader->source->bytes);

		finding_help(yaml_refuse(reader, RULE_FRONT_SYNTAX, at, at + 1, "a space is missing after \":\""),
		    "write \"key: value\"");
		return;
	}
	finding_help(yaml_refuse(reader, RULE_FRONT_SYNTAX, start, end, "this line is no \"key: value\""),
	    "add the \":\"; a value that goes on in a further line is indented more than its key");
}

static void
key_without_colon(struct reader *reader, const struct trouble *trouble)
{
	colon_missing(reader, trouble->context);
}

static void
second_colon(struct reader *reader, size_t colon, size_t first)
{
	size_t value = yaml_skip_blanks(reader, first + 1);
	g_autofree char *rest = yaml_show_rest(reader, value);
	struct finding *finding =
	    yaml_refuse(reader, RULE_FRONT_SYNTAX, colon, colon + 1, "\": \" a second time in one value");

	if (strpbrk(rest, "\"'"))
		finding_help(finding, "put quotes around the whole value");
	else
		finding_help(finding, "put quotes around the value: \"%s\"", rest);
}

/* The start of the last line above at that is not blank, behind its indentation, or at itself. */
static size_t
line_above(const struct reader *reader, size_t at)
{
	size_t start = yaml_line_start(reader, at);
	size_t end = yaml_trim_end(reader, reader->start, start);

	return end > reader->start ? yaml_skip_blanks(reader, yaml_line_start(reader, end)) : at;
}

/* A ":" where no key can be: twice in a line, or the line above was taken for the key's beginning. */
static void
colon_unexpected(struct reader *reader, const struct trouble *trouble)
{
	size_t start = yaml_skip_blanks(reader, yaml_line_start(reader, trouble->at));
	size_t first = find_colon(reader, start, trouble->at);
	size_t above = line_above(reader, start);

	if (first < trouble->at) {
		second_colon(reader, trouble->at, first);
		return;
	}
	size_t above_end = yaml_trim_end(reader, above, yaml_line_end(reader, above));

	if (above < start && find_colon(reader, above, above_end) == above_end) {
		colon_missing(reader, above);
		return;
	}
	struct finding *finding = yaml_refuse(reader, RULE_FRONT_SYNTAX, start, trouble->at,
	    "this key is indented below a line that already has a value");

	finding_help(finding, "give it the indentation of the keys beside it");
}

/* Whether only blanks are between the last quoted scalar's end and at. */
static bool
follows_quote(const struct reader *reader, size_t at)
{
	return reader->quote_end > reader->start && yaml_skip_blanks(reader, reader->quote_end) == at;
}

static void
text_behind(struct reader *reader, size_t at, size_t open, const char *what)
{
	if (yaml_line_start(reader, at) != yaml_line_start(reader, open)) {
		quote_unclosed(reader, &(struct trouble){ .at = at, .context = open });
		return;
	}
	g_autofree char *message = g_strdup_printf("nothing can follow the closing %s of a value", what);

	finding_help(
	    yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at), message), "put quotes around the whole value");
}

static void
key_expected(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->at;
	size_t start = yaml_skip_blanks(reader, yaml_line_start(reader, at));

	if (follows_quote(reader, at))
		text_behind(reader, at, reader->quote_start, "quote");
	else if (at > start)
		text_behind(reader, at, at, "bracket");
	else
		finding_help(yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at),
				 "the indentation of this line fits no line above"),
		    "give it the indentation of the lines it belongs to");
}

static void
item_expected(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->at;

	if (at > yaml_skip_blanks(reader, yaml_line_start(reader, at))) {
		key_expected(reader, trouble);
		return;
	}
	struct finding *finding = yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at),
	    "this line is among list items and does not begin with \"- \"");

	finding_help(finding, "check its indentation");
}

static void
comma_expected(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->at;
	char open = reader->source->bytes[trouble->context];
	char next = at < reader->end ? reader->source->bytes[at] : '\0';
	g_autofree char *message = g_strdup_printf("a \",\" or \"%c\" is missing here", open == '[' ? ']' : '}');

	if (follows_quote(reader, at) && yaml_line_start(reader, at) != yaml_line_start(reader, reader->quote_start))
		text_behind(reader, at, reader->quote_start, "quote");
	else if (at >= reader->end || next == ':' || yaml_is_break(next))
		bracket_unclosed(reader, trouble);
	else
		finding_note(yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at), message),
		    span_of(reader->source, trouble->context, trouble->context + 1), "the bracket that is open");
}

/* libyaml's words → ours; the first row that matches. */
static const struct {
	const char *problem, *context;
	void (*explain)(struct reader *reader, const struct trouble *trouble);
} explanations[] = {
	{ "tab character", "", tab_found },
	{ "cannot start any token", "", character_found },
	{ "", "quoted scalar", quote_unclosed }, /* what is left of it: see below */
	{ "", "block scalar", block_head },
	{ "", "alias", bad_beginning },
	{ "", "anchor", bad_beginning },
	{ "", "tag", bad_beginning },
	{ "tag handle", "", bad_beginning },
	{ "", "directive", bad_beginning },
	{ "expected node content", "", bad_beginning },
	{ "mapping keys are not allowed", "", bad_beginning },
	{ "mapping values are not allowed", "", colon_unexpected },
	{ "block sequence entries", "", list_beside_key },
	{ "could not find expected ':'", "", key_without_colon },
	{ "expected ','", "", comma_expected },
	{ "expected '-' indicator", "", item_expected },
	{ "expected key", "", key_expected },
	{ "expected <document start>", "", key_expected },
};

static bool
is_escape_problem(const char *problem)
{
	return strstr(problem, "escape") || strstr(problem, "hexdecimal");
}

/* Bytes that libyaml's reader does not take. */
static void
explain_bytes(struct reader *reader, const struct trouble *trouble)
{
	size_t at = reader->start + reader->parser.problem_offset;
	bool control = strstr(trouble->problem, "control") != NULL;

	yaml_refuse(
	    reader, RULE_DOCUMENT_ENCODING, at, at + 1, control ? "a control character" : "these bytes are not UTF-8");
}

void
yaml_explain(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *context = parser->context ? parser->context : "";
	size_t at = yaml_byte(reader, parser->problem_mark.index);
	struct trouble trouble = { parser->problem ? parser->problem : "", at, at };

	if (parser->error == YAML_MEMORY_ERROR)
		g_error("no memory to read %s", reader->source->path);
	if (parser->error == YAML_READER_ERROR) {
		explain_bytes(reader, &trouble);
		return;
	}
	if (parser->context)
		trouble.context = yaml_byte(reader, parser->context_mark.index);
	if (is_escape_problem(trouble.problem)) {
		escape_unknown(reader, &trouble);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(explanations); i++)
		if (strstr(trouble.problem, explanations[i].problem) && strstr(context, explanations[i].context)) {
			explanations[i].explain(reader, &trouble);
			return;
		}
	g_autofree char *message = g_strdup_printf("this can't be read as YAML: %s", trouble.problem);

	yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at), message);
}
