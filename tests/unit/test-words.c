/* words: each language that is built in says all that English says, with the same places to fill. */
#include <glib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/findings.h"
#include "base/pool.h"
#include "read/yaml.h"
#include "render/plural.h"

#define FOLDER "layouts/words/"

static const char *const plural_names[] = { "zero", "one", "two", "few", "many", "other" };

/* Words that are spelt as in English, or are no words; a '*' at the end stands for the rest of the name. */
static const struct {
	const char *language;
	const char *paths[64];
} same[] = {
	{ "all", { "direction", "by_words.slack", "status_page.milliseconds" } },
	{ "de", { "months.*", "months_alone.*", "kinds.runbook.*", "kinds.postmortem.*", "code", "teams", "team", "name", "section_postmortems", "status", "postmortem",
		  "runbooks", "runbook", "related_postmortems", "ticket", "dashboards", "repository", "slack", "metrics.months_short.*", "metrics.median", "status_page.response_median",
		  "metrics.budget" } },
	{ "es", { "kinds.runbook.*", "runbooks", "runbook", "by_words.chat", "slack" } },
	{ "fr", { "units.minutes.*", "impacts.maintenance", "kinds.runbook.*", "kinds.incident.*", "kinds.maintenance.title", "kinds.page.*",
		  "menu", "code", "alerts_of_text.important", "sections.documents", "services", "actions", "service", "section_incidents",
		  "section_maintenance", "date", "impact", "incident", "runbooks", "runbook", "public", "related_incidents", "action", "ticket",
		  "type", "description", "contact", "status_page.maintenance", "status_page.feed_incidents", "status_page.feed_rss",
		  "status_page.summary_sections.impact", "metrics.incidents.*", "metrics.incident_count", "metrics.budget" } },
};

/* Forms of dates and numbers: which places they have is the language's own affair. */
static const char *const forms[] = { "date_form", "month_form", "hour_form", "time_form", "status_page.clock_form" };

struct language {
	struct pool *pool;
	const char *name;
	struct yaml yaml, english;
	GString *wrong;
	size_t count; /* words compared */
};

static bool
matches(const char *pattern, const char *path)
{
	return g_str_has_suffix(pattern, "*") ? strncmp(pattern, path, strlen(pattern) - 1) == 0 : strcmp(pattern, path) == 0;
}

static bool
may_be_same(const char *language, const char *path)
{
	for (size_t i = 0; i < G_N_ELEMENTS(same); i++)
		for (const char *const *p = same[i].paths; (strcmp(same[i].language, language) == 0 || strcmp(same[i].language, "all") == 0) && *p; p++)
			if (matches(*p, path))
				return true;
	return false;
}

static bool
is_one_of(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
say(struct language *language, const char *path, const char *what)
{
	g_string_append_printf(language->wrong, "%s%s: %s", language->wrong->len ? "; " : "", path, what);
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "{n} {time}", in the order of the alphabet. */
static char *
places_of(const char *text)
{
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);

	for (const char *p = text; (p = strchr(p, '{')) != NULL; p++)
		g_ptr_array_add(places, g_strndup(p, strcspn(p, "}") + 1));
	g_ptr_array_sort(places, compare_texts);
	g_ptr_array_add(places, NULL);
	return g_strjoinv(" ", (char **)places->pdata);
}

/* Whether there are letters outside of places. */
static bool
has_letters(const char *text)
{
	bool inside = false;

	for (; *text; text++) {
		if (g_ascii_isalpha(*text) && !inside)
			return true;
		inside = *text == '{' || (inside && *text != '}');
	}
	return false;
}

/* ---- comparing ---- */

static void
compare_text(struct language *language, const char *path, const char *english, const char *text)
{
	g_autofree char *due = places_of(english), *given = places_of(text);

	language->count++;
	if (!*text && *english && strcmp(path, "unit_separator") != 0)
		say(language, path, "is empty");
	if (strcmp(due, given) != 0 && !is_one_of(forms, G_N_ELEMENTS(forms), path))
		say(language, path, "has other places to fill");
	if (strcmp(english, text) == 0 && has_letters(text) && !may_be_same(language->name, path))
		say(language, path, "is left in English");
}

/* The names of the forms that words of several forms must have: those of the rules, and "other". */
static bool
has_form(const struct language *language, const char *name)
{
	const struct yaml_node *rules = yaml_get(&language->yaml, yaml_root(&language->yaml), "plural_rules");

	return strcmp(name, "other") == 0 || (rules && yaml_get(&language->yaml, rules, name));
}

/* One of the forms may say its number in a word, as the English one may. */
static void
compare_forms(struct language *language, const char *path, const struct yaml_node *english, const struct yaml_node *node)
{
	const char *other = yaml_text(&language->english, yaml_get(&language->english, english, "other"));

	for (size_t i = 0; i < G_N_ELEMENTS(plural_names); i++) {
		const struct yaml_node *form = yaml_get(&language->yaml, node, plural_names[i]);
		g_autofree char *below = g_strdup_printf("%s.%s", path, plural_names[i]);

		if (form && !has_form(language, plural_names[i]))
			say(language, below, "is a form that no number takes");
		else if (!form && has_form(language, plural_names[i]))
			say(language, below, "is missing");
		else if (form && strcmp(plural_names[i], "other") == 0)
			compare_text(language, below, other, yaml_text(&language->yaml, form));
	}
}

static void
compare_lists(struct language *language, const char *path, const struct yaml_node *english, const struct yaml_node *node)
{
	const struct yaml_node *due = yaml_first(&language->english, english), *given = yaml_first(&language->yaml, node);

	for (; due && given; due = yaml_next(&language->english, due), given = yaml_next(&language->yaml, given)) {
		g_autofree char *below = g_strdup_printf("%s.%s", path, yaml_text(&language->english, due));

		compare_text(language, below, yaml_text(&language->english, due), yaml_text(&language->yaml, given));
	}
	if (due || given)
		say(language, path, "has not as many words");
}

static void compare_mappings(struct language *language, const char *path, const struct yaml_node *english, const struct yaml_node *node);

static void
compare(struct language *language, const char *path, const struct yaml_node *english, const struct yaml_node *node)
{
	if (!node)
		say(language, path, "is missing");
	else if (node->kind != english->kind && !(english->kind == YAML_SCALAR && node->kind == YAML_EMPTY))
		say(language, path, "is of another shape");
	else if (english->kind == YAML_SEQUENCE)
		compare_lists(language, path, english, node);
	else if (english->kind != YAML_MAPPING)
		compare_text(language, path, yaml_text(&language->english, english), yaml_text(&language->yaml, node));
	else if (yaml_get(&language->english, english, "other"))
		compare_forms(language, path, english, node);
	else if (strcmp(path, "plural_rules") != 0)
		compare_mappings(language, path, english, node);
}

static void
compare_mappings(struct language *language, const char *path, const struct yaml_node *english, const struct yaml_node *node)
{
	for (const struct yaml_node *key = yaml_first(&language->english, english); key; key = yaml_next_key(&language->english, key)) {
		const char *name = yaml_text(&language->english, key);
		g_autofree char *below = g_strdup_printf("%s%s%s", path, *path ? "." : "", name);

		compare(language, below, yaml_next(&language->english, key), yaml_get(&language->yaml, node, name));
	}
	for (const struct yaml_node *key = yaml_first(&language->yaml, node); key; key = yaml_next_key(&language->yaml, key)) {
		g_autofree char *below = g_strdup_printf("%s%s%s", path, *path ? "." : "", yaml_text(&language->yaml, key));

		if (!yaml_get(&language->english, english, yaml_text(&language->yaml, key)))
			say(language, below, "is no word of English");
	}
}

static struct yaml
read_words(struct pool *pool, const char *name)
{
	const struct embedded *file = embedded_find(name);
	struct findings *findings = findings_new(pool);
	struct yaml yaml;

	g_assert_nonnull(file);
	yaml = yaml_read(pool, findings, source_new(pool, file->name, file->bytes, file->size), 0, file->size);
	g_assert_nonnull(yaml_root(&yaml));
	findings_settle(findings, &(struct settlement){ 0 });
	g_assert_cmpuint(findings_count(findings, LEVEL_ERROR), ==, 0);
	return yaml;
}

static void
test_language(gconstpointer data)
{
	const char *file = data;
	struct language language = { .pool = pool_new(), .wrong = g_string_new(NULL) };
	g_autofree char *name = g_strndup(file + strlen(FOLDER), strcspn(file + strlen(FOLDER), "."));

	language.name = name;
	language.yaml = read_words(language.pool, file);
	language.english = read_words(language.pool, FOLDER "en.yaml");
	compare_mappings(&language, "", yaml_root(&language.english), yaml_root(&language.yaml));
	g_assert_cmpuint(language.count, >, 300);
	if (language.wrong->len)
		g_test_fail_printf("%s", language.wrong->str);
	g_string_free(language.wrong, true);
	pool_free(language.pool);
}

/* Every rule can be read, and no file has what a site's own would be complained of for. */
static void
test_rules(void)
{
	size_t count;
	const struct embedded *files = embedded_below(FOLDER, &count);
	struct pool *pool = pool_new();

	for (size_t i = 0; i < count; i++) {
		const struct yaml yaml = read_words(pool, files[i].name);
		const struct yaml_node *rules = yaml_get(&yaml, yaml_root(&yaml), "plural_rules");

		for (const struct yaml_node *key = yaml_first(&yaml, rules); key; key = yaml_next_key(&yaml, key)) {
			g_assert_true(is_one_of(plural_names, G_N_ELEMENTS(plural_names), yaml_text(&yaml, key)));
			g_assert_true(plural_is_rule(yaml_text(&yaml, yaml_next(&yaml, key))));
		}
	}
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	size_t count;
	const struct embedded *files = embedded_below(FOLDER, &count);

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions(); /* each language is told of */
	g_test_add_func("/words/rules", test_rules);
	for (size_t i = 0; i < count; i++) {
		g_autofree char *path = g_strdup_printf("/words/%s", files[i].name + strlen(FOLDER));

		if (strcmp(files[i].name, FOLDER "en.yaml") != 0)
			g_test_add_data_func(path, files[i].name, test_language);
	}
	return g_test_run();
}
