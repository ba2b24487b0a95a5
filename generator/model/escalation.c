#include "model/escalation.h"

#include "base/pool.h"
#include "read/yaml.h"

static const struct field level_fields[] = {
	{ .name = "after", .type = FIELD_DURATION, .offset = offsetof(struct escalation_level, after), .flags = FIELD_REQUIRED },
	{ .name = "notify", .type = FIELD_TEXTS, .offset = offsetof(struct escalation_level, notify),
	    .flags = FIELD_REQUIRED, .refers = REFERS_TARGET },
	{ .name = "by", .type = FIELD_TEXTS, .offset = offsetof(struct escalation_level, by) },
	{ 0 },
};
static const struct schema level_schema = { "a level", level_fields, sizeof(struct escalation_level),
	offsetof(struct escalation_level, span), false };

static const struct field escalation_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .offset = offsetof(struct escalation, name) },
	{ .name = "levels", .type = FIELD_STRUCTS, .offset = offsetof(struct escalation, levels), .of = &level_schema },
	{ .name = "repeat", .type = FIELD_NUMBER, .offset = offsetof(struct escalation, repeat) },
	{ 0 },
};
static const struct schema escalation_schema = { "an escalation", escalation_fields, sizeof(struct escalation),
	offsetof(struct escalation, span), false };

static void
check_repeat(const struct schema_context *context, struct number *repeat)
{
	if (!repeat->given || (repeat->n >= 0 && repeat->n <= 100 && repeat->n == (int)repeat->n))
		return;
	finding_add(
	    context->findings, RULE_FRONT_BAD_VALUE, repeat->span, "\"repeat\" must be a whole number from 0 to 100");
	repeat->given = false;
	repeat->n = 0;
}

struct list
escalations_read(struct pool *pool, struct findings *findings, struct references *references,
    const struct config *config, const struct registers *registers)
{
	const struct schema_context context = { pool, findings, references, config->zone };
	const struct raw_entry *entries = registers->escalations.items;
	struct escalation *items = pool_array(pool, struct escalation, registers->escalations.count);
	size_t count = 0;

	for (size_t i = 0; i < registers->escalations.count; i++) {
		struct escalation *escalation = &items[count];

		if (!schema_read(
			&context, entries[i].yaml, entries[i].node, entries[i].key, &escalation_schema, escalation))
			continue;
		escalation->id = entries[i].id;
		if (!escalation->name.s)
			escalation->name = escalation->id;
		check_repeat(&context, &escalation->repeat);
		count++;
	}
	return (struct list){ items, count };
}
