/* One line of a history, read.  The reader is a small one of its own: there may be hundreds of thousands. */
#include "model/probelog_parts.h"

#include <string.h>

#include "base/time.h"

#define DEPTH_MAX 16

static const char *const outcomes[] = { [OUTCOME_UP] = "up", [OUTCOME_DEGRADED] = "degraded", [OUTCOME_DOWN] = "down" };
static const char *const whys[] = { [WHY_NONE] = NULL, [WHY_LATENCY] = "latency", [WHY_CERTIFICATE] = "certificate", [WHY_STATUS] = "status",
	[WHY_BODY] = "body", [WHY_JSON] = "json", [WHY_ADDRESSES] = "addresses", [WHY_DNS] = "dns", [WHY_CONNECT] = "connect",
	[WHY_TIMEOUT] = "timeout", [WHY_TLS] = "tls", [WHY_BROKEN] = "broken" };

const char *
probe_outcome_id(enum probe_outcome outcome)
{
	return outcomes[outcome];
}

const char *
probe_why_id(enum probe_why why)
{
	return whys[why];
}

bool
probe_location_is_valid(const char *location)
{
	const size_t length = strlen(location);

	return length <= PROBELOG_LOCATION_MAX &&
	       strspn(location, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

/* ---- JSON ---- */

struct scan {
	const char *at, *end;
};

static void
skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r'))
		scan->at++;
}

static bool
take(struct scan *scan, char c)
{
	skip_blanks(scan);
	if (scan->at >= scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

/* Where a string goes; what has no room is counted. */
struct string_out {
	char *bytes; /* NULL: nowhere */
	size_t size, length;
};

static void
put_bytes(struct string_out *out, const char *bytes, size_t count)
{
	if (out->bytes && out->length + count < out->size)
		memcpy(out->bytes + out->length, bytes, count);
	out->length += count;
}

/* Four digits behind "\u". */
static bool
take_hex(struct scan *scan, gunichar *unit)
{
	*unit = 0;
	if (scan->end - scan->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		const int digit = g_ascii_xdigit_value(*scan->at++);

		if (digit < 0)
			return false;
		*unit = *unit * 16 + (gunichar)digit;
	}
	return true;
}

static bool
take_unicode(struct scan *scan, struct string_out *out)
{
	gunichar unit, low;
	char bytes[6];

	if (!take_hex(scan, &unit))
		return false;
	if (unit >= 0xd800 && unit < 0xdc00) {
		if (scan->end - scan->at < 6 || scan->at[0] != '\\' || scan->at[1] != 'u')
			return false;
		scan->at += 2;
		if (!take_hex(scan, &low) || low < 0xdc00 || low > 0xdfff)
			return false;
		unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
	}
	if (unit == 0 || (unit >= 0xdc00 && unit < 0xe000))
		return false;
	put_bytes(out, bytes, (size_t)g_unichar_to_utf8(unit, bytes));
	return true;
}

static bool
take_escape(struct scan *scan, struct string_out *out)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *name;

	if (scan->at >= scan->end)
		return false;
	if (*scan->at == 'u') {
		scan->at++;
		return take_unicode(scan, out);
	}
	name = *scan->at ? strchr(names, *scan->at) : NULL;
	if (!name)
		return false;
	scan->at++;
	put_bytes(out, &meant[name - names], 1);
	return true;
}

static const char *
plain_end(const struct scan *scan)
{
	const char *at = scan->at;

	while (at < scan->end && *at != '"' && *at != '\\' && (unsigned char)*at >= ' ')
		at++;
	return at;
}

/* The string goes to out, with a NUL where it has room. */
static bool
take_string(struct scan *scan, struct string_out *out)
{
	if (!take(scan, '"'))
		return false;
	for (;;) {
		const char *end = plain_end(scan);

		put_bytes(out, scan->at, (size_t)(end - scan->at));
		scan->at = end;
		if (scan->at >= scan->end || (unsigned char)*scan->at < ' ')
			return false;
		if (*scan->at++ == '"')
			break;
		if (!take_escape(scan, out))
			return false;
	}
	if (out->bytes)
		out->bytes[MIN(out->length, out->size - 1)] = '\0';
	return true;
}

/* A whole number from 0 to 999,999,999. */
static bool
take_count(struct scan *scan, int64_t *count)
{
	const char *from;

	skip_blanks(scan);
	from = scan->at;
	*count = 0;
	for (; scan->at < scan->end && g_ascii_isdigit(*scan->at); scan->at++)
		if (scan->at - from < 9)
			*count = *count * 10 + (*scan->at - '0');
	return scan->at > from && scan->at - from <= 9;
}

static bool take_anything(struct scan *scan, int depth);

static bool
take_members(struct scan *scan, int depth, char close, bool named)
{
	struct string_out nowhere = { 0 };

	if (take(scan, close))
		return true;
	do {
		if (named && (!take_string(scan, &nowhere) || !take(scan, ':')))
			return false;
		if (!take_anything(scan, depth + 1))
			return false;
	} while (take(scan, ','));
	return take(scan, close);
}

static bool
take_word(struct scan *scan)
{
	const char *from = scan->at;

	while (scan->at < scan->end && (g_ascii_isalnum(*scan->at) || strchr("+-.", *scan->at)) && *scan->at)
		scan->at++;
	return scan->at > from;
}

/* A value that nobody asks for: keys of later versions. */
static bool
take_anything(struct scan *scan, int depth)
{
	struct string_out nowhere = { 0 };

	skip_blanks(scan);
	if (depth > DEPTH_MAX || scan->at >= scan->end)
		return false;
	if (*scan->at == '"')
		return take_string(scan, &nowhere);
	if (*scan->at == '{')
		return scan->at++, take_members(scan, depth, '}', true);
	if (*scan->at == '[')
		return scan->at++, take_members(scan, depth, ']', false);
	return take_word(scan);
}

/* ---- times ---- */

static int
two_digits(const char *text)
{
	return g_ascii_isdigit(text[0]) && g_ascii_isdigit(text[1]) ? (text[0] - '0') * 10 + text[1] - '0' : -1;
}

/* "2026-11-21" */
static bool
read_day(const char *text, int64_t *at)
{
	const int century = two_digits(text), year = two_digits(text + 2), month = two_digits(text + 5), day = two_digits(text + 8);
	const int full = century * 100 + year;

	if (century < 0 || year < 0 || text[4] != '-' || text[7] != '-' || full < 1970 || full > 2200 || !date_exists(full, month, day))
		return false;

	/* Days since 1970 by the calendar of years that begin in March. */
	const int64_t y = full - (month <= 2), era = y / 400, of_era = y - era * 400;
	const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	*at = (era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468) * 86400;
	return true;
}

/* "02:30:00"; 24:00:00 ends a day. */
static bool
read_clock(const char *text, int64_t *seconds)
{
	const int hour = two_digits(text), minute = two_digits(text + 3), second = two_digits(text + 6);

	if (hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 59 || text[2] != ':' || text[5] != ':')
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	return *seconds <= 86400;
}

/* "2026-11-21T12:00:00Z", as it is written and in no other form. */
static bool
read_instant(const char *text, size_t length, int64_t *at)
{
	int64_t day, seconds;

	if (length != 20 || text[10] != 'T' || text[19] != 'Z' || !read_day(text, &day) || !read_clock(text + 11, &seconds) || seconds == 86400)
		return false;
	*at = day + seconds;
	return true;
}

/* ---- members ---- */

static bool
take_instant(struct scan *scan, struct probe_record *record, int64_t *at)
{
	char text[24];
	struct string_out out = { text, sizeof text, 0 };

	(void)record;
	return take_string(scan, &out) && read_instant(text, out.length, at);
}

static bool
take_at(struct scan *scan, struct probe_record *record)
{
	return take_instant(scan, record, &record->line.at);
}

static bool
take_certificate(struct scan *scan, struct probe_record *record)
{
	return take_instant(scan, record, &record->line.certificate);
}

static bool
take_day(struct scan *scan, struct probe_record *record)
{
	char text[12];
	struct string_out out = { text, sizeof text, 0 };

	record->is_day = true;
	return take_string(scan, &out) && out.length == 10 && read_day(text, &record->day.start);
}

static bool
take_name(struct scan *scan, char *bytes, size_t size)
{
	struct string_out out = { bytes, size, 0 };

	return take_string(scan, &out) && out.length < size && g_utf8_validate_len(bytes, out.length, NULL) && !strpbrk(bytes, "\n\r\t");
}

static bool
take_probe(struct scan *scan, struct probe_record *record)
{
	return take_name(scan, record->probe, sizeof record->probe) && *record->probe;
}

static bool
take_location(struct scan *scan, struct probe_record *record)
{
	return take_name(scan, record->location, sizeof record->location) && probe_location_is_valid(record->location);
}

static bool
take_one_of(struct scan *scan, const char *const *words, size_t count, uint8_t *place)
{
	char text[16];
	struct string_out out = { text, sizeof text, 0 };

	if (!take_string(scan, &out) || out.length >= sizeof text)
		return false;
	for (size_t i = 0; i < count; i++)
		if (words[i] && strcmp(words[i], text) == 0) {
			*place = (uint8_t)i;
			return true;
		}
	return false;
}

static bool
take_state(struct scan *scan, struct probe_record *record)
{
	return take_one_of(scan, outcomes, G_N_ELEMENTS(outcomes), &record->line.outcome);
}

static bool
take_why(struct scan *scan, struct probe_record *record)
{
	return take_one_of(scan, whys, G_N_ELEMENTS(whys), &record->line.why);
}

static bool
take_outage(struct scan *scan, struct probe_record *record)
{
	char text[20];
	struct string_out out = { text, sizeof text, 0 };
	struct probe_outage outage;

	if (!take_string(scan, &out) || out.length != 17 || text[8] != '-')
		return false;
	if (!read_clock(text, &outage.start) || !read_clock(text + 9, &outage.end) || outage.start >= outage.end)
		return false;
	if (record->day.outage_count < PROBELOG_OUTAGES_MAX)
		record->outages[record->day.outage_count++] = outage;
	return true;
}

static bool
take_outages(struct scan *scan, struct probe_record *record)
{
	if (!take(scan, '['))
		return false;
	if (take(scan, ']'))
		return true;
	do
		if (!take_outage(scan, record))
			return false;
	while (take(scan, ','));
	return take(scan, ']');
}

/* Numbers: where they go, and the most that they may be. */
static bool
take_number(struct scan *scan, struct probe_record *record, const char *key, bool *known)
{
	int32_t *const places[] = { &record->line.ms, &record->day.median_ms, &record->day.p90_ms, (int32_t *)&record->day.probes,
		(int32_t *)&record->day.degraded, (int32_t *)&record->day.down };
	static const char *const names[] = { "ms", "median_ms", "p90_ms", "probes", "degraded", "down" };
	const bool status = strcmp(key, "status") == 0, tries = strcmp(key, "tries") == 0;
	int64_t count;
	size_t i = 0;

	while (i < G_N_ELEMENTS(names) && strcmp(names[i], key) != 0)
		i++;
	*known = status || tries || i < G_N_ELEMENTS(names);
	if (!*known)
		return true;
	if (!take_count(scan, &count) || (status && count > 999) || (tries && count > 255))
		return false;
	if (status)
		record->line.status = (uint16_t)count;
	else if (tries)
		record->line.tries = (uint8_t)count;
	else
		*places[i] = (int32_t)count;
	return true;
}

static const struct {
	const char *key;
	bool (*take)(struct scan *scan, struct probe_record *record);
} members[] = {
	{ "at", take_at },
	{ "probe", take_probe },
	{ "location", take_location },
	{ "state", take_state },
	{ "why", take_why },
	{ "certificate", take_certificate },
	{ "day", take_day },
	{ "outages", take_outages },
};

static bool
take_member(struct scan *scan, struct probe_record *record)
{
	char key[16] = "";
	struct string_out out = { key, sizeof key, 0 };
	bool known = false;

	if (!take_string(scan, &out) || !take(scan, ':'))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
		if (strcmp(members[i].key, key) == 0)
			return members[i].take(scan, record);
	if (!take_number(scan, record, key, &known))
		return false;
	return known || take_anything(scan, 0);
}

static void
clear(struct probe_record *record)
{
	record->is_day = false;
	record->probe[0] = record->location[0] = '\0';
	record->line = (struct probe_line){ .at = TIME_NONE, .certificate = TIME_NONE, .ms = -1, .outcome = OUTCOME_COUNT };
	record->day = (struct probe_day){ .start = TIME_NONE, .median_ms = -1, .p90_ms = -1, .outages = record->outages };
}

static bool
is_whole(struct probe_record *record)
{
	if (!*record->probe)
		return false;
	if (!record->is_day)
		return record->line.at != TIME_NONE && record->line.outcome < OUTCOME_COUNT;
	for (size_t i = 0; i < record->day.outage_count; i++) {
		record->outages[i].start += record->day.start;
		record->outages[i].end += record->day.start;
	}
	return record->line.at == TIME_NONE && record->day.probes > 0;
}

bool
probe_record_read(const char *text, size_t length, struct probe_record *record)
{
	struct scan scan = { text, text + length };

	clear(record);
	if (length > PROBELOG_LINE_MAX || !take(&scan, '{'))
		return false;
	do
		if (!take_member(&scan, record))
			return false;
	while (take(&scan, ','));
	if (!take(&scan, '}'))
		return false;
	skip_blanks(&scan);
	return scan.at == scan.end && is_whole(record);
}
