#include "model/register.h"

#include "base/pool.h"
#include "base/text.h"
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

/* Entries, as the files hold them */

#define FIELD(of_struct, member, what) \
	{ .name = #member, .type = what, .offset = offsetof(struct of_struct, member) }
#define NAMES(of_struct, member, what, whom) \
	{ .name = #member, .type = what, .offset = offsetof(struct of_struct, member), .refers = whom }
#define NEEDS(of_struct, member, what) \
	{ .name = #member, .type = what, .offset = offsetof(struct of_struct, member), .flags = FIELD_REQUIRED }

/* "left" is a date or a flag. */
struct raw_person {
	struct person person;
	const struct yaml_node *left;
};

static const struct field person_fields[] = {
	FIELD(person, name, FIELD_TEXT),
	NAMES(person, team, FIELD_TEXT, REFERS_TEAM),
	FIELD(person, timezone, FIELD_ZONE),
	FIELD(person, slack, FIELD_TEXT),
	FIELD(person, email, FIELD_TEXT),
	FIELD(person, phone, FIELD_TEXT),
	FIELD(person, quiet_hours, FIELD_TEXT),
	FIELD(raw_person, left, FIELD_NODE),
	{ 0 },
};
static const struct schema person_schema = { "a person", person_fields, sizeof(struct raw_person),
	offsetof(struct person, span), false };

static const struct field team_fields[] = {
	FIELD(team, name, FIELD_TEXT),
	NAMES(team, lead, FIELD_TEXT, REFERS_PERSON),
	FIELD(team, channel, FIELD_TEXT),
	NAMES(team, escalation, FIELD_TEXT, REFERS_ESCALATION),
	FIELD(team, description, FIELD_TEXT),
	FIELD(team, alert_budget, FIELD_NUMBER),
	{ 0 },
};
static const struct schema team_schema = { "a team", team_fields, sizeof(struct team),
	offsetof(struct team, span), false };

static const struct field url_fields[] = {
	NEEDS(named_url, name, FIELD_TEXT),
	NEEDS(named_url, url, FIELD_URL),
	{ 0 },
};
static const struct schema url_schema = { "a dashboard", url_fields, sizeof(struct named_url),
	offsetof(struct named_url, span), false };

static const struct field component_fields[] = {
	FIELD(component, name, FIELD_TEXT),
	FIELD(component, group, FIELD_TEXT),
	FIELD(component, description, FIELD_TEXT),
	FIELD(component, order, FIELD_NUMBER),
	FIELD(component, since, FIELD_DATE),
	FIELD(component, showcase, FIELD_FLAG),
	{ 0 },
};
static const struct schema component_schema = { "a component", component_fields, sizeof(struct component),
	offsetof(struct component, span), false };

static const struct field slo_fields[] = {
	NEEDS(slo, objective, FIELD_NUMBER),
	FIELD(slo, window, FIELD_DURATION),
	{ 0 },
};
static const struct schema slo_schema = { "an objective", slo_fields, sizeof(struct slo),
	offsetof(struct slo, span), false };

static const struct field upstream_fields[] = {
	NEEDS(upstream, statuspage, FIELD_URL),
	FIELD(upstream, component, FIELD_TEXT),
	{ 0 },
};
static const struct schema upstream_schema = { "an upstream", upstream_fields, sizeof(struct upstream),
	offsetof(struct upstream, span), false };

static const struct field service_fields[] = {
	FIELD(service, name, FIELD_TEXT),
	FIELD(service, description, FIELD_TEXT),
	NAMES(service, team, FIELD_TEXT, REFERS_TEAM),
	NAMES(service, escalation, FIELD_TEXT, REFERS_ESCALATION),
	FIELD(service, repository, FIELD_URL),
	NAMES(service, depends_on, FIELD_TEXTS, REFERS_SERVICE),
	{ .name = "dashboards", .type = FIELD_STRUCTS, .offset = offsetof(struct service, dashboards), .of = &url_schema },
	{ .name = "slo", .type = FIELD_STRUCT, .offset = offsetof(struct service, slo), .of = &slo_schema },
	{ .name = "component", .type = FIELD_STRUCT, .offset = offsetof(struct service, component), .of = &component_schema },
	{ .name = "upstream", .type = FIELD_STRUCT, .offset = offsetof(struct service, upstream), .of = &upstream_schema },
	{ .name = "probes", .type = FIELD_STRUCTS, .offset = offsetof(struct service, probes), .of = &probe_schema },
	{ 0 },
};
static const struct schema service_schema = { "a service", service_fields, sizeof(struct service),
	offsetof(struct service, span), false };

static const struct field severity_fields[] = {
	FIELD(severity, name, FIELD_TEXT),
	FIELD(severity, description, FIELD_TEXT),
	FIELD(severity, escalation, FIELD_TEXT),
	FIELD(severity, examples, FIELD_TEXTS),
	NAMES(severity, roles, FIELD_TEXTS, REFERS_ROLE),
	FIELD(severity, acknowledge_within, FIELD_DURATION),
	FIELD(severity, update_every, FIELD_DURATION),
	FIELD(severity, resolve_within, FIELD_DURATION),
	FIELD(severity, postmortem_within, FIELD_DURATION),
	{ 0 },
};
static const struct schema severity_schema = { "a severity", severity_fields, sizeof(struct severity),
	offsetof(struct severity, span), false };

static const struct field tier_fields[] = {
	FIELD(tier, role, FIELD_TEXT),
	FIELD(tier, responsibility, FIELD_TEXT),
	FIELD(tier, skills, FIELD_TEXT),
	{ 0 },
};
static const struct schema tier_schema = { "a tier", tier_fields, sizeof(struct tier),
	offsetof(struct tier, span), false };

static const struct field role_fields[] = {
	FIELD(role, name, FIELD_TEXT),
	NAMES(role, schedule, FIELD_TEXT, REFERS_SCHEDULE),
	FIELD(role, description, FIELD_TEXT),
	FIELD(role, responsibilities, FIELD_TEXTS),
	{ 0 },
};
static const struct schema role_schema = { "a role", role_fields, sizeof(struct role),
	offsetof(struct role, span), false };

#undef FIELD
#undef NAMES
#undef NEEDS

/* The registers */

struct reader {
	struct schema_context context;
	struct pool *pool;
	const struct yaml *yaml; /* of the file being read */
	GHashTable *keys;        /* "people/dana", folded → struct span of the first */
	GArray *lists[8];        /* of the structs, in the order of tables */
};

static void finish_person(const struct reader *reader, void *raw);
static void finish_service(const struct reader *reader, void *raw);

/* Each struct begins with its id, and a raw one with the struct. */
static const struct table {
	const char *key;
	const struct schema *schema; /* NULL: struct raw_entry, for another module */
	size_t size;                 /* of the struct that is kept */
	size_t list;                 /* in struct registers */
	size_t name;                 /* a struct text that is the id where it isn't given, or 0 */
	void (*finish)(const struct reader *reader, void *raw);
} tables[] = {
	{ "people", &person_schema, sizeof(struct person), offsetof(struct registers, people),
	    offsetof(struct person, name), finish_person },
	{ "teams", &team_schema, sizeof(struct team), offsetof(struct registers, teams),
	    offsetof(struct team, name), NULL },
	{ "services", &service_schema, sizeof(struct service), offsetof(struct registers, services),
	    offsetof(struct service, name), finish_service },
	{ "severities", &severity_schema, sizeof(struct severity), offsetof(struct registers, severities),
	    offsetof(struct severity, name), NULL },
	{ "schedules", NULL, sizeof(struct raw_entry), offsetof(struct registers, schedules), 0, NULL },
	{ "escalations", NULL, sizeof(struct raw_entry), offsetof(struct registers, escalations), 0, NULL },
	{ "tiers", &tier_schema, sizeof(struct tier), offsetof(struct registers, tiers), 0, NULL },
	{ "roles", &role_schema, sizeof(struct role), offsetof(struct registers, roles),
	    offsetof(struct role, name), NULL },
};
G_STATIC_ASSERT(G_N_ELEMENTS(tables) == G_N_ELEMENTS(((struct reader *)NULL)->lists));

/* Checks of values that a table can't make */

static struct finding *
bad_value(const struct reader *reader, struct span span, const char *message)
{
	return finding_add(reader->context.findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

/* "02:00-07:00"; *minutes of the day each, 24:00 allowed. */
static bool
read_clock(const char **text, int *minutes)
{
	const char *s = *text;
	int hour, minute;

	if (!g_ascii_isdigit(s[0]) || !g_ascii_isdigit(s[1]) || s[2] != ':' || !g_ascii_isdigit(s[3]) ||
	    !g_ascii_isdigit(s[4]))
		return false;
	hour = (s[0] - '0') * 10 + s[1] - '0';
	minute = (s[3] - '0') * 10 + s[4] - '0';
	*minutes = hour * 60 + minute;
	*text = s + 5;
	return minute < 60 && *minutes <= 24 * 60;
}

static bool
read_quiet_hours(const char *text, int *from, int *to)
{
	if (!read_clock(&text, from))
		return false;
	text += strspn(text, " ");
	if (g_str_has_prefix(text, "–"))
		text += strlen("–");
	else if (*text++ != '-')
		return false;
	text += strspn(text, " ");
	return read_clock(&text, to) && *text == '\0' && *from != *to;
}

static void
read_left(const struct reader *reader, const struct yaml_node *node, struct person *person)
{
	const char *text = yaml_text(reader->yaml, node);
	const struct field date = { .name = "left", .type = FIELD_DATE };
	const struct field flag = { .name = "left", .type = FIELD_FLAG };
	static const char *const flags[] = { "true", "false", "yes", "no", NULL };

	if (text && g_strv_contains(flags, text))
		schema_read_value(&reader->context, reader->yaml, node, &flag, &person->gone);
	else
		schema_read_value(&reader->context, reader->yaml, node, &date, &person->left);
}

static void
finish_person(const struct reader *reader, void *raw)
{
	struct raw_person *raw_person = raw;
	struct person *person = &raw_person->person;
	struct text *quiet = &person->quiet_hours;

	person->left.stamp.at = TIME_NONE;
	if (raw_person->left)
		read_left(reader, raw_person->left, person);
	person->zone = person->timezone.s ? zone_find(reader->pool, person->timezone.s) : reader->context.zone;
	if (quiet->s && !read_quiet_hours(quiet->s, &person->quiet_from, &person->quiet_to)) {
		finding_help(bad_value(reader, quiet->span, "\"quiet_hours\" must be two times of the day"),
		    "write \"22:00-07:00\"");
		quiet->s = NULL;
		person->quiet_from = person->quiet_to = 0;
	}
}

static void
finish_service(const struct reader *reader, void *raw)
{
	struct service *service = raw;
	struct number *objective = &service->slo.objective;

	probes_finish(&reader->context, reader->yaml, &service->probes);
	if (service->component.span.source && !service->component.name.s)
		service->component.name = service->name;
	if (!objective->given || (objective->n > 0 && objective->n < 100))
		return;
	finding_help(bad_value(reader, objective->span, "an objective is a percentage below 100"), "write 99.9");
	objective->given = false;
}

/* Entries */

static bool
is_safe_id(const char *id)
{
	return *id != '\0' && *id != '.' &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(id);
}

static bool
has_upper(const char *id)
{
	for (; *id; id++)
		if (g_ascii_isupper(*id))
			return true;
	return false;
}

/* Ids name files.  False: this one could reach out of its folder and is left out. */
static bool
check_id(const struct reader *reader, const struct table *table, struct text id)
{
	bool person = table->schema == &person_schema;
	struct finding *finding = NULL;

	if (!is_safe_id(id.s))
		finding =
		    finding_add(reader->context.findings, RULE_FRONT_BAD_VALUE, id.span, "\"%s\" can't be an id", id.s);
	else if (person && has_upper(id.s))
		finding = finding_add(reader->context.findings, RULE_FRONT_BAD_VALUE, id.span,
		    "the id of a person is written in lower case");
	if (finding)
		finding_help(finding, "use %s, digits, \".\", \"_\" and \"-\", not beginning with \".\"",
		    person ? "lower-case letters" : "letters");
	return *id.s != '\0' && *id.s != '.' && !strchr(id.s, '/');
}

/* False, with a finding, where the id is taken. */
static bool
claim_id(const struct reader *reader, const struct table *table, struct text id)
{
	g_autofree char *full = g_strdup_printf("%s/%s", table->key, id.s);
	char *key = g_utf8_strdown(full, -1);
	const struct span *before = g_hash_table_lookup(reader->keys, key);

	if (!before) {
		g_hash_table_insert(reader->keys, key, pool_memdup(reader->pool, &id.span, sizeof id.span));
		return true;
	}
	g_free(key);

	struct finding *finding = finding_add(
	    reader->context.findings, RULE_SITE_DUPLICATE_ID, id.span, "%s \"%s\" a second time", table->key, id.s);

	finding_note(finding, *before, "the first time");
	return false;
}

static void
read_raw_entry(const struct reader *reader, GArray *list, struct text id, const struct yaml_node *node)
{
	struct raw_entry entry = { .id = id, .yaml = reader->yaml, .node = node, .key = id.span };

	g_array_append_val(list, entry);
}

static void
read_entry(
    const struct reader *reader, const struct table *table, GArray *list, struct text id, const struct yaml_node *node)
{
	g_autofree char *raw = g_malloc0(table->schema->size);
	struct text *name = table->name > 0 ? (void *)(raw + table->name) : NULL;

	if (!schema_read(&reader->context, reader->yaml, node, id.span, table->schema, raw))
		return;
	*(struct text *)(void *)raw = id;
	if (name && !name->s)
		*name = id;
	if (table->finish)
		table->finish(reader, raw);
	g_array_append_vals(list, raw, 1);
}

static void
read_register(const struct reader *reader, size_t index, const struct yaml_node *mapping)
{
	const struct table *table = &tables[index];
	const struct yaml *yaml = reader->yaml;

	if (mapping->kind == YAML_EMPTY)
		return;
	if (mapping->kind != YAML_MAPPING) {
		finding_add(reader->context.findings, RULE_FRONT_BAD_VALUE, source_line(yaml->source, mapping->start),
		    "\"%s\" must be a mapping from ids to entries, not %s", table->key, yaml_kind_name(mapping));
		return;
	}
	for (const struct yaml_node *key = yaml_first(yaml, mapping); key; key = yaml_next_key(yaml, key)) {
		struct text id = { yaml_text(yaml, key), yaml_span(yaml, key) };

		if (!check_id(reader, table, id) || !claim_id(reader, table, id))
			continue;
		if (table->schema)
			read_entry(reader, table, reader->lists[index], id, yaml_next(yaml, key));
		else
			read_raw_entry(reader, reader->lists[index], id, yaml_next(yaml, key));
	}
}

/* Files */

static void
unknown_register(const struct reader *reader, const struct yaml_node *key)
{
	const char *known[G_N_ELEMENTS(tables) + 1] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
		known[i] = tables[i].key;
	schema_unknown_key(
	    &reader->context, yaml_span(reader->yaml, key), yaml_text(reader->yaml, key), "a register file", known);
}

static void
read_key(const struct reader *reader, const struct yaml_node *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
		if (strcmp(tables[i].key, yaml_text(reader->yaml, key)) == 0) {
			read_register(reader, i, yaml_next(reader->yaml, key));
			return;
		}
	unknown_register(reader, key);
}

static void
read_source(struct reader *reader, const struct source *source)
{
	struct yaml *yaml = pool_new0(reader->pool, struct yaml);
	const struct yaml_node *root;

	*yaml = yaml_read(reader->pool, reader->context.findings, source, 0, source->size);
	reader->yaml = yaml;
	root = yaml_root(yaml);
	if (!root || root->kind == YAML_EMPTY)
		return;
	if (root->kind != YAML_MAPPING) {
		struct finding *finding =
		    bad_value(reader, source_line(source, root->start), "a register file is a mapping");

		finding_help(finding,
		    "begin with one of people, teams, services, severities, schedules, escalations, tiers, roles");
		return;
	}
	for (const struct yaml_node *key = yaml_first(yaml, root); key; key = yaml_next_key(yaml, key))
		read_key(reader, key);
}

bool
register_is_rule_file(const struct config *config, const char *path)
{
	for (size_t i = 0; i < config->alerts.rules.count; i++)
		if (path_matches(config->alerts.rules.items[i].s, path))
			return true;
	return false;
}

/* Lookups */

struct register_index {
	GHashTable *entries[G_N_ELEMENTS(tables)]; /* id → the struct */
	GHashTable *components; /* ASCII lower-case name → struct service */
};

static GHashTable *
index_list(struct pool *pool, struct list list, size_t size)
{
	GHashTable *entries = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));

	for (size_t i = 0; i < list.count; i++) {
		char *item = (char *)list.items + i * size;

		g_hash_table_insert(entries, (void *)((const struct text *)(const void *)item)->s, item);
	}
	return entries;
}

static GHashTable *
index_components(struct pool *pool, struct list services)
{
	GHashTable *names =
	    pool_adopt_table(pool, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL));
	struct service *items = services.items;

	for (size_t i = services.count; i-- > 0;) /* so that the first of two wins */
		if (items[i].component.span.source)
			g_hash_table_replace(names, g_ascii_strdown(items[i].component.name.s, -1), &items[i]);
	return names;
}

/* An array's elements, in the pool. */
static void *
keep(struct pool *pool, GArray *array)
{
	return pool_memdup(pool, array->len > 0 ? array->data : "", (size_t)array->len * g_array_get_element_size(array));
}

static void
finish_lists(const struct reader *reader, struct registers *registers)
{
	registers->index = pool_new0(reader->pool, struct register_index);
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		GArray *array = reader->lists[i];
		struct list *list = (void *)((char *)registers + tables[i].list);

		*list = (struct list){ keep(reader->pool, array), array->len };
		registers->index->entries[i] = index_list(reader->pool, *list, tables[i].size);
		g_array_free(array, TRUE);
	}
	registers->index->components = index_components(reader->pool, registers->services);
	for (size_t i = 0; i < registers->severities.count; i++)
		((struct severity *)registers->severities.items)[i].rank = i;
}

const struct registers *
registers_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config,
    const struct source *const *sources, size_t count)
{
	struct registers *registers = pool_new0(pool, struct registers);
	struct reader reader = {
		.context = { pool, findings, references, config->zone },
		.pool = pool,
		.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};

	registers->sources = sources;
	registers->source_count = count;
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
		reader.lists[i] = g_array_new(FALSE, FALSE, (guint)tables[i].size);
	for (size_t i = 0; i < count; i++)
		if (!register_is_rule_file(config, sources[i]->path))
			read_source(&reader, sources[i]);
	finish_lists(&reader, registers);
	g_hash_table_unref(reader.keys);
	return registers;
}

static const void *
find_entry(const struct registers *registers, const char *key, const char *id)
{
	for (size_t i = 0; id && i < G_N_ELEMENTS(tables); i++)
		if (strcmp(tables[i].key, key) == 0)
			return g_hash_table_lookup(registers->index->entries[i], id);
	return NULL;
}

const struct person *
person_find(const struct registers *registers, const char *id)
{
	return find_entry(registers, "people", id && *id == '@' ? id + 1 : id);
}

const struct team *
team_find(const struct registers *registers, const char *id)
{
	return find_entry(registers, "teams", id);
}

const struct service *
service_find(const struct registers *registers, const char *id)
{
	return find_entry(registers, "services", id);
}

const struct severity *
severity_find(const struct registers *registers, const char *id)
{
	return find_entry(registers, "severities", id);
}

const struct role *
role_find(const struct registers *registers, const char *id)
{
	return find_entry(registers, "roles", id);
}

const struct service *
component_find(const struct registers *registers, const char *name)
{
	const struct service *service = service_find(registers, name);
	g_autofree char *lower = name ? g_ascii_strdown(name, -1) : NULL;

	if (service && service->component.span.source)
		return service;
	return lower ? g_hash_table_lookup(registers->index->components, lower) : NULL;
}

bool
person_has_left(const struct person *person, int64_t now)
{
	return person->gone.on || (person->left.stamp.at != TIME_NONE && person->left.stamp.at <= now);
}

int64_t
person_leaves(const struct person *person)
{
	if (person->gone.on)
		return INT64_MIN;
	return person->left.stamp.at != TIME_NONE ? person->left.stamp.at : INT64_MAX;
}

bool
person_is_quiet(const struct person *person, int64_t at, int64_t *until)
{
	const int from = person->quiet_from, to = person->quiet_to;
	struct civil today;

	if (from == to)
		return false;
	today = time_to_civil(person->zone, at);
	/* yesterday's may reach over midnight, and clocks go back over it */
	for (int day = today.day - 1; day <= today.day + 1; day++) {
		const struct civil begin = { .year = today.year, .month = today.month, .day = day, .minute = from };
		const struct civil end = { .year = today.year, .month = today.month, .day = day + (to < from), .minute = to };
		const int64_t last = time_from_civil_last(person->zone, &end);

		if (time_from_civil(person->zone, &begin) > at || last <= at)
			continue;
		if (until)
			*until = last;
		return true;
	}
	return false;
}
