#include "render/calendar.h"

#include <inttypes.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* RFC 5545, 3.1: octets of a line, without its end; a line that goes on begins with a blank. */
#define LINE_LIMIT ((size_t)75)

/* The bytes of text that fit into a line, up to a character's end. */
static size_t
fitting(const char *text, size_t length, size_t room)
{
	size_t fit = room;

	if (length <= room)
		return length;
	while (fit && ((unsigned char)text[fit] & 0xc0) == 0x80)
		fit--;
	return fit ? fit : room; /* no character is as long as a line */
}

static void
write_line(GString *out, const char *line)
{
	size_t length = strlen(line), room = LINE_LIMIT;

	for (;;) {
		const size_t fit = fitting(line, length, room);

		g_string_append_len(out, line, (gssize)fit);
		g_string_append(out, "\r\n");
		line += fit;
		length -= fit;
		if (!length)
			return;
		g_string_append_c(out, ' ');
		room = LINE_LIMIT - 1;
	}
}

static void
write_property(struct pool *pool, GString *out, const char *name, const char *value)
{
	if (value && *value)
		write_line(out, pool_printf(pool, "%s:%s", name, value));
}

static void
write_text(struct pool *pool, GString *out, const char *name, const char *text)
{
	if (text)
		write_property(pool, out, name, text_escape_ical(pool, text));
}

/* An address is no text, so nothing in it is escaped; what no address holds would end its line. */
static void
write_address(struct pool *pool, GString *out, const char *name, const char *address)
{
	char *clean = pool_strdup(pool, address ? address : "");
	size_t used = 0;

	for (const char *p = clean; *p; p++)
		if ((unsigned char)*p > ' ' && *p != 0x7f)
			clean[used++] = *p;
	clean[used] = '\0';
	write_property(pool, out, name, clean);
}

static void
write_seconds(struct pool *pool, GString *out, const char *name, int64_t seconds)
{
	if (seconds > 0)
		write_property(pool, out, name, pool_printf(pool, "PT%" PRId64 "S", seconds));
}

/* A calendar must hold something, and one without an event would hold nothing. */
static void
write_zone(GString *out)
{
	static const char *const lines[] = {
		"BEGIN:VTIMEZONE",
		"TZID:Etc/UTC",
		"BEGIN:STANDARD",
		"DTSTART:19700101T000000",
		"TZNAME:UTC",
		"TZOFFSETFROM:+0000",
		"TZOFFSETTO:+0000",
		"END:STANDARD",
		"END:VTIMEZONE",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		write_line(out, lines[i]);
}

void
calendar_begin(struct pool *pool, GString *out, const struct calendar *calendar)
{
	write_line(out, "BEGIN:VCALENDAR");
	write_line(out, "VERSION:2.0");
	write_line(out, "PRODID:-//sitrep//sitrep//EN");
	write_line(out, "CALSCALE:GREGORIAN");
	write_text(pool, out, "NAME", calendar->name);
	write_text(pool, out, "X-WR-CALNAME", calendar->name); /* what calendars read that don't know RFC 7986 */
	write_text(pool, out, "DESCRIPTION", calendar->description);
	write_text(pool, out, "X-WR-CALDESC", calendar->description);
	write_address(pool, out, "URL", calendar->url);
	write_property(pool, out, "X-WR-TIMEZONE", "UTC");
	write_seconds(pool, out, "REFRESH-INTERVAL;VALUE=DURATION", calendar->refresh);
	write_seconds(pool, out, "X-PUBLISHED-TTL", calendar->refresh);
	write_zone(out);
}

static const char *
status_name(enum calendar_status status)
{
	static const char *const names[] = {
		[CALENDAR_CONFIRMED] = "CONFIRMED",
		[CALENDAR_TENTATIVE] = "TENTATIVE",
		[CALENDAR_CANCELLED] = "CANCELLED",
	};

	return names[status];
}

void
calendar_add(struct pool *pool, GString *out, const struct calendar_event *event)
{
	const char *changed = time_format_ical(pool, event->changed);

	write_line(out, "BEGIN:VEVENT");
	write_text(pool, out, "UID", event->uid);
	write_property(pool, out, "DTSTAMP", changed);
	write_property(pool, out, "LAST-MODIFIED", changed);
	write_property(pool, out, "SEQUENCE", pool_printf(pool, "%u", event->sequence));
	write_property(pool, out, "DTSTART", time_format_ical(pool, event->start));
	if (event->end != TIME_NONE && event->end > event->start)
		write_property(pool, out, "DTEND", time_format_ical(pool, event->end));
	write_text(pool, out, "SUMMARY", event->summary);
	write_text(pool, out, "DESCRIPTION", event->description);
	write_address(pool, out, "URL", event->url);
	write_property(pool, out, "STATUS", status_name(event->status));
	write_property(pool, out, "TRANSP", "TRANSPARENT"); /* whoever subscribes is free meanwhile */
	write_line(out, "END:VEVENT");
}

void
calendar_end(GString *out)
{
	write_line(out, "END:VCALENDAR");
}
