#include "net/probe_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "base/time.h"
#include "net/fetch.h"

enum { SOCKETS = 32 }; /* connections and lookups at once */

/* ---- answers ---- */

void
probe_fails(struct probe_answer *answer, enum probe_why why, const char *message)
{
	answer->line.outcome = OUTCOME_DOWN;
	answer->line.why = (uint8_t)why;
	answer->message = message;
}

static void
degrade(struct probe_answer *answer, enum probe_why why, const char *message)
{
	probe_fails(answer, why, message);
	answer->line.outcome = OUTCOME_DEGRADED;
}

void
probe_succeeds(struct pool *pool, struct probe_answer *answer, int64_t microseconds, int64_t now)
{
	const struct probe *probe = answer->probe;
	const int64_t left = answer->line.certificate == TIME_NONE ? INT64_MAX : answer->line.certificate - now;

	answer->line.outcome = OUTCOME_UP;
	answer->line.why = WHY_NONE;
	answer->line.ms = (int32_t)((microseconds + 500) / 1000);
	answer->message = NULL;
	if (probe->certificate.seconds != DURATION_NONE && left < probe->certificate.seconds)
		degrade(answer, WHY_CERTIFICATE, pool_printf(pool, "the certificate expires in %s", duration_format(pool, MAX(left, 0))));
	else if (probe->latency.milliseconds != DURATION_NONE && answer->line.ms > probe->latency.milliseconds)
		degrade(answer, WHY_LATENCY, pool_printf(pool, "the answer took %d ms, and may take %" G_GINT64_FORMAT, answer->line.ms, probe->latency.milliseconds));
}

/* ---- HTTP ---- */

/* One attempt of those that are not up yet. */
struct round {
	struct pool *pool;
	const struct probes_options *options;
	struct probe_answer **answers;
	size_t count;
	bool stopped;
	const char *problem;
};

struct asked {
	struct round *round;
	struct probe_answer *answer;
};

static const enum probe_why whys[] = {
	[FETCH_DNS] = WHY_DNS,
	[FETCH_CONNECT] = WHY_CONNECT,
	[FETCH_TIMEOUT] = WHY_TIMEOUT,
	[FETCH_TLS] = WHY_TLS,
	[FETCH_TOO_LARGE] = WHY_BROKEN,
	[FETCH_REDIRECTS] = WHY_BROKEN,
	[FETCH_FORBIDDEN] = WHY_BROKEN,
	[FETCH_BROKEN] = WHY_BROKEN,
	[FETCH_BUSY] = WHY_STATUS,
	[FETCH_STOPPED] = WHY_NONE,
};

static void
refuse(struct probe_answer *answer, const char *message)
{
	answer->refused = true;
	answer->message = message;
}

/* Whether nothing was asked, by the rules here.  A redirect to what nobody could follow is the service's own; one to an address inside may
 * be allowed. */
static bool
is_refusal(const struct fetch_result *result)
{
	if (result->error == FETCH_FORBIDDEN)
		return result->hop_count == 0 || result->inside;
	return result->error == FETCH_BAD_URL || result->error == FETCH_FILE;
}

static void
judge_error(struct round *round, struct probe_answer *answer, const struct fetch_result *result)
{
	if (result->error == FETCH_STOPPED)
		round->stopped = true;
	else if (is_refusal(result))
		refuse(answer, pool_strdup(round->pool, result->message));
	else
		probe_fails(answer, whys[result->error], pool_strdup(round->pool, result->message));
	answer->unheard = result->error == FETCH_DNS || result->cut_off;
	answer->unproxied = result->unproxied;
}

static bool
holds(const char *bytes, size_t size, const char *text)
{
	return memmem(bytes, size, text, strlen(text)) != NULL;
}

/* Why an answer is not as it should be; *why says what. */
static const char *
complaint(struct pool *pool, const struct probe *probe, const struct fetch_result *result, enum probe_why *why)
{
	const size_t size = result->body ? result->body_size : 0;
	const char *body = result->body ? result->body : "";

	*why = WHY_STATUS;
	if (!probe_wants_status(probe, result->status))
		return pool_printf(pool, "the answer is %d", result->status);
	*why = WHY_BODY;
	if (probe->body.s && !holds(body, size, probe->body.s))
		return pool_printf(pool, "the answer does not hold \"%s\"", probe->body.s);
	*why = WHY_JSON;
	if (probe->json.path.s && result->truncated)
		return "the answer is longer than 1 MiB";
	if (probe->json.path.s && !probe_json_holds(body, size, probe->json.path.s, probe->json.equals.s))
		return pool_printf(pool, "the answer has not what is wanted at %s", probe->json.path.s);
	*why = WHY_NONE;
	return NULL;
}

static void
heard(void *data, const struct fetch_result *result)
{
	const struct asked *asked = data;
	struct round *round = asked->round;
	struct probe_answer *answer = asked->answer;
	const char *message;
	enum probe_why why;

	answer->line.status = (uint16_t)CLAMP(result->status, 0, 999);
	answer->line.certificate = result->certificate_expires;
	if (result->error != FETCH_DONE) {
		judge_error(round, answer, result);
		return;
	}
	message = complaint(round->pool, answer->probe, result, &why);
	if (message)
		probe_fails(answer, why, message);
	else
		probe_succeeds(round->pool, answer, result->times.total, round->options->now);
}

/* Why a header can't be made: a variable that is not there, or holds more than a line. */
static const char *
variable_problem(struct pool *pool, const char *variable, const char *header)
{
	const char *value = g_getenv(variable);

	if (value && *value)
		return pool_printf(pool, "what is in %s has an end of line in it, which the header %s can't have", variable, header);
	return pool_printf(pool, "the environment has no %s, which the header %s needs", variable, header);
}

/* NULL: some variable is missing, and the answer says so. */
static const struct fetch_header *
headers_of(struct pool *pool, struct probe_answer *answer)
{
	const struct probe *probe = answer->probe;
	struct fetch_header *headers = pool_array(pool, struct fetch_header, probe->header_count);
	const char *missing = NULL;

	for (size_t i = 0; i < probe->header_count; i++) {
		headers[i].name = probe->headers[i].name;
		headers[i].value = probe_header_value(pool, probe->headers[i].value, &headers[i].secret, &missing);
		if (headers[i].value)
			continue;
		refuse(answer, variable_problem(pool, missing, headers[i].name));
		return NULL;
	}
	return headers;
}

static void
add_request(struct round *round, struct fetch *fetch, struct probe_answer *answer)
{
	const struct probe *probe = answer->probe;
	const struct asked asked = { round, answer };
	const struct fetch_header *headers = headers_of(round->pool, answer);
	const struct fetch_request request = {
		.method = probe->method.s,
		.url = probe->url.s,
		.headers = headers,
		.header_count = probe->header_count,
		.body_limit = PROBE_BODY_MAX, /* also where nothing is looked for: the time is that of the whole answer */
		.truncate = true,
		.stay = probe->stays,
		.timeout = probe->timeout_ms,
		.once = true,
		.done = heard,
		.data = pool_memdup(round->pool, &asked, sizeof asked),
	};

	if (headers)
		fetch_add(fetch, &request);
}

static bool
goes_on(void *data)
{
	const struct round *round = data;

	return !round->options->wait || round->options->wait(round->options->data, 0);
}

/* A set of its own for each round: no connection of the one before is used. */
static bool
ask_pages(struct round *round)
{
	const struct fetch_options options = { .network = round->options->network };
	struct fetch *fetch = NULL;

	for (size_t i = 0; i < round->count; i++) {
		if (round->answers[i]->probe->kind != PROBE_HTTP)
			continue;
		if (!fetch && !(fetch = fetch_new(round->pool, &options, &round->problem)))
			return false;
		add_request(round, fetch, round->answers[i]);
	}
	if (!fetch)
		return true;
	fetch_watch(fetch, goes_on, round);
	fetch_run(fetch);
	return true;
}

/* ---- connections and names ---- */

struct sockets {
	const struct round *round;
	GPtrArray *answers;  /* struct probe_answer */
	struct pool **pools; /* one for each */
	int ended, finished; /* by the thread that waits; by the one that works */
};

static void
ask_sockets(void *data, size_t chunk, size_t first, size_t end)
{
	const struct sockets *sockets = data;

	(void)chunk;
	for (size_t i = first; i < end; i++)
		probe_socket(sockets->pools[i], sockets->round->options, sockets->answers->pdata[i], &sockets->ended);
}

static void *
run_sockets(void *data)
{
	struct sockets *sockets = data;

	threads_each(SOCKETS, sockets->answers->len, 1, ask_sockets, sockets);
	g_atomic_int_set(&sockets->finished, 1);
	return NULL;
}

static struct sockets
sockets_of(const struct round *round)
{
	struct sockets sockets = { round, g_ptr_array_new(), pool_array(round->pool, struct pool *, round->count), 0, 0 };

	for (size_t i = 0; i < round->count; i++)
		if (round->answers[i]->probe->kind != PROBE_HTTP) {
			sockets.pools[sockets.answers->len] = pool_branch(round->pool);
			g_ptr_array_add(sockets.answers, round->answers[i]);
		}
	return sockets;
}

/* ---- rounds ---- */

static void
wait_for_sockets(struct round *round, struct sockets *sockets, GThread *thread)
{
	while (!g_atomic_int_get(&sockets->finished)) {
		if (!g_atomic_int_get(&sockets->ended) && !goes_on(round))
			g_atomic_int_set(&sockets->ended, 1);
		g_usleep(2000);
	}
	g_thread_join(thread);
}

/* Everything that is left, once: sockets beside pages. */
static bool
run_round(struct round *round)
{
	struct sockets sockets = sockets_of(round);
	GThread *thread = sockets.answers->len ? g_thread_new("sockets", run_sockets, &sockets) : NULL;
	const bool asked = ask_pages(round);

	if (thread)
		wait_for_sockets(round, &sockets, thread);
	g_ptr_array_unref(sockets.answers);
	return asked;
}

static bool
is_left(const struct probe_answer *answer)
{
	return !answer->refused && (answer->line.tries == 0 || answer->line.outcome == OUTCOME_DOWN);
}

/* What is still to be asked, made ready for another attempt. */
static void
begin_round(struct round *round, struct probe_answer *answers, size_t count)
{
	round->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_left(&answers[i]))
			continue;
		answers[i].unheard = answers[i].unproxied = false;
		answers[i].line.tries++;
		answers[i].line.ms = -1;
		answers[i].line.status = 0;
		answers[i].line.certificate = TIME_NONE;
		round->answers[round->count++] = &answers[i];
	}
}

enum probes_end
probes_ask(struct pool *pool, const struct probes_options *options, struct probe_answer *answers, size_t count, const char **problem)
{
	struct round round = { .pool = pool, .options = options, .answers = pool_array(pool, struct probe_answer *, count) };

	if (options->offline) {
		fetch_new(pool, &(struct fetch_options){ .offline = true }, problem);
		return PROBES_FAILED;
	}
	for (size_t i = 0; i < count; i++)
		answers[i].line = (struct probe_line){ .at = options->now, .certificate = TIME_NONE, .ms = -1 };
	for (int try = 0; try < PROBE_TRIES; try++) {
		begin_round(&round, answers, count);
		if (!round.count)
			break;
		if (try > 0 && options->wait && !options->wait(options->data, PROBE_PAUSE))
			return PROBES_STOPPED;
		if (try > 0 && !options->wait)
			g_usleep(PROBE_PAUSE * 1000UL);
		if (!run_round(&round)) {
			*problem = round.problem;
			return PROBES_FAILED;
		}
		if (round.stopped || !goes_on(&round))
			return PROBES_STOPPED;
	}
	for (size_t i = 0; i < count; i++)
		if (answers[i].unproxied)
			refuse(&answers[i], answers[i].message);
	return PROBES_DONE;
}
