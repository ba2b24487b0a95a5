#include "net/fetch_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "net/retry.h"

#define SKIPPED_MAX ((size_t)1 << 20)

#define PROXY "the proxy of the environment"

#define LIBRARY(job) (&(job)->fetch->library)
#define HEADERS_MOST ((size_t)256 << 10) /* bytes of an answer's headers, and of what comes behind its body */

/* ---- what libcurl calls ---- */

/* Whether an answer only says where to go on. */
static bool
is_on_the_way(const struct job *job)
{
	long status = 0;

	LIBRARY(job)->easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
	return !job->request.stay && status >= 300 && status < 400 && status != 304;
}

/* A transfer that is broken off leads nowhere, so the text of a redirect is read to its end. */
static size_t
skip_bytes(struct job *job, size_t size)
{
	job->skipped += size;
	job->over = job->skipped > SKIPPED_MAX;
	return job->over ? 0 : size;
}

static size_t
take_bytes(char *bytes, size_t size, size_t count, void *data)
{
	struct job *job = data;
	size_t taken = MIN(count * size, job->request.body_limit - job->body->len);

	if (taken < count * size && is_on_the_way(job))
		return skip_bytes(job, count * size);

	g_byte_array_append(job->body, (const guint8 *)bytes, (guint)taken);
	job->over = taken < count * size;
	return taken;
}

/* libcurl keeps all headers, and not each release of it knows an end of them. */
static size_t
count_header(char *bytes, size_t size, size_t count, void *data)
{
	struct job *job = data;

	(void)bytes;
	job->head += size * count;
	return job->head > HEADERS_MOST ? 0 : size * count;
}

static size_t
give_bytes(char *bytes, size_t size, size_t count, void *data)
{
	struct job *job = data;
	size_t given = fread(bytes, size, count, job->file);

	return ferror(job->file) ? CURL_READFUNC_ABORT : given * size;
}

static int
seek_bytes(void *data, curl_off_t offset, int origin)
{
	struct job *job = data;

	return fseeko(job->file, offset, origin) == 0 ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

/* The one place where a connection begins: here the address itself is known. */
static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct job *job = data;
	const char *inside = target_refuses(job->fetch, &job->target, &address->addr);

	(void)purpose;
	if (inside) {
		job->inside = inside;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- making a request ---- */

static bool
open_body(struct job *job)
{
	struct stat status;
	int file;

	if (!job->request.body_file)
		return true;
	file = openat(job->request.body_folder > 0 ? job->request.body_folder : AT_FDCWD, job->request.body_file, O_RDONLY | O_CLOEXEC);
	job->file = file >= 0 ? fdopen(file, "rb") : NULL;
	if (!job->file || fstat(fileno(job->file), &status) != 0) {
		job_fail(job, FETCH_FILE, "%s: %s", job->request.body_file, g_strerror(errno));
		return false;
	}
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_UPLOAD, 1L);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_READFUNCTION, give_bytes);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_READDATA, job);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_SEEKFUNCTION, seek_bytes);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_SEEKDATA, job);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)status.st_size);
	return true;
}

static size_t
give_mail(char *bytes, size_t size, size_t count, void *data)
{
	struct job *job = data;
	const size_t given = MIN(size * count, job->request.body_size - job->given);

	memcpy(bytes, (const char *)job->request.body + job->given, given);
	job->given += given;
	return given;
}

/* A server that offers no TLS, or somebody between who hides that it does, is sent nothing. */
static void
set_mail(struct job *job)
{
	const struct fetch_request *request = &job->request;

	job->given = 0;
	for (const char *const *to = request->mail_to; *to; to++)
		job->recipients = LIBRARY(job)->slist_append(job->recipients, pool_printf(job->pool, "<%s>", *to));
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_MAIL_FROM, pool_printf(job->pool, "<%s>", request->mail_from));
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_MAIL_RCPT, job->recipients);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_UPLOAD, 1L);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_READFUNCTION, give_mail);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_READDATA, job);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_USE_SSL, request->mail_plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	if (!request->user)
		return;
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_USERNAME, request->user);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_PASSWORD, request->password);
}

static bool
set_method(struct job *job)
{
	const struct fetch_request *request = &job->request;

	if (request->mail_from) {
		set_mail(job);
		return true;
	}
	if (request->body) {
		LIBRARY(job)->easy_setopt(job->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
		LIBRARY(job)->easy_setopt(job->easy, CURLOPT_POSTFIELDS, request->body);
	}
	if (strcmp(request->method, "HEAD") == 0)
		LIBRARY(job)->easy_setopt(job->easy, CURLOPT_NOBODY, 1L);
	else if (strcmp(request->method, "GET") != 0 || request->body)
		LIBRARY(job)->easy_setopt(job->easy, CURLOPT_CUSTOMREQUEST, request->method);
	return open_body(job);
}

static bool
is_away(const struct job *job)
{
	return strcmp(job->target.origin, job->first.origin) != 0;
}

static void
set_headers(struct job *job)
{
	const struct fetch_request *request = &job->request;

	for (size_t i = 0; i < request->header_count; i++)
		if (!request->headers[i].secret || !is_away(job))
			job->list = LIBRARY(job)->slist_append(job->list, pool_printf(job->pool, "%s: %s", request->headers[i].name, request->headers[i].value));
	/* 100-continue costs a second where nobody knows it.  A header that is not sent may be signed by libcurl all the same, which nobody
	 * can verify; there it is only asked for with bodies of a megabyte and more. */
	if (!request->aws_sigv4)
		job->list = LIBRARY(job)->slist_append(job->list, "Expect:");
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_HTTPHEADER, job->list);
	if (!request->aws_sigv4 || is_away(job))
		return;
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_AWS_SIGV4, request->aws_sigv4);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_USERNAME, request->user);
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_PASSWORD, request->password);
}

static void
set_rules(struct job *job)
{
	const struct library *curl = LIBRARY(job);
	const struct fetch *fetch = job->fetch;
	int64_t left = (job->request.timeout > 0 ? job->request.timeout : fetch->options.timeout) - job->spent / 1000;

	curl->easy_setopt(job->easy, CURLOPT_PROTOCOLS_STR, job->request.mail_from ? "smtp,smtps" : "http,https");
	curl->easy_setopt(job->easy, CURLOPT_PROXY, job->target.proxy);
	curl->easy_setopt(job->easy, CURLOPT_NOPROXY, "");
	curl->easy_setopt(job->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl->easy_setopt(job->easy, CURLOPT_OPENSOCKETDATA, job);
	curl->easy_setopt(job->easy, CURLOPT_TIMEOUT_MS, (long)MAX(left, 1));
	curl->easy_setopt(job->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MAX(left, 1));
	curl->easy_setopt(job->easy, CURLOPT_NOSIGNAL, 1L);
	curl->easy_setopt(job->easy, CURLOPT_QUICK_EXIT, 1L); /* a name that nobody answers for is not waited for beyond its time */
	curl->easy_setopt(job->easy, CURLOPT_CERTINFO, 1L);
	curl->easy_setopt(job->easy, CURLOPT_USERAGENT, fetch->user_agent);
	if (fetch->authorities)
		curl->easy_setopt(job->easy, CURLOPT_CAINFO, fetch->authorities);
}

/* Some pages are shown only to who keeps a cookie from the redirect that leads there; others get into a loop. */
static void
set_cookies(struct job *job)
{
	if (!job->request.cookies)
		return;
	LIBRARY(job)->easy_setopt(job->easy, CURLOPT_COOKIEFILE, "");
	for (const struct curl_slist *cookie = job->cookies; cookie; cookie = cookie->next)
		LIBRARY(job)->easy_setopt(job->easy, CURLOPT_COOKIELIST, cookie->data);
}

bool
hop_prepare(struct job *job)
{
	const struct library *curl = LIBRARY(job);

	job->easy = curl->easy_init();
	if (!job->easy)
		g_error("libcurl has no memory");
	g_byte_array_set_size(job->body, 0);
	job->head = 0;
	job->over = false;
	job->skipped = 0;
	job->inside = NULL;
	curl->easy_setopt(job->easy, CURLOPT_PRIVATE, job);
	curl->easy_setopt(job->easy, CURLOPT_URL, job->target.url);
	curl->easy_setopt(job->easy, CURLOPT_ERRORBUFFER, job->message);
	curl->easy_setopt(job->easy, CURLOPT_WRITEFUNCTION, take_bytes);
	curl->easy_setopt(job->easy, CURLOPT_WRITEDATA, job);
	curl->easy_setopt(job->easy, CURLOPT_HEADERFUNCTION, count_header);
	curl->easy_setopt(job->easy, CURLOPT_HEADERDATA, job);
	if (job->request.body_limit > 0)
		curl->easy_setopt(job->easy, CURLOPT_ACCEPT_ENCODING, "");
	set_rules(job);
	set_cookies(job);
	set_headers(job);
	return set_method(job);
}

/* ---- what came of it ---- */

static const struct {
	CURLcode code;
	enum fetch_error error;
} codes[] = {
	{ CURLE_OK, FETCH_DONE },
	{ CURLE_URL_MALFORMAT, FETCH_BAD_URL },
	{ CURLE_COULDNT_RESOLVE_HOST, FETCH_DNS },
	{ CURLE_COULDNT_RESOLVE_PROXY, FETCH_DNS },
	{ CURLE_COULDNT_CONNECT, FETCH_CONNECT },
	{ CURLE_OPERATION_TIMEDOUT, FETCH_TIMEOUT },
	{ CURLE_SSL_CONNECT_ERROR, FETCH_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, FETCH_TLS },
	{ CURLE_SSL_CERTPROBLEM, FETCH_TLS },
	{ CURLE_SSL_CIPHER, FETCH_TLS },
	{ CURLE_SSL_CACERT_BADFILE, FETCH_TLS },
	{ CURLE_SSL_ISSUER_ERROR, FETCH_TLS },
	{ CURLE_SSL_INVALIDCERTSTATUS, FETCH_TLS },
	{ CURLE_USE_SSL_FAILED, FETCH_TLS },
	{ CURLE_READ_ERROR, FETCH_FILE },
	{ CURLE_ABORTED_BY_CALLBACK, FETCH_FILE },
};

static enum fetch_error
error_of(const struct job *job, CURLcode code)
{
	if (job->head > HEADERS_MOST)
		return FETCH_BROKEN;
	if (code == CURLE_WRITE_ERROR && job->over)
		return job->request.truncate || job->request.body_limit == 0 || job->result.status >= 300 ? FETCH_DONE : FETCH_TOO_LARGE;
	if (job->inside && code == CURLE_COULDNT_CONNECT)
		return FETCH_FORBIDDEN;
	/* a server of e-mail that says no has answered */
	if (job->request.mail_from && job->result.status >= 400 && code != CURLE_USE_SSL_FAILED && code != CURLE_OPERATION_TIMEDOUT)
		return FETCH_DONE;
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
		if (codes[i].code == code)
			return codes[i].error;
	return FETCH_BROKEN;
}

/* The end of libcurl's words on a certificate, which say what is wrong with it. */
static const char *
trust_problem(const struct job *job, CURLcode code)
{
	const char *colon = strstr(job->message, ": ");

	/* it may name the host */
	if (!*job->message || job->request.called)
		return LIBRARY(job)->easy_strerror(code);
	return colon ? colon + 2 : job->message;
}

/* libcurl's own words for these say nothing of the answer. */
static const char *
broken_problem(const struct job *job, CURLcode code)
{
	/* a line beyond its limit is no memory to it */
	if (job->head > HEADERS_MOST || code == CURLE_OUT_OF_MEMORY)
		return "the headers of the answer don't end";
	if (code == CURLE_UNSUPPORTED_PROTOCOL)
		return "the answer is no HTTP";
	return LIBRARY(job)->easy_strerror(code);
}

static void
say_error(struct job *job, enum fetch_error error, CURLcode code)
{
	const struct target *target = &job->target;
	const int64_t timeout = job->request.timeout > 0 ? job->request.timeout : job->fetch->options.timeout;

	switch (error) {
	case FETCH_DNS:
		job_fail(job, error, "no address is known for %s", *target->proxy ? PROXY : target->name);
		break;
	case FETCH_CONNECT:
		job_fail(job, error, "%s takes no connection", *target->proxy ? PROXY : target->place);
		break;
	case FETCH_TIMEOUT:
		job_fail(job, error, "%s gave no answer within %" PRId64 " ms", target->place, timeout);
		break;
	case FETCH_TLS:
		if (code == CURLE_USE_SSL_FAILED)
			job_fail(job, error, "%s offers no TLS", target->place);
		else if (job->unmet)
			job_fail(job, error, "%s broke off, or speaks no TLS that is known here", target->place);
		else
			job_fail(job, error, "the certificate of %s is not trusted: %s", target->place, trust_problem(job, code));
		break;
	case FETCH_TOO_LARGE:
		job_fail(job, error, "the answer is longer than %zu bytes", job->request.body_limit);
		break;
	case FETCH_FORBIDDEN:
		job->result.inside = true;
		job_fail(job, error, "%s leads to a %s address, and network.allow of site.yaml does not name it", target->name, job->inside);
		break;
	case FETCH_FILE:
		job_fail(job, error, "%s can't be read", job->request.body_file ? job->request.body_file : "what is sent");
		break;
	default:
		job_fail(job, error, "%s: %s", target->place, broken_problem(job, code));
	}
}

bool
fetch_is_cut_off(int error)
{
	return error == ENETUNREACH || error == ENETDOWN || error == EADDRNOTAVAIL;
}

static bool
is_cut_off(const struct job *job, enum fetch_error error)
{
	long cause = 0;

	LIBRARY(job)->easy_getinfo(job->easy, CURLINFO_OS_ERRNO, &cause);
	return error == FETCH_CONNECT && fetch_is_cut_off((int)cause);
}

static int64_t
microseconds(const struct job *job, CURLINFO what)
{
	curl_off_t value = 0;

	LIBRARY(job)->easy_getinfo(job->easy, what, &value);
	return value;
}

/* Each phase without those before it; -1 where it did not come to that, or a connection was there already. */
static void
take_times(struct job *job)
{
	struct fetch_times *times = &job->result.times;
	int64_t dns = microseconds(job, CURLINFO_NAMELOOKUP_TIME_T), connect = microseconds(job, CURLINFO_CONNECT_TIME_T);
	int64_t tls = microseconds(job, CURLINFO_APPCONNECT_TIME_T), ready = microseconds(job, CURLINFO_PRETRANSFER_TIME_T);
	int64_t first = microseconds(job, CURLINFO_STARTTRANSFER_TIME_T);

	times->dns = dns > 0 ? dns : -1;
	times->connect = connect > 0 ? connect - dns : -1;
	times->tls = tls > 0 ? tls - connect : -1;
	times->first_byte = first > 0 ? first - ready : -1;
	job->spent += microseconds(job, CURLINFO_TOTAL_TIME_T);
	times->total = job->spent;
}

static int64_t
read_expiry(const char *text)
{
	struct tm tm = { 0 };

	/* OpenSSL's form and GnuTLS's. */
	if (!strptime(text, "%b %d %H:%M:%S %Y GMT", &tm) && !strptime(text, "%Y-%m-%d %H:%M:%S GMT", &tm))
		return TIME_NONE;
	return timegm(&tm);
}

/* Of the server's own certificate, which comes first. */
static void
take_certificate(struct job *job)
{
	static const char key[] = "Expire date:";
	struct curl_certinfo *chain = NULL;

	LIBRARY(job)->easy_getinfo(job->easy, CURLINFO_CERTINFO, &chain);
	job->result.certificate_expires = TIME_NONE;
	if (!chain || chain->num_of_certs < 1)
		return;
	for (const struct curl_slist *row = chain->certinfo[0]; row; row = row->next)
		if (g_str_has_prefix(row->data, key))
			job->result.certificate_expires = read_expiry(row->data + sizeof key - 1);
}

static const char *
header(const struct job *job, const char *name)
{
	struct curl_header *found = NULL;

	if (LIBRARY(job)->easy_header(job->easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
		return NULL;
	return pool_strdup(job->pool, found->value);
}

static void
take_answer(struct job *job)
{
	static const char *const own[] = { "Retry-After", "Date", NULL };
	const char *const *wanted = job->request.wanted;
	size_t count = wanted ? g_strv_length((char **)wanted) : 0;
	const char **values = pool_array(job->pool, const char *, count + 1);
	int64_t seconds;

	for (size_t i = 0; i < count; i++)
		values[i] = header(job, wanted[i]);
	job->result.headers = values;
	job->result.retry_after = -1;

	const char *after = header(job, own[0]);

	if (after && retry_after_read(after, header(job, own[1]), &seconds))
		job->result.retry_after = seconds;
}

void
hop_forget(struct job *job)
{
	LIBRARY(job)->slist_free_all(job->cookies);
	job->cookies = NULL;
}

static void
take_cookies(struct job *job)
{
	if (!job->request.cookies)
		return;
	hop_forget(job);
	LIBRARY(job)->easy_getinfo(job->easy, CURLINFO_COOKIELIST, &job->cookies);
}

static void
let_go(struct job *job)
{
	LIBRARY(job)->easy_cleanup(job->easy);
	LIBRARY(job)->slist_free_all(job->list);
	LIBRARY(job)->slist_free_all(job->recipients);
	g_clear_pointer(&job->file, fclose);
	job->easy = NULL;
	job->list = NULL;
	job->recipients = NULL;
}

void
hop_finish(struct job *job, CURLcode code)
{
	struct fetch_result *result = &job->result;
	const char *location = NULL;
	enum fetch_error error;
	long status = 0;

	LIBRARY(job)->easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
	result->status = (int)status;
	error = error_of(job, code);
	job->unmet = code == CURLE_SSL_CONNECT_ERROR;
	result->error = FETCH_DONE;
	result->message = NULL;
	if (error != FETCH_DONE)
		say_error(job, error, code);
	result->cut_off = is_cut_off(job, error);
	result->unproxied = *job->target.proxy && (error == FETCH_DNS || error == FETCH_CONNECT);
	take_times(job);
	take_certificate(job);
	take_answer(job);
	take_cookies(job);
	result->truncated = job->over;
	result->url = job->target.url;
	LIBRARY(job)->easy_getinfo(job->easy, CURLINFO_REDIRECT_URL, &location);
	job->location = error == FETCH_DONE ? pool_strdup(job->pool, location) : NULL;
	let_go(job);
}

void
job_fail(struct job *job, enum fetch_error error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	job->result.error = error;
	job->result.message = pool_vprintf(job->pool, format, arguments);
	va_end(arguments);
}

void
hop_release(struct job *job)
{
	if (job->easy)
		let_go(job);
}
