#include "model/config_parts.h"

#include "base/file.h"
#include "base/pool.h"
#include "base/text.h"
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

enum {
	FILE_LIMIT = 4 << 20,
	REVIEW_DAYS = 180,
};

static const char file_name[] = "site.yaml";

/* What the file's mappings hold */

struct raw_weights {
	struct number major, partial, degraded, maintenance;
};

struct raw_status {
	struct text title, description, url, support_url;
	struct texts languages;
	struct raw_weights weights;
};

struct raw_alerts {
	struct texts rules, url_prefixes;
	const struct yaml_node *must_have_runbook;
};

/* config's own members first, so that one table fills them in place. */
struct raw_config {
	struct config config;
	struct raw_status status;
	struct raw_alerts alerts;
	const struct yaml_node *rules, *trackers, *network, *links, *upstreams, *publish, *notify;
};

#define WEIGHT(member) { .name = #member, .type = FIELD_NUMBER, .offset = offsetof(struct raw_weights, member) }
static const struct field weight_fields[] = { WEIGHT(major), WEIGHT(partial), WEIGHT(degraded), WEIGHT(maintenance), { 0 } };
#undef WEIGHT
static const struct schema weights_schema = { "status.weights", weight_fields, sizeof(struct raw_weights), SCHEMA_NO_SPAN, false };

#define STATUS(member, what) { .name = #member, .type = what, .offset = offsetof(struct raw_status, member) }
static const struct field status_fields[] = {
	STATUS(title, FIELD_TEXT),
	STATUS(description, FIELD_TEXT),
	STATUS(url, FIELD_URL),
	STATUS(support_url, FIELD_URL),
	STATUS(languages, FIELD_TEXTS),
	{ .name = "weights", .type = FIELD_STRUCT, .offset = offsetof(struct raw_status, weights), .of = &weights_schema },
	{ 0 },
};
#undef STATUS
static const struct schema status_schema = { "status", status_fields, sizeof(struct raw_status), SCHEMA_NO_SPAN, false };

static const struct field alert_fields[] = {
	{ .name = "rules", .type = FIELD_TEXTS, .offset = offsetof(struct raw_alerts, rules) },
	{ .name = "url_prefixes", .type = FIELD_TEXTS, .offset = offsetof(struct raw_alerts, url_prefixes) },
	{ .name = "must_have_runbook", .type = FIELD_NODE, .offset = offsetof(struct raw_alerts, must_have_runbook) },
	{ 0 },
};
static const struct schema alerts_schema = { "alerts", alert_fields, sizeof(struct raw_alerts), SCHEMA_NO_SPAN, false };

#define CONFIG(member, what) { .name = #member, .type = what, .offset = offsetof(struct raw_config, config.member) }
static const struct field config_fields[] = {
	CONFIG(title, FIELD_TEXT),
	CONFIG(description, FIELD_TEXT),
	CONFIG(language, FIELD_TEXT),
	CONFIG(base_url, FIELD_URL),
	CONFIG(edit_url, FIELD_URL),
	{ .name = "escalation", .type = FIELD_TEXT, .offset = offsetof(struct raw_config, config.escalation), .refers = REFERS_ESCALATION },
	CONFIG(timezone, FIELD_ZONE),
	CONFIG(review_every, FIELD_DURATION),
	CONFIG(internal_hosts, FIELD_TEXTS),
	CONFIG(public_allow, FIELD_TEXTS),
	CONFIG(kinds, FIELD_NODE),
	CONFIG(templates, FIELD_NODE),
	{ .name = "status", .type = FIELD_STRUCT, .offset = offsetof(struct raw_config, status), .of = &status_schema },
	{ .name = "alerts", .type = FIELD_STRUCT, .offset = offsetof(struct raw_config, alerts), .of = &alerts_schema },
	{ .name = "rules", .type = FIELD_NODE, .offset = offsetof(struct raw_config, rules) },
	{ .name = "trackers", .type = FIELD_NODE, .offset = offsetof(struct raw_config, trackers) },
	{ .name = "network", .type = FIELD_NODE, .offset = offsetof(struct raw_config, network) },
	{ .name = "links", .type = FIELD_NODE, .offset = offsetof(struct raw_config, links) },
	{ .name = "upstreams", .type = FIELD_NODE, .offset = offsetof(struct raw_config, upstreams) },
	{ .name = "publish", .type = FIELD_NODE, .offset = offsetof(struct raw_config, publish) },
	{ .name = "notify", .type = FIELD_NODE, .offset = offsetof(struct raw_config, notify) },
	{ 0 },
};
#undef CONFIG
static const struct schema config_schema = { "site.yaml", config_fields, sizeof(struct raw_config), SCHEMA_NO_SPAN, false };

struct reader {
	struct schema_context context;
	struct pool *pool;
	const struct yaml *yaml;
};

static struct finding *
bad_value(const struct reader *reader, struct span span, const char *message)
{
	return finding_add(reader->context.findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

/* An array's elements, in the pool. */
static void *
keep(struct pool *pool, GArray *array)
{
	return pool_memdup(pool, array->len > 0 ? array->data : "", (size_t)array->len * g_array_get_element_size(array));
}

/* rules: */

static const char *const level_words[] = { "off", "advice", "warning", "error" }; /* in the order of enum level */

static bool
read_level(const struct reader *reader, const struct yaml_node *node, enum level *level)
{
	const char *text = yaml_text(reader->yaml, node);
	const char *near;

	for (size_t i = 0; text && i < G_N_ELEMENTS(level_words); i++)
		if (g_ascii_strcasecmp(text, level_words[i]) == 0) {
			*level = (enum level)i;
			return true;
		}

	struct finding *finding =
	    bad_value(reader, yaml_span(reader->yaml, node), "the level of a rule is error, warning, advice or off");

	near = text ? text_nearest(text, level_words, G_N_ELEMENTS(level_words)) : NULL;
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	return false;
}

static enum rule
read_rule(const struct reader *reader, const struct yaml_node *key)
{
	const char *ids[RULE_COUNT];
	const char *id = yaml_text(reader->yaml, key);
	enum rule rule = rule_find(id);
	const char *near;

	if (rule != RULE_COUNT)
		return rule;
	for (size_t i = 0; i < RULE_COUNT; i++)
		ids[i] = rule_texts[i].id;

	struct finding *finding = finding_add(
	    reader->context.findings, RULE_REF_UNKNOWN, yaml_span(reader->yaml, key), "there is no rule \"%s\"", id);

	near = text_nearest(id, ids, RULE_COUNT);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "'sitrep rules' lists them");
	return RULE_COUNT;
}

static void
add_setting(
    const struct reader *reader, GArray *settings, enum rule rule, const char *pattern, const struct yaml_node *node)
{
	struct level_setting setting = { .rule = rule, .pattern = pattern };

	if (read_level(reader, node, &setting.level))
		g_array_append_val(settings, setting);
}

/* "rule/id: level" or "rule/id: {pattern: level}". */
static void
read_setting(const struct reader *reader, GArray *settings, const struct yaml_node *key)
{
	const struct yaml *yaml = reader->yaml;
	const struct yaml_node *value = yaml_next(yaml, key);
	enum rule rule = read_rule(reader, key);

	if (rule == RULE_COUNT)
		return;
	if (value->kind != YAML_MAPPING) {
		add_setting(reader, settings, rule, NULL, value);
		return;
	}
	for (const struct yaml_node *pattern = yaml_first(yaml, value); pattern; pattern = yaml_next_key(yaml, pattern))
		add_setting(reader, settings, rule, yaml_text(yaml, pattern), yaml_next(yaml, pattern));
}

static void
read_rules(const struct reader *reader, const struct yaml_node *node, struct config *config)
{
	g_autoptr(GArray) settings = g_array_new(FALSE, FALSE, sizeof(struct level_setting));

	if (!node)
		return;
	if (node->kind != YAML_MAPPING) {
		finding_help(bad_value(reader, yaml_span(reader->yaml, node), "\"rules\" must be a mapping"),
		    "write \"link/orphan: off\" below it");
		return;
	}
	for (const struct yaml_node *key = yaml_first(reader->yaml, node); key; key = yaml_next_key(reader->yaml, key))
		read_setting(reader, settings, key);
	config->setting_count = settings->len;
	config->settings = keep(reader->pool, settings);
}

/* trackers: */

static const struct field tracker_fields[] = {
	{ .name = "pattern", .type = FIELD_TEXT, .offset = offsetof(struct tracker, pattern) },
	{ .name = "url", .type = FIELD_URL, .offset = offsetof(struct tracker, url) },
	{ 0 },
};
static const struct schema tracker_schema = { "a tracker", tracker_fields, sizeof(struct tracker), offsetof(struct tracker, span), false };

static bool
read_tracker(const struct reader *reader, const struct yaml_node *node, struct tracker *tracker)
{
	struct text text = { yaml_text(reader->yaml, node), yaml_span(reader->yaml, node) };

	if (node->kind != YAML_SCALAR)
		return schema_read(&reader->context, reader->yaml, node, text.span, &tracker_schema, tracker);
	*tracker = (struct tracker){ .span = text.span };
	*(strstr(text.s, "://") ? &tracker->url : &tracker->pattern) = text;
	return true;
}

/* Ids are matched by shell patterns, as paths are; "[0-9]+" would match nothing. */
static void
check_pattern(const struct reader *reader, struct text pattern)
{
	if (pattern.s && strpbrk(pattern.s, "[]()+^$\\|"))
		finding_help(bad_value(reader, pattern.span,
				 "the ids of a tracker are a shell pattern, not a regular expression"),
		    "write OPS-* for OPS-1, OPS-2 and so on");
}

static void
read_trackers(const struct reader *reader, const struct yaml_node *node, struct config *config)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct tracker));
	g_autoptr(GArray) texts = g_array_new(FALSE, FALSE, sizeof(struct text));
	bool many = node && node->kind == YAML_SEQUENCE;

	if (!node)
		return;
	for (const struct yaml_node *n = many ? yaml_first(reader->yaml, node) : node; n;
	     n = many ? yaml_next(reader->yaml, n) : NULL) {
		struct tracker tracker;

		if (!read_tracker(reader, n, &tracker))
			continue;
		check_pattern(reader, tracker.pattern);
		g_array_append_val(list, tracker);
		if (tracker.url.s)
			g_array_append_val(texts, tracker.url);
		if (tracker.pattern.s)
			g_array_append_val(texts, tracker.pattern);
	}
	config->tracker_list = (struct list){ keep(reader->pool, list), list->len };
	config->trackers = (struct texts){ keep(reader->pool, texts), texts->len, true, yaml_span(reader->yaml, node) };
}

/* alerts: */

/* "must_have_runbook: {LABEL: VALUE or [VALUE…]}". */
static void
read_must_have(const struct reader *reader, const struct yaml_node *node, struct config *config)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct label_choice));

	if (!node || node->kind == YAML_EMPTY)
		return;
	if (node->kind != YAML_MAPPING) {
		finding_help(bad_value(reader, yaml_span(reader->yaml, node), "\"must_have_runbook\" must be a mapping of labels"),
		    "write {severity: [critical, page]}");
		return;
	}
	for (const struct yaml_node *key = yaml_first(reader->yaml, node); key; key = yaml_next_key(reader->yaml, key)) {
		struct label_choice choice = { .name = { yaml_text(reader->yaml, key), yaml_span(reader->yaml, key) } };
		const struct field field = { .name = choice.name.s, .type = FIELD_TEXTS };

		if (schema_read_value(&reader->context, reader->yaml, yaml_next(reader->yaml, key), &field, &choice.values))
			g_array_append_val(list, choice);
	}
	config->alerts.must_have_runbook = (struct list){ keep(reader->pool, list), list->len };
}

/* A pattern counts from the site's folder, so that it means the same on every machine. */
static void
check_rule_patterns(const struct reader *reader, struct texts *rules)
{
	struct text *kept = pool_array(reader->pool, struct text, rules->count);
	size_t count = 0;

	for (size_t i = 0; i < rules->count; i++) {
		if (rules->items[i].s && *rules->items[i].s == '/')
			finding_help(bad_value(reader, rules->items[i].span, "a pattern of rule files counts from the site's folder"),
			    "write \"../infra/rules/*.yaml\" for what is beside it");
		else if (rules->items[i].s)
			kept[count++] = rules->items[i];
	}
	rules->items = kept;
	rules->count = count;
}

/* Values that a table can't check */

static void
check_language(const struct reader *reader, struct text *language)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	if (!language->s ||
	    (*language->s && *language->s != '-' && strspn(language->s, letters) == strlen(language->s)))
		return;
	finding_help(bad_value(reader, language->span, "this is no language"), "write en, de, pt-BR");
	language->s = NULL;
}

static bool
is_language_of(const struct text *languages, size_t count, const char *language)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal_nocase(languages[i].s, language))
			return true;
	return false;
}

static void
check_languages(const struct reader *reader, struct texts *languages)
{
	struct text *kept = pool_array(reader->pool, struct text, languages->count);
	size_t count = 0;

	for (size_t i = 0; i < languages->count; i++) {
		struct text language = languages->items[i];

		check_language(reader, &language);
		if (language.s && is_language_of(kept, count, language.s))
			bad_value(reader, language.span, "this language is there already");
		else if (language.s)
			kept[count++] = language;
	}
	languages->items = kept;
	languages->count = count;
}

static void
check_edit_url(const struct reader *reader, const struct text *url)
{
	if (url->s && !strstr(url->s, "{path}"))
		finding_help(bad_value(reader, url->span, "\"edit_url\" must say where the document's path belongs"),
		    "put {path} there");
}

static struct number
weight(const struct reader *reader, struct number given, double otherwise)
{
	if (given.given && given.n >= 0 && given.n <= 1)
		return given;
	if (given.given)
		bad_value(reader, given.span, "a weight is a number from 0 to 1");
	return (struct number){ .n = otherwise };
}

static void
take_status(const struct reader *reader, const struct raw_status *raw, struct status_config *status)
{
	*status = (struct status_config){
		.title = raw->title,
		.description = raw->description,
		.url = raw->url,
		.support_url = raw->support_url,
		.languages = raw->languages,
		.weight_major = weight(reader, raw->weights.major, 1),
		.weight_partial = weight(reader, raw->weights.partial, 0.3),
		.weight_degraded = weight(reader, raw->weights.degraded, 0),
		.weight_maintenance = weight(reader, raw->weights.maintenance, 0),
	};
	check_languages(reader, &status->languages);
}

static void
take_config(const struct reader *reader, const struct raw_config *raw, struct config *config)
{
	*config = raw->config;
	config->alerts = (struct alert_config){
		.rules = raw->alerts.rules,
		.url_prefixes = raw->alerts.url_prefixes,
	};
	read_must_have(reader, raw->alerts.must_have_runbook, config);
	check_rule_patterns(reader, &config->alerts.rules);
	take_status(reader, &raw->status, &config->status);
	check_language(reader, &config->language);
	check_edit_url(reader, &config->edit_url);
	read_rules(reader, raw->rules, config);
	read_trackers(reader, raw->trackers, config);
	config_read_network(&reader->context, reader->yaml, raw->network, &config->network);
	config_read_links(&reader->context, reader->yaml, raw->links, &config->links);
	config_read_upstreams(&reader->context, reader->yaml, raw->upstreams, &config->upstreams);
	config_read_publish(&reader->context, reader->yaml, raw->publish, &config->publish);
	config_read_notify(&reader->context, reader->yaml, raw->notify, &config->notify);
}

static void
set_defaults(struct pool *pool, struct config *config)
{
	config->zone = config->timezone.s ? zone_find(pool, config->timezone.s) : NULL;
	if (!config->zone)
		config->zone = zone_utc();
	if (config->review_every.seconds == DURATION_NONE)
		config->review_every.seconds = (int64_t)REVIEW_DAYS * 24 * 60 * 60;
}

/* Reading */

/* What left the tree empty, as one line; NULL where it can be read. */
static const char *
reading_problem(struct pool *pool, const struct source *source)
{
	struct findings *findings = findings_new(pool);
	struct yaml yaml = yaml_read(pool, findings, source, 0, source->size);
	const struct yaml_node *root = yaml_root(&yaml);
	size_t count;

	findings_settle(findings, &(struct settlement){ 0 });
	const struct finding *const *list = findings_list(findings, &count);

	if (!root && count > 0) {
		const struct finding *finding = list[count - 1];

		return pool_printf(pool, "%s: %s%s%s", span_place(pool, finding->span), finding->message,
		    finding->help ? "; " : "", finding->help ? finding->help : "");
	}
	if (root && root->kind != YAML_MAPPING && root->kind != YAML_EMPTY)
		return pool_printf(
		    pool, "%s:1:1: this must be a mapping (\"title: …\"), not %s", source->path, yaml_kind_name(root));
	return NULL;
}

static bool
read_file(struct pool *pool, struct findings *findings, struct references *references, const struct source *source,
    struct config *config)
{
	struct reader reader = { .context = { pool, findings, references, zone_utc() }, .pool = pool };
	struct yaml yaml = yaml_read(pool, findings, source, 0, source->size);
	struct raw_config raw;

	reader.yaml = &yaml;
	/* Without a root there is nothing but comments. */
	const struct yaml_node nothing = { .kind = YAML_EMPTY, .first = YAML_NONE, .next = YAML_NONE };

	if (!schema_read(&reader.context, &yaml, yaml_root(&yaml) ? yaml_root(&yaml) : &nothing, span_file(source),
		&config_schema, &raw))
		return false;
	take_config(&reader, &raw, config);
	config->source = source;
	config->yaml = yaml;
	return true;
}

static void
without_file(struct config *config)
{
	config->review_every.seconds = DURATION_NONE;
	config_read_network(NULL, NULL, NULL, &config->network);
	config_read_links(NULL, NULL, NULL, &config->links);
	config_read_upstreams(NULL, NULL, NULL, &config->upstreams);
	config_read_notify(NULL, NULL, NULL, &config->notify);
	config->status.weight_major.n = 1;
	config->status.weight_partial.n = 0.3;
}

const struct config *
config_read(struct pool *pool, struct findings *findings, struct references *references, const char *directory,
    const char **problem)
{
	struct config *config = pool_new0(pool, struct config);
	g_autofree char *path = g_build_filename(directory, file_name, NULL);
	const struct source *source = NULL;

	*problem = NULL;
	if (file_is_absent(path)) {
		without_file(config);
	} else {
		const char *why = NULL;

		source = source_read(pool, directory, file_name, FILE_LIMIT, &why);
		*problem = source ? reading_problem(pool, source) : pool_printf(pool, "%s: %s", file_name, why);
	}
	if (*problem || (source && !read_file(pool, findings, references, source, config)))
		return NULL;
	set_defaults(pool, config);
	return config;
}
