#include "model/config_parts.h"

#include <glib.h>
#include <string.h>

#include "base/address.h"
#include "base/pool.h"

enum { TIMEOUT_LIMIT = 60 * 60 }; /* seconds */

struct raw_network {
	struct texts allow;
	struct length timeout;
	struct text user_agent;
};

#define NETWORK(member, what) { .name = #member, .type = what, .offset = offsetof(struct raw_network, member) }
static const struct field network_fields[] = {
	NETWORK(allow, FIELD_TEXTS),
	NETWORK(timeout, FIELD_DURATION),
	NETWORK(user_agent, FIELD_TEXT),
	{ 0 },
};
#undef NETWORK
static const struct schema network_schema = { "network", network_fields, sizeof(struct raw_network), SCHEMA_NO_SPAN, false };

static bool
is_host_pattern(const char *text)
{
	return *text && !strpbrk(text, "/:@ \t\\") && strspn(text, "0123456789.") != strlen(text);
}

/* Ranges and host names stand in one list; what has a slash, or digits alone, is meant to be a range. */
static void
take_allowed(const struct schema_context *context, const struct text *entry, GArray *ranges, GArray *hosts)
{
	struct address_range range;

	if (!entry->s)
		return;
	if (address_range_read(entry->s, &range)) {
		g_array_append_val(ranges, range);
	} else if (is_host_pattern(entry->s)) {
		struct text host = { address_host(context->pool, entry->s), entry->span };

		g_array_append_val(hosts, host);
	} else {
		finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, entry->span, "\"%s\" is neither a range of addresses nor a host", entry->s),
		    "write 10.2.0.0/16, or grafana.example.com");
	}
}

static void
check_user_agent(const struct schema_context *context, struct text *agent)
{
	if (!agent->s || !strpbrk(agent->s, "\r\n"))
		return;
	finding_add(context->findings, RULE_FRONT_BAD_VALUE, agent->span, "\"user_agent\" must be one line");
	agent->s = NULL;
}

static void
check_timeout(const struct schema_context *context, struct length *timeout)
{
	if (timeout->seconds == DURATION_NONE || (timeout->seconds > 0 && timeout->seconds <= TIMEOUT_LIMIT))
		return;
	finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, timeout->span, "\"timeout\" must be from 1s to 1h"), "10s is the default");
	timeout->seconds = DURATION_NONE;
}

void
config_read_network(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct network_config *network)
{
	g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(struct address_range));
	g_autoptr(GArray) hosts = g_array_new(FALSE, FALSE, sizeof(struct text));
	struct raw_network raw;

	*network = (struct network_config){ .timeout.seconds = DURATION_NONE };
	if (!node || !schema_read(context, yaml, node, yaml_span(yaml, node), &network_schema, &raw))
		return;
	check_timeout(context, &raw.timeout);
	check_user_agent(context, &raw.user_agent);
	for (size_t i = 0; i < raw.allow.count; i++)
		take_allowed(context, &raw.allow.items[i], ranges, hosts);
	network->timeout = raw.timeout;
	network->user_agent = raw.user_agent;
	network->ranges = (struct list){ pool_memdup(context->pool, ranges->len ? ranges->data : "", ranges->len * sizeof(struct address_range)), ranges->len };
	network->hosts = (struct texts){ pool_memdup(context->pool, hosts->len ? hosts->data : "", hosts->len * sizeof(struct text)), hosts->len, true, raw.allow.span };
}
