/* Which schedules belong together: those of different levels of one policy, and those whose names say so. */
#include "check/schedules.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "model/schedule_pattern.h"

struct collection {
	const struct check *check;
	GArray *pairs; /* struct schedule_pair */
	GHashTable *seen;
};

static void
add_pair(struct collection *collection, const struct schedule *first, const struct schedule *second)
{
	char *key = pool_printf(collection->check->pool, "%p %p", (const void *)MIN(first, second), (const void *)MAX(first, second));
	const struct schedule_pair pair = { first, second };

	if (first == second || !schedule_is_usable(first) || !schedule_is_usable(second) || !g_hash_table_add(collection->seen, key))
		return;
	g_array_append_val(collection->pairs, pair);
}

/* Of different levels of one policy. */
static void
add_levels(struct collection *collection, const struct escalation_level *first, const struct escalation_level *second)
{
	for (size_t i = 0; i < first->target_count; i++)
		for (size_t k = 0; k < second->target_count; k++)
			if (first->targets[i].schedule && second->targets[k].schedule)
				add_pair(collection, first->targets[i].schedule, second->targets[k].schedule);
}

static void
add_policy(struct collection *collection, const struct escalation *escalation)
{
	const struct escalation_level *levels = escalation->levels.items;

	for (size_t i = 0; i < escalation->levels.count; i++)
		for (size_t k = i + 1; k < escalation->levels.count; k++)
			add_levels(collection, &levels[i], &levels[k]);
}

/* "x-primary" beside "x-backup" or "x-secondary", also where no policy has them. */
static void
add_named(struct collection *collection, const struct schedule *schedule)
{
	static const char *const endings[] = { "-backup", "-secondary" };
	const size_t length = strlen(schedule->id.s) - (g_str_has_suffix(schedule->id.s, "-primary") ? strlen("-primary") : 0);

	for (size_t i = 0; i < G_N_ELEMENTS(endings) && schedule->id.s[length]; i++) {
		g_autofree char *id = g_strdup_printf("%.*s%s", (int)length, schedule->id.s, endings[i]);
		const struct schedule *other = schedule_find(collection->check->site, id);

		if (other)
			add_pair(collection, schedule, other);
	}
}

struct schedule_pairs
find_pairs(const struct check *check)
{
	const struct site *site = check->site;
	g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(struct schedule_pair));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	struct collection collection = { check, pairs, seen };

	for (size_t i = 0; i < site->escalations.count; i++)
		add_policy(&collection, &REGISTER_ITEMS(site->escalations, struct escalation)[i]);
	for (size_t i = 0; i < site->schedules.count; i++)
		add_named(&collection, &REGISTER_ITEMS(site->schedules, struct schedule)[i]);
	return (struct schedule_pairs){ pool_memdup(check->pool, pairs->len ? pairs->data : "", pairs->len * sizeof(struct schedule_pair)), pairs->len };
}
