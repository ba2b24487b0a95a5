#include "render/chart.h"

#include <math.h>

#include "base/pool.h"

#define HEIGHT 200.0
#define LEFT 44.0   /* room for the axis' numbers, unless they are long */
#define RIGHT 12.0
#define TOP 14.0
#define BOTTOM 28.0 /* room for the labels */
#define ROOM 600.0  /* for all slots, where they fit in */
#define NARROW_ROOM 256.0
#define SLOT_LEAST 26.0
#define NARROW_SLOT_LEAST 8.0
#define SLOT_MOST 84.0
#define LETTER 7.5
#define STEPS 5
#define SHARE .16   /* of a slot that stays free at each side */

static double
tenth(double x)
{
	return round(x * 10) / 10;
}

struct chart_axis
chart_axis_new(double most, unsigned steps, bool whole)
{
	static const double rounds[] = { 1, 2, 5, 10 };
	const double least = MAX(most, whole ? 1 : 1e-9) / steps, power = pow(10, floor(log10(least)));
	struct chart_axis axis = { .step = power * 10 };

	for (size_t i = 0; i < G_N_ELEMENTS(rounds); i++)
		if (rounds[i] * power >= least * (1 - 1e-9)) {
			axis.step = rounds[i] * power;
			break;
		}
	if (whole)
		axis.step = MAX(axis.step, 1);
	axis.steps = (unsigned)MAX(1, ceil(most / axis.step * (1 - 1e-9)));
	axis.high = axis.steps * axis.step;
	return axis;
}

double
chart_place(const struct chart_axis *axis, double value, double zero, double high)
{
	return tenth(zero + (high - zero) * value / axis->high);
}

struct chart_slot
chart_slot_new(double from, double to, size_t i, size_t count, double share)
{
	const double width = (to - from) / (double)MAX(count, 1);

	return (struct chart_slot){ tenth(from + width * ((double)i + share)), tenth(width * (1 - 2 * share)) };
}

/* ---- the drawing ---- */

struct drawing {
	struct pool *pool;
	const struct chart *chart;
	struct chart_axis axis;
	double left, right, top, bottom;
	size_t side; /* columns side by side */
};

static const char *
format_value(const struct drawing *drawing, double value)
{
	if (drawing->chart->format)
		return drawing->chart->format(drawing->pool, drawing->chart->context, value);
	return pool_printf(drawing->pool, "%.6g", value);
}

static struct chart_slot
slot_at(const struct drawing *drawing, size_t i, double share)
{
	return chart_slot_new(drawing->left, drawing->right, i, drawing->chart->count, share);
}

static double
y_of(const struct drawing *drawing, double value)
{
	return chart_place(&drawing->axis, value, drawing->bottom, drawing->top);
}

/* The highest that stands at a label. */
static double
height_at(const struct chart *chart, size_t label)
{
	double sum = 0, most = NAN;

	for (size_t i = 0; i < chart->series_count; i++) {
		const double value = chart->series[i].values[label];

		if (isnan(value))
			continue;
		sum += chart->stacked && !chart->series[i].line ? value : 0;
		most = fmax(most, fmax(value, sum));
	}
	return most;
}

static double
highest(const struct chart *chart)
{
	double most = NAN;

	for (size_t label = 0; label < chart->count; label++)
		most = fmax(most, height_at(chart, label));
	return isnan(most) ? NAN : fmax(most, chart->limit);
}

static size_t
columns_side_by_side(const struct chart *chart)
{
	size_t count = 0;

	for (size_t i = 0; i < chart->series_count; i++)
		count += !chart->series[i].line;
	return chart->stacked ? 1 : MAX(count, 1);
}

/* Left of the values: as wide as the longest number of the axis. */
static double
left_of(struct pool *pool, const struct chart *chart, const struct chart_axis *axis)
{
	glong longest = 0;

	for (unsigned i = 0; chart->format && i <= axis->steps; i++)
		longest = MAX(longest, g_utf8_strlen(chart->format(pool, chart->context, i * axis->step), -1));
	return MAX(LEFT, (double)longest * LETTER + 10);
}

static struct drawing
drawing_new(struct pool *pool, const struct chart *chart, double most)
{
	const size_t side = columns_side_by_side(chart);
	const struct chart_axis axis = chart_axis_new(most, STEPS, chart->whole);
	const double left = left_of(pool, chart, &axis);
	const double least = MAX(chart->narrow ? NARROW_SLOT_LEAST : SLOT_LEAST, 10.0 * (double)side);
	const double slot = CLAMP((chart->narrow ? NARROW_ROOM : ROOM) / (double)chart->count, least, MAX(SLOT_MOST, least));

	return (struct drawing){
		.pool = pool,
		.chart = chart,
		.axis = axis,
		.left = left,
		.right = left + tenth(slot * (double)chart->count),
		.top = TOP,
		.bottom = HEIGHT - BOTTOM,
		.side = side,
	};
}

static struct data *
ticks_of(const struct drawing *drawing)
{
	struct data *ticks = data_list(drawing->pool);

	for (unsigned i = 0; i <= drawing->axis.steps; i++) {
		struct data *tick = data_object(drawing->pool);

		data_put(tick, "y", data_real(drawing->pool, y_of(drawing, i * drawing->axis.step)));
		data_put_text(tick, "text", format_value(drawing, i * drawing->axis.step));
		data_append(ticks, tick);
	}
	return ticks;
}

/* Every so many that the longest label has room; the last is always there. */
static size_t
label_step(const struct drawing *drawing)
{
	glong longest = 0;
	double slot = (drawing->right - drawing->left) / (double)drawing->chart->count;

	for (size_t i = 0; i < drawing->chart->count; i++)
		longest = MAX(longest, g_utf8_strlen(drawing->chart->labels[i], -1));
	return (size_t)MAX(1, ceil(((double)longest + 1) * LETTER / slot));
}

static struct data *
labels_of(const struct drawing *drawing)
{
	const size_t step = label_step(drawing), last = drawing->chart->count - 1;
	struct data *labels = data_list(drawing->pool);

	for (size_t i = last % step; i <= last; i += step) {
		const struct chart_slot slot = slot_at(drawing, i, 0);
		struct data *label = data_object(drawing->pool);

		data_put(label, "x", data_real(drawing->pool, tenth(slot.x + slot.width / 2)));
		data_put_text(label, "text", drawing->chart->labels[i]);
		data_append(labels, label);
	}
	return labels;
}

static const char *
name_at(const struct drawing *drawing, size_t label)
{
	return (drawing->chart->names ? drawing->chart->names : drawing->chart->labels)[label];
}

/* What a mark says when it is pointed at. */
static void
put_mark(const struct drawing *drawing, struct data *mark, const struct chart_series *series, size_t label)
{
	data_put_text(mark, "series", series->name);
	data_put_text(mark, "label", name_at(drawing, label));
	data_put_text(mark, "value", format_value(drawing, series->values[label]));
}

/* from: the height at which the column begins. */
static struct data *
column_object(const struct drawing *drawing, const struct chart_series *series, size_t label, size_t place, double from)
{
	const struct chart_slot slot = slot_at(drawing, label, SHARE);
	const struct chart_slot part = chart_slot_new(slot.x, slot.x + slot.width, place, drawing->side, drawing->side > 1 ? .06 : 0);
	const double low = y_of(drawing, from), high = y_of(drawing, from + series->values[label]);
	struct data *column = data_object(drawing->pool);

	data_put_text(column, "id", series->id);
	data_put(column, "x", data_real(drawing->pool, part.x));
	data_put(column, "y", data_real(drawing->pool, high));
	data_put(column, "width", data_real(drawing->pool, part.width));
	data_put(column, "height", data_real(drawing->pool, tenth(low - high)));
	put_mark(drawing, column, series, label);
	return column;
}

static void
append_columns(const struct drawing *drawing, struct data *columns, size_t label)
{
	const struct chart *chart = drawing->chart;
	double from = 0;
	size_t place = 0;

	for (size_t i = 0; i < chart->series_count; i++) {
		const struct chart_series *series = &chart->series[i];

		if (series->line)
			continue;
		if (series->values[label] > 0)
			data_append(columns, column_object(drawing, series, label, chart->stacked ? 0 : place, from));
		if (chart->stacked && !isnan(series->values[label]))
			from += series->values[label];
		place++;
	}
}

static struct data *
columns_of(const struct drawing *drawing)
{
	struct data *columns = data_list(drawing->pool);

	for (size_t label = 0; label < drawing->chart->count; label++)
		append_columns(drawing, columns, label);
	return columns;
}

static void
append_dot(const struct drawing *drawing, const struct chart_series *series, size_t label, struct data *dots, GString *points)
{
	const struct chart_slot slot = slot_at(drawing, label, 0);
	const double x = tenth(slot.x + slot.width / 2), y = y_of(drawing, series->values[label]);
	struct data *dot = data_object(drawing->pool);
	char text[2][G_ASCII_DTOSTR_BUF_SIZE];

	data_put(dot, "x", data_real(drawing->pool, x));
	data_put(dot, "y", data_real(drawing->pool, y));
	put_mark(drawing, dot, series, label);
	data_append(dots, dot);
	g_string_append_printf(points, "%s%s,%s", points->len ? " " : "", g_ascii_formatd(text[0], sizeof text[0], "%.1f", x),
	    g_ascii_formatd(text[1], sizeof text[1], "%.1f", y));
}

/* What is missing is passed over: the line goes from the one before to the one behind. */
static struct data *
line_object(const struct drawing *drawing, const struct chart_series *series)
{
	struct data *line = data_object(drawing->pool), *dots = data_list(drawing->pool);
	g_autoptr(GString) points = g_string_new(NULL);

	for (size_t label = 0; label < drawing->chart->count; label++)
		if (!isnan(series->values[label]))
			append_dot(drawing, series, label, dots, points);
	data_put_text(line, "id", series->id);
	data_put(line, "points", data_text_copy(drawing->pool, points->str, points->len));
	data_put(line, "dots", dots);
	return line;
}

static struct data *
lines_of(const struct drawing *drawing)
{
	struct data *lines = data_list(drawing->pool);

	for (size_t i = 0; i < drawing->chart->series_count; i++)
		if (drawing->chart->series[i].line)
			data_append(lines, line_object(drawing, &drawing->chart->series[i]));
	return lines;
}

static struct data *
limit_of(const struct drawing *drawing)
{
	struct data *limit;

	if (isnan(drawing->chart->limit))
		return NULL;
	limit = data_object(drawing->pool);
	data_put(limit, "y", data_real(drawing->pool, y_of(drawing, drawing->chart->limit)));
	data_put_text(limit, "text", drawing->chart->limit_name);
	data_put_text(limit, "value", format_value(drawing, drawing->chart->limit));
	return limit;
}

/* ---- what stands beside it ---- */

static struct data *
legend_of(const struct drawing *drawing)
{
	struct data *legend = data_list(drawing->pool);

	for (size_t i = 0; i < drawing->chart->series_count; i++) {
		struct data *entry = data_object(drawing->pool);

		data_put_text(entry, "id", drawing->chart->series[i].id);
		data_put_text(entry, "name", drawing->chart->series[i].name);
		data_put_flag(entry, "line", drawing->chart->series[i].line);
		data_append(legend, entry);
	}
	return legend;
}

static struct data *
row_object(const struct drawing *drawing, size_t label)
{
	struct data *row = data_object(drawing->pool), *cells = data_list(drawing->pool);

	for (size_t i = 0; i < drawing->chart->series_count; i++) {
		const double value = drawing->chart->series[i].values[label];
		struct data *cell = data_object(drawing->pool);

		data_put_text(cell, "name", drawing->chart->series[i].name);
		data_put_text(cell, "text", isnan(value) ? NULL : format_value(drawing, value));
		data_append(cells, cell);
	}
	data_put_text(row, "name", name_at(drawing, label));
	data_put(row, "cells", cells);
	return row;
}

static struct data *
rows_of(const struct drawing *drawing)
{
	struct data *rows = data_list(drawing->pool);

	for (size_t label = 0; label < drawing->chart->count; label++)
		data_append(rows, row_object(drawing, label));
	return rows;
}

static void
put_frame(const struct drawing *drawing, struct data *data)
{
	struct pool *pool = drawing->pool;

	data_put_text(data, "title", drawing->chart->title);
	data_put_text(data, "labels_name", drawing->chart->labels_name);
	data_put(data, "width", data_real(pool, drawing->right + RIGHT));
	data_put(data, "height", data_real(pool, HEIGHT));
	data_put(data, "left", data_real(pool, drawing->left));
	data_put(data, "right", data_real(pool, drawing->right));
	data_put(data, "top", data_real(pool, drawing->top));
	data_put(data, "bottom", data_real(pool, drawing->bottom));
	data_put(data, "inner_width", data_real(pool, tenth(drawing->right - drawing->left)));
	data_put(data, "inner_height", data_real(pool, drawing->bottom - drawing->top));
	data_put(data, "tick_x", data_real(pool, drawing->left - 8));
	data_put(data, "label_y", data_real(pool, drawing->bottom + 18));
}

struct data *
chart_data(struct pool *pool, const struct chart *chart)
{
	const double most = highest(chart);
	struct drawing drawing;
	struct data *data;

	if (isnan(most))
		return NULL;
	drawing = drawing_new(pool, chart, most);
	data = data_object(pool);
	put_frame(&drawing, data);
	data_put(data, "ticks", ticks_of(&drawing));
	data_put(data, "labels", labels_of(&drawing));
	data_put(data, "columns", columns_of(&drawing));
	data_put(data, "lines", lines_of(&drawing));
	data_put(data, "limit", limit_of(&drawing));
	data_put(data, "legend", legend_of(&drawing));
	data_put(data, "rows", rows_of(&drawing));
	return data;
}
