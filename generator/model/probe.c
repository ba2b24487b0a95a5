#include "model/probe.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

#define TIMEOUT_MOST INT64_C(60000) /* milliseconds */
#define VARIABLE_PREFIX "PROBE_"
#define PROBES_MOST 100             /* of one service */

/* ---- the register's table ---- */

static const char *const methods[] = { "GET", "HEAD", "OPTIONS", "POST", NULL };
static const char *const states[] = { "major outage", "partial outage", "degraded performance", "major_outage", "partial_outage", "degraded_performance", NULL };

#define FIELD(member, what) { .name = #member, .type = what, .offset = offsetof(struct probe, member) }
static const struct field json_fields[] = {
	{ .name = "path", .type = FIELD_TEXT, .offset = offsetof(struct probe_json, path), .flags = FIELD_REQUIRED },
	{ .name = "equals", .type = FIELD_TEXT, .offset = offsetof(struct probe_json, equals) },
	{ 0 },
};
static const struct schema json_schema = { "what is asked of JSON", json_fields, sizeof(struct probe_json), offsetof(struct probe_json, span), false };

static const struct field probe_fields[] = {
	FIELD(name, FIELD_TEXT),
	FIELD(url, FIELD_URL),
	FIELD(tcp, FIELD_TEXT),
	FIELD(dns, FIELD_TEXT),
	{ .name = "method", .type = FIELD_CHOICE, .offset = offsetof(struct probe, method), .choices = methods },
	{ .name = "headers", .type = FIELD_NODE, .offset = offsetof(struct probe, headers_node) },
	FIELD(status, FIELD_TEXTS),
	FIELD(latency, FIELD_SHORT_DURATION),
	FIELD(timeout, FIELD_SHORT_DURATION),
	FIELD(body, FIELD_TEXT),
	{ .name = "json", .type = FIELD_STRUCT, .offset = offsetof(struct probe, json), .of = &json_schema },
	FIELD(certificate, FIELD_DURATION),
	FIELD(addresses, FIELD_TEXTS),
	{ .name = "state", .type = FIELD_CHOICE, .offset = offsetof(struct probe, state), .choices = states },
	FIELD(confirm, FIELD_DURATION),
	{ 0 },
};
#undef FIELD
const struct schema probe_schema = { "a probe", probe_fields, sizeof(struct probe), offsetof(struct probe, span), false };

/* ---- what a table can't tell ---- */

struct reader {
	const struct schema_context *context;
	const struct yaml *yaml;
	struct probe *probe;
};

static struct finding *
bad_value(const struct reader *reader, struct span span, const char *message)
{
	return finding_add(reader->context->findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

/* What belongs to one kind of probe alone. */
static bool
check_kind(const struct reader *reader)
{
	const struct probe *probe = reader->probe;
	const int asked = !!probe->url.s + !!probe->tcp.s + !!probe->dns.s;
	const struct {
		const char *name;
		struct span span;
		enum probe_kind kind;
		bool given;
	} rows[] = {
		{ "method", probe->method.span, PROBE_HTTP, probe->method.s },
		{ "status", probe->status.span, PROBE_HTTP, probe->status.given },
		{ "body", probe->body.span, PROBE_HTTP, probe->body.s },
		{ "json", probe->json.span, PROBE_HTTP, probe->json.span.source },
		{ "certificate", probe->certificate.span, PROBE_HTTP, probe->certificate.seconds != DURATION_NONE },
		{ "headers", probe->headers_node ? yaml_span(reader->yaml, probe->headers_node) : SPAN_NONE, PROBE_HTTP, probe->headers_node },
		{ "addresses", probe->addresses.span, PROBE_DNS, probe->addresses.given },
	};

	if (asked != 1) {
		finding_help(bad_value(reader, probe->span, asked ? "a probe asks one thing" : "a probe must say what it asks"),
		    "write one of url: https://api.example.com/health, tcp: db.example.com:5432, dns: api.example.com");
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].given && rows[i].kind != probe->kind)
			finding_help(bad_value(reader, rows[i].span, pool_printf(reader->context->pool, "\"%s\" says nothing here", rows[i].name)),
			    "it is for probes with %s", rows[i].kind == PROBE_HTTP ? "a url" : "a dns name");
	return true;
}

/* "200", "2xx" */
static bool
read_status(const char *text, struct status_range *range)
{
	if (strlen(text) != 3 || text[0] < '1' || text[0] > '5')
		return false;
	if (g_ascii_strcasecmp(text + 1, "xx") == 0) {
		*range = (struct status_range){ (text[0] - '0') * 100, (text[0] - '0') * 100 + 99 };
		return true;
	}
	if (!g_ascii_isdigit(text[1]) || !g_ascii_isdigit(text[2]))
		return false;
	range->first = range->last = (int)g_ascii_strtoll(text, NULL, 10);
	return true;
}

static void
read_statuses(const struct reader *reader)
{
	struct probe *probe = reader->probe;
	struct status_range *ranges = pool_array(reader->context->pool, struct status_range, probe->status.count + 1);

	for (size_t i = 0; i < probe->status.count; i++) {
		const struct text *text = &probe->status.items[i];

		if (read_status(text->s, &ranges[probe->status_count]))
			probe->stays |= ranges[probe->status_count++].first / 100 == 3;
		else
			finding_help(bad_value(reader, text->span, "\"status\" is a list of HTTP statuses"), "write 200, or 2xx for all of them");
	}
	if (probe->status_count == 0)
		ranges[probe->status_count++] = (struct status_range){ 200, 299 };
	probe->statuses = ranges;
}

bool
probe_wants_status(const struct probe *probe, int status)
{
	for (size_t i = 0; i < probe->status_count; i++)
		if (status >= probe->statuses[i].first && status <= probe->statuses[i].last)
			return true;
	return false;
}

static bool
is_host(const char *text, size_t length)
{
	const size_t legal = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

	return length > 0 && length <= 253 && legal >= length && *text != '.' && *text != '-';
}

/* "db.example.com:5432", "[2001:db8::1]:22" */
static bool
read_tcp(const struct reader *reader)
{
	struct probe *probe = reader->probe;
	const char *text = probe->tcp.s, *colon = strrchr(text, ':');
	const size_t length = colon ? (size_t)(colon - text) : 0;
	const bool bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
	char *end = NULL;
	struct address address;

	probe->host = address_host(reader->context->pool, bracketed ? pool_strndup(reader->context->pool, text + 1, length - 2) : pool_strndup(reader->context->pool, text, length));
	probe->port = colon && g_ascii_isdigit(colon[1]) ? (unsigned)g_ascii_strtoull(colon + 1, &end, 10) : 0;
	if (end && !*end && probe->port > 0 && probe->port <= 65535 && (bracketed ? address_read(probe->host, &address) : is_host(text, length)))
		return true;
	finding_help(bad_value(reader, probe->tcp.span, "\"tcp\" is a host and a port"), "write db.example.com:5432");
	return false;
}

static bool
read_dns(const struct reader *reader)
{
	struct probe *probe = reader->probe;
	struct address *addresses = pool_array(reader->context->pool, struct address, probe->addresses.count);

	probe->host = probe->dns.s;
	if (!is_host(probe->dns.s, strlen(probe->dns.s))) {
		finding_help(bad_value(reader, probe->dns.span, "\"dns\" is a name to be looked up"), "write api.example.com");
		return false;
	}
	for (size_t i = 0; i < probe->addresses.count; i++)
		if (address_read(probe->addresses.items[i].s, &addresses[probe->expected_count]))
			probe->expected_count++;
		else
			finding_help(bad_value(reader, probe->addresses.items[i].span, "\"addresses\" is a list of network addresses"), "write 192.0.2.10 or 2001:db8::1");
	probe->expected = addresses;
	return true;
}

/* A name and a password in an address would be in a file. */
static bool
read_url(const struct reader *reader)
{
	const struct probe *probe = reader->probe;
	const char *host = strstr(probe->url.s, "://") + 3;
	const size_t length = strcspn(host, "/?#");

	if (!memchr(host, '@', length))
		return true;
	finding_help(bad_value(reader, probe->url.span, "an address with a name or password in it is not asked"), "write headers: {Authorization: \"Basic ${PROBE_LOGIN}\"}, with PROBE_LOGIN in the environment");
	return false;
}

/* ---- headers ---- */

/* The name in "${NAME}" at the beginning of a text; its length with "${}", or 0. */
static size_t
variable_length(const char *text)
{
	size_t length;

	if (text[0] != '$' || text[1] != '{' || g_ascii_isdigit(text[2]))
		return 0;
	length = strspn(text + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
	return length > 0 && text[2 + length] == '}' ? length + 3 : 0;
}

static bool
has_variable(const char *value)
{
	for (; (value = strchr(value, '$')); value++)
		if (variable_length(value))
			return true;
	return false;
}

/* Whoever may change a register must not be able to send any secret of a job anywhere. */
static bool
has_other_variable(const char *value)
{
	for (; (value = strchr(value, '$')); value++)
		if (variable_length(value) && !g_str_has_prefix(value + 2, VARIABLE_PREFIX))
			return true;
	return false;
}

const char *
probe_header_value(struct pool *pool, const char *value, bool *secret, const char **missing)
{
	g_autoptr(GString) text = g_string_new(NULL);

	*secret = has_variable(value);
	while (*value) {
		const size_t length = variable_length(value);
		const char *name = length ? pool_strndup(pool, value + 2, length - 3) : NULL, *set = name ? g_getenv(name) : NULL;

		if (name && (!set || !*set || strpbrk(set, "\r\n"))) {
			*missing = name;
			return NULL;
		}
		if (name)
			g_string_append(text, set);
		else
			g_string_append_c(text, *value);
		value += length ? length : 1;
	}
	return pool_strndup(pool, text->str, text->len);
}

static bool
is_for_secrets(const char *name)
{
	static const char *const names[] = { "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "x-access-token" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
is_header_name(const char *name)
{
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~") == strlen(name);
}

static bool
check_header(const struct reader *reader, const char *name, const char *value, struct span span)
{
	if (!value || strpbrk(value, "\r\n") || !is_header_name(name)) {
		finding_help(bad_value(reader, span, "a header is a name and a line of text"), "write Accept: application/json");
		return false;
	}
	if (has_other_variable(value)) {
		finding_help(bad_value(reader, span, "a probe may use variables of the environment that are meant for it"), "give it a name that begins with " VARIABLE_PREFIX);
		return false;
	}
	if (is_for_secrets(name) && !has_variable(value)) {
		finding_help(bad_value(reader, span, "a secret has no place in a file"), "write %s: \"${PROBE_TOKEN}\", with PROBE_TOKEN in the environment of the job", name);
		return false;
	}
	return true;
}

static void
read_headers(const struct reader *reader)
{
	struct probe *probe = reader->probe;
	const struct yaml *yaml = reader->yaml;
	const struct yaml_node *node = probe->headers_node;
	g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(struct probe_header));

	if (!node || node->kind != YAML_MAPPING) {
		if (node)
			finding_help(bad_value(reader, yaml_span(yaml, node), "\"headers\" is a mapping of names to values"), "write {Accept: application/json}");
		return;
	}
	for (const struct yaml_node *key = yaml_first(yaml, node); key; key = yaml_next_key(yaml, key)) {
		const struct yaml_node *value = yaml_next(yaml, key);
		const struct probe_header header = { yaml_text(yaml, key), yaml_text(yaml, value), yaml_span(yaml, value) };

		if (check_header(reader, header.name, header.value, header.span))
			g_array_append_val(headers, header);
	}
	probe->headers = pool_memdup(reader->context->pool, headers->len ? headers->data : "", headers->len * sizeof(struct probe_header));
	probe->header_count = headers->len;
}

/* ---- the rest ---- */

static void
check_json(const struct reader *reader)
{
	struct probe_json *json = &reader->probe->json;

	if (!json->path.s || probe_path_is_valid(json->path.s))
		return;
	finding_help(bad_value(reader, json->path.span, "this is no path into JSON"), "write $.status, $.checks[0].ok or $['a name']");
	*json = (struct probe_json){ 0 };
}

static void
read_lengths(const struct reader *reader)
{
	struct probe *probe = reader->probe;
	const int64_t timeout = probe->timeout.milliseconds;

	probe->timeout_ms = timeout == DURATION_NONE ? PROBE_TIMEOUT : timeout;
	if (timeout != DURATION_NONE && (timeout < 1 || timeout > TIMEOUT_MOST)) {
		finding_help(bad_value(reader, probe->timeout.span, "\"timeout\" must be from 1ms to 1m"), "10s is the default");
		probe->timeout_ms = PROBE_TIMEOUT;
	}
	probe->confirm_s = probe->confirm.seconds == DURATION_NONE ? PROBE_CONFIRM : probe->confirm.seconds;
	if (probe->latency.milliseconds >= probe->timeout_ms)
		finding_help(bad_value(reader, probe->latency.span, "\"latency\" is never reached: after \"timeout\" the probe has failed"), "make timeout longer than latency");
}

/* The target without what comes and goes, and without what a query may hold. */
static const char *
default_id(struct pool *pool, const struct probe *probe)
{
	const char *text = probe->target;

	if (probe->kind != PROBE_HTTP)
		return text;
	text = strstr(text, "://") + 3;
	return pool_strndup(pool, text, strcspn(text, "?#"));
}

static bool
name_probe(const struct reader *reader, GHashTable *ids)
{
	struct probe *probe = reader->probe;
	const char *id = probe->name.s && *probe->name.s ? probe->name.s : default_id(reader->context->pool, probe);
	const struct span span = probe->name.s ? probe->name.span : probe->span;

	probe->id = id;
	if (strlen(id) > PROBE_ID_MAX || !text_is_clean(id, strlen(id), NULL) || strpbrk(id, "\r\n\t")) {
		finding_help(bad_value(reader, span, "a probe's name is one line of at most 200 bytes"), "give it a name: {name: health, …}");
		return false;
	}
	if (g_hash_table_add(ids, (void *)id))
		return true;
	finding_help(bad_value(reader, span, pool_printf(reader->context->pool, "another probe of this service is called \"%s\", too", id)),
	    "give each a name of its own: {name: health, …}");
	return false;
}

static bool
finish(const struct reader *reader, GHashTable *ids)
{
	static bool (*const read[])(const struct reader *reader) = { [PROBE_HTTP] = read_url, [PROBE_TCP] = read_tcp, [PROBE_DNS] = read_dns };
	struct probe *probe = reader->probe;

	probe->kind = probe->tcp.s ? PROBE_TCP : probe->dns.s ? PROBE_DNS : PROBE_HTTP;
	if (!check_kind(reader) || !read[probe->kind](reader))
		return false;
	probe->target = probe->url.s ? probe->url.s : probe->tcp.s ? probe->tcp.s : probe->dns.s;
	read_statuses(reader);
	read_headers(reader);
	check_json(reader);
	read_lengths(reader);
	return name_probe(reader, ids);
}

void
probes_finish(const struct schema_context *context, const struct yaml *yaml, struct list *probes)
{
	struct probe *items = probes->items;
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	size_t kept = 0;

	if (probes->count > PROBES_MOST) {
		finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, items[PROBES_MOST].span, "a service has at most %d probes", PROBES_MOST),
		    "make several services of it");
		probes->count = PROBES_MOST;
	}
	for (size_t i = 0; i < probes->count; i++) {
		const struct reader reader = { context, yaml, &items[i] };

		if (finish(&reader, ids))
			items[kept++] = items[i];
	}
	probes->count = kept;
}
