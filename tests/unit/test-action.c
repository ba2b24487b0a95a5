/* action: every form of an action item, and the words that it is made of. */
#include "model.h"
#include "model/action.h"

static const char registers_text[] =
    "people:\n"
    "  dana: {name: Dana Reyes, team: payments, slack: \"@dana.r\"}\n"
    "  lee: {name: Lee Park}\n"
    "  ode: {name: Sam Ode}\n"
    "  ito: {name: Sam Ito}\n"
    "teams:\n"
    "  payments: {name: Payments team}\n";

/* The incident was on Saturday, 2026-03-21. */
#define BASE "2026-03-21"

struct items {
	struct bench bench;
	const struct action *items;
	size_t count;
};

static struct items
items_of(const char *body, const char *tracker)
{
	struct items items = { .bench = bench_new() };
	struct bench *bench = &items.bench;
	const struct text trackers[] = { { .s = tracker } };
	const char *text = pool_printf(bench->pool, "# A\n\n## Action items\n\n%s\n", body);

	g_test_message("%s", body);
	bench_registers(bench, registers_text);
	if (tracker)
		bench->config.trackers = (struct texts){ .items = pool_memdup(bench->pool, trackers, sizeof(trackers)), .count = 1 };
	items.items = actions_read(bench->pool, &bench->config, bench->registers,
	    bench_document(bench, "content/postmortems/a.md", text), bench_at(BASE), &items.count);
	return items;
}

static const char *
or_none(const char *text)
{
	return text ? text : "-";
}

/* One item of a body: "text/owner/person or team/due as written/due/done". */
static void
assert_item(const char *body, const char *expected)
{
	struct items items = items_of(body, NULL);
	const struct action *item = items.items;
	const char *who, *due, *words;

	g_assert_cmpuint(items.count, ==, 1);
	who = item->person ? item->person->id.s : item->team ? item->team->id.s : "-";
	due = item->due == TIME_NONE ? "-" : time_format_date(items.bench.pool, zone_utc(), item->due);
	words = pool_printf(items.bench.pool, "%s/%s/%s/%s/%s/%s", item->text, or_none(item->owner.s), who,
	    or_none(item->due_text.s), due, item->done ? "done" : "open");
	g_assert_cmpstr(words, ==, expected);
	bench_free(&items.bench);
}

static void
test_forms(void)
{
	static const char expected[] = "Add a check/dana/dana/2026-03-28/2026-03-28/open";

	assert_item("- [ ] Add a check (owner: @dana, due: 2026-03-28)", expected);
	assert_item("- Add a check (owner: @dana; due: 2026-03-28)", expected);
	assert_item("1. Add a check (Owner: @dana, Due: 2026-03-28).", "Add a check./dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- [ ] Add a check\n  (owner: @dana,\n  due: 2026-03-28)", expected);
	assert_item("- [ ] Add a check (@dana, 2026-03-28)", expected);
	assert_item("- Add a check — @dana — 2026-03-28 [#3](https://h.example/a/b/issues/3)", expected);
	assert_item("- Add a check — @dana — ~~2026-03-20~~ 2026-03-28", expected);
	assert_item("- Add a check (owner: ~~@lee~~ @dana, due: 2026-03-28)", expected);
	assert_item("- ~~Add a check~~ — ~~@dana~~ — ~~2026-03-28~~", "Add a check/dana/dana/2026-03-28/2026-03-28/done");
	assert_item("- Add a check — @dana — Mar 28, 2026", "Add a check/dana/dana/Mar 28, 2026/-/open");
	assert_item("- [ ] Add a check (@dana, by 2026-03-28)", expected);
	assert_item("- [ ] @dana Add a check (2026-03-28)", expected);
	assert_item("- @dana: Add a check (due 2026-03-28)", expected);
	assert_item("- [ ] Add a check — @dana — 2026-03-28", expected);
	assert_item("- [ ] Add a check - @dana - 2026-03-28", expected);
	assert_item("- Add a check, @dana, due 2026-03-28", expected);
	assert_item("- [ ] Add a check. Owner: @dana. Due: 2026-03-28.", "Add a check./dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- [ ] Add a check\n  - Owner: @dana\n  - Due: 2026-03-28", expected);
	assert_item("- **Add a check** (**owner:** @dana, **due:** 2026-03-28)", expected);
	assert_item("- [ ] Add a check (owner: @dana, due: 2026-03-28, type: prevent, priority: P1)", expected);
	assert_item("| Action | Owner | Due | Status |\n|---|---|---|---|\n| Add a check | @dana | 2026-03-28 | open |", expected);
	assert_item("| # | Due date | What | Who |\n|---|---|---|---|\n| 1 | 2026-03-28 | Add a check | @dana |", expected);
	assert_item("1. [Dana] Compare volumes (by 2026-03-28)", "Compare volumes/Dana/dana/2026-03-28/2026-03-28/open");
	assert_item("1. [@dana] Compare volumes", "Compare volumes/dana/dana/-/-/open");
	assert_item("- [ ] Add a check [owner: @dana] [due: 2026-03-28]", expected);
	assert_item("- [ ] Add a check [@dana, 2026-03-28]", expected);
	assert_item("- [P1] Add a check [@dana] (2026-03-28)", expected);
	assert_item("- @dana Add a check by 2026-03-28", expected);
	assert_item("- Add a check by 2026-03-28 (@dana)", expected);
	assert_item("- Add a check @dana 2026-03-28", expected);
	assert_item("- Add a check 2026-03-28 @dana", expected);
	assert_item("- @dana 2026-03-28 Add a check", expected);
	assert_item("- 2026-03-28: @dana: Add a check", expected);
	assert_item("- @dana Add a check by 2026-03-28. It is for X.", "Add a check. It is for X./dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Add a check (Dana, 2026-03-28)", "Add a check/Dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Add a check — Dana Reyes — 2026-03-28", "Add a check/Dana Reyes/dana/2026-03-28/2026-03-28/open");
}

/* Words for a date that only an owner beside them makes one. */
static void
test_words_for_dates(void)
{
	assert_item("- Do (@dana, next sprint)", "Do/dana/dana/next sprint/-/open");
	assert_item("- Do (Dana, Friday)", "Do/Dana/dana/Friday/-/open");
	assert_item("- Do (owner: @dana, Q2)", "Do/dana/dana/Q2/-/open");
	assert_item("- Do — @dana — next sprint", "Do/dana/dana/next sprint/-/open");
	assert_item("- @dana Do it by Friday", "Do it/dana/dana/by Friday/-/open");
	assert_item("- @dana Do it by Friday, then tell", "Do it, then tell/dana/dana/by Friday/-/open");
	assert_item("- Do both jobs (Monday, Friday) (@dana)", "Do both jobs (Monday, Friday)/dana/dana/-/-/open");
	assert_item("- Do both (Dana, again)", "Do both (Dana, again)/-/-/-/-/open");
	assert_item("- Keep logs — all — Friday", "Keep logs — all — Friday/-/-/-/-/open");
	assert_item("- Cut it by half, by hand, by the book", "Cut it by half, by hand, by the book/-/-/-/-/open");
	assert_item("- Tell why 2026-03-28 went wrong", "Tell why 2026-03-28 went wrong/-/-/-/-/open");
}

/* "text/owner/done | …" of all items; "?" behind one that is not written yet. */
static void
assert_items(const char *body, const char *expected)
{
	struct items items = items_of(body, NULL);
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < items.count; i++)
		g_string_append_printf(words, "%s%s/%s/%s%s", i ? " | " : "", items.items[i].text, or_none(items.items[i].owner.s),
		    items.items[i].done ? "done" : "open", items.items[i].placeholder ? "?" : "");
	g_assert_cmpstr(words->str, ==, expected);
	bench_free(&items.bench);
}

static void
test_lists_of_lists(void)
{
	assert_items("- Process\n  - [ ] one (@dana)\n  - [x] two\n- Tools\n  - [ ] three\n", "one/dana/open | two/-/done | three/-/open");
	assert_items("- **Process**\n  1. one (@dana)\n  2. two", "one/dana/open | two/-/open");
	assert_items("- All\n  - Process\n    - [ ] one\n  - Tools\n    - two (@lee)", "one/-/open | two/lee/open");
	/* steps of an item, and what is said of it */
	assert_items("- [ ] one (@dana)\n  - [ ] first\n  - [x] then", "one; first; then/dana/open");
	assert_items("- one (@dana)\n  - first (@lee)", "one; first/dana/open");
	assert_items("- one\n  - because\n  - of it", "one; because; of it/-/open");
	assert_items("- one\n  - Owner: @dana (backend)\n  - Due: 2026-03-28", "one; (backend)/dana/open");
	assert_items("- one\n  - @dana", "one/dana/open");
}

/* Items of a list in an item that say no more than whose it is and when it is due. */
static void
test_details_below(void)
{
	static const char expected[] = "Add a check; written by Dana/dana/dana/2026-03-28/2026-03-28/open";

	assert_item("- Add a check; written by Dana\n  - (owner: @dana)\n  - due 2026-03-28", expected);
	assert_item("- Add a check\n  - written by Dana (owner: @dana)\n  - due 2026-03-28", expected);
	assert_item("1. Add a check\n   1. written by Dana (owner: @dana)\n   2. due 2026-03-28.", "Add a check; written by Dana./dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Add a check\n  - (due: 2026-03-28)\n  - written by Dana — @dana", expected);
	assert_items("- Process\n  - one (owner: @dana)\n  - two (owner: @lee)\n  - due 2026-03-28", "one/dana/open | two/lee/open | due 2026-03-28/-/open");
	assert_items("- Process\n  - one (owner: @dana)\n  - two", "one/dana/open | two/-/open");
	assert_items("- one (owner: @dana)\n- due 2026-03-28", "one/dana/open | due 2026-03-28/-/open");
}

/* Behind another mark a status needs no dash, and a ticket not even a comma. */
static void
test_marks_behind_marks(void)
{
	assert_item("- [ ] Add a check — @dana — 2026-03-28 OPS-3", "Add a check/dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- [ ] Add a check — @dana — 2026-03-28, done", "Add a check/dana/dana/2026-03-28/2026-03-28/done");
	assert_item("- Add a check (owner: @dana, due: 2026-03-28), done", "Add a check/dana/dana/2026-03-28/2026-03-28/done");
	assert_item("- Add a check (owner: @dana, due: 2026-03-28) OPS-3", "Add a check/dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Add a check, owner: @dana, due 2026-03-28, OPS-3", "Add a check/dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Add a check @dana 2026-03-28 OPS-3", "Add a check/dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Add x, owner: @dana, due 2026-03-28, and tell", "Add x, and tell/dana/dana/2026-03-28/2026-03-28/open");
	assert_item("- Get it opened, done (@dana)", "Get it opened, done/dana/dana/-/-/open");
	assert_item("- Switch to SHA-256 (@dana)", "Switch to SHA-256/dana/dana/-/-/open");
	assert_item("- @dana OPS-3", "OPS-3/dana/dana/-/-/open");
}

static void
test_nothing_to_do(void)
{
	assert_items("- None", "");
	assert_items("- [ ] N/A\n- No action items.", "");
	assert_items("| Action | Owner |\n|---|---|\n| None | - |", "");
	assert_items("- None of it is logged: log it", "None of it is logged: log it/-/open");
	/* the section is empty, and one finding says so */
	assert_items("- TODO\n- TBD", "");
	assert_items("- TODO\n- Log it", "TODO/-/open? | Log it/-/open");
	assert_items("- {{ summary }} [link]\n- Log it", "{{ summary }} [link]/-/open? | Log it/-/open");
	/* however it is written; N/A says that there is none */
	assert_items("- To-Do\n- TBA.\n- ?!\n- N/A\n- Log it", "To-Do/-/open? | TBA./-/open? | ?!/-/open? | Log it/-/open");
	assert_items("- TODO: add an index (@dana)", "TODO: add an index/dana/open");
	assert_items("- TODO (@dana)\n- Log it", "TODO/dana/open | Log it/-/open");
}

static void
test_owners(void)
{
	assert_item("- Do (owner: dana)", "Do/dana/dana/-/-/open");
	assert_item("- Do (owner: Dana Reyes)", "Do/Dana Reyes/dana/-/-/open");
	assert_item("- Do (owner: @dana.r)", "Do/dana.r/dana/-/-/open");
	assert_item("- Do (owner: payments)", "Do/payments/payments/-/-/open");
	assert_item("- Do (owner: Payments team)", "Do/Payments team/payments/-/-/open");
	assert_item("- Do (owner: @nobody-known)", "Do/nobody-known/-/-/-/open");
	assert_item("- [Sam] Do", "Do/Sam/-/-/-/open"); /* two are called so */
	assert_item("- Do (owner: TBD)", "Do/-/-/-/-/open");
	assert_item("- Do (owner: @lee and @dana)", "Do/lee/lee/-/-/open");
	assert_item("- Do (owner: @lee, @dana)", "Do/lee/lee/-/-/open");
	assert_item("- Dana: do it", "do it/Dana/dana/-/-/open");
	assert_item("- Note: do it", "Note: do it/-/-/-/-/open");
	assert_item("- Ask @dana about it", "Ask @dana about it/-/-/-/-/open");
}

static void
test_text_stays(void)
{
	assert_item("- Add a limit (10 per second)", "Add a limit (10 per second)/-/-/-/-/open");
	assert_item("- Do it (by hand), not (once done)", "Do it (by hand), not (once done)/-/-/-/-/open");
	assert_item("- Do (the thing, owner: @dana)", "Do (the thing)/dana/dana/-/-/open");
	assert_item("- Keep logs - all of them - for a year", "Keep logs - all of them - for a year/-/-/-/-/open");
	assert_item("- First\n  - second\n  - third", "First; second; third/-/-/-/-/open");
	assert_item("- Run `rm (x)` never (owner: @dana)", "Run rm (x) never/dana/dana/-/-/open");
}

static void
test_done(void)
{
	assert_item("- [x] Do", "Do/-/-/-/-/done");
	assert_item("- [X] Do (owner: @dana)", "Do/dana/dana/-/-/done");
	assert_item("- ~~Do it~~", "Do it/-/-/-/-/done");
	assert_item("- ~~Do it~~ (owner: @dana)", "Do it/dana/dana/-/-/done");
	assert_item("- ~~Do it (owner: @dana)~~", "Do it/dana/dana/-/-/done");
	assert_item("- ~~@dana 2026-03-28 Do it~~", "Do it/dana/dana/2026-03-28/2026-03-28/done");
	assert_item("- ~~[Dana] Do it (by 2026-03-28)~~ ✅", "Do it/Dana/dana/2026-03-28/2026-03-28/done");
	assert_item("- Do ~~it~~ that", "Do it that/-/-/-/-/open");
	assert_item("- ✅ Do", "Do/-/-/-/-/done");
	assert_item("- Do ✔️", "Do/-/-/-/-/done");
	assert_item("- Do (done)", "Do/-/-/-/-/done");
	assert_item("- Do (DONE)", "Do/-/-/-/-/done");
	assert_item("- Do (owner: @dana, status: closed)", "Do/dana/dana/-/-/done");
	assert_item("- Do (owner: @dana, status: in progress)", "Do/dana/dana/-/-/open");
	assert_item("- [DONE] Do", "Do/-/-/-/-/done");
	assert_item("- DONE: Do", "Do/-/-/-/-/done");
	assert_item("- Do — done", "Do/-/-/-/-/done");
	assert_item("| Action | Status |\n|---|---|\n| Do | Fixed |", "Do/-/-/-/-/done");
	assert_item("| Action | Done |\n|---|---|\n| Do | ✅ |", "Do/-/-/-/-/done");
	assert_item("| Action | Status |\n|---|---|\n| Do | In progress |", "Do/-/-/-/-/open");
}

static void
test_closed(void)
{
	struct items items = items_of("- [x] Do (done: 2026-04-02)\n- Do (completed 2026-04-03)", NULL);

	g_assert_cmpint(items.items[0].closed, ==, bench_at("2026-04-02"));
	g_assert_cmpint(items.items[1].closed, ==, bench_at("2026-04-03"));
	g_assert_true(items.items[1].done);
	g_assert_cmpstr(items.items[1].text, ==, "Do");
	bench_free(&items.bench);
}

/* Words for a date, and the date they would be, counted from Saturday, 2026-03-21. */
static void
test_guesses(void)
{
	static const struct {
		const char *words, *text, *guess;
	} rows[] = {
		{ "(by Friday)", "by Friday", "2026-03-27" },
		{ "(by next week)", "by next week", "2026-03-23" },
		{ "(by sprint end)", "by sprint end", NULL },
		{ "(due: next sprint)", "next sprint", NULL },
		{ "(due: Saturday)", "Saturday", "2026-03-28" },
		{ "(due: tomorrow)", "tomorrow", "2026-03-22" },
		{ "(due: end of the month)", "end of the month", "2026-03-31" },
		{ "(due: next month)", "next month", "2026-04-01" },
		{ "(due: Q2)", "Q2", "2026-06-30" },
		{ "(due: end of year)", "end of year", "2026-12-31" },
		{ "(due: in 2 weeks)", "in 2 weeks", "2026-04-04" },
		{ "(due: 28 March)", "28 March", "2026-03-28" },
		{ "(due: Apr 2, 2026)", "Apr 2, 2026", "2026-04-02" },
		{ "(due: when it rains)", "when it rains", NULL },
		{ "(due: 2026-02-30)", "2026-02-30", NULL },
		{ "— by Friday", "by Friday", "2026-03-27" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = g_strdup_printf("- [ ] Do %s", rows[i].words);
		struct items items = items_of(body, NULL);

		g_assert_cmpuint(items.count, ==, 1);
		g_assert_cmpstr(items.items[0].text, ==, "Do");
		g_assert_cmpstr(items.items[0].due_text.s, ==, rows[i].text);
		g_assert_cmpstr(bench_words(&items.bench, items.items[0].due_text.span), ==, rows[i].text);
		g_assert_cmpint(items.items[0].due, ==, TIME_NONE);
		g_assert_cmpint(items.items[0].due_guess, ==, rows[i].guess ? bench_at(rows[i].guess) : TIME_NONE);
		bench_free(&items.bench);
	}
}

static void
assert_ticket(const char *body, const char *tracker, const char *ticket, const char *url, const char *text)
{
	struct items items = items_of(body, tracker);

	g_assert_cmpuint(items.count, ==, 1);
	g_assert_cmpstr(items.items[0].ticket.s, ==, ticket);
	g_assert_cmpstr(items.items[0].ticket_url, ==, url);
	g_assert_cmpstr(items.items[0].text, ==, text);
	bench_free(&items.bench);
}

static void
test_tickets(void)
{
	assert_ticket("- Do (ticket: OPS-12)", NULL, "OPS-12", NULL, "Do");
	assert_ticket("- Do (ticket: [OPS-12](https://t.example/OPS-12))", NULL, "OPS-12", "https://t.example/OPS-12", "Do");
	assert_ticket("- Do ([issue](https://h.example/a/b/issues/3))", NULL, "https://h.example/a/b/issues/3", "https://h.example/a/b/issues/3", "Do");
	assert_ticket("- Do [#3](https://h.example/a/b/pull/3)", NULL, "#3", "https://h.example/a/b/pull/3", "Do");
	assert_ticket("- Do, see [the docs](https://d.example/)", NULL, NULL, NULL, "Do, see the docs");
	assert_ticket("- Do [it](https://d.example/) ([x](https://t.example/9))", "https://t.example/", "https://t.example/9", "https://t.example/9", "Do it");
	assert_ticket("- Do as OPS-12 says", "OPS-*", "OPS-12", NULL, "Do as OPS-12 says");
	assert_ticket("- Do as WEB-12 says", "OPS-*", NULL, NULL, "Do as WEB-12 says");
	assert_ticket("- [OPS-12] Do", NULL, "OPS-12", NULL, "Do");
	assert_ticket("- Do — @dana — 2026-03-28 OPS-12", NULL, "OPS-12", NULL, "Do");
	assert_ticket("- Do (@dana), #12", NULL, "#12", NULL, "Do");
	assert_ticket("- Switch to SHA-256 (@dana)", NULL, NULL, NULL, "Switch to SHA-256");
	assert_ticket("| Action | Ticket |\n|---|---|\n| Do | [OPS-12](https://t.example/OPS-12) |", NULL, "OPS-12", "https://t.example/OPS-12", "Do");
	assert_ticket("| Action | Ticket |\n|---|---|\n| Do | - |", NULL, NULL, NULL, "Do");
	assert_ticket("- Do (ticket: [OPS-12](javascript:alert(1)))", NULL, "OPS-12", NULL, "Do");
	assert_ticket("- Do (ticket: [OPS-12](../tickets/12.md))", NULL, "OPS-12", NULL, "Do");
	assert_ticket("- Do ([OPS-12](data:text/html,x))", "OPS-*", "OPS-12", NULL, "Do");
	assert_ticket("- Do [it](javascript:x/browse/OPS-12)", "OPS-*", NULL, NULL, "Do it");
	assert_ticket("- Do [it](javascript:x/issues/3) ([#3](HTTPS://h.example/a/issues/3))", NULL, "#3", "HTTPS://h.example/a/issues/3", "Do it");
}

static void
test_places(void)
{
	struct items items = items_of("- [ ] Do (owner: @dana,\n  due: next sprint, type: detect, priority: P2)\n\n"
	    "| Action | Owner | Due |\n|---|---|---|\n| Do | lee | 2026-03-28 |", NULL);

	g_assert_cmpuint(items.count, ==, 2);
	g_assert_cmpstr(bench_words(&items.bench, items.items[0].span), ==, "- [ ] Do (owner: @dana,");
	g_assert_cmpstr(bench_words(&items.bench, items.items[0].owner.span), ==, "@dana");
	g_assert_cmpstr(bench_words(&items.bench, items.items[0].due_text.span), ==, "next sprint");
	g_assert_cmpstr(items.items[0].type.s, ==, "detect");
	g_assert_cmpstr(bench_words(&items.bench, items.items[0].type.span), ==, "detect");
	g_assert_cmpstr(items.items[0].priority.s, ==, "P2");
	g_assert_cmpstr(bench_words(&items.bench, items.items[1].owner.span), ==, "lee");
	g_assert_cmpstr(bench_words(&items.bench, items.items[1].due_text.span), ==, "2026-03-28");
	bench_free(&items.bench);
}

static void
test_which(void)
{
	struct items items = items_of("Words before, owner: @dana.\n\n### Process\n\n- one\n- two\n\n### Tools\n\n1. three\n\n> - quoted\n\n## Notes\n\n- none", NULL);

	g_assert_cmpuint(items.count, ==, 4);
	g_assert_cmpstr(items.items[2].text, ==, "three");
	bench_free(&items.bench);
	items = items_of("| A | B |\n|---|---|\n| x | y |", NULL);
	g_assert_cmpuint(items.count, ==, 0);
	bench_free(&items.bench);
	items = items_of("| Action | Owner |\n|---|---|\n| | |\n| - | |", NULL);
	g_assert_cmpuint(items.count, ==, 0);
	bench_free(&items.bench);
}

static void
test_overdue(void)
{
	struct bench bench = bench_new();
	struct action action = { .due = bench_at("2026-03-28") };
	int days;

	g_assert_false(action_is_overdue(&action, &bench.config, bench_at("2026-03-28 23:59 UTC"), &days));
	g_assert_true(action_is_overdue(&action, &bench.config, bench_at("2026-03-29 00:00 UTC"), &days));
	g_assert_cmpint(days, ==, 1);
	g_assert_true(action_is_overdue(&action, &bench.config, bench_at("2026-04-10 12:00 UTC"), &days));
	g_assert_cmpint(days, ==, 13);
	action.done = true;
	g_assert_false(action_is_overdue(&action, &bench.config, bench_at("2026-04-10"), &days));
	action = (struct action){ .due = TIME_NONE };
	g_assert_false(action_is_overdue(&action, &bench.config, bench_at("2026-04-10"), &days));
	/* the day of 23 hours, 2026-03-29 in Berlin, is a day */
	bench.config.zone = zone_find(bench.pool, "Europe/Berlin");
	action.due = bench_at("2026-03-28 23:00 UTC");
	g_assert_true(action_is_overdue(&action, &bench.config, bench_at("2026-03-29 22:00 UTC"), &days));
	g_assert_cmpint(days, ==, 1);
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/action/forms", test_forms);
	g_test_add_func("/action/words-for-dates", test_words_for_dates);
	g_test_add_func("/action/lists-of-lists", test_lists_of_lists);
	g_test_add_func("/action/details-below", test_details_below);
	g_test_add_func("/action/marks-behind-marks", test_marks_behind_marks);
	g_test_add_func("/action/nothing-to-do", test_nothing_to_do);
	g_test_add_func("/action/owners", test_owners);
	g_test_add_func("/action/text-stays", test_text_stays);
	g_test_add_func("/action/done", test_done);
	g_test_add_func("/action/closed", test_closed);
	g_test_add_func("/action/guesses", test_guesses);
	g_test_add_func("/action/tickets", test_tickets);
	g_test_add_func("/action/places", test_places);
	g_test_add_func("/action/which", test_which);
	g_test_add_func("/action/overdue", test_overdue);
	return g_test_run();
}
