/* badge.svg, and one for each component: a state in words and colour, for other people's pages. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "model/rollup.h"
#include "render/feed.h"

#define CHARACTER_LIMIT 60 /* of a name; a badge stands in a line of text */
#define PADDING 6

/* ---- how wide a text is ---- */

/* Advance widths of Verdana at 11 pixels, in tenths of a pixel, from the blank on.  The template has every text drawn in
 * just the width that is worked out here, so that another font only looks a little narrower or wider. */
static const unsigned char widths[] = {
	39, 43, 51, 90, 70, 118, 80, 30, 50, 50, 70, 90, 40, 50, 40, 50, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 50, 50, 90, 90, 90, 60,
	110, 75, 75, 77, 85, 70, 63, 85, 83, 46, 50, 76, 61, 93, 82, 87, 66, 87, 76, 75, 68, 81, 75, 109, 75, 68, 75, 50, 50, 50, 90, 70,
	70, 66, 69, 57, 69, 66, 39, 69, 70, 30, 38, 65, 30, 107, 70, 67, 69, 69, 47, 57, 43, 70, 65, 90, 65, 65, 58, 70, 50, 70, 90,
};

static unsigned
character_width(gunichar c)
{
	if (c >= ' ' && c - ' ' < G_N_ELEMENTS(widths))
		return widths[c - ' '];
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 120 : 72;
}

/* In whole pixels, an even number, so that its middle is one too. */
static unsigned
text_width(const char *text)
{
	unsigned tenths = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		tenths += character_width(g_utf8_get_char(p));
	return (tenths + 19) / 20 * 2;
}

/* What is too long is cut, never before a mark that belongs to the character in front. */
static const char *
shorten(struct pool *pool, const char *text)
{
	const char *end = text;

	if (g_utf8_strlen(text, -1) <= CHARACTER_LIMIT)
		return text;
	end = g_utf8_offset_to_pointer(text, CHARACTER_LIMIT - 1);
	while (g_unichar_iszerowidth(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	return pool_printf(pool, "%.*s\342\200\246", (int)(end - text), text);
}

/* ---- a badge ---- */

/* {"text", "whole", "width", "length", "middle"}: a text and the field that it stands in, which begins at start. */
static unsigned
put_field(struct pool *pool, struct data *view, const char *key, const char *text, unsigned start)
{
	const char *shown = shorten(pool, text);
	const unsigned length = text_width(shown), width = length + 2 * PADDING;
	struct data *field = data_object(pool);

	data_put(field, "text", feed_text(pool, shown));
	data_put(field, "whole", feed_text(pool, text));
	data_put_integer(field, "start", start);
	data_put_integer(field, "width", width);
	data_put_integer(field, "length", length);
	data_put_integer(field, "middle", start + width / 2);
	data_put(view, key, field);
	return start + width;
}

/* "state": {"major_outage": true}, so that a template can give each a colour. */
static void
put_badge(struct status_page *page, const char *label, const char *message, enum state state)
{
	struct data *states = data_object(page->pool);
	unsigned width = put_field(page->pool, page->view, "label", label, 0);

	width = put_field(page->pool, page->view, "message", message, width);
	data_put_integer(page->view, "width", width);
	data_put_flag(states, state_id(state), true);
	data_put(page->view, "state", states);
	data_put(page->view, "title", feed_text(page->pool, page->status->title));
}

static void
make_badge(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	const struct rollup *rollup = rollup_of(status->states, status->component_count);

	(void)subject;
	put_badge(page, status->title, view_word(status->view, pool_printf(page->pool, "status_page.overall.%s", rollup->id)),
	    state_worst(status->states, status->component_count));
}

static void
make_component_badge(struct status_page *page, const void *subject)
{
	const struct api_component *component = subject;
	const enum state state = page->status->states[component - page->status->catalogue->leaves];

	put_badge(page, component->name, view_word(page->status->view, pool_printf(page->pool, "states.%s", state_id(state))), state);
}

void
add_badges(struct status *status)
{
	add_status_job(status, (struct status_job){
		.path = "badge.svg",
		.layout = "status/badge.svg",
		.title = status->title,
		.make = make_badge,
	});
	for (size_t i = 0; i < status->component_count; i++)
		add_status_job(status, (struct status_job){
			.path = pool_printf(status->pool, "badges/%s.svg", status->catalogue->leaves[i].id),
			.layout = "status/badge.svg",
			.title = status->catalogue->leaves[i].name,
			.make = make_component_badge,
			.subject = &status->catalogue->leaves[i],
		});
}
