#include "render/commands.h"

#include <glib.h>

#include "base/pool.h"

static char *
parts_text(const char *code, const char *mark)
{
	GString *out = g_string_new(NULL);
	struct pool *pool = pool_new();
	const struct data *parts = code_parts(pool, "text", code);

	for (size_t i = 0; i < data_count(parts); i++) {
		const struct data *part = data_item(parts, i), *text = data_get(part, "text");
		const char *parameter = data_string(data_get(part, "parameter"));

		if (data_is(data_get(part, "prompt"), DATA_TRUE))
			g_string_append_c(out, '^');
		if (data_is(data_get(part, "output"), DATA_TRUE))
			g_string_append_c(out, '~');
		if (parameter)
			g_string_append_printf(out, "[%s]", parameter);
		else
			g_string_append_len(out, text->of.text.bytes, (gssize)text->of.text.length);
		g_string_append(out, mark);
	}
	pool_free(pool);
	return g_string_free(out, false);
}

static void
test_parts(void)
{
	static const struct {
		const char *code, *parts;
	} rows[] = {
		{ "", "" },
		{ "ls", "ls" },
		{ "<NAME>", "[NAME]" },
		{ "a <b-c> {{D_1}}{{ e }}", "a [b-c] [D_1][e]" },
		{ "1 < 2 > 1", "1 < 2 > 1" },
		{ "cat <in >out", "cat <in >out" },
		{ "cat <<EOF", "cat <<EOF" },
		{ "<two words>", "<two words>" },
		{ "{{ $labels.x }} {{a", "{{ $labels.x }} {{a" },
		{ "<b>x</b> <c>", "<b>x</b> [c]" },
		{ "<", "<" },
		{ "{{}}", "{{}}" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = parts_text(rows[i].code, "");

		g_assert_cmpstr(got, ==, rows[i].parts);
	}
}

/* ^: what follows is a prompt, ~: output; /: the end of a part. */
static void
test_sessions(void)
{
	static const struct {
		const char *code, *parts;
	} rows[] = {
		{ "$ ls\na b\n$ pwd\n", "^$ /ls\n/~a b\n/^$ /pwd\n/" },
		{ "$ ls <DIR>\nin <DIR>", "^$ /ls /[DIR]/\n/~in /~[DIR]/" },
		{ "ls\na $ b\n", "ls\na $ b\n/" },
		{ "# why\n$ ls\n", "~# why\n/^$ /ls\n/" },
		{ "$ a \\\n  b\nout\n", "^$ /a \\\n  b\n/~out\n/" },
		{ "$ a |\n> b\n> out", "^$ /a |\n/^> /b\n/^> /out/" },
		{ "$ npm start\n> shop start\n", "^$ /npm start\n/~> shop start\n/" },
		{ "$ for i in 1 2; do\n> echo $i\n> done\n1\n", "^$ /for i in 1 2; do\n/^> /echo $i\n/^> /done\n/~1\n/" },
		{ "$ cat <<EOF\n$ x\nEOF\n$ x\n", "^$ /cat <<EOF\n$ x\nEOF\n/^$ /x\n/" },
		{ "$ echo 'a\nb'\na\nb", "^$ /echo 'a\nb'\n/~a\nb/" },
		{ "$ echo it # isn't\nit", "^$ /echo it # isn't\n/~it/" },
		{ "root@db1:~# id\nuid=0\n", "^root@db1:~# /id\n/~uid=0\n/" },
		{ "[ada@web ~]$ id\nuid=7\n", "^[ada@web ~]$ /id\n/~uid=7\n/" },
		{ "mail ada@web $ x\n", "mail ada@web $ x\n/" },
		{ "PS C:\\> dir\nx", "^PS C:\\> /dir\n/~x/" },
		{ "$ \n", "^$ /\n/" },
		{ "$ cat <<EOF", "^$ /cat <<EOF/" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = parts_text(rows[i].code, "/");

		g_assert_cmpstr(got, ==, rows[i].parts);
	}
}

static void
test_commands(void)
{
	g_assert_true(is_command_language("sh"));
	g_assert_true(is_command_language("SQL"));
	g_assert_false(is_command_language(""));
	g_assert_false(is_command_language("yaml"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/commands/parts", test_parts);
	g_test_add_func("/commands/sessions", test_sessions);
	g_test_add_func("/commands/commands", test_commands);
	return g_test_run();
}
