/* Commands that can't be taken back, words that warn, and characters no shell understands. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "check/destructive.h"
#include "check/typography.h"

struct fixture {
	struct pool *pool;
	const struct destructive *destructive;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->pool = pool_new();
	fixture->destructive = destructive_new(fixture->pool);
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	pool_free(fixture->pool);
}

static bool
destructive_find(const struct destructive *destructive, const char *code, size_t length, size_t from, struct match *match)
{
	destructive_begin(destructive, code, length);
	return destructive_next(destructive, from, match);
}

static const struct {
	const char *code, *words;
} destructive_code[] = {
	{ "cd /tmp && rm -rf cache", "rm -rf" },
	{ "rm -v -R cache", "rm -v -R" },
	{ "rm --recursive cache", "rm --recursive" },
	{ "find /data -name '*.log' -delete", "-delete" },
	{ "find . -exec rm {} ;", "-exec rm" },
	{ "git push -f origin main", "git push -f" },
	{ "git push origin main --force", "git push origin main --force" },
	{ "git reset --hard HEAD~1", "git reset --hard" },
	{ "drop table orders;", "drop table" },
	{ "DROP DATABASE shop", "DROP DATABASE" },
	{ "TRUNCATE TABLE orders;", "TRUNCATE TABLE orders" },
	{ "DELETE FROM jobs WHERE id = 4;", "DELETE FROM" },
	{ "UPDATE orders SET state = 'new';", "UPDATE orders SET" },
	{ "redis-cli FLUSHALL", "FLUSHALL" },
	{ "kubectl -n shop delete pod api-1", "kubectl -n shop delete" },
	{ "kubectl delete pvc data-0", "kubectl delete" },
	{ "docker system prune -af", "docker system prune" },
	{ "terraform destroy", "terraform destroy" },
	{ "dd if=/dev/zero of=/dev/sda", "dd if=/dev/zero of=" },
	{ "mkfs.ext4 /dev/sdb", "mkfs.ext4 " },
	{ "aws s3 rm s3://bucket --recursive", "aws s3 rm" },
	{ "curl -X DELETE http://es:9200/logs", "-X DELETE" },
	{ "rsync -a --delete a/ b/", "--delete" },
	{ "helm upgrade api --force", "--force" },
};

static void
test_destructive(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(destructive_code); i++) {
		const char *code = destructive_code[i].code;
		struct match match;

		g_test_message("%s", code);
		g_assert_true(destructive_find(fixture->destructive, code, strlen(code), 0, &match));
		g_assert_cmpmem(code + match.inner_start, match.inner_end - match.inner_start, destructive_code[i].words, strlen(destructive_code[i].words));
	}
}

static const char *const harmless[] = {
	"",
	"rm cache.lock",
	"rm -i notes.txt",
	"format -rf",
	"firm -rf",
	"# rm -rf /data",
	"  -- DROP TABLE orders",
	"git push --force-with-lease",
	"git push origin fix-force",
	"UPDATE orders SET state = 'new' WHERE id = 4;",
	"SELECT deleted FROM orders",
	"kubectl get pods",
	"kubectl describe pod delete-me",
	"find /data -name '*.log' -print",
	"docker ps",
	"terraform plan",
	"dropdown",
	"add if=x of=y",
};

static void
test_harmless(struct fixture *fixture, gconstpointer data)
{
	struct match match;

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++) {
		g_test_message("%s", harmless[i]);
		g_assert_false(destructive_find(fixture->destructive, harmless[i], strlen(harmless[i]), 0, &match));
	}
}

/* One finding a command, however many patterns it meets. */
static void
test_each_once(struct fixture *fixture, gconstpointer data)
{
	const char *code = "git push --force\nrm -rf a\nrm -rf b\n";
	struct match match;
	size_t starts[8], count = 0;

	(void)data;
	destructive_begin(fixture->destructive, code, strlen(code));
	for (size_t from = 0; destructive_next(fixture->destructive, from, &match) && count < 8; from = match.end)
		starts[count++] = match.start;
	g_assert_cmpuint(count, ==, 3);
	g_assert_cmpuint(starts[0], ==, 0);
	g_assert_cmpuint(starts[1], ==, 17);
	g_assert_cmpuint(starts[2], ==, 26);
}

static void
test_command_end(struct fixture *fixture, gconstpointer data)
{
	(void)fixture;
	(void)data;
	g_assert_cmpuint(command_end("a b\nc", 5, 0), ==, 3);
	g_assert_cmpuint(command_end("a \\\n b; c", 10, 0), ==, 6);
	g_assert_cmpuint(command_end("a | b", 5, 0), ==, 2);
	g_assert_cmpuint(command_end("a && b", 6, 0), ==, 2);
	g_assert_cmpuint(command_end("a b", 3, 3), ==, 3);
	g_assert_cmpuint(command_end("", 0, 0), ==, 0);
}

static void
test_warnings(struct fixture *fixture, gconstpointer data)
{
	static const char *const ways_back[] = {
		"Restore it from last night's copy.", "Roll back with make undo.", "Take a snapshot first.", "a backup exists",
		"kubectl rollout undo deploy/api", "This is irreversible.", "To go back, create it anew.",
	};
	static const char *const none[] = { "", "Delete the files.", "The storefront is down.", "Then restart it." };

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(ways_back); i++)
		g_assert_true(speaks_of_way_back(fixture->destructive, ways_back[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		g_assert_false(speaks_of_way_back(fixture->destructive, none[i]));
	g_assert_true(begins_as_warning(fixture->destructive, "Warning: this deletes data"));
	g_assert_true(begins_as_warning(fixture->destructive, "⚠ This deletes data"));
	g_assert_true(begins_as_warning(fixture->destructive, "Be careful"));
	g_assert_false(begins_as_warning(fixture->destructive, "The warning alert fires"));
	g_assert_false(begins_as_warning(fixture->destructive, ""));
}

static void
test_typography(struct fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *code;
		size_t start;
		const char *plain;
	} table[] = {
		{ "echo “hello”", 5, "\"" },
		{ "echo ‘hello’", 5, "'" },
		{ "helm upgrade –force", 13, "--" },
		{ "ls –l", 3, "-" },
		{ "git commit —amend", 11, "--" },
		{ "df\u00a0-h", 2, " " },
		{ "echo \"fine – here\" – x", 21, "-" },
	};
	static const char *const fine[] = {
		"", "echo 'it – is “data”'", "# a comment — with a dash", "ls # “this”", "SELECT 1 -- “one”", "echo Zürich",
	};
	struct typographic found;

	(void)fixture;
	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_test_message("%s", table[i].code);
		g_assert_true(typographic_find(table[i].code, strlen(table[i].code), 0, &found));
		g_assert_cmpuint(found.start, ==, table[i].start);
		g_assert_cmpstr(found.plain, ==, table[i].plain);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(fine); i++) {
		g_test_message("%s", fine[i]);
		g_assert_false(typographic_find(fine[i], strlen(fine[i]), 0, &found));
	}
	/* a character cut off at the end */
	g_assert_false(typographic_find("“", 2, 0, &found));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/destructive/found", struct fixture, NULL, set_up, test_destructive, tear_down);
	g_test_add("/destructive/harmless", struct fixture, NULL, set_up, test_harmless, tear_down);
	g_test_add("/destructive/each-once", struct fixture, NULL, set_up, test_each_once, tear_down);
	g_test_add("/destructive/command-end", struct fixture, NULL, set_up, test_command_end, tear_down);
	g_test_add("/destructive/warnings", struct fixture, NULL, set_up, test_warnings, tear_down);
	g_test_add("/typography", struct fixture, NULL, set_up, test_typography, tear_down);
	return g_test_run();
}
