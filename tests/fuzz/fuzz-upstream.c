/*
 * fuzz-upstream: any bytes as what a status page of others answers, and as the file that answers are kept in.
 * What is read is written so that it is read as the same, and every component that was read is found again.
 */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/upstream.h"

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define PAGE "https://status.example"

static const struct config config = { .upstreams.cache.seconds = 900 };

static void
look_up(struct pool *pool, const struct upstreams *upstreams, const char *address, const char *component)
{
	const struct service service = { .upstream = { .statuspage.s = address, .component.s = component } };
	struct upstream_state state;

	require(upstream_state(pool, upstreams, &config, &service, 1000, &state));
	require(state.state <= STATE_UNKNOWN);
	require(state.fresh || state.state == STATE_UNKNOWN);
}

static void
keep(struct pool *pool, const struct upstreams *upstreams)
{
	const char *once = upstreams_render(pool, upstreams);

	require(strcmp(once, upstreams_render(pool, upstreams_read(pool, once, strlen(once)))) == 0);
}

static void
read_answer(struct pool *pool, const char *bytes, size_t size)
{
	struct upstream_page page = { .address = PAGE, .answered = 900, .failed = TIME_NONE };
	struct upstreams *upstreams = upstreams_read(pool, NULL, 0);
	const char *problem = NULL;

	if (!upstream_answer_read(pool, bytes, size, &page, &problem)) {
		require(problem);
		return;
	}
	upstreams_set(upstreams, &page);
	for (size_t i = 0; i < MIN(page.component_count, 20); i++) {
		const struct service service = { .upstream = { .statuspage.s = PAGE, .component.s = page.components[i].name } };
		struct upstream_state state;

		require(upstream_state(pool, upstreams, &config, &service, 1000, &state) && state.fresh && !state.missing);
	}
	look_up(pool, upstreams, PAGE, NULL);
	look_up(pool, upstreams, PAGE, "no such");
	keep(pool, upstreams);
}

static void
read_address(struct pool *pool, const char *text)
{
	const char *address = upstream_address(pool, text);

	require(strcmp(address, upstream_address(pool, address)) == 0 || strchr(address, '@') || g_str_has_suffix(address, "/api/v2/summary.json"));
	upstream_is_public(pool, &config, text);
	upstream_refusal(pool, &config, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = g_strndup((const char *)bytes, size);
	struct pool *pool = pool_new();
	const struct upstreams *kept = upstreams_read(pool, (const char *)bytes, size);

	look_up(pool, kept, PAGE, "API");
	keep(pool, kept);
	read_answer(pool, (const char *)bytes, size);
	read_address(pool, text);
	pool_free(pool);
	return 0;
}
