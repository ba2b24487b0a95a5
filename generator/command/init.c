#include "command/init.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/pool.h"
#include "base/time.h"
#include "command/stages.h"

#define FIRST_MONDAY INT64_C(1767571200) /* 2026-01-05, when the starter's schedules begin */
#define WEEK (INT64_C(3600) * 24 * 7)

static const char *
day_text(struct pool *pool, int64_t now, long days)
{
	return time_format_date(pool, zone_utc(), time_add_days(zone_utc(), now, (int)days));
}

/* Of some names, the one whose week it is. */
static const char *
name_of_week(struct pool *pool, const char *list, size_t length, int64_t now)
{
	g_autofree char *text = g_strndup(list, length);
	g_auto(GStrv) names = g_strsplit(text, " ", -1);
	const int64_t count = g_strv_length(names), week = (now - FIRST_MONDAY - (now < FIRST_MONDAY ? WEEK - 1 : 0)) / WEEK;

	return pool_strdup(pool, names[(week % count + count) % count]);
}

/* What a mark "@NAME…@" stands for, or NULL: it is none. */
static const char *
mark_text(struct pool *pool, const char *mark, size_t length, int64_t now)
{
	if (g_str_has_prefix(mark, "today"))
		return day_text(pool, now, strtol(mark + strlen("today"), NULL, 10));
	if (g_str_has_prefix(mark, "monday"))
		return day_text(pool, now, 1 - time_to_civil(zone_utc(), now).weekday);
	if (g_str_has_prefix(mark, "weekly "))
		return name_of_week(pool, mark + strlen("weekly "), length - strlen("weekly "), now);
	return NULL;
}

/*
 * Starter files say days as "@today@" and "@today-14@", and this week's Monday as "@monday@", so that a new site is
 * up to date on whatever day it is made; "@weekly ada ben cleo@" is who has the turn that begins then.
 */
static const char *
fill_marks(struct pool *pool, const char *text, int64_t now)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *mark, *end; (mark = strchr(text, '@')) && (end = strchr(mark + 1, '@'));) {
		const char *words = mark_text(pool, mark + 1, (size_t)(end - mark) - 1, now);

		g_string_append_len(out, text, mark - text + (words ? 0 : 1));
		g_string_append(out, words ? words : "");
		text = words ? end + 1 : mark + 1;
	}
	g_string_append(out, text);
	return pool_strdup(pool, out->str);
}

/* A file that could not be written whole is taken away again; errno says why. */
static bool
save(const char *path, const char *text)
{
	g_autofree char *folder = g_path_get_dirname(path);
	FILE *file;
	bool written;
	int cause;

	if (g_mkdir_with_parents(folder, 0777) != 0)
		return false;
	file = fopen(path, "wxe");
	if (!file)
		return false;
	written = fputs(text, file) != EOF;
	written = fclose(file) == 0 && written;
	if (written)
		return true;
	cause = errno;
	unlink(path);
	errno = cause;
	return false;
}

/* What is to be written, and where. */
struct plan {
	struct pool *pool;
	const char *directory;
	const struct embedded *files;
	size_t count;
	int64_t now;
};

static const char *
path_of(const struct plan *plan, size_t i)
{
	return pool_printf(plan->pool, "%s/%s", plan->directory, plan->files[i].name + strlen("starter/"));
}

static bool
is_there(const char *path)
{
	return g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK);
}

/* A repository that is there already has its own, and they stay as they are. */
static bool
is_kept(const char *path)
{
	return (g_str_has_suffix(path, "/.gitignore") || g_str_has_suffix(path, "/.gitattributes")) && is_there(path);
}

/* A site is begun as a whole or not at all: what was written is taken away again. */
static bool
write_files(const struct plan *plan, size_t *written)
{
	g_autofree bool *made = g_new0(bool, plan->count);
	size_t i;
	int cause;

	*written = 0;
	for (i = 0; i < plan->count; i++) {
		if (is_kept(path_of(plan, i)))
			continue;
		made[i] = save(path_of(plan, i), fill_marks(plan->pool, plan->files[i].bytes, plan->now));
		if (!made[i])
			break;
		++*written;
	}
	if (i == plan->count)
		return true;
	cause = errno;
	stages_fail("%s: %s; no file was written", path_of(plan, i), g_strerror(cause));
	for (size_t k = 0; k < i; k++)
		if (made[k])
			unlink(path_of(plan, k));
	return false;
}

/* Nothing that is there is ever written over. */
static const char *
first_in_the_way(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (is_there(path_of(plan, i)) && !is_kept(path_of(plan, i)))
			return path_of(plan, i);
	return NULL;
}

static int
run(struct pool *pool, const struct options *options)
{
	struct plan plan = { .pool = pool, .directory = options->arguments[0] };
	const char *problem = NULL, *taken;
	bool has_ignore, has_attributes;
	size_t written;

	if (!*plan.directory)
		return stages_fail("init needs the name of a folder");
	if (options->directory)
		return stages_fail("init: -C names a site that is there; the folder of a new one is named without it");
	if (!time_now(options->at, zone_utc(), &plan.now, &problem))
		return stages_fail("%s%s", options->at ? "--at: " : "", problem);
	plan.files = embedded_below("starter/", &plan.count);
	taken = first_in_the_way(&plan);
	if (taken)
		return stages_fail("%s is there already; nothing was written", taken);
	has_ignore = is_kept(pool_printf(pool, "%s/.gitignore", plan.directory));
	has_attributes = is_kept(pool_printf(pool, "%s/.gitattributes", plan.directory));
	if (!write_files(&plan, &written))
		return EXIT_FAILED;
	if (options->quiet)
		return EXIT_DONE;
	if (has_ignore)
		fprintf(stderr, "%s/.gitignore is as it was; let it name public/, where sites are built\n", plan.directory);
	if (has_attributes)
		fprintf(stderr, "%s/.gitattributes is as it was; let git merge what probe and notify keep: man sitrep, under FILES\n", plan.directory);
	fprintf(stderr, "%zu files in %s; next: sitrep build -C %s\n", written, plan.directory, plan.directory);
	return EXIT_DONE;
}

const struct command command_init = {
	.name = "init",
	.arguments = "DIR",
	.summary = "a new site with one example of everything, which passes check at once",
	.description = "DIR is made, or is a folder that has none of the files yet: nothing is written over. To make\n"
	               "the example yours, begin with the people, teams and services in content/registers.yaml.",
	.values = VALUES_FOLDERS,
	.least = 1,
	.most = 1,
	.run = run,
};
