#include "read/schema.h"

#include "base/pool.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

struct part {
	struct text name;
	struct number size;
	struct span span;
};

struct thing {
	struct text title, site, zone, status, team;
	struct texts tags, owners;
	struct number order;
	struct flag draft;
	struct moment started, reviewed;
	struct length every;
	const struct yaml_node *extra;
	struct part part;
	struct list parts;
	struct span span;
};

enum { REFERS_TO_TEAM = 1, REFERS_TO_PERSON };

static const char *const statuses[] = { "draft", "review", "final", NULL };

static const struct field part_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .offset = offsetof(struct part, name), .flags = FIELD_REQUIRED },
	{ .name = "size", .type = FIELD_NUMBER, .offset = offsetof(struct part, size) },
	{ 0 },
};
static const struct schema part_schema = { "a part", part_fields, sizeof(struct part), offsetof(struct part, span), false };

static const struct field thing_fields[] = {
	{ .name = "title", .type = FIELD_TEXT, .offset = offsetof(struct thing, title), .flags = FIELD_REQUIRED },
	{ .name = "site", .type = FIELD_URL, .offset = offsetof(struct thing, site) },
	{ .name = "zone", .type = FIELD_ZONE, .offset = offsetof(struct thing, zone) },
	{ .name = "status", .type = FIELD_CHOICE, .offset = offsetof(struct thing, status), .choices = statuses },
	{ .name = "team", .type = FIELD_TEXT, .offset = offsetof(struct thing, team), .refers = REFERS_TO_TEAM },
	{ .name = "tags", .type = FIELD_TEXTS, .offset = offsetof(struct thing, tags) },
	{ .name = "owners", .type = FIELD_TEXTS, .offset = offsetof(struct thing, owners), .refers = REFERS_TO_PERSON },
	{ .name = "order", .type = FIELD_NUMBER, .offset = offsetof(struct thing, order) },
	{ .name = "draft", .type = FIELD_FLAG, .offset = offsetof(struct thing, draft) },
	{ .name = "started", .type = FIELD_TIME, .offset = offsetof(struct thing, started) },
	{ .name = "reviewed", .type = FIELD_DATE, .offset = offsetof(struct thing, reviewed) },
	{ .name = "every", .type = FIELD_DURATION, .offset = offsetof(struct thing, every) },
	{ .name = "extra", .type = FIELD_NODE, .offset = offsetof(struct thing, extra) },
	{ .name = "part", .type = FIELD_STRUCT, .offset = offsetof(struct thing, part), .of = &part_schema },
	{ .name = "parts", .type = FIELD_STRUCTS, .offset = offsetof(struct thing, parts), .of = &part_schema },
	{ 0 },
};
static const struct schema thing_schema = { "a thing", thing_fields, sizeof(struct thing), offsetof(struct thing, span), false };

struct fixture {
	struct pool *pool;
	struct findings *findings;
	struct references *references;
	const struct source *source;
	struct yaml yaml;
	struct thing thing;
	bool read;
	const struct finding *const *list;
	size_t count;
};

static struct fixture
read_thing(const char *text)
{
	struct fixture f = { .pool = pool_new() };

	f.findings = findings_new(f.pool);
	f.references = references_new(f.pool);
	f.source = source_new(f.pool, "a.yaml", text, strlen(text));
	f.yaml = yaml_read(f.pool, f.findings, f.source, 0, f.source->size);
	const struct schema_context context = { f.pool, f.findings, f.references, zone_find(f.pool, "Europe/Madrid") };

	f.read = schema_read(&context, &f.yaml, yaml_root(&f.yaml), span_file(f.source), &thing_schema, &f.thing);
	findings_settle(f.findings, &(struct settlement){ 0 });
	f.list = findings_list(f.findings, &f.count);
	return f;
}

static void
assert_span(const struct fixture *f, struct span span, const char *bytes)
{
	g_autofree char *covered = g_strndup(f->source->bytes + span.start, span.end - span.start);

	g_assert_true(span.source == f->source);
	g_assert_cmpstr(covered, ==, bytes);
}

static void
test_values(void)
{
	struct fixture f = read_thing("title: Pool\nsite: \"https://a.example/x?y#z\"\nzone: Europe/London\nstatus: review\n"
	                              "team: payments\ntags: [a, b c]\nowners: dana\norder: -1.5\ndraft: Yes\n"
	                              "started: 2026-03-21 02:30\nreviewed: 2026-03-21\nevery: 1h30m\nextra: {x: [1]}\n"
	                              "part: {name: P, size: 2}\nparts: [{name: Q}, {name: R, size: 1e3}]\n");

	g_assert_true(f.read);
	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpstr(f.thing.title.s, ==, "Pool");
	assert_span(&f, f.thing.title.span, "Pool");
	g_assert_cmpstr(f.thing.site.s, ==, "https://a.example/x?y#z");
	assert_span(&f, f.thing.site.span, "\"https://a.example/x?y#z\"");
	g_assert_cmpstr(f.thing.zone.s, ==, "Europe/London");
	g_assert_cmpstr(f.thing.status.s, ==, "review");
	g_assert_cmpuint(f.thing.tags.count, ==, 2);
	g_assert_cmpstr(f.thing.tags.items[1].s, ==, "b c");
	assert_span(&f, f.thing.tags.span, "[a, b c]");
	g_assert_cmpuint(f.thing.owners.count, ==, 1);
	g_assert_cmpstr(f.thing.owners.items[0].s, ==, "dana");
	g_assert_cmpfloat(f.thing.order.n, ==, -1.5);
	g_assert_true(f.thing.draft.on && f.thing.draft.given);
	/* 2026-03-21 is before the change to summer time: Madrid is at +01:00.  2026-03-21T00:00Z is 1774051200. */
	g_assert_cmpint(f.thing.started.stamp.at, ==, 1774051200 + 90 * 60);
	g_assert_cmpint(f.thing.reviewed.stamp.at, ==, 1774051200 - 3600);
	g_assert_cmpint(f.thing.every.seconds, ==, 5400);
	g_assert_cmpint(f.thing.extra->kind, ==, YAML_MAPPING);
	g_assert_cmpfloat(f.thing.part.size.n, ==, 2);
	assert_span(&f, f.thing.part.span, "{name: P, size: 2}");
	g_assert_cmpuint(f.thing.parts.count, ==, 2);
	g_assert_cmpstr(((struct part *)f.thing.parts.items)[0].name.s, ==, "Q");
	g_assert_cmpfloat(((struct part *)f.thing.parts.items)[1].size.n, ==, 1000);
	assert_span(&f, ((struct part *)f.thing.parts.items)[1].span, "{name: R, size: 1e3}");
	pool_free(f.pool);
}

static void
test_absent(void)
{
	struct fixture f = read_thing("title: x\npart:\nevery: ~\n");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_null(f.thing.site.s);
	g_assert_false(f.thing.tags.given);
	g_assert_false(f.thing.order.given);
	g_assert_cmpint(f.thing.started.stamp.at, ==, TIME_NONE);
	g_assert_cmpint(f.thing.reviewed.stamp.at, ==, TIME_NONE);
	g_assert_cmpint(f.thing.every.seconds, ==, DURATION_NONE);
	g_assert_null(f.thing.extra);
	g_assert_null(f.thing.part.span.source);
	g_assert_cmpuint(f.thing.parts.count, ==, 0);
	pool_free(f.pool);
}

static void
test_references(void)
{
	struct fixture f = read_thing("title: x\nowners: [dana, \"@lee\"]\nteam: payments\n");
	static const struct {
		int refers;
		const char *text;
	} wanted[] = { { REFERS_TO_PERSON, "dana" }, { REFERS_TO_PERSON, "@lee" }, { REFERS_TO_TEAM, "payments" } };
	size_t count;
	const struct reference *list = references_list(f.references, &count);

	g_assert_cmpuint(count, ==, G_N_ELEMENTS(wanted));
	for (size_t i = 0; i < count; i++) {
		g_assert_cmpint(list[i].refers, ==, wanted[i].refers);
		g_assert_cmpstr(list[i].text.s, ==, wanted[i].text);
	}
	assert_span(&f, list[1].text.span, "\"@lee\"");
	pool_free(f.pool);
}

/* "title: x" and one more line, with exactly one finding about it. */
static void
assert_finding(const char *line, const char *rule, const char *covered, const char *message, const char *help)
{
	g_autofree char *text = g_strconcat("title: x\n", line, NULL);
	struct fixture f = read_thing(text);

	g_test_message("%s", line);
	g_assert_cmpuint(f.count, ==, 1);
	g_test_message("%s / %s", f.list[0]->message, f.list[0]->help ? f.list[0]->help : "");
	g_assert_cmpstr(rule_texts[f.list[0]->rule].id, ==, rule);
	assert_span(&f, f.list[0]->span, covered);
	g_assert_nonnull(strstr(f.list[0]->message, message));
	g_assert_cmpint(help != NULL, ==, f.list[0]->help != NULL);
	if (help)
		g_assert_nonnull(strstr(f.list[0]->help, help));
	pool_free(f.pool);
}

static void
test_bad_values(void)
{
	assert_finding("team: [a, b]\n", "front/bad-value", "[a, b]", "\"team\" must be text, not a list", NULL);
	assert_finding("team:\n  a: b\n  c: d\n", "front/bad-value", "a: b", "\"team\" must be text, not a mapping", NULL);
	assert_finding("tags: {a: b}\n", "front/bad-value", "{a: b}", "\"tags\" must be a list, not a mapping", NULL);
	assert_finding("tags: [a, [b]]\n", "front/bad-value", "[b]", "must be text, not a list", NULL);
	assert_finding("tags: [a, ~]\n", "front/bad-value", "~", "an item of \"tags\" is empty", NULL);
	assert_finding("order: 12px\n", "front/bad-value", "12px", "a number, not \"12px\"", NULL);
	assert_finding("order: nan\n", "front/bad-value", "nan", "a number", NULL);
	assert_finding("order: 0x10\n", "front/bad-value", "0x10", "a number", NULL);
	assert_finding("order: 1e999\n", "front/bad-value", "1e999", "a number", NULL);
	assert_finding("order: \"1,5\"\n", "front/bad-value", "\"1,5\"", "a number", NULL);
	assert_finding("draft: maybe\n", "front/bad-value", "maybe", "true or false", NULL);
	assert_finding("started: 2026-02-31\n", "front/bad-value", "2026-02-31", "\"started\" is no time: ", "2026-03-21 02:30 UTC");
	assert_finding("started: soon\n", "front/bad-value", "soon", "\"started\" is no time: ", "write");
	assert_finding("started: [2026-02-01]\n", "front/bad-value", "[2026-02-01]", "must be a time, not a list", NULL);
	assert_finding("reviewed: 2026-03-21 10:00\n", "front/bad-value", "2026-03-21 10:00", "without a time of day", "2026-03-21");
	assert_finding("every: 5 minutes\n", "front/bad-value", "5 minutes", "\"every\" is no duration: ", "90s");
	assert_finding("every: -5m\n", "front/bad-value", "-5m", "\"every\" is no duration: ", "90s");
	assert_finding("site: grafana.example\n", "front/bad-value", "grafana.example", "web address", "https://");
	assert_finding("site: javascript:alert(1)\n", "front/bad-value", "javascript:alert(1)", "web address", "https://");
	assert_finding("site: https://\n", "front/bad-value", "https://", "web address", "https://");
	assert_finding("zone: Mars/Olympus\n", "schedule/bad-zone", "Mars/Olympus", "no time zone", "IANA");
	assert_finding("zone: CET\n", "schedule/bad-zone", "CET", "no time zone", "IANA");
	assert_finding("status: drfat\n", "front/bad-value", "drfat", "\"status\" can't be \"drfat\"", "did you mean \"draft\"?");
	assert_finding("status: zzzz\n", "front/bad-value", "zzzz", "\"status\" can't be", "draft, review, final");
	assert_finding("part: x\n", "front/bad-value", "x", "a part must be a mapping", NULL);
	assert_finding("parts: {name: x}\n", "front/bad-value", "{name: x}", "\"parts\" must be a list, not a mapping", NULL);
	assert_finding("parts: [x, {name: y}]\n", "front/bad-value", "x", "a part must be a mapping", NULL);
}

static void
test_keys(void)
{
	assert_finding("ordr: 1\n", "front/unknown-key", "ordr", "a thing has no \"ordr\"", "did you mean \"order\"?");
	assert_finding("part: {name: x, colour: red}\n", "front/unknown-key", "colour", "a part has no \"colour\"", "known here: name, size");
	assert_finding("team: #ops\n", "front/comment-value", "#ops", "\"#\" begins a comment", "\"#ops\"");
}

static void
test_missing(void)
{
	assert_finding("part: {size: 1}\n", "front/missing-field", "part", "\"name\" is missing: a part must have it", NULL);
	assert_finding("part:\n  name:\n  size: 1\n", "front/missing-field", "name", "\"name\" is empty: a part must have it", NULL);
	assert_finding("part: {name: \"\"}\n", "front/missing-field", "name", "\"name\" is empty", NULL);
	assert_finding("parts:\n  - {name: a}\n  - size: 1\n", "front/missing-field", "size: 1", "\"name\" is missing", NULL);
}

static void
test_root(void)
{
	struct fixture f = read_thing("order: 1\n");

	g_assert_true(f.read);
	g_assert_cmpuint(f.count, ==, 1);
	g_assert_cmpint(f.list[0]->rule, ==, RULE_FRONT_MISSING_FIELD);
	g_assert_cmpuint(f.list[0]->span.start, ==, 0);
	pool_free(f.pool);

	f = read_thing("[a]\n");
	g_assert_false(f.read);
	g_assert_cmpuint(f.count, ==, 1);
	g_assert_cmpint(f.list[0]->rule, ==, RULE_FRONT_BAD_VALUE);
	g_assert_cmpint(f.thing.started.stamp.at, ==, TIME_NONE);
	pool_free(f.pool);
}

/* What is wrong stays unset, and what is right beside it is read. */
static void
test_unset(void)
{
	struct fixture f = read_thing("title: [x]\norder: x\nstarted: x\nevery: x\nteam: a\ntags: [a, {b: c}, d]\n");

	g_assert_cmpuint(f.count, ==, 5);
	g_assert_null(f.thing.title.s);
	g_assert_false(f.thing.order.given);
	g_assert_cmpint(f.thing.started.stamp.at, ==, TIME_NONE);
	g_assert_cmpint(f.thing.every.seconds, ==, DURATION_NONE);
	g_assert_cmpstr(f.thing.team.s, ==, "a");
	g_assert_cmpuint(f.thing.tags.count, ==, 2);
	g_assert_cmpstr(f.thing.tags.items[1].s, ==, "d");
	pool_free(f.pool);
}

static void
test_open(void)
{
	const struct schema open = { "a part", part_fields, sizeof(struct part), SCHEMA_NO_SPAN, true };
	struct fixture f = read_thing("title: x\nextra: {name: x, colour: red}\n");
	const struct schema_context context = { f.pool, findings_new(f.pool), NULL, NULL };
	struct part part;
	size_t count;

	g_assert_true(schema_read(&context, &f.yaml, f.thing.extra, SPAN_NONE, &open, &part));
	findings_settle(context.findings, &(struct settlement){ 0 });
	findings_list(context.findings, &count);
	g_assert_cmpuint(count, ==, 0);
	g_assert_null(part.span.source);
	pool_free(f.pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/schema/values", test_values);
	g_test_add_func("/schema/absent", test_absent);
	g_test_add_func("/schema/references", test_references);
	g_test_add_func("/schema/bad-values", test_bad_values);
	g_test_add_func("/schema/keys", test_keys);
	g_test_add_func("/schema/missing", test_missing);
	g_test_add_func("/schema/root", test_root);
	g_test_add_func("/schema/unset", test_unset);
	g_test_add_func("/schema/open", test_open);
	return g_test_run();
}
