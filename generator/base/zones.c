#include "base/zones.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* Names while they are read; places are the first ones. */
struct names {
	GPtrArray *all;
	guint places;
	GHashTable *of_old; /* an old name's new one */
};

/* The lines of one of the system's lists, or NULL. */
static char **
read_list(const char *name)
{
	const char *folder = g_getenv("TZDIR");
	g_autofree char *path = g_build_filename(folder && *folder ? folder : "/usr/share/zoneinfo", name, NULL);
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) ? g_strsplit(text, "\n", -1) : NULL;
}

/* The third column of a list with tabs between its columns. */
static void
add_places(struct pool *pool, struct names *names)
{
	g_auto(GStrv) lines = read_list("zone.tab");

	for (size_t i = 0; lines && lines[i]; i++) {
		g_auto(GStrv) columns = *lines[i] == '#' ? NULL : g_strsplit(lines[i], "\t", 4);

		if (columns && g_strv_length(columns) >= 3)
			g_ptr_array_add(names->all, pool_strdup(pool, columns[2]));
	}
	names->places = names->all->len;
}

/* "L America/Los_Angeles US/Pacific"; those without a '/' are abbreviations, or near to any word. */
static void
add_old_names(struct pool *pool, struct names *names)
{
	g_auto(GStrv) lines = read_list("tzdata.zi");

	for (size_t i = 0; lines && lines[i]; i++) {
		g_auto(GStrv) words = g_str_has_prefix(lines[i], "L ") ? g_strsplit(lines[i], " ", 3) : NULL;
		char *old;

		if (!words || g_strv_length(words) < 3 || !strchr(words[2], '/'))
			continue;
		old = pool_strdup(pool, words[2]);
		g_ptr_array_add(names->all, old);
		g_hash_table_insert(names->of_old, old, pool_strdup(pool, words[1]));
	}
}

/* What stands behind the last '/'. */
static const char *
own_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static const char *
find_nearest(const struct names *names, const char *text)
{
	for (guint i = 0; i < names->places; i++)
		if (text_equal_nocase(own_name(names->all->pdata[i]), text))
			return names->all->pdata[i];
	return text_nearest(text, (const char *const *)names->all->pdata, names->all->len);
}

const char *
zone_nearest(struct pool *pool, const char *text)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GHashTable) of_old = g_hash_table_new(g_str_hash, g_str_equal);
	struct names names = { .all = all, .of_old = of_old };
	const char *near;

	add_places(pool, &names);
	add_old_names(pool, &names);
	near = find_nearest(&names, text);
	return !near || zone_find(pool, near) ? near : g_hash_table_lookup(of_old, near);
}

static bool
is_name_byte(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("/_-+", c));
}

const char *
zone_nearest_in(struct pool *pool, const char *text)
{
	for (const char *slash = text; (slash = strchr(slash, '/')); slash++) {
		const char *start = slash, *end = slash;

		if (slash == text || !g_ascii_isalpha(slash[-1]) || !g_ascii_isalpha(slash[1]))
			continue;
		while (start > text && is_name_byte(start[-1]))
			start--;
		while (is_name_byte(*end))
			end++;
		return zone_nearest(pool, pool_strndup(pool, start, (size_t)(end - start)));
	}
	return NULL;
}
