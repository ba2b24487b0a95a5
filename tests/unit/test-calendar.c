#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/calendar.h"

#define DAY INT64_C(1774051200) /* 2026-03-21T00:00:00Z */

static const struct calendar_event plain = {
	.uid = "a1@status.example.com",
	.summary = "Upgrade",
	.start = DAY,
	.end = DAY + 3600,
	.changed = DAY - 86400,
};

/* The event's properties, unfolded or not. */
static char *
event_text(struct pool *pool, const struct calendar_event *event)
{
	g_autoptr(GString) out = g_string_new(NULL);

	calendar_add(pool, out, event);
	return pool_strdup(pool, out->str);
}

static void
assert_line(const char *text, const char *line)
{
	g_autofree char *whole = g_strdup_printf("\r\n%s\r\n", line);

	if (!strstr(text, whole))
		g_error("no line \"%s\" in:\n%s", line, text);
}

static void
test_event(void)
{
	struct pool *pool = pool_new();

	g_assert_cmpstr(event_text(pool, &plain), ==,
	    "BEGIN:VEVENT\r\n"
	    "UID:a1@status.example.com\r\n"
	    "DTSTAMP:20260320T000000Z\r\n"
	    "LAST-MODIFIED:20260320T000000Z\r\n"
	    "SEQUENCE:0\r\n"
	    "DTSTART:20260321T000000Z\r\n"
	    "DTEND:20260321T010000Z\r\n"
	    "SUMMARY:Upgrade\r\n"
	    "STATUS:CONFIRMED\r\n"
	    "TRANSP:TRANSPARENT\r\n"
	    "END:VEVENT\r\n");
	pool_free(pool);
}

static void
test_whole(void)
{
	struct pool *pool = pool_new();
	g_autoptr(GString) out = g_string_new(NULL);
	const struct calendar calendar = { .name = "A, B", .url = "https://status.example.com/?a=1,2;3", .refresh = 3600 };

	calendar_begin(pool, out, &calendar);
	calendar_end(out);
	g_assert_true(g_str_has_prefix(out->str, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//sitrep//"));
	g_assert_true(g_str_has_suffix(out->str, "\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n"));
	assert_line(out->str, "NAME:A\\, B");
	assert_line(out->str, "X-WR-CALNAME:A\\, B");
	assert_line(out->str, "URL:https://status.example.com/?a=1,2;3");
	assert_line(out->str, "REFRESH-INTERVAL;VALUE=DURATION:PT3600S");
	g_assert_null(strstr(out->str, "\r\nDESCRIPTION"));
	pool_free(pool);
}

static void
test_escapes(void)
{
	struct pool *pool = pool_new();
	struct calendar_event event = plain;
	const char *text;

	event.summary = "a;b,c\\d \"e\"";
	event.description = "one\ntwo\r\nEND:VEVENT\x01";
	event.url = "https://example.com/\r\nATTACH:x y";
	event.status = CALENDAR_CANCELLED;
	event.sequence = 3;
	text = event_text(pool, &event);
	assert_line(text, "SUMMARY:a\\;b\\,c\\\\d \"e\"");
	assert_line(text, "DESCRIPTION:one\\ntwo\\nEND:VEVENT");
	assert_line(text, "URL:https://example.com/ATTACH:xy");
	assert_line(text, "STATUS:CANCELLED");
	assert_line(text, "SEQUENCE:3");
	pool_free(pool);
}

static void
test_no_end(void)
{
	struct pool *pool = pool_new();
	struct calendar_event event = plain;

	event.end = TIME_NONE;
	g_assert_null(strstr(event_text(pool, &event), "DTEND"));
	event.end = event.start;
	g_assert_null(strstr(event_text(pool, &event), "DTEND"));
	pool_free(pool);
}

/* "SUMMARY:" and 67 letters are 75 octets. */
static void
test_fold(void)
{
	struct pool *pool = pool_new();
	struct calendar_event event = plain;
	g_autofree char *exact = g_strnfill(67, 'x'), *more = g_strnfill(67 + 74 + 1, 'x');
	g_autofree char *folded = g_strdup_printf("SUMMARY:%.67s\r\n %.74s\r\n x", more, more);
	g_autofree char *whole = g_strdup_printf("SUMMARY:%s", exact);

	event.summary = exact;
	assert_line(event_text(pool, &event), whole);
	event.summary = more;
	assert_line(event_text(pool, &event), folded);
	pool_free(pool);
}

/* "SUMMARY:" and 66 letters leave one octet, which is not enough for an emoji. */
static void
test_fold_characters(void)
{
	struct pool *pool = pool_new();
	struct calendar_event event = plain;
	g_autofree char *letters = g_strnfill(66, 'x');
	g_autofree char *summary = g_strconcat(letters, "\U0001F525\u05D0", NULL);
	g_autofree char *folded = g_strdup_printf("SUMMARY:%s\r\n \U0001F525\u05D0", letters);

	event.summary = summary;
	assert_line(event_text(pool, &event), folded);
	pool_free(pool);
}

/* Whatever the length: no line too long, none broken inside a character, and nothing lost. */
static void
check_folded(struct pool *pool, const char *summary)
{
	struct calendar_event event = plain;
	const char *text;
	g_auto(GStrv) lines = NULL, parts = NULL;
	g_autofree char *expected = g_strdup_printf("\r\nSUMMARY:%s\r\n", summary), *unfolded = NULL;

	event.summary = summary;
	text = event_text(pool, &event);
	lines = g_strsplit(text, "\r\n", -1);
	for (size_t i = 0; lines[i]; i++) {
		g_assert_cmpuint(strlen(lines[i]), <=, 75);
		g_assert_true(g_utf8_validate(lines[i], -1, NULL));
	}
	parts = g_strsplit(text, "\r\n ", -1);
	unfolded = g_strjoinv("", parts);
	g_assert_nonnull(strstr(unfolded, expected));
}

static void
test_fold_any(void)
{
	static const char *const characters[] = { "\u00e9", "\U0001F6A8", "\u8a9e", "x" };
	struct pool *pool = pool_new();
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < 200; i++) {
		g_string_append(text, characters[i % G_N_ELEMENTS(characters)]);
		check_folded(pool, text->str);
	}
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calendar/event", test_event);
	g_test_add_func("/calendar/whole", test_whole);
	g_test_add_func("/calendar/escapes", test_escapes);
	g_test_add_func("/calendar/no-end", test_no_end);
	g_test_add_func("/calendar/fold", test_fold);
	g_test_add_func("/calendar/fold-characters", test_fold_characters);
	g_test_add_func("/calendar/fold-any", test_fold_any);
	return g_test_run();
}
