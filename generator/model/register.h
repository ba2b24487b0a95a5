/*
 * register: people, teams, services, severities, tiers and roles.
 *
 * Each key may stand in any content/ YAML file.  Entries keep the order of
 * files and lines.  An id twice is site/duplicate-id, with the first place.
 * Names of other entries are collected as references and resolved when all is read; lookups are by id.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "model/config.h"
#include "model/probe.h"
#include "read/schema.h"

struct pool;

struct person {
	struct text id, name, team, timezone, slack, email, phone, quiet_hours;
	const struct zone *zone;    /* the site's where they name none */
	int quiet_from, quiet_to;   /* quiet_hours in minutes of the day; the same: none */
	struct moment left; /* the day they left */
	struct flag gone;   /* "left: true" */
	struct span span;
};

struct team {
	struct text id, name, lead, channel, escalation, description;
	struct number alert_budget; /* pages a shift that are still healthy */
	struct span span;
};

struct named_url {
	struct text name, url;
	struct span span;
};

struct component {
	struct text name, group, description;
	struct number order;
	struct moment since;
	struct flag showcase;
	struct span span; /* of the mapping; source NULL: the service has no component */
};

struct slo {
	struct number objective;
	struct length window;
	struct span span;
};

struct upstream {
	struct text statuspage, component;
	struct span span;
};

struct service {
	struct text id, name, description, team, escalation, repository;
	struct texts depends_on;
	struct list dashboards; /* struct named_url */
	struct slo slo;
	struct component component;
	struct upstream upstream;
	struct list probes; /* struct probe */
	struct span span;
};

struct severity {
	struct text id, name, description, escalation;
	struct texts examples, roles;
	struct length acknowledge_within, update_every, resolve_within, postmortem_within;
	struct span span;
	size_t rank; /* 0 the worst: the order in the register */
};

struct tier {
	struct text id, role, responsibility, skills;
	struct span span;
};

struct role {
	struct text id, name, schedule, description;
	struct texts responsibilities;
	struct span span;
};

/* Schedules and escalations are read by modules of those names from these. */
struct raw_entry {
	struct text id;
	const struct yaml *yaml;
	const struct yaml_node *node;
	struct span key; /* the id's place */
};

struct registers {
	struct list people, teams, services, severities, tiers, roles; /* of the structs above */
	struct list schedules, escalations; /* struct raw_entry */
	const struct source *const *sources;
	size_t source_count;
	struct register_index *index;
};

/* Prometheus rule files may lie beside the registers, and are none. */
bool register_is_rule_file(const struct config *config, const char *path);

const struct registers *registers_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct source *const *sources, size_t count);

/* Lookups by id; NULL when absent.  A leading "@" of a person is ignored. */
const struct person *person_find(const struct registers *registers, const char *id);
const struct team *team_find(const struct registers *registers, const char *id);
const struct service *service_find(const struct registers *registers, const char *id);
const struct severity *severity_find(const struct registers *registers, const char *id);
const struct role *role_find(const struct registers *registers, const char *id);

/* A service that has a component, by its id or by the component's name (ASCII case ignored). */
const struct service *component_find(const struct registers *registers, const char *name);

/* Whether a person has left at an instant. */
bool person_has_left(const struct person *person, int64_t now);

/* The instant from which on they have left: INT64_MIN, always; INT64_MAX, never. */
int64_t person_leaves(const struct person *person);

/* Whether an instant is in a person's quiet hours, by the clock of their zone; *until (may be NULL): their end.  Of a
 * time that occurs twice they begin at the first and end at the last, as shifts do. */
bool person_is_quiet(const struct person *person, int64_t at, int64_t *until);

/* A list's items, typed: REGISTER_ITEMS(registers->people, struct person)[i]. */
#define REGISTER_ITEMS(list, type) ((const type *)(list).items)
