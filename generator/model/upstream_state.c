/* What answers mean for services. */
#include "model/upstream_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "model/rollup.h"

/* ---- words ---- */

static enum state
state_of_word(const char *word)
{
	for (unsigned state = 0; word && state < STATE_COUNT; state++)
		if (strcmp(word, state_id((enum state)state)) == 0)
			return (enum state)state;
	return STATE_UNKNOWN;
}

static enum state
state_of_indicator(const char *word)
{
	static const struct {
		const char *word;
		enum state state;
	} rows[] = {
		{ "none", STATE_OPERATIONAL },
		{ "maintenance", STATE_MAINTENANCE },
		{ "minor", STATE_DEGRADED },
		{ "major", STATE_PARTIAL },
		{ "critical", STATE_MAJOR },
	};

	for (size_t i = 0; word && i < G_N_ELEMENTS(rows); i++)
		if (strcmp(word, rows[i].word) == 0)
			return rows[i].state;
	return STATE_UNKNOWN;
}

/* ---- components ---- */

static bool
has_id(const struct upstream_component *component, const char *id)
{
	return component->id && id && strcmp(component->id, id) == 0;
}

static enum state
state_of_component(const struct upstream_page *page, const struct upstream_component *component)
{
	enum state state = state_of_word(component->status);

	if (state != STATE_UNKNOWN || !component->group || !component->id)
		return state;
	for (size_t i = 0; i < page->component_count; i++) {
		const struct upstream_component *child = &page->components[i];
		const enum state other = child->group_id && strcmp(child->group_id, component->id) == 0 ? state_of_word(child->status) : STATE_UNKNOWN;

		state = state_worse(state, other);
	}
	return state;
}

static char *
folded(const char *text)
{
	g_autofree char *stripped = g_strstrip(g_strdup(text));

	return g_utf8_casefold(stripped, -1);
}

static const char *
group_name(const struct upstream_page *page, const struct upstream_component *component)
{
	for (size_t i = 0; component->group_id && i < page->component_count; i++)
		if (page->components[i].group && has_id(&page->components[i], component->group_id))
			return page->components[i].name;
	return NULL;
}

/* wanted is folded; with its group's name in front, or alone. */
static bool
is_named(const struct upstream_page *page, const struct upstream_component *component, const char *wanted, bool whole)
{
	const char *group = whole ? group_name(page, component) : NULL;
	g_autofree char *name = group ? g_strdup_printf("%s - %s", group, component->name) : g_strdup(component->name);
	g_autofree char *same = folded(name);

	return (!whole || group) && strcmp(same, wanted) == 0;
}

/* False: there is none of that name. */
static bool
find_named(const struct upstream_page *page, const char *name, bool whole, enum state *state)
{
	g_autofree char *wanted = folded(name);
	bool found = false;

	*state = STATE_UNKNOWN;
	for (size_t i = 0; i < page->component_count; i++) {
		if (!is_named(page, &page->components[i], wanted, whole))
			continue;
		*state = state_worse(*state, state_of_component(page, &page->components[i]));
		found = true;
	}
	return found;
}

static bool
find_component(const struct upstream_page *page, const char *name, enum state *state)
{
	for (size_t i = 0; i < page->component_count; i++)
		if (has_id(&page->components[i], name)) {
			*state = state_of_component(page, &page->components[i]);
			return true;
		}
	return find_named(page, name, false, state) || find_named(page, name, true, state);
}

static const char *
nearest_component(struct pool *pool, const struct upstream_page *page, const char *name)
{
	const char **names = pool_array(pool, const char *, page->component_count + 1);

	for (size_t i = 0; i < page->component_count; i++)
		names[i] = page->components[i].name;
	return text_nearest(name, names, page->component_count);
}

/* ---- services ---- */

static bool
is_fresh(const struct config *config, const struct upstream_page *page, int64_t now)
{
	const int64_t age = page && page->answered != TIME_NONE ? now - page->answered : -1;

	return age >= 0 && age < config->upstreams.cache.seconds;
}

bool
upstream_state(struct pool *pool, const struct upstreams *upstreams, const struct config *config, const struct service *service, int64_t now, struct upstream_state *state)
{
	const struct upstream *upstream = &service->upstream;
	const char *component = upstream->component.s;

	*state = (struct upstream_state){ .state = STATE_UNKNOWN, .at = TIME_NONE };
	if (!upstream->statuspage.s)
		return false;
	state->address = upstream_address(pool, upstream->statuspage.s);
	state->page = upstreams_find(upstreams, state->address);
	state->at = state->page && state->page->answered <= now ? state->page->answered : TIME_NONE;
	state->fresh = is_fresh(config, state->page, now);
	if (!state->fresh)
		return true;
	if (!component) {
		state->state = state_of_indicator(state->page->indicator);
	} else if (!find_component(state->page, component, &state->state)) {
		state->missing = true;
		state->nearest = nearest_component(pool, state->page, component);
	}
	return true;
}

enum state
upstream_join(enum state own, enum state theirs)
{
	if (own == STATE_OPERATIONAL && theirs == STATE_UNKNOWN)
		return STATE_UNKNOWN;
	return state_worse(own, theirs);
}
