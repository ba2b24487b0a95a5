/* What errors mean, for who has to do something about them. */
#include "net/s3.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

enum { MESSAGE_MOST = 200 }; /* bytes of what the storage says that are shown */

/* In words and help: B the bucket, E the endpoint, T the target, K and S the variables of the two keys. */
struct meaning {
	const char *code, *words, *help;
};

static const struct meaning meanings[] = {
	{ "AccessDenied", "the storage does not allow it",
	    "the access key needs s3:ListBucket on the bucket B, and s3:GetObject, s3:PutObject and s3:DeleteObject on what is in it" },
	{ "AllAccessDisabled", "the storage has closed the bucket B", NULL },
	{ "AccountProblem", "the storage has a problem with the account", NULL },
	{ "InvalidAccessKeyId", "the storage does not know the access key", "see what is in K, and whether the key is one of E" },
	{ "SignatureDoesNotMatch", "the secret key is not that of the access key", "see what is in S: a blank or an end of line that was copied with it spoils it" },
	{ "ExpiredToken", "the credentials of this session have expired", "get new ones, and run it again: it goes on where it was" },
	{ "TokenRefreshRequired", "the credentials of this session have expired", "get new ones, and run it again: it goes on where it was" },
	{ "InvalidToken", "the session token is not one of this access key", "a key that is no session's has no token: unset its variable" },
	{ "NoSuchBucket", "there is no bucket B at E", "make it, or correct \"bucket\", \"region\" or \"endpoint\" of publish.T in site.yaml" },
	{ "InvalidBucketName", "the storage does not take B as the name of a bucket", "correct \"bucket\" of publish.T in site.yaml" },
	{ "KeyTooLongError", "its key is too long", "shorten \"prefix\" of publish.T in site.yaml, or the name of the file" },
	{ "EntityTooLarge", "it is larger than the storage takes in one piece", NULL },
	{ "BadDigest", "its bytes have changed on the way", "run it again; where that does not help, something between here and E changes them" },
	{ "XAmzContentSHA256Mismatch", "its bytes have changed on the way", "run it again; where that does not help, something between here and E changes them" },
	{ "QuotaExceeded", "the storage is full", NULL },
	{ "InsufficientStorage", "the storage is full", NULL },
	{ "XMinioStorageFull", "the storage is full", NULL },
	{ "SlowDown", "the storage asks for fewer requests", "try again later, or with --jobs 1" },
	{ "TooManyRequests", "the storage asks for fewer requests", "try again later, or with --jobs 1" },
	{ "ServiceUnavailable", "the storage does not answer now", "try again later: it goes on where it was" },
	{ "InternalError", "the storage has failed", "try again later: it goes on where it was" },
	{ "RequestTimeout", "it came too slowly", "try again with --jobs 1" },
	{ "ObjectLockConfigurationNotFoundError", "the bucket B keeps objects from being changed", NULL },
};

/* Words with the letters that stand for something replaced; a letter stands alone. */
static const char *
fill(struct pool *pool, const struct s3_attempt *attempt, const char *words)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *const values[] = { ['B'] = attempt->bucket, ['E'] = attempt->endpoint, ['T'] = attempt->target, ['K'] = attempt->access_key_env, ['S'] = attempt->secret_key_env };

	for (const char *p = words; p && *p; p++) {
		bool alone = !(p > words && g_ascii_isalnum(p[-1])) && !g_ascii_isalnum(p[1]);

		if (alone && (size_t)*p < G_N_ELEMENTS(values) && values[(size_t)*p])
			g_string_append(out, values[(size_t)*p]);
		else
			g_string_append_c(out, *p);
	}
	return words ? pool_strdup(pool, out->str) : NULL;
}

/* ---- clocks ---- */

/* "20261121T120000Z" or "2026-11-21T12:00:00Z". */
static bool
read_time(const char *text, int64_t *at)
{
	struct stamp stamp;
	g_autofree char *longer = NULL;

	if (strlen(text) == strlen("20261121T120000Z") && text[8] == 'T') {
		longer = g_strdup_printf("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 9, text + 11, text + 13);
		text = longer;
	}
	if (!stamp_read(text, strlen(text), zone_utc(), &stamp, NULL))
		return false;
	*at = stamp.at;
	return true;
}

static const char *
explain_clock(struct pool *pool, const struct s3_error *error, const char **help)
{
	int64_t here, there;

	*help = "set this machine's clock: signatures hold for minutes";
	if (!read_time(error->request_time, &here) || !read_time(error->server_time, &there) || here == there)
		return "this machine's clock is not the storage's";
	return pool_printf(pool, "this machine's clock is %s %s the storage's", duration_format(pool, here > there ? here - there : there - here), here > there ? "ahead of" : "behind");
}

/* ---- places ---- */

static bool
is_elsewhere(const struct s3_attempt *attempt, const struct s3_error *error)
{
	return strcmp(error->code, "PermanentRedirect") == 0 || strcmp(error->code, "TemporaryRedirect") == 0 || strcmp(error->code, "AuthorizationHeaderMalformed") == 0 ||
	       strcmp(error->code, "IllegalLocationConstraintException") == 0 || (attempt->status >= 300 && attempt->status < 400);
}

static bool
is_region(const char *text)
{
	return text && *text && strlen(text) < 64 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static const char *
explain_place(struct pool *pool, const struct s3_attempt *attempt, const struct s3_error *error, const char **help)
{
	const char *region = is_region(error->region) ? error->region : is_region(attempt->region) ? attempt->region : NULL;

	if (region)
		*help = pool_printf(pool, "write \"region: %s\" for publish.%s in site.yaml", region, attempt->target);
	else
		*help = pool_printf(pool, "correct \"region\" or \"endpoint\" of publish.%s in site.yaml", attempt->target);
	return pool_printf(pool, "the bucket %s is somewhere else; credentials are not sent on to there", attempt->bucket);
}

/* ---- all of it ---- */

/* A line of what the storage says, without what is no text. */
static const char *
quote(struct pool *pool, const char *message)
{
	size_t length = MIN(strlen(message), MESSAGE_MOST);

	while (length > 0 && ((unsigned char)message[length] & 0xC0) == 0x80)
		length--;
	return text_is_clean(message, length, NULL) && length > 0 ? pool_printf(pool, ": %s", pool_strndup(pool, message, length)) : "";
}

static const char *
explain(struct pool *pool, const struct s3_attempt *attempt, const struct s3_error *error, const char **help)
{
	if (strcmp(error->code, "RequestTimeTooSkewed") == 0)
		return explain_clock(pool, error, help);
	if (is_elsewhere(attempt, error))
		return explain_place(pool, attempt, error, help);
	for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
		if (strcmp(meanings[i].code, error->code) != 0)
			continue;
		*help = fill(pool, attempt, meanings[i].help);
		return fill(pool, attempt, meanings[i].words);
	}
	if (*error->code && strlen(error->code) < 64 && text_is_clean(error->code, strlen(error->code), NULL))
		return pool_printf(pool, "the answer is %d %s%s", attempt->status, error->code, quote(pool, error->message));
	if (attempt->status == 403)
		return explain(pool, attempt, &(struct s3_error){ "AccessDenied", "", "", "", "", "" }, help);
	return pool_printf(pool, "the answer is %d", attempt->status);
}

const char *
s3_explain(struct pool *pool, const struct s3_attempt *attempt, const struct s3_error *error, const char **help)
{
	*help = NULL;
	return pool_printf(pool, "%s: %s", attempt->what, explain(pool, attempt, error, help));
}

bool
s3_is_passing(const struct s3_error *error)
{
	return strcmp(error->code, "RequestTimeout") == 0 || strcmp(error->code, "OperationAborted") == 0;
}
