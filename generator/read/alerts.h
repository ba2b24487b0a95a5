/*
 * alerts: Prometheus rule files → the alerts that they define.
 *
 * Read in both shapes: "groups" at the top, and resources with "spec: groups" (PrometheusRule and its kin),
 * alone, as the items of a List, or several documents to a file.  Recording rules and resources of other
 * kinds are passed over, unknown keys are no finding, and the merge key "<<" counts, as it does for Prometheus.
 *
 * A file that can't be read to its end is a finding at the place; one that is a template of Helm is
 * said to be that.  What stands before is read.
 *
 * Format: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "read/schema.h"

struct pool;

struct alert_label {
	const char *name;
	struct text value;
};

/* What is not given has a NULL text. */
struct alert_rule {
	struct text name;
	struct text expr, pending; /* "for" */
	struct text summary, description;
	struct text runbook;       /* annotation runbook_url, runbook, runbookURL or runbook_link */
	const struct alert_label *labels; /* in the order of the file; severity is one */
	size_t label_count;
	struct span span; /* all of the rule */
};

struct alert_rules {
	const struct alert_rule *items; /* in the order of the file */
	size_t count;
	bool complete; /* the file was read to its end */
};

struct alert_rules alerts_read(struct pool *pool, struct findings *findings, const struct source *source);

/* A label's value; "" where the rule has none, as Prometheus takes it. */
const char *alert_label(const struct alert_rule *rule, const char *name);

/* Whether a value has "{{" in it: it is only known once the alert fires. */
bool alert_is_template(const char *value);
