#include "render/template.h"

#include <string.h>

#include "base/findings.h"
#include "base/hash.h"
#include "base/pool.h"
#include "render/template_ops.h"
#include "render/template_tags.h"

#define MAX_SIZE (64u << 20) /* of a template; offsets are 32 bits */
#define MAX_PARTS 100        /* of a dotted name */
#define NO_OP UINT32_MAX

/* What is open while operations are made. */
struct opening {
	uint32_t op; /* its operation, or NO_OP: nothing in it is ever rendered */
	bool muted;  /* what was outside it */
	const char *margin;
	size_t margin_length;
};

struct compiler {
	struct template_set *set;
	const struct source *source;
	GArray *ops;        /* struct op */
	GArray *openings;   /* struct opening */
	char *text;         /* room for the rest of all literal text */
	bool mergeable;     /* the last operation is text that may grow */
	bool muted;         /* directly inside a parent only arguments count */
	const char *margin; /* what an argument's lines lose at their begin */
	size_t margin_length;
};

/* ---- the set ---- */

struct template_set *
template_set_new(struct pool *pool, struct findings *findings, const struct template_options *options)
{
	struct template_set *set = pool_new0(pool, struct template_set);

	set->pool = pool;
	set->findings = findings;
	set->options = *options;
	set->templates = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	set->names = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	set->unread = pool_adopt_pointers(pool, g_ptr_array_new());
	return set;
}

/* The template of a name; when it is new, it is loaded now and parsed later. */
static struct template *
require(struct template_set *set, const char *name)
{
	struct template *template = g_hash_table_lookup(set->templates, name);

	if (template)
		return template;
	template = pool_new0(set->pool, struct template);
	template->name = pool_strdup(set->pool, name);
	template->source = set->options.load(name, set->options.data);
	g_hash_table_insert(set->templates, (char *)template->name, template);
	if (template->source)
		g_ptr_array_add(set->unread, template);
	return template;
}

/* One pointer for one name. */
static const char *
intern(struct template_set *set, char *name)
{
	const char *known = g_hash_table_lookup(set->names, name);

	if (known)
		return known;
	g_hash_table_add(set->names, name);
	return name;
}

/* ---- from tags to operations ---- */

static struct op *
add_op(struct compiler *compiler, enum op_kind kind, const struct tag *tag)
{
	struct op op = { .kind = kind, .start = tag->start, .end = tag->end };

	g_array_append_val(compiler->ops, op);
	compiler->mergeable = false;
	return &g_array_index(compiler->ops, struct op, compiler->ops->len - 1);
}

static struct op *
last_op(const struct compiler *compiler)
{
	return &g_array_index(compiler->ops, struct op, compiler->ops->len - 1);
}

static char *
tag_name(const struct compiler *compiler, const struct tag *tag)
{
	return pool_strndup(compiler->set->pool, compiler->source->bytes + tag->name_start, tag->name_end - tag->name_start);
}

/* How many of the bytes at start are the margin. */
static size_t
margin_at(const struct compiler *compiler, size_t start, size_t end)
{
	size_t length = 0;

	while (length < compiler->margin_length && start + length < end && compiler->source->bytes[start + length] == compiler->margin[length])
		length++;
	return length;
}

/* Whether text that begins a line, or does not, may follow the last operation's text. */
static bool
can_merge(const struct compiler *compiler, bool line_start)
{
	const struct op *op;

	if (!compiler->mergeable)
		return false;
	op = last_op(compiler);
	return op->text_length > 0 ? (op->text[op->text_length - 1] == '\n') == line_start : !line_start;
}

/* Adds bytes that lie in one line; none at all where only a line begins. */
static void
add_line(struct compiler *compiler, size_t start, size_t end, bool line_start)
{
	struct op *op;

	if (start == end || !can_merge(compiler, line_start)) {
		op = add_op(compiler, OP_TEXT, &(struct tag){ .start = start, .end = end });
		op->line_start = line_start;
		op->text = compiler->text;
		compiler->mergeable = true;
	}
	op = last_op(compiler);
	op->end = end;
	op->text_length += end - start;
	memcpy(compiler->text, compiler->source->bytes + start, end - start);
	compiler->text += end - start;
}

static void
add_text(struct compiler *compiler, size_t start, size_t end)
{
	const char *bytes = compiler->source->bytes;

	while (start < end && !compiler->muted) {
		const char *newline = memchr(bytes + start, '\n', end - start);
		size_t line_end = newline ? (size_t)(newline - bytes) + 1 : end;
		bool line_start = tags_at_line_start(compiler->source, start);

		add_line(compiler, line_start ? start + margin_at(compiler, start, line_end) : start, line_end, line_start);
		start = line_end;
	}
}

/* A tag that begins a line and leaves its line standing: the line is indented before it. */
static void
begin_line(struct compiler *compiler, const struct tag *tag)
{
	if (!tag->took_blanks && !compiler->muted && tags_at_line_start(compiler->source, tag->start))
		add_line(compiler, tag->start, tag->start, true);
}

/* The parts of a dotted name; none for ".". */
static void
set_name(struct compiler *compiler, struct op *op, const struct tag *tag)
{
	char *name = tag_name(compiler, tag);
	g_auto(GStrv) words = g_strsplit(name, ".", -1);
	size_t count = strcmp(name, ".") == 0 ? 0 : g_strv_length(words);
	struct name_part *parts = pool_array(compiler->set->pool, struct name_part, count);

	if (count > MAX_PARTS) {
		finding_add(compiler->set->findings, RULE_LAYOUT_SYNTAX, span_of(compiler->source, tag->start, tag->end),
		    "a name of %zu parts; %d are allowed", count, MAX_PARTS);
		count = MAX_PARTS;
	}
	for (size_t i = 0; i < count; i++) {
		const size_t length = strlen(words[i]);

		parts[i] = (struct name_part){ .bytes = name, .length = (uint32_t)length, .hash = data_hash(name, length) };
		name += length + 1;
	}
	op->parts = count;
	op->of.name = parts;
}

/* Blanks before a tag that stands alone indent what it includes, but for the margin. */
static void
set_indentation(struct compiler *compiler, struct op *op, size_t start, size_t end)
{
	size_t margin = margin_at(compiler, start, end);

	op->text = compiler->source->bytes + start + margin;
	op->text_length = end - start - margin;
}

static void
set_target(struct compiler *compiler, struct op *op, const struct tag *tag)
{
	struct template_set *set = compiler->set;

	op->alone = tag->alone;
	op->dynamic = tag->dynamic;
	if (tag->alone)
		set_indentation(compiler, op, tags_blanks_before(compiler->source, tag->start), tag->start);
	if (tag->dynamic) {
		set_name(compiler, op, tag);
		return;
	}
	op->of.target = require(set, tag_name(compiler, tag));
	if (!op->of.target->source && !set->options.missing_is_empty)
		finding_add(set->findings, RULE_LAYOUT_SYNTAX, span_of(compiler->source, tag->start, tag->end),
		    "there is no template '%s'", op->of.target->name);
}

/* A block that may be overridden.  What overrides it is indented like its default where
 * that begins on the next line, else like the block itself. */
static void
set_block(struct compiler *compiler, struct op *op, const struct tag *tag)
{
	const struct source *source = compiler->source;
	size_t line = tags_next_line(source, tag->end);

	op->of.block = intern(compiler->set, tag_name(compiler, tag));
	op->alone = tag->alone;
	if (tag->opens_line)
		set_indentation(compiler, op, line, tags_skip_blanks(source, line));
	else if (tag->alone)
		set_indentation(compiler, op, tags_blanks_before(source, tag->start), tag->start);
}

/* The blanks before a block on its line belong to its default, not to what overrides it. */
static void
begin_default(struct compiler *compiler, const struct tag *tag)
{
	size_t start = tags_blanks_before(compiler->source, tag->start);

	add_line(compiler, start + margin_at(compiler, start, tag->start), tag->start, true);
}

static void
set_argument(struct compiler *compiler, struct op *op, const struct tag *tag)
{
	size_t line = tags_next_line(compiler->source, tag->end);

	op->of.block = intern(compiler->set, tag_name(compiler, tag));
	op->line_start = tag->opens_line;
	if (!tag->opens_line)
		return;
	compiler->margin = compiler->source->bytes + line;
	compiler->margin_length = tags_skip_blanks(compiler->source, line) - line;
}

/* What is open around the operation being made; its op is NO_OP at the top. */
static uint32_t
enclosing_op(const struct compiler *compiler)
{
	size_t count = compiler->openings->len;

	return count ? g_array_index(compiler->openings, struct opening, count - 1).op : NO_OP;
}

static void
add_opening(struct compiler *compiler, uint32_t op)
{
	struct opening opening = { .op = op, .muted = compiler->muted, .margin = compiler->margin, .margin_length = compiler->margin_length };

	g_array_append_val(compiler->openings, opening);
}

static void
add_open(struct compiler *compiler, const struct tag *tag)
{
	static const enum op_kind kinds[] = { [TAG_SECTION] = OP_SECTION, [TAG_INVERTED] = OP_INVERTED, [TAG_PARENT] = OP_PARENT, [TAG_BLOCK] = OP_BLOCK };
	struct op *op;

	if (compiler->muted && (!tag->argument || enclosing_op(compiler) == NO_OP)) {
		add_opening(compiler, NO_OP);
		return;
	}
	begin_line(compiler, tag);
	add_opening(compiler, compiler->ops->len);
	op = add_op(compiler, tag->argument ? OP_ARGUMENT : kinds[tag->kind], tag);
	compiler->muted = tag->kind == TAG_PARENT;
	if (tag->argument)
		set_argument(compiler, op, tag);
	else if (tag->kind == TAG_BLOCK)
		set_block(compiler, op, tag);
	else if (tag->kind == TAG_PARENT)
		set_target(compiler, op, tag);
	else
		set_name(compiler, op, tag);
	if (tag->kind == TAG_BLOCK && !tag->argument && tag->alone && !tag->opens_line)
		begin_default(compiler, tag);
}

static void
add_close(struct compiler *compiler, const struct tag *tag)
{
	struct opening opening = g_array_index(compiler->openings, struct opening, compiler->openings->len - 1);

	begin_line(compiler, tag);
	g_array_set_size(compiler->openings, compiler->openings->len - 1);
	compiler->muted = opening.muted;
	compiler->margin = opening.margin;
	compiler->margin_length = opening.margin_length;
	compiler->mergeable = false;
	if (opening.op == NO_OP)
		return;
	if (g_array_index(compiler->ops, struct op, opening.op).kind == OP_SECTION)
		add_op(compiler, OP_NEXT, tag)->jump = opening.op + 1;
	g_array_index(compiler->ops, struct op, opening.op).jump = compiler->ops->len;
}

static void
add_leaf(struct compiler *compiler, const struct tag *tag)
{
	static const enum op_kind kinds[] = { [TAG_VARIABLE] = OP_VARIABLE, [TAG_RAW] = OP_RAW, [TAG_PARTIAL] = OP_PARTIAL };

	if (compiler->muted)
		return;
	begin_line(compiler, tag);
	if (tag->kind == TAG_COMMENT || tag->kind == TAG_DELIMITERS)
		return;
	if (tag->kind == TAG_PARTIAL)
		set_target(compiler, add_op(compiler, OP_PARTIAL, tag), tag);
	else
		set_name(compiler, add_op(compiler, kinds[tag->kind], tag), tag);
}

static void
compile_tag(struct compiler *compiler, const struct tag *tag)
{
	switch (tag->kind) {
	case TAG_TEXT:
		add_text(compiler, tag->start, tag->end);
		return;
	case TAG_SECTION:
	case TAG_INVERTED:
	case TAG_PARENT:
	case TAG_BLOCK:
		add_open(compiler, tag);
		return;
	case TAG_CLOSE:
		add_close(compiler, tag);
		return;
	default:
		add_leaf(compiler, tag);
	}
}

static void
parse(struct template_set *set, struct template *template)
{
	const struct source *source = template->source;
	struct compiler compiler = { .set = set, .source = source };
	g_autoptr(GArray) tags = NULL;
	g_autoptr(GArray) ops = g_array_new(false, false, sizeof(struct op));
	g_autoptr(GArray) openings = g_array_new(false, false, sizeof(struct opening));

	if (source->size > MAX_SIZE) {
		finding_add(set->findings, RULE_LAYOUT_SYNTAX, span_file(source), "a template of more than %u MiB", MAX_SIZE >> 20);
		return;
	}
	tags = tags_read(source, set->findings);
	compiler.ops = ops;
	compiler.openings = openings;
	compiler.text = pool_alloc(set->pool, source->size);
	for (size_t i = 0; i < tags->len; i++)
		compile_tag(&compiler, &g_array_index(tags, struct tag, i));
	template->count = ops->len;
	template->ops = pool_memdup(set->pool, ops->data, ops->len * sizeof(struct op));
}

bool
template_set_add(struct template_set *set, const char *name)
{
	struct template *template = require(set, name);

	while (set->unread->len > 0)
		parse(set, g_ptr_array_steal_index(set->unread, set->unread->len - 1));
	return template->source != NULL;
}

/* The table has no order, so the sum of all. */
uint64_t
template_set_digest(const struct template_set *set)
{
	GHashTableIter each;
	gpointer value;
	uint64_t digest = 0;

	g_hash_table_iter_init(&each, set->templates);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		const struct template *template = value;
		const uint64_t name = hash_bytes(template->name, strlen(template->name));

		if (template->source)
			digest += (hash_bytes(template->source->bytes, template->source->size) ^ name) * (name | 1);
	}
	return digest;
}

bool
template_set_has(const struct template_set *set, const char *name)
{
	const struct template *template = g_hash_table_lookup(set->templates, name);

	return template && template->source;
}
