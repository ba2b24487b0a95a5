/*
 * fuzz-yaml: any bytes through the YAML reader, and what it tells must hold:
 * every index and offset is inside, a mapping's children are pairs, places are
 * inside of the source and of the parent, aliases end.
 */
#include "read/yaml.h"

#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Walks a node with aliases followed: the budget of the reader bounds it. */
static void
walk(const struct yaml *yaml, const struct yaml_node *node, unsigned depth, size_t *budget)
{
	size_t children = 0;

	require(depth <= 64);
	require((*budget)-- > 0);
	for (const struct yaml_node *n = yaml_first(yaml, node); n; n = yaml_next(yaml, n)) {
		if (node->kind == YAML_MAPPING && children % 2 == 0)
			require(yaml_text(yaml, n) != NULL);
		walk(yaml, n, depth + 1, budget);
		children++;
	}
	require(node->kind != YAML_MAPPING || children % 2 == 0);
}

static void
check_text(const struct yaml *yaml, const struct yaml_node *node)
{
	const char *text = yaml_text(yaml, node);

	if (!text)
		return;
	require(node->text + (size_t)node->length < yaml->strings_size);
	require(strlen(text) == node->length);
	require(node->kind != YAML_EMPTY || node->length == 0);
}

static void
check_tree(const struct yaml *yaml, size_t start, size_t end)
{
	size_t budget = 400000;

	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct yaml_node *node = &yaml->nodes[i];

		require(node->kind <= YAML_MAPPING);
		require(node->first == YAML_NONE || node->first < yaml->count);
		require(node->next == YAML_NONE || node->next < yaml->count);
		require(start <= node->start && node->start <= node->end && node->end <= end);
		check_text(yaml, node);
	}
	if (yaml_root(yaml))
		walk(yaml, yaml_root(yaml), 1, &budget);
}

/* Places are whole characters; a finding's line and column can be worked out. */
static void
check_findings(const struct findings *findings, const struct source *source)
{
	size_t count;
	const struct finding *const *list = findings_list(findings, &count);

	for (size_t i = 0; i < count; i++) {
		require(list[i]->span.source == source);
		require(list[i]->span.end <= source->size);
		require(source_place(source, list[i]->span.start).line >= 1);
		require(list[i]->message[0] != '\0');
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	/* The first byte says how much before and behind is not to be read. */
	size_t before = size > 8 ? data[0] % 4 : 0, behind = size > 8 ? data[0] / 4 % 4 : 0;
	char *bytes = memcpy(pool_alloc(pool, size + 1), data, size);
	const struct source *source = source_new(pool, "fuzz.yaml", bytes, size);
	size_t count;
	struct yaml yaml = yaml_read(pool, findings, source, before, size - behind);

	check_tree(&yaml, before, size);

	const struct yaml *documents = yaml_read_stream(pool, findings, source, &count);

	for (size_t i = 0; i < count; i++)
		check_tree(&documents[i], 0, size);
	findings_settle(findings, &(struct settlement){ 0 });
	check_findings(findings, source);
	require(yaml.count == 0 || yaml.nodes != NULL);
	pool_free(pool);
	return 0;
}
