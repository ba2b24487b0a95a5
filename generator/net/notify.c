#include "net/notify.h"

#include <glib.h>
#include <string.h>

#include "base/mailbox.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "net/fetch.h"

enum {
	RETRIES = 2,
	ANSWER_LIMIT = 4096, /* bytes */
	DAY = 24 * 60 * 60,
	UNFIT_AGE = DAY,       /* for so many seconds a message is sent again that its receiver can't take */
	REFUSED_AGE = 7 * DAY, /* or refuses for its address or login, which somebody may mend */
};

/* One target, and those of its messages that are left. */
struct line {
	struct sending *sending;
	struct notice *next, *end;
};

struct sending {
	struct pool *pool;
	const struct site *site;
	struct ledger *ledger;
	struct fetch *fetch;
	const char *problem; /* the ledger can't be written */
};

static void send_next(struct line *line);

/* ---- outcomes ---- */

static void
conclude(struct line *line, enum outcome outcome, const char *problem)
{
	line->next->outcome = outcome;
	line->next->problem = problem;
}

/* Those behind one that failed wait for the next run. */
static void
give_up(struct line *line, const char *problem)
{
	conclude(line, OUTCOME_FAILED, problem);
	for (struct notice *notice = line->next + 1; notice < line->end; notice++)
		notice->problem = "what is to be told before was not";
	line->next = line->end;
}

static const char *
problem_of(const struct line *line, const struct fetch_result *result)
{
	struct pool *pool = line->sending->pool;
	const bool mail = line->next->target->kind == NOTIFY_EMAIL, passes = mail ? result->status < 500 : result->transient;

	if (result->error == FETCH_BAD_URL && !mail)
		return pool_printf(pool, "what is in %s is no address: write all of it, https:// first, without blanks or ends of lines", line->next->target->url_env.s);
	if (result->error != FETCH_DONE)
		return pool_strdup(pool, result->message);
	if (!mail && result->status >= 300 && result->status < 400)
		return pool_printf(pool, "the answer is %d, a redirect, which is not followed with a secret", result->status);
	if (!mail && (result->status == 404 || result->status == 410))
		return pool_printf(pool, "the answer is %d: is the address in %s still right?", result->status, line->next->target->url_env.s);
	return pool_printf(pool, "the answer is %d%s", result->status, passes ? ", which may pass by itself" : "");
}

/* Whether it is this message that its receiver does not take: the next one may be fine. */
static bool
is_unfit(const struct line *line, const struct fetch_result *result)
{
	static const int answers[] = { 400, 413, 422 };

	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
		if (result->error == FETCH_DONE && result->status == answers[i])
			return line->next->target->kind != NOTIFY_EMAIL;
	return false;
}

/* Whether the answer would be the same another time, as long as nobody changes anything. */
static bool
is_refused(const struct line *line, const struct fetch_result *result)
{
	const int status = result->error == FETCH_DONE ? result->status : 0;

	if (line->next->target->kind == NOTIFY_EMAIL)
		return status >= 500 && status <= 599;
	return status >= 400 && status <= 499 && status != 408 && status != 425 && status != 429;
}

/* Whether it was refused for so long that nobody will mend it. */
static bool
is_past_hope(const struct line *line, const struct fetch_result *result)
{
	const int64_t queued = line->next->entry.queued, most = is_unfit(line, result) ? UNFIT_AGE : REFUSED_AGE;

	return is_refused(line, result) && queued != TIME_NONE && line->sending->site->now - queued >= most;
}

/* False: the ledger can't be written, and all ends here. */
static bool
note(struct line *line, const char *text, const char *otherwise)
{
	struct sending *sending = line->sending;
	const char *problem = NULL;

	if (ledger_append(sending->ledger, text, &problem))
		return true;
	sending->problem = problem;
	give_up(line, otherwise);
	fetch_stop(sending->fetch);
	return false;
}

static void
pass_on(struct line *line, enum outcome outcome, const char *problem)
{
	conclude(line, outcome, problem);
	line->next++;
	send_next(line);
}

static void
fail(struct line *line, const struct fetch_result *result)
{
	struct sending *sending = line->sending;
	const char *problem = problem_of(line, result);

	if (!is_past_hope(line, result)) {
		if (is_unfit(line, result))
			pass_on(line, OUTCOME_FAILED, problem);
		else
			give_up(line, problem);
		return;
	}
	problem = pool_printf(sending->pool, "%s; it was refused since %s, and is given up", problem, time_format(sending->pool, sending->site->config->zone, line->next->entry.queued));
	if (note(line, ledger_line_dropped(sending->pool, &line->next->entry, sending->site->now), problem))
		pass_on(line, OUTCOME_FAILED, problem);
}

/* Who has said that the message was taken has it, whatever becomes of the rest of the answer, which nobody reads. */
static bool
is_taken(const struct line *line, const struct fetch_result *result)
{
	if (result->status < 200 || result->status > 299)
		return false;
	if (line->next->target->kind == NOTIFY_EMAIL)
		return result->error == FETCH_DONE;
	return result->error == FETCH_DONE || result->error == FETCH_BROKEN || result->error == FETCH_TIMEOUT;
}

static void
done(void *data, const struct fetch_result *result)
{
	struct line *line = data;
	struct sending *sending = line->sending;

	if (!is_taken(line, result))
		fail(line, result);
	else if (note(line, ledger_line_sent(sending->pool, &line->next->entry, sending->site->now), "it was sent, but that could not be written down: it will be sent again"))
		pass_on(line, OUTCOME_SENT, NULL);
}

/* ---- requests ---- */

static const char *
variable(const struct text *name)
{
	const char *value = name->s ? g_getenv(name->s) : NULL;

	return value && *value ? value : NULL;
}

/* The first variable that is needed and not there, or NULL. */
static const char *
missing_variable(const struct notify_target *target)
{
	const struct text *const needed[] = { &target->url_env, &target->secret_env, &target->user_env, &target->password_env };

	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
		if (needed[i]->s && !variable(needed[i]))
			return needed[i]->s;
	return NULL;
}

const char *const *
notify_headers(struct pool *pool, const struct notice *notice)
{
	static const char *const none[] = { NULL };
	const char *const headers[] = { "Content-Type", "application/json; charset=utf-8", "Idempotency-Key", notice->message.key, NULL };

	return notice->target->kind == NOTIFY_EMAIL ? none : pool_memdup(pool, headers, sizeof headers);
}

static void
add_headers(struct pool *pool, const struct notice *notice, struct fetch_request *request)
{
	struct fetch_header *headers = pool_array(pool, struct fetch_header, 3);
	const char *const *words = notify_headers(pool, notice), *secret = variable(&notice->target->secret_env);

	for (; *words; words += 2)
		headers[request->header_count++] = (struct fetch_header){ words[0], words[1], false };
	if (secret)
		headers[request->header_count++] = (struct fetch_header){ "X-Sitrep-Signature", message_signature(pool, secret, notice->message.at, notice->body), true };
	request->headers = headers;
}

static void
add_mail(struct pool *pool, const struct notify_target *target, struct fetch_request *request)
{
	const char **to = pool_array(pool, const char *, target->to.count + 1);
	struct mailbox mailbox;

	for (size_t i = 0; i < target->to.count; i++)
		if (mailbox_read(pool, target->to.items[i].s, &mailbox))
			to[i] = mailbox.address;
	mailbox_read(pool, target->from.s, &mailbox);
	request->url = pool_printf(pool, "%s/%s", target->server.s, mailbox.domain);
	request->mail_from = mailbox.address;
	request->mail_to = to;
	request->mail_plain = target->plain;
	request->user = variable(&target->user_env);
	request->password = variable(&target->password_env);
}

static void
add_request(struct line *line)
{
	struct pool *pool = line->sending->pool;
	const struct notice *notice = line->next;
	struct fetch_request request = {
		.method = "POST",
		.called = "the receiver",
		.body = notice->body,
		.body_size = strlen(notice->body),
		.body_limit = ANSWER_LIMIT,
		.truncate = true,
		.stay = true,
		.done = done,
		.data = line,
	};

	if (notice->target->kind == NOTIFY_EMAIL) {
		add_mail(pool, notice->target, &request);
		request.once = true; /* whether a mail was taken is told at the end alone */
	} else {
		request.url = variable(&notice->target->url_env);
		add_headers(pool, notice, &request);
	}
	fetch_add(line->sending->fetch, &request);
}

static void
send_next(struct line *line)
{
	if (line->next < line->end && !line->sending->problem)
		add_request(line);
}

/* ---- all of them ---- */

/* Written down before anything is sent: whatever happens from here on, the next run knows of it. */
static bool
queue(struct sending *sending, const struct line *lines, size_t count)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < count; i++)
		for (const struct notice *notice = lines[i].next; notice < lines[i].end; notice++)
			if (!notice->again)
				g_string_append(text, ledger_line_queued(sending->pool, &notice->entry, sending->site->now));
	return text->len == 0 || ledger_append(sending->ledger, text->str, &sending->problem);
}

/* The messages of each target; of those that can't be served, none. */
static size_t
form_lines(struct sending *sending, struct notice *notices, size_t count, struct line *lines)
{
	size_t formed = 0;

	for (size_t i = 0; i < count;) {
		struct line *line = &lines[formed++];
		const char *missing = missing_variable(notices[i].target);

		*line = (struct line){ .sending = sending, .next = &notices[i] };
		while (i < count && notices[i].target == line->next->target)
			i++;
		line->end = &notices[i];
		if (missing)
			give_up(line, pool_printf(sending->pool, "there is no %s in the environment", missing));
	}
	return formed;
}

bool
notify_send(struct pool *pool, const struct site *site, struct ledger *ledger, struct notice *notices, size_t count, const struct notify_options *options, const char **problem)
{
	const struct fetch_options fetch_options = { .network = &site->config->network, .offline = options->offline, .retries = RETRIES };
	struct sending sending = { .pool = pool, .site = site, .ledger = ledger };
	struct line *lines = pool_array(pool, struct line, count);
	size_t formed;

	sending.fetch = fetch_new(pool, &fetch_options, problem);
	if (!sending.fetch)
		return false;
	formed = form_lines(&sending, notices, count, lines);
	if (queue(&sending, lines, formed)) {
		for (size_t i = 0; i < formed; i++)
			send_next(&lines[i]);
		fetch_run(sending.fetch);
	}
	*problem = sending.problem;
	return !sending.problem;
}
