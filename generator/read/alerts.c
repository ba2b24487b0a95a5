#include "read/alerts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "read/yaml.h"

#define LIST_DEPTH 4   /* of lists in lists */
#define MERGE_DEPTH 8
#define RULES_MAX 50000 /* of a file; an alias repeats them for nothing */
#define LABELS_MAX 64

struct reader {
	struct pool *pool;
	const struct yaml *yaml;
	GArray *rules; /* struct alert_rule */
};

/* ---- mappings ---- */

static const struct yaml_node *get_merged(const struct yaml *yaml, const struct yaml_node *mapping, const char *key, int depth);

/* A key's value in one mapping of "<<", or in several. */
static const struct yaml_node *
get_inherited(const struct yaml *yaml, const struct yaml_node *from, const char *key, int depth)
{
	const struct yaml_node *found = NULL;

	if (!from || depth >= MERGE_DEPTH || from->kind != YAML_SEQUENCE)
		return from && depth < MERGE_DEPTH ? get_merged(yaml, from, key, depth + 1) : NULL;
	for (const struct yaml_node *n = yaml_first(yaml, from); n && !found; n = yaml_next(yaml, n))
		found = n->kind == YAML_MAPPING ? get_merged(yaml, n, key, depth + 1) : NULL;
	return found;
}

static const struct yaml_node *
get_merged(const struct yaml *yaml, const struct yaml_node *mapping, const char *key, int depth)
{
	const struct yaml_node *found = yaml_get(yaml, mapping, key);

	return found ? found : get_inherited(yaml, yaml_get(yaml, mapping, "<<"), key, depth);
}

static const struct yaml_node *
get(const struct reader *reader, const struct yaml_node *mapping, const char *key)
{
	return get_merged(reader->yaml, mapping, key, 0);
}

static struct text
text_of(const struct reader *reader, const struct yaml_node *node)
{
	if (!node || node->kind != YAML_SCALAR)
		return (struct text){ 0 };
	return (struct text){ yaml_text(reader->yaml, node), yaml_span(reader->yaml, node) };
}

static struct text
get_text(const struct reader *reader, const struct yaml_node *mapping, const char *key)
{
	return text_of(reader, get(reader, mapping, key));
}

/* ---- rules ---- */

static bool
has_label(const GArray *labels, const char *name)
{
	for (guint i = 0; i < labels->len; i++)
		if (strcmp(g_array_index(labels, struct alert_label, i).name, name) == 0)
			return true;
	return false;
}

/* Those of a mapping, then those that it inherits. */
static void
add_labels(const struct reader *reader, GArray *labels, const struct yaml_node *mapping, int depth)
{
	const struct yaml *yaml = reader->yaml;

	if (!mapping || depth >= MERGE_DEPTH)
		return;
	if (mapping->kind == YAML_SEQUENCE)
		for (const struct yaml_node *n = yaml_first(yaml, mapping); n; n = yaml_next(yaml, n))
			add_labels(reader, labels, n, depth + 1);
	if (mapping->kind != YAML_MAPPING)
		return;
	for (const struct yaml_node *key = yaml_first(yaml, mapping); key; key = yaml_next_key(yaml, key)) {
		const struct alert_label label = { yaml_text(yaml, key), text_of(reader, yaml_next(yaml, key)) };

		if (label.value.s && labels->len < LABELS_MAX && !has_label(labels, label.name))
			g_array_append_val(labels, label);
	}
	add_labels(reader, labels, yaml_get(yaml, mapping, "<<"), depth + 1);
}

static void
take_labels(const struct reader *reader, struct alert_rule *rule, const struct yaml_node *mapping)
{
	g_autoptr(GArray) labels = g_array_new(false, false, sizeof(struct alert_label));

	add_labels(reader, labels, mapping, 0);
	rule->label_count = labels->len;
	if (labels->len)
		rule->labels = pool_memdup(reader->pool, labels->data, labels->len * sizeof(struct alert_label));
}

static struct text
runbook_of(const struct reader *reader, const struct yaml_node *annotations)
{
	static const char *const keys[] = { "runbook_url", "runbook", "runbookURL", "runbook_link" };

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const struct text text = get_text(reader, annotations, keys[i]);

		if (text.s && *text.s)
			return text;
	}
	return (struct text){ 0 };
}

static void
take_rule(const struct reader *reader, const struct yaml_node *node)
{
	const struct text name = get_text(reader, node, "alert");
	const struct yaml_node *annotations = get(reader, node, "annotations");
	struct alert_rule rule = { .name = name, .span = yaml_span(reader->yaml, node) };

	if (!name.s || !*name.s || reader->rules->len >= RULES_MAX)
		return;
	rule.expr = get_text(reader, node, "expr");
	rule.pending = get_text(reader, node, "for");
	rule.summary = get_text(reader, annotations, "summary");
	rule.description = get_text(reader, annotations, "description");
	rule.runbook = runbook_of(reader, annotations);
	take_labels(reader, &rule, get(reader, node, "labels"));
	g_array_append_val(reader->rules, rule);
}

static void
take_each(const struct reader *reader, const struct yaml_node *list, void (*take)(const struct reader *, const struct yaml_node *))
{
	if (!list || list->kind != YAML_SEQUENCE)
		return;
	for (const struct yaml_node *n = yaml_first(reader->yaml, list); n && reader->rules->len < RULES_MAX; n = yaml_next(reader->yaml, n))
		if (n->kind == YAML_MAPPING)
			take(reader, n);
}

static void
take_group(const struct reader *reader, const struct yaml_node *group)
{
	take_each(reader, get(reader, group, "rules"), take_rule);
}

/* A document, or an item of a list of them. */
static void
take_resource(const struct reader *reader, const struct yaml_node *node, int depth)
{
	const struct yaml_node *items = get(reader, node, "items");

	take_each(reader, get(reader, node, "groups"), take_group);
	take_each(reader, get(reader, get(reader, node, "spec"), "groups"), take_group);
	if (!items || items->kind != YAML_SEQUENCE || depth >= LIST_DEPTH)
		return;
	for (const struct yaml_node *n = yaml_first(reader->yaml, items); n; n = yaml_next(reader->yaml, n))
		if (n->kind == YAML_MAPPING)
			take_resource(reader, n, depth + 1);
}

/* ---- files ---- */

bool
alert_is_template(const char *value)
{
	return strstr(value, "{{") != NULL;
}

/* Whether "{{" stands where a line's text or a value begins, and what is in it is not Prometheus' own "$value". */
static bool
is_helm(const char *line, const char *brace)
{
	const char *before = brace, *word = brace + 2;

	while (before > line && g_ascii_isspace(before[-1]))
		before--;
	word += *word == '-';
	word += strspn(word, " \t");
	return *word != '$' && (before == line || before[-1] == ':' || before[-1] == '-');
}

/* The first piece of a Helm template that makes the file no YAML. */
static struct span
helm_place(const struct source *source)
{
	for (size_t at = 0; at < source->size;) {
		const struct span line = source_line(source, at);
		g_autofree char *text = g_strndup(source->bytes + line.start, line.end - line.start);
		const char *brace = strstr(text, "{{");

		if (brace && is_helm(text, brace))
			return span_of(source, line.start + (size_t)(brace - text), line.start + strlen(g_strchomp(text)));
		at = MAX(line.end, at) + 1;
	}
	return SPAN_NONE;
}

static void
complain_of_helm(struct findings *findings, struct span span)
{
	finding_help(finding_add(findings, RULE_FRONT_SYNTAX, span, "this is a Helm template and no YAML: the rules behind it can't be read"),
	    "name what 'helm template' makes of it under \"rules\" of \"alerts\" in site.yaml, or a pattern that leaves it out");
}

struct alert_rules
alerts_read(struct pool *pool, struct findings *findings, const struct source *source)
{
	struct findings *own = findings_new(pool);
	g_autoptr(GArray) rules = g_array_new(false, false, sizeof(struct alert_rule));
	size_t count;
	const struct yaml *documents = yaml_read_stream(pool, own, source, &count);
	const bool complete = !findings_has_rule(own, RULE_FRONT_SYNTAX) && !findings_has_rule(own, RULE_DOCUMENT_TOO_EXPENSIVE) &&
	    !findings_has_rule(own, RULE_DOCUMENT_ENCODING);
	const struct span helm = findings_has_rule(own, RULE_FRONT_SYNTAX) ? helm_place(source) : SPAN_NONE;

	for (size_t i = 0; i < count; i++) {
		const struct reader reader = { pool, &documents[i], rules };

		if (yaml_root(&documents[i]))
			take_resource(&reader, yaml_root(&documents[i]), 0);
	}
	if (helm.source)
		complain_of_helm(findings, helm);
	else
		findings_take(findings, own);
	return (struct alert_rules){ pool_memdup(pool, rules->data ? rules->data : "", rules->len * sizeof(struct alert_rule)), rules->len, complete };
}

const char *
alert_label(const struct alert_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->label_count; i++)
		if (strcmp(rule->labels[i].name, name) == 0)
			return rule->labels[i].value.s;
	return "";
}
