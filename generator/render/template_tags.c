#include "render/template_tags.h"

#include <string.h>

#include "base/findings.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* What a reader of tags carries along. */
struct reader {
	const struct source *source;
	struct findings *findings;
	GArray *tags;
	const char *open, *close; /* delimiters, not ended by NUL */
	size_t open_length, close_length;
	bool cut; /* the rest was not read: what is open need not have been */
};

static const struct {
	enum tag_kind kind;
	char sigil;
	char before_close; /* what must stand before the closing delimiter, if anything */
} sigils[] = {
	{ TAG_SECTION, '#', 0 },
	{ TAG_INVERTED, '^', 0 },
	{ TAG_CLOSE, '/', 0 },
	{ TAG_PARTIAL, '>', 0 },
	{ TAG_PARENT, '<', 0 },
	{ TAG_BLOCK, '$', 0 },
	{ TAG_RAW, '&', 0 },
	{ TAG_RAW, '{', '}' },
	{ TAG_COMMENT, '!', 0 },
	{ TAG_DELIMITERS, '=', '=' },
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* NUL counts: no name goes on behind it. */
static bool
is_space(char c)
{
	return is_blank(c) || (c >= '\n' && c <= '\r') || c == '\0';
}

static size_t
text_begin(const struct source *source)
{
	return source->size >= 3 && memcmp(source->bytes, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;
}

size_t
tags_skip_blanks(const struct source *source, size_t offset)
{
	while (offset < source->size && is_blank(source->bytes[offset]))
		offset++;
	return offset;
}

size_t
tags_blanks_before(const struct source *source, size_t offset)
{
	size_t begin = text_begin(source);

	while (offset > begin && is_blank(source->bytes[offset - 1]))
		offset--;
	return offset;
}

bool
tags_at_line_start(const struct source *source, size_t offset)
{
	return offset == text_begin(source) || source->bytes[offset - 1] == '\n';
}

/* Behind the end of line at offset; offset itself where there is none. */
static size_t
skip_newline(const struct source *source, size_t offset)
{
	const char *bytes = source->bytes + offset;
	size_t left = source->size - offset;

	if (left > 0 && bytes[0] == '\n')
		return offset + 1;
	if (left > 1 && bytes[0] == '\r' && bytes[1] == '\n')
		return offset + 2;
	return offset;
}

size_t
tags_next_line(const struct source *source, size_t offset)
{
	return skip_newline(source, tags_skip_blanks(source, offset));
}

/* Whether only blanks follow on the line. */
static bool
ends_line(const struct source *source, size_t offset)
{
	size_t end = tags_skip_blanks(source, offset);

	return end == source->size || skip_newline(source, end) > end;
}

/* ---- reading ---- */

static struct finding *
complain(struct reader *reader, size_t start, size_t end, const char *message)
{
	return finding_add(reader->findings, RULE_LAYOUT_SYNTAX, span_of(reader->source, start, end), "%s", message);
}

static struct tag *
add_tag(struct reader *reader, enum tag_kind kind, size_t start, size_t end)
{
	struct tag tag = { .kind = kind, .start = start, .end = end, .partner = TAG_NONE, .parent = TAG_NONE };

	g_array_append_val(reader->tags, tag);
	return &g_array_index(reader->tags, struct tag, reader->tags->len - 1);
}

/* The offset of a string at or behind from, or TAG_NONE. */
static size_t
find_bytes(const struct source *source, size_t from, const char *bytes, size_t length)
{
	const char *found = NULL;

	if (from <= source->size)
		found = memmem(source->bytes + from, source->size - from, bytes, length);
	return found ? (size_t)(found - source->bytes) : TAG_NONE;
}

static void
trim(const struct source *source, size_t *start, size_t *end)
{
	while (*start < *end && is_space(source->bytes[*start]))
		(*start)++;
	while (*end > *start && is_space(source->bytes[*end - 1]))
		(*end)--;
}

/* The end of the word at start. */
static size_t
word_end(const struct source *source, size_t start, size_t end)
{
	while (start < end && !is_space(source->bytes[start]))
		start++;
	return start;
}

/* {{=<% %>=}}: the content is two words without '='. */
static void
change_delimiters(struct reader *reader, const struct tag *tag)
{
	const struct source *source = reader->source;
	size_t open = tag->name_start, open_end = word_end(source, open, tag->name_end);
	size_t close = open_end, close_end = tag->name_end;

	trim(source, &close, &close_end);
	if (open == open_end || close == close_end || word_end(source, close, close_end) != close_end ||
	    memchr(source->bytes + open, '=', close_end - open)) {
		finding_help(complain(reader, tag->start, tag->end, "these are no delimiters"),
		    "write two words without '=' between the equals signs, as in {{=<%% %%>=}}");
		return;
	}
	reader->open = source->bytes + open;
	reader->open_length = open_end - open;
	reader->close = source->bytes + close;
	reader->close_length = close_end - close;
}

/* Partials and parents may begin with '*'. */
static void
read_star(const struct source *source, struct tag *tag)
{
	if (tag->name_start == tag->name_end || source->bytes[tag->name_start] != '*')
		return;
	tag->dynamic = true;
	tag->name_start++;
	trim(source, &tag->name_start, &tag->name_end);
}

static void
check_name(struct reader *reader, struct tag *tag)
{
	const char *message = NULL;

	if (tag->name_start == tag->name_end)
		message = "a tag without a name";
	else if (word_end(reader->source, tag->name_start, tag->name_end) != tag->name_end)
		message = "a name can't contain blanks";
	else
		return;
	complain(reader, tag->start, tag->end, message);
	tag->kind = TAG_COMMENT;
}

static void
read_content(struct reader *reader, struct tag *tag)
{
	trim(reader->source, &tag->name_start, &tag->name_end);
	if (tag->kind == TAG_COMMENT)
		return;
	if (tag->kind == TAG_DELIMITERS) {
		change_delimiters(reader, tag);
		return;
	}
	if (tag->kind == TAG_PARTIAL || tag->kind == TAG_PARENT)
		read_star(reader->source, tag);
	check_name(reader, tag);
}

static void
complain_unclosed(struct reader *reader, size_t start, char before_close)
{
	size_t end = source_line(reader->source, start).end;
	char first[2] = { before_close };

	reader->cut = true;
	finding_add(reader->findings, RULE_LAYOUT_SYNTAX, span_of(reader->source, start, end),
	    "this tag has no end: '%s%.*s' is missing", first, (int)MIN(reader->close_length, 100), reader->close);
}

/* The place in sigils of the byte at offset, or their number. */
static size_t
find_sigil(const struct source *source, size_t offset)
{
	size_t i = 0;

	while (i < G_N_ELEMENTS(sigils) && (offset == source->size || source->bytes[offset] != sigils[i].sigil))
		i++;
	return i;
}

/* Where the closing delimiter, with before_close before it, stands; or TAG_NONE. */
static size_t
find_close(const struct reader *reader, size_t from, char before_close)
{
	size_t first = from + (before_close != 0);
	size_t at = find_bytes(reader->source, first, reader->close, reader->close_length);

	while (at != TAG_NONE && before_close && reader->source->bytes[at - 1] != before_close)
		at = find_bytes(reader->source, at + 1, reader->close, reader->close_length);
	return at;
}

/* Reads the tag at start.  Returns what is behind it, or TAG_NONE. */
static size_t
read_tag(struct reader *reader, size_t start)
{
	size_t content = start + reader->open_length;
	size_t sigil = find_sigil(reader->source, content);
	bool plain = sigil == G_N_ELEMENTS(sigils);
	char before_close = plain ? 0 : sigils[sigil].before_close;
	size_t end = find_close(reader, content + !plain, before_close);
	size_t behind = end + reader->close_length;
	struct tag *tag;

	if (end == TAG_NONE) {
		complain_unclosed(reader, start, before_close);
		return TAG_NONE;
	}
	tag = add_tag(reader, plain ? TAG_VARIABLE : sigils[sigil].kind, start, behind);
	tag->name_start = content + !plain;
	tag->name_end = end - (before_close != 0);
	read_content(reader, tag);
	return behind;
}

/* Texts at even places, tags at odd ones, a text at the end. */
static void
read_all(struct reader *reader)
{
	const struct source *source = reader->source;
	size_t at = text_begin(source), behind = at;

	while (behind != TAG_NONE) {
		size_t start = find_bytes(source, at, reader->open, reader->open_length);

		if (start == TAG_NONE)
			break;
		add_tag(reader, TAG_TEXT, at, start);
		behind = read_tag(reader, start);
		at = behind == TAG_NONE ? start : behind;
	}
	add_tag(reader, TAG_TEXT, at, source->size);
}

/* ---- pairing ---- */

static struct tag *
tag_at(const struct reader *reader, size_t index)
{
	return &g_array_index(reader->tags, struct tag, index);
}

static bool
opens(enum tag_kind kind)
{
	return kind == TAG_SECTION || kind == TAG_INVERTED || kind == TAG_PARENT || kind == TAG_BLOCK;
}

/* Whether a closing tag names what another opens; a dynamic name's '*' counts. */
static bool
closes(const struct reader *reader, const struct tag *open, const struct tag *close)
{
	const struct source *source = reader->source;
	struct tag name = *close;

	if (open->dynamic)
		read_star(source, &name);
	if (open->dynamic != name.dynamic)
		return false;
	return open->name_end - open->name_start == name.name_end - name.name_start &&
	       memcmp(source->bytes + open->name_start, source->bytes + name.name_start, name.name_end - name.name_start) == 0;
}

static const char *
name_of_kind(enum tag_kind kind)
{
	if (kind == TAG_PARENT)
		return "parent";
	return kind == TAG_BLOCK ? "block" : "section";
}

static void
complain_open(struct reader *reader, const struct tag *open, const struct tag *close)
{
	const char *name = reader->source->bytes + open->name_start;
	int length = (int)MIN(open->name_end - open->name_start, 100);
	struct finding *finding = finding_add(reader->findings, RULE_LAYOUT_SYNTAX, span_of(reader->source, open->start, open->end),
	    "the %s '%.*s' is never closed", name_of_kind(open->kind), length, name);

	if (close)
		finding_note(finding, span_of(reader->source, close->start, close->end), "what it stands in is closed here");
}

static struct finding *
complain_close(struct reader *reader, const struct tag *close)
{
	const char *name = reader->source->bytes + close->name_start;
	int length = (int)MIN(close->name_end - close->name_start, 100);

	return finding_add(reader->findings, RULE_LAYOUT_SYNTAX, span_of(reader->source, close->start, close->end),
	    "'%.*s' is closed but not open here", length, name);
}

/* The innermost open tag that a closing tag names, or TAG_NONE. */
static size_t
find_open(const struct reader *reader, size_t innermost, const struct tag *close)
{
	size_t open = innermost;

	while (open != TAG_NONE && !closes(reader, tag_at(reader, open), close))
		open = tag_at(reader, open)->parent;
	return open;
}

/* Gives up what is open from innermost out to, but without, outer. */
static void
abandon(struct reader *reader, size_t innermost, size_t outer, const struct tag *close)
{
	for (size_t i = innermost; i != outer; i = tag_at(reader, i)->parent) {
		struct tag *open = tag_at(reader, i);

		if (!open->blamed && (close || !reader->cut))
			complain_open(reader, open, close);
		open->kind = TAG_COMMENT;
	}
}

/* A closing tag that closes nothing; most often it is meant for what is open. */
static void
reject_close(struct reader *reader, size_t innermost, struct tag *close)
{
	struct finding *finding = complain_close(reader, close);

	close->kind = TAG_COMMENT;
	if (innermost == TAG_NONE)
		return;
	tag_at(reader, innermost)->blamed = true;
	finding_note(finding, span_of(reader->source, tag_at(reader, innermost)->start, tag_at(reader, innermost)->end), "this is open");
}

/* Pairs a closing tag.  Returns what is open after it. */
static size_t
pair(struct reader *reader, size_t innermost, size_t index)
{
	struct tag *close = tag_at(reader, index);
	size_t open = find_open(reader, innermost, close);

	if (open == TAG_NONE) {
		reject_close(reader, innermost, close);
		return innermost;
	}
	abandon(reader, innermost, open, close);
	close->partner = open;
	tag_at(reader, open)->partner = index;
	return tag_at(reader, open)->parent;
}

/* From here on nothing opens and nothing closes; what is open is given up without more complaints. */
static void
stop_pairing(struct reader *reader, size_t from)
{
	const struct tag *tag = tag_at(reader, from);

	finding_add(reader->findings, RULE_LAYOUT_SYNTAX, span_of(reader->source, tag->start, tag->end),
	    "this stands inside of %d others, which is as many as may be open", TAG_DEPTH);
	reader->cut = true;
	for (size_t i = from; i < reader->tags->len; i += 2)
		if (tag_at(reader, i)->kind == TAG_CLOSE || opens(tag_at(reader, i)->kind))
			tag_at(reader, i)->kind = TAG_COMMENT;
}

static void
pair_all(struct reader *reader)
{
	size_t innermost = TAG_NONE;

	for (size_t i = 1; i < reader->tags->len; i += 2) {
		struct tag *tag = tag_at(reader, i);

		tag->parent = innermost;
		tag->depth = innermost == TAG_NONE ? 0 : tag_at(reader, innermost)->depth + 1;
		if (tag->depth >= TAG_DEPTH && opens(tag->kind))
			stop_pairing(reader, i);
		if (tag->kind == TAG_CLOSE)
			innermost = pair(reader, innermost, i);
		else if (opens(tag->kind))
			innermost = i;
	}
	abandon(reader, innermost, TAG_NONE, NULL);
}

/* ---- blanks ---- */

static void
take_blanks_before(struct reader *reader, size_t index)
{
	tag_at(reader, index - 1)->end = tags_blanks_before(reader->source, tag_at(reader, index)->start);
	tag_at(reader, index)->took_blanks = true;
}

static void
take_line_behind(struct reader *reader, size_t index)
{
	tag_at(reader, index + 1)->start = tags_next_line(reader->source, tag_at(reader, index)->end);
}

static bool
stands_alone(const struct reader *reader, size_t index)
{
	const struct tag *tag = tag_at(reader, index);

	return tag->first && tag->last && tag->kind != TAG_VARIABLE && tag->kind != TAG_RAW;
}

/* A parent stands alone as a whole: its tags may share lines with its content. */
static void
settle_parent(struct reader *reader, size_t index)
{
	struct tag *open = tag_at(reader, index), *close = tag_at(reader, open->partner);

	open->alone = open->first && (open->last || close->last);
	if (open->alone)
		take_blanks_before(reader, index);
	if (stands_alone(reader, open->partner) || (open->alone && close->last))
		take_line_behind(reader, open->partner);
}

/* An argument begins behind its opening line and ends before its closing one. */
static void
settle_argument(struct reader *reader, size_t index)
{
	struct tag *open = tag_at(reader, index), *close = tag_at(reader, open->partner);

	open->opens_line = open->last;
	if (open->last)
		take_line_behind(reader, index);
	if (close->first)
		take_blanks_before(reader, open->partner);
}

/* A block that may be overridden: "{{$x}}…{{/x}}" on one line keeps its line's end. */
static void
settle_block(struct reader *reader, size_t index)
{
	struct tag *open = tag_at(reader, index), *close = tag_at(reader, open->partner);

	open->opens_line = stands_alone(reader, index);
	open->alone = open->first && (open->last || close->last);
	if (open->alone)
		take_blanks_before(reader, index);
	if (open->opens_line)
		take_line_behind(reader, index);
	if (!stands_alone(reader, open->partner))
		return;
	take_blanks_before(reader, open->partner);
	take_line_behind(reader, open->partner);
}

/* Everything else that prints nothing itself. */
static void
settle_plain(struct reader *reader, size_t index)
{
	struct tag *tag = tag_at(reader, index);

	tag->alone = stands_alone(reader, index);
	if (!tag->alone)
		return;
	take_blanks_before(reader, index);
	take_line_behind(reader, index);
}

/* What is settled together with its closing tag. */
static bool
is_template_tag(enum tag_kind kind)
{
	return kind == TAG_PARENT || kind == TAG_BLOCK;
}

static bool
is_argument(const struct reader *reader, const struct tag *tag)
{
	return tag->kind == TAG_BLOCK && tag->parent != TAG_NONE && tag_at(reader, tag->parent)->kind == TAG_PARENT;
}

static void
settle_tag(struct reader *reader, size_t index)
{
	struct tag *tag = tag_at(reader, index);

	tag->argument = is_argument(reader, tag);
	if (tag->kind == TAG_PARENT)
		settle_parent(reader, index);
	else if (tag->argument)
		settle_argument(reader, index);
	else if (tag->kind == TAG_BLOCK)
		settle_block(reader, index);
	else if (!(tag->kind == TAG_CLOSE && is_template_tag(tag_at(reader, tag->partner)->kind)))
		settle_plain(reader, index);
}

static void
settle_blanks(struct reader *reader)
{
	const struct source *source = reader->source;

	for (size_t i = 1; i < reader->tags->len; i += 2) {
		struct tag *tag = tag_at(reader, i);

		tag->first = tags_at_line_start(source, tags_blanks_before(source, tag->start));
		tag->last = ends_line(source, tag->end);
	}
	for (size_t i = 1; i < reader->tags->len; i += 2)
		settle_tag(reader, i);
}

GArray *
tags_read(const struct source *source, struct findings *findings)
{
	struct reader reader = {
		.source = source,
		.findings = findings,
		.tags = g_array_new(false, false, sizeof(struct tag)),
		.open = "{{",
		.open_length = 2,
		.close = "}}",
		.close_length = 2,
	};

	read_all(&reader);
	pair_all(&reader);
	settle_blanks(&reader);
	return reader.tags;
}
