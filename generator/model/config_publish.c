#include "model/config_parts.h"

#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/address.h"
#include "base/pool.h"
#include "base/text.h"

enum {
	PARALLEL = 8,
	PARALLEL_LIMIT = 64,
	BUCKET_LEAST = 3,
	BUCKET_MOST = 63,
	PREFIX_MOST = 512, /* bytes; a whole key has 1,024 */
};

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

struct raw_target {
	struct text from, bucket, region, endpoint, prefix;
	struct text access_key_env, secret_key_env, session_token_env;
	struct flag path_style, anonymous;
	struct number parallel;
	const struct yaml_node *cache;
	struct span span;
};

static const char *const halves[] = { "status", "handbook", NULL };

#define TARGET(member, what) { .name = #member, .type = what, .offset = offsetof(struct raw_target, member) }
static const struct field target_fields[] = {
	{ .name = "from", .type = FIELD_CHOICE, .offset = offsetof(struct raw_target, from), .flags = FIELD_REQUIRED, .choices = halves },
	{ .name = "bucket", .type = FIELD_TEXT, .offset = offsetof(struct raw_target, bucket), .flags = FIELD_REQUIRED },
	TARGET(region, FIELD_TEXT),
	TARGET(endpoint, FIELD_URL),
	TARGET(prefix, FIELD_TEXT),
	TARGET(path_style, FIELD_FLAG),
	TARGET(anonymous, FIELD_FLAG),
	TARGET(parallel, FIELD_NUMBER),
	TARGET(access_key_env, FIELD_TEXT),
	TARGET(secret_key_env, FIELD_TEXT),
	TARGET(session_token_env, FIELD_TEXT),
	TARGET(cache, FIELD_NODE),
	{ 0 },
};
#undef TARGET
static const struct schema target_schema = { "a target", target_fields, sizeof(struct raw_target), offsetof(struct raw_target, span), false };

static struct finding *
bad(const struct schema_context *context, struct span span, const char *message)
{
	return finding_add(context->findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

static bool
consists_of(const char *text, const char *characters)
{
	return *text && strspn(text, characters) == strlen(text);
}

/* ---- where ---- */

static bool
is_bucket(const char *name)
{
	size_t length = strlen(name);

	return length >= BUCKET_LEAST && length <= BUCKET_MOST && consists_of(name, LETTERS CAPITALS DIGITS ".-_") && g_ascii_isalnum(*name) && !strstr(name, "..");
}

/* No storage has such keys: on the way to it, addresses lose them. */
static bool
has_dots(const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	for (char **name = names; *name; name++)
		if (strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0)
			return true;
	return false;
}

static const char *
read_prefix(const struct schema_context *context, const struct text *prefix)
{
	size_t length = prefix->s ? strlen(prefix->s) : 0;

	if (length == 0)
		return "";
	if (*prefix->s == '/' || strstr(prefix->s, "//") || has_dots(prefix->s) || length > PREFIX_MOST || !text_is_clean(prefix->s, length, NULL) ||
	    strpbrk(prefix->s, "\t\r\n")) {
		finding_help(bad(context, prefix->span, "\"prefix\" is what the keys of a bucket begin with"), "write \"status\" or \"sites/status\"");
		return NULL;
	}
	return prefix->s[length - 1] == '/' ? prefix->s : pool_printf(context->pool, "%s/", prefix->s);
}

/* Whether a host ("storage:9000", "[fd00::1]") lies where only those inside can listen, as far as its name tells. */
static bool
is_inside(struct pool *pool, const char *place)
{
	const char *host = address_host_of(pool, place);
	struct address address;

	if (address_read(host, &address))
		return address_inside(&address) != NULL;
	return !strchr(host, '.') || address_name_is_inside(host);
}

static void
check_endpoint(const struct schema_context *context, const struct raw_target *raw, const char *place)
{
	if (g_ascii_strncasecmp(raw->endpoint.s, "http:", 5) != 0 || is_inside(context->pool, place))
		return;
	finding_level(finding_help(bad(context, raw->endpoint.span, "what is sent to this \"endpoint\" can be read, and changed, on the way"), "write \"https://%s\"", place),
	    LEVEL_WARNING);
}

/* "https://host:port"; the scheme was seen by the table. */
static bool
read_endpoint(const struct schema_context *context, const struct raw_target *raw, struct publish_target *target)
{
	char *endpoint = pool_strdup(context->pool, raw->endpoint.s);
	char *host = endpoint ? strstr(endpoint, "://") : NULL;
	size_t length = host ? strlen(host) : 0;

	target->endpoint = (struct text){ endpoint, raw->endpoint.span };
	if (!endpoint) {
		target->endpoint.s = pool_printf(context->pool, "https://s3.%s.amazonaws.com", target->region.s);
		return true;
	}
	if (length > 4 && host[length - 1] == '/')
		host[length - 1] = '\0';
	if (host && host[3] && !strpbrk(host + 3, "/?#@ ")) {
		check_endpoint(context, raw, host + 3);
		return true;
	}
	finding_help(bad(context, raw->endpoint.span, "\"endpoint\" is the address of the storage alone, without bucket and path"), "write \"https://s3.example.com\"");
	return false;
}

/* Certificates of a storage are for one name before its own, so that a bucket with dots is not in the host; nor is it
 * where the storage is not the cloud's, which often has one name alone. */
static bool
is_path_style(const struct raw_target *raw)
{
	if (raw->path_style.given)
		return raw->path_style.on;
	return raw->endpoint.s || strchr(raw->bucket.s, '.');
}

static bool
read_place(const struct schema_context *context, const struct raw_target *raw, struct publish_target *target)
{
	bool good = true;

	target->from = raw->from;
	if (!raw->bucket.s || !raw->from.s)
		return false; /* said by the table */
	if (!is_bucket(raw->bucket.s)) {
		finding_help(bad(context, raw->bucket.span, "this is no name of a bucket"), "write 3 to 63 letters, digits, dots and hyphens, as in \"status.example.com\"");
		good = false;
	}
	target->bucket = raw->bucket;
	target->region = (struct text){ raw->region.s ? raw->region.s : "us-east-1", raw->region.span };
	if (!consists_of(target->region.s, LETTERS DIGITS "-") || strlen(target->region.s) > BUCKET_MOST) {
		finding_help(bad(context, raw->region.span, "this is no region"), "write \"eu-central-1\", or what your storage calls its own");
		good = false;
	}
	target->path_style = is_path_style(raw);
	target->anonymous = raw->anonymous.on;
	target->prefix = read_prefix(context, &raw->prefix);
	return read_endpoint(context, raw, target) && target->prefix && good;
}

/* ---- with what ---- */

/* Whoever writes the secret itself where its variable's name belongs must not find it in a message.  What is sent as it is, and not only
 * signed with, is told by the end of its name: else whoever may change site.yaml could have any secret of a job sent to any endpoint. */
static const char *
read_variable(const struct schema_context *context, const struct text *given, const char *key, const char *ending, const char *otherwise)
{
	if (!given->s)
		return otherwise;
	if (!consists_of(given->s, LETTERS CAPITALS DIGITS "_") || g_ascii_isdigit(*given->s)) {
		finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, given->span, "\"%s\" is the name of a variable of the environment, not what is in it", key),
		    "write \"%s\"", otherwise);
		return NULL;
	}
	if (g_str_has_suffix(given->s, ending))
		return given->s;
	finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, given->span, "what \"%s\" names is sent as it is, so that it may be no variable that is meant for something else", key),
	    "give the variable a name that ends in %s, such as \"%s\"", ending, otherwise);
	return NULL;
}

static bool
read_variables(const struct schema_context *context, const struct raw_target *raw, struct publish_target *target)
{
	target->access_key_env = read_variable(context, &raw->access_key_env, "access_key_env", "KEY_ID", "AWS_ACCESS_KEY_ID");
	target->secret_key_env = read_variable(context, &raw->secret_key_env, "secret_key_env", "", "AWS_SECRET_ACCESS_KEY");
	target->session_token_env = read_variable(context, &raw->session_token_env, "session_token_env", "SESSION_TOKEN", "AWS_SESSION_TOKEN");
	return target->access_key_env && target->secret_key_env && target->session_token_env;
}

static bool
read_parallel(const struct schema_context *context, const struct number *number, struct publish_target *target)
{
	target->parallel = PARALLEL;
	if (!number->given)
		return true;
	if (number->n < 1 || number->n > PARALLEL_LIMIT || number->n != floor(number->n)) {
		finding_add(context->findings, RULE_FRONT_BAD_VALUE, number->span, "\"parallel\" is a whole number from 1 to %d", PARALLEL_LIMIT);
		return false;
	}
	target->parallel = (unsigned)number->n;
	return true;
}

/* ---- for how long ---- */

/* A Cache-Control as it is, or how long what was fetched holds. */
static const char *
read_control(const struct schema_context *context, const char *from, const struct text *value)
{
	const char *scope = strcmp(from, "handbook") == 0 ? "private" : "public";
	int64_t seconds;

	if (!value->s)
		return NULL;
	if (duration_read(value->s, strlen(value->s), &seconds, NULL))
		return pool_printf(context->pool, "%s, max-age=%" PRId64, scope, seconds);
	if (g_ascii_isalpha(*value->s) && consists_of(value->s, LETTERS CAPITALS DIGITS "-=, \""))
		return value->s;
	finding_help(bad(context, value->span, "this is neither a duration nor a Cache-Control"), "write 30s, 1h, or \"no-cache\"");
	return NULL;
}

static bool
read_cache(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct publish_target *target)
{
	g_autoptr(GArray) rules = g_array_new(FALSE, FALSE, sizeof(struct publish_cache));
	bool good = true;

	if (!node || node->kind == YAML_EMPTY)
		return true;
	if (node->kind != YAML_MAPPING) {
		finding_help(bad(context, yaml_span(yaml, node), "\"cache\" must be a mapping of paths"), "write {\"*.html\": 30s}");
		return false;
	}
	for (const struct yaml_node *key = yaml_first(yaml, node); key; key = yaml_next_key(yaml, key)) {
		struct publish_cache rule = { .pattern = { yaml_text(yaml, key), yaml_span(yaml, key) } };
		const struct field field = { .name = rule.pattern.s, .type = FIELD_TEXT };
		struct text value = { 0 };

		schema_read_value(context, yaml, yaml_next(yaml, key), &field, &value);
		rule.control = read_control(context, target->from.s, &value);
		good = good && rule.control;
		g_array_append_val(rules, rule);
	}
	target->cache = (struct list){ pool_memdup(context->pool, rules->len ? rules->data : "", rules->len * sizeof(struct publish_cache)), rules->len };
	return good;
}

/* ---- targets ---- */

/* A target of which anything is wrong is none: half of what was meant is not sent. */
static bool
read_target(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *key, struct publish_target *target)
{
	struct raw_target raw;
	bool place, variables, parallel;

	*target = (struct publish_target){ .name = { yaml_text(yaml, key), yaml_span(yaml, key) } };
	if (!consists_of(target->name.s, LETTERS CAPITALS DIGITS "-_.") || *target->name.s == '-') {
		finding_help(bad(context, target->name.span, "this is no name of a target"), "write letters, digits, dots and hyphens");
		return false;
	}
	if (!schema_read(context, yaml, yaml_next(yaml, key), target->name.span, &target_schema, &raw))
		return false;
	place = read_place(context, &raw, target);
	variables = read_variables(context, &raw, target);
	parallel = read_parallel(context, &raw.parallel, target);
	target->span = raw.span;
	return raw.from.s && read_cache(context, yaml, raw.cache, target) && place && variables && parallel;
}

void
config_read_publish(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct list *targets)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct publish_target));

	*targets = (struct list){ 0 };
	if (!node || node->kind == YAML_EMPTY)
		return;
	if (node->kind != YAML_MAPPING) {
		finding_help(bad(context, yaml_span(yaml, node), "\"publish\" must be a mapping of targets"),
		    "write \"status: {from: status, bucket: status.example.com}\" below it");
		return;
	}
	for (const struct yaml_node *key = yaml_first(yaml, node); key; key = yaml_next_key(yaml, key)) {
		struct publish_target target;

		if (read_target(context, yaml, key, &target))
			g_array_append_val(list, target);
	}
	*targets = (struct list){ pool_memdup(context->pool, list->len ? list->data : "", list->len * sizeof(struct publish_target)), list->len };
}
