#include "check/upstreams.h"

#include "base/pool.h"
#include "base/time.h"

static void
complain_refused(const struct check *check, const struct upstream *upstream, const char *why)
{
	finding_help(finding_add(check->findings, RULE_UPSTREAM_ADDRESS, upstream->statuspage.span, "this status page is not asked: %s", why),
	    "write the address that its readers go to, \"https://status.example.com\"");
}

/* What will pass by itself is no finding. */
static void
check_answer(const struct check *check, const struct upstream *upstream, const struct upstream_page *page)
{
	if (!page || page->failed == TIME_NONE || !page->lasting)
		return;
	finding_help(finding_add(check->findings, RULE_UPSTREAM_ANSWER, upstream->statuspage.span, "%s does not answer as a status page: %s",
	    upstream_api(check->pool, page->address), page->problem),
	    "write the address of a page that has this API, as those made by sitrep or Statuspage do");
}

static void
check_component(const struct check *check, const struct upstream *upstream, const struct upstream_state *state)
{
	struct finding *finding;

	if (!state->missing)
		return;
	finding = finding_add(check->findings, RULE_UPSTREAM_COMPONENT, upstream->component.span, "%s has no component \"%s\"", state->address, upstream->component.s);
	if (state->nearest)
		finding_help(finding, "did you mean \"%s\"?", state->nearest);
	else
		finding_help(finding, "write one of those that it shows, or leave \"component\" out for the page as a whole");
}

void
check_upstreams(const struct check *check)
{
	const struct site *site = check->site;
	const struct service *services = site->registers->services.items;

	for (size_t i = 0; i < site->registers->services.count; i++) {
		const struct upstream *upstream = &services[i].upstream;
		struct upstream_state state;
		const char *refusal;

		if (!upstream_state(check->pool, site->upstreams, site->config, &services[i], site->now, &state))
			continue;
		refusal = upstream_refusal(check->pool, site->config, upstream->statuspage.s);
		if (refusal)
			complain_refused(check, upstream, refusal);
		else
			check_answer(check, upstream, state.page);
		check_component(check, upstream, &state);
	}
}
