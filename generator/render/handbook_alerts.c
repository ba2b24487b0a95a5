/* Alerts: who answers them, what their rules say, and which are not covered. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "render/promql.h"

/* ---- relations ---- */

static void
relate(struct handbook *handbook, const void *key, const struct alert *alert)
{
	const GPtrArray *known = key ? relation_get(&handbook->by.alerts_of, key) : NULL;

	/* Alerts are gone through one after the other, so that one stands last where it stands at all. */
	if (key && (!known || known->pdata[known->len - 1] != alert))
		relation_add(&handbook->by.alerts_of, key, alert);
}

/* A document that answers, and the service that it is about. */
static void
relate_answer(struct handbook *handbook, const struct document *document, const struct alert *alert)
{
	if (!document_is_built(handbook->site, document))
		return;
	relate(handbook, document, alert);
	relation_add(&handbook->by.answers, alert, document);
	relate(handbook, service_of(handbook->site, document), alert);
}

static bool
is_answered_by(const struct handbook *handbook, const struct alert *alert, const struct document *document)
{
	const GPtrArray *answers = relation_get(&handbook->by.answers, alert);

	for (guint i = 0; answers && i < answers->len; i++)
		if (answers->pdata[i] == document)
			return true;
	return false;
}

static void
relate_alert(struct handbook *handbook, const struct alert *alert)
{
	for (size_t i = 0; i < alert->claim_count; i++)
		if (!is_answered_by(handbook, alert, alert->claims[i].document))
			relate_answer(handbook, alert->claims[i].document, alert);
	for (size_t i = 0; i < alert->definition_count; i++) {
		const struct alert_definition *definition = &alert->definitions[i];

		if (!alert->claim_count && definition->document && !is_answered_by(handbook, alert, definition->document))
			relate_answer(handbook, definition->document, alert);
		relate(handbook, service_find(handbook->site->registers, alert_label(definition->rule, "service")), alert);
	}
}

void
relate_alerts(struct handbook *handbook)
{
	for (size_t i = 0; i < handbook->site->alerts->count; i++)
		relate_alert(handbook, &handbook->site->alerts->items[i]);
}

/* ---- what a rule says ---- */

static struct data *
labels_list(struct pool *pool, const struct alert_rule *rule)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < rule->label_count; i++) {
		struct data *label = data_object(pool);

		if (strcmp(rule->labels[i].name, "severity") == 0)
			continue;
		data_put_text(label, "name", rule->labels[i].name);
		data_put_text(label, "value", rule->labels[i].value.s);
		data_append(list, label);
	}
	return list;
}

static struct data *
expression_of(struct pool *pool, const struct alert_rule *rule)
{
	g_autofree char *trimmed = rule->expr.s ? g_strstrip(g_strdup(rule->expr.s)) : NULL;

	return trimmed && *trimmed ? promql_data(pool, pool_strdup(pool, trimmed)) : NULL;
}

static struct data *
definition_object(struct pool *pool, const struct alert_definition *definition)
{
	const struct alert_rule *rule = definition->rule;
	const char *severity = alert_label(rule, "severity");
	struct data *object = data_object(pool);

	data_put_text(object, "level", *severity ? severity : NULL);
	data_put_text(object, "pending", rule->pending.s && *rule->pending.s ? rule->pending.s : NULL);
	data_put(object, "expression", expression_of(pool, rule));
	data_put_text(object, "summary", rule->summary.s);
	data_put_text(object, "description", rule->description.s);
	data_put(object, "labels", labels_list(pool, rule));
	data_put_flag(object, "marked", *severity || rule->pending.s || data_count(data_get(object, "labels")));
	data_put_text(object, "file", rule->name.span.source->path);
	data_put_integer(object, "line", (int64_t)source_place(rule->name.span.source, rule->name.span.start).line);
	data_put_flags(object);
	return object;
}

static struct data *
definitions_list(struct pool *pool, const struct alert *alert)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < alert->definition_count; i++)
		data_append(list, definition_object(pool, &alert->definitions[i]));
	return list;
}

/* The first summary that its rules have. */
static const char *
summary_of(const struct alert *alert)
{
	for (size_t i = 0; i < alert->definition_count; i++)
		if (alert->definitions[i].rule->summary.s)
			return alert->definitions[i].rule->summary.s;
	return NULL;
}

struct data *
alerts_list(struct pool *pool, const struct handbook *handbook, const void *thing)
{
	const GPtrArray *alerts = relation_get(&handbook->by.alerts_of, thing);
	struct data *list = data_list(pool);

	for (guint i = 0; alerts && i < alerts->len; i++) {
		const struct alert *alert = alerts->pdata[i];
		const GPtrArray *answers = relation_get(&handbook->by.answers, alert);
		struct data *object = data_object(pool);

		data_put_text(object, "alert", alert->name);
		data_put_text(object, "summary", summary_of(alert));
		data_put(object, "document", answers ? shared(handbook, answers->pdata[0]) : NULL);
		data_put(object, "definitions", definitions_list(pool, alert));
		data_put_flag(object, "undefined", handbook->site->alerts->given && !alert->definition_count);
		data_put_flags(object);
		data_append(list, object);
	}
	return list;
}

/* ---- the page ---- */

enum coverage { COVERED, MISSING, OPTIONAL, UNDEFINED, COVERAGES };

static const char *const coverage_ids[] = { "covered", "missing", "optional", "undefined" };

static enum coverage
coverage_of(const struct handbook *handbook, const struct alert *alert)
{
	if (!alert->definition_count && handbook->site->alerts->given)
		return UNDEFINED;
	if (relation_count(&handbook->by.answers, alert))
		return COVERED;
	for (size_t i = 0; i < alert->definition_count; i++)
		if (alert_must_have_runbook(handbook->site->config, alert->definitions[i].rule))
			return MISSING;
	return OPTIONAL;
}

/* The severities of an alert's rules, each once. */
static struct data *
levels_of(struct pool *pool, const struct alert *alert)
{
	struct data *levels = data_list(pool), *seen = data_object(pool);

	for (size_t i = 0; i < alert->definition_count; i++) {
		const char *severity = alert_label(alert->definitions[i].rule, "severity");
		struct data *level;

		if (!*severity || data_has(seen, severity))
			continue;
		data_put_text(seen, severity, severity);
		level = data_object(pool);
		data_put_text(level, "name", severity);
		data_append(levels, level);
	}
	return levels;
}

/* Those that the runbook is about, else those that a rule's label names. */
static const struct data *
services_of(struct pool *pool, const struct handbook *handbook, const struct alert *alert, const struct data *document)
{
	struct data *services = data_list(pool);

	if (data_count(data_get(document, "services")))
		return data_get(document, "services");
	for (size_t i = 0; i < alert->definition_count && !data_count(services); i++) {
		const struct service *service = service_find(handbook->site->registers, alert_label(alert->definitions[i].rule, "service"));

		if (service)
			data_append(services, shared(handbook, service));
	}
	return services;
}

static struct data *
alert_row(struct pool *pool, const struct handbook *handbook, const struct alert *alert, enum coverage coverage)
{
	const GPtrArray *answers = relation_get(&handbook->by.answers, alert);
	const struct data *document = answers ? shared(handbook, answers->pdata[0]) : NULL;
	struct data *row = data_object(pool);

	data_put_text(row, "alert", alert->name);
	data_put_text(row, "summary", summary_of(alert));
	data_put(row, "document", document);
	data_put(row, "others", answers && answers->len > 1 ? shared_list(pool, handbook, answers, 0) : NULL);
	data_put(row, "severity", data_get(document, "severity"));
	data_put(row, "services", services_of(pool, handbook, alert, document));
	data_put(row, "coverage", handbook->site->alerts->given ? view_choice(pool, handbook->view, "alert_states", coverage_ids[coverage]) : NULL);
	data_put(row, "levels", levels_of(pool, alert));
	return row;
}

static const char *
summary_text(struct pool *pool, const struct view *view, const size_t *counts)
{
	const char *numbers[COVERAGES];

	for (size_t i = 0; i < COVERAGES; i++)
		numbers[i] = pool_printf(pool, "%zu", counts[i]);
	return words_fill(pool, view_word(view, "alerts_summary"), "covered", numbers[COVERED], "missing", numbers[MISSING],
	    "optional", numbers[OPTIONAL], "undefined", numbers[UNDEFINED], NULL);
}

static const struct column alert_columns[] = {
	{ "coverage", "state", "text", "id", "state" },
	{ "levels", "alert_level", "name", "name", "level" },
	{ "severity", "severity", "id", "id", NULL },
	{ "services", "service", "name", "id", "service" },
};

/* What nobody answers comes first; an alert that nobody asked to answer is not what a reader without rule files looks for. */
static void
append_rows(struct page *page, struct data *rows, size_t *counts)
{
	static const enum coverage order[] = { MISSING, UNDEFINED, COVERED, OPTIONAL };
	const struct alerts *alerts = page->handbook->site->alerts;
	g_autofree enum coverage *coverage = g_new(enum coverage, alerts->count + 1);

	for (size_t i = 0; i < alerts->count; i++)
		coverage[i] = coverage_of(page->handbook, &alerts->items[i]);
	for (size_t k = 0; k < G_N_ELEMENTS(order); k++)
		for (size_t i = 0; i < alerts->count; i++) {
			const struct alert *alert = &alerts->items[i];

			if (coverage[i] != order[k] || (!alerts->given && coverage[i] != COVERED))
				continue;
			counts[order[k]]++;
			data_append(rows, alert_row(page->pool, page->handbook, alert, coverage[i]));
		}
}

void
make_alerts(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const bool given = handbook->site->alerts->given;
	struct data *rows = data_list(page->pool);
	size_t counts[COVERAGES] = { 0 };

	(void)subject;
	append_rows(page, rows, counts);
	data_put_flag(page->view, "any", data_count(rows));
	data_put_flag(page->view, "given", given);
	data_put_text(page->view, "count", view_count(page->pool, handbook->view, "index.count", (long)data_count(rows)));
	data_put_text(page->view, "summary", given ? summary_text(page->pool, handbook->view, counts) : NULL);
	data_put(page->view, "filters", filters_list(page->pool, handbook->view, rows, alert_columns, G_N_ELEMENTS(alert_columns)));
	data_put(page->view, "rows", rows);
}
