/*
 * What the parts of config share; nobody else includes this.
 */
#pragma once

#include "model/config.h"

/* network:, which may be NULL. */
void config_read_network(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct network_config *network);
