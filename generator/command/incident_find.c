#include "command/incident_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* How many names are listed where several are meant. */
#define LISTED 5

const char *
without_day(const char *name)
{
	const size_t day = strlen("2026-03-21-");

	return strlen(name) > day && strspn(name, "0123456789-") >= day && name[4] == '-' && name[7] == '-' && name[10] == '-' ? name + day : name;
}

/* ---- ways in which a name can mean a document, the surest first ---- */

static bool
is_itself(const struct document *document, const char *name, const char *slug)
{
	g_autofree char *file = g_path_get_basename(name), *own = g_path_get_basename(document->path);

	(void)slug;
	return strcmp(document->id, name) == 0 || strcmp(own, file) == 0;
}

static bool
is_bare(const struct document *document, const char *name, const char *slug)
{
	(void)name;
	return strcmp(document->id, slug) == 0 || strcmp(without_day(document->id), slug) == 0;
}

static bool
is_part(const struct document *document, const char *name, const char *slug)
{
	const char *title = document->title.s;

	return (*slug && text_find_nocase(document->id, strlen(document->id), slug)) || (title && *name && text_find_nocase(title, strlen(title), name));
}

static bool (*const ways[])(const struct document *document, const char *name, const char *slug) = { is_itself, is_bare, is_part };

/* ---- those that are meant ---- */

struct search {
	const struct site *site;
	const char *name, *slug;
	bool maintenance_too;
};

static bool
is_eligible(const struct search *search, const struct incident *incident)
{
	return search->maintenance_too || !incident->maintenance;
}

/* Those that a way finds. */
static GPtrArray *
find_all(const struct search *search, size_t way)
{
	GPtrArray *found = g_ptr_array_new();

	for (size_t i = 0; i < search->site->incident_count; i++) {
		const struct incident *incident = search->site->incidents[i];

		if (is_eligible(search, incident) && ways[way](incident->document, search->name, search->slug))
			g_ptr_array_add(found, (void *)incident);
	}
	return found;
}

/* The only one, or the only one that nothing has ended. */
static const struct incident *
only_one(const GPtrArray *found)
{
	const struct incident *open = NULL;

	if (found->len == 1)
		return found->pdata[0];
	for (guint i = 0; i < found->len; i++) {
		const struct incident *incident = found->pdata[i];

		if (incident->resolved != TIME_NONE)
			continue;
		if (open)
			return NULL;
		open = incident;
	}
	return open;
}

/* ---- what is said where none is ---- */

static void
say_several(const struct search *search, const GPtrArray *found)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < found->len && i < LISTED; i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "", ((const struct incident *)found->pdata[i])->document->id);
	if (found->len > LISTED)
		g_string_append_printf(list, " and %u more", found->len - LISTED);
	stages_fail("\"%s\" may be any of %s", search->name, list->str);
}

/* The ids of those that go on, newest first. */
static const char *
list_open(struct pool *pool, const struct search *search)
{
	g_autoptr(GString) list = g_string_new(NULL);
	size_t count = 0;

	for (size_t i = 0; i < search->site->incident_count; i++) {
		const struct incident *incident = search->site->incidents[i];

		if (!is_eligible(search, incident) || !incident_is_open(incident, search->site->now) || count == LISTED)
			continue;
		g_string_append_printf(list, "%s%s", count++ ? ", " : "open now: ", incident->document->id);
	}
	return count ? pool_strdup(pool, list->str) : "none is open now";
}

static void
say_none(struct pool *pool, const struct search *search)
{
	const struct site *site = search->site;
	const char **names = pool_array(pool, const char *, 2 * site->incident_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < site->incident_count; i++) {
		if (!is_eligible(search, site->incidents[i]))
			continue;
		names[count++] = without_day(site->incidents[i]->document->id);
		names[count++] = site->incidents[i]->document->id;
	}
	stages_unknown("incident", search->name, text_nearest(search->slug, names, count), list_open(pool, search));
}

const struct incident *
find_incident(struct pool *pool, const struct site *site, const char *name, bool maintenance_too)
{
	const struct search search = { site, name, text_slug(pool, name), maintenance_too };

	for (size_t way = 0; way < G_N_ELEMENTS(ways); way++) {
		g_autoptr(GPtrArray) found = find_all(&search, way);
		const struct incident *one = only_one(found);

		if (one)
			return one;
		if (found->len > 1) {
			say_several(&search, found);
			return NULL;
		}
	}
	say_none(pool, &search);
	return NULL;
}
