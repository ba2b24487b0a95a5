#include "model/config_parts.h"

enum {
	CACHE = 15 * 60, /* seconds, as are all of these */
	CACHE_LIMIT = 7 * 24 * 60 * 60,
	TIMEOUT = 5,
	TIMEOUT_LIMIT = 5 * 60,
};

#define UPSTREAMS(member, what) { .name = #member, .type = what, .offset = offsetof(struct upstream_config, member) }
static const struct field upstream_fields[] = {
	UPSTREAMS(cache, FIELD_DURATION),
	UPSTREAMS(timeout, FIELD_DURATION),
	{ 0 },
};
#undef UPSTREAMS
static const struct schema upstreams_schema = { "upstreams", upstream_fields, sizeof(struct upstream_config), SCHEMA_NO_SPAN, false };

static void
check_length(const struct schema_context *context, const char *name, struct length *length, int64_t limit, const char *words, int64_t otherwise)
{
	if (length->seconds > 0 && length->seconds <= limit)
		return;
	if (length->seconds != DURATION_NONE)
		finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, length->span, "\"%s\" must be from 1s to %s", name, words),
		    "leave it out for the default");
	length->seconds = otherwise;
}

void
config_read_upstreams(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct upstream_config *upstreams)
{
	*upstreams = (struct upstream_config){ .cache.seconds = DURATION_NONE, .timeout.seconds = DURATION_NONE };
	if (node && !schema_read(context, yaml, node, yaml_span(yaml, node), &upstreams_schema, upstreams))
		*upstreams = (struct upstream_config){ .cache.seconds = DURATION_NONE, .timeout.seconds = DURATION_NONE };
	check_length(context, "cache", &upstreams->cache, CACHE_LIMIT, "7d", CACHE);
	check_length(context, "timeout", &upstreams->timeout, TIMEOUT_LIMIT, "5m", TIMEOUT);
}
