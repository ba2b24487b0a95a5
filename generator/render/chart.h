/*
 * chart: where the marks of a chart stand: an axis with round numbers, columns, lines, a limit.
 *
 * Numbers alone: no markup (layouts/handbook/parts/chart.mustache draws what chart_data gives, with its
 * table) and no words but those handed in.  Lengths are those of the drawing at its natural size, x to
 * the right, y downwards, rounded to a tenth.  Values are not negative; NAN is none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "render/data.h"

struct pool;

/* From 0 to high, in steps of 1, 2 or 5 times a power of ten. */
struct chart_axis {
	double high, step;
	unsigned steps;
};

/* The smallest that holds a value in at most so many steps; whole: steps of less than 1 make no sense. */
struct chart_axis chart_axis_new(double most, unsigned steps, bool whole);

/* The place of a value between two ends. */
double chart_place(const struct chart_axis *axis, double value, double zero, double high);

/* Part number i of so many equal ones between two ends, without a share of it at both sides. */
struct chart_slot {
	double x, width;
};
struct chart_slot chart_slot_new(double from, double to, size_t i, size_t count, double share);

struct chart_series {
	const char *id;       /* its class in the drawing */
	const char *name;     /* for the legend and the table */
	const double *values; /* one for each label */
	bool line;            /* drawn as a line over the columns */
};

struct chart {
	const char *title;
	const char *labels_name;    /* the table's first column */
	const char *const *labels;  /* along the bottom */
	const char *const *names;   /* the same in full, for the table; NULL: the labels */
	size_t count;
	const struct chart_series *series;
	size_t series_count;
	bool stacked;               /* columns stand upon each other, not side by side */
	bool narrow;                /* fits a telephone, where there are not too many labels */
	bool whole;                 /* of things that are counted */
	double limit;               /* a line across, or NAN */
	const char *limit_name;
	const char *(*format)(struct pool *pool, const void *context, double value); /* for axis and table; NULL: the number */
	const void *context;        /* of format, the caller's own */
};

/*
 * What a template draws; NULL where nothing has a value:
 *   title, labels_name, width, height, left, right, top, bottom, inner_width, inner_height (of the area in which values stand)
 *   ticks   [{y, text}]
 *   labels  [{x, text}], as many as there is room for
 *   columns [{id, x, y, width, height, series, label, value}], of what and how much in words
 *   lines   [{id, points, dots: [{x, y, series, label, value}]}]
 *   limit   {y, text, value} or null
 *   legend  [{id, name, line}]
 *   rows    [{name, cells: [{text}]}]
 */
struct data *chart_data(struct pool *pool, const struct chart *chart);
