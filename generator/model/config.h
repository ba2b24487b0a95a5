/*
 * config: site.yaml.
 *
 * Everything has a default: a site without site.yaml is a site.  Unknown keys
 * and wrong values are findings like any other; only a site.yaml that cannot
 * be read at all stops the job.
 */
#pragma once

#include <stdbool.h>

#include "base/findings.h"
#include "base/time.h"
#include "read/schema.h"

struct pool;

/* What the text of a reference names. */
enum refers {
	REFERS_NOTHING,
	REFERS_PERSON,      /* "dana" or "@dana" */
	REFERS_TEAM,
	REFERS_OWNER,       /* "@dana" a person; else a team, else a person */
	REFERS_SERVICE,
	REFERS_COMPONENT,   /* a service that has a component, by id or by the component's name */
	REFERS_SEVERITY,
	REFERS_SCHEDULE,
	REFERS_ESCALATION,
	REFERS_ROLE,
	REFERS_TARGET,      /* "schedule/x", "person/x", "team/x" */
	REFERS_INCIDENT,    /* documents, by id */
	REFERS_RUNBOOK,
	REFERS_POSTMORTEM,
};

/* Some values of a label; a value may be a shell pattern. */
struct label_choice {
	struct text name;
	struct texts values;
};

struct alert_config {
	struct texts rules;         /* patterns of Prometheus rule files */
	struct texts url_prefixes;
	struct list must_have_runbook; /* struct label_choice: alerts that fit all of them must be answered; empty: none must */
};

/* trackers: "https://tracker.example.com/browse/", "OPS-*", or both together in a mapping. */
struct tracker {
	struct text pattern; /* a shell pattern of ids; s NULL: none given */
	struct text url;     /* a prefix; the id follows it.  s NULL: none given */
	struct span span;
};

struct status_config {
	struct text title, description, url;
	struct text support_url;
	struct texts languages;
	struct number weight_major, weight_partial, weight_degraded, weight_maintenance; /* downtime per second: 1, 0.3, 0, 0 by default */
};

/* network: what commands that need the network may do with it. */
struct network_config {
	struct list ranges;        /* struct address_range: inner addresses that may be reached */
	struct texts hosts;        /* shell patterns of hosts that may be reached wherever they are */
	struct length timeout;     /* of one request; DURATION_NONE: not given */
	struct text user_agent;
};

/* links: how addresses outside of the site are asked for. */
struct link_config {
	struct texts ignore;       /* patterns of addresses or hosts that are never asked */
	struct texts login;        /* of those that answer only to readers with a login */
	struct texts inside;       /* of those that only the network inside reaches */
	struct number per_host;    /* requests at once to a host: 4 by default */
	struct number retries;     /* 2 by default */
	struct length cache;       /* how long a good answer holds: 1d by default */
};

/* upstreams: how the status pages of others are asked. */
struct upstream_config {
	struct length cache;       /* how long an answer holds: 15m by default */
	struct length timeout;     /* of asking all of them: 5s by default */
};

/* A pattern of paths, and the Cache-Control of what fits. */
struct publish_cache {
	struct text pattern;
	const char *control;
};

/* publish: a place that an output is sent to, of which no value is a secret. */
struct publish_target {
	struct text name;
	struct text from;          /* "status" or "handbook" */
	struct text bucket;
	struct text region;        /* us-east-1 by default */
	struct text endpoint;      /* without '/' at the end; that of the region by default */
	const char *prefix;        /* of keys: "", or it ends in '/' */
	bool path_style;           /* the bucket is in the path, not in the host */
	bool anonymous;            /* a handbook that whoever reaches the storage may read */
	unsigned parallel;         /* requests at once */
	const char *access_key_env, *secret_key_env, *session_token_env; /* names of variables */
	struct list cache;         /* struct publish_cache; the first that fits holds */
	struct span span;
};

/* notify: who is told of what.  Secrets are in the environment; here are the names of its variables. */
enum notify_kind { NOTIFY_SLACK, NOTIFY_TEAMS, NOTIFY_DISCORD, NOTIFY_MATTERMOST, NOTIFY_JSON, NOTIFY_EMAIL };
enum notify_event { NOTIFY_UPDATES, NOTIFY_OVERDUE, NOTIFY_REVIEWS, NOTIFY_HANDOFF, NOTIFY_EVENT_COUNT };
const char *notify_kind_id(enum notify_kind kind);    /* "slack" */
const char *notify_event_id(enum notify_event event); /* "updates" */

struct notify_target {
	struct text name;
	enum notify_kind kind;
	unsigned events;          /* a bit (1u << event) each: updates by default */
	struct texts components, severities; /* of updates; not given: all */
	unsigned impacts;         /* a bit (1u << enum impact) each; 0: all */
	struct texts schedules;   /* of handoffs; not given: all */
	struct length ahead;      /* how long before a handoff: 12h by default */
	struct text language;     /* s NULL: that of the site */
	struct text template;     /* below layouts/; s NULL: notify/EVENT */
	struct text url_env, secret_env;  /* names of variables */
	struct text server;       /* email: smtp://host or smtps://host */
	struct text user_env, password_env;
	bool plain;               /* email: smtp:// without TLS */
	struct text from, reply_to, unsubscribe;
	struct texts to;
	struct span span;
};

struct notify_config {
	struct text ledger;       /* path below the site of what was sent: ".sitrep/notified.jsonl" by default */
	struct length max_age;    /* updates older than that are not told: 1d by default */
	struct length overdue_age; /* nor what has been overdue for longer: 7d by default */
	struct list targets;      /* struct notify_target, in the order of the file; those that can be used */
};

struct config {
	const struct source *source; /* site.yaml, or NULL */
	struct yaml yaml;
	struct text title, description, language;
	struct text base_url;       /* of the handbook */
	struct text edit_url;       /* "{path}" is replaced by the document's path */
	struct text escalation;     /* the site's default policy */
	struct text timezone;
	const struct zone *zone;    /* never NULL: UTC by default */
	struct length review_every; /* 180d by default */
	struct texts trackers;      /* URL prefixes, or id patterns such as OPS-*; all that tracker_list names */
	struct list tracker_list;   /* struct tracker: the same, with what belongs together */
	struct texts internal_hosts;
	struct texts public_allow;  /* words that the leak check lets pass */
	struct status_config status;
	struct alert_config alerts;
	struct network_config network;
	struct link_config links;
	struct upstream_config upstreams;
	struct notify_config notify;
	struct list publish;        /* struct publish_target */
	const struct yaml_node *kinds, *templates; /* read by kind and wording */
	const struct level_setting *settings; /* rules: */
	size_t setting_count;
};

/*
 * site.yaml in directory; defaults where there is none.  NULL, with *problem
 * (a message with file, line and column), when it can't be read or is no YAML.
 */
const struct config *config_read(struct pool *pool, struct findings *findings, struct references *references, const char *directory, const char **problem);
