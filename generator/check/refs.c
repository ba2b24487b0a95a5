#include "check/refs.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

/* Where an entry of that sort is written down. */
static const char *const referent_homes[] = {
	[REFERS_PERSON] = "people:",
	[REFERS_TEAM] = "teams:",
	[REFERS_OWNER] = "people: or teams:",
	[REFERS_SERVICE] = "services:",
	[REFERS_COMPONENT] = "services:, with a component",
	[REFERS_SEVERITY] = "severities:",
	[REFERS_SCHEDULE] = "schedules:",
	[REFERS_ESCALATION] = "escalations:",
	[REFERS_ROLE] = "roles:",
	[REFERS_TARGET] = "schedules:, people: or teams:; write schedule/ID, person/ID or team/ID",
	[REFERS_INCIDENT] = NULL,
	[REFERS_RUNBOOK] = NULL,
	[REFERS_POSTMORTEM] = NULL,
};

static void
check_reference(const struct check *check, const struct reference *reference)
{
	const char *nearest = NULL;
	struct finding *finding;
	/* An unknown component of an incident is that area's own finding. */
	enum rule rule = reference->refers == REFERS_COMPONENT ? RULE_INCIDENT_UNKNOWN_COMPONENT : RULE_REF_UNKNOWN;

	if (!reference->text.s || reference_resolves(check->site, reference, &nearest))
		return;
	if (reference->refers == REFERS_COMPONENT && service_find(check->site->registers, reference->text.s)) {
		finding_help(finding_add(check->findings, rule, reference->text.span, "\"%s\" has no component", reference->text.s),
		    "give the service a component in its register, if customers should see it");
		return;
	}
	finding = finding_add(check->findings, rule, reference->text.span,
	    "there is no %s \"%s\"", reference_name(reference->refers), reference->text.s);
	if (nearest)
		finding_help(finding, "did you mean \"%s\"?", nearest);
	else if (referent_homes[reference->refers])
		finding_help(finding, "it would stand in a register under %s", referent_homes[reference->refers]);
	else
		finding_help(finding, "the id of a document is its file's name without .md");
}

static void
check_present(const struct check *check, struct text name, const char *what)
{
	const struct person *person = name.s ? person_find(check->site->registers, name.s) : NULL;

	if (!person || !person_has_left(person, check->site->now))
		return;
	finding_note(finding_add(check->findings, RULE_REF_LEFT, name.span, "%s, %s, has left",
	                 person->name.s ? person->name.s : person->id.s, what),
	    person->left.span.source ? person->left.span : person->gone.span, "says the register");
}

static void
check_schedule_people(const struct check *check, const struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct layer *layer = &REGISTER_ITEMS(schedule->layers, struct layer)[i];

		for (size_t k = 0; k < layer->turns.count; k++) {
			struct texts people = REGISTER_ITEMS(layer->turns, struct turn)[k].people;

			for (size_t p = 0; p < people.count; p++)
				check_present(check, people.items[p], "who is on call here");
		}
	}
}

static void
check_escalation_people(const struct check *check, const struct escalation *escalation)
{
	for (size_t i = 0; i < escalation->levels.count; i++) {
		struct texts notify = REGISTER_ITEMS(escalation->levels, struct escalation_level)[i].notify;

		for (size_t k = 0; k < notify.count; k++) {
			struct text target = notify.items[k];

			if (!target.s || !g_str_has_prefix(target.s, "person/"))
				continue;
			target.s += strlen("person/");
			check_present(check, target, "whom this escalation reaches");
		}
	}
}

static void
check_people(const struct check *check)
{
	const struct site *site = check->site;

	for (size_t i = 0; i < site->document_count; i++)
		check_present(check, site->documents[i]->owner, "who owns this");
	for (size_t i = 0; i < site->registers->teams.count; i++)
		check_present(check, REGISTER_ITEMS(site->registers->teams, struct team)[i].lead, "who leads this team");
	for (size_t i = 0; i < site->schedules.count; i++)
		check_schedule_people(check, &REGISTER_ITEMS(site->schedules, struct schedule)[i]);
	for (size_t i = 0; i < site->escalations.count; i++)
		check_escalation_people(check, &REGISTER_ITEMS(site->escalations, struct escalation)[i]);
}

/* A name with the place that took it first. */
struct claim {
	const struct document *document;
	struct span span;
};

/* False: it is taken, be it by the same document, which is said. */
static bool
claim_name(const struct check *check, GHashTable *taken, char *key, struct claim claim, const char *what, const char *name)
{
	struct claim *first = g_hash_table_lookup(taken, key);

	if (!first) {
		first = pool_new0(check->pool, struct claim);
		*first = claim;
		g_hash_table_insert(taken, key, first);
		return true;
	}
	g_free(key);
	finding_note(finding_add(check->findings, RULE_SITE_DUPLICATE_ID, claim.span, "the %s \"%s\" is taken", what, name),
	    first->span, "%s has it", first->document->path);
	return false;
}

/* Ids within a role, output paths and aliases within the handbook, each without regard to case. */
static void
check_ids(const struct check *check)
{
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < check->site->document_count; i++) {
		const struct document *document = check->site->documents[i];
		struct claim claim = { document, span_file(document->source) };
		g_autofree char *id = text_casefold(document->id);
		g_autofree char *output = text_casefold(document->output);

		if (!claim_name(check, taken, g_strdup_printf("page/%s", output), claim, "page", document->output))
			continue;
		/* Pages are never named by id alone, and folders may repeat names such as "index". */
		if (document->kind->role != ROLE_PAGE)
			claim_name(check, taken, g_strdup_printf("id/%d/%s", (int)document->kind->role, id), claim, "id", document->id);
	}
	for (size_t i = 0; i < check->site->document_count; i++) {
		const struct document *document = check->site->documents[i];

		for (size_t k = 0; k < document->aliases.count; k++) {
			struct text alias = document->aliases.items[k];
			struct claim claim = { document, alias.span };
			g_autofree char *output = text_casefold(document_alias_output(check->pool, document, alias.s));

			claim_name(check, taken, g_strdup_printf("page/%s", output), claim, "address", alias.s);
		}
	}
}

/* "incident/" beside "incidents/": its documents would be pages, and an incident not on the status page. */
static void
check_folder(const struct check *check, const struct document *document, GHashTable *seen)
{
	const struct kinds *kinds = check->site->kinds;
	const char *below = document->path + strlen("content/"), *slash = strchr(below, '/'), *nearest;
	g_autofree const char **folders = NULL;
	char *folder;

	if (!slash || *document->kind->folder)
		return;
	folder = pool_strndup(check->pool, below, (size_t)(slash - below));
	if (!g_hash_table_add(seen, folder))
		return;
	folders = g_new(const char *, kinds->count);
	for (size_t i = 0; i < kinds->count; i++)
		folders[i] = kinds->items[i]->folder;
	nearest = text_nearest(folder, folders, kinds->count);
	if (nearest)
		finding_help(finding_add(check->findings, RULE_REF_UNKNOWN, span_file(document->source),
		                 "the folder \"%s\" is of no kind, so what is in it are plain pages", folder),
		    "did you mean \"%s\"?", nearest);
}

static void
check_folders(const struct check *check)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < check->site->document_count; i++)
		if (check->site->documents[i]->kind->role == ROLE_PAGE)
			check_folder(check, check->site->documents[i], seen);
}

static bool
has_documents(const struct site *site, const struct kind *kind)
{
	for (size_t i = 0; i < site->document_count; i++)
		if (site->documents[i]->kind == kind)
			return true;
	return false;
}

/* "runbok:" in site.yaml is a kind of its own, and what it says of runbooks holds for nothing. */
static void
check_kinds(const struct check *check)
{
	const struct kinds *kinds = check->site->kinds;
	g_autofree const char **others = g_new(const char *, kinds->count);

	for (size_t i = 0; i < kinds->count; i++) {
		const struct kind *kind = kinds->items[i];
		const char *nearest;

		if (!kind->span.source || kind->role != ROLE_PAGE || !*kind->folder || has_documents(check->site, kind))
			continue;
		for (size_t k = 0; k < kinds->count; k++)
			others[k] = k == i ? NULL : kinds->items[k]->id;
		nearest = text_nearest(kind->id, others, kinds->count);
		if (nearest)
			finding_help(finding_level(finding_add(check->findings, RULE_REF_UNKNOWN, kind->span,
			                               "no document is of the kind \"%s\"", kind->id), LEVEL_WARNING),
			    "did you mean \"%s\"?", nearest);
	}
}

void
check_refs(const struct check *check)
{
	for (size_t i = 0; i < check->site->reference_count; i++)
		check_reference(check, &check->site->references[i]);
	check_people(check);
	check_ids(check);
	check_folders(check);
	check_kinds(check);
}
