/* template: Mustache's language, its blanks, inheritance, complaints, limits, threads. */
#include "render/data.h"
#include "render/data_json.h"
#include "render/template.h"

#include "base/findings.h"
#include "base/pool.h"

#include <glib.h>
#include <string.h>

#define MAX_TEMPLATES 6

/* Templates by name; the first is the one that is rendered. */
struct file {
	const char *name, *text;
};

struct fixture {
	struct pool *pool;
	struct findings *findings;
	const struct file *files;
	unsigned loads;
	struct template_set *set;
};

static const struct source *
load(const char *name, void *data)
{
	struct fixture *f = data;

	f->loads++;
	for (size_t i = 0; i < MAX_TEMPLATES && f->files[i].name; i++)
		if (strcmp(f->files[i].name, name) == 0)
			return source_new(f->pool, name, f->files[i].text, strlen(f->files[i].text));
	return NULL;
}

static void
open_set(struct fixture *f, const struct file *files, bool missing_is_empty)
{
	*f = (struct fixture){ .pool = pool_new(), .files = files };
	f->findings = findings_new(f->pool);
	f->set = template_set_new(f->pool, f->findings, &(struct template_options){ .load = load, .data = f, .missing_is_empty = missing_is_empty });
	for (size_t i = 0; i < MAX_TEMPLATES && files[i].name; i++)
		g_assert_true(template_set_add(f->set, files[i].name));
}

static const struct data *
parse_json(struct pool *pool, const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, JSON_DECODE_ANY, &error);
	const struct data *data;

	if (!json)
		g_error("%s: %s", text, error.text);
	data = data_of_json(pool, json);
	json_decref(json);
	return data;
}

/* What the first of the files renders to; the test fails where anything is wrong. */
static char *
render_files(const struct file *files, const char *json)
{
	struct fixture f;
	struct template_failure failure = { 0 };
	GString *out = g_string_new(NULL);
	const struct data *data;

	open_set(&f, files, false);
	data = parse_json(f.pool, json);
	g_assert_false(findings_has_rule(f.findings, RULE_LAYOUT_SYNTAX));
	g_assert_true(template_render(f.set, files[0].name, data, NULL, out, &failure));
	pool_free(f.pool);
	return g_string_free(out, false);
}

static void
expect_files(const struct file *files, const char *json, const char *expected)
{
	g_autofree char *got = render_files(files, json);

	g_assert_cmpstr(got, ==, expected);
}

static void
expect(const char *template, const char *json, const char *expected)
{
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", template } }, json, expected);
}

/* "start-end message", one a line; notes indented by one blank; help by two. */
static char *
complaints(const struct file *files)
{
	struct fixture f;
	g_autoptr(GString) lines = g_string_new(NULL);
	const struct finding *const *list;
	size_t count = 0;

	open_set(&f, files, false);
	findings_settle(f.findings, &(struct settlement){ .now = 0 });
	list = findings_list(f.findings, &count);
	for (size_t i = 0; i < count; i++) {
		g_assert_cmpint(list[i]->rule, ==, RULE_LAYOUT_SYNTAX);
		g_string_append_printf(lines, "%zu-%zu %s\n", list[i]->span.start, list[i]->span.end, list[i]->message);
		for (size_t n = 0; n < list[i]->note_count; n++)
			g_string_append_printf(lines, " %zu-%zu %s\n", list[i]->notes[n].span.start, list[i]->notes[n].span.end, list[i]->notes[n].message);
		if (list[i]->help)
			g_string_append_printf(lines, "  %s\n", list[i]->help);
	}
	pool_free(f.pool);
	return g_string_free(g_steal_pointer(&lines), false);
}

static void
expect_complaints(const char *template, const char *expected)
{
	g_autofree char *got = complaints((const struct file[MAX_TEMPLATES]){ { "page", template } });

	g_assert_cmpstr(got, ==, expected);
}

/* Values and escapes */

static void
test_text(void)
{
	expect("", "{}", "");
	expect("no tags, { single } braces\n", "{}", "no tags, { single } braces\n");
	expect("a}}b", "{}", "a}}b");
	expect("\xef\xbb\xbf"
	       "begin",
	    "{}", "begin");
	expect("\xef\xbb\xbf  {{#a}}\nx\n{{/a}}", "{\"a\": true}", "x\n");
}

static void
test_escapes(void)
{
	expect("{{x}}", "{\"x\": \"<a href='b'>\\\"&\\\"</a>\"}", "&lt;a href=&#39;b&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
	expect("{{{x}}} {{&x}} {{& x }}", "{\"x\": \"<'&\\\">\"}", "<'&\"> <'&\"> <'&\">");
	expect("{{x}}", "{\"x\": \"\\u00e4\\u20ac\"}", "\xc3\xa4\xe2\x82\xac");
	expect("{{x}}", "{\"x\": \"&\"}", "&amp;");
}

static void
test_values(void)
{
	expect("{{x}}", "{\"x\": 85}", "85");
	expect("{{x}}", "{\"x\": -9223372036854775808}", "-9223372036854775808");
	expect("{{x}}", "{\"x\": 0}", "0");
	expect("{{x}}", "{\"x\": 1.21}", "1.21");
	expect("{{x}}", "{\"x\": 0.1}", "0.1");
	expect("{{x}}", "{\"x\": 2.0}", "2");
	expect("{{x}}", "{\"x\": 0.30000000000000004}", "0.30000000000000004");
	expect("{{x}}", "{\"x\": 5e-324}", "5e-324");
	expect("{{x}}", "{\"x\": 1.7976931348623157e308}", "1.7976931348623157e+308");
	expect("{{x}} {{y}}", "{\"x\": true, \"y\": false}", "true false");
	expect("[{{x}}{{y}}{{z}}{{none}}]", "{\"x\": null, \"y\": [1], \"z\": {\"a\": 1}}", "[]");
}

static void
test_names(void)
{
	expect("{{ a }}{{\n\ta\n}}", "{\"a\": 1}", "11");
	expect("{{a.b.c}}", "{\"a\": {\"b\": {\"c\": \"deep\"}}}", "deep");
	expect("[{{a.b.c}}]", "{\"a\": {}}", "[]");
	expect("[{{a.b}}]", "{\"a.b\": \"one key\"}", "[]");
	expect("[{{a.b}}]", "{\"a\": \"text\"}", "[]");
	expect("[{{#a}}{{b.c}}{{/a}}]", "{\"a\": {\"b\": {}}, \"b\": {\"c\": \"outer\"}}", "[]");
	expect("{{#a}}{{x}}{{y}}{{/a}}", "{\"a\": {\"x\": 1}, \"x\": 2, \"y\": 3}", "13");
	expect("[{{#a}}{{x}}{{/a}}]", "{\"a\": {\"x\": null}, \"x\": 2}", "[]");
	expect("{{.}}", "\"<root>\"", "&lt;root&gt;");
	expect("{{a..b}}{{.a}}{{a.}}", "{\"a\": {\"b\": 1, \"\": 2}}", "2");
	expect("{{\xc3\xa4}}", "{\"\\u00e4\": 1}", "1");
}

/* Sections */

static void
test_truth(void)
{
	static const char *const trues[] = { "true", "0", "1", "0.0", "\"x\"", "\"0\"", "{}", "[false]", "[null]" };
	static const char *const falses[] = { "false", "null", "\"\"", "[]" };

	for (size_t i = 0; i < G_N_ELEMENTS(trues); i++) {
		g_autofree char *json = g_strdup_printf("{\"a\": %s}", trues[i]);

		expect("{{#a}}yes{{/a}}{{^a}}no{{/a}}", json, "yes");
	}
	for (size_t i = 0; i < G_N_ELEMENTS(falses); i++) {
		g_autofree char *json = g_strdup_printf("{\"a\": %s}", falses[i]);

		expect("{{#a}}yes{{/a}}{{^a}}no{{/a}}", json, "no");
	}
	expect("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{}", "no");
}

static void
test_lists(void)
{
	expect("{{#a}}({{.}}){{/a}}", "{\"a\": [1, \"b\", 2.5]}", "(1)(b)(2.5)");
	expect("{{#a}}({{#.}}{{.}}{{/.}}){{/a}}", "{\"a\": [[1, 2], [], [3]]}", "(12)()(3)");
	expect("{{#.}}{{x}}{{/.}}", "[{\"x\": 1}, {\"x\": 2}]", "12");
	expect("{{#a}}{{#b}}{{x}}{{y}} {{/b}}{{/a}}", "{\"a\": [{\"y\": 1, \"b\": [{\"x\": 2}, {\"x\": 3}]}, {\"y\": 4, \"b\": [{\"x\": 5}]}]}", "21 31 54 ");
	expect("{{#a}}{{#a}}{{n}}{{/a}}{{/a}}", "{\"a\": {\"n\": 1, \"a\": {\"n\": 2}}}", "2");
	expect("{{#a.b}}{{x}}{{/a.b}}{{x}}", "{\"x\": 0, \"a\": {\"b\": {\"x\": 1}}}", "10");
}

/* More sections inside one another than the first room for them. */
static void
test_deep_sections(void)
{
	g_autoptr(GString) template = g_string_new(NULL);

	for (int i = 0; i < 1000; i++)
		g_string_append(template, "{{#a}}");
	g_string_append(template, "x{{b}}");
	for (int i = 0; i < 1000; i++)
		g_string_append(template, "{{/a}}");
	expect(template->str, "{\"a\": [1], \"b\": 2}", "x2");
}

static void
test_blanks(void)
{
	expect("a\n  {{#x}}  \nb\n{{/x}}\nc", "{\"x\": true}", "a\nb\nc");
	expect("a\r\n{{#x}}\r\nb\r\n{{/x}}\r\nc", "{\"x\": true}", "a\r\nb\r\nc");
	expect(" {{#x}}b{{/x}} \n", "{\"x\": true}", " b \n");
	expect("  {{x}}  \n", "{\"x\": 1}", "  1  \n");
	expect("a\n\t{{! gone }}\nb {{! stays }}\n", "{}", "a\nb \n");
	expect("a\n{{!\n many\n lines }}\nb", "{}", "a\nb");
	expect("  {{#x}}\n  {{/x}}", "{\"x\": true}", "");
}

static void
test_delimiters(void)
{
	expect("{{=<% %>=}}<%x%> {{x}} <%={{ }}=%>{{x}}", "{\"x\": 1}", "1 {{x}} 1");
	expect("{{= | | =}}|#x|yes|/x|", "{\"x\": 1}", "yes");
	expect("a\n{{=[ ]=}}\n[x]", "{\"x\": 1}", "a\n1");
	expect("{{=<% %>=}}<%{x}%> <%&x%>", "{\"x\": \"<\"}", "< <");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{=<% %>=}}<%>part%><%x%>" }, { "part", "{{x}}<%x%>" } }, "{\"x\": 1}", "1<%x%>1");
}

/* Partials */

static void
test_partials(void)
{
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "[{{>partials/nav}}]" }, { "partials/nav", "{{x}}" } }, "{\"x\": 1}", "[1]");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{>node}}" }, { "node", "{{n}}({{#in}}{{>node}}{{/in}})" } },
	    "{\"n\": 1, \"in\": [{\"n\": 2, \"in\": []}, {\"n\": 3, \"in\": [{\"n\": 4, \"in\": []}]}]}", "1(2()3(4()))");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{#p}}{{>*kind}}{{/p}}{{>*none}}{{>*number}}" }, { "a", "A{{x}}" }, { "b", "B" } },
	    "{\"p\": [{\"kind\": \"b\"}, {\"kind\": \"a\", \"x\": 1}, {\"kind\": \"c\"}], \"number\": 7}", "BA1");
}

static void
test_partial_indentation(void)
{
	const struct file nested[MAX_TEMPLATES] = { { "page", "<\n  {{>a}}\n>" }, { "a", "1\n{{x}}\n\t{{>b}}\n{{#y}}in{{/y}}\nend" }, { "b", "i\n\nj\n" } };
	const struct file inline_one[MAX_TEMPLATES] = { { "page", "  {{>a}}\n" }, { "a", "1 {{>b}}\n2\n" }, { "b", "i\nj" } };

	expect_files(nested, "{\"x\": \"a\\nb\"}", "<\n  1\n  a\nb\n  \ti\n  \t\n  \tj\n  \n  end>");
	expect_files(inline_one, "{}", "  1 i\nj\n  2\n");
}

/* Inheritance */

static const char base[] = "<title>{{$title}}Site{{/title}}</title>\n<main>\n  {{$content}}\n    nothing\n  {{/content}}\n</main>\n";

static void
test_inheritance(void)
{
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<base}}{{/base}}\n" }, { "base", base } }, "{}",
	    "<title>Site</title>\n<main>\n    nothing\n</main>\n");
	expect_files((const struct file[MAX_TEMPLATES]){
			 { "page", "{{<base}}\nignored {{x}} {{>card}}\n{{$title}}T{{x}}{{/title}}\n{{$content}}\n  <p>\n    {{x}}\n  </p>\n{{/content}}\n{{/base}}\n" },
			 { "base", base }, { "card", "" } },
	    "{\"x\": 1}", "<title>T1</title>\n<main>\n    <p>\n      1\n    </p>\n</main>\n");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<*layout}}{{$a}}1{{/a}}{{/*layout}}" }, { "one", "one {{$a}}{{/a}}" } }, "{\"layout\": \"one\"}", "one 1");
}

/* Arguments reach through templates between, and a parent may come back inside itself. */
static void
test_inheritance_levels(void)
{
	const struct file levels[MAX_TEMPLATES] = {
		{ "page", "{{<one}}{{$x}}page{{/x}}{{/one}}|{{<one}}{{/one}}|{{<two}}{{/two}}|{{>three}}" },
		{ "one", "{{<two}}{{$x}}one{{/x}}{{/two}}" },
		{ "two", "{{<three}}{{$x}}two{{/x}}{{/three}}" },
		{ "three", "{{$x}}three{{/x}}" },
	};
	const struct file turns[MAX_TEMPLATES] = {
		{ "page", "{{<left}}{{$who}}us{{/who}}{{/left}}" },
		{ "left", "left {{$who}}nobody{{/who}}, {{$then}}{{<right}}{{/right}}{{/then}}" },
		{ "right", "right {{$who}}somebody{{/who}}, {{<left}}{{$then}}end{{/then}}{{/left}}" },
	};
	const struct file through_partial[MAX_TEMPLATES] = {
		{ "page", "{{<base}}{{$x}}given{{/x}}{{/base}}" },
		{ "base", "{{>part}}" },
		{ "part", "{{$x}}default{{/x}}" },
	};

	expect_files(levels, "{}", "page|one|two|three");
	expect_files(turns, "{}", "left us, right us, left us, end");
	expect_files(through_partial, "{}", "given");
}

/* An argument is filled from the data of the place where it is put. */
static void
test_argument_context(void)
{
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<list}}{{$item}}<{{name}}>{{/item}}{{/list}}" }, { "list", "{{#all}}{{$item}}{{/item}}{{/all}}" } },
	    "{\"name\": \"outer\", \"all\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}", "<a><b>");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<p}}{{$x}}{{/x}}{{/p}}" }, { "p", "[{{$x}}not empty{{/x}}]" } }, "{}", "[]");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<p}}{{$x}}argument{{/x}}{{/p}}" }, { "p", "{{$x}}{{/x}}{{x}}" } }, "{\"x\": \" data\"}", "argument data");
}

static void
test_parent_blanks(void)
{
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "a\n  {{<p}}{{/p}} \nb\n" }, { "p", "1\n2\n" } }, "{}", "a\n  1\n  2\nb\n");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "a\n  {{<p}}\n  {{/p}}\nb\n" }, { "p", "1\n2\n" } }, "{}", "a\n  1\n  2\nb\n");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "a {{<p}}\n{{/p}} b\n" }, { "p", "1\n2" } }, "{}", "a 1\n2 b\n");
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<p}}\r\n{{$x}}\r\n  1\r\n  2\r\n{{/x}}\r\n{{/p}}\r\nend" }, { "p", "<\r\n\t{{$x}}\r\n\t{{/x}}\r\n>\r\n" } }, "{}",
	    "<\r\n\t1\r\n\t2\r\n>\r\nend");
}

/* A block in an argument keeps its place in it, whatever margins both lose. */
static void
test_nested_block_indentation(void)
{
	const struct file files[MAX_TEMPLATES] = {
		{ "page", "{{<middle}}{{$in}}\n        x\n          y\n{{/in}}{{/middle}}\n" },
		{ "middle", "{{<base}}\n      {{$out}}\n      <o>\n        {{$in}}\n          default\n        {{/in}}\n      </o>\n      {{/out}}\n{{/base}}\n" },
		{ "base", "| {{$out}}{{/out}}|\n {{$out}}{{/out}}\n" },
	};

	expect_files(files, "{}", "| <o>\n    x\n      y\n</o>\n|\n <o>\n     x\n       y\n </o>\n\n");
}

/* A section directly inside a parent is ignored with all that is in it. */
static void
test_ignored_in_parent(void)
{
	expect_files((const struct file[MAX_TEMPLATES]){ { "page", "{{<p}}{{#x}}{{$a}}no{{/a}}{{<q}}{{$a}}no{{/a}}{{/q}}{{/x}}{{/p}}" }, { "p", "{{$a}}yes{{/a}}" }, { "q", "" } },
	    "{\"x\": true}", "yes");
}

/* What overrides is asked of the outermost; inside an argument its own template's view holds. */
static void
test_argument_scope(void)
{
	const struct file card_in_page[MAX_TEMPLATES] = {
		{ "page", "{{<base}}{{$content}}[{{<card}}{{$content}}inner{{/content}}{{/card}}]{{/content}}{{/base}}" },
		{ "base", "base {{$content}}{{/content}}" },
		{ "card", "card {{$content}}{{/content}}" },
	};
	const struct file passed_on[MAX_TEMPLATES] = {
		{ "page", "{{<middle}}{{$a}}page{{/a}}{{/middle}}" },
		{ "middle", "{{<base}}{{$a}}middle{{/a}}{{$b}}({{$a}}default{{/a}}){{/b}}{{/base}}" },
		{ "base", "{{$a}}base{{/a}} {{$b}}base{{/b}}" },
	};

	expect_files(card_in_page, "{}", "base [card inner]");
	expect_files(passed_on, "{}", "page (page)");
}

static void
test_block_indentation(void)
{
	const struct file files[MAX_TEMPLATES] = {
		{ "page", "  {{>part}}\n" },
		{ "part", "{{<base}}\n  {{$a}}\n    {{#x}}\n    one\n      two\n    {{/x}}\n  {{/a}}\n  {{$b}}inline{{/b}}\n{{/base}}\n" },
		{ "base", "{{$a}}\n  default\n{{/a}}\n{{$b}}{{/b}}|\n\t{{$c}}c{{/c}}\n{{$d}}d{{/d}}\n" },
	};

	expect_files(files, "{\"x\": [1, 2]}", "    one\n      two\n    one\n      two\n  inline|\n  \tc\n  d\n");
}

/* Complaints */

static void
test_unclosed(void)
{
	expect_complaints("abc {{x\nmore", "4-7 this tag has no end: '}}' is missing\n");
	expect_complaints("{{{x}} y", "0-8 this tag has no end: '}}}' is missing\n");
	expect_complaints("{{=<% %>=}}<%x}}", "11-16 this tag has no end: '%>' is missing\n");
	expect_complaints("{{#a}}\n{{^b}}", "0-6 the section 'a' is never closed\n7-13 the section 'b' is never closed\n");
	expect_complaints("{{$ab}}x", "0-7 the block 'ab' is never closed\n");
	expect_complaints("{{#a}}{{x}}{{/a", "11-15 this tag has no end: '}}' is missing\n");
	expect_complaints("{{", "0-2 this tag has no end: '}}' is missing\n");
}

static void
test_mismatched(void)
{
	expect_complaints("{{/a}}", "0-6 'a' is closed but not open here\n");
	expect_complaints("{{#a}}x{{/b}}{{/a}}", "7-13 'b' is closed but not open here\n 0-6 this is open\n");
	expect_complaints("{{#a}}{{#b}}{{/a}}", "6-12 the section 'b' is never closed\n 12-18 what it stands in is closed here\n");
	expect_complaints("{{#a}}x{{/b}}", "7-13 'b' is closed but not open here\n 0-6 this is open\n");
	expect_complaints("{{#a}}{{/A}}{{/a}}", "6-12 'A' is closed but not open here\n 0-6 this is open\n");
}

/* One more than may be open is one finding, however much follows. */
static void
test_too_deep(void)
{
	g_autoptr(GString) template = g_string_new(NULL);

	for (int i = 0; i < 1000; i++)
		g_string_append(template, "{{#a}}");
	for (int i = 0; i < 50000; i++)
		g_string_append(template, "{{^b}}{{$c}}");
	for (int i = 0; i < 50000; i++)
		g_string_append(template, "{{/d}}");
	expect_complaints(template->str, "6000-6006 this stands inside of 1000 others, which is as many as may be open\n");
}

static void
test_bad_tags(void)
{
	expect_complaints("a{{}}", "1-5 a tag without a name\n");
	expect_complaints("{{ }}{{#}}{{> }}{{/}}{{{}}}", "0-5 a tag without a name\n5-10 a tag without a name\n10-16 a tag without a name\n16-21 a tag without a name\n21-27 a tag without a name\n");
	expect_complaints("{{a b}}", "0-7 a name can't contain blanks\n");
	expect_complaints("{{=x=}}", "0-7 these are no delimiters\n  write two words without '=' between the equals signs, as in {{=<% %>=}}\n");
	expect_complaints("{{=a b c=}}", "0-11 these are no delimiters\n  write two words without '=' between the equals signs, as in {{=<% %>=}}\n");
	expect_complaints("{{= =}}", "0-7 these are no delimiters\n  write two words without '=' between the equals signs, as in {{=<% %>=}}\n");
	expect_complaints("{{=a= b=}}", "0-10 these are no delimiters\n  write two words without '=' between the equals signs, as in {{=<% %>=}}\n");
}

static void
test_missing_template(void)
{
	struct fixture f;
	GString *out = g_string_new(NULL);
	struct template_failure failure = { 0 };

	expect_complaints("a\n{{> partials/none }}\n{{>*any}}", "2-22 there is no template 'partials/none'\n");
	expect_complaints("{{<none}}{{/none}}", "0-9 there is no template 'none'\n");
	open_set(&f, (const struct file[MAX_TEMPLATES]){ { "page", "[{{>none}}]" } }, true);
	g_assert_false(findings_has_rule(f.findings, RULE_LAYOUT_SYNTAX));
	g_assert_true(template_render(f.set, "page", NULL, NULL, out, &failure));
	g_assert_cmpstr(out->str, ==, "[]");
	g_assert_false(template_set_add(f.set, "none"));
	g_assert_false(template_set_has(f.set, "none"));
	g_assert_true(template_set_has(f.set, "page"));
	g_assert_false(template_render(f.set, "none", NULL, NULL, out, &failure));
	g_assert_cmpuint(f.loads, ==, 2);
	g_string_free(out, true);
	pool_free(f.pool);
}

/* Of a faulty template, what can be read still renders. */
static void
test_faulty_renders(void)
{
	struct fixture f;
	GString *out = g_string_new(NULL);
	struct template_failure failure = { 0 };
	const struct data *data;

	open_set(&f, (const struct file[MAX_TEMPLATES]){ { "page", "{{#a}}{{x}}{{/b}} {{x" } }, false);
	data = parse_json(f.pool, "{\"x\": 1}");
	g_assert_true(template_render(f.set, "page", data, NULL, out, &failure));
	g_assert_cmpstr(out->str, ==, "1 {{x");
	g_string_free(out, true);
	pool_free(f.pool);
}

/* Limits */

static void
expect_failure(const struct file *files, const char *json, struct template_limits limits, size_t start, size_t end, const char *message)
{
	struct fixture f;
	GString *out = g_string_new(NULL);
	struct template_failure failure = { 0 };
	const struct data *data;

	open_set(&f, files, false);
	data = parse_json(f.pool, json);
	g_assert_false(template_render(f.set, files[0].name, data, &limits, out, &failure));
	g_assert_cmpstr(failure.message, ==, message);
	g_assert_cmpuint(failure.span.start, ==, start);
	g_assert_cmpuint(failure.span.end, ==, end);
	template_failure_report(f.findings, &failure);
	g_assert_true(findings_has_rule(f.findings, RULE_LAYOUT_SYNTAX));
	g_string_free(out, true);
	pool_free(f.pool);
}

static void
test_endless_recursion(void)
{
	static const char endless[] = "templates include each other too deeply, or without end";

	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "a {{>page}}" } }, "{}", (struct template_limits){ 0 }, 2, 11, endless);
	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "{{>*me}}" } }, "{\"me\": \"page\"}", (struct template_limits){ 0 }, 0, 8, endless);
	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "{{>a}}" }, { "a", "\n{{>b}}" }, { "b", "{{>a}}" } }, "{}", (struct template_limits){ .depth = 4 }, 0, 6, endless);
	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "{{<page}}{{$x}}{{/x}}{{/page}}" } }, "{}", (struct template_limits){ 0 }, 0, 9, endless);
}

static void
test_output_limit(void)
{
	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "{{x}}{{x}}{{x}}" } }, "{\"x\": \"abcd\"}", (struct template_limits){ .output = 10 }, 10, 15, "this page grows too large");
	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "{{#a}}0123456789{{/a}}" } }, "{\"a\": [1, 2]}", (struct template_limits){ .output = 19 }, 6, 16, "this page grows too large");
}

static void
test_step_limit(void)
{
	expect_failure((const struct file[MAX_TEMPLATES]){ { "page", "{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}" } }, "{\"a\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}",
	    (struct template_limits){ .steps = 500 }, 18, 24, "this page takes too many steps; lists inside lists grow fast");
}

/* Exactly at the limit nothing is wrong. */
static void
test_within_limits(void)
{
	struct fixture f;
	GString *out = g_string_new("kept ");
	struct template_failure failure = { 0 };
	const struct data *data;

	open_set(&f, (const struct file[MAX_TEMPLATES]){ { "page", "{{#a}}{{>b}}{{/a}}" }, { "b", "12345" } }, false);
	data = parse_json(f.pool, "{\"a\": [1, 2]}");
	g_assert_true(template_render(f.set, "page", data, &(struct template_limits){ .output = 10, .depth = 1, .steps = 3 }, out, &failure));
	g_assert_cmpstr(out->str, ==, "kept 1234512345");
	g_assert_true(template_render(f.set, "page", data, &(struct template_limits){ .output = SIZE_MAX, .depth = SIZE_MAX, .steps = SIZE_MAX }, out, &failure));
	g_assert_cmpuint(f.loads, ==, 2);
	g_string_free(out, true);
	pool_free(f.pool);
}

/* Threads */

struct job {
	const struct template_set *set;
	const struct data *data;
};

static void *
render_many(void *data)
{
	const struct job *job = data;
	GString *out = g_string_new(NULL);
	struct template_failure failure = { 0 };

	for (int i = 0; i < 2000; i++) {
		g_string_truncate(out, 0);
		g_assert_true(template_render(job->set, "page", job->data, NULL, out, &failure));
	}
	return g_string_free(out, false);
}

static void
test_threads(void)
{
	struct fixture f;
	const struct data *data;
	struct job job = { 0 };
	GThread *threads[4];

	open_set(&f, (const struct file[MAX_TEMPLATES]){ { "page", "{{<*layout}}{{$content}}\n{{#x}}\n{{.}}\n{{/x}}\n{{/content}}{{/*layout}}" }, { "base", base } }, false);
	data = parse_json(f.pool, "{\"layout\": \"base\", \"x\": [1, \"<\", 2.5]}");
	job = (struct job){ .set = f.set, .data = data };
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("render", render_many, &job);
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
		g_autofree char *got = g_thread_join(threads[i]);

		g_assert_cmpstr(got, ==, "<title>Site</title>\n<main>\n    1\n    &lt;\n    2.5\n</main>\n");
	}
	pool_free(f.pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template/text", test_text);
	g_test_add_func("/template/escapes", test_escapes);
	g_test_add_func("/template/values", test_values);
	g_test_add_func("/template/names", test_names);
	g_test_add_func("/template/truth", test_truth);
	g_test_add_func("/template/lists", test_lists);
	g_test_add_func("/template/deep-sections", test_deep_sections);
	g_test_add_func("/template/blanks", test_blanks);
	g_test_add_func("/template/delimiters", test_delimiters);
	g_test_add_func("/template/partials", test_partials);
	g_test_add_func("/template/partial-indentation", test_partial_indentation);
	g_test_add_func("/template/inheritance", test_inheritance);
	g_test_add_func("/template/inheritance-levels", test_inheritance_levels);
	g_test_add_func("/template/argument-context", test_argument_context);
	g_test_add_func("/template/parent-blanks", test_parent_blanks);
	g_test_add_func("/template/nested-block-indentation", test_nested_block_indentation);
	g_test_add_func("/template/ignored-in-parent", test_ignored_in_parent);
	g_test_add_func("/template/argument-scope", test_argument_scope);
	g_test_add_func("/template/block-indentation", test_block_indentation);
	g_test_add_func("/template/unclosed", test_unclosed);
	g_test_add_func("/template/mismatched", test_mismatched);
	g_test_add_func("/template/too-deep", test_too_deep);
	g_test_add_func("/template/bad-tags", test_bad_tags);
	g_test_add_func("/template/missing-template", test_missing_template);
	g_test_add_func("/template/faulty-renders", test_faulty_renders);
	g_test_add_func("/template/endless-recursion", test_endless_recursion);
	g_test_add_func("/template/output-limit", test_output_limit);
	g_test_add_func("/template/step-limit", test_step_limit);
	g_test_add_func("/template/within-limits", test_within_limits);
	g_test_add_func("/template/threads", test_threads);
	return g_test_run();
}
