#include "model.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "emit/leak.h"
#include "emit/leak_parts.h"
#include "model/link.h"
#include "model/site.h"
#include "render/outputs.h"

/* ---- leak_scan: what is found in a text ---- */

static const char people[] =
    "people:\n"
    "  dana: {name: Dana O'Neil Reyes, slack: \"@dana.r\", email: dana+x@acme.example, phone: \"+44 (20) 7946 0018\"}\n"
    "  lee: {name: Lee, phone: \"4711\"}\n"
    "  jo-ann: {name: \"Jo  Änn\"}\n";

struct looking {
	struct bench bench;
	struct site site;
	const struct watch *watch;
	struct text hosts[3], allow[3];
	GString *found;
};

static void
looking_new(struct looking *looking)
{
	(void)bench_document; /* shared, and not needed here */
	looking->bench = bench_new();
	bench_registers(&looking->bench, people);
	looking->hosts[0].s = "*.internal.example.com";
	looking->hosts[1].s = "WIKI-?";
	looking->hosts[2].s = "*.example.org";
	looking->allow[0].s = "nas.lan";
	looking->allow[1].s = "the dana o'neil reyes prize";
	looking->allow[2].s = "@Lee";
	looking->bench.config.internal_hosts = (struct texts){ .items = looking->hosts, .count = 3 };
	looking->bench.config.public_allow = (struct texts){ .items = looking->allow, .count = 3 };
	looking->bench.config.base_url.s = "https://Handbook.example.net/ops/";
	looking->bench.config.status.url.s = "https://status.example.org:8443/";
	looking->site = (struct site){ .config = &looking->bench.config, .registers = looking->bench.registers };
	looking->watch = watch_new(looking->bench.pool, &looking->site);
	looking->found = g_string_new(NULL);
}

static void
looking_free(struct looking *looking)
{
	g_string_free(looking->found, true);
	bench_free(&looking->bench);
}

struct text_at {
	struct looking *looking;
	const char *text;
};

static void
write_hit(void *data, struct hit hit)
{
	const struct text_at *at = data;

	if (at->looking->found->len)
		g_string_append(at->looking->found, " | ");
	g_string_append_len(at->looking->found, at->text + hit.start, (gssize)(hit.end - hit.start));
}

/* What is found in a text, as it stands there, between bars. */
static void
expect(struct looking *looking, const char *text, const char *found)
{
	/* on the heap, to the byte, so that a look behind the end shows */
	g_autofree char *copy = g_strdup(text);
	struct text_at at = { looking, copy };

	g_string_truncate(looking->found, 0);
	leak_scan(looking->watch, copy, 0, strlen(copy), write_hit, &at);
	g_assert_cmpstr(looking->found->str, ==, found);
}

static void
test_people(void)
{
	struct looking looking;

	looking_new(&looking);
	expect(&looking, "", "");
	expect(&looking, "@", "");
	expect(&looking, "@dana", "@dana");
	expect(&looking, "Ask @Dana, or @JO-ANN.", "@Dana | @JO-ANN");
	expect(&looking, "(@dana.r)", "@dana.r");
	expect(&looking, "@danas @dana_x @dana-x info@dana.example @dana.example x@dana", "");
	expect(&looking, "Dana looked; Reyes did not.", "");
	expect(&looking, "dana o'neil\n  reyes's", "dana o'neil\n  reyes");
	expect(&looking, "Dana O&#39;Neil Reyes", "Dana O&#39;Neil Reyes");
	expect(&looking, "Dana O'Neil Reyesson, xDana O'Neil Reyes", "");
	expect(&looking, "Jo Änn was. JoÄnn was not.", "Jo Änn");
	expect(&looking, "Lee", "");
	expect(&looking, "@lee may be named", "");
	expect(&looking, "the Dana O'Neil Reyes prize", "");
	expect(&looking, "a Dana O'Neil Reyes prize", "Dana O'Neil Reyes");
	expect(&looking, "mail dana+x@acme.example.", "dana+x@acme.example");
	expect(&looking, "mailx.dana+x@acme.example.org", "acme.example.org");
	expect(&looking, "tel:+442079460018 and +44 (20) 7946 0018, not +4420794600181 nor 4711", "+442079460018 | +44 (20) 7946 0018");
	looking_free(&looking);
}

static void
test_hosts(void)
{
	struct looking looking;

	looking_new(&looking);
	expect(&looking, "https://graphs.Internal.example.com:3000/d/1", "graphs.Internal.example.com");
	expect(&looking, "graphs.internal.example.com.", "graphs.internal.example.com");
	expect(&looking, "internal.example.com graphs.internal.example.com.au", "");
	expect(&looking, "wiki-3 wiki-33 my-wiki-3", "wiki-3");
	expect(&looking, "status.example.org www.example.org", "www.example.org");
	expect(&looking, "db.svc.cluster.local x.corp x.lan nas.lan a.internal", "db.svc.cluster.local | x.corp | x.lan | a.internal");
	expect(&looking, "local .local lan. corp.example internal", "");
	expect(&looking, "nas.home.arpa db.intranet pay.default.svc x.test my.localhost db.private a.localdomain",
	    "nas.home.arpa | db.intranet | pay.default.svc | x.test | my.localhost | db.private | a.localdomain");
	expect(&looking, "http://localhost:3000/x, localhost, http://localhosts/", "//localhost");
	expect(&looking, "tests.example the.tests home.example svc", "");
	expect(&looking, "handbook.example.net/ops/x handbook.example.net/opsen handbook.example.net", "handbook.example.net/ops");
	looking_free(&looking);
}

/* Names in scripts that have no blanks between words. */
static void
test_unspaced(void)
{
	struct looking looking;

	looking_new(&looking);
	bench_registers(&looking.bench, "people:\n  taro: {name: \u5c71\u7530 \u592a\u90ce}\n  chen: {name: \u9648\u5c0f\u660e}\n  li: {name: \u674e\u660e}\n");
	looking.site.registers = looking.bench.registers;
	looking.watch = watch_new(looking.bench.pool, &looking.site);
	expect(&looking, "\u62c5\u5f53\u306e\u5c71\u7530 \u592a\u90ce\u304c\u5bfe\u5fdc", "\u5c71\u7530 \u592a\u90ce");
	expect(&looking, "\u62c5\u5f53\u306e\u5c71\u7530\u592a\u90ce\u304c\u5bfe\u5fdc", "\u5c71\u7530\u592a\u90ce");
	expect(&looking, "\u7531\u9648\u5c0f\u660e\u5904\u7406", "\u9648\u5c0f\u660e");
	/* two characters alone are a word like others */
	expect(&looking, "\u674e\u660e \u5c71\u7530", "");
	expect(&looking, "\u5c71", "");
	looking_free(&looking);
}

/* Words that say that what follows is internal. */
static void
test_notes(void)
{
	static const struct {
		const char *text, *note;
	} rows[] = {
		{ "### Internal notes\n", "Internal notes" },
		{ "a\n\n**Internal note:** call x", "Internal note" },
		{ "Internal only: call x", "Internal only" },
		{ "#### INTERNAL", "INTERNAL" },
		{ "> [Internal use only]: x", "Internal use only" },
		{ "### Nur intern\r\n", "Nur intern" },
		{ "### \u793e\u5185\u5411\u3051", "\u793e\u5185\u5411\u3051" },
		{ "- Confidential: x", "Confidential" },
		{ "### Internal errors were shown", NULL },
		{ "Internal notes\nare not here", NULL },
		{ "We have an internal note: x", NULL },
		{ "internal traffic was slow", NULL },
		{ "Internally: x", NULL },
		{ "Confidential data was never at risk.", NULL },
		{ "", NULL },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct source *source = source_new(pool, "a.md", rows[i].text, strlen(rows[i].text));
		const struct span note = leak_find_note(source, 0, source->size);
		g_autofree char *found = note.source ? g_strndup(source->bytes + note.start, note.end - note.start) : NULL;

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(found, ==, rows[i].note);
	}
	pool_free(pool);
}

/* The same, written so that bytes differ. */
static void
test_written(void)
{
	struct looking looking;

	looking_new(&looking);
	bench_registers(&looking.bench, "people:\n  dana: {name: Dana Reyes, email: dana@acme.example}\n  jose: {name: Jos\u00e9 N\u00fa\u00f1ez}\n");
	looking.site.registers = looking.bench.registers;
	looking.allow[1].s = "the Jos\u00e9 N\u00fa\u00f1ez prize";
	looking.watch = watch_new(looking.bench.pool, &looking.site);
	expect(&looking, "by Dana&nbsp;Reyes.", "Dana&nbsp;Reyes");
	expect(&looking, "Dana\u00a0Reyes, Dana&ensp;Reyes, Dana&#x2003;Reyes", "Dana\u00a0Reyes | Dana&ensp;Reyes | Dana&#x2003;Reyes");
	expect(&looking, "Dana  \nReyes, Dana\\\nReyes", "Dana  \nReyes | Dana\\\nReyes");
	expect(&looking, "Dana<br>Reyes, Dana<BR />Reyes", "Dana<br>Reyes | Dana<BR />Reyes");
	/* what folds may stand anywhere among markup */
	expect(&looking, "<p>\u00b7</p><b>Dana&nbsp;Reyes</b> <i title=\"&gt;\">Dana<br>\nReyes</i>&amp;<u>Dana Reyes</u>",
	    "Dana Reyes | Dana&nbsp;Reyes | Dana<br>\nReyes");
	expect(&looking, "Dana<br>\u00ad<br>Reyes<br>Dana\x1fReyes", "Dana<br>\u00ad<br>Reyes");
	expect(&looking, "Da\u00adna Rey\u200bes", "Da\u00adna Rey\u200bes");
	expect(&looking, "Dana\u00a0Reyesson, Dana<b>Reyes, Dana&amp;Reyes", "");
	expect(&looking, "mailto:dana%40acme.example", "dana%40acme.example");
	expect(&looking, "https://db%2Ecorp/", "db%2Ecorp");
	expect(&looking, "https://%68andbook.example.net/ops/x", "%68andbook.example.net/ops");
	expect(&looking, "100%dana %4 %", "");
	expect(&looking, "JOS\u00c9 N\u00da\u00d1EZ", "JOS\u00c9 N\u00da\u00d1EZ");
	expect(&looking, "jos\u00e9 n\u00fa\u00f1ez", "jos\u00e9 n\u00fa\u00f1ez");
	expect(&looking, "Jose\u0301 Nu\u0301n\u0303ez", "Jose\u0301 Nu\u0301n\u0303ez");
	expect(&looking, "Jos%C3%A9 N%C3%BA%C3%B1ez", "Jos%C3%A9 N%C3%BA%C3%B1ez");
	expect(&looking, "\uff20\uff44ana, @d\U0001d41ana, @\u217eana.", "\uff20\uff44ana | @d\U0001d41ana | @\u217eana");
	expect(&looking, "dana\uff20acme\uff0eexample", "dana\uff20acme\uff0eexample");
	expect(&looking, "https://db\u3002corp/ 10\uff61\uff11.1.1", "db\u3002corp | 10\uff61\uff11.1.1");
	expect(&looking, "\uff20\uff44anas, \uff24\u3002\uff08dana\uff09", "");
	expect(&looking, "the JOS\u00c9 N\u00da\u00d1EZ prize, Jose Nunez, \xc3 \xff%ff", "");
	looking_free(&looking);
}

/* The status page lies below the handbook: what is not below the status page is internal. */
/* Whether what was clean in one text passes in another one, too. */
static void
test_segments(void)
{
	static const char *const texts[] = {
		"<p>All of it is read with care, and again.</p>\n<p>Nobody is named in this line, either.</p>\n",
		"<p>All of it is read with care, and again.</p>\n<p>Dana O'Neil Reyes is named in this line.</p>\n",
		"<p class=\"of the release\">Since version</p>\n<code class=\"some\">10.2.3.4</code>\n",
		"<p class=\"of the release\">Since morning</p>\n<code class=\"some\">10.2.3.4</code>\n",
		"<p class=\"of what is long\">The first line<br>\n<br class=\"of what is long\">is not the last.</p>\n",
		"<p class=\"of what is long\">Dana O'Neil<br>\n<br class=\"of what is long\">Reyes wrote.</p>\n",
	};
	struct looking looking;
	struct segments *segments;

	looking_new(&looking);
	segments = segments_new(looking.bench.pool, looking.watch);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
			g_autofree char *copy = g_strdup(texts[i]);

			g_assert_cmpint(segments_are_clean(segments, copy, strlen(copy), LEAK_MARKUP), ==, i % 2 == 0);
		}
	g_assert_true(segments_are_clean(segments, "a\037b", 3, LEAK_PLAIN));
	g_assert_false(segments_are_clean(segments, "Nobody is named in what stands here.\037@dana.r", 44, LEAK_PLAIN));
	looking_free(&looking);
}

static void
test_shared_host(void)
{
	struct looking looking;

	looking_new(&looking);
	looking.bench.config.base_url.s = "https://x.example.net/";
	looking.bench.config.status.url.s = "https://X.example.net/status/";
	looking.bench.config.status.support_url.s = "https://x.example.net/help";
	looking.watch = watch_new(looking.bench.pool, &looking.site);
	expect(&looking, "https://x.example.net/runbooks/rb.html", "x.example.net");
	expect(&looking, "//X.example.net x.example.net/people/dana.html", "X.example.net | x.example.net");
	expect(&looking, "https://x.example.net/statuses https://x.example.net/status-2", "x.example.net | x.example.net");
	expect(&looking, "https://x.example.net/status/ https://x.example.net/status https://x.example.net/status/a.html?b#c", "");
	expect(&looking, "https://x.example.net/status. https://x.example.net/help/me, mail@x.example.net, www.x.example.net/a or x.example.net.", "");
	looking_free(&looking);
}

static void
test_addresses(void)
{
	struct looking looking;

	looking_new(&looking);
	expect(&looking, "10.0.0.1 10.255.255.255 127.0.0.1 169.254.0.9", "10.0.0.1 | 10.255.255.255 | 127.0.0.1 | 169.254.0.9");
	expect(&looking, "172.15.0.1 172.16.0.1 172.31.255.1 172.32.0.1", "172.16.0.1 | 172.31.255.1");
	expect(&looking, "192.168.0.1:80, 192.167.0.1", "192.168.0.1");
	expect(&looking, "192.0.2.1 198.51.100.7 203.0.113.255 8.8.8.8", "");
	expect(&looking, "10.0.0 10.0.0.256 10.0.0.0.1 v10.0.0.1", "");
	expect(&looking, "[fe80::1] febf::1 fec0::1 fc00:: fdff::2 fe00::", "fe80::1 | febf::1 | fc00:: | fdff::2");
	expect(&looking, "2001:db8::1 ::1 ::ffff:10.0.0.1 ::2", "10.0.0.1 | ::1 | ::ffff:10.0.0.1");
	expect(&looking, "100.63.0.1 100.64.0.1 100.127.255.1 100.128.0.1 198.17.0.1 198.18.0.1 198.19.255.1 198.20.0.1",
	    "100.64.0.1 | 100.127.255.1 | 198.18.0.1 | 198.19.255.1");
	/* versions */
	expect(&looking, "version 10.2.3.4, Version: 10.2.3.4, release <b>10.2.3.4</b>, version &lt;b&gt;10.2.3.4, **build** `10.2.3.4`, versi\u00f3n 10.2.3.4", "");
	expect(&looking, "conversion 10.2.3.4, host 10.2.3.5, version 2 on 10.2.3.6", "10.2.3.4 | 10.2.3.5 | 10.2.3.6");
	expect(&looking, "10.2.3.4 >10.2.3.5 >>10.2.3.6", "10.2.3.4 | 10.2.3.5 | 10.2.3.6");
	expect(&looking, "at 10:40:00, a: b, std::fc00 1:2:3 ::: fe80::1: done.", "fe80::1");
	looking_free(&looking);
}

static void
test_elsewhere(void)
{
	struct looking looking;

	looking_new(&looking);
	expect(&looking, "https://slack.com/archives/C1 https://slack.com/pricing", "slack.com");
	expect(&looking, "acme.slack.com teams.microsoft.com discord.com/channels/1 discord.com/safety",
	    "acme.slack.com | teams.microsoft.com | discord.com");
	expect(&looking, "docs.google.com/d/1 www.notion.so/x acme.atlassian.net/wiki/1 acme.atlassian.net/servicedesk",
	    "docs.google.com | www.notion.so | acme.atlassian.net");
	expect(&looking, "acme.atlassian.net/browse/OPS-1 linear.app/acme/1 trello.com/c/x acme.pagerduty.com/incidents/1 acme.sentry.io/issues/1",
	    "acme.atlassian.net | linear.app | trello.com | acme.pagerduty.com | acme.sentry.io");
	/* what these say in public */
	expect(&looking, "status.slack.com www.slack.com/pricing trello.com status.pagerduty.com www.dropbox.com www.figma.com linear.app.", "");
	expect(&looking, "teams.live.com/l/1 discord.gg/x chat.google.com/room/1 meet.google.com/abc",
	    "teams.live.com | discord.gg | chat.google.com | meet.google.com");
	expect(&looking, "zoom.us/j/1 us02web.zoom.us/j/1 zoom.us/pricing explore.zoom.us/en", "zoom.us | us02web.zoom.us");
	expect(&looking, "drive.google.com/file/d/1 acme.sharepoint.com/x", "drive.google.com | acme.sharepoint.com");
	expect(&looking, "notslack.com docs.google.com.example", "");
	looking_free(&looking);
}

/* ---- leak_plain_text ---- */

static void
expect_plain(const char *markup, const char *text)
{
	GString *plain = leak_plain_text(markup, strlen(markup));

	g_assert_cmpstr(plain->str, ==, text);
	g_string_free(plain, true);
}

static void
test_plain(void)
{
	expect_plain("", "");
	expect_plain("<em>Dana</em> <STRONG class=\"a>b\">Reyes</STRONG>", "Dana Reyes");
	expect_plain("<li>Dana</li><li>Reyes</li>", "\x1f" "Dana\x1f\x1fReyes\x1f");
	expect_plain("&#64;dana &#x40;lee &lt;x&gt; &quot;&apos;&#39;", "@dana @lee \x1f \"''");
	expect_plain("Dana<br>Reyes<br/>x", "Dana Reyes x");
	expect_plain("1 &amp;lt; 2", "1 < 2");
	expect_plain("&lt;p&gt;Dana &lt;b&gt;Reyes", "\x1f" "Dana Reyes");
	expect_plain("a < b & c &nosuch; &#0; &#xD800; &#99999999999;", "a < b & c &nosuch; &#0; &#xD800; &#99999999999;");
	expect_plain("a <", "a <");
	expect_plain("a </", "a \x1f");
	expect_plain("a <b", "a ");
	expect_plain("&#", "&#");
	expect_plain("&", "&");
}

static void
expect_read(GString *(*read)(const char *bytes, size_t size), const char *bytes, const char *text)
{
	/* on the heap, to the byte, so that a look behind the end shows */
	g_autofree char *copy = g_memdup2(bytes, strlen(bytes));
	GString *plain = read(copy, strlen(bytes));

	g_assert_cmpstr(plain->str, ==, text);
	g_string_free(plain, true);
}

static void
test_json(void)
{
	expect_read(leak_plain_json, "\"Dana\\nReyes \\u0040dana https:\\/\\/db.corp \\\"x\\\\\"", "\"Dana Reyes @dana https://db.corp \"x\\\"");
	expect_read(leak_plain_json, "<p>Dana<\\/p> \\u003cb\\u003eReyes", "\x1f" "Dana\x1f Reyes");
	expect_read(leak_plain_json, "\\u00e9\\uD83D\\uDE00.", "\u00e9\U0001f600.");
	expect_read(leak_plain_json, "\\uD83D\\u0041 \\uDE00 \\u12 \\u0000 \\", "A  12 0000 ");
}

static void
test_calendar(void)
{
	expect_read(leak_plain_calendar, "SUMMARY:By Dana Re\r\n yes\\nand @da\n\tna\\, x\\;\r\nEND:x", "SUMMARY:By Dana Reyes and @dana, x;\r\nEND:x");
	expect_read(leak_plain_calendar, "a\r\n", "a\r\n");
	expect_read(leak_plain_calendar, "a\r", "a\r");
	expect_read(leak_plain_calendar, "a\n", "a\n");
	expect_read(leak_plain_calendar, "", "");
}

/* ---- leak_check: where it is said ---- */

struct folder {
	struct pool *pool;
	char *path;
	struct findings *findings;
	struct site *site;
	struct outputs *outputs;
};

static void
write_file(const struct folder *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder->path, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
folder_new(struct folder *folder)
{
	folder->pool = pool_new();
	folder->path = g_dir_make_tmp("sitrep-leak-XXXXXX", NULL);
	g_assert_nonnull(folder->path);
	write_file(folder, "content/inside.md", "---\ntitle: Inside\n---\n\nDana Reyes, @dana, nas.lan and db.corp may stand here.\n");
}

static void
folder_load(struct folder *folder)
{
	const struct site_options options = { .directory = folder->path, .at = "2026-04-02T12:00Z" };
	const char *problem = NULL;

	folder->findings = findings_new(folder->pool);
	folder->site = site_load(folder->pool, folder->findings, &options, &problem);
	g_assert_nonnull(folder->site);
	link_site(folder->pool, folder->site);
	folder->outputs = outputs_new(folder->pool, folder->findings);
}

static void
remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir)) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_tree(below);
	}
	g_remove(path);
}

static void
folder_free(struct folder *folder)
{
	remove_tree(folder->path);
	g_free(folder->path);
	pool_free(folder->pool);
}

static void
add_output(struct folder *folder, const char *path, const char *text)
{
	outputs_add(folder->outputs, path, text, strlen(text), SPAN_NONE);
}

/* All findings of public/leak, one a line: "path:line:column message". */
static void
expect_leaks(struct folder *folder, bool with_outputs, const char *expected)
{
	const struct settlement settlement = { .now = folder->site->now };
	g_autoptr(GString) out = g_string_new(NULL);
	const struct finding *const *list;
	size_t count;

	leak_check(folder->pool, folder->site, with_outputs ? folder->outputs : NULL, folder->findings);
	findings_settle(folder->findings, &settlement);
	list = findings_list(folder->findings, &count);
	for (size_t i = 0; i < count; i++) {
		const struct source *source = list[i]->span.source;
		const struct place place = source ? source_place(source, list[i]->span.start) : (struct place){ 0 };

		if (list[i]->rule == RULE_PUBLIC_LEAK)
			g_string_append_printf(out, "%s:%zu:%zu %s\n", source ? source->path : list[i]->file, place.line, place.column, list[i]->message);
	}
	g_assert_cmpstr(out->str, ==, expected);
}

static const char registers[] =
    "people:\n  dana: {name: Dana Reyes}\n"
    "services:\n  api: {name: API, component: {name: Payments, description: 'Asked of Dana Reyes'}}\n";

static const char incident[] =
    "---\ntitle: Slow\ncomponents: [api]\nstarted: 2026-04-01 10:00 UTC\n---\n\n"
    "## Resolved - 2026-04-01 11:00 UTC\n\nDana Reyes and @dana. <!-- Dana Reyes -->\n";

/* What no output has is no leak: a mention that is dropped. */
static void
test_sources(void)
{
	struct folder folder;

	folder_new(&folder);
	write_file(&folder, "content/registers.yaml", registers);
	write_file(&folder, "content/incidents/2026-04-01-slow.md", incident);
	folder_load(&folder);
	add_output(&folder, "status/a.html", "<p>Dana Reyes</p>");
	add_output(&folder, "status/b.html", "<p>dana <b>reyes</b></p>");
	add_output(&folder, "handbook/a.html", "<p>nas.lan</p>");
	expect_leaks(&folder, true,
	    "content/incidents/2026-04-01-slow.md:9:1 the name \"Dana Reyes\" of a person would be published\n"
	    "content/incidents/2026-04-01-slow.md:9:16 the handle \"@dana\" of a person would be published\n"
	    "content/registers.yaml:4:71 the name \"Dana Reyes\" of a person would be published\n");
	folder_free(&folder);
}

/* Without outputs the sources alone say it. */
static void
test_sources_alone(void)
{
	struct folder folder;

	folder_new(&folder);
	write_file(&folder, "content/registers.yaml", "services:\n  api: {name: nas.lan, component: {name: db.corp}}\n");
	folder_load(&folder);
	expect_leaks(&folder, false, "content/registers.yaml:2:42 the internal host \"db.corp\" would be published\n");
	folder_free(&folder);
}

/* What a layout says is told once, at the first page that has it. */
static void
test_layouts(void)
{
	struct folder folder;

	folder_new(&folder);
	write_file(&folder, "content/registers.yaml", "people:\n  dana: {name: Dana Reyes}\n");
	folder_load(&folder);
	add_output(&folder, "status/b.html", "<footer>by Dana Reyes</footer>");
	add_output(&folder, "status/a.html", "<footer title='nas.lan'>by Dana Reyes, Dana Reyes</footer>");
	add_output(&folder, "status/c.atom", "<content>&lt;footer&gt;by Dana Reyes&lt;/footer&gt;</content>");
	expect_leaks(&folder, true,
	    "status/a.html:0:0 the internal host \"nas.lan\" would be published in status/a.html\n"
	    "status/a.html:0:0 the name \"Dana Reyes\" of a person would be published in status/a.html\n");
	folder_free(&folder);
}

/* Written by the rules of a form: a calendar's line that is folded inside a name, escapes of JSON, badges. */
static void
test_forms(void)
{
	struct folder folder;

	folder_new(&folder);
	write_file(&folder, "content/registers.yaml", "people:\n  dana: {name: Dana Reyes, email: dana@acme.example}\n");
	folder_load(&folder);
	add_output(&folder, "status/a.ics", "SUMMARY:by Dana R\r\n eyes\r\n");
	add_output(&folder, "status/b.json", "{\"body\": \"dana\\u0040acme.example\"}");
	add_output(&folder, "status/c.json", "{\"body\": \"a\\ndb.\\u0063orp\"}");
	add_output(&folder, "status/d.svg", "<svg><text>nas<tspan>.lan</tspan></text></svg>");
	add_output(&folder, "status/e.html", "<p>a<!-- ask the\nteam --></p><!--");
	add_output(&folder, "status/f.txt", "Sitemap: http://10.0.0.1/ <!-- none -->");
	expect_leaks(&folder, true,
	    "status/a.ics:0:0 the name \"Dana Reyes\" of a person would be published in status/a.ics\n"
	    "status/b.json:0:0 the e-mail address \"dana@acme.example\" of a person would be published in status/b.json\n"
	    "status/c.json:0:0 the internal host \"db.corp\" would be published in status/c.json\n"
	    "status/d.svg:0:0 the internal host \"nas.lan\" would be published in status/d.svg\n"
	    "status/e.html:0:0 the comment \"\" would be published in status/e.html\n"
	    "status/e.html:0:0 the comment \"ask the team\" would be published in status/e.html\n"
	    "status/f.txt:0:0 the private address \"10.0.0.1\" would be published in status/f.txt\n");
	folder_free(&folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/leak/people", test_people);
	g_test_add_func("/leak/hosts", test_hosts);
	g_test_add_func("/leak/written", test_written);
	g_test_add_func("/leak/segments", test_segments);
	g_test_add_func("/leak/shared-host", test_shared_host);
	g_test_add_func("/leak/addresses", test_addresses);
	g_test_add_func("/leak/elsewhere", test_elsewhere);
	g_test_add_func("/leak/plain", test_plain);
	g_test_add_func("/leak/json", test_json);
	g_test_add_func("/leak/calendar", test_calendar);
	g_test_add_func("/leak/unspaced", test_unspaced);
	g_test_add_func("/leak/notes", test_notes);
	g_test_add_func("/leak/sources", test_sources);
	g_test_add_func("/leak/sources-alone", test_sources_alone);
	g_test_add_func("/leak/layouts", test_layouts);
	g_test_add_func("/leak/forms", test_forms);
	return g_test_run();
}
