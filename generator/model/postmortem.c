#include "model/postmortem.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

static const char *const mark_names[MARK_COUNT] = {
	[MARK_STARTED] = "started",
	[MARK_DETECTED] = "detected",
	[MARK_ACKNOWLEDGED] = "acknowledged",
	[MARK_MITIGATED] = "mitigated",
	[MARK_RESOLVED] = "resolved",
};

const char *
mark_name(enum mark mark)
{
	return mark_names[mark];
}

/* ---- Durations that the text states ---- */

/* Longer labels before those that begin like them. */
static const struct label {
	const char *words;
	enum mark from, to;
} labels[] = {
	{ "total duration", MARK_STARTED, MARK_RESOLVED },
	{ "outage duration", MARK_STARTED, MARK_RESOLVED },
	{ "incident duration", MARK_STARTED, MARK_RESOLVED },
	{ "duration of outage", MARK_STARTED, MARK_RESOLVED },
	{ "duration of the outage", MARK_STARTED, MARK_RESOLVED },
	{ "impact duration", MARK_STARTED, MARK_RESOLVED },
	{ "duration", MARK_STARTED, MARK_RESOLVED },
	{ "total time", MARK_STARTED, MARK_RESOLVED },
	{ "total downtime", MARK_STARTED, MARK_RESOLVED },
	{ "downtime", MARK_STARTED, MARK_RESOLVED },
	{ "time to detect", MARK_STARTED, MARK_DETECTED },
	{ "time to detection", MARK_STARTED, MARK_DETECTED },
	{ "time to alert", MARK_STARTED, MARK_DETECTED },
	{ "mttd", MARK_STARTED, MARK_DETECTED },
	{ "ttd", MARK_STARTED, MARK_DETECTED },
	{ "time to acknowledge", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "time to acknowledgement", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "time to acknowledgment", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "time to respond", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "mtta", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "tta", MARK_DETECTED, MARK_ACKNOWLEDGED },
	{ "time to mitigate", MARK_STARTED, MARK_MITIGATED },
	{ "time to mitigation", MARK_STARTED, MARK_MITIGATED },
	{ "mttm", MARK_STARTED, MARK_MITIGATED },
	{ "ttm", MARK_STARTED, MARK_MITIGATED },
	{ "time to resolve", MARK_STARTED, MARK_RESOLVED },
	{ "time to resolution", MARK_STARTED, MARK_RESOLVED },
	{ "time to recover", MARK_STARTED, MARK_RESOLVED },
	{ "time to recovery", MARK_STARTED, MARK_RESOLVED },
	{ "time to fix", MARK_STARTED, MARK_RESOLVED },
	{ "mttr", MARK_STARTED, MARK_RESOLVED },
	{ "ttr", MARK_STARTED, MARK_RESOLVED },
};

struct reader {
	struct pool *pool;
	const struct markdown *body;
	GArray *stated;
};

static size_t
skip_blanks(const char *text, size_t at, size_t length)
{
	while (at < length && (g_ascii_isspace(text[at]) || text[at] == '*'))
		at++;
	return at;
}

/* "Duration (customer impact):" is a duration still. */
static size_t
skip_parenthesis(const char *text, size_t at, size_t length)
{
	const char *close;

	if (at >= length || text[at] != '(')
		return at;
	close = memchr(text + at, ')', length - at);
	return close ? skip_blanks(text, (size_t)(close - text) + 1, length) : at;
}

static size_t
skip_mark(const char *text, size_t at, size_t length)
{
	static const char *const marks[] = { ":", "=", "—", "–", "- ", "|" };

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (length - at >= strlen(marks[i]) && strncmp(text + at, marks[i], strlen(marks[i])) == 0)
			return at + strlen(marks[i]);
	return at;
}

/* Where the value of a label begins that stands at a place, or 0. */
static size_t
value_of_label(const char *text, size_t at, size_t length, const struct label *label)
{
	const size_t size = text_prefix_nocase(text + at, length - at, label->words);
	size_t mark, value;

	if (!size)
		return 0;
	mark = skip_parenthesis(text, skip_blanks(text, at + size, length), length);
	value = skip_mark(text, mark, length);
	return value > mark ? skip_blanks(text, value, length) : 0;
}

/* "~", "about", "less than": the number is what is compared. */
static size_t
skip_vague(const char *text, size_t at, size_t length)
{
	static const char *const words[] = { "~", "≈", "about ", "approximately ", "approx. ", "roughly ", "around ", "ca. " };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (length - at >= strlen(words[i]) && g_ascii_strncasecmp(text + at, words[i], strlen(words[i])) == 0)
			return skip_blanks(text, at + strlen(words[i]), length);
	return at;
}

static void
add_stated(struct reader *reader, const struct block_row *label_block, size_t at, const struct label *label, const struct block_row *block, size_t value)
{
	const char *text = markdown_text(reader->body, block->text);
	struct stated_duration stated = { .from = label->from, .to = label->to };
	size_t used;

	value = skip_vague(text, value, block->text.length);
	if (!duration_read_prose(text + value, block->text.length - value, &stated.seconds, &used))
		return;
	stated.span = markdown_text_span(reader->body, block, value, value + used);
	stated.label = pool_strndup(reader->pool, markdown_text(reader->body, label_block->text) + at, strlen(label->words));
	g_array_append_val(reader->stated, stated);
}

static size_t
before_blanks(const char *text, size_t at)
{
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '*'))
		at--;
	return at;
}

/* A label begins a line or a sentence, with or without "mean". */
static bool
is_label_start(const char *text, size_t at)
{
	size_t before = before_blanks(text, at);

	if (before >= 4 && text_prefix_nocase(text + before - 4, 4, "mean"))
		before = before_blanks(text, before - 4);
	return before == 0 || strchr("\n.;|,(", text[before - 1]);
}

static void
read_block(struct reader *reader, const struct block_row *block)
{
	const char *text = markdown_text(reader->body, block->text);

	for (size_t at = 0; at < block->text.length; at++) {
		if (!g_ascii_isalpha(text[at]) || !is_label_start(text, at))
			continue;
		for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
			const size_t value = value_of_label(text, at, block->text.length, &labels[i]);

			if (!value)
				continue;
			add_stated(reader, block, at, &labels[i], block, value);
			break;
		}
	}
}

/* A cell that is a label and the cell beside it. */
static void
read_cell(struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->body->blocks[row];
	const struct block_row *next = block + 1;
	const char *text = markdown_text(reader->body, block->text);
	const size_t start = block->text.length > 5 && g_ascii_strncasecmp(text, "mean ", 5) == 0 ? 5 : 0;

	if (row + 1 >= reader->body->block_count || next->kind != BLOCK_CELL || next->parent != block->parent)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		if (block->text.length - start != strlen(labels[i].words) || !text_equal_nocase(text + start, labels[i].words))
			continue;
		add_stated(reader, block, start, &labels[i], next, 0);
		return;
	}
}

static void
find_stated(struct pool *pool, struct postmortem *postmortem)
{
	const struct markdown *body = &postmortem->document->body;
	g_autoptr(GArray) stated = g_array_new(false, true, sizeof(struct stated_duration));
	struct reader reader = { .pool = pool, .body = body, .stated = stated };

	for (uint32_t row = 0; row < body->block_count; row++) {
		if (body->blocks[row].kind == BLOCK_PARAGRAPH)
			read_block(&reader, &body->blocks[row]);
		else if (body->blocks[row].kind == BLOCK_CELL)
			read_cell(&reader, row);
	}
	postmortem->stated = pool_memdup(pool, stated->data, stated->len * sizeof(struct stated_duration));
	postmortem->stated_count = stated->len;
}

/* ---- The whole ---- */

/* The day of times without one: the first mark that is known, else when the incident began. */
static int64_t
timeline_base(const struct postmortem *postmortem)
{
	for (size_t i = 0; i < MARK_COUNT; i++)
		if (postmortem->marks[i].stamp.at != TIME_NONE)
			return postmortem->marks[i].stamp.at;
	return postmortem->incident ? postmortem->incident->started : TIME_NONE;
}

static int64_t
timeline_end(const struct postmortem *postmortem)
{
	const struct stamp *resolved = &postmortem->marks[MARK_RESOLVED].stamp;

	if (resolved->at == TIME_NONE && postmortem->incident)
		return postmortem->incident->resolved;
	return resolved->day_only ? TIME_NONE : resolved->at;
}

struct postmortem *
postmortem_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document,
    const struct incident *incident)
{
	struct postmortem *postmortem = pool_new0(pool, struct postmortem);
	const struct text severity = document_text(document, "severity");
	const struct text status = document_text(document, "status");
	const struct value *public = document_value(document, "public");

	postmortem->document = document;
	postmortem->incident = incident;
	postmortem->severity = severity.s ? severity_find(registers, severity.s) : NULL;
	for (size_t i = 0; i < MARK_COUNT; i++)
		postmortem->marks[i] = document_moment(document, mark_names[i]);
	postmortem->status = status.s ? status.s : "final";
	postmortem->is_public = public && public->flag.on;
	postmortem->timeline = timeline_read(pool, config, document, timeline_base(postmortem), timeline_end(postmortem));
	find_stated(pool, postmortem);
	return postmortem;
}

int64_t
postmortem_duration(const struct postmortem *postmortem, enum mark from, enum mark to)
{
	const struct stamp *begin = &postmortem->marks[from].stamp;
	const struct stamp *end = &postmortem->marks[to].stamp;

	if (begin->at == TIME_NONE || end->at == TIME_NONE || begin->day_only || end->day_only)
		return DURATION_NONE;
	return end->at >= begin->at ? end->at - begin->at : DURATION_NONE;
}
