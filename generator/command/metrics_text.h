/* metrics_text: measures as tables that fit into 80 columns. */
#pragma once

#include "model/metrics.h"
#include "render/view.h"

struct pool;

const char *metrics_text(struct pool *pool, const struct view *view, const struct metrics *metrics);
