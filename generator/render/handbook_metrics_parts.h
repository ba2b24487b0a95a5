/* handbook_metrics_parts: what the files of the page of metrics share; nobody else includes it. */
#pragma once

#include "model/metrics.h"
#include "render/handbook_parts.h"

/* "metrics.NAME" of the words. */
const char *metrics_word(const struct page *page, const char *name);

void metrics_put_count(struct data *object, const char *key, size_t count);

/* n, median, p90, mean. */
void metrics_put_summary(const struct page *page, struct data *object, const struct summary *summary);

/* Of NULL: that there is none. */
const char *metrics_severity_name(const struct page *page, const struct severity *severity);

/* ---- handbook_metrics_groups.c ---- */

/* {title, first, chart, rows: [{name, severity, service, incidents, medians}]}; first: what the rows are. */
struct data *metrics_groups_object(const struct page *page, const struct metrics_groups *groups, const char *title, const char *first);
struct data *metrics_detected_object(const struct page *page);
struct data *metrics_uptimes_object(const struct page *page);
struct data *metrics_actions_object(const struct page *page);
