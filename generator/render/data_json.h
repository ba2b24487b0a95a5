/*
 * data_json: values as JSON and back: action items for other programs, page data for --dump, and data for templates
 * that are tried.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

struct data;
struct pool;

/* Appends a value as RFC 8259 has it, indented by two blanks; keys keep their order. */
void data_write_json(const struct data *data, GString *out);

/* A copy: it may outlive the JSON. */
const struct data *data_of_json(struct pool *pool, const json_t *json);
