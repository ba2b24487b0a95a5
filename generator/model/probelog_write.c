/* One line of a history, written. */
#include "model/probelog_parts.h"

#include "base/time.h"

static void
write_string(GString *out, const char *key, const char *text)
{
	g_string_append_printf(out, "\"%s\":\"", key);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		if ((unsigned char)*text < ' ')
			g_string_append_printf(out, "\\u%04x", (unsigned)(unsigned char)*text);
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static void
write_instant(GString *out, const char *key, int64_t at)
{
	const struct civil civil = time_to_civil(zone_utc(), at);

	g_string_append_printf(out, "\"%s\":\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", key, civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second);
}

static void
write_names(GString *out, const char *probe, const char *location)
{
	g_string_append_c(out, ',');
	write_string(out, "probe", probe);
	if (*location) {
		g_string_append_c(out, ',');
		write_string(out, "location", location);
	}
}

void
probe_line_write(GString *out, const char *probe, const char *location, const struct probe_line *line)
{
	g_string_append_c(out, '{');
	write_instant(out, "at", line->at);
	write_names(out, probe, location);
	g_string_append_printf(out, ",\"state\":\"%s\"", probe_outcome_id(line->outcome));
	if (line->why)
		g_string_append_printf(out, ",\"why\":\"%s\"", probe_why_id(line->why));
	if (line->ms >= 0)
		g_string_append_printf(out, ",\"ms\":%d", line->ms);
	if (line->status)
		g_string_append_printf(out, ",\"status\":%u", line->status);
	if (line->certificate != TIME_NONE) {
		g_string_append_c(out, ',');
		write_instant(out, "certificate", line->certificate);
	}
	if (line->tries)
		g_string_append_printf(out, ",\"tries\":%u", line->tries);
	g_string_append(out, "}\n");
}

static void
write_clock(GString *out, int64_t seconds)
{
	g_string_append_printf(out, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void
write_outages(GString *out, const struct probe_day *day)
{
	const size_t count = MIN(day->outage_count, PROBELOG_OUTAGES_MAX);

	for (size_t i = 0; i < count; i++) {
		g_string_append(out, i ? "," : ",\"outages\":[");
		g_string_append_c(out, '"');
		write_clock(out, day->outages[i].start - day->start);
		g_string_append_c(out, '-');
		write_clock(out, day->outages[i].end - day->start);
		g_string_append(out, i + 1 < count ? "\"" : "\"]");
	}
}

void
probe_day_write(GString *out, const char *probe, const char *location, const struct probe_day *day)
{
	const struct civil civil = time_to_civil(zone_utc(), day->start);

	g_string_append_printf(out, "{\"day\":\"%04d-%02d-%02d\"", civil.year, civil.month, civil.day);
	write_names(out, probe, location);
	g_string_append_printf(out, ",\"probes\":%u,\"degraded\":%u,\"down\":%u", day->probes, day->degraded, day->down);
	if (day->median_ms >= 0)
		g_string_append_printf(out, ",\"median_ms\":%d", day->median_ms);
	if (day->p90_ms >= 0)
		g_string_append_printf(out, ",\"p90_ms\":%d", day->p90_ms);
	write_outages(out, day);
	g_string_append(out, "}\n");
}
