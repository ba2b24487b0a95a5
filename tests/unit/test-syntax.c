/* syntax: code taken to pieces; all pieces together are the text. */
#include "render/syntax.h"

#include <glib.h>

#include "base/pool.h"
#include "render/commands.h"

static const char *
text_of(const struct data *piece, GString *scratch)
{
	const struct data *text = data_get(piece, "text");

	g_string_truncate(scratch, 0);
	g_string_append_len(scratch, text->of.text.bytes, (gssize)text->of.text.length);
	return scratch->str;
}

/* Pieces as "c<text>", with the first letter of their kind; plain ones bare. */
static char *
shown(const struct data *pieces)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < data_count(pieces); i++) {
		const struct data *piece = data_item(pieces, i);
		const char *kind = data_string(data_get(piece, "kind"));

		if (kind)
			g_string_append_printf(out, "%c<%s>", *kind, text_of(piece, text));
		else
			g_string_append(out, text_of(piece, text));
	}
	return g_string_free(out, false);
}

static void
assert_pieces(const char *language, const char *text, const char *expected)
{
	struct pool *pool = pool_new();
	g_autofree char *got = shown(syntax_data(pool, language, text));

	g_assert_cmpstr(got, ==, expected);
	pool_free(pool);
}

static void
test_shell(void)
{
	assert_pieces("sh", "", "");
	assert_pieces("sh", "ls -l # all\npwd", "ls o<-l> c<# all>\npwd");
	assert_pieces("sh", "a-b --dry-run=c - -- -1 [-f --d-é \"-x\"", "a-b o<--dry-run>=c - -- -1 [o<-f> o<--d->é s<\"-x\">");
	assert_pieces("sh", "a --an-option-that-is-longer-than-that -\n-b", "a --an-option-that-is-longer-than-that -\no<-b>");
	assert_pieces("bash", "a#b ${#x} $#", "a#b n<${#x}> n<$#>");
	assert_pieces("BASH", "echo \"a \\\" b\" 'c\\' d", "echo s<\"a \\\" b\"> s<'c\\'> d");
	assert_pieces("sh", "echo it\\'s $HOME/$(pwd)", "echo it\\'s n<$HOME>/$(pwd)");
	assert_pieces("sh", "echo 'a\n# b' # c", "echo s<'a\n# b'> c<# c>");
	assert_pieces("sh", "echo it's # c", "echo it's c<# c>");
	assert_pieces("sh", "${a", "${a");
	assert_pieces("powershell", "dir \"C:\\\" # c", "dir s<\"C:\\\"> c<# c>");
	assert_pieces("sh", "naïve \\ü 'ü'", "naïve \\ü s<'ü'>");
}

static void
test_here_documents(void)
{
	assert_pieces("sh", "cat <<EOF >x\nit's\nEOF\nls # c", "cat <<EOF >x\ns<it's\nEOF>\nls c<# c>");
	assert_pieces("sh", "cat <<'A'\nA", "cat <<s<'A'>\ns<A>");
	assert_pieces("sh", "cat <<EOF\n# c", "cat <<EOF\nc<# c>");
	assert_pieces("sh", "cat <<<EOF\nEOF", "cat <<<EOF\nEOF");
	assert_pieces("sh", "a <<E \"\nE\n\"\nb", "a <<E s<\"\nE\n\">\nb");
}

static void
test_sql(void)
{
	assert_pieces("sql", "SELECT a, 'it''s' FROM t1 -- why\nlimit 10;",
	    "k<SELECT> a, s<'it'>s<'s'> k<FROM> t1 c<-- why>\nk<limit> n<10>;");
	assert_pieces("sql", "/* a\nb */ \"order\" selected in_ ' x", "c</* a\nb */> n<\"order\"> selected in_ ' x");
	assert_pieces("sql", "/* a", "/* a");
	assert_pieces("sql", "with VIEW add", "k<with> k<VIEW> k<add>");
}

static void
test_values(void)
{
	assert_pieces("yaml", "# c\na.b: 'x' # d\n- c: 1.5\n  d: [true, x#y, \"z\"]\n",
	    "c<# c>\nn<a.b>: s<'x'> c<# d>\n- n<c>: n<1.5>\n  n<d>: [k<true>, x#y, s<\"z\">]\n");
	assert_pieces("yml", "say: it's a: 5m {e: null}", "n<say>: it's a: 5m {n<e>: k<null>}");
	assert_pieces("json", "{\"a\" : [\"b\\\"\", -1e3, false], \"c", "{n<\"a\"> : [s<\"b\\\"\">, n<-1e3>, k<false>], \"c");
	assert_pieces("jsonc", "1 // c\n\"x\"", "n<1> c<// c>\ns<\"x\">");
	assert_pieces("json", "\"\\\"\\\"", "\"\\\"\\\"");
}

static void
test_others(void)
{
	struct pool *pool = pool_new();

	assert_pieces("promql", "sum by (le) (rate(a{b=\"c\"}[5m])) # d", "f<sum> k<by> (le) (f<rate>(a{b=s<\"c\">}[n<5m>])) c<# d>");
	assert_pieces("promql", ".5 > \"x", "n<.5> > \"x");
	g_assert_null(syntax_data(pool, "text", "# a"));
	g_assert_null(syntax_data(pool, "", "# a"));
	pool_free(pool);
}

/* What is between parameters, or behind another prompt, goes on or begins anew; what is answered is plain. */
static void
test_parts(void)
{
	static const struct {
		const char *language, *code, *parts;
	} rows[] = {
		{ "sh", "a \"b <C> d\" e", "a s<\"b ><C>s< d\"> e" },
		{ "sh", "# a <C> b\nd", "c<# a ><C>c< b>\nd" },
		{ "sh", "# a <C>\n# b", "c<# a ><C>\nc<# b>" },
		{ "sql", "SELECT <LIMIT>", "k<SELECT> <LIMIT>" },
		{ "sh", "cat <<E\n<A>\nb\nE\n", "cat <<E\n<A>s<\nb\nE>\n" },
		{ "console", "$ a 'b'\n# 'c'\n$ d # e", "$ a s<'b'>\n# 'c'\n$ d c<# e>" },
		{ "console", "$ a 'b\n> c' d\ne 'f'", "$ a s<'b\n>> s<c'> d\ne 'f'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct pool *pool = pool_new();
		g_autofree char *got = shown(code_parts(pool, rows[i].language, rows[i].code));

		g_assert_cmpstr(got, ==, rows[i].parts);
		pool_free(pool);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/syntax/shell", test_shell);
	g_test_add_func("/syntax/here-documents", test_here_documents);
	g_test_add_func("/syntax/sql", test_sql);
	g_test_add_func("/syntax/values", test_values);
	g_test_add_func("/syntax/others", test_others);
	g_test_add_func("/syntax/parts", test_parts);
	return g_test_run();
}
