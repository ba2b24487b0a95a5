/* The words of a language, of all files that have some. */
#include "render/layouts.h"

#include <glib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/pool.h"
#include "render/data.h"
#include "render/layouts_parts.h"

#define ENGLISH "en"
#define FOLDER "layouts/words/"
#define SUFFIX ".yaml"

static const char *
words_path(struct pool *pool, const char *language)
{
	return pool_printf(pool, FOLDER "%s" SUFFIX, language);
}

/* "de" of "de-AT"; NULL: it names no region. */
static const char *
without_region(struct pool *pool, const char *language)
{
	const char *hyphen = strchr(language, '-');

	return hyphen ? pool_strndup(pool, language, (size_t)(hyphen - language)) : NULL;
}

static bool
has_file(struct pool *pool, const char *directory, const char *language)
{
	const char *path = words_path(pool, language);
	g_autofree char *full = g_build_filename(directory, path, NULL);

	if (!layouts_stays_inside(pool, path))
		return false;
	return embedded_find(path) || (g_file_test(full, G_FILE_TEST_IS_REGULAR) && !layouts_leads_through_link(directory, path));
}

bool
layouts_has_language(struct pool *pool, const char *directory, const char *language)
{
	const char *plain = without_region(pool, language);

	return has_file(pool, directory, language) || (plain && has_file(pool, directory, plain));
}

static const struct data *
english_words(struct pool *pool, struct findings *findings)
{
	struct data *words = data_object(pool);

	layouts_merge(pool, findings, layouts_read_embedded(pool, words_path(pool, ENGLISH)), NULL, words);
	return words;
}

static void
merge_language(struct pool *pool, struct findings *findings, const char *directory, const char *language, struct data *words)
{
	const char *path = words_path(pool, language);
	const struct source *own;

	if (!layouts_stays_inside(pool, path))
		return;
	own = layouts_read_own(pool, findings, directory, path);
	layouts_merge(pool, findings, layouts_read_embedded(pool, path), NULL, words);
	layouts_merge(pool, findings, own, own ? english_words(pool, findings) : NULL, words);
}

const struct data *
layouts_words(struct pool *pool, struct findings *findings, const char *directory, const char *language)
{
	struct data *words = data_object(pool);
	const char *plain = language ? without_region(pool, language) : NULL;

	merge_language(pool, findings, directory, ENGLISH, words);
	if (plain && strcmp(plain, ENGLISH) != 0)
		merge_language(pool, findings, directory, plain, words);
	if (language && strcmp(language, ENGLISH) != 0)
		merge_language(pool, findings, directory, language, words);
	return words;
}

/* ---- languages without words ---- */

/* "de, en, es" */
static const char *
built_in_languages(struct pool *pool)
{
	size_t count;
	const struct embedded *files = embedded_below(FOLDER, &count);
	g_autoptr(GString) names = g_string_new(NULL);

	for (size_t i = 0; i < count; i++) {
		const char *name = files[i].name + strlen(FOLDER);

		g_string_append_printf(names, "%s%.*s", i ? ", " : "", (int)(strlen(name) - strlen(SUFFIX)), name);
	}
	return pool_strdup(pool, names->str);
}

static void
check_language(struct pool *pool, struct findings *findings, const char *directory, const struct text *language, enum level level)
{
	if (!language->s || layouts_has_language(pool, directory, language->s))
		return;
	finding_level(finding_help(finding_add(findings, RULE_REF_UNKNOWN, language->span, "there are no words for the language \"%s\"", language->s),
	    "write them to %s (built in are %s)", words_path(pool, language->s), built_in_languages(pool)), level);
}

void
layouts_check_languages(struct pool *pool, struct findings *findings, const char *directory, const struct config *config)
{
	const struct texts *languages = &config->status.languages;

	check_language(pool, findings, directory, &config->language, LEVEL_WARNING);
	for (size_t i = 0; i < languages->count; i++)
		check_language(pool, findings, directory, &languages->items[i], LEVEL_ERROR);
}
