/*
 * data_json: page data as JSON and back, for --dump and for templates that are tried
 * with data of their own.
 */
#pragma once

#include <jansson.h>

struct data;
struct pool;

/* A new reference.  Keys keep their order. */
json_t *data_to_json(const struct data *data);

/* A copy: it may outlive the JSON. */
const struct data *data_of_json(struct pool *pool, const json_t *json);
