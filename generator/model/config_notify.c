/* notify: of site.yaml. */
#include "model/config_parts.h"

#include <glib.h>
#include <string.h>

#include "base/mailbox.h"
#include "base/pool.h"
#include "base/text.h"

enum { /* seconds */
	MAX_AGE = 24 * 60 * 60,
	OVERDUE_AGE = 7 * 24 * 60 * 60,
	AHEAD = 12 * 60 * 60,
};

#define LEDGER ".sitrep/notified.jsonl"
#define LOGIN_PREFIX "SMTP_"

static const char *const kind_ids[] = { "slack", "teams", "discord", "mattermost", "json", "email", NULL }; /* in the order of enum notify_kind */
static const char *const event_ids[] = { "updates", "overdue", "reviews", "handoff", NULL };
static const char *const impact_ids[] = { "none", "minor", "major", "critical", "maintenance", NULL }; /* of enum impact */
static const char *const tls_ids[] = { "required", "none", NULL };

const char *
notify_kind_id(enum notify_kind kind)
{
	return kind_ids[kind];
}

const char *
notify_event_id(enum notify_event event)
{
	return event_ids[event];
}

struct raw_notify {
	struct text ledger;
	struct length max_age, overdue_age;
	const struct yaml_node *targets;
};

#define NOTIFY(member, what) { .name = #member, .type = what, .offset = offsetof(struct raw_notify, member) }
static const struct field notify_fields[] = {
	NOTIFY(ledger, FIELD_TEXT),
	NOTIFY(max_age, FIELD_DURATION),
	NOTIFY(overdue_age, FIELD_DURATION),
	NOTIFY(targets, FIELD_NODE),
	{ 0 },
};
#undef NOTIFY
static const struct schema notify_schema = { "notify", notify_fields, sizeof(struct raw_notify), SCHEMA_NO_SPAN, false };

/* target's own members first, so that one table fills them in place. */
struct raw_target {
	struct notify_target target;
	struct text kind, tls;
	struct texts events, impact;
	const struct yaml_node *url, *secret, *password, *user, *token; /* which must not be here */
};

#define TARGET(member, what, to) { .name = #member, .type = what, .offset = offsetof(struct raw_target, target.member), .refers = to }
#define RAW(member, what, among) { .name = #member, .type = what, .offset = offsetof(struct raw_target, member), .choices = among }
static const struct field target_fields[] = {
	{ .name = "kind", .type = FIELD_CHOICE, .offset = offsetof(struct raw_target, kind), .flags = FIELD_REQUIRED, .choices = kind_ids },
	RAW(events, FIELD_TEXTS, NULL),
	RAW(impact, FIELD_TEXTS, NULL),
	TARGET(components, FIELD_TEXTS, REFERS_COMPONENT),
	TARGET(severities, FIELD_TEXTS, REFERS_SEVERITY),
	TARGET(schedules, FIELD_TEXTS, REFERS_SCHEDULE),
	TARGET(ahead, FIELD_DURATION, 0),
	TARGET(language, FIELD_TEXT, 0),
	TARGET(template, FIELD_TEXT, 0),
	TARGET(url_env, FIELD_TEXT, 0),
	TARGET(secret_env, FIELD_TEXT, 0),
	TARGET(server, FIELD_TEXT, 0),
	TARGET(user_env, FIELD_TEXT, 0),
	TARGET(password_env, FIELD_TEXT, 0),
	RAW(tls, FIELD_CHOICE, tls_ids),
	TARGET(from, FIELD_TEXT, 0),
	TARGET(reply_to, FIELD_TEXT, 0),
	TARGET(unsubscribe, FIELD_TEXT, 0),
	TARGET(to, FIELD_TEXTS, 0),
	RAW(url, FIELD_NODE, NULL),
	RAW(secret, FIELD_NODE, NULL),
	RAW(password, FIELD_NODE, NULL),
	RAW(user, FIELD_NODE, NULL),
	RAW(token, FIELD_NODE, NULL),
	{ 0 },
};
#undef TARGET
#undef RAW
static const struct schema target_schema = { "a target", target_fields, sizeof(struct raw_target), offsetof(struct raw_target, target.span), false };

struct reader {
	const struct schema_context *context;
	const struct yaml *yaml;
	struct text name;
	bool usable;
};

static struct finding *
bad_value(struct reader *reader, struct span span, const char *message)
{
	reader->usable = false;
	return finding_add(reader->context->findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

/* ---- secrets ---- */

static const struct {
	const char *key;
	size_t offset;
	const char *variable; /* an example */
} secrets[] = {
	{ "url", offsetof(struct raw_target, url), "SLACK_WEBHOOK" },
	{ "secret", offsetof(struct raw_target, secret), "HOOK_SECRET" },
	{ "password", offsetof(struct raw_target, password), "SMTP_PASSWORD" },
	{ "user", offsetof(struct raw_target, user), "SMTP_USER" },
	{ "token", offsetof(struct raw_target, token), NULL },
};

static void
refuse_secret(struct reader *reader, struct span span, const char *key, const char *variable)
{
	reader->usable = false;
	finding_help(finding_add(reader->context->findings, RULE_SITE_SECRET, span, "\"%s\" of \"%s\" has no place in site.yaml: whoever has the file could use it", key, reader->name.s),
	    "write %s_env: %s, and put it into that variable of the environment; if it was a real one, replace it where it is in use", key, variable);
}

static void
refuse_secrets(struct reader *reader, const struct raw_target *raw)
{
	for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
		const struct yaml_node *node = *(const struct yaml_node *const *)(const void *)((const char *)raw + secrets[i].offset);
		const bool is_token = !secrets[i].variable;

		if (node)
			refuse_secret(reader, yaml_span(reader->yaml, node), is_token ? "url" : secrets[i].key, is_token ? "HOOK_ADDRESS" : secrets[i].variable);
	}
}

/* The name of a variable; what looks like the secret itself is taken for it. */
static void
check_variable(struct reader *reader, const struct text *variable, const char *key)
{
	static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (!variable->s || (*variable->s && !g_ascii_isdigit(*variable->s) && strspn(variable->s, characters) == strlen(variable->s)))
		return;
	if (strlen(variable->s) < 8) {
		finding_help(bad_value(reader, variable->span, "this is no name of a variable of the environment"), "letters, digits and _, as in SLACK_WEBHOOK");
		return;
	}
	refuse_secret(reader, variable->span, key, "SLACK_WEBHOOK");
}

/* A login goes to the server that site.yaml names: whoever may change that must not be able to send any other secret of a job there. */
static void
check_login_variable(struct reader *reader, const struct text *variable, const char *key)
{
	const bool usable = reader->usable;

	reader->usable = true;
	check_variable(reader, variable, key);
	if (reader->usable && variable->s && !g_str_has_prefix(variable->s, LOGIN_PREFIX))
		finding_help(bad_value(reader, variable->span, "a login is taken from variables that are meant for it"), "give it a name that begins with " LOGIN_PREFIX);
	reader->usable = reader->usable && usable;
}

/* ---- what each kind takes ---- */

enum { /* bits */
	HOOK = 1,
	JSON = 2,
	EMAIL = 4,
};

static const struct {
	const char *key;
	size_t offset;
	unsigned kinds, required;
} keys[] = {
	{ "url_env", offsetof(struct raw_target, target.url_env), HOOK | JSON, HOOK | JSON },
	{ "secret_env", offsetof(struct raw_target, target.secret_env), JSON, 0 },
	{ "server", offsetof(struct raw_target, target.server), EMAIL, EMAIL },
	{ "from", offsetof(struct raw_target, target.from), EMAIL, EMAIL },
	{ "user_env", offsetof(struct raw_target, target.user_env), EMAIL, 0 },
	{ "password_env", offsetof(struct raw_target, target.password_env), EMAIL, 0 },
	{ "tls", offsetof(struct raw_target, tls), EMAIL, 0 },
	{ "reply_to", offsetof(struct raw_target, target.reply_to), EMAIL, 0 },
	{ "unsubscribe", offsetof(struct raw_target, target.unsubscribe), EMAIL, 0 },
};

static unsigned
bit_of(enum notify_kind kind)
{
	return kind == NOTIFY_EMAIL ? EMAIL : kind == NOTIFY_JSON ? JSON : HOOK;
}

static void
check_key(struct reader *reader, const struct raw_target *raw, size_t i)
{
	const struct text *value = (const struct text *)(const void *)((const char *)raw + keys[i].offset);
	const unsigned bit = bit_of(raw->target.kind);

	if (value->s && !(keys[i].kinds & bit))
		bad_value(reader, value->span, pool_printf(reader->context->pool, "\"%s\" means nothing to a target of the kind %s", keys[i].key, raw->kind.s));
	/* an address in the wrong place has been told already */
	if (value->s || !(keys[i].required & bit) || (raw->url && value == &raw->target.url_env))
		return;
	reader->usable = false;
	finding_add(reader->context->findings, RULE_FRONT_MISSING_FIELD, reader->name.span, "\"%s\" needs \"%s\"", reader->name.s, keys[i].key);
}

static void
check_keys(struct reader *reader, const struct raw_target *raw)
{
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		check_key(reader, raw, i);
	if (raw->target.to.given && raw->target.kind != NOTIFY_EMAIL)
		bad_value(reader, raw->target.to.span, pool_printf(reader->context->pool, "\"to\" means nothing to a target of the kind %s", raw->kind.s));
	if (raw->target.kind == NOTIFY_EMAIL && raw->target.to.count == 0) {
		reader->usable = false;
		finding_add(reader->context->findings, RULE_FRONT_MISSING_FIELD, reader->name.span, "\"%s\" needs \"to\"", reader->name.s);
	}
	check_variable(reader, &raw->target.url_env, "url");
	check_variable(reader, &raw->target.secret_env, "secret");
	check_login_variable(reader, &raw->target.user_env, "user");
	check_login_variable(reader, &raw->target.password_env, "password");
}

/* ---- e-mail ---- */

static void
check_mailbox(struct reader *reader, struct text text)
{
	struct mailbox mailbox;

	if (!text.s || !mailbox_read(reader->context->pool, text.s, &mailbox))
		finding_help(bad_value(reader, text.span, "this is no address of e-mail"), "write status@example.com, or \"Example Status <status@example.com>\"");
}

static void
check_server(struct reader *reader, const struct raw_target *raw)
{
	const struct text server = raw->target.server;
	const char *host = !server.s ? NULL : g_str_has_prefix(server.s, "smtp://") ? server.s + 7 : g_str_has_prefix(server.s, "smtps://") ? server.s + 8 : NULL;

	if (!server.s)
		return;
	if (strchr(server.s, '@'))
		refuse_secret(reader, server.span, "password", "SMTP_PASSWORD");
	else if (!host || !*host || strpbrk(host, "/?# \t\\"))
		finding_help(bad_value(reader, server.span, "this is no server that takes e-mail"), "write smtps://mail.example.com, or smtp://mail.example.com:587");
}

/* A password is sent to nobody who can't be told from somebody else. */
static void
check_login(struct reader *reader, const struct raw_target *raw)
{
	const struct notify_target *target = &raw->target;

	if (!target->user_env.s != !target->password_env.s)
		finding_help(bad_value(reader, target->user_env.s ? target->user_env.span : target->password_env.span, "a login is a user and a password"), "give both \"user_env\" and \"password_env\"");
	else if (target->plain && target->user_env.s)
		finding_help(bad_value(reader, raw->tls.span, "without TLS a password would be sent for all to read"), "leave \"tls\" out, or the login");
}

static void
check_email(struct reader *reader, struct raw_target *raw)
{
	struct notify_target *target = &raw->target;
	const char *away = target->unsubscribe.s;

	target->plain = raw->tls.s && strcmp(raw->tls.s, "none") == 0;
	if (target->from.s)
		check_mailbox(reader, target->from);
	if (target->reply_to.s)
		check_mailbox(reader, target->reply_to);
	for (size_t i = 0; i < target->to.count; i++)
		check_mailbox(reader, target->to.items[i]);
	check_server(reader, raw);
	check_login(reader, raw);
	if (away && ((!g_str_has_prefix(away, "https://") && !g_str_has_prefix(away, "mailto:")) || strpbrk(away, "<> \t\r\n") || !g_str_is_ascii(away)))
		finding_help(bad_value(reader, target->unsubscribe.span, "this is no address for those who want no more"), "write https://example.com/leave, or mailto:leave@example.com");
}

/* ---- the rest ---- */

static size_t
place_among(const char *word, const char *const *words)
{
	size_t i = 0;

	while (words[i] && (!word || !text_equal_nocase(word, words[i])))
		i++;
	return i;
}

/* Bits of words, each one of some. */
static unsigned
read_set(struct reader *reader, const struct texts *texts, const char *const *words, const char *wrong)
{
	unsigned set = 0;

	for (size_t i = 0; i < texts->count; i++) {
		const size_t place = place_among(texts->items[i].s, words);
		const char *near = words[place] ? NULL : text_nearest(texts->items[i].s ? texts->items[i].s : "", words, place);

		set |= words[place] ? 1u << place : 0;
		if (!words[place])
			finding_help(bad_value(reader, texts->items[i].span, wrong), near ? "did you mean \"%s\"?" : "see notify in 'man sitrep'", near);
	}
	return set;
}

static void
check_template(struct reader *reader, const struct text *template)
{
	const char *normal = template->s ? path_normal(reader->context->pool, template->s) : NULL;

	if (template->s && (!normal || !*normal || strcmp(normal, template->s) != 0))
		finding_help(bad_value(reader, template->span, "this is no template"), "write the name of a file below layouts/ without its ending: notify/short");
}

static bool
is_name(const char *name)
{
	return *name && strlen(name) <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen(name);
}

static void
read_target(struct reader *reader, const struct yaml_node *key, GArray *targets)
{
	struct raw_target raw;

	*reader = (struct reader){ reader->context, reader->yaml, { yaml_text(reader->yaml, key), yaml_span(reader->yaml, key) }, true };
	if (!schema_read(reader->context, reader->yaml, yaml_next(reader->yaml, key), reader->name.span, &target_schema, &raw))
		return;
	if (!is_name(reader->name.s))
		finding_help(bad_value(reader, reader->name.span, "this is no name of a target"), "letters of ASCII, digits, - and _: ops-slack");
	refuse_secrets(reader, &raw);
	if (!raw.kind.s)
		return;
	raw.target.name = reader->name;
	raw.target.kind = (enum notify_kind)place_among(raw.kind.s, kind_ids);
	raw.target.events = raw.events.given ? read_set(reader, &raw.events, event_ids, "what is told are updates, overdue, reviews and handoff") : 1u << NOTIFY_UPDATES;
	raw.target.impacts = read_set(reader, &raw.impact, impact_ids, "an impact is none, minor, major, critical or maintenance");
	if (raw.target.ahead.seconds == DURATION_NONE)
		raw.target.ahead.seconds = AHEAD;
	check_keys(reader, &raw);
	check_email(reader, &raw);
	check_template(reader, &raw.target.template);
	if (reader->usable)
		g_array_append_val(targets, raw.target);
}

static void
read_targets(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct notify_config *notify)
{
	g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(struct notify_target));
	struct reader reader = { .context = context, .yaml = yaml };

	if (!node || node->kind == YAML_EMPTY)
		return;
	if (node->kind != YAML_MAPPING) {
		finding_help(bad_value(&reader, yaml_span(yaml, node), "\"targets\" must be a mapping of names"), "write \"ops: {kind: slack, url_env: SLACK_WEBHOOK}\" below it");
		return;
	}
	for (const struct yaml_node *key = yaml_first(yaml, node); key; key = yaml_next_key(yaml, key))
		read_target(&reader, key, targets);
	notify->targets = (struct list){ pool_memdup(context->pool, targets->len ? targets->data : "", targets->len * sizeof(struct notify_target)), targets->len };
}

/* The ledger is kept with the site, and written: not outside of it, and not as content. */
static void
check_ledger(const struct schema_context *context, struct text *ledger)
{
	const char *normal = ledger->s ? path_normal(context->pool, ledger->s) : LEDGER;

	if (ledger->s && (!normal || !*normal || *ledger->s == '/' || strcmp(normal, ledger->s) != 0 || g_str_has_prefix(normal, "content/"))) {
		finding_help(finding_add(context->findings, RULE_FRONT_BAD_VALUE, ledger->span, "\"ledger\" is a file in the site's folder, and not in content/"), "write .sitrep/notified.jsonl");
		normal = LEDGER;
	}
	ledger->s = normal;
}

void
config_read_notify(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct notify_config *notify)
{
	struct raw_notify raw = { .max_age.seconds = DURATION_NONE, .overdue_age.seconds = DURATION_NONE };

	*notify = (struct notify_config){ .ledger.s = LEDGER, .max_age.seconds = MAX_AGE, .overdue_age.seconds = OVERDUE_AGE };
	if (!node || !schema_read(context, yaml, node, yaml_span(yaml, node), &notify_schema, &raw))
		return;
	check_ledger(context, &raw.ledger);
	notify->ledger = raw.ledger;
	if (raw.max_age.seconds != DURATION_NONE)
		notify->max_age = raw.max_age;
	if (raw.overdue_age.seconds != DURATION_NONE)
		notify->overdue_age = raw.overdue_age;
	read_targets(context, yaml, raw.targets, notify);
}
