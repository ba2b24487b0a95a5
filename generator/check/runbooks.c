#include "check/runbooks.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "check/destructive.h"
#include "check/pattern.h"
#include "check/places.h"
#include "model/exercise.h"

#define DAY 86400
#define EXERCISE_DAYS 365

/* One run over all runbooks. */
struct runbooks {
	const struct check *check;
	const struct pattern *const *known; /* any name that the registers know */
	const struct pattern *condition; /* a time or a condition */
	const struct pattern *confirms;  /* how to know that it worked */
	const struct pattern *step;      /* a heading that is a step */
	const struct destructive *destructive;
	const struct exercises *exercises;
};

static const char *
kind_word(const struct document *document)
{
	return document->kind->role == ROLE_RUNBOOK && strcmp(document->kind->id, "procedure") == 0 ? "procedure" : "runbook";
}

/* The section that says what to do, whatever the kind calls it. */
static const struct section *
resolution_of(const struct document *document)
{
	static const char *const ids[] = { "resolution", "mitigation", "steps" };

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		const struct section *section = filled_section(document, ids[i]);

		if (section)
			return section;
	}
	return NULL;
}

/* ---- Escalation ---- */

/* Names and ids of whoever can be called: people, teams, schedules, policies, roles. */
static const struct pattern *const *
known_names(const struct check *check)
{
	const struct site *site = check->site;
	const struct registers *registers = site->registers;
	g_autoptr(GPtrArray) names = g_ptr_array_new();

#define ADD_NAME(name) ((name) && strlen(name) > 1 ? g_ptr_array_add(names, (char *)(name)) : (void)0)
#define ADD_NAMES(list, type) \
	for (size_t i = 0; i < (list).count; i++) { \
		ADD_NAME(REGISTER_ITEMS(list, type)[i].id.s); \
		ADD_NAME(REGISTER_ITEMS(list, type)[i].name.s); \
	}
	ADD_NAMES(registers->people, struct person)
	ADD_NAMES(registers->teams, struct team)
	ADD_NAMES(registers->roles, struct role)
	ADD_NAMES(site->schedules, struct schedule)
	ADD_NAMES(site->escalations, struct escalation)
	for (size_t i = 0; i < registers->teams.count; i++)
		ADD_NAME(REGISTER_ITEMS(registers->teams, struct team)[i].channel.s);
#undef ADD_NAMES
#undef ADD_NAME
	return patterns_of_words(check->pool, "(?i)(?<![\\w-])", (const char *const *)names->pdata, names->len, "(?![\\w-])");
}

static bool
names_somebody(const struct runbooks *run, const char *text)
{
	for (size_t i = 0; run->known[i]; i++)
		if (pattern_is_in(run->known[i], text))
			return true;
	return false;
}

static bool
row_is_in(uint32_t block, const struct section *section)
{
	return block >= section->first_row && block < section->end_row;
}

static bool
links_to_somebody(const struct document *document, const struct section *section)
{
	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		enum link_kind kind = document->links[i].kind;

		if (row_is_in(document->body.inlines[i].block, section) && (kind == LINK_PERSON || kind == LINK_TEAM))
			return true;
	}
	return false;
}

/* A handle in the section that nobody has, or NULL. */
static const struct inline_row *
unknown_handle(const struct document *document, const struct section *section)
{
	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		const struct inline_row *row = &document->body.inlines[i];

		if (row->kind == INLINE_MENTION && row_is_in(row->block, section))
			return row;
	}
	return NULL;
}

static const char *
nearest_person(const struct check *check, const char *handle)
{
	struct list people = check->site->registers->people;
	g_autofree const char **ids = g_new0(const char *, people.count + 1);

	for (size_t i = 0; i < people.count; i++)
		ids[i] = REGISTER_ITEMS(people, struct person)[i].id.s;
	return text_nearest(handle, ids, people.count);
}

static void
complain_of_handle(const struct check *check, const struct document *document, const struct inline_row *row)
{
	const char *handle = markdown_text(&document->body, row->target);
	const char *near = nearest_person(check, handle);
	struct finding *finding = finding_add(check->findings, RULE_RUNBOOK_ESCALATION_TARGET,
	    markdown_inline_span(&document->body, row), "the escalation names @%s, whom no register knows", handle);

	if (near)
		finding_help(finding, "did you mean \"@%s\"?", near);
	else
		finding_help(finding, "name a person, a team, a role or a schedule of the registers");
}

static void
check_escalation_target(const struct runbooks *run, const struct document *document)
{
	const struct section *section = filled_section(document, "escalation");
	const struct inline_row *handle;

	if (!section || !run->known[0] || links_to_somebody(document, section))
		return;
	if (names_somebody(run, section_words(run->check->pool, document, section)))
		return;
	handle = unknown_handle(document, section);
	if (handle) {
		complain_of_handle(run->check, document, handle);
		return;
	}
	finding_help(finding_add(run->check->findings, RULE_RUNBOOK_ESCALATION_TARGET, section->span,
	                 "the escalation names nobody whom the registers know"),
	    "name a person (@handle), a team, a role or a schedule of the registers");
}

static void
check_escalation_time(const struct runbooks *run, const struct document *document)
{
	const struct section *section = filled_section(document, "escalation");

	if (!section || pattern_is_in(run->condition, section_words(run->check->pool, document, section)))
		return;
	finding_help(finding_add(run->check->findings, RULE_RUNBOOK_ESCALATION_TIME, section->span,
	                 "the escalation says neither after how long nor under which condition"),
	    "say when to call them: \"not better after 15 minutes\", \"if writes fail\"");
}

/* ---- What to do, and whether it helped ---- */

static bool
is_step(const struct runbooks *run, const struct document *document, uint32_t row)
{
	const struct block_row *block = &document->body.blocks[row];

	if (block->kind == BLOCK_ITEM || block->kind == BLOCK_CODE || block->kind == BLOCK_TABLE)
		return true;
	if (block_is_heading(block) && pattern_is_in(run->step, markdown_text(&document->body, block->text)))
		return true;
	for (uint32_t i = 0; i < block->inline_count; i++) {
		uint8_t kind = document->body.inlines[block->inline_row + i].kind;

		if (kind == INLINE_LINK || kind == INLINE_WIKI || kind == INLINE_CODE)
			return true;
	}
	return false;
}

static bool
has_step(const struct runbooks *run, const struct document *document, const struct section *section)
{
	for (uint32_t row = section->first_row; row < section->end_row; row++)
		if (is_step(run, document, row))
			return true;
	return false;
}

static void
check_command(const struct runbooks *run, const struct document *document)
{
	static const char *const ids[] = { "diagnosis", "resolution", "mitigation", "steps" };

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		const struct section *section = filled_section(document, ids[i]);

		if (section && !has_step(run, document, section))
			finding_help(finding_add(run->check->findings, RULE_RUNBOOK_NO_COMMAND, section->span,
			                 "\"%s\" has no step, no command and no link", section->kind->title),
			    "make it a list of steps, each with the command or the page that it needs");
	}
}

static void
check_verification(const struct runbooks *run, const struct document *document)
{
	const struct section *resolution = resolution_of(document);

	if (!resolution || filled_section(document, "verification"))
		return;
	if (pattern_is_in(run->confirms, section_words(run->check->pool, document, resolution)))
		return;
	finding_help(finding_add(run->check->findings, RULE_RUNBOOK_NO_VERIFICATION, resolution->span,
	                 "nothing says how to know that it worked"),
	    "add a section \"Verification\": the query, graph or command, and the value to wait for");
}

/* Words to be read under pressure: commands are not read but copied. */
static void
check_length(const struct runbooks *run, const struct document *document)
{
	const size_t most = document->kind->max_words, count = document->body.word_count;

	if (!most || count <= most)
		return;
	finding_help(finding_add(run->check->findings, RULE_RUNBOOK_TOO_LONG, place_title(document),
	                 "%zu words, where a %s may have %zu", count, kind_word(document), most),
	    "move background to a page of its own and link to it, or split the %s; code blocks don't count", kind_word(document));
}

/* ---- What can't be taken back ---- */

enum answer { NOT_ASKED, NO, YES };

/* One document: the heading above each row, and which headings' own parts warn. */
struct inspected {
	const struct runbooks *run;
	const struct document *document;
	uint32_t *heading;   /* ROW_NONE: none; a heading's own is the one around it */
	enum answer *warned; /* one for each heading's row; that of the first part is behind the last row */
};

/* The heading whose part a heading is in. */
static uint32_t
heading_around(const struct inspected *inspected, uint32_t row)
{
	const struct block_row *blocks = inspected->document->body.blocks;
	uint32_t above = row ? row - 1 : ROW_NONE;

	if (above != ROW_NONE && blocks[above].kind != BLOCK_HEADING)
		above = inspected->heading[above];
	while (above != ROW_NONE && blocks[above].level >= blocks[row].level)
		above = inspected->heading[above];
	return above;
}

static void
find_headings(struct inspected *inspected)
{
	const struct markdown *body = &inspected->document->body;
	uint32_t last = ROW_NONE;

	inspected->heading = g_new(uint32_t, body->block_count + 1);
	inspected->warned = g_new0(enum answer, body->block_count + 1);
	for (uint32_t row = 0; row < body->block_count; row++) {
		inspected->heading[row] = body->blocks[row].kind == BLOCK_HEADING ? heading_around(inspected, row) : last;
		if (body->blocks[row].kind == BLOCK_HEADING)
			last = row;
	}
}

static uint32_t
next_heading(const struct markdown *body, uint32_t row)
{
	while (row < body->block_count && body->blocks[row].kind != BLOCK_HEADING)
		row++;
	return row;
}

static bool
is_warning_block(const struct runbooks *run, const struct markdown *body, const struct block_row *block)
{
	static const char *const alerts[] = { "warning", "caution", "important" };
	const char *text = markdown_text(body, block->text);

	if (block->kind == BLOCK_ALERT)
		for (size_t i = 0; i < G_N_ELEMENTS(alerts); i++)
			if (text_equal_nocase(markdown_text(body, block->info), alerts[i]))
				return true;
	if ((block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_HEADING) && begins_as_warning(run->destructive, text))
		return true;
	for (uint32_t i = 0; i < block->inline_count; i++) {
		const struct inline_row *row = &body->inlines[block->inline_row + i];

		if (row->kind == INLINE_STRONG && begins_as_warning(run->destructive, text + row->text_start))
			return true;
	}
	return false;
}

static bool
rows_warn(const struct runbooks *run, const struct markdown *body, uint32_t first, uint32_t end)
{
	for (uint32_t row = first; row < end; row++)
		if (is_warning_block(run, body, &body->blocks[row]))
			return true;
	return speaks_of_way_back(run->destructive, markdown_gather(run->check->pool, body, first, end));
}

/* Whether what a heading says before the next one warns; ROW_NONE: what stands above all headings. */
static bool
is_part_warned(const struct inspected *inspected, uint32_t heading)
{
	const struct markdown *body = &inspected->document->body;
	enum answer *answer = &inspected->warned[heading == ROW_NONE ? body->block_count : heading];
	uint32_t first = heading == ROW_NONE ? 0 : heading;

	if (*answer == NOT_ASKED)
		*answer = rows_warn(inspected->run, body, first, next_heading(body, heading == ROW_NONE ? 0 : heading + 1)) ? YES : NO;
	return *answer == YES;
}

/* In the part below the nearest heading, or in what the headings around it say before their own parts. */
static bool
is_warned(const struct inspected *inspected, uint32_t row)
{
	uint32_t heading = inspected->document->body.blocks[row].kind == BLOCK_HEADING ? row : inspected->heading[row];

	if (heading == ROW_NONE)
		return is_part_warned(inspected, ROW_NONE);
	for (; heading != ROW_NONE; heading = inspected->heading[heading])
		if (is_part_warned(inspected, heading))
			return true;
	return false;
}

static bool
has_rollback(const struct runbooks *run, const struct document *document)
{
	const struct markdown *body = &document->body;

	if (filled_section(document, "rollback"))
		return true;
	for (uint32_t i = 0; i < body->block_count; i++)
		if (block_is_heading(&body->blocks[i]) && speaks_of_way_back(run->destructive, markdown_text(body, body->blocks[i].text)))
			return true;
	return false;
}

static void
complain_of_destruction(const struct runbooks *run, struct span span, const char *code, const struct match *match)
{
	const char *words = text_squeeze(run->check->pool, code + match->inner_start, match->inner_end - match->inner_start);

	finding_help(finding_add(run->check->findings, RULE_RUNBOOK_DESTRUCTIVE, span,
	                 "\"%s\" stands here without a warning or a way back", words),
	    "put \"> [!WARNING]\" before it and say what is lost, or say how to undo it");
}

static void
check_code_block(const struct inspected *inspected, uint32_t row)
{
	const struct runbooks *run = inspected->run;
	const struct markdown *body = &inspected->document->body;
	const struct block_row *block = &body->blocks[row];
	const char *code = markdown_text(body, block->text);
	struct match match;

	destructive_begin(run->destructive, code, block->text.length);
	for (size_t from = 0; destructive_next(run->destructive, from, &match);) {
		from = command_end(code, block->text.length, match.end);
		if (is_warned(inspected, row))
			return;
		complain_of_destruction(run, markdown_text_span(body, block, match.inner_start, match.inner_end), code, &match);
	}
}

/* A command in a sentence; a mere mention, "`rm -rf`", is not one to be typed. */
static void
check_inline_code(const struct inspected *inspected, const struct inline_row *row)
{
	const struct runbooks *run = inspected->run;
	const char *code = markdown_text(&inspected->document->body, row->target);
	struct match match;

	destructive_begin(run->destructive, code, row->target.length);
	if (!destructive_next(run->destructive, 0, &match) || (match.start == 0 && match.end == row->target.length))
		return;
	if (!is_warned(inspected, row->block))
		complain_of_destruction(run, place_in_code(inspected->document, row, match.inner_start, match.inner_end), code, &match);
}

static void
check_destructive(const struct runbooks *run, const struct document *document)
{
	struct inspected inspected = { .run = run, .document = document };

	if (has_rollback(run, document))
		return;
	find_headings(&inspected);
	for (uint32_t i = 0; i < document->body.block_count; i++)
		if (document->body.blocks[i].kind == BLOCK_CODE)
			check_code_block(&inspected, i);
	for (uint32_t i = 0; i < document->body.inline_count; i++)
		if (document->body.inlines[i].kind == INLINE_CODE)
			check_inline_code(&inspected, &document->body.inlines[i]);
	g_free(inspected.heading);
	g_free(inspected.warned);
}

/* ---- Use ---- */

static void
check_exercise(const struct runbooks *run, const struct document *document)
{
	const struct site *site = run->check->site;
	const struct exercise *use = exercise_of(run->exercises, document);
	struct finding *finding;

	if (!run->exercises->any || document->draft)
		return;
	if (use && use->at >= time_add_days(site->config->zone, site->now, -EXERCISE_DAYS))
		return;
	finding = finding_add(run->check->findings, RULE_RUNBOOK_UNEXERCISED, place_title(document),
	    "no incident and no game day used this %s within a year", kind_word(document));
	finding_help(finding, "rehearse it on a game day, and name it there under \"runbooks\"");
	if (use)
		finding_note(finding, place_title(use->by), "the last use, on %s",
		    time_format_date(run->check->pool, site->config->zone, use->at));
}

/* ---- All of them ---- */

static void (*const rules[])(const struct runbooks *run, const struct document *document) = {
	check_escalation_target,
	check_escalation_time,
	check_command,
	check_verification,
	check_length,
	check_destructive,
	check_exercise,
};

#define NUMBER_WORDS "(?:\\d+|an?|one|two|three|five|ten|fifteen|twenty|thirty|half)"

static struct runbooks
prepare(const struct check *check)
{
	return (struct runbooks){
		.check = check,
		.known = known_names(check),
		.condition = pattern_new(check->pool, NULL,
		    "(?i)\\b(?:if|when|whenever|unless|until|once|in case|as soon as|as long as|after|within|before|during|"
		    "immediately|at once|right away|straight away|always|at night|out of hours|(?:business|office|working) hours|"
		    "not [^.\\n]{1,60} by|less than|more than|fewer than|still)\\b"
		    "|\\b" NUMBER_WORDS "[ -]?(?:an )?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?)\\b"
		    "|(?:[<>]|≥|≤) ?\\d|\\b\\d{1,2}:\\d\\d\\b"),
		.confirms = pattern_new(check->pool, NULL,
		    "(?i)\\b(?:verif(?:y|ies|ied)|validate[sd]?|confirm(?:s|ed)?|make sure|ensure[sd]?|double-check|"
		    "check (?:that|whether|if|again|the)|re-?check|see (?:that|whether|if)|"
		    "(?:should|must|will|needs? to) (?:now )?(?:be|return|show|go|drop|fall|rise|recover|report|answer|read|print|say|"
		    "become|stop|clear|have|stay|grow|shrink|come)|"
		    "expect(?:ed|s)?|until|back to normal|wait (?:until|for)|returns? to|recovers?|alert (?:clears|resolves|stops)|"
		    "watch|look for|it worked|succeed(?:s|ed)?)\\b"),
		.step = pattern_new(check->pool, NULL, "(?i)\\A\\W*(?:(?:step|option|case)\\s+)?(?:\\d+|[a-z])[.:)]"),
		.destructive = destructive_new(check->pool),
		.exercises = exercises_new(check->pool, check->site),
	};
}

void
check_runbooks(const struct check *check)
{
	const struct site *site = check->site;
	struct runbooks run = prepare(check);

	for (size_t i = 0; i < site->document_count; i++)
		for (size_t k = 0; k < G_N_ELEMENTS(rules) && site->documents[i]->kind->role == ROLE_RUNBOOK; k++)
			rules[k](&run, site->documents[i]);
}
