/* A file of words, held against the English ones and laid over others. */
#include "render/layouts_parts.h"

#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "read/yaml.h"
#include "render/data.h"
#include "render/plural.h"

/* What is read, and where complaints go. */
struct merge {
	struct pool *pool;
	struct findings *findings;
	const struct yaml *yaml;
	bool checked; /* against English words */
};

static const char *const plural_names[] = { "zero", "one", "two", "few", "many", "other" };

/* Forms that may leave places out, and all that they may have. */
static const struct {
	const char *key;
	const char *places[10];
} forms[] = {
	{ "date_form", { "day", "dd", "month", "m", "mm", "year", "weekday" } },
	{ "month_form", { "month", "m", "mm", "year" } },
	{ "hour_form", { "h", "hh", "h12", "minute", "half" } },
	{ "time_form", { "date", "clock", "zone" } },
	{ "clock_form", { "clock", "zone" } },
};

static struct finding *
complain(const struct merge *merge, const struct yaml_node *node, const char *format, ...) __attribute__((format(printf, 3, 4)));

static struct finding *
complain(const struct merge *merge, const struct yaml_node *node, const char *format, ...)
{
	const char *message;
	va_list arguments;

	va_start(arguments, format);
	message = pool_vprintf(merge->pool, format, arguments);
	va_end(arguments);
	return finding_add(merge->findings, RULE_FRONT_BAD_VALUE, yaml_span(merge->yaml, node), "%s", message);
}

/* ---- words of several forms ---- */

static bool
is_plural_name(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(plural_names); i++)
		if (strcmp(plural_names[i], name) == 0)
			return true;
	return false;
}

/* Whether an object has the forms of one word; the rules for them have no "other". */
static bool
is_plural(const struct data *object)
{
	for (size_t i = 0; data_is(object, DATA_OBJECT) && i < object->count; i++)
		if (!is_plural_name(object->of.object.entries[i].key))
			return false;
	return data_has(object, "other");
}

static bool
is_rules(const char *name)
{
	return strcmp(name, "plural_rules") == 0;
}

/* ---- places: {n} ---- */

/* The name of the place at p ("{n}"), its length; 0: there is none. */
static size_t
place_length(const char *p)
{
	const size_t length = *p == '{' ? strcspn(p + 1, "{} ") : 0;

	return length && p[1 + length] == '}' ? length : 0;
}

static bool
has_place(const char *text, const char *name, size_t length)
{
	for (; text && (text = strchr(text, '{')) != NULL; text++)
		if (place_length(text) == length && strncmp(text + 1, name, length) == 0)
			return true;
	return false;
}

static bool
form_has_place(const char *key, const char *name, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		for (const char *const *place = forms[i].places; strcmp(forms[i].key, key) == 0 && *place; place++)
			if (strlen(*place) == length && strncmp(*place, name, length) == 0)
				return true;
	return false;
}

static bool
is_form(const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (strcmp(forms[i].key, key) == 0)
			return true;
	return false;
}

/* A place that the English word has none of is never filled. */
static bool
has_known_places(const struct merge *merge, const struct yaml_node *node, const char *key, const char *english)
{
	for (const char *p = strchr(yaml_text(merge->yaml, node), '{'); p; p = strchr(p + 1, '{')) {
		const size_t length = place_length(p);

		if (!length || has_place(english, p + 1, length) || form_has_place(key, p + 1, length))
			continue;
		finding_help(complain(merge, node, "nothing fills {%.*s} in \"%s\"", (int)length, p + 1, key),
		    "the English word is \"%s\"", english);
		return false;
	}
	return true;
}

static bool
has_all_places(const struct merge *merge, const struct yaml_node *node, const char *key, const char *english)
{
	const char *text = yaml_text(merge->yaml, node);

	for (const char *p = strchr(english, '{'); p && !is_form(key); p = strchr(p + 1, '{')) {
		const size_t length = place_length(p);

		if (!length || has_place(text, p + 1, length))
			continue;
		finding_help(complain(merge, node, "\"%s\" lacks {%.*s}", key, (int)length, p + 1), "the English word is \"%s\"", english);
		return false;
	}
	return true;
}

/* ---- one value ---- */

static bool
is_good_text(const struct merge *merge, const struct yaml_node *node, const char *key, const char *english)
{
	if (!merge->checked)
		return true;
	if (strcmp(key, "direction") == 0 && strcmp(yaml_text(merge->yaml, node), "ltr") != 0 && strcmp(yaml_text(merge->yaml, node), "rtl") != 0) {
		finding_help(complain(merge, node, "\"direction\" is no direction of writing"), "write ltr or rtl");
		return false;
	}
	return has_known_places(merge, node, key, english) && has_all_places(merge, node, key, english);
}

static const char *
shape_name(const struct data *english)
{
	return data_is(english, DATA_OBJECT) ? "a mapping" : data_is(english, DATA_LIST) ? "a list" : "text";
}

static bool
has_shape(const struct merge *merge, const struct yaml_node *node, const char *key, const struct data *english)
{
	static const enum data_kind kinds[] = { [YAML_SCALAR] = DATA_TEXT, [YAML_SEQUENCE] = DATA_LIST, [YAML_MAPPING] = DATA_OBJECT };

	if (!merge->checked)
		return true;
	if (node->kind == YAML_EMPTY) {
		finding_help(complain(merge, node, "\"%s\" is empty", key), "take the line out, and the word beneath holds; or write \"\"");
		return false;
	}
	if (data_is(english, kinds[node->kind]))
		return true;
	complain(merge, node, "\"%s\" must be %s, not %s", key, shape_name(english), yaml_kind_name(node));
	return false;
}

static void
merge_text(const struct merge *merge, const struct yaml_node *node, const char *key, const struct data *english, struct data *words)
{
	if (is_good_text(merge, node, key, data_string(english)))
		data_put_text(words, key, yaml_text(merge->yaml, node));
}

static void
merge_list(const struct merge *merge, const struct yaml_node *node, const char *key, const struct data *english, struct data *words)
{
	struct data *list = data_list(merge->pool);

	for (const struct yaml_node *item = yaml_first(merge->yaml, node); item; item = yaml_next(merge->yaml, item)) {
		if (merge->checked && item->kind != YAML_SCALAR) {
			complain(merge, item, "\"%s\" must be a list of texts, not of %s", key, yaml_kind_name(item));
			return;
		}
		data_append(list, data_text(merge->pool, yaml_text(merge->yaml, item)));
	}
	if (merge->checked && data_count(list) != data_count(english))
		complain(merge, node, "\"%s\" must have %zu words, not %zu", key, data_count(english), data_count(list));
	else
		data_put(words, key, list);
}

/* A rule, or one of a word's forms, which may do without the number. */
static bool
is_good_form(const struct merge *merge, const struct yaml_node *key, const struct yaml_node *node, bool rules, const char *english)
{
	const char *name = yaml_text(merge->yaml, key);

	if (!is_plural_name(name) || (rules && strcmp(name, "other") == 0))
		finding_help(complain(merge, key, "\"%s\" is no form that numbers take", name), "they are zero, one, two, few, many%s", rules ? "" : ", other");
	else if (node->kind != YAML_SCALAR)
		complain(merge, node, "\"%s\" must be text, not %s", name, yaml_kind_name(node));
	else if (rules && !plural_is_rule(yaml_text(merge->yaml, node)))
		finding_help(complain(merge, node, "this is no rule for plurals"), "write as Unicode's CLDR does: \"n %% 10 = 2..4 and n %% 100 != 12..14\"");
	else
		return rules || has_known_places(merge, node, name, english);
	return false;
}

static void
merge_forms(const struct merge *merge, const struct yaml_node *node, const char *key, const struct data *english, struct data *words)
{
	struct data *object = data_object(merge->pool);
	const bool rules = is_rules(key);

	for (const struct yaml_node *form = yaml_first(merge->yaml, node); form; form = yaml_next_key(merge->yaml, form)) {
		const struct yaml_node *value = yaml_next(merge->yaml, form);

		if (merge->checked && !is_good_form(merge, form, value, rules, data_string(data_get(english, "other"))))
			return;
		data_put_text(object, yaml_text(merge->yaml, form), yaml_text(merge->yaml, value));
	}
	if (merge->checked && !rules && !data_has(object, "other"))
		complain(merge, node, "\"%s\" lacks the form \"other\"", key);
	else
		data_put(words, key, object);
}

/* ---- all values ---- */

static void
complain_unknown(const struct merge *merge, const struct yaml_node *key, const struct data *english)
{
	const char **names = pool_array(merge->pool, const char *, english->count + 1), *near;
	struct finding *finding = finding_add(merge->findings, RULE_FRONT_UNKNOWN_KEY, yaml_span(merge->yaml, key),
	    "there is no word \"%s\" here", yaml_text(merge->yaml, key));

	for (uint32_t i = 0; i < english->count; i++)
		names[i] = english->of.object.entries[i].key;
	near = text_nearest(yaml_text(merge->yaml, key), names, english->count);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
}

/* What only a site's own templates know may have any shape. */
static const struct data *
data_of_node(const struct merge *merge, const struct yaml_node *node)
{
	struct data *made;

	if (node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING)
		return data_text(merge->pool, yaml_text(merge->yaml, node));
	made = node->kind == YAML_SEQUENCE ? data_list(merge->pool) : data_object(merge->pool);
	for (const struct yaml_node *n = yaml_first(merge->yaml, node); n; n = yaml_next(merge->yaml, n)) {
		if (node->kind == YAML_SEQUENCE) {
			data_append(made, data_of_node(merge, n));
		} else {
			data_put(made, yaml_text(merge->yaml, n), data_of_node(merge, yaml_next(merge->yaml, n)));
			n = yaml_next(merge->yaml, n);
		}
	}
	return made;
}

static void merge_mapping(const struct merge *merge, const struct yaml_node *node, const struct data *english, struct data *words);

static void
merge_value(const struct merge *merge, const struct yaml_node *node, const char *key, const struct data *english, struct data *words)
{
	if (!has_shape(merge, node, key, english))
		return;
	if (node->kind == YAML_SEQUENCE)
		merge_list(merge, node, key, english, words);
	else if (node->kind != YAML_MAPPING)
		merge_text(merge, node, key, english, words);
	else if (is_rules(key) || (merge->checked ? is_plural(english) : yaml_get(merge->yaml, node, "other") != NULL))
		merge_forms(merge, node, key, english, words);
	else
		merge_mapping(merge, node, english, data_put_object(words, key));
}

static void
merge_mapping(const struct merge *merge, const struct yaml_node *node, const struct data *english, struct data *words)
{
	for (const struct yaml_node *key = yaml_first(merge->yaml, node); key; key = yaml_next_key(merge->yaml, key)) {
		const struct yaml_node *value = yaml_next(merge->yaml, key);
		const char *name = yaml_text(merge->yaml, key);

		if (merge->checked && !data_has(english, name)) {
			complain_unknown(merge, key, english);
			data_put(words, name, data_of_node(merge, value));
		} else {
			merge_value(merge, value, name, data_get(english, name), words);
		}
	}
}

void
layouts_merge(struct pool *pool, struct findings *findings, const struct source *source, const struct data *english, struct data *words)
{
	struct yaml yaml;
	const struct yaml_node *root;
	const struct merge merge = { pool, findings, &yaml, english != NULL };

	if (!source)
		return;
	yaml = yaml_read(pool, findings, source, 0, source->size);
	root = yaml_root(&yaml);
	if (!root || root->kind == YAML_EMPTY)
		return;
	if (root->kind == YAML_MAPPING)
		merge_mapping(&merge, root, english, words);
	else
		complain(&merge, root, "words must be a mapping, not %s", yaml_kind_name(root));
}
