#include "command/init.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/pool.h"
#include "base/time.h"
#include "command/stages.h"

/*
 * Starter files say days as "@today@" and "@today-14@", so that a new site is
 * up to date on whatever day it is made.
 */
static const char *
fill_days(struct pool *pool, const char *text, int64_t now)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *mark;

	while ((mark = strstr(text, "@today"))) {
		char *end;
		long days = strtol(mark + strlen("@today"), &end, 10);

		g_string_append_len(out, text, mark - text);
		g_string_append(out, time_format_date(pool, zone_utc(), time_add_days(zone_utc(), now, (int)days)));
		text = end + 1;
	}
	g_string_append(out, text);
	return pool_strdup(pool, out->str);
}

static bool
save(const char *path, const char *text)
{
	g_autofree char *folder = g_path_get_dirname(path);
	FILE *file;
	bool written;

	if (g_mkdir_with_parents(folder, 0777) != 0)
		return false;
	file = fopen(path, "wxe");
	if (!file)
		return false;
	written = fputs(text, file) != EOF;
	return fclose(file) == 0 && written;
}

/* Nothing that is there is ever written over. */
static const char *
first_in_the_way(struct pool *pool, const char *directory, const struct embedded *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = pool_printf(pool, "%s/%s", directory, files[i].name + strlen("starter/"));

		if (g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			return path;
	}
	return NULL;
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *directory = options->arguments[0], *problem = NULL, *taken;
	size_t count;
	const struct embedded *files = embedded_below("starter/", &count);
	int64_t now;

	if (!*directory)
		return stages_fail("init needs the name of a folder");
	if (!time_now(options->at, zone_utc(), &now, &problem))
		return stages_fail("%s%s", options->at ? "--at: " : "", problem);
	taken = first_in_the_way(pool, directory, files, count);
	if (taken)
		return stages_fail("%s is there already; nothing was written", taken);
	for (size_t i = 0; i < count; i++) {
		const char *path = pool_printf(pool, "%s/%s", directory, files[i].name + strlen("starter/"));

		if (!save(path, fill_days(pool, files[i].bytes, now)))
			return stages_fail("%s: %s", path, g_strerror(errno));
	}
	if (!options->quiet)
		fprintf(stderr, "%zu files in %s; next: sitrep build -C %s\n", count, directory, directory);
	return EXIT_DONE;
}

const struct command command_init = {
	.name = "init",
	.arguments = "DIR",
	.summary = "a new site with one example of everything, which passes check at once",
	.values = VALUES_FOLDERS,
	.least = 1,
	.most = 1,
	.run = run,
};
