#include "command/rules.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "base/text.h"
#include "command/stages.h"

static void
append_indented(GString *text, const char *lines)
{
	g_auto(GStrv) split = g_strsplit(lines, "\n", -1);
	guint last = g_strv_length(split);

	for (guint i = 0; i < last; i++)
		if (*split[i] || i + 1 < last)
			g_string_append_printf(text, "%s%s\n", *split[i] ? "    " : "", split[i]);
}

static const char *
level_words(const struct rule_text *rule)
{
	if (!rule->due)
		return level_name(rule->level);
	return rule->level == LEVEL_WARNING ? "warning; depends on the date: an error with --due" : "depends on the date";
}

static void
explain(GString *text, const struct rule_text *rule)
{
	g_string_append_printf(text, "%s (%s)\n%s\n\n%s\n", rule->id, level_words(rule), rule->summary, rule->explanation);
	if (*rule->bad) {
		g_string_append(text, "\nFound in:\n\n");
		append_indented(text, rule->bad);
	}
	if (*rule->good) {
		g_string_append(text, "\nNot found in:\n\n");
		append_indented(text, rule->good);
	}
	g_string_append_printf(text, "\nIn site.yaml, 'rules: {%s: off}' switches it off; error, warning and advice set its level.\n", rule->id);
}

static json_t *
rule_data(const struct rule_text *rule)
{
	return json_pack("{s:s, s:s, s:b, s:s, s:s, s:s, s:s}", "id", rule->id, "level", level_name(rule->level), "due", rule->due,
	    "summary", rule->summary, "explanation", rule->explanation, "bad", rule->bad, "good", rule->good);
}

static int
print_json(const struct rule_text *only)
{
	json_t *rules = json_array();
	char *text;
	bool printed;

	for (size_t i = 0; i < RULE_COUNT; i++)
		if (!only || only == &rule_texts[i])
			json_array_append_new(rules, rule_data(&rule_texts[i]));
	rules = json_pack("{s:o}", "rules", rules);
	text = json_dumps(rules, JSON_INDENT(2));
	printed = stages_print(text) && stages_print("\n");
	free(text);
	json_decref(rules);
	return printed ? EXIT_DONE : EXIT_FAILED;
}

static int
unknown_rule(const char *id)
{
	const char *names[RULE_COUNT];

	for (size_t i = 0; i < RULE_COUNT; i++)
		names[i] = rule_texts[i].id;
	return stages_unknown("rule", id, text_nearest(id, names, RULE_COUNT), "'sitrep rules' lists them");
}

static int
run(struct pool *pool, const struct options *options)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const struct rule_text *only = NULL;

	(void)pool;
	if (options->argument_count) {
		enum rule rule = rule_find(options->arguments[0]);

		if (rule == RULE_COUNT)
			return unknown_rule(options->arguments[0]);
		only = &rule_texts[rule];
	}
	if (options->format && strcmp(options->format, "json") == 0)
		return print_json(only);
	if (only)
		explain(text, only);
	for (size_t i = 0; !only && i < RULE_COUNT; i++)
		g_string_append_printf(text, "%-32s %-8s %s%s\n", rule_texts[i].id, level_name(rule_texts[i].level), rule_texts[i].summary,
		    rule_texts[i].due ? " [date]" : "");
	return stages_print(text->str) ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_rules = {
	.name = "rules",
	.arguments = "[ID]",
	.summary = "list the rules, or explain one with a bad and a good example",
	.formats = "text json",
	.values = VALUES_RULES,
	.most = 1,
	.run = run,
};
