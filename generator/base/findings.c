#include "base/findings.h"

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

#include <glib.h>
#include <string.h>

const struct rule_text rule_texts[RULE_COUNT] = {
#define RULE(symbol, ...) [RULE_##symbol] = { __VA_ARGS__ },
#include "base/rules.def"
#undef RULE
};

static const char *const level_names[] = {
	[LEVEL_OFF] = "off",
	[LEVEL_ADVICE] = "advice",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
};

/* An excuse and what became of it. */
struct plea {
	struct excuse excuse;
	enum rule rule;    /* RULE_COUNT: no such rule */
	bool used;
	struct plea *next; /* of the same rule and document */
};

struct findings {
	struct pool *pool;
	GPtrArray *list;         /* struct finding, in the pool */
	GPtrArray *pleas;        /* struct plea, in the pool */
	GHashTable *pleas_by_at; /* itself a plea: the last one of its rule and document */
	size_t by_level[LEVEL_ERROR + 1];
	size_t by_rule[RULE_COUNT];
};

enum rule
rule_find(const char *id)
{
	enum rule rule = 0;

	while (rule < RULE_COUNT && strcmp(rule_texts[rule].id, id) != 0)
		rule++;
	return rule;
}

const char *
level_name(enum level level)
{
	return level_names[level];
}

static unsigned
plea_hash(const void *plea)
{
	const struct plea *p = plea;

	return g_str_hash(p->excuse.span.source->path) * 31 + p->rule;
}

static int
plea_equal(const void *a, const void *b)
{
	const struct plea *p = a, *q = b;

	return p->rule == q->rule && strcmp(p->excuse.span.source->path, q->excuse.span.source->path) == 0;
}

struct findings *
findings_new(struct pool *pool)
{
	struct findings *findings = pool_new0(pool, struct findings);

	*findings = (struct findings){
		.pool = pool,
		.list = pool_adopt_pointers(pool, g_ptr_array_new()),
		.pleas = pool_adopt_pointers(pool, g_ptr_array_new()),
		.pleas_by_at = pool_adopt_table(pool, g_hash_table_new(plea_hash, plea_equal)),
	};
	return findings;
}

/* Adding */

/* Characters that would break the line, drive a terminal or turn the text around. */
static bool
is_unprintable(gunichar c)
{
	return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool
is_printable_line(const char *text)
{
	if (!g_utf8_validate(text, -1, NULL))
		return false;
	for (; *text; text = g_utf8_next_char(text))
		if (is_unprintable(g_utf8_get_char(text)))
			return false;
	return true;
}

/* Messages quote what authors wrote, which may be anything: they are made one clean line. */
static const char *
one_line(struct pool *pool, const char *format, va_list arguments)
{
	char *text = pool_vprintf(pool, format, arguments);

	if (is_printable_line(text))
		return text;

	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GString) line = g_string_new(NULL);

	for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!is_unprintable(c))
			g_string_append_unichar(line, c);
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
	return pool_strdup(pool, g_strchomp(line->str));
}

static struct finding *
add(struct findings *findings, enum rule rule, struct span span, const char *format, va_list arguments)
{
	struct finding *finding = pool_new0(findings->pool, struct finding);

	*finding = (struct finding){
		.rule = rule,
		.span = span,
		.message = one_line(findings->pool, format, arguments),
		.owner = findings,
	};
	g_ptr_array_add(findings->list, finding);
	findings->by_rule[rule]++;
	return finding;
}

struct finding *
finding_add(struct findings *findings, enum rule rule, struct span span, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	struct finding *finding = add(findings, rule, span, format, arguments);
	va_end(arguments);
	return finding;
}

struct finding *
finding_add_file(struct findings *findings, enum rule rule, const char *path, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	struct finding *finding = add(findings, rule, SPAN_NONE, format, arguments);
	va_end(arguments);
	finding->file = pool_strdup(findings->pool, path);
	return finding;
}

struct finding *
finding_help(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	finding->help = one_line(finding->owner->pool, format, arguments);
	va_end(arguments);
	return finding;
}

/* Room for one more: the array doubles whenever count is a power of two. */
static struct note *
grown_notes(struct pool *pool, const struct note *notes, size_t count)
{
	if (count & (count - 1))
		return (struct note *)notes;

	struct note *more = pool_array(pool, struct note, count ? count * 2 : 1);

	if (count)
		memcpy(more, notes, count * sizeof *notes);
	return more;
}

struct finding *
finding_note(struct finding *finding, struct span span, const char *format, ...)
{
	struct pool *pool = finding->owner->pool;
	struct note *notes = grown_notes(pool, finding->notes, finding->note_count);
	va_list arguments;

	va_start(arguments, format);
	notes[finding->note_count++] = (struct note){ span, one_line(pool, format, arguments) };
	va_end(arguments);
	finding->notes = notes;
	return finding;
}

struct finding *
finding_level(struct finding *finding, enum level level)
{
	finding->level = level;
	return finding;
}

static const char *
finding_path(const struct finding *finding)
{
	return finding->span.source ? finding->span.source->path : finding->file;
}

/* Excuses */

void
findings_excuse(struct findings *findings, const struct excuse *excuse)
{
	struct plea *plea = pool_new0(findings->pool, struct plea);

	*plea = (struct plea){ .excuse = *excuse, .rule = rule_find(excuse->rule) };
	plea->excuse.rule = pool_strdup(findings->pool, excuse->rule);
	plea->next = g_hash_table_lookup(findings->pleas_by_at, plea);
	g_hash_table_replace(findings->pleas_by_at, plea, plea);
	g_ptr_array_add(findings->pleas, plea);
}

void
findings_take(struct findings *findings, const struct findings *others)
{
	g_ptr_array_extend(findings->list, others->list, NULL, NULL);
	for (size_t rule = 0; rule < RULE_COUNT; rule++)
		findings->by_rule[rule] += others->by_rule[rule];
	for (size_t i = 0; i < others->pleas->len; i++)
		findings_excuse(findings, &((const struct plea *)others->pleas->pdata[i])->excuse);
}

static bool
is_about_excuses(enum rule rule)
{
	return rule == RULE_EXCUSE_UNUSED || rule == RULE_EXCUSE_NO_REASON;
}

static bool
has_expired(const struct excuse *excuse, int64_t now)
{
	return excuse->until != TIME_NONE && now >= excuse->until;
}

static bool
has_reason(const struct excuse *excuse)
{
	return excuse->reason && *excuse->reason;
}

static bool
excuse_holds(const struct excuse *excuse, int64_t now)
{
	return has_reason(excuse) && !has_expired(excuse, now);
}

/* A finding at the very end of a file belongs to what reaches to that end. */
static bool
excuse_covers(const struct excuse *excuse, const struct span *span)
{
	if (span->start < excuse->covers_start)
		return false;
	return span->start < excuse->covers_end || (span->start == excuse->covers_end && span->start >= span->source->size);
}

/* Every excuse that covers a finding counts as used, not only the first. */
static bool
is_excused(const struct findings *findings, const struct finding *finding, int64_t now)
{
	const struct plea at = { .excuse.span = finding->span, .rule = finding->rule };
	bool excused = false;

	if (!finding->span.source || is_about_excuses(finding->rule))
		return false;
	for (struct plea *plea = g_hash_table_lookup(findings->pleas_by_at, &at); plea; plea = plea->next)
		if (excuse_holds(&plea->excuse, now) && excuse_covers(&plea->excuse, &finding->span))
			excused = plea->used = true;
	return excused;
}

/* Keeps the order; settling is done by several such passes over the list. */
static void
drop(struct findings *findings, size_t kept)
{
	g_ptr_array_set_size(findings->list, (int)kept);
}

static void
drop_excused(struct findings *findings, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->list->len; i++)
		if (!is_excused(findings, findings->list->pdata[i], now))
			findings->list->pdata[kept++] = findings->list->pdata[i];
	drop(findings, kept);
}

static void
complain_unknown_rule(struct findings *findings, const struct excuse *excuse)
{
	const char *ids[RULE_COUNT];

	for (enum rule rule = 0; rule < RULE_COUNT; rule++)
		ids[rule] = rule_texts[rule].id;

	const char *near = text_nearest(excuse->rule, ids, RULE_COUNT);
	struct finding *finding = finding_add(findings, RULE_EXCUSE_UNUSED, excuse->rule_span,
	    "there is no rule \"%s\" to excuse", excuse->rule);

	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "'sitrep rules' lists the rules");
}

/* Found by some commands only: in another's run an excuse for them can't be judged. */
static bool
is_found_elsewhere(enum rule rule)
{
	return rule == RULE_LINK_EXTERNAL || rule == RULE_LINK_MOVED || rule == RULE_PUBLIC_LEAK || rule == RULE_UPSTREAM_ANSWER || rule == RULE_UPSTREAM_COMPONENT;
}

static void
complain_no_reason(struct findings *findings, const struct excuse *excuse)
{
	struct finding *finding = finding_add(findings, RULE_EXCUSE_NO_REASON, excuse->span,
	    "the excuse for %s gives no reason, so it excuses nothing", excuse->rule);

	finding_help(finding, "write '<!-- sitrep: allow %s because … -->'", excuse->rule);
}

static void
complain_unused(struct findings *findings, const struct plea *plea, int64_t now)
{
	const struct excuse *excuse = &plea->excuse;

	if (is_about_excuses(plea->rule))
		finding_help(finding_add(findings, RULE_EXCUSE_UNUSED, excuse->rule_span, "%s can't be excused", excuse->rule),
		    "mend the excuse that it complains of");
	else if (has_expired(excuse, now))
		finding_help(finding_add(findings, RULE_EXCUSE_UNUSED, excuse->span, "the excuse for %s has expired", excuse->rule),
		    "remove it and mend what it excused, or give it a later date");
	else if (!plea->used && !is_found_elsewhere(plea->rule))
		finding_help(finding_add(findings, RULE_EXCUSE_UNUSED, excuse->span, "the excuse for %s excuses nothing", excuse->rule),
		    "remove it, or move it to what it is meant to excuse");
}

static void
complain_of_excuses(struct findings *findings, int64_t now)
{
	for (size_t i = 0; i < findings->pleas->len; i++) {
		const struct plea *plea = findings->pleas->pdata[i];

		if (plea->rule == RULE_COUNT)
			complain_unknown_rule(findings, &plea->excuse);
		if (!has_reason(&plea->excuse))
			complain_no_reason(findings, &plea->excuse);
		else if (plea->rule != RULE_COUNT)
			complain_unused(findings, plea, now);
	}
}

/* Levels */

static bool
setting_applies(const struct level_setting *setting, const struct finding *finding)
{
	const char *path = finding_path(finding);

	if (setting->rule != finding->rule)
		return false;
	return !setting->pattern || (path && path_matches(setting->pattern, path));
}

static enum level
settled_level(const struct finding *finding, const struct settlement *settlement)
{
	const struct rule_text *text = &rule_texts[finding->rule];
	enum level level = finding->level != LEVEL_OFF ? finding->level : text->level;

	for (size_t i = 0; i < settlement->setting_count; i++)
		if (setting_applies(&settlement->settings[i], finding))
			level = settlement->settings[i].level;
	if (settlement->due && text->due && level == LEVEL_WARNING)
		return LEVEL_ERROR;
	return level;
}

static void
give_levels(struct findings *findings, const struct settlement *settlement)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->list->len; i++) {
		struct finding *finding = findings->list->pdata[i];

		finding->level = settled_level(finding, settlement);
		if (finding->level != LEVEL_OFF)
			findings->list->pdata[kept++] = finding;
	}
	drop(findings, kept);
}

/* Order */

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* Within a file the order of bytes is that of lines and columns, and needs no counting;
 * what points at no byte comes before. */
static int
compare_places(const struct finding *a, const struct finding *b)
{
	const struct source *s = a->span.source, *t = b->span.source;
	int order = s && s == t ? 0 : g_strcmp0(finding_path(a), finding_path(b));

	if (order == 0)
		order = (s != NULL) - (t != NULL);
	return order ? order : compare_numbers(a->span.start, b->span.start);
}

static int
compare_findings(const void *a, const void *b)
{
	const struct finding *f = *(const struct finding *const *)a;
	const struct finding *g = *(const struct finding *const *)b;
	int order = compare_places(f, g);

	if (order == 0 && f->rule != g->rule)
		order = strcmp(rule_texts[f->rule].id, rule_texts[g->rule].id);
	if (order == 0)
		order = strcmp(f->message, g->message);
	return order ? order : compare_numbers(f->span.end, g->span.end);
}

/* Two stages may see the same fault; equal findings stand side by side once sorted. */
static void
sort_and_unite(struct findings *findings)
{
	void **list = findings->list->pdata;
	size_t kept = 0;

	g_ptr_array_sort(findings->list, compare_findings);
	for (size_t i = 0; i < findings->list->len; i++)
		if (kept == 0 || compare_findings(&list[kept - 1], &list[i]) != 0)
			list[kept++] = list[i];
	drop(findings, kept);
}

static void
count(struct findings *findings)
{
	memset(findings->by_level, 0, sizeof findings->by_level);
	memset(findings->by_rule, 0, sizeof findings->by_rule);
	for (size_t i = 0; i < findings->list->len; i++) {
		const struct finding *finding = findings->list->pdata[i];

		findings->by_level[finding->level]++;
		findings->by_rule[finding->rule]++;
	}
}

void
findings_settle(struct findings *findings, const struct settlement *settlement)
{
	drop_excused(findings, settlement->now);
	complain_of_excuses(findings, settlement->now);
	give_levels(findings, settlement);
	sort_and_unite(findings);
	count(findings);
}

/* Reading */

const struct finding *const *
findings_list(const struct findings *findings, size_t *length)
{
	*length = findings->list->len;
	return (const struct finding *const *)findings->list->pdata;
}

size_t
findings_count(const struct findings *findings, enum level level)
{
	return findings->by_level[level];
}

bool
findings_has_at(const struct findings *findings, enum rule rule, struct span span)
{
	for (guint i = 0; i < findings->list->len; i++) {
		const struct finding *finding = findings->list->pdata[i];

		if (finding->rule == rule && finding->span.source == span.source && finding->span.start == span.start)
			return true;
	}
	return false;
}

bool
findings_has_rule(const struct findings *findings, enum rule rule)
{
	return findings->by_rule[rule] > 0;
}

void
findings_filter(struct findings *findings, bool (*keep)(const struct finding *finding, void *data), void *data)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->list->len; i++)
		if (keep(findings->list->pdata[i], data))
			findings->list->pdata[kept++] = findings->list->pdata[i];
	drop(findings, kept);
	count(findings);
}
