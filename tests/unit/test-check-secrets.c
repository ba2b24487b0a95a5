/* Secrets: what is one, what only looks like one, and what is printed of it. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "check/secrets.h"

struct fixture {
	struct pool *pool;
	const struct secret_patterns *patterns;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->pool = pool_new();
	fixture->patterns = secret_patterns_new(fixture->pool);
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	pool_free(fixture->pool);
}

static bool
secret_find(const struct secret_patterns *patterns, const char *text, size_t length, size_t from, struct secret *secret)
{
	secrets_begin(patterns, text, length);
	return secrets_next(patterns, text, from, secret);
}

/* Literals are cut in two, so that no scanner of repositories takes this file for a leak. */
static const struct {
	const char *text, *secret;
} secrets[] = {
	{ "export AWS_ACCESS_KEY_ID=AK" "IAQ3EGRZKUV5W7X2PD", "AK" "IAQ3EGRZKUV5W7X2PD" },
	{ "token gh" "p_a8F3kL0pQ2rS5tU7vW9xY1zB4cD6eF8gH0iJ works", "gh" "p_a8F3kL0pQ2rS5tU7vW9xY1zB4cD6eF8gH0iJ" },
	{ "use gl" "pat-x9Yz8Wv7Ut6Sr5Qp4On3", "gl" "pat-x9Yz8Wv7Ut6Sr5Qp4On3" },
	{ "xo" "xb-481516234215-zK8fYq2Lm", "xo" "xb-481516234215-zK8fYq2Lm" },
	{ "key: sk" "_live_4eC39HqLyjWDarjtT1zd", "sk" "_live_4eC39HqLyjWDarjtT1zd" },
	{ "a ey" "JhbGciOiJIUzI1NiJ9.ey" "JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN b", "ey" "JhbGciOiJIUzI1NiJ9.ey" "JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN" },
	{ "password=tr0ub4dor&3", "tr0ub4dor" },
	{ "PASSWORD: hunter2x.", "hunter2x" },
	{ "db_password = 'q7Rk2mZp'", "q7Rk2mZp" },
	{ "**Password:** `q7Rk2mZp`", "q7Rk2mZp" },
	{ "\"apiKey\": \"f81d4fae7dec11d0\"", "f81d4fae7dec11d0" },
	{ "psql --password Kb3vQz9w -h db", "Kb3vQz9w" },
	{ "mysql -u root -pKb3vQz9w shop", "Kb3vQz9w" },
	{ "curl -u admin:Kb3vQz9w https://x.example", "Kb3vQz9w" },
	{ "Authorization: Bearer 9f86d081884c7d659a2f", "9f86d081884c7d659a2f" },
	{ "postgres://shop:Kb3vQz9w@db.example.com/shop", "Kb3vQz9w" },
};

static void
test_found(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
		const char *text = secrets[i].text;
		struct secret secret;

		g_test_message("%s", text);
		g_assert_true(secret_find(fixture->patterns, text, strlen(text), 0, &secret));
		g_assert_cmpmem(text + secret.start, secret.end - secret.start, secrets[i].secret, strlen(secrets[i].secret));
		g_assert_false(secret_find(fixture->patterns, text, strlen(text), secret.end, &secret));
	}
}

static const char *const innocent[] = {
	"",
	"password=<PASSWORD>",
	"password=$PASSWORD",
	"password=${DB_PASSWORD}",
	"password={{PASSWORD}}",
	"password=%s",
	"password: ****",
	"password: ********",
	"password: changeme",
	"password: xxxxxxxx1",
	"PASSWORD=DB_PASSWORD_2",
	"password: your-password-1",
	"password: example123",
	"Password: forgotten by everybody",
	"token: expired",
	"The token: it expires in 15m.",
	"secret: payments-webhook",
	"secret: vault:kv/payments#key1",
	"token: /run/secrets/token1",
	"password: op://Ops/db1/password",
	"token: https://vault.example.com/v1",
	"api_key = os.environ[\"KEY1\"]",
	"access_token_lifetime: 3600s1h",
	"psql --password <PASSWORD>",
	"psql --password \"$PGPASSWORD\"",
	"mysql -u root -p shop",
	"curl -u admin:$TOKEN https://x.example",
	"Authorization: Bearer $TOKEN",
	"Authorization: Bearer <TOKEN>",
	"postgres://user:password@host/db",
	"postgres://shop:<PASSWORD>@db.example.com/shop",
	"https://example.com:8443/path@v2",
	"AKIAIOSFODNN7EXAMPLE",
	"-----BEGIN PRIVATE KEY----- is how it begins",
	"commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
	"max_tokens: 4096abc",
};

static void
test_innocent(struct fixture *fixture, gconstpointer data)
{
	struct secret secret;

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(innocent); i++) {
		g_test_message("%s", innocent[i]);
		g_assert_false(secret_find(fixture->patterns, innocent[i], strlen(innocent[i]), 0, &secret));
	}
}

static void
test_private_key(struct fixture *fixture, gconstpointer data)
{
	const char *text = "-----BEGIN RSA PRIVATE" " KEY-----\nMIIEpAIBAAKCAQEAx5b7Zk2mQ9rT4vW8yLq0\nabc\n";
	struct secret secret;

	(void)data;
	g_assert_true(secret_find(fixture->patterns, text, strlen(text), 0, &secret));
	g_assert_cmpuint(secret.start, ==, 0);
	g_assert_cmpstr(secret.what, ==, "a private key");
}

/* The first of several comes first, whatever its form; bytes that are no UTF-8 do no harm. */
static void
test_order(struct fixture *fixture, gconstpointer data)
{
	const char *text = "\xff\xfe pwd=Kb3vQz9w AK" "IAQ3EGRZKUV5W7X2PD";
	struct secret secret;

	(void)data;
	g_assert_true(secret_find(fixture->patterns, text, strlen(text), 0, &secret));
	g_assert_cmpuint(secret.start, ==, 7);
	g_assert_true(secret_find(fixture->patterns, text, strlen(text), secret.end, &secret));
	g_assert_cmpuint(secret.start, ==, 16);
	g_assert_false(secret_find(fixture->patterns, text, strlen(text), secret.end, &secret));
}

static void
test_hint(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	g_assert_cmpstr(secret_hint(fixture->pool, "Kb3vQz9w", 8), ==, "Kb3v…");
	g_assert_cmpstr(secret_hint(fixture->pool, "hunter2", 7), ==, "hun…");
	g_assert_cmpstr(secret_hint(fixture->pool, "a", 1), ==, "…");
	/* not half a character */
	g_assert_cmpstr(secret_hint(fixture->pool, "abcé5678", 9), ==, "abc…");
}

/* Thousands of names and no value: ends at once, and finds nothing. */
static void
test_long_line(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct secret secret;

	(void)data;
	for (size_t i = 0; i < 20000; i++)
		g_string_append(text, "password=");
	g_assert_false(secret_find(fixture->patterns, text->str, text->len, 0, &secret));
}

/* More than is looked at of a value. */
static void
test_long_value(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GString) text = g_string_new("password=");
	struct secret secret;

	(void)data;
	for (size_t i = 0; i < 200; i++)
		g_string_append(text, "q7Rk2mZp");
	g_assert_true(secret_find(fixture->patterns, text->str, text->len, 0, &secret));
	g_assert_cmpuint(secret.start, ==, strlen("password="));
	g_assert_false(secret_find(fixture->patterns, text->str, text->len, secret.end, &secret));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/secrets/found", struct fixture, NULL, set_up, test_found, tear_down);
	g_test_add("/secrets/innocent", struct fixture, NULL, set_up, test_innocent, tear_down);
	g_test_add("/secrets/private-key", struct fixture, NULL, set_up, test_private_key, tear_down);
	g_test_add("/secrets/order", struct fixture, NULL, set_up, test_order, tear_down);
	g_test_add("/secrets/long-line", struct fixture, NULL, set_up, test_long_line, tear_down);
	g_test_add("/secrets/long-value", struct fixture, NULL, set_up, test_long_value, tear_down);
	g_test_add("/secrets/hint", struct fixture, NULL, set_up, test_hint, tear_down);
	return g_test_run();
}
