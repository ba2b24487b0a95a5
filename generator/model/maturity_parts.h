/* maturity_parts: the tests of maturity.  The result of each is explained by its words (maturity.items). */
#pragma once

#include "model/maturity.h"

/* Some of it, and all of it. */
struct maturity_result maturity_some(size_t have, size_t want);
struct maturity_result maturity_all(size_t have, size_t want);

/* maturity_registers.c */
struct maturity_result test_severities(const struct site *site);
struct maturity_result test_severity_times(const struct site *site);
struct maturity_result test_severity_roles(const struct site *site);
struct maturity_result test_people(const struct site *site);
struct maturity_result test_quiet_hours(const struct site *site);
struct maturity_result test_services(const struct site *site);
struct maturity_result test_rotations(const struct site *site);
struct maturity_result test_domain_rotations(const struct site *site);
struct maturity_result test_follow_the_sun(const struct site *site);
struct maturity_result test_escalation(const struct site *site);
struct maturity_result test_backups(const struct site *site);
struct maturity_result test_automation(const struct site *site);
struct maturity_result test_alert_rules(const struct site *site);
struct maturity_result test_components(const struct site *site);
struct maturity_result test_component_names(const struct site *site);
struct maturity_result test_templates(const struct site *site);
struct maturity_result test_languages(const struct site *site);
struct maturity_result test_communications(const struct site *site);
struct maturity_result test_commanders(const struct site *site);
struct maturity_result test_channels(const struct site *site);
struct maturity_result test_tiers(const struct site *site);

/* maturity_documents.c */
struct maturity_result test_runbooks(const struct site *site);
struct maturity_result test_alerts(const struct site *site);
struct maturity_result test_exercised(const struct site *site);
struct maturity_result test_exercised_yearly(const struct site *site);
struct maturity_result test_rollback(const struct site *site);
struct maturity_result test_service_runbooks(const struct site *site);
struct maturity_result test_reviewed(const struct site *site);
struct maturity_result test_gameday(const struct site *site);
struct maturity_result test_gameday_recent(const struct site *site);
struct maturity_result test_gamedays_yearly(const struct site *site);
struct maturity_result test_postmortem(const struct site *site);
struct maturity_result test_postmortems_of_worst(const struct site *site);
struct maturity_result test_measured(const struct site *site);
struct maturity_result test_handoff(const struct site *site);
struct maturity_result test_alert_review(const struct site *site);
