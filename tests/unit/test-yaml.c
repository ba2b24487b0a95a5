#include "read/yaml.h"

#include "base/pool.h"

#include <glib.h>
#include <string.h>

/* A text read, with what was complained of. */
struct fixture {
	struct pool *pool;
	struct findings *findings;
	const struct source *source;
	struct yaml yaml;
	const struct finding *const *list;
	size_t count;
};

static struct fixture
open_bytes(const char *text, size_t size)
{
	struct fixture f = { .pool = pool_new() };

	f.findings = findings_new(f.pool);
	f.source = source_new(f.pool, "a.yaml", pool_strndup(f.pool, text, size), size);
	return f;
}

static void
settle(struct fixture *f)
{
	findings_settle(f->findings, &(struct settlement){ 0 });
	f->list = findings_list(f->findings, &f->count);
}

static struct fixture
read_text(const char *text)
{
	struct fixture f = open_bytes(text, strlen(text));

	f.yaml = yaml_read(f.pool, f.findings, f.source, 0, f.source->size);
	settle(&f);
	return f;
}

/* The bytes that a node's span covers, and its text. */
static void
assert_node(struct fixture *f, const struct yaml_node *node, const char *bytes, const char *text)
{
	g_assert_nonnull(node);
	struct span span = yaml_span(&f->yaml, node);
	g_autofree char *covered = g_strndup(f->source->bytes + span.start, span.end - span.start);

	g_assert_cmpstr(covered, ==, bytes);
	g_assert_cmpstr(yaml_text(&f->yaml, node), ==, text);
}

static const struct yaml_node *
get(struct fixture *f, const char *key)
{
	return yaml_get(&f->yaml, yaml_root(&f->yaml), key);
}

/* A text with exactly one finding, at line:column, whose message and help contain something. */
static void
assert_refused_bytes(const char *text, size_t size, const char *rule, size_t line, size_t column, const char *message, const char *help)
{
	struct fixture f = open_bytes(text, size);

	f.yaml = yaml_read(f.pool, f.findings, f.source, 0, size);
	settle(&f);
	if (size < 100)
		g_test_message("%s", text);
	g_assert_cmpuint(f.count, ==, 1);

	const struct finding *finding = f.list[0];
	struct place place = source_place(finding->span.source, finding->span.start);

	g_test_message("%zu:%zu-%zu %s / %s", place.line, place.column, finding->span.end - finding->span.start, finding->message, finding->help ? finding->help : "");
	g_assert_cmpstr(rule_texts[finding->rule].id, ==, rule);
	g_assert_cmpuint(place.line, ==, line);
	g_assert_cmpuint(place.column, ==, column);
	g_assert_nonnull(strstr(finding->message, message));
	if (help)
		g_assert_nonnull(finding->help);
	if (help)
		g_assert_nonnull(strstr(finding->help, help));
	pool_free(f.pool);
}

static void
assert_refused(const char *text, size_t line, size_t column, const char *message, const char *help)
{
	assert_refused_bytes(text, strlen(text), "front/syntax", line, column, message, help);
}

static void
test_values(void)
{
	struct fixture f = read_text("title: Pool is full \nq: \"a \\\"b\\\" \"\ns: 'it''s'\nhours: 02:00-07:00 # local\n");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.yaml.count, ==, 9);
	assert_node(&f, get(&f, "title"), "Pool is full", "Pool is full");
	assert_node(&f, get(&f, "q"), "\"a \\\"b\\\" \"", "a \"b\" ");
	assert_node(&f, get(&f, "s"), "'it''s'", "it's");
	assert_node(&f, get(&f, "hours"), "02:00-07:00", "02:00-07:00");
	assert_node(&f, yaml_get_key(&f.yaml, yaml_root(&f.yaml), "hours"), "hours", "hours");
	g_assert_true(get(&f, "q")->quoted);
	g_assert_false(get(&f, "title")->quoted);
	g_assert_cmpuint(get(&f, "title")->length, ==, 12);
	g_assert_null(get(&f, "absent"));
	pool_free(f.pool);
}

static void
test_empty(void)
{
	struct fixture f = read_text("none:\ntilde: ~\nword: null\nquoted: \"null\"\nops: #ops\nlater: # not yet\nafter: x #y\nlist:\n- #a\n- b\n");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpint(get(&f, "none")->kind, ==, YAML_EMPTY);
	g_assert_cmpint(get(&f, "tilde")->kind, ==, YAML_EMPTY);
	g_assert_cmpint(get(&f, "word")->kind, ==, YAML_EMPTY);
	g_assert_cmpint(get(&f, "quoted")->kind, ==, YAML_SCALAR);
	g_assert_false(get(&f, "none")->commented);
	g_assert_false(get(&f, "later")->commented);
	g_assert_false(get(&f, "after")->commented);
	g_assert_true(get(&f, "ops")->commented);
	g_assert_true(yaml_first(&f.yaml, get(&f, "list"))->commented);
	assert_node(&f, get(&f, "word"), "null", "");
	assert_node(&f, get(&f, "none"), "", "");
	pool_free(f.pool);
}

static void
test_nothing(void)
{
	const char *const texts[] = { "", "\n\n", "# only a comment\n", "\xEF\xBB\xBF" };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct fixture f = read_text(texts[i]);

		g_assert_cmpuint(f.count, ==, 0);
		g_assert_cmpuint(f.yaml.count, ==, 0);
		g_assert_null(yaml_root(&f.yaml));
		pool_free(f.pool);
	}
}

static void
test_nesting(void)
{
	struct fixture f = read_text("a:\n  - x\n  - {b: 1, c: [2, 3] }\n  - - y\nd:\n- z\n\ne: f\n");
	const struct yaml_node *a = get(&f, "a");
	const struct yaml_node *map = yaml_next(&f.yaml, yaml_first(&f.yaml, a));

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpint(a->kind, ==, YAML_SEQUENCE);
	assert_node(&f, a, "- x\n  - {b: 1, c: [2, 3] }\n  - - y", NULL);
	assert_node(&f, map, "{b: 1, c: [2, 3] }", NULL);
	assert_node(&f, yaml_get(&f.yaml, map, "c"), "[2, 3]", NULL);
	assert_node(&f, get(&f, "d"), "- z", NULL);
	assert_node(&f, get(&f, "e"), "f", "f");
	g_assert_null(yaml_next(&f.yaml, get(&f, "e")));
	g_assert_cmpstr(yaml_kind_name(map), ==, "a mapping");
	g_assert_cmpstr(yaml_kind_name(a), ==, "a list");
	pool_free(f.pool);
}

static void
test_lines(void)
{
	struct fixture f = read_text("a: one\n  two\n\nb: |\n  x\n  y\n\n\nc: >-\n  p\n  q\nd: \"m\n  n\"\n");

	g_assert_cmpuint(f.count, ==, 0);
	assert_node(&f, get(&f, "a"), "one\n  two", "one two");
	assert_node(&f, get(&f, "b"), "|\n  x\n  y", "x\ny\n");
	assert_node(&f, get(&f, "c"), ">-\n  p\n  q", "p q");
	assert_node(&f, get(&f, "d"), "\"m\n  n\"", "m n");
	pool_free(f.pool);
}

/* Characters of one to four bytes before, in and behind values; CRLF; a byte order mark. */
static void
test_bytes(void)
{
	struct fixture f = read_text("\xEF\xBB\xBF# größer 😀\r\nname: Zoë Ünal\r\nm: {ä: ö, \"😀\": €}\r\nz: é # ñ\r\n");

	g_assert_cmpuint(f.count, ==, 0);
	assert_node(&f, get(&f, "name"), "Zoë Ünal", "Zoë Ünal");
	assert_node(&f, get(&f, "m"), "{ä: ö, \"😀\": €}", NULL);
	assert_node(&f, yaml_get(&f.yaml, get(&f, "m"), "ä"), "ö", "ö");
	assert_node(&f, yaml_get_key(&f.yaml, get(&f, "m"), "😀"), "\"😀\"", "😀");
	assert_node(&f, yaml_get(&f.yaml, get(&f, "m"), "😀"), "€", "€");
	assert_node(&f, get(&f, "z"), "é", "é");
	pool_free(f.pool);
}

/* A part of a source, as a front matter is. */
static void
test_part(void)
{
	const char *text = "---\ntïtle: ä\n---\n# Body: [\n";
	struct fixture f = open_bytes(text, strlen(text));

	f.yaml = yaml_read(f.pool, f.findings, f.source, 4, 4 + strlen("tïtle: ä\n"));
	settle(&f);
	g_assert_cmpuint(f.count, ==, 0);
	assert_node(&f, get(&f, "tïtle"), "ä", "ä");
	g_assert_cmpuint(get(&f, "tïtle")->start, ==, 4 + strlen("tïtle: "));
	pool_free(f.pool);
}

static void
test_duplicates(void)
{
	struct fixture f = read_text("a: 1\nb: 2\n\"a\": {x: 1}\nm: {k: 1, l: 2, k: 3, k: 4}\nz: 9\n");
	static const struct place places[] = { { 3, 1 }, { 4, 17 }, { 4, 23 } };

	g_assert_cmpuint(f.count, ==, G_N_ELEMENTS(places));
	for (size_t i = 0; i < f.count; i++) {
		struct place place = source_place(f.source, f.list[i]->span.start);

		g_assert_cmpint(f.list[i]->rule, ==, RULE_FRONT_DUPLICATE_KEY);
		g_assert_cmpuint(place.line, ==, places[i].line);
		g_assert_cmpuint(place.column, ==, places[i].column);
		g_assert_cmpuint(f.list[i]->note_count, ==, 1);
	}
	g_assert_cmpuint(f.list[0]->notes[0].span.start, ==, 0);
	assert_node(&f, get(&f, "a"), "1", "1");
	assert_node(&f, get(&f, "z"), "9", "9");

	const struct yaml_node *k = yaml_first(&f.yaml, get(&f, "m"));
	const struct yaml_node *l = yaml_next(&f.yaml, yaml_next(&f.yaml, k));

	assert_node(&f, yaml_next(&f.yaml, k), "1", "1");
	assert_node(&f, l, "l", "l");
	g_assert_null(yaml_next(&f.yaml, yaml_next(&f.yaml, l)));
	pool_free(f.pool);
}

static void
test_aliases(void)
{
	struct fixture f = read_text("a: &list [x, y]\nb: *list\nc: &t some text\nd: [*t, *list]\n");
	const struct yaml_node *b = get(&f, "b");
	const struct yaml_node *d = yaml_first(&f.yaml, get(&f, "d"));

	g_assert_cmpuint(f.count, ==, 0);
	assert_node(&f, b, "*list", NULL);
	assert_node(&f, yaml_first(&f.yaml, b), "x", "x");
	g_assert_true(yaml_first(&f.yaml, b) == yaml_first(&f.yaml, get(&f, "a")));
	assert_node(&f, d, "*t", "some text");
	assert_node(&f, yaml_first(&f.yaml, yaml_next(&f.yaml, d)), "x", "x");
	g_assert_null(yaml_next(&f.yaml, yaml_next(&f.yaml, d)));
	pool_free(f.pool);
}

static void
test_traps(void)
{
	assert_refused("title: x\nowner: @dana\n", 2, 8, "can't begin with \"@\"", "\"@dana\"");
	assert_refused("cmd: `ls`\n", 1, 6, "can't begin with \"`\"", "\"`ls`\"");
	assert_refused("cmd: %d\n", 1, 6, "can't begin with \"%\"", "\"%d\"");
	assert_refused("a: 1\nb:\n\tc: 2\n", 3, 1, "tab", "spaces");
	assert_refused("a: 1\n\tb: 2\n", 2, 1, "tab", "spaces");
	assert_refused("a: \"x\nb: 2\n", 1, 4, "never closed", "close it");
	assert_refused("a: 1\nb: 'x\nc: 2\n", 2, 4, "never closed", NULL);
	assert_refused("a: \"x\nb: \"y\"\nc: 1\n", 1, 4, "never closed", NULL);
	assert_refused("a: [x, y\nb: 2\n", 1, 4, "\"[\" is never closed", "\"]\"");
	assert_refused("a: {x: 1\nb: 2\n", 1, 4, "\"{\" is never closed", "\"}\"");
	assert_refused("a: [x, y", 1, 4, "never closed", NULL);
	assert_refused("a: [#ops]\nb: c\n", 1, 4, "never closed", "comment");
	assert_refused("title: Fix: the pool\n", 1, 11, "\": \" a second time", "\"Fix: the pool\"");
	assert_refused("a:\n  title: Ümläut: x: y\n", 2, 16, "a second time", "\"Ümläut: x: y\"");
	assert_refused("title: x\nowner:dana\nb: c\n", 2, 6, "a space is missing", "key: value");
	assert_refused("owner:dana\ntitle: x\n", 1, 6, "a space is missing", NULL);
	assert_refused("title: x\nowner\nb: c\n", 2, 1, "no \"key: value\"", NULL);
	assert_refused("title: x\nhttps://x.example\nb: c\n", 2, 1, "no \"key: value\"", NULL);
	assert_refused("a: b\n  c: d\n", 2, 3, "indented below a line", "indentation");
	assert_refused("a:\n  b: 1\n c: 2\n", 3, 2, "indentation of this line fits no line above", NULL);
	assert_refused("  a: 1\nb: 2\n", 2, 1, "indentation of this line fits no line above", NULL);
}

static void
test_more_traps(void)
{
	assert_refused("a: \"x\" y\n", 1, 8, "nothing can follow the closing quote", "whole value");
	assert_refused("a: 'it's'\n", 1, 8, "nothing can follow the closing quote", "whole value");
	assert_refused("a: [x] y\n", 1, 8, "nothing can follow the closing bracket", "whole value");
	assert_refused("- \"x\" y\n", 1, 7, "nothing can follow the closing quote", NULL);
	assert_refused("a: [x {y]\n", 1, 7, "missing here", NULL);
	assert_refused("a: [\"x\" \"y\"]\n", 1, 9, "\",\" or \"]\" is missing", NULL);
	assert_refused("a: **bold**\n", 1, 4, "can't begin with \"*\"", "\"**bold**\"");
	assert_refused("a: & b\n", 1, 4, "can't begin with \"&\"", NULL);
	assert_refused("a: *ops\n", 1, 4, "none above", "\"*ops\"");
	assert_refused("a: !b!c\n", 1, 4, "can't begin with \"!\"", NULL);
	assert_refused("a: ]\n", 1, 4, "can't begin with \"]\"", NULL);
	assert_refused("a: > 5 ms\n", 1, 4, "text of several lines", "quotes");
	assert_refused("a: \"C:\\dir\"\n", 1, 7, "backslash", "single quotes");
	assert_refused("a: - b\n", 1, 4, "list can't begin", "[a, b]");
	assert_refused("a:\n  - x\n  y: 1\n", 3, 3, "among list items", NULL);
	assert_refused("a: {{ name }}\n", 1, 4, "can't begin with \"{{\"", "quotes");
	assert_refused("? [a, b]\n: c\n", 1, 3, "a key must be text", NULL);
	assert_refused("a: 1\n---\nb: 2\n", 2, 1, "second document", NULL);
	assert_refused_bytes("a: 1\nb: \x01\n", 10, "document/encoding", 2, 4, "control", NULL);
	assert_refused_bytes("a: \xff\n", 5, "document/encoding", 1, 4, "UTF-8", NULL);
	assert_refused_bytes("a: \"x\\0y\"\n", 10, "document/encoding", 1, 4, "control", NULL);
}

static void
test_after_error(void)
{
	struct fixture f = read_text("a: 1\nb: @x\n");

	g_assert_cmpuint(f.yaml.count, ==, 0);
	g_assert_null(yaml_root(&f.yaml));
	pool_free(f.pool);
}

static char *
repeat(const char *text, size_t times)
{
	GString *all = g_string_new(NULL);

	while (times-- > 0)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

static void
test_depth(void)
{
	g_autofree char *open = repeat("[", 64), *close = repeat("]", 64), *more = repeat("[", 65);
	g_autofree char *fits = g_strconcat(open, close, NULL);
	struct fixture f = read_text(fits);

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.yaml.count, ==, 64);
	pool_free(f.pool);
	assert_refused_bytes(more, 65, "document/too-expensive", 1, 65, "64 levels", NULL);
}

static void
test_size(void)
{
	g_autofree char *fits = repeat("- a\n", 199999), *more = repeat("- a\n", 200000);
	struct fixture f = read_text(fits);

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.yaml.count, ==, 200000);
	pool_free(f.pool);
	assert_refused_bytes(more, strlen(more), "document/too-expensive", 200000, 3, "200,000", NULL);
}

static void
test_bombs(void)
{
	GString *bomb = g_string_new("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");

	for (int i = 1; i < 12; i++)
		g_string_append_printf(bomb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	/* 11, 111, 1,111 and 11,111 nodes: ten of each of the first three, then eight of the last, pass 100,000. */
	assert_refused_bytes(bomb->str, bomb->len, "document/too-expensive", 5, 9 + 7 * 5 + 1, "100,000", NULL);
	g_string_free(bomb, TRUE);
	assert_refused_bytes("a: &a [*a]\n", 11, "document/too-expensive", 1, 8, "no end", NULL);
	assert_refused_bytes("a: &a {b: {c: *a}}\n", 19, "document/too-expensive", 1, 15, "no end", NULL);
}

/* A chain of aliases must not become deeper than the text may be. */
static void
test_alias_depth(void)
{
	GString *chain = g_string_new("- &a0 [x]\n");

	for (int i = 1; i < 80; i++)
		g_string_append_printf(chain, "- &a%d [*a%d]\n", i, i - 1);
	/* a63 is 64 levels, and stands in a list: the alias in a63, on line 64, is one too deep. */
	assert_refused_bytes(chain->str, chain->len, "document/too-expensive", 64, 9, "64 levels", NULL);
	g_string_free(chain, TRUE);
}

static void
test_stream(void)
{
	const char *text = "# head\na: 1\n---\n- b\n---\n---\nc: &x 3\nd: *x\n";
	struct fixture f = open_bytes(text, strlen(text));
	size_t count;
	const struct yaml *documents = yaml_read_stream(f.pool, f.findings, f.source, &count);

	settle(&f);
	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(count, ==, 4);
	f.yaml = documents[0];
	assert_node(&f, get(&f, "a"), "1", "1");
	f.yaml = documents[1];
	assert_node(&f, yaml_root(&f.yaml), "- b", NULL);
	f.yaml = documents[2];
	g_assert_cmpint(yaml_root(&f.yaml)->kind, ==, YAML_EMPTY);
	f.yaml = documents[3];
	assert_node(&f, get(&f, "d"), "*x", "3");
	pool_free(f.pool);
}

static void
test_stream_errors(void)
{
	const char *text = "a: &x 1\n---\nb: *x\n";
	struct fixture f = open_bytes(text, strlen(text));
	size_t count;

	yaml_read_stream(f.pool, f.findings, f.source, &count);
	settle(&f);
	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpuint(f.count, ==, 1); /* an anchor holds for its own document */
	g_assert_cmpuint(f.list[0]->span.start, ==, 15);
	pool_free(f.pool);
}

/* What is written is read back; quotes only where something could be taken for a sign, a number or a word of YAML's own. */
static void
test_quotes(void)
{
	static const struct {
		const char *text, *scalar;
	} rows[] = {
		{ "Card payments fail", "Card payments fail" },
		{ "2026-03-21-slow-shop", "2026-03-21-slow-shop" },
		{ "SEV1", "SEV1" },
		{ "10:30", "\"10:30\"" },
		{ "2026-03-21", "\"2026-03-21\"" },
		{ "Cards: none work", "\"Cards: none work\"" },
		{ "Cards:", "\"Cards:\"" },
		{ "Nobody #1", "\"Nobody #1\"" },
		{ "true", "\"true\"" },
		{ "No", "\"No\"" },
		{ "@dana", "\"@dana\"" },
		{ "", "\"\"" },
		{ "a ", "\"a \"" },
		{ "say \"no\" \\ \t", "\"say \\\"no\\\" \\\\ \\x09\"" },
		{ "Zahlungen für alle", "\"Zahlungen für alle\"" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct pool *pool = pool_new();
		const char *text = pool_printf(pool, "a: %s # b\n", yaml_scalar(pool, rows[i].text));
		const struct source *source = source_new(pool, "a.yaml", text, strlen(text));
		const struct yaml yaml = yaml_read(pool, findings_new(pool), source, 0, source->size);

		g_assert_cmpstr(yaml_scalar(pool, rows[i].text), ==, rows[i].scalar);
		g_assert_cmpstr(yaml_text(&yaml, yaml_get(&yaml, yaml_root(&yaml), "a")), ==, rows[i].text);
		pool_free(pool);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/yaml/values", test_values);
	g_test_add_func("/yaml/empty", test_empty);
	g_test_add_func("/yaml/nothing", test_nothing);
	g_test_add_func("/yaml/nesting", test_nesting);
	g_test_add_func("/yaml/lines", test_lines);
	g_test_add_func("/yaml/bytes", test_bytes);
	g_test_add_func("/yaml/part", test_part);
	g_test_add_func("/yaml/duplicates", test_duplicates);
	g_test_add_func("/yaml/aliases", test_aliases);
	g_test_add_func("/yaml/traps", test_traps);
	g_test_add_func("/yaml/more-traps", test_more_traps);
	g_test_add_func("/yaml/after-error", test_after_error);
	g_test_add_func("/yaml/depth", test_depth);
	g_test_add_func("/yaml/size", test_size);
	g_test_add_func("/yaml/bombs", test_bombs);
	g_test_add_func("/yaml/alias-depth", test_alias_depth);
	g_test_add_func("/yaml/stream", test_stream);
	g_test_add_func("/yaml/stream-errors", test_stream_errors);
	g_test_add_func("/yaml/quotes", test_quotes);
	return g_test_run();
}
