#include "net/publish_parts.h"

#include <stdarg.h>
#include <string.h>

#include "base/pool.h"

/* Of nothing. */
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

enum {
	TIMEOUT = 20 * 1000, /* milliseconds, where site.yaml says nothing */
	SLOWEST = 16,        /* bytes in a millisecond that an upload is waited for */
	ANSWER = 64 << 10,   /* bytes of an answer that says no more than yes or no */
};

bool
publish_fail(struct run *run, const char *help, const char *format, ...)
{
	struct publish_failure failure = { .help = pool_strdup(run->pool, help) };
	va_list arguments;

	va_start(arguments, format);
	failure.message = pool_vprintf(run->pool, format, arguments);
	va_end(arguments);
	g_array_append_val(run->failures, failure);
	return false;
}

const char *
key_of(const struct run *run, const char *path)
{
	return pool_printf(run->pool, "%s%s", run->target->prefix, path);
}

const char *
url_of(const struct run *run, const char *path)
{
	return s3_object_url(run->pool, &run->place, key_of(run, path));
}

/* ---- asking ---- */

static int64_t
timeout_for(const struct run *run, uint64_t size)
{
	const struct network_config *network = run->options->network;
	int64_t least = network && network->timeout.seconds > 0 ? network->timeout.seconds * 1000 : TIMEOUT;

	return least + (int64_t)(size / SLOWEST);
}

static char *
sha256_of(const struct question *question)
{
	if (question->file)
		return g_strdup(question->file->sha256);
	return question->text ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, question->text, -1) : g_strdup(EMPTY_SHA256);
}

/* The signature covers all of them. */
static size_t
make_headers(const struct run *run, const struct question *question, const char *sha256, struct fetch_header *headers)
{
	size_t count = 0;

	if (question->anonymous)
		return 0;
	headers[count++] = (struct fetch_header){ "x-amz-content-sha256", sha256, true };
	if (run->options->session_token)
		headers[count++] = (struct fetch_header){ "x-amz-security-token", run->options->session_token, true };
	if (question->type)
		headers[count++] = (struct fetch_header){ "Content-Type", question->type, false };
	if (question->cache)
		headers[count++] = (struct fetch_header){ "Cache-Control", question->cache, false };
	if (question->file)
		headers[count++] = (struct fetch_header){ "Content-MD5", question->file->md5_base64, false };
	return count;
}

void
ask_for(struct run *run, const struct question *question, fetch_done *done, void *data)
{
	static const char *const wanted[] = { "ETag", "x-amz-bucket-region", NULL };
	g_autofree char *sha256 = sha256_of(question);
	uint64_t size = question->file ? question->file->plan.size : question->text ? strlen(question->text) : 0;
	struct fetch_header headers[5];
	struct fetch_request request = { .method = question->method, .url = question->url, .headers = headers, .wanted = wanted, .stay = true,
		.body_limit = question->limit ? question->limit : ANSWER, .timeout = timeout_for(run, size), .done = done, .data = data };

	request.header_count = make_headers(run, question, sha256, headers);
	if (question->file) {
		request.body_file = question->file->plan.path;
		request.body_folder = held_folder(run->held);
	}
	request.body = question->text;
	request.body_size = question->text ? strlen(question->text) : 0;
	if (!question->anonymous) {
		request.aws_sigv4 = run->signing;
		request.user = run->options->access_key;
		request.password = run->options->secret_key;
	}
	fetch_add(run->fetch, &request);
}

/* ---- answers ---- */

struct answer
answer_of(struct pool *pool, const struct fetch_result *result)
{
	return (struct answer){
		.error = result->error,
		.status = result->status,
		.body = pool_memdup(pool, result->body, result->body_size + 1),
		.size = result->body_size,
		.etag = s3_etag(pool, result->headers[0]),
		.region = pool_strdup(pool, result->headers[1]),
		.message = pool_strdup(pool, result->message),
	};
}

struct waiting {
	struct run *run;
	struct answer *answer;
};

static void
heard(void *data, const struct fetch_result *result)
{
	struct waiting *waiting = data;

	*waiting->answer = answer_of(waiting->run->pool, result);
}

bool
ask_and_wait(struct run *run, const struct question *question, struct answer *answer)
{
	struct waiting waiting = { run, answer };

	ask_for(run, question, heard, &waiting);
	fetch_run(run->fetch);
	return answer->error == FETCH_DONE && answer->status >= 200 && answer->status < 300;
}

/* A storage may say anything, also what it was sent. */
static bool
holds_secret(const struct run *run, const char *text)
{
	const char *const secrets[] = { run->options->access_key, run->options->secret_key, run->options->session_token };

	for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
		if (secrets[i] && strstr(text, secrets[i]))
			return true;
	return false;
}

void
fail_by_answer(struct run *run, const struct question *question, const struct answer *answer)
{
	const struct s3_attempt attempt = { .what = question->what, .target = run->target->name.s, .bucket = run->target->bucket.s, .endpoint = run->target->endpoint.s,
		.access_key_env = run->target->access_key_env, .secret_key_env = run->target->secret_key_env, .status = answer->status, .region = answer->region };
	struct s3_error error;
	const char *help = NULL, *message;

	if (answer->error != FETCH_DONE) {
		run->cut_off = true;
		publish_fail(run, NULL, "%s: %s", question->what, answer->message);
		return;
	}
	s3_error_read(run->pool, answer->body, answer->size, &error);
	if (holds_secret(run, error.message))
		error.message = "";
	message = s3_explain(run->pool, &attempt, &error, &help);
	publish_fail(run, help, "%s", message);
}

bool
answer_is_passing(struct pool *pool, const struct answer *answer)
{
	struct s3_error error;

	return answer->error == FETCH_DONE && answer->status >= 400 && s3_error_read(pool, answer->body, answer->size, &error) && s3_is_passing(&error);
}
