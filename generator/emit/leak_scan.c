/* Looks through a text, once for each kind of thing. */
#include "emit/leak_parts.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/address.h"
#include "base/text.h"

struct scan {
	const struct watch *watch;
	const char *text;
	size_t start, end;
	hit_function *found;
	void *data;
	const struct folded *folded; /* NULL: the text is as it is written */
	GHashTable **seen;    /* "start kind name" of what was found; NULL: nothing was */
	bool *excused;        /* something passed for the words before it */
};

static const bool word_bytes[256] = {
	['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['_'] = true, [0x80 ... 0xff] = true,
};

static bool
is_word_byte(char c)
{
	return word_bytes[(unsigned char)c];
}

/* g_ascii_tolower is a call for every byte. */
static inline unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* ---- what may pass ---- */

/* Whether a word of public_allow stands where the hit is, around it or as it. */
static bool
is_covered(const struct scan *scan, struct hit hit, const char *word)
{
	const size_t length = strlen(word), size = hit.end - hit.start;

	for (size_t before = 0; length >= size && before <= length - size && before <= hit.start; before++)
		if (g_ascii_strncasecmp(scan->text + hit.start - before, word, length) == 0)
			return true;
	return false;
}

static bool
is_allowed(const struct scan *scan, struct hit hit)
{
	const struct texts *allow = &scan->watch->site->config->public_allow;

	for (size_t i = 0; i < allow->count; i++)
		if (text_equal_nocase(allow->items[i].s, hit.name) || is_covered(scan, hit, allow->items[i].s) ||
		    is_covered(scan, hit, scan->watch->allow[i]))
			return true;
	return false;
}

static void
report(const struct scan *scan, enum leak_kind kind, size_t start, size_t end, const char *name)
{
	struct hit hit = { kind, start, end, name };

	if (is_allowed(scan, hit))
		return;
	if (scan->folded) {
		hit.start = folded_origin(scan->folded, start);
		hit.end = folded_origin(scan->folded, end);
	}
	if (!*scan->seen)
		*scan->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (g_hash_table_add(*scan->seen, g_strdup_printf("%zu %d %s", hit.start, (int)kind, name)))
		scan->found(scan->data, hit);
}

/* ---- needles ---- */

/* Where a needle that begins at a byte ends; 0: it is not there. */
static size_t
match(const struct scan *scan, const char *needle, size_t at)
{
	for (; *needle; needle++) {
		if (at >= scan->end)
			return 0;
		if (*needle == ' ') {
			if (!g_ascii_isspace(scan->text[at]))
				return 0;
			while (at < scan->end && g_ascii_isspace(scan->text[at]))
				at++;
		} else if (lower(*needle) != lower(scan->text[at++])) {
			return 0;
		}
	}
	return at;
}

/* Of Chinese, Japanese and Korean, whose words stand without blanks between them: the first byte of a character. */
static bool
is_unspaced(char c)
{
	return (unsigned char)c >= 0xe3 && (unsigned char)c <= 0xed;
}

/* Whether a character of these ends before a place. */
static bool
ends_unspaced(const char *text, size_t end)
{
	return end >= 3 && is_unspaced(text[end - 3]) && (unsigned char)text[end - 1] >> 6 == 2 && (unsigned char)text[end - 2] >> 6 == 2;
}

/* Text is followed by a NUL or by more text, so the byte at the end may be looked at. */
static bool
ends_well(const struct scan *scan, enum leak_kind kind, size_t end)
{
	const char next = scan->text[end];

	if (kind == LEAK_NAME && ends_unspaced(scan->text, end))
		return true;
	if (is_word_byte(next))
		return false;
	if (kind == LEAK_NAME || kind == LEAK_PHONE)
		return true;
	/* "@dana.example.com" and "@dana-x" are somebody else's */
	return next != '-' && !(next == '.' && is_word_byte(scan->text[end + 1]));
}

static bool
begins_well(const struct scan *scan, enum leak_kind kind, size_t at)
{
	const char before = at ? scan->text[at - 1] : ' ';

	if (is_word_byte(before))
		return kind == LEAK_NAME && is_unspaced(scan->text[at]);
	return kind != LEAK_HANDLE || !strchr(".%+-@/", before) || !before;
}

/* Where the status page lies below the handbook, its host alone is no secret ("mail@example.com"), but an address is. */
static bool
is_public_address(const struct scan *scan, size_t start, size_t end)
{
	const struct watch *watch = scan->watch;

	for (size_t i = 0; i < watch->public_address_count; i++)
		if (is_below_address(scan->text + start, watch->public_addresses[i]))
			return true;
	if (!watch->shares_host || (start && scan->text[start - 1] == '/'))
		return false;
	return scan->text[end] != '/' || (start && strchr("@.-", scan->text[start - 1]));
}

/* Those that begin with the two bytes at a place. */
static void
look_at_needles(const struct scan *scan, size_t at, uint32_t number)
{
	while (number) {
		const struct needle *needle = &g_array_index(scan->watch->needles, struct needle, number - 1);
		const size_t end = begins_well(scan, needle->kind, at) ? match(scan, needle->text, at) : 0;

		if (end && ends_well(scan, needle->kind, end) &&
		    !(needle->kind == LEAK_HANDBOOK && is_public_address(scan, at, end)))
			report(scan, needle->kind, at, end, needle->name);
		number = needle->next;
	}
}

/* Two bytes tell in two steps whether a needle may begin: by classes of needles, nearly everywhere, then which.  A letter or
 * digit that another one stands before begins nothing. */
static void
scan_needles(const struct scan *scan)
{
	const char *text = scan->text;
	const struct watch *watch = scan->watch;
	uint32_t classes = 0;

	for (size_t behind = scan->start + 1; behind <= scan->end; behind++) {
		const size_t at = behind - 2; /* of the two bytes before behind */

		classes = (classes << 8 | 0xff) & watch->masks[(unsigned char)text[behind - 1]];
		if (classes >> 8 && (at == scan->start || !is_word_byte(text[at - 1]) || is_unspaced(text[at])))
			look_at_needles(scan, at, watch->first[(size_t)lower(text[at]) << 8 | lower(text[at + 1])]);
	}
}

/* ---- hosts and addresses ---- */

/* Hosts of other people's rooms and papers; path: what must follow, or NULL. */
static const struct {
	const char *host, *path;
	enum leak_kind kind;
} elsewhere[] = {
	{ "slack.com", "/archives", LEAK_CHAT },
	{ "www.slack.com", NULL, LEAK_KIND_COUNT }, /* public: passes */
	{ "status.slack.com", NULL, LEAK_KIND_COUNT },
	{ "*.slack.com", NULL, LEAK_CHAT },
	{ "teams.microsoft.com", NULL, LEAK_CHAT },
	{ "teams.live.com", NULL, LEAK_CHAT },
	{ "discord.com", "/channels", LEAK_CHAT },
	{ "discordapp.com", "/channels", LEAK_CHAT },
	{ "discord.gg", NULL, LEAK_CHAT },
	{ "chat.google.com", NULL, LEAK_CHAT },
	{ "meet.google.com", NULL, LEAK_CHAT },
	{ "zoom.us", "/j/", LEAK_CHAT },
	{ "*.zoom.us", "/j/", LEAK_CHAT },
	{ "zoom.us", "/my/", LEAK_CHAT },
	{ "*.zoom.us", "/my/", LEAK_CHAT },
	{ "*.webex.com", "/meet", LEAK_CHAT },
	{ "*.zulipchat.com", NULL, LEAK_CHAT },
	{ "*.cloud.mattermost.com", NULL, LEAK_CHAT },
	{ "docs.google.com", NULL, LEAK_DOCUMENTS },
	{ "drive.google.com", NULL, LEAK_DOCUMENTS },
	{ "*.sharepoint.com", NULL, LEAK_DOCUMENTS },
	{ "notion.so", NULL, LEAK_DOCUMENTS },
	{ "*.notion.so", NULL, LEAK_DOCUMENTS },
	{ "*.atlassian.net", "/wiki", LEAK_DOCUMENTS },
	{ "*.atlassian.net", "/browse", LEAK_TOOL },
	{ "*.atlassian.net", "/jira", LEAK_TOOL },
	{ "*.atlassian.net", "/secure", LEAK_TOOL },
	{ "sheets.google.com", NULL, LEAK_DOCUMENTS },
	{ "onedrive.live.com", NULL, LEAK_DOCUMENTS },
	{ "1drv.ms", NULL, LEAK_DOCUMENTS },
	{ "loop.microsoft.com", NULL, LEAK_DOCUMENTS },
	{ "paper.dropbox.com", NULL, LEAK_DOCUMENTS },
	{ "*.dropbox.com", "/s", LEAK_DOCUMENTS },
	{ "app.box.com", NULL, LEAK_DOCUMENTS },
	{ "*.app.box.com", NULL, LEAK_DOCUMENTS },
	{ "quip.com", NULL, LEAK_DOCUMENTS },
	{ "*.quip.com", NULL, LEAK_DOCUMENTS },
	{ "coda.io", "/d/", LEAK_DOCUMENTS },
	{ "miro.com", "/app", LEAK_DOCUMENTS },
	{ "*.figma.com", "/file", LEAK_DOCUMENTS },
	{ "*.figma.com", "/board", LEAK_DOCUMENTS },
	{ "*.figma.com", "/design", LEAK_DOCUMENTS },
	{ "airtable.com", "/app", LEAK_DOCUMENTS },
	{ "linear.app", "/", LEAK_TOOL },
	{ "app.asana.com", NULL, LEAK_TOOL },
	{ "trello.com", "/c/", LEAK_TOOL },
	{ "trello.com", "/b/", LEAK_TOOL },
	{ "app.clickup.com", NULL, LEAK_TOOL },
	{ "app.shortcut.com", NULL, LEAK_TOOL },
	{ "*.monday.com", "/boards", LEAK_TOOL },
	{ "*.youtrack.cloud", NULL, LEAK_TOOL },
	{ "*.pagerduty.com", "/incidents", LEAK_TOOL },
	{ "*.app.opsgenie.com", NULL, LEAK_TOOL },
	{ "*.datadoghq.com", "/dashboard", LEAK_TOOL },
	{ "*.grafana.net", NULL, LEAK_TOOL },
	{ "*.sentry.io", "/issues", LEAK_TOOL },
};

static bool
is_internal_host(const struct watch *watch, const char *host)
{
	if (g_hash_table_contains(watch->own_hosts, host))
		return false;
	for (size_t i = 0; i < watch->host_count; i++)
		if (path_matches(watch->hosts[i], host))
			return true;
	return address_name_is_inside(host);
}

/* 10/8, 172.16/12, 192.168/16, 127/8, 169.254/16, 100.64/10, 198.18/15. */
static bool
is_private_ipv4(uint32_t address)
{
	static const struct {
		uint32_t network;
		int bits;
	} networks[] = { { 0x0a000000, 8 }, { 0xac100000, 12 }, { 0xc0a80000, 16 }, { 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0x64400000, 10 }, { 0xc6120000, 15 } };

	for (size_t i = 0; i < G_N_ELEMENTS(networks); i++)
		if (address >> (32 - networks[i].bits) == networks[i].network >> (32 - networks[i].bits))
			return true;
	return false;
}

static uint32_t
ipv4_of(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* fc00::/7, fe80::/10, ::1, and private addresses of version 4 in those of version 6. */
static bool
is_private_ipv6(const unsigned char *bytes)
{
	static const unsigned char loopback[16] = { [15] = 1 }, mapped[12] = { [10] = 0xff, [11] = 0xff };

	if ((bytes[0] & 0xfe) == 0xfc || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80))
		return true;
	return memcmp(bytes, loopback, 16) == 0 || (memcmp(bytes, mapped, 12) == 0 && is_private_ipv4(ipv4_of(bytes + 12)));
}

/* Whether a host is one of the table: "*.slack.com" is any below slack.com. */
static bool
is_host(const char *pattern, const char *host, size_t length)
{
	const size_t size = strlen(pattern);

	if (*pattern != '*')
		return length == size && memcmp(host, pattern, size) == 0;
	return length >= size && memcmp(host + length - (size - 1), pattern + 1, size - 1) == 0;
}

/* A host's name or an address of version 4, in lower case. */
static void
look_at_host(const struct scan *scan, const char *host, size_t start, size_t end)
{
	unsigned char bytes[4];

	if (inet_pton(AF_INET, host, bytes) == 1) {
		if (!is_private_ipv4(ipv4_of(bytes)))
			return;
		if (leak_is_version(scan->text, start))
			*scan->excused = true;
		else
			report(scan, LEAK_ADDRESS, start, end, host);
		return;
	}
	if (is_internal_host(scan->watch, host)) {
		report(scan, LEAK_HOST, start, end, host);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
		const char *path = elsewhere[i].path;

		if (is_host(elsewhere[i].host, host, end - start) && (!path || g_ascii_strncasecmp(scan->text + end, path, strlen(path)) == 0)) {
			if (elsewhere[i].kind != LEAK_KIND_COUNT)
				report(scan, elsewhere[i].kind, start, end, host);
			return;
		}
	}
}

static bool
is_host_byte(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

/* What has no dot is a word, and a top-level domain has no digit ("1.5rem"); an address has four numbers.  Most
 * words are done with here. */
static bool
may_be_host(const struct scan *scan, size_t start, size_t end)
{
	const char *text = scan->text;
	size_t dots = 0, label = start;

	if (scan->watch->has_plain_host)
		return true;
	for (size_t i = start; i < end; i++)
		if (text[i] == '.')
			dots++, label = i + 1;
	return dots && (g_ascii_isalpha(text[label]) || dots == 3);
}

/* The bytes start..end of a host's name, or of a word. */
static void
look_at_run(const struct scan *scan, size_t start, size_t end)
{
	const char *text = scan->text;
	char host[256];

	while (start < end && !g_ascii_isalnum(text[start]))
		start++;
	while (end > start && !g_ascii_isalnum(text[end - 1]))
		end--;
	if (end == start || end - start >= sizeof(host) || !may_be_host(scan, start, end))
		return;
	for (size_t i = start; i < end; i++)
		host[i - start] = (char)lower(text[i]);
	host[end - start] = '\0';
	look_at_host(scan, host, start, end);
}

/* Where the next run with a dot in it may begin; where any word may be a host, the next run. */
static const char *
find_run(const struct scan *scan, size_t at)
{
	const char *text = scan->text;

	if (!scan->watch->has_plain_host)
		return memchr(text + at, '.', scan->end - at);
	while (at < scan->end && !is_host_byte(text[at]))
		at++;
	return at < scan->end ? text + at : NULL;
}

static void
scan_hosts(const struct scan *scan)
{
	const char *text = scan->text, *found;

	for (size_t at = scan->start; at < scan->end && (found = find_run(scan, at)) != NULL;) {
		size_t start = (size_t)(found - text), end = start;

		while (start > at && is_host_byte(text[start - 1]))
			start--;
		while (end < scan->end && is_host_byte(text[end]))
			end++;
		look_at_run(scan, start, end);
		at = end;
	}
}

static bool
is_ipv6_byte(char c)
{
	return g_ascii_isxdigit(c) || c == ':' || c == '.';
}

static void
look_at_ipv6(const struct scan *scan, size_t start, size_t end)
{
	char address[INET6_ADDRSTRLEN + 1];
	unsigned char bytes[16];

	while (end > start && scan->text[end - 1] == '.')
		end--;
	if (end - start > 2 && scan->text[end - 1] == ':' && scan->text[end - 2] != ':')
		end--;
	if (end - start > 2 && scan->text[start] == ':' && scan->text[start + 1] != ':')
		start++;
	if (end - start < 3 || end - start >= sizeof(address) || (start && is_word_byte(scan->text[start - 1])) || is_word_byte(scan->text[end]))
		return;
	memcpy(address, scan->text + start, end - start);
	address[end - start] = '\0';
	if (inet_pton(AF_INET6, address, bytes) == 1 && is_private_ipv6(bytes))
		report(scan, LEAK_ADDRESS, start, end, address);
}

/* Runs with two colons or more; a colon that ends a sentence's part is none of it. */
static void
scan_ipv6(const struct scan *scan)
{
	const char *text = scan->text;

	for (size_t at = scan->start; at < scan->end;) {
		const char *colon = memchr(text + at, ':', scan->end - at);
		size_t start, end;

		if (!colon)
			return;
		start = end = (size_t)(colon - text);
		while (start > at && is_ipv6_byte(text[start - 1]))
			start--;
		while (end < scan->end && is_ipv6_byte(text[end]))
			end++;
		look_at_ipv6(scan, start, end);
		at = end;
	}
}

/* ---- paths of internal pages ---- */

static const char *
skip_prefix(const char *path, const char *prefix)
{
	return g_str_has_prefix(path, prefix) ? path + strlen(prefix) : path;
}

/* What may stand before a page's path in a relative address. */
static const char *
skip_way(const char *path)
{
	for (const char *before = NULL; before != path;) {
		before = path;
		path = skip_prefix(path, "../");
		path = skip_prefix(path, "./");
		path = skip_prefix(path, "/");
	}
	return skip_prefix(skip_prefix(path, "content/"), "handbook/");
}

static void
look_at_path(const struct scan *scan, size_t start, size_t end)
{
	g_autofree char *whole = g_strndup(scan->text + start, end - start);
	g_autofree char *decoded = g_uri_unescape_string(whole, NULL);
	g_autofree char *lower = g_utf8_strdown(skip_way(decoded ? decoded : whole), -1);
	char *dot;

	if (g_hash_table_contains(scan->watch->pages, lower)) {
		report(scan, LEAK_PAGE, start, end, lower);
		return;
	}
	dot = strrchr(lower, '.');
	if (dot && (strcmp(dot, ".html") == 0 || strcmp(dot, ".md") == 0)) {
		*dot = '\0';
		if (g_hash_table_contains(scan->watch->pages, lower))
			report(scan, LEAK_PAGE, start, end, lower);
	}
}

/* Bytes that end a path: blanks, controls, and what an address has only behind its path or not at all. */
static bool
is_path_end(char c)
{
	static const bool ends[256] = {
		[0 ... ' '] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true, ['('] = true, [')'] = true,
		['['] = true, [']'] = true, ['{'] = true, ['}'] = true, ['|'] = true, ['\\'] = true, ['^'] = true,
		['`'] = true, [','] = true, [';'] = true, ['&'] = true, ['#'] = true, ['?'] = true,
	};

	return ends[(unsigned char)c];
}

/* An address with a scheme leads elsewhere: its host tells, and the handbook's own is a needle. */
static bool
is_path(const char *text, size_t length)
{
	return length > 2 && memchr(text + 1, '/', length - 1) && !g_strstr_len(text, (gssize)length, "://");
}

static void
scan_paths(const struct scan *scan)
{
	const char *text = scan->text, *slash;

	for (size_t at = scan->start; at < scan->end && (slash = memchr(text + at, '/', scan->end - at)) != NULL;) {
		size_t start = (size_t)(slash - text), end = start;

		while (start > at && !is_path_end(text[start - 1]))
			start--;
		while (end < scan->end && !is_path_end(text[end]))
			end++;
		at = end;
		while (end > start && strchr(".:!", text[end - 1]))
			end--;
		if (is_path(text + start, end - start) && g_utf8_validate(text + start, (gssize)(end - start), NULL))
			look_at_path(scan, start, end);
	}
}

static void
scan_all(const struct scan *scan)
{
	scan_needles(scan);
	scan_hosts(scan);
	scan_ipv6(scan);
	scan_paths(scan);
}

/* Bytes around a text that are looked at and no more: "/archives" behind a host. */
#define AROUND 16

/* The same text once more, as it is understood. */
static void
scan_folded(struct scan scan)
{
	const size_t before = scan.start ? 1 : 0, after = strnlen(scan.text + scan.end, AROUND);
	const size_t first = scan.start - before;
	struct folded folded = leak_fold(scan.text + first, scan.end + after - first, first);
	size_t start = 0, end = folded.text->len;

	while (start < end && folded_origin(&folded, start) < scan.start)
		start++;
	while (end > start && folded_origin(&folded, end - 1) >= scan.end)
		end--;
	scan.text = folded.text->str;
	scan.start = start;
	scan.end = end;
	scan.folded = &folded;
	scan_all(&scan);
	folded_free(&folded);
}

static bool
is_wall(char c)
{
	return c == '<' || c == '>' || c == LEAK_BLOCK_END;
}

/* Behind the part of a text, from one wall to the next, that has a place in it; a <br> is a blank and no wall. */
static size_t
part_end(const struct scan *scan, size_t at)
{
	const char *text = scan->text, *end = text + scan->end;

	while (at < scan->end) {
		if (text[at] == '<' && leak_is_break(text + at, end))
			at = (size_t)(leak_tag_end(text + at, end) - text);
		else if (is_wall(text[at]))
			break;
		else
			at++;
	}
	return at;
}

/* The parts that fold to something else: what is looked for is in one of them as a whole, or was found already. */
static void
scan_parts(const struct scan *scan)
{
	struct scan part = *scan;
	size_t at = scan->start;

	while ((at += leak_find_foldable(scan->text + at, scan->end - at)) < scan->end) {
		for (part.start = at; part.start > scan->start && !is_wall(scan->text[part.start - 1]);)
			part.start--;
		part.end = at = part_end(scan, at);
		scan_folded(part);
	}
}

bool
leak_scan(const struct watch *watch, const char *text, size_t start, size_t end, hit_function *found, void *data)
{
	g_autoptr(GHashTable) seen = NULL;
	bool excused = false;
	const struct scan scan = { .watch = watch, .text = text, .start = start, .end = end, .found = found, .data = data, .seen = &seen, .excused = &excused };

	scan_all(&scan);
	if (!watch->has_walls)
		scan_parts(&scan);
	else if (leak_find_foldable(text + start, end - start) < end - start)
		scan_folded(scan);
	return !excused;
}
