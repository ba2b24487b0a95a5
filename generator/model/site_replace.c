#include "model/site_replace.h"

#include <string.h>

#include "base/pool.h"
#include "model/link.h"
#include "read/workers.h"

static bool
may_replace(const struct document *old, const struct document *new)
{
	if (old->front_lost || new->front_lost || old->kind != new->kind || old->draft != new->draft)
		return false;
	return strcmp(old->output, new->output) == 0;
}

static bool
has_errors(struct findings *findings, const struct site *site)
{
	const struct settlement settlement = { site->now, false, site->config->settings, site->config->setting_count };

	findings_settle(findings, &settlement);
	return findings_count(findings, LEVEL_ERROR) > 0;
}

static struct document *
read_document(struct pool *pool, const struct site *site, const struct source *source)
{
	const struct workers_options workers = { .jobs = 1 };
	struct findings *findings = findings_new(pool);
	const struct record *record;
	struct document *document;

	workers_make(pool, &source, 1, &workers, &record);
	document = document_make(pool, findings, NULL, site->config, site->kinds, source, record);
	return has_errors(findings, site) ? NULL : document;
}

/* What the new version does not know of itself. */
static void
take_place(struct document *place, const struct document *document)
{
	const struct document old = *place;

	*place = *document;
	place->backlinks = old.backlinks;
	place->backlink_count = old.backlink_count;
	place->previous = old.previous;
	place->next = old.next;
}

/* What stands for the document elsewhere is read from it again, in its place. */
static void
replace_subjects(struct pool *pool, struct site *site, struct replaced *replaced)
{
	replaced->incident_place = (struct incident *)incident_of(site, replaced->place);
	replaced->postmortem_place = (struct postmortem *)postmortem_of(site, replaced->place);
	if (replaced->incident_place) {
		replaced->incident = pool_memdup(pool, replaced->incident_place, sizeof(struct incident));
		*replaced->incident_place = *incident_read(pool, site->config, site->registers, replaced->place);
	}
	if (replaced->postmortem_place) {
		replaced->postmortem = pool_memdup(pool, replaced->postmortem_place, sizeof(struct postmortem));
		*replaced->postmortem_place = *postmortem_read(pool, site->config, site->registers, replaced->place, replaced->postmortem->incident);
	}
}

bool
site_replace(struct pool *pool, struct site *site, const struct source *source, struct replaced *replaced)
{
	struct document *place = (struct document *)document_find(site, source->path);
	const struct document *document = place ? read_document(pool, site, source) : NULL;

	*replaced = (struct replaced){ 0 };
	if (!document || !may_replace(place, document))
		return false;
	replaced->place = place;
	replaced->document = *place;
	take_place(place, document);
	link_document(pool, site, place);
	replace_subjects(pool, site, replaced);
	return true;
}

void
site_restore(const struct replaced *replaced)
{
	if (replaced->place)
		*replaced->place = replaced->document;
	if (replaced->incident)
		*replaced->incident_place = *replaced->incident;
	if (replaced->postmortem)
		*replaced->postmortem_place = *replaced->postmortem;
}
