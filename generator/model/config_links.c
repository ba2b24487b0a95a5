#include "model/config_parts.h"

#include <glib.h>
#include <math.h>

enum {
	PER_HOST = 4,
	PER_HOST_LIMIT = 64,
	RETRIES = 2,
	RETRY_LIMIT = 10,
	CACHE = 24 * 60 * 60, /* seconds */
};

#define LINKS(member, what) { .name = #member, .type = what, .offset = offsetof(struct link_config, member) }
static const struct field link_fields[] = {
	LINKS(ignore, FIELD_TEXTS),
	LINKS(login, FIELD_TEXTS),
	LINKS(inside, FIELD_TEXTS),
	LINKS(per_host, FIELD_NUMBER),
	LINKS(retries, FIELD_NUMBER),
	LINKS(cache, FIELD_DURATION),
	{ 0 },
};
#undef LINKS
static const struct schema links_schema = { "links", link_fields, sizeof(struct link_config), SCHEMA_NO_SPAN, false };

static void
check_count(const struct schema_context *context, const char *name, struct number *number, double least, double most, double otherwise)
{
	if (number->given && number->n >= least && number->n <= most && number->n == floor(number->n))
		return;
	if (number->given)
		finding_add(context->findings, RULE_FRONT_BAD_VALUE, number->span, "\"%s\" is a whole number from %.0f to %.0f", name, least, most);
	number->n = otherwise;
}

void
config_read_links(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct link_config *links)
{
	*links = (struct link_config){ .cache.seconds = DURATION_NONE };
	if (node && !schema_read(context, yaml, node, yaml_span(yaml, node), &links_schema, links))
		*links = (struct link_config){ .cache.seconds = DURATION_NONE };
	check_count(context, "per_host", &links->per_host, 1, PER_HOST_LIMIT, PER_HOST);
	check_count(context, "retries", &links->retries, 0, RETRY_LIMIT, RETRIES);
	if (links->cache.seconds == DURATION_NONE)
		links->cache.seconds = CACHE;
}
