/*
 * What the parts of config share; nobody else includes this.
 */
#pragma once

#include "model/config.h"

/* Parts of the file.  node NULL: it is not there, and the defaults hold. */
void config_read_network(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct network_config *network);
void config_read_links(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct link_config *links);
void config_read_upstreams(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct upstream_config *upstreams);
void config_read_publish(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct list *targets);
void config_read_notify(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct notify_config *notify);
