/* The second half of template: operations and data → text. */
#include "render/template.h"

#include <string.h>

#include "base/findings.h"
#include "render/template_ops.h"

#define DEFAULT_DEPTH 100
#define DEFAULT_OUTPUT ((size_t)64 << 20)
#define DEFAULT_STEPS 50000000
#define STACK_ROOM 16 /* at first */

/* A section being rendered; array NULL: once, not for a list. */
struct loop {
	const struct data *array;
	size_t index, count;
};

/* The arguments that a parent tag passes, and those it was passed itself. */
struct arguments {
	const struct template *template;
	uint32_t first, end;
	const struct arguments *outer;
};

struct renderer {
	const struct template_set *set;
	GString *out;
	size_t output_end;       /* the longest that out may become */
	size_t depth, steps;     /* left */
	const struct data **contexts; /* innermost last */
	size_t context_count, context_room;
	struct loop *loops;
	size_t loop_count, loop_room;
	GString *indentation; /* of all that is being rendered; from indentation_start of now */
	size_t indentation_start;
	template_escape *escape; /* of {{x}} */
	struct template_failure *failure;
};

static bool run(struct renderer *renderer, const struct template *template, uint32_t from, uint32_t to, const struct arguments *arguments);

/* ---- output ---- */

/* Appends without a call where there is room. */
static inline void
append(GString *out, const char *bytes, size_t length)
{
	if (length >= out->allocated_len - out->len) {
		g_string_append_len(out, bytes, length);
		return;
	}
	memcpy(out->str + out->len, bytes, length);
	out->len += length;
	out->str[out->len] = '\0';
}

static const struct escape {
	uint8_t length;
	char bytes[7];
} escapes[256] = {
	['&'] = { 5, "&amp;" },
	['<'] = { 4, "&lt;" },
	['>'] = { 4, "&gt;" },
	['"'] = { 6, "&quot;" },
	['\''] = { 5, "&#39;" },
};

static void
append_escaped(GString *out, const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes, *end = at + length;

	while (at < end) {
		const unsigned char *start = at;

		while (at < end && escapes[*at].length == 0)
			at++;
		append(out, (const char *)start, at - start);
		if (at < end) {
			append(out, escapes[*at].bytes, escapes[*at].length);
			at++;
		}
	}
}

static void
append_value(GString *out, const struct data *value, template_escape *escape)
{
	if (!value)
		return;
	switch (value->kind) {
	case DATA_TEXT:
		escape(out, value->of.text.bytes, value->of.text.length);
		return;
	case DATA_INTEGER:
	case DATA_REAL:
		data_append_number(out, value);
		return;
	case DATA_TRUE:
		append(out, "true", 4);
		return;
	case DATA_FALSE:
		append(out, "false", 5);
		return;
	case DATA_LIST:
	case DATA_OBJECT:
		return;
	}
}

static void
append_indentation(struct renderer *renderer)
{
	const GString *all = renderer->indentation;

	append(renderer->out, all->str + renderer->indentation_start, all->len - renderer->indentation_start);
}

static void
append_lines(struct renderer *renderer, const char *text, const char *end)
{
	while (text < end && renderer->out->len <= renderer->output_end) {
		const char *newline = memchr(text, '\n', end - text);
		const char *next = newline ? newline + 1 : end;

		append(renderer->out, text, next - text);
		if (newline && next < end)
			append_indentation(renderer);
		text = next;
	}
}

static void
append_text(struct renderer *renderer, const struct op *op)
{
	if (renderer->indentation->len == renderer->indentation_start) {
		append(renderer->out, op->text, op->text_length);
		return;
	}
	if (op->line_start)
		append_indentation(renderer);
	append_lines(renderer, op->text, op->text + op->text_length);
}

/* ---- data ---- */

/* A key that is there with null hides those further out. */
static const struct data *
find_value(const struct renderer *renderer, const struct op *op)
{
	const struct name_part *part = op->of.name, *end = part + op->parts;
	const struct data_entry *entry = NULL;
	size_t i = renderer->context_count;

	if (op->parts == 0)
		return renderer->contexts[i - 1];
	while (i > 0 && !entry)
		entry = data_find(renderer->contexts[--i], part->bytes, part->length, part->hash);
	while (++part < end && entry)
		entry = data_find(entry->value, part->bytes, part->length, part->hash);
	return entry ? entry->value : NULL;
}

static bool
is_true(const struct data *value)
{
	if (!value)
		return false;
	switch (value->kind) {
	case DATA_FALSE:
		return false;
	case DATA_TEXT:
		return value->of.text.length > 0;
	case DATA_LIST:
		return value->count > 0;
	default:
		return true;
	}
}

static void
push_context(struct renderer *renderer, const struct data *value)
{
	if (renderer->context_count == renderer->context_room) {
		renderer->context_room *= 2;
		renderer->contexts = g_renew(const struct data *, renderer->contexts, renderer->context_room);
	}
	renderer->contexts[renderer->context_count++] = value;
}

static void
push_loop(struct renderer *renderer, struct loop loop)
{
	if (renderer->loop_count == renderer->loop_room) {
		renderer->loop_room *= 2;
		renderer->loops = g_renew(struct loop, renderer->loops, renderer->loop_room);
	}
	renderer->loops[renderer->loop_count++] = loop;
}

/* ---- operations: each returns whether to go on, and moves *at ---- */

static bool
fail(struct renderer *renderer, const struct template *template, const struct op *op, const char *message)
{
	*renderer->failure = (struct template_failure){ .span = span_of(template->source, op->start, op->end), .message = message };
	return false;
}

static bool
step(struct renderer *renderer, const struct template *template, const struct op *op)
{
	if (renderer->steps == 0)
		return fail(renderer, template, op, "this page takes too many steps; lists inside lists grow fast");
	renderer->steps--;
	return true;
}

static void
begin_section(struct renderer *renderer, const struct op *op, uint32_t *at)
{
	const struct data *value = find_value(renderer, op);
	bool list = data_is(value, DATA_LIST);

	if (!is_true(value)) {
		*at = op->jump;
		return;
	}
	push_loop(renderer, (struct loop){ .array = list ? value : NULL, .count = list ? data_count(value) : 1 });
	push_context(renderer, list ? data_item(value, 0) : value);
	(*at)++;
}

static bool
next_turn(struct renderer *renderer, const struct template *template, const struct op *op, uint32_t *at)
{
	struct loop *loop = &renderer->loops[renderer->loop_count - 1];

	g_assert(renderer->loop_count > 0);
	if (++loop->index == loop->count) {
		renderer->loop_count--;
		renderer->context_count--;
		(*at)++;
		return true;
	}
	renderer->contexts[renderer->context_count - 1] = data_item(loop->array, loop->index);
	*at = op->jump;
	return step(renderer, template, op);
}

/* Renders what a tag includes, indented as the tag is where that stands alone. */
static bool
include(struct renderer *renderer, const struct op *op, const struct template *target, uint32_t from, uint32_t to, const struct arguments *arguments)
{
	size_t start = renderer->indentation_start, length = renderer->indentation->len;
	bool done;

	if (op->alone)
		g_string_append_len(renderer->indentation, op->text, op->text_length);
	else
		renderer->indentation_start = length;
	renderer->depth--;
	if (op->kind == OP_BLOCK && op->alone && !target->ops[from - 1].line_start)
		append_indentation(renderer);
	done = run(renderer, target, from, to, arguments);
	renderer->depth++;
	renderer->indentation_start = start;
	g_string_truncate(renderer->indentation, length);
	return done;
}

static const struct template *
find_target(const struct renderer *renderer, const struct op *op)
{
	const struct data *name;

	if (!op->dynamic)
		return op->of.target;
	name = find_value(renderer, op);
	return data_is(name, DATA_TEXT) ? g_hash_table_lookup(renderer->set->templates, data_string(name)) : NULL;
}

static bool
include_template(struct renderer *renderer, const struct template *template, const struct op *op, const struct arguments *arguments)
{
	const struct template *target = find_target(renderer, op);

	if (!target)
		return true;
	if (renderer->depth == 0)
		return fail(renderer, template, op, "templates include each other too deeply, or without end");
	return step(renderer, template, op) && include(renderer, op, target, 0, target->count, arguments);
}

static bool
include_parent(struct renderer *renderer, const struct template *template, uint32_t *at, const struct arguments *outer)
{
	const struct op *op = &template->ops[*at];
	struct arguments arguments = { .template = template, .first = *at + 1, .end = op->jump, .outer = outer };

	*at = op->jump;
	return include_template(renderer, template, op, &arguments);
}

/* The place of a block's argument among those of one parent tag, or its end. */
static uint32_t
find_argument(const struct arguments *arguments, const char *block)
{
	const struct op *ops = arguments->template->ops;
	uint32_t at = arguments->first;

	while (at < arguments->end && ops[at].of.block != block)
		at = ops[at].jump;
	return at;
}

/* Of all arguments for a block the outermost counts; inside it, only what is outside of it. */
static bool
render_block(struct renderer *renderer, const struct template *template, uint32_t *at, const struct arguments *innermost)
{
	const struct op *op = &template->ops[*at];
	const struct arguments *found = NULL;
	uint32_t place = 0;

	for (const struct arguments *i = innermost; i; i = i->outer) {
		uint32_t argument = find_argument(i, op->of.block);

		if (argument < i->end) {
			found = i;
			place = argument;
		}
	}
	*at = found ? op->jump : *at + 1;
	if (!found)
		return true;
	if (renderer->depth == 0)
		return fail(renderer, template, op, "templates include each other too deeply, or without end");
	return step(renderer, template, op) &&
	       include(renderer, op, found->template, place + 1, found->template->ops[place].jump, found->outer);
}

/* One operation. */
static bool
execute(struct renderer *renderer, const struct template *template, uint32_t *at, const struct arguments *arguments)
{
	const struct op *op = &template->ops[*at];

	switch ((enum op_kind)op->kind) {
	case OP_TEXT:
		append_text(renderer, op);
		break;
	case OP_VARIABLE:
	case OP_RAW:
		append_value(renderer->out, find_value(renderer, op), op->kind == OP_VARIABLE ? renderer->escape : append);
		break;
	case OP_SECTION:
		begin_section(renderer, op, at);
		return true;
	case OP_NEXT:
		return next_turn(renderer, template, op, at);
	case OP_INVERTED:
		*at = is_true(find_value(renderer, op)) ? op->jump : *at + 1;
		return true;
	case OP_PARTIAL:
		(*at)++;
		return include_template(renderer, template, op, arguments);
	case OP_PARENT:
		return include_parent(renderer, template, at, arguments);
	case OP_BLOCK:
		return render_block(renderer, template, at, arguments);
	case OP_ARGUMENT: /* only ever jumped over, or rendered in a block's place */
		*at = op->jump;
		return true;
	}
	(*at)++;
	if (renderer->out->len > renderer->output_end)
		return fail(renderer, template, op, "this page grows too large");
	return true;
}

static bool
run(struct renderer *renderer, const struct template *template, uint32_t from, uint32_t to, const struct arguments *arguments)
{
	uint32_t at = from;

	while (at < to)
		if (!execute(renderer, template, &at, arguments))
			return false;
	return true;
}

/* The limits, with defaults for what is 0 or NULL. */
static struct template_limits
full_limits(const struct template_limits *limits)
{
	struct template_limits full = limits ? *limits : (struct template_limits){ 0 };

	if (full.depth == 0)
		full.depth = DEFAULT_DEPTH;
	if (full.output == 0)
		full.output = DEFAULT_OUTPUT;
	if (full.steps == 0)
		full.steps = DEFAULT_STEPS;
	return full;
}

/* Renders with a renderer that has all but its stacks. */
static bool
run_template(struct renderer *renderer, const struct template *template, const struct data *data)
{
	bool done;

	renderer->contexts = g_new(const struct data *, renderer->context_room);
	renderer->loops = g_new(struct loop, renderer->loop_room);
	renderer->indentation = g_string_new(NULL);
	push_context(renderer, data);
	done = run(renderer, template, 0, template->count, NULL);
	g_string_free(renderer->indentation, true);
	g_free(renderer->loops);
	g_free(renderer->contexts);
	return done;
}

static bool
render(const struct template_set *set, const char *name, const struct data *data, const struct template_limits *limits, template_escape *escape, GString *out, struct template_failure *failure)
{
	const struct template *template = g_hash_table_lookup(set->templates, name);
	struct template_limits full = full_limits(limits);
	struct renderer renderer = {
		.set = set,
		.out = out,
		.output_end = out->len + MIN(full.output, SIZE_MAX - out->len),
		.depth = full.depth,
		.steps = full.steps,
		.context_room = STACK_ROOM,
		.loop_room = STACK_ROOM,
		.escape = escape,
		.failure = failure,
	};

	if (!template || !template->source) {
		*failure = (struct template_failure){ .message = "there is no such template" };
		return false;
	}
	return run_template(&renderer, template, data);
}

bool
template_render(const struct template_set *set, const char *name, const struct data *data, const struct template_limits *limits, GString *out, struct template_failure *failure)
{
	return render(set, name, data, limits, append_escaped, out, failure);
}

bool
template_render_text(const struct template_set *set, const char *name, const struct data *data, template_escape *escape, GString *out, struct template_failure *failure)
{
	return render(set, name, data, NULL, escape ? escape : append, out, failure);
}

void
template_failure_report(struct findings *findings, const struct template_failure *failure)
{
	finding_add(findings, RULE_LAYOUT_SYNTAX, failure->span, "%s", failure->message);
}
