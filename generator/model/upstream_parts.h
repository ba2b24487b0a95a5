/*
 * What the parts of upstream share; nobody else includes this.
 */
#pragma once

#include "model/upstream.h"

#include <jansson.h>

/* What an answer says, or what was kept of one; false: neither status nor components are there. */
bool upstream_take_answer(struct pool *pool, const json_t *answer, struct upstream_page *page);

/* A text of bounded length, without blanks at its ends, in the pool; NULL: there is none. */
const char *upstream_text(struct pool *pool, const json_t *object, const char *key);
