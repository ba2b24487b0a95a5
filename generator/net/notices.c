#include "net/notices_parts.h"

#include <string.h>

#include "base/findings.h"
#include "base/mailbox.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "net/mail.h"

#define KEY_LENGTH 32
#define SUBJECT_LIMIT 300 /* characters */

/* ---- keys ---- */

/* What makes a site this one, wherever it is worked on. */
static const char *
site_name(const struct site *site)
{
	const struct config *config = site->config;
	const struct text *const names[] = { &config->status.url, &config->base_url, &config->status.title, &config->title };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i]->s)
			return names[i]->s;
	return "";
}

static const char *
key_of(struct pool *pool, const struct site *site, const char *target, const char *const *items, size_t count)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *sum = NULL;

	g_string_append_printf(text, "%s\n%s\n", site_name(site), target);
	for (size_t i = 0; i < count; i++)
		g_string_append_printf(text, "%s\n", items[i]);
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
	return pool_strndup(pool, sum, KEY_LENGTH);
}

/* ---- texts ---- */

static const char *
template_of(struct pool *pool, const struct notify_target *target, enum notify_event event)
{
	return target->template.s ? target->template.s : pool_printf(pool, "notify/%s", notify_event_id(event));
}

/* The first line, and the rest without what is empty around it. */
static void
split(struct pool *pool, char *text, const char **subject, const char **rest)
{
	char *start = text + strspn(text, " \t\r\n"), *newline = strchr(start, '\n');

	*subject = newline ? text_squeeze(pool, start, (size_t)(newline - start)) : text_squeeze(pool, start, strlen(start));
	*rest = newline ? g_strchomp(pool_strdup(pool, newline + strspn(newline, "\r\n"))) : "";
}

static bool
render(const struct desk *desk, const char *name, const struct data *data, template_escape *escape, const char **subject, const char **text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct template_failure failure;

	if (template_render_text(desk->templates, name, data, escape, out, &failure)) {
		split(desk->pool, out->str, subject, text);
		return true;
	}
	template_failure_report(desk->findings, &failure);
	return false;
}

static bool
write_texts(const struct desk *desk, enum notify_event event, const struct data *data, struct message *message)
{
	const char *name = template_of(desk->pool, desk->target, event);

	if (!template_set_has(desk->templates, name)) {
		finding_help(finding_add(desk->findings, RULE_FRONT_BAD_VALUE, desk->target->template.span, "there is no template \"%s\"", name),
		    "write it to layouts/%s.mustache", name);
		return false;
	}
	if (!render(desk, name, data, NULL, &message->subject, &message->text) ||
	    !render(desk, name, data, message_escape(desk->target->kind), &message->marked_subject, &message->marked_text))
		return false;
	message->subject = message_cut(desk->pool, message->subject, SUBJECT_LIMIT);
	return true;
}

/* ---- e-mail ---- */

static const char *
thread_of(const struct desk *desk, const struct notice *notice)
{
	const char *name;

	if (!notice->incident)
		return NULL;
	name = notice->incident->document->id;
	return key_of(desk->pool, desk->site, desk->target->name.s, &name, 1);
}

static const char *
mail_text(struct pool *pool, const struct message *message)
{
	g_autoptr(GString) text = g_string_new(message->text);

	if (message->address)
		g_string_append_printf(text, "%s%s\n%s", text->len ? "\n\n" : "", message->link, message->address);
	/* what is behind this line is a signature (RFC 3676, 4.3) */
	g_string_append_printf(text, "\n\n-- \n%s%s%s\n", message->sender, message->sender_url ? "\n" : "", message->sender_url ? message->sender_url : "");
	return pool_strndup(pool, text->str, text->len);
}

static const char *
write_mail(const struct desk *desk, const struct notice *notice)
{
	const struct notify_target *target = desk->target;
	struct mailbox *to = pool_array(desk->pool, struct mailbox, target->to.count), reply;
	struct mail mail = {
		.to = to,
		.to_count = target->to.count,
		.subject = notice->message.subject,
		.text = mail_text(desk->pool, &notice->message),
		.list = target->name.s,
		.unsubscribe = target->unsubscribe.s,
		.key = notice->message.key,
		.thread = thread_of(desk, notice),
		.at = desk->site->now,
	};

	mailbox_read(desk->pool, target->from.s, &mail.from);
	for (size_t i = 0; i < target->to.count; i++)
		mailbox_read(desk->pool, target->to.items[i].s, &to[i]);
	if (target->reply_to.s && mailbox_read(desk->pool, target->reply_to.s, &reply))
		mail.reply_to = &reply;
	return mail_render(desk->pool, &mail);
}

/* ---- messages ---- */

/* The same titles and addresses as the status page has, or the handbook. */
static void
set_sender(const struct desk *desk, enum notify_event event, const struct data *data, struct message *message)
{
	const struct config *config = desk->site->config;
	const struct data *page = data_get(data, "page");

	message->sender = page ? data_string(data_get(page, "title")) : config->title.s ? config->title.s : view_word(desk->view, "handbook");
	message->sender_url = page ? data_string(data_get(page, "url")) : config->base_url.s;
	message->link = view_word(desk->view, event == NOTIFY_UPDATES ? "notify.more" : "notify.handbook");
}

/* Where more is to be read: of an update, on the status page; else the handbook's page of all that there is of the kind. */
static const char *
address_of(const struct desk *desk, enum notify_event event, const struct item *item)
{
	static const char *const pages[] = {
		[NOTIFY_OVERDUE] = "actions.html",
		[NOTIFY_REVIEWS] = "index.html",
		[NOTIFY_HANDOFF] = "oncall/index.html",
	};
	const char *base = desk->site->config->base_url.s;

	if (event == NOTIFY_UPDATES)
		return item->address;
	return base ? pool_printf(desk->pool, "%s%s%s", base, g_str_has_suffix(base, "/") ? "" : "/", pages[event]) : NULL;
}

static void
add_notice(const struct desk *desk, enum notify_event event, const struct item *items, size_t count, const struct ledger_message *queued, const struct data *data, const struct data *json)
{
	const char **ids = pool_array(desk->pool, const char *, count), *key;
	struct notice notice = { .target = desk->target, .event = event, .again = queued != NULL, .incident = items[0].incident };

	for (size_t i = 0; i < count; i++)
		ids[i] = items[i].id;
	key = queued ? queued->key : key_of(desk->pool, desk->site, desk->target->name.s, ids, count);
	notice.entry = (struct ledger_message){ .key = key, .target = desk->target->name.s, .event = notify_event_id(event), .items = ids, .item_count = count,
		.queued = queued ? queued->queued : desk->site->now };
	notice.message = (struct message){
		.key = key,
		.event = notify_event_id(event),
		.at = desk->site->now,
		.when = items[0].when,
		.tone = items[0].tone,
		.address = address_of(desk, event, items),
		.subject_key = event == NOTIFY_UPDATES ? "update" : "items",
		.subject_data = json,
	};
	set_sender(desk, event, data, &notice.message);
	if (!write_texts(desk, event, data, &notice.message))
		return;
	notice.body = desk->target->kind == NOTIFY_EMAIL ? write_mail(desk, &notice) : message_payload(desk->pool, desk->target->kind, &notice.message);
	g_array_append_val(desk->notices, notice);
}

static void
add_update(const struct desk *desk, const struct item *item)
{
	const struct ledger_message *queued;

	ledger_find(desk->ledger, desk->target->name.s, item->id, &queued);
	data_put_text(item->view, "event", notify_event_id(NOTIFY_UPDATES));
	add_notice(desk, NOTIFY_UPDATES, item, 1, queued, item->view, item->json);
}

/* A list of all that is told at once. */
static void
add_list(const struct desk *desk, enum notify_event event, const GArray *items, const struct ledger_message *queued)
{
	struct data *data = data_object(desk->pool), *lines = data_list(desk->pool), *json = data_list(desk->pool);
	const struct item *first = (const struct item *)(const void *)items->data;

	if (items->len == 0)
		return;
	for (guint i = 0; i < items->len; i++) {
		data_append(lines, first[i].view);
		data_append(json, first[i].json);
	}
	data_put_text(data, "event", notify_event_id(event));
	data_put_text(data, "headline", view_count(desk->pool, desk->view, pool_printf(desk->pool, "notify.%s", notify_event_id(event)), items->len));
	data_put(data, "items", lines);
	data_put(data, "words", desk->view->words);
	add_notice(desk, event, first, items->len, queued, data, json);
}

/* Those of a message that is queued; NULL: those that are new. */
static GArray *
items_of(const struct desk *desk, const GArray *items, const struct ledger_message *queued)
{
	GArray *chosen = g_array_new(FALSE, FALSE, sizeof(struct item));

	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		const struct ledger_message *message;
		const enum ledger_state state = ledger_find(desk->ledger, desk->target->name.s, item->id, &message);

		if (queued ? state == LEDGER_QUEUED && message == queued : state == LEDGER_UNKNOWN && item->fresh)
			g_array_append_val(chosen, *item);
	}
	return chosen;
}

static void
add_lists(const struct desk *desk, enum notify_event event, const GArray *items)
{
	g_autoptr(GPtrArray) seen = g_ptr_array_new();
	g_autoptr(GArray) fresh = items_of(desk, items, NULL);

	for (guint i = 0; i < items->len; i++) {
		const struct ledger_message *queued;
		g_autoptr(GArray) same = NULL;

		if (ledger_find(desk->ledger, desk->target->name.s, g_array_index(items, struct item, i).id, &queued) != LEDGER_QUEUED || g_ptr_array_find(seen, queued, NULL))
			continue;
		g_ptr_array_add(seen, (void *)queued);
		same = items_of(desk, items, queued);
		add_list(desk, event, same, queued);
	}
	add_list(desk, event, fresh, NULL);
}

static void
add_event(const struct desk *desk, enum notify_event event)
{
	static void (*const listers[])(const struct desk *desk, GArray *items) = {
		[NOTIFY_UPDATES] = list_updates,
		[NOTIFY_OVERDUE] = list_overdue,
		[NOTIFY_REVIEWS] = list_reviews,
		[NOTIFY_HANDOFF] = list_handoffs,
	};
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct item));

	listers[event](desk, items);
	if (event != NOTIFY_UPDATES)
		add_lists(desk, event, items);
	for (guint i = 0; event == NOTIFY_UPDATES && i < items->len; i++)
		add_update(desk, &g_array_index(items, struct item, i));
}

/* ---- all ---- */

struct notice *
notices_collect(struct pool *pool, const struct site *site, const struct template_set *templates, const struct ledger *ledger,
    const struct notices_options *options, struct findings *findings, size_t *count)
{
	const struct notify_config *config = &site->config->notify;
	g_autoptr(GArray) notices = g_array_new(FALSE, FALSE, sizeof(struct notice));
	struct desk desk = {
		.pool = pool,
		.site = site,
		.templates = templates,
		.ledger = ledger,
		.findings = findings,
		.updates_since = options->since != TIME_NONE ? options->since : site->now - config->max_age.seconds,
		.overdue_since = options->since != TIME_NONE ? options->since : site->now - config->overdue_age.seconds,
		.notices = notices,
	};

	for (size_t i = 0; i < config->targets.count; i++) {
		desk.target = &((const struct notify_target *)config->targets.items)[i];
		desk.status = status_speak(pool, site, templates, findings, desk.target->language.s);
		desk.view = view_new(pool, findings, site, desk.target->language.s ? desk.target->language.s : site->config->language.s);
		for (int event = 0; event < NOTIFY_EVENT_COUNT; event++)
			if (desk.target->events & (1u << event))
				add_event(&desk, (enum notify_event)event);
	}
	*count = notices->len;
	return pool_memdup(pool, notices->len ? notices->data : "", notices->len * sizeof(struct notice));
}
