#include "check/secrets.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "check/pattern.h"

/* How sure a form is. */
enum trust {
	TRUST_FORM,    /* nothing else looks so */
	TRUST_VALUE,   /* a value that a command or an address gives away as a secret */
	TRUST_SETTING, /* a value behind a name: must look random */
};

#define NAME "[\\w.-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|" \
	"secret[_-]?key|private[_-]?key|client[_-]?secret)"
#define SETTING_NEEDS "passw|passphrase|pwd|secret|token|apikey|api_key|api-key|accesskey|access_key|access-key|" \
	"authkey|auth_key|auth-key|privatekey|private_key|private-key"
/* Bounded, so that a line of nothing but such names costs no more than its length. */
#define VALUE "([^\\s\"'`,;|&<>(){}\\[\\]\\\\]{1,512})"

static const struct {
	enum trust trust;
	const char *what, *needs, *expression;
} forms[] = {
	{ TRUST_FORM, "an access key of AWS", "akia|asia", "\\b((?:AKIA|ASIA)[0-9A-Z]{16})\\b" },
	{ TRUST_FORM, "a private key", "private key",
	    "(-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----)\\s+(?:[A-Za-z-]{1,40}: [^\\n]{0,200}\\n\\s*){0,5}[A-Za-z0-9+/=]{32,}" },
	{ TRUST_FORM, "a token of GitHub", "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_", "\\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\\b" },
	{ TRUST_FORM, "a token of GitLab", "glpat-|gldt-|glrt-|glptt-", "\\b(gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]{20,})" },
	{ TRUST_FORM, "a token of Slack", "xox", "\\b(xox[abeoprs]-[A-Za-z0-9-]{10,})" },
	{ TRUST_FORM, "an address that posts to Slack", "hooks.slack.com", "(hooks\\.slack\\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,})" },
	{ TRUST_FORM, "a key of Stripe", "k_live_", "\\b([sr]k_live_[A-Za-z0-9]{16,})\\b" },
	{ TRUST_FORM, "a key of Google", "aiza", "\\b(AIza[0-9A-Za-z_-]{35})(?![\\w-])" },
	{ TRUST_FORM, "a token of npm", "npm_", "\\b(npm_[A-Za-z0-9]{36})\\b" },
	{ TRUST_FORM, "a key of SendGrid", "sg.", "\\b(SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,})" },
	{ TRUST_FORM, "a signed token (JWT)", "eyj", "\\b(eyJ[A-Za-z0-9_-]{8,4000}+\\.eyJ[A-Za-z0-9_-]{8,4000}+\\.[A-Za-z0-9_-]{8,4000})" },
	{ TRUST_VALUE, "a password in an address", "://", "(?<=[a-z0-9+.-]{2})://[^\\s/:@\"'`<>]{0,80}:([^\\s/@\"'`<>]{3,200})@" },
	{ TRUST_VALUE, "a password", "--pass|--secret|--token|--api-key", "(?i)(?<![\\w-])--(?:password|passwd|pass|secret|token|api-key)(?:=|[ \\t]+)[\"']?" VALUE },
	{ TRUST_VALUE, "a password", "mysql", "\\bmysql(?:dump|admin)?\\b[^\\n|;]{0,300}[ \\t]-p" VALUE },
	{ TRUST_VALUE, "a password", "curl", "\\bcurl\\b[^\\n|;]{0,300}[ \\t](?:-u|--user)[ \\t=]{0,8}[\"']?[^\\s:\"'<>$]{1,80}:" VALUE },
	{ TRUST_VALUE, "a token", "bearer|authorization", "(?i)\\b(?:bearer|authorization: *basic)[ \\t]+([A-Za-z0-9_.~+/=-]{16,})" },
	{ TRUST_SETTING, "a password or token", SETTING_NEEDS, "(?i)(?<![\\w.-])" NAME "[\"'`*]{0,3}[ \\t]*[=:][\"'`* \\t]{0,8}" VALUE },
};

struct secret_patterns {
	const struct pattern *forms[G_N_ELEMENTS(forms)];
	const struct pattern *placeholder;
	struct scan *scan;
};

/* Bits a character, were the text a sample of its source. */
static double
entropy(const char *text, size_t length)
{
	size_t counts[256] = { 0 };
	double bits = 0;

	for (size_t i = 0; i < length; i++)
		counts[(unsigned char)text[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (counts[i])
			bits -= (double)counts[i] / (double)length * log2((double)counts[i] / (double)length);
	return bits;
}

struct makeup {
	bool upper, lower, digit, other;
};

static struct makeup
makeup_of(const char *text, size_t length)
{
	struct makeup makeup = { 0 };

	for (size_t i = 0; i < length; i++) {
		makeup.upper |= g_ascii_isupper(text[i]);
		makeup.lower |= g_ascii_islower(text[i]);
		makeup.digit |= g_ascii_isdigit(text[i]);
		makeup.other |= !g_ascii_isalnum(text[i]);
	}
	return makeup;
}

/* "DB_PASSWORD", "PASS": a name that stands for the value. */
static bool
is_variable(const struct makeup *makeup, const char *text, size_t length)
{
	bool words = makeup->upper && !makeup->lower;

	for (size_t i = 0; i < length && words; i++)
		words = g_ascii_isupper(text[i]) || text[i] == '_' || (i && g_ascii_isdigit(text[i]) && memchr(text, '_', length));
	return words;
}

static bool
is_placeholder(const struct secret_patterns *patterns, const char *text, size_t length)
{
	struct makeup makeup = makeup_of(text, length);
	struct match match;

	return is_variable(&makeup, text, length) || pattern_find(patterns->placeholder, text, length, 0, &match);
}

/* Letters and digits mixed, and no two characters all over again. */
static bool
is_random(const char *text, size_t length)
{
	struct makeup makeup = makeup_of(text, length);
	bool letters = makeup.upper || makeup.lower;

	return length >= 7 && letters && makeup.digit && entropy(text, length) >= 2.5;
}

static bool
is_secret(const struct secret_patterns *patterns, enum trust trust, const char *text, size_t length)
{
	if (trust == TRUST_FORM)
		return !text_find_nocase(text, length, "example") && entropy(text, length) >= 2.0;
	if (length < 3 || is_placeholder(patterns, text, length))
		return false;
	return trust == TRUST_VALUE ? entropy(text, length) >= 1.5 : is_random(text, length);
}

/* Behind a sentence's or an address's last word. */
static size_t
without_tail(const char *text, size_t start, size_t end)
{
	while (end > start && strchr(".:!?", text[end - 1]))
		end--;
	return end;
}

static bool
is_accepted(const void *data, const char *text, size_t which, const struct match *match)
{
	size_t end = without_tail(text, match->inner_start, match->inner_end);

	return is_secret(data, forms[which].trust, text + match->inner_start, end - match->inner_start);
}

const struct secret_patterns *
secret_patterns_new(struct pool *pool)
{
	struct secret_patterns *patterns = pool_new0(pool, struct secret_patterns);

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		patterns->forms[i] = pattern_new(pool, forms[i].needs, forms[i].expression);
	patterns->placeholder = pattern_new(pool, NULL,
	    "(?i)[$%<>{}*]|\\.\\.\\.|://|"
	    "example|sample|dummy|placeholder|change-?_?me|replace-?_?me|redacted|your[-_]|[-_]here\\b|not-?a-?(?:real|secret)|"
	    "x{4}|\\A(?:pass(?:word|wd|phrase)?|secret|token|user|"
	    "key|none|null|true|false|todo|tbd|test|abc123|foo|bar|(?:s3cr3t|secret|pass(?:word)?)\\d{0,3})\\z|"
	    "\\A(?:[/~]|\\./)|\\A(?:vault|op|ref|env|file|sops|arn|kms|ssm)[:+]");
	patterns->scan = scan_new(pool, patterns->forms, G_N_ELEMENTS(forms), is_accepted, patterns);
	return patterns;
}

void
secrets_begin(const struct secret_patterns *patterns, const char *text, size_t length)
{
	scan_begin(patterns->scan, text, length);
}

bool
secrets_next(const struct secret_patterns *patterns, const char *text, size_t from, struct secret *secret)
{
	struct match match;
	size_t which;

	if (!scan_next(patterns->scan, from, &match, &which))
		return false;
	*secret = (struct secret){ match.inner_start, without_tail(text, match.inner_start, match.inner_end), forms[which].what };
	return true;
}

const char *
secret_hint(struct pool *pool, const char *secret, size_t length)
{
	size_t shown = MIN(4, length / 2);

	/* Not into the middle of a character. */
	while (shown > 0 && ((unsigned char)secret[shown] & 0xc0) == 0x80)
		shown--;
	return pool_printf(pool, "%.*s…", (int)shown, secret);
}
