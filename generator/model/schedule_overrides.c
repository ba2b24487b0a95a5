/* Which override wins when: the last in the list of those that hold. */
#include "model/schedule_parts.h"

#include <glib.h>
#include <stdlib.h>

#include "base/pool.h"
#include "base/time.h"

/* The begin or the end of an override. */
struct edge {
	int64_t at;
	size_t override; /* from 1 */
	bool begins;
};

/* The end of an override as it is worked: its person may leave before. */
static int64_t
end_of(const struct override *override)
{
	return MIN(override->ends, override->member->leaves);
}

static bool
is_worked(const struct override *override)
{
	return override->member && override->begins != TIME_NONE && override->ends != TIME_NONE && override->begins < end_of(override);
}

static int
compare_edges(const void *a, const void *b)
{
	const struct edge *left = a, *right = b;

	return (left->at > right->at) - (left->at < right->at);
}

static size_t
collect_edges(struct list overrides, struct edge *edges)
{
	size_t count = 0;

	for (size_t i = 0; i < overrides.count; i++) {
		const struct override *override = &REGISTER_ITEMS(overrides, struct override)[i];

		if (!is_worked(override))
			continue;
		edges[count++] = (struct edge){ override->begins, i + 1, true };
		edges[count++] = (struct edge){ end_of(override), i + 1, false };
	}
	qsort(edges, count, sizeof *edges, compare_edges);
	return count;
}

static int
compare_numbers(const void *a, const void *b)
{
	return (GPOINTER_TO_SIZE(a) > GPOINTER_TO_SIZE(b)) - (GPOINTER_TO_SIZE(a) < GPOINTER_TO_SIZE(b));
}

static void
pass_edge(GTree *active, const struct edge *edge)
{
	void *number = GSIZE_TO_POINTER(edge->override);

	if (edge->begins)
		g_tree_insert(active, number, number);
	else
		g_tree_remove(active, number);
}

void
settle_overrides(struct pool *pool, struct schedule *schedule)
{
	const struct override *overrides = schedule->overrides.items;
	struct edge *edges = pool_array(pool, struct edge, schedule->overrides.count * 2);
	struct cover *covers = pool_array(pool, struct cover, schedule->overrides.count * 2);
	const size_t count = collect_edges(schedule->overrides, edges);
	g_autoptr(GTree) active = g_tree_new(compare_numbers);

	for (size_t i = 0; i + 1 < count; i++) {
		GTreeNode *last;

		pass_edge(active, &edges[i]);
		last = g_tree_node_last(active);
		if (!last || edges[i].at == edges[i + 1].at)
			continue;
		covers[schedule->cover_count++] = (struct cover){ edges[i].at, edges[i + 1].at, &overrides[GPOINTER_TO_SIZE(g_tree_node_key(last)) - 1] };
	}
	schedule->covers = covers;
}
