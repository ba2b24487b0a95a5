#include "read/record.h"

#include "base/pool.h"
#include "read/terms.h"

#include <glib.h>
#include <string.h>

enum {
	VERSION = 2,
	ALIGNMENT = 8,
	SOURCE_MAX = 64 << 20,      /* what markdown reads at most; offsets are 32 bits wide */
	YAML_EXPANDED_MAX = 400000, /* a little above what yaml lets through */
	YAML_DEPTH_MAX = 256,
};

static const char magic[8] = "sitrep\n";

struct complaint {
	uint32_t rule, level;
	uint32_t placed, start, end; /* placed: it has a span */
	uint32_t helped;
	struct row_text message, help;
	uint32_t note_row, note_count;
};

struct complaint_note {
	uint32_t placed, start, end;
	struct row_text message;
};

enum section {
	NODES,
	YAML_STRINGS,
	BLOCKS,
	INLINES,
	RUNS,
	PIECES,
	STRINGS,
	HTML,
	TERMS,
	COMPLAINTS,
	NOTES,
	MESSAGES,
	SECTION_COUNT,
};

/* Bytes of one element.  Sections of bytes end in a NUL that is counted. */
static const size_t element_size[SECTION_COUNT] = {
	[NODES] = sizeof(struct yaml_node),
	[YAML_STRINGS] = 1,
	[BLOCKS] = sizeof(struct block_row),
	[INLINES] = sizeof(struct inline_row),
	[RUNS] = sizeof(struct run_row),
	[PIECES] = sizeof(struct piece_row),
	[STRINGS] = 1,
	[HTML] = 1,
	[TERMS] = 1,
	[COMPLAINTS] = sizeof(struct complaint),
	[NOTES] = sizeof(struct complaint_note),
	[MESSAGES] = 1,
};

/* The sections follow in their order, each aligned. */
struct record {
	char magic[8];
	uint32_t version, source_size;
	uint32_t size; /* of all of it */
	uint32_t front_present, front_start, front_end, front_body;
	uint32_t word_count;
	uint32_t count[SECTION_COUNT];
};

/* Layout */

static size_t
aligned(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The byte at which a section begins; SECTION_COUNT: the size of all. */
static size_t
section_offset(const struct record *record, enum section section)
{
	size_t offset = aligned(sizeof *record);

	for (enum section i = 0; i < section; i++)
		offset += aligned(record->count[i] * element_size[i]);
	return offset;
}

static const void *
section_at(const struct record *record, enum section section)
{
	return (const char *)record + section_offset(record, section);
}

/* Making */

struct parts {
	const void *data[SECTION_COUNT];
	size_t count[SECTION_COUNT];
};

static void
set_part(struct parts *parts, enum section section, const void *data, size_t count)
{
	parts->data[section] = data;
	parts->count[section] = count;
}

static const struct record *
pack(struct pool *pool, struct record header, const struct parts *parts)
{
	struct record *record;

	memcpy(header.magic, magic, sizeof magic);
	header.version = VERSION;
	for (enum section i = 0; i < SECTION_COUNT; i++)
		header.count[i] = (uint32_t)parts->count[i];
	header.size = (uint32_t)section_offset(&header, SECTION_COUNT);
	record = pool_alloc(pool, header.size);
	*record = header;
	for (enum section i = 0; i < SECTION_COUNT; i++)
		if (parts->count[i])
			memcpy((char *)record + section_offset(record, i), parts->data[i], parts->count[i] * element_size[i]);
	return record;
}

static struct row_text
add_message(GString *messages, const char *text)
{
	struct row_text row = { (uint32_t)messages->len, text ? (uint32_t)strlen(text) : 0 };

	g_string_append(messages, text ? text : "");
	g_string_append_c(messages, '\0');
	return row;
}

static void
pack_notes(GArray *notes, GString *messages, const struct finding *finding)
{
	for (size_t i = 0; i < finding->note_count; i++) {
		const struct note *from = &finding->notes[i];
		struct complaint_note note = {
			.placed = from->span.source != NULL,
			.start = (uint32_t)from->span.start,
			.end = (uint32_t)from->span.end,
			.message = add_message(messages, from->message),
		};

		g_array_append_val(notes, note);
	}
}

static void
pack_complaint(GArray *complaints, GArray *notes, GString *messages, const struct finding *finding)
{
	struct complaint complaint = {
		.rule = finding->rule,
		.level = finding->level,
		.placed = finding->span.source != NULL,
		.start = (uint32_t)finding->span.start,
		.end = (uint32_t)finding->span.end,
		.helped = finding->help != NULL,
		.message = add_message(messages, finding->message),
		.help = add_message(messages, finding->help),
		.note_row = notes->len,
		.note_count = (uint32_t)finding->note_count,
	};

	pack_notes(notes, messages, finding);
	g_array_append_val(complaints, complaint);
}

static const struct record *
pack_all(struct pool *pool, struct record header, struct parts *parts, const struct findings *findings)
{
	g_autoptr(GArray) complaints = g_array_new(FALSE, FALSE, sizeof(struct complaint));
	g_autoptr(GArray) notes = g_array_new(FALSE, FALSE, sizeof(struct complaint_note));
	GString *messages = g_string_new(NULL);
	const struct record *record;
	size_t count;
	const struct finding *const *list = findings_list(findings, &count);

	for (size_t i = 0; i < count; i++)
		pack_complaint(complaints, notes, messages, list[i]);
	set_part(parts, COMPLAINTS, complaints->data, complaints->len);
	set_part(parts, NOTES, notes->data, notes->len);
	set_part(parts, MESSAGES, messages->str, messages->len + 1);
	record = pack(pool, header, parts);
	g_string_free(messages, TRUE);
	return record;
}

static void
set_parts(struct parts *parts, const struct yaml *yaml, const struct markdown *body)
{
	set_part(parts, NODES, yaml->nodes, yaml->count);
	set_part(parts, YAML_STRINGS, yaml->strings_size ? yaml->strings : "", MAX(yaml->strings_size, 1));
	set_part(parts, BLOCKS, body->blocks, body->block_count);
	set_part(parts, INLINES, body->inlines, body->inline_count);
	set_part(parts, RUNS, body->runs, body->run_count);
	set_part(parts, PIECES, body->pieces, body->piece_count);
	set_part(parts, STRINGS, body->strings, (size_t)body->strings_size + 1);
	set_part(parts, HTML, body->html, (size_t)body->html_size + 1);
	set_part(parts, TERMS, body->terms, (size_t)body->terms_size + 1);
}

const struct record *
record_make(struct pool *pool, struct pool *scratch, const struct source *source)
{
	struct findings *findings = findings_new(scratch);
	struct frontmatter front = { 0 };
	struct yaml yaml = { 0 };
	struct parts parts = { 0 };

	if (source->size <= SOURCE_MAX)
		front = frontmatter_find(findings, source);
	if (front.present)
		yaml = yaml_read(scratch, findings, source, front.start, front.end);

	struct markdown body = markdown_parse(scratch, findings, source, front.body);
	const struct record header = {
		.source_size = (uint32_t)source->size,
		.front_present = front.present,
		.front_start = (uint32_t)front.start,
		.front_end = (uint32_t)front.end,
		.front_body = (uint32_t)front.body,
		.word_count = body.word_count,
	};

	set_parts(&parts, &yaml, &body);

	return pack_all(pool, header, &parts, findings);
}

const struct record *
record_refuse(struct pool *pool, const struct source *source, const char *message)
{
	struct pool *scratch = pool_new();
	struct findings *findings = findings_new(scratch);
	const struct yaml yaml = { 0 };
	const struct markdown body = { .strings = "", .html = "", .terms = "" };
	const struct record header = { .source_size = (uint32_t)source->size };
	struct parts parts = { 0 };

	finding_add(findings, RULE_DOCUMENT_TOO_EXPENSIVE, source_line(source, 0), "%s", message);
	set_parts(&parts, &yaml, &body);

	const struct record *record = pack_all(pool, header, &parts, findings);

	pool_free(scratch);
	return record;
}

size_t
record_size(const struct record *record)
{
	return record->size;
}

/* Checking */

static bool
is_range(uint32_t start, uint32_t end, size_t size)
{
	return start <= end && end <= size;
}

static bool
is_part(uint32_t row, uint32_t count, size_t size)
{
	return (uint64_t)row + count <= size;
}

/* Within size bytes of strings, and ended by a NUL. */
static bool
is_text(const char *strings, uint32_t size, struct row_text text)
{
	return (uint64_t)text.at + text.length < size && strings[text.at + text.length] == '\0';
}

static bool
check_header(const struct record *record, size_t size, size_t source_size)
{
	uint64_t sum = aligned(sizeof *record);

	if (size < sizeof *record || memcmp(record->magic, magic, sizeof magic) != 0)
		return false;
	if (record->version != VERSION || record->size != size || record->source_size != source_size)
		return false;
	for (enum section i = 0; i < SECTION_COUNT; i++)
		sum += aligned((size_t)record->count[i] * element_size[i]);
	if (sum != size)
		return false;
	return record->front_present <= 1 && is_range(record->front_start, record->front_end, source_size) && record->front_end <= record->front_body && record->front_body <= source_size;
}

static bool
is_ascii_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return (word & 0x8080808080808080) == 0;
}

/* UTF-8 between its NULs, the last byte being one. */
static bool
check_strings(const struct record *record, enum section section)
{
	const char *at = section_at(record, section), *end = at + record->count[section];

	if (record->count[section] == 0 || end[-1] != '\0')
		return false;
	while (at < end) {
		if (end - at >= 8 && is_ascii_word(at))
			at += 8;
		else if ((unsigned char)*at < 0x80)
			at++;
		else if (g_utf8_get_char_validated(at, end - at) > 0x10FFFF)
			return false;
		else
			at = g_utf8_next_char(at);
	}
	return true;
}

static bool
check_terms(const struct record *record)
{
	const char *terms = section_at(record, TERMS);
	const uint32_t size = record->count[TERMS];

	return size > 0 && terms[size - 1] == '\0' && terms_check(terms, size - 1);
}

/* What follows from a node: itself, what is below it, and its later siblings. */
struct chain {
	uint32_t total; /* nodes, aliases followed */
	uint16_t depth;
	bool open, done;
	bool keys, values; /* whether it can be a mapping's from a key on, from a value on */
};

/* Both of a node's links lead to chains that are done. */
static bool
finish_chain(const struct yaml_node *nodes, struct chain *chains, uint32_t row)
{
	static const struct chain none = { .done = true, .keys = true };
	const struct yaml_node *node = &nodes[row];
	const struct chain *first = node->first == YAML_NONE ? &none : &chains[node->first];
	const struct chain *next = node->next == YAML_NONE ? &none : &chains[node->next];
	struct chain *chain = &chains[row];

	chain->total = 1 + first->total + next->total;
	chain->depth = MAX(first->depth + 1, next->depth);
	chain->keys = node->kind < YAML_SEQUENCE && next->values;
	chain->values = next->keys;
	chain->done = true;
	if (node->kind == YAML_MAPPING && !first->keys)
		return false;
	return chain->total <= YAML_EXPANDED_MAX && chain->depth <= YAML_DEPTH_MAX;
}

/* The next chain that must be done before row's, or YAML_NONE. */
static uint32_t
find_undone(const struct yaml_node *node, const struct chain *chains)
{
	if (node->next != YAML_NONE && !chains[node->next].done)
		return node->next;
	if (node->first != YAML_NONE && !chains[node->first].done)
		return node->first;
	return YAML_NONE;
}

/* No circles, no endless repetition, and in mappings a value for every key. */
static bool
check_tree(const struct yaml_node *nodes, uint32_t count)
{
	g_autofree struct chain *chains = g_new0(struct chain, count);
	g_autofree uint32_t *stack = g_new(uint32_t, count);
	uint32_t depth = 1;

	stack[0] = 0;
	while (depth > 0) {
		uint32_t row = stack[depth - 1], undone = find_undone(&nodes[row], chains);

		chains[row].open = true;
		if (undone != YAML_NONE && chains[undone].open)
			return false;
		if (undone != YAML_NONE)
			stack[depth++] = undone;
		else if (!finish_chain(nodes, chains, stack[--depth]))
			return false;
	}
	return true;
}

static bool
check_node(const struct record *record, const struct yaml_node *node, const char *strings)
{
	uint32_t count = record->count[NODES];
	bool collection = node->kind == YAML_SEQUENCE || node->kind == YAML_MAPPING;

	if (node->kind > YAML_MAPPING || !is_range(node->start, node->end, record->source_size))
		return false;
	if ((node->first != YAML_NONE && (node->first >= count || !collection)) || (node->next != YAML_NONE && node->next >= count))
		return false;
	return collection || is_text(strings, record->count[YAML_STRINGS], (struct row_text){ node->text, node->length });
}

static bool
check_yaml(const struct record *record)
{
	const struct yaml_node *nodes = section_at(record, NODES);
	const char *strings = section_at(record, YAML_STRINGS);

	if (!check_strings(record, YAML_STRINGS))
		return false;
	for (uint32_t i = 0; i < record->count[NODES]; i++)
		if (!check_node(record, &nodes[i], strings))
			return false;
	return record->count[NODES] == 0 || check_tree(nodes, record->count[NODES]);
}

static bool
check_runs(const struct record *record, const struct block_row *block)
{
	const struct run_row *runs = section_at(record, RUNS);
	uint32_t text = 0;

	if (!is_part(block->run_row, block->run_count, record->count[RUNS]))
		return false;
	for (const struct run_row *run = runs + block->run_row; run < runs + block->run_row + block->run_count; run++) {
		if (run->text < text || !is_part(run->text, run->length, block->text.length) || !is_part(run->source, run->length, record->source_size))
			return false;
		text = run->text + run->length;
	}
	return true;
}

static bool
check_block(const struct record *record, const struct block_row *block)
{
	const char *strings = section_at(record, STRINGS);
	uint32_t size = record->count[STRINGS];

	if (block->kind > BLOCK_FOOTNOTE || block->level > 6 || (block->kind == BLOCK_HEADING) != (block->level > 0))
		return false;
	if (!is_range(block->start, block->end, record->source_size) || !is_text(strings, size, block->text) || !is_text(strings, size, block->info))
		return false;
	if (!is_part(block->inline_row, block->inline_count, record->count[INLINES]))
		return false;
	return is_range(block->piece_row, block->piece_end, record->count[PIECES]) && check_runs(record, block);
}

/* Parents and ends tell the same tree; the stack is the parents themselves. */
static bool
check_blocks(const struct record *record)
{
	const struct block_row *blocks = section_at(record, BLOCKS);
	uint32_t count = record->count[BLOCKS], open = ROW_NONE;

	for (uint32_t row = 0; row < count; row++) {
		while (open != ROW_NONE && blocks[open].end_row <= row)
			open = blocks[open].parent;

		uint32_t limit = open == ROW_NONE ? count : blocks[open].end_row;

		if (blocks[row].parent != open || blocks[row].end_row <= row || blocks[row].end_row > limit || !check_block(record, &blocks[row]))
			return false;
		open = row;
	}
	return true;
}

static bool
check_inline(const struct record *record, const struct inline_row *row, uint32_t number)
{
	const struct block_row *block = section_at(record, BLOCKS);
	const char *strings = section_at(record, STRINGS);
	uint32_t size = record->count[STRINGS];

	if (row->kind > INLINE_FOOTNOTE || row->block >= record->count[BLOCKS])
		return false;
	block += row->block;
	if (number < block->inline_row || number - block->inline_row >= block->inline_count)
		return false;
	if (!is_range(row->start, row->end, record->source_size) || !is_range(row->target_start, row->target_end, record->source_size))
		return false;
	return is_range(row->text_start, row->text_end, block->text.length) && is_text(strings, size, row->target) && is_text(strings, size, row->title);
}

static bool
check_inlines(const struct record *record)
{
	const struct inline_row *rows = section_at(record, INLINES);

	for (uint32_t i = 0; i < record->count[INLINES]; i++)
		if (!check_inline(record, &rows[i], i))
			return false;
	return true;
}

/* What each kind's row is, and what closes it. */
static const struct {
	bool inlines;
	uint8_t block; /* else: of this kind */
	int8_t opens;  /* 1: opens, -1: closes */
} piece_kinds[] = {
	[PIECE_OPEN_LINK] = { .inlines = true, .opens = 1 },
	[PIECE_CLOSE_LINK] = { .inlines = true, .opens = -1 },
	[PIECE_IMAGE] = { .inlines = true },
	[PIECE_OPEN_HEADING] = { .block = BLOCK_HEADING, .opens = 1 },
	[PIECE_CLOSE_HEADING] = { .block = BLOCK_HEADING, .opens = -1 },
	[PIECE_CODE] = { .block = BLOCK_CODE },
	[PIECE_OPEN_ALERT] = { .block = BLOCK_ALERT, .opens = 1 },
	[PIECE_CLOSE_ALERT] = { .block = BLOCK_ALERT, .opens = -1 },
	[PIECE_OPEN_TABLE] = { .block = BLOCK_TABLE, .opens = 1 },
	[PIECE_CLOSE_TABLE] = { .block = BLOCK_TABLE, .opens = -1 },
	[PIECE_CHECK] = { .block = BLOCK_ITEM },
};

/* A closing kind follows its opening one in the enumeration. */
static bool
check_nesting(GArray *open, const struct piece_row *piece)
{
	if (piece_kinds[piece->kind].opens > 0)
		g_array_append_val(open, *piece);
	if (piece_kinds[piece->kind].opens >= 0)
		return true;
	if (open->len == 0)
		return false;

	const struct piece_row *last = &g_array_index(open, struct piece_row, open->len - 1);
	bool fits = last->kind + 1 == piece->kind && last->row == piece->row;

	g_array_set_size(open, open->len - 1);
	return fits;
}

static bool
check_piece(const struct record *record, const struct piece_row *piece)
{
	const struct block_row *blocks = section_at(record, BLOCKS);

	if (piece->kind >= G_N_ELEMENTS(piece_kinds))
		return false;
	if (piece->kind == PIECE_HTML)
		return (uint64_t)piece->at + piece->length < record->count[HTML];
	if (piece_kinds[piece->kind].inlines)
		return piece->row < record->count[INLINES];
	return piece->row < record->count[BLOCKS] && blocks[piece->row].kind == piece_kinds[piece->kind].block;
}

static bool
check_pieces(const struct record *record)
{
	const struct piece_row *pieces = section_at(record, PIECES);
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(struct piece_row));

	for (uint32_t i = 0; i < record->count[PIECES]; i++)
		if (!check_piece(record, &pieces[i]) || !check_nesting(open, &pieces[i]))
			return false;
	return open->len == 0;
}

static bool
check_complaints(const struct record *record)
{
	const struct complaint *complaints = section_at(record, COMPLAINTS);
	const struct complaint_note *notes = section_at(record, NOTES);
	const char *messages = section_at(record, MESSAGES);
	uint32_t size = record->count[MESSAGES];

	for (uint32_t i = 0; i < record->count[COMPLAINTS]; i++) {
		const struct complaint *c = &complaints[i];

		if (c->rule >= RULE_COUNT || c->level > LEVEL_ERROR || !is_range(c->start, c->end, record->source_size))
			return false;
		if (!is_text(messages, size, c->message) || !is_text(messages, size, c->help) || !is_part(c->note_row, c->note_count, record->count[NOTES]))
			return false;
	}
	for (uint32_t i = 0; i < record->count[NOTES]; i++)
		if (!is_range(notes[i].start, notes[i].end, record->source_size) || !is_text(messages, size, notes[i].message))
			return false;
	return true;
}

bool
record_check(const void *bytes, size_t size, size_t source_size)
{
	const struct record *record = bytes;

	if ((uintptr_t)bytes % ALIGNMENT != 0 || !check_header(record, size, source_size))
		return false;
	if (!check_strings(record, STRINGS) || !check_strings(record, HTML) || !check_strings(record, MESSAGES) || !check_terms(record))
		return false;
	return check_yaml(record) && check_blocks(record) && check_inlines(record) && check_pieces(record) && check_complaints(record);
}

/* Views */

struct frontmatter
record_frontmatter(const struct record *record)
{
	return (struct frontmatter){
		.present = record->front_present,
		.start = record->front_start,
		.end = record->front_end,
		.body = record->front_body,
	};
}

struct yaml
record_yaml(const struct record *record, const struct source *source)
{
	return (struct yaml){
		.nodes = section_at(record, NODES),
		.count = record->count[NODES],
		.strings = section_at(record, YAML_STRINGS),
		.strings_size = record->count[YAML_STRINGS],
		.source = source,
	};
}

struct markdown
record_markdown(const struct record *record, const struct source *source)
{
	return (struct markdown){
		.source = source,
		.blocks = section_at(record, BLOCKS),
		.inlines = section_at(record, INLINES),
		.runs = section_at(record, RUNS),
		.pieces = section_at(record, PIECES),
		.strings = section_at(record, STRINGS),
		.html = section_at(record, HTML),
		.terms = section_at(record, TERMS),
		.block_count = record->count[BLOCKS],
		.inline_count = record->count[INLINES],
		.run_count = record->count[RUNS],
		.piece_count = record->count[PIECES],
		.strings_size = record->count[STRINGS] - 1,
		.html_size = record->count[HTML] - 1,
		.terms_size = record->count[TERMS] - 1,
		.word_count = record->word_count,
	};
}

/* Complaints */

static struct span
span_at(const struct source *source, uint32_t placed, uint32_t start, uint32_t end)
{
	return placed ? span_of(source, start, end) : SPAN_NONE;
}

static void
complain(const struct record *record, const struct source *source, struct findings *findings, const struct complaint *complaint)
{
	const struct complaint_note *notes = section_at(record, NOTES);
	const char *messages = section_at(record, MESSAGES);
	struct span span = span_at(source, complaint->placed, complaint->start, complaint->end);
	struct finding *finding = finding_add(findings, complaint->rule, span, "%s", messages + complaint->message.at);

	if (complaint->level != LEVEL_OFF)
		finding_level(finding, complaint->level);
	if (complaint->helped)
		finding_help(finding, "%s", messages + complaint->help.at);
	for (uint32_t i = complaint->note_row; i < complaint->note_row + complaint->note_count; i++)
		finding_note(finding, span_at(source, notes[i].placed, notes[i].start, notes[i].end), "%s", messages + notes[i].message.at);
}

bool
record_complains_of(const struct record *record, enum rule rule)
{
	const struct complaint *complaints = section_at(record, COMPLAINTS);

	for (uint32_t i = 0; i < record->count[COMPLAINTS]; i++)
		if (complaints[i].rule == rule)
			return true;
	return false;
}

void
record_complain(const struct record *record, const struct source *source, struct findings *findings)
{
	const struct complaint *complaints = section_at(record, COMPLAINTS);

	for (uint32_t i = 0; i < record->count[COMPLAINTS]; i++)
		complain(record, source, findings, &complaints[i]);
}
