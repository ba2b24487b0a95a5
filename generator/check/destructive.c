#include "check/destructive.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

/* Where a command has a telling word far behind its name, that word is the group. */
static const struct {
	const char *needs, *expression;
} expressions[] = {
	{ "rm |rm\t",
	    "\\brm[ \\t]+(?:-\\S{1,80}[ \\t]+){0,8}(?:-[a-zA-Z]*[rRf][a-zA-Z]*|--recursive|--force)(?![\\w-])" },
	{ "-exec", "-exec(?:dir)?[ \\t]+rm\\b" },
	{ "xargs", "\\bxargs\\b[^\\n|;]{0,300}[ \\t]rm\\b" },
	{ "-delete", "\\bfind\\b[^\\n|;]{0,300}[ \\t](-delete)\\b" },
	{ "git",
	    "\\bgit[ \\t]+(?:-C[ \\t]+\\S+[ \\t]+)?(?:push\\b[^\\n|;&]{0,300}[ \\t](?:-f|--force)(?![\\w-])|reset[ \\t]+--hard|clean[ \\t]+-\\w*f\\w*)" },
	{ "drop",
	    "(?i)\\bdrop[ \\t\\n]+(?:table|database|schema|column|partition|keyspace|tablespace|materialized[ \\t]+view)\\b" },
	{ "dropdb", "(?i)\\bdropdb[ \\t]" },
	{ "truncate", "(?i)\\btruncate[ \\t\\n]+(?:table[ \\t\\n]+)?[\\w\"`<{.-]+" },
	{ "delete", "(?i)\\bdelete[ \\t\\n]+from\\b" },
	{ "update", "(?i)\\bupdate[ \\t\\n]+[\\w\".`<>]+[ \\t\\n]+set\\b(?![^;]{0,1000}\\bwhere\\b)" },
	{ "dropdatabase|deletemany|dropcollection",
	    "\\b(?:db\\.dropDatabase|deleteMany|dropCollection)[ \\t]*\\(" },
	{ "flush", "(?i)\\bflush(?:all|db)\\b" },
	{ "delete",
	    "\\b(?:kubectl|oc)[ \\t]+(?:-\\S{1,80}[ \\t]+(?:[^-\\s]\\S{0,80}[ \\t]+)?){0,8}delete\\b" },
	{ "helm", "\\bhelm[ \\t]+(?:-\\S{1,80}[ \\t]+){0,8}(?:uninstall|delete)\\b" },
	{ "docker|podman",
	    "\\b(?:docker|podman)[ \\t]+(?:(?:system|volume|image|container|network|builder)[ \\t]+prune|volume[ \\t]+rm)\\b" },
	{ "docker",
	    "\\bdocker[ \\t-]compose\\b[^\\n|;&]{0,300}[ \\t]down\\b[^\\n|;&]{0,300}[ \\t](?:-v|--volumes)\\b" },
	{ "destroy", "\\b(?:terraform|tofu|pulumi)[ \\t]+(?:-\\S{1,80}[ \\t]+){0,8}destroy\\b" },
	{ "-destroy", "\\b(?:terraform|tofu)[ \\t]+apply\\b[^\\n|;&]{0,300}[ \\t]-destroy\\b" },
	{ "aws", "\\baws[ \\t]+s3[ \\t]+(?:rm|rb)\\b" },
	{ "aws", "\\baws[ \\t]+[\\w-]+[ \\t]+(?:delete|terminate|purge)-[\\w-]+" },
	{ " delete|\tdelete| destroy|\tdestroy| rm|\trm| rb|\trb",
	    "\\b(?:gcloud|gsutil|az|doctl|hcloud|openstack)\\b[^\\n|;&]{0,300}[ \\t](?:delete|destroy|rm|rb)\\b" },
	{ "of=", "\\bdd[ \\t][^\\n|;&]{0,300}\\bof=" },
	{ "mkfs|wipefs|lvremove|vgremove|pvremove|shred",
	    "\\b(?:mkfs(?:\\.\\w+)?|wipefs|lvremove|vgremove|pvremove|shred)[ \\t]" },
	{ "zfs|zpool", "\\b(?:zfs|zpool)[ \\t]+destroy\\b" },
	{ "etcdctl", "\\betcdctl\\b[^\\n|;&]{0,300}[ \\t]del\\b" },
	{ "rabbitmqctl",
	    "\\brabbitmqctl\\b[^\\n|;&]{0,300}[ \\t](?:purge_queue|delete_\\w+|reset|force_reset)\\b" },
	{ "delete", "(?:-X|--request)[ \\t=]*DELETE\\b" },
	{ "--force|--delete|--no-preserve-root",
	    "(?<![\\w-])--(?:force|delete|no-preserve-root)(?![\\w-])" },
};

struct destructive {
	const struct pattern *commands[G_N_ELEMENTS(expressions)];
	const struct pattern *way_back, *warning;
	struct scan *scan;
};

/* Whether a byte stands in a line that is a comment of a shell or of SQL. */
static bool
is_comment(const char *code, size_t at)
{
	size_t start = at;

	while (start > 0 && code[start - 1] != '\n')
		start--;
	while (code[start] == ' ' || code[start] == '\t')
		start++;
	return code[start] == '#' || strncmp(code + start, "-- ", 3) == 0 || strncmp(code + start, "//", 2) == 0;
}

static bool
is_no_comment(const void *data, const char *code, size_t which, const struct match *match)
{
	(void)data;
	(void)which;
	return !is_comment(code, match->start);
}

const struct destructive *
destructive_new(struct pool *pool)
{
	struct destructive *destructive = pool_new0(pool, struct destructive);

	for (size_t i = 0; i < G_N_ELEMENTS(expressions); i++)
		destructive->commands[i] = pattern_new(pool, expressions[i].needs, expressions[i].expression);
	destructive->way_back = pattern_new(pool, NULL,
	    "(?i)\\b(?:roll(?:s|ed|ing)?[ -]?back|undo(?:es|ne|ing)?|restor(?:e|es|ed|ing|able)|back(?:s|ed|ing)?[ -]?ups?|"
	    "snapshots?|(?:ir)?revers(?:e|ed|ible)|revert(?:s|ed|ing)?|ways? back|go(?:es|ing)? back|re-?creat(?:e|es|ed|ing)|"
	    "can ?(?:no|')t be recovered|for good)\\b");
	destructive->warning = pattern_new(pool, NULL,
	    "(?i)\\A\\W*(?:warning|caution|careful|be careful|take care|danger|dangerous|attention|beware|destructive|data loss)\\b");
	destructive->scan = scan_new(pool, destructive->commands, G_N_ELEMENTS(expressions), is_no_comment, NULL);
	return destructive;
}

void
destructive_begin(const struct destructive *destructive, const char *code, size_t length)
{
	scan_begin(destructive->scan, code, length);
}

bool
destructive_next(const struct destructive *destructive, size_t from, struct match *match)
{
	size_t which;

	return scan_next(destructive->scan, from, match, &which);
}

size_t
command_end(const char *code, size_t length, size_t at)
{
	while (at < length && !strchr(";|&", code[at])) {
		if (code[at] == '\n' && (at == 0 || code[at - 1] != '\\'))
			break;
		at++;
	}
	return at;
}

bool
speaks_of_way_back(const struct destructive *destructive, const char *text)
{
	return pattern_is_in(destructive->way_back, text);
}

bool
begins_as_warning(const struct destructive *destructive, const char *text)
{
	return g_str_has_prefix(text, "⚠") || pattern_is_in(destructive->warning, text);
}
