#include "net/links_parts.h"

#include <string.h>

#include "base/address.h"
#include "base/pool.h"
#include "base/text.h"
#include "read/markdown.h"

/* Where the authority of an address begins, and where it ends. */
static const char *
authority_of(const char *url, const char **end)
{
	const char *start = strstr(url, "://");

	start = start ? start + 3 : url + strlen(url);
	*end = start + strcspn(start, "/?#");
	return start;
}

const char *
links_shown(struct pool *pool, const char *url)
{
	const char *end, *start = authority_of(url, &end), *at = memrchr(start, '@', (size_t)(end - start));

	return at ? pool_printf(pool, "%.*s…%s", (int)(start - url), url, at) : url;
}

const char *
links_host(struct pool *pool, const char *url)
{
	const char *end, *start = authority_of(url, &end), *at = memrchr(start, '@', (size_t)(end - start));

	if (at)
		start = at + 1;
	if (*start == '[')
		end = start + strcspn(start, "]") + 1;
	else
		end = start + MIN((size_t)(end - start), strcspn(start, ":"));
	return address_host(pool, pool_strndup(pool, start, (size_t)(end - start)));
}

static bool
is_named(const struct texts *patterns, const struct address_asked *address)
{
	struct pool *pool = address->asking->pool;

	for (size_t i = 0; i < patterns->count; i++) {
		const char *pattern = patterns->items[i].s;

		if (pattern && (strchr(pattern, '/') ? path_matches(pattern, address->url) : path_matches(address_host(pool, pattern), address->host)))
			return true;
	}
	return false;
}

/* Where network.allow names nothing else, hosts that the site calls internal lie inside. */
static void
classify(const struct asking *asking, struct address_asked *address)
{
	const struct config *config = asking->site->config;

	address->login = is_named(&config->links.login, address);
	address->inside = is_named(&config->links.inside, address) || is_named(&config->internal_hosts, address);
	if (is_named(&config->links.ignore, address))
		address->verdict = VERDICT_IGNORED;
	else if (address->inside && !asking->options->inside)
		address->verdict = VERDICT_INSIDE;
}

static struct address_asked *
address_of(struct asking *asking, const char *url)
{
	struct address_asked *address = g_hash_table_lookup(asking->by_url, url);

	if (address)
		return address;
	address = pool_new0(asking->pool, struct address_asked);
	address->asking = asking;
	address->url = url;
	address->shown = links_shown(asking->pool, url);
	address->host = links_host(asking->pool, url);
	address->uses = pool_adopt_array(asking->pool, g_array_new(FALSE, FALSE, sizeof(struct use)));
	classify(asking, address);
	g_hash_table_insert(asking->by_url, (char *)url, address);
	g_ptr_array_add(asking->addresses, address);
	return address;
}

static bool
is_web(const char *target)
{
	return g_str_has_prefix(target, "//") || g_ascii_strncasecmp(target, "http://", 7) == 0 || g_ascii_strncasecmp(target, "https://", 8) == 0;
}

static void
add_use(struct asking *asking, const char *target, struct span span)
{
	struct pool *pool = asking->pool;
	const char *hash = strchr(target, '#');
	struct use use = { .span = span, .fragment = hash && hash[1] ? pool_strdup(pool, hash + 1) : NULL };
	struct address_asked *address;

	if (!is_web(target))
		return;
	address = address_of(asking, pool_printf(pool, "%s%.*s", *target == '/' ? "https:" : "", (int)(hash ? hash - target : (ptrdiff_t)strlen(target)), target));
	address->has_fragment |= use.fragment != NULL;
	g_array_append_val(address->uses, use);
}

static void
add_text(struct asking *asking, const struct text *text)
{
	if (text->s)
		add_use(asking, text->s, text->span);
}

static void
add_document(struct asking *asking, const struct document *document)
{
	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		const struct inline_row *row = &document->body.inlines[i];
		struct span span;

		if ((row->kind != INLINE_LINK && row->kind != INLINE_IMAGE) || document->links[i].kind != LINK_EXTERNAL)
			continue;
		span = row->target_end > row->target_start ? span_of(document->source, row->target_start, row->target_end) : markdown_inline_span(&document->body, row);
		add_use(asking, markdown_text(&document->body, row->target), span);
	}
}

static void
add_service(struct asking *asking, const struct service *service)
{
	const struct named_url *dashboards = service->dashboards.items;

	add_text(asking, &service->repository);
	add_text(asking, &service->upstream.statuspage);
	for (size_t i = 0; i < service->dashboards.count; i++)
		add_text(asking, &dashboards[i].url);
}

void
links_collect(struct asking *asking)
{
	const struct site *site = asking->site;
	const struct service *services = site->registers->services.items;

	for (size_t i = 0; i < site->document_count; i++)
		add_document(asking, site->documents[i]);
	for (size_t i = 0; i < site->registers->services.count; i++)
		add_service(asking, &services[i]);
	add_text(asking, &site->config->status.support_url);
}
