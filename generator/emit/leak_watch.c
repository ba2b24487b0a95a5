/* What is looked for. */
#include "emit/leak_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "render/status.h"

/* ---- needles ---- */

static size_t
pair_of(const char *text)
{
	return (size_t)(unsigned char)g_ascii_tolower(text[0]) << 8 | (unsigned char)g_ascii_tolower(text[1]);
}

static void
add_needle(struct watch *watch, enum leak_kind kind, const char *text, const char *name)
{
	struct needle needle = { .kind = kind, .text = text, .name = name };
	const size_t pair = pair_of(text);
	uint32_t *first;

	if (strlen(text) < 2)
		return;
	watch->has_walls |= strpbrk(text, LEAK_WALLS) != NULL;
	for (size_t i = 0; i < 2; i++) {
		const uint32_t class = UINT32_C(1) << (8 * i + hash_bytes(&pair, sizeof(pair)) % 8);

		watch->masks[(unsigned char)g_ascii_tolower(text[i])] |= class;
		watch->masks[(unsigned char)g_ascii_toupper(text[i])] |= class;
	}
	first = &watch->first[pair];
	needle.next = *first;
	g_array_append_val(watch->needles, needle);
	*first = watch->needles->len;
}

/* The same as it stands in markup, and with its letters folded, where that differs. */
static void
add_written(struct watch *watch, enum leak_kind kind, const char *text, const char *name)
{
	const char *escaped = text_escape_html(watch->pool, text);
	const char *folded = leak_fold_word(watch->pool, text);

	add_needle(watch, kind, text, name);
	if (strcmp(escaped, text) != 0)
		add_needle(watch, kind, escaped, name);
	if (g_ascii_strcasecmp(folded, text) != 0)
		add_needle(watch, kind, folded, name);
}

static void
add_handle(struct watch *watch, const char *handle)
{
	const char *text = *handle == '@' ? handle : pool_printf(watch->pool, "@%s", handle);

	add_written(watch, LEAK_HANDLE, text, text);
}

/* Whether a name is of three characters or more of Chinese, Japanese or Korean, which has no blanks and is whole. */
static bool
is_whole_name(const char *name)
{
	glong count = 0;

	for (const char *p = name; *p; p = g_utf8_next_char(p), count++) {
		const GUnicodeScript script = g_unichar_get_script(g_utf8_get_char(p));

		if (script != G_UNICODE_SCRIPT_HAN && script != G_UNICODE_SCRIPT_HIRAGANA && script != G_UNICODE_SCRIPT_KATAKANA && script != G_UNICODE_SCRIPT_HANGUL)
			return false;
	}
	return count >= 3;
}

/* A first name alone is a word like others.  Where words are written without blanks, so may a name be. */
static void
add_name(struct watch *watch, const char *name)
{
	const char *squeezed = text_squeeze(watch->pool, name, strlen(name)), *blank = strchr(squeezed, ' ');
	const char *joined;

	if (!blank) {
		if (is_whole_name(squeezed))
			add_written(watch, LEAK_NAME, squeezed, squeezed);
		return;
	}
	add_written(watch, LEAK_NAME, squeezed, squeezed);
	if (strchr(blank + 1, ' '))
		return;
	joined = pool_printf(watch->pool, "%.*s%s", (int)(blank - squeezed), squeezed, blank + 1);
	if (is_whole_name(joined))
		add_written(watch, LEAK_NAME, joined, squeezed);
}

/* As it is written, and as it is dialled: a short one is an extension, and any number might be it. */
static void
add_phone(struct watch *watch, const char *phone)
{
	g_autoptr(GString) dialled = g_string_new(NULL);
	const char *squeezed = text_squeeze(watch->pool, phone, strlen(phone));
	size_t digits = 0;

	for (const char *p = squeezed; *p; p++) {
		if (g_ascii_isdigit(*p) || *p == '+')
			g_string_append_c(dialled, *p);
		digits += g_ascii_isdigit(*p);
	}
	if (digits < 6)
		return;
	add_needle(watch, LEAK_PHONE, squeezed, squeezed);
	if (strcmp(dialled->str, squeezed) != 0)
		add_needle(watch, LEAK_PHONE, pool_strdup(watch->pool, dialled->str), squeezed);
}

static void
add_person(struct watch *watch, const struct person *person)
{
	add_handle(watch, person->id.s);
	if (person->slack.s && person->slack.s[0] == '@')
		add_handle(watch, person->slack.s);
	if (person->name.s)
		add_name(watch, person->name.s);
	if (person->email.s && strchr(person->email.s, '@'))
		add_written(watch, LEAK_EMAIL, person->email.s, person->email.s);
	if (person->phone.s)
		add_phone(watch, person->phone.s);
}

/* An address without its scheme and the '/' at its end. */
static const char *
bare_address(struct pool *pool, const char *url)
{
	const char *colon = strstr(url, "://");
	char *bare = pool_strdup(pool, colon ? colon + 3 : url);
	size_t length = strlen(bare);

	while (length && bare[length - 1] == '/')
		bare[--length] = '\0';
	return bare;
}

bool
is_below_address(const char *text, const char *address)
{
	const size_t length = strlen(address);

	if (g_ascii_strncasecmp(text, address, length) != 0)
		return false;
	text += length;
	if (*text == '.') /* the end of a sentence, or a longer name */
		text++;
	return !g_ascii_isalnum(*text) && *text != '-' && *text != '_' && *text != '%' && !((unsigned char)*text & 0x80);
}

/* Addresses below these are public, though the handbook's may be above them. */
static void
add_public_address(struct watch *watch, const char *url)
{
	const char *bare = url ? bare_address(watch->pool, url) : "";

	if (*bare)
		watch->public_addresses[watch->public_address_count++] = bare;
}

static void
add_handbook(struct watch *watch)
{
	const struct config *config = watch->site->config;
	const char *handbook;

	add_public_address(watch, config->status.url.s);
	add_public_address(watch, config->status.support_url.s);
	if (!config->base_url.s)
		return;
	handbook = bare_address(watch->pool, config->base_url.s);
	for (size_t i = 0; i < watch->public_address_count; i++)
		watch->shares_host |= is_below_address(watch->public_addresses[i], handbook);
	add_written(watch, LEAK_HANDBOOK, handbook, handbook);
}

/* A page of the writer's own machine. */
static void
add_localhost(struct watch *watch)
{
	add_needle(watch, LEAK_HOST, "//localhost", "localhost");
}

/* ---- pages ---- */

static void
add_page(struct watch *watch, const char *path)
{
	if (strchr(path, '/'))
		g_hash_table_add(watch->pages, text_lower(watch->pool, path));
}

static const char *
without_extension(struct pool *pool, const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? pool_strndup(pool, path, (size_t)(dot - path)) : path;
}

static bool
is_published(const struct site *site, const struct document *document)
{
	const struct incident *incident = incident_of(site, document);

	return incident && status_publishes(site, incident);
}

static void
add_document(struct watch *watch, const struct document *document)
{
	if (is_published(watch->site, document))
		return;
	add_page(watch, without_extension(watch->pool, document->output));
	if (g_str_has_prefix(document->path, "content/"))
		add_page(watch, without_extension(watch->pool, document->path + strlen("content/")));
}

/* "people/dana" might be prose; with its extension it is an address. */
static void
add_register_pages(struct watch *watch)
{
	const struct registers *registers = watch->site->registers;

	for (size_t i = 0; i < registers->people.count; i++)
		add_page(watch, pool_printf(watch->pool, "people/%s.html", REGISTER_ITEMS(registers->people, struct person)[i].id.s));
	for (size_t i = 0; i < registers->teams.count; i++)
		add_page(watch, pool_printf(watch->pool, "teams/%s.html", REGISTER_ITEMS(registers->teams, struct team)[i].id.s));
	for (size_t i = 0; i < registers->services.count; i++)
		add_page(watch, pool_printf(watch->pool, "services/%s.html", REGISTER_ITEMS(registers->services, struct service)[i].id.s));
}

/* ---- hosts ---- */

static void
add_own_host(struct watch *watch, const char *url)
{
	const char *bare = url ? bare_address(watch->pool, url) : "";
	const size_t length = strcspn(bare, "/:?#");

	if (length)
		g_hash_table_add(watch->own_hosts, text_lower(watch->pool, pool_strndup(watch->pool, bare, length)));
}

struct watch *
watch_new(struct pool *pool, const struct site *site)
{
	const struct config *config = site->config;
	struct watch *watch = pool_new0(pool, struct watch);

	watch->pool = pool;
	watch->site = site;
	watch->needles = pool_adopt_array(pool, g_array_new(false, true, sizeof(struct needle)));
	watch->first = pool_array(pool, uint32_t, PAIR_COUNT);
	watch->pages = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	watch->own_hosts = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	for (size_t i = 0; i < site->registers->people.count; i++)
		add_person(watch, &REGISTER_ITEMS(site->registers->people, struct person)[i]);
	add_handbook(watch);
	add_localhost(watch);
	for (size_t i = 0; i < site->document_count; i++)
		add_document(watch, site->documents[i]);
	add_register_pages(watch);
	add_own_host(watch, config->status.url.s);
	add_own_host(watch, config->status.support_url.s);
	watch->allow = pool_array(pool, const char *, config->public_allow.count);
	for (size_t i = 0; i < config->public_allow.count; i++) {
		watch->allow[i] = leak_fold_word(pool, config->public_allow.items[i].s);
		watch->has_walls |= strpbrk(watch->allow[i], LEAK_WALLS) || strpbrk(config->public_allow.items[i].s, LEAK_WALLS);
	}
	watch->hosts = pool_array(pool, const char *, config->internal_hosts.count);
	for (size_t i = 0; i < config->internal_hosts.count; i++) {
		watch->hosts[watch->host_count++] = text_lower(pool, config->internal_hosts.items[i].s);
		watch->has_plain_host |= !strchr(config->internal_hosts.items[i].s, '.');
	}
	return watch;
}

static uint64_t
digest_text(uint64_t digest, const char *text)
{
	const uint64_t parts[] = { digest, hash_bytes(text, strlen(text)) };

	return hash_bytes(parts, sizeof(parts));
}

/* Of a table, which has no order, the sum. */
static uint64_t
digest_names(GHashTable *names)
{
	GHashTableIter each;
	gpointer name;
	uint64_t digest = 0;

	g_hash_table_iter_init(&each, names);
	while (g_hash_table_iter_next(&each, &name, NULL))
		digest += digest_text(0, name);
	return digest;
}

uint64_t
watch_digest(const struct watch *watch)
{
	const struct texts *allow = &watch->site->config->public_allow;
	uint64_t digest = digest_names(watch->pages) ^ digest_names(watch->own_hosts) * 3;

	for (guint i = 0; i < watch->needles->len; i++)
		digest = digest_text(digest, g_array_index(watch->needles, struct needle, i).text);
	for (size_t i = 0; i < allow->count; i++)
		digest = digest_text(digest, allow->items[i].s);
	digest = digest_text(digest, "");
	for (size_t i = 0; i < watch->host_count; i++)
		digest = digest_text(digest, watch->hosts[i]);
	digest = digest_text(digest, "");
	for (size_t i = 0; i < watch->public_address_count; i++)
		digest = digest_text(digest, watch->public_addresses[i]);
	return digest;
}
