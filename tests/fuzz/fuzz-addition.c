/*
 * fuzz-addition: a text as a policy and as a page.  The policy that a page is sent with allows what the page's own allows
 * and the one more source, and for all else the same; a page keeps all of its bytes, and gains the markup at the end of its head.
 */
#include "serve/addition.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

#define SOURCE "http://127.0.0.1:8000/.sitrep/live.js"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The words of the first directive of a name, itself the first; NULL: there is none. */
static char **
words_of(const char *policy, const char *name)
{
	g_auto(GStrv) directives = g_strsplit(policy, ";", -1);

	for (size_t i = 0; directives[i]; i++) {
		g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
		g_auto(GStrv) parts = g_strsplit_set(directives[i], " \t\n\f\r", -1);

		for (size_t k = 0; parts[k]; k++)
			if (*parts[k])
				g_ptr_array_add(words, g_strdup(parts[k]));
		if (!words->len || g_ascii_strcasecmp(words->pdata[0], name) != 0)
			continue;
		g_ptr_array_add(words, NULL);
		return (char **)g_ptr_array_free(g_steal_pointer(&words), false);
	}
	return NULL;
}

/* What holds for a name: its own sources, else those of default-src, in one line; NULL: all is allowed. */
static char *
allowed(const char *policy, const char *name)
{
	g_auto(GStrv) own = words_of(policy, name);
	g_auto(GStrv) words = own ? g_steal_pointer(&own) : words_of(policy, "default-src");

	return words ? g_strjoinv(" ", words + 1) : NULL;
}

static char *
with_source(const char *sources)
{
	if (!sources)
		return NULL;
	return !*sources || g_ascii_strcasecmp(sources, "'none'") == 0 ? g_strdup(SOURCE) : g_strdup_printf("%s %s", sources, SOURCE);
}

static void
check_policy(const char *policy)
{
	static const char *const others[] = { "default-src", "style-src", "connect-src", "img-src", "base-uri", "form-action" };
	g_autoptr(GString) out = g_string_new(NULL);

	addition_allow(policy, "script-src", SOURCE, out);
	g_autofree char *before = allowed(policy, "script-src"), *after = allowed(out->str, "script-src"), *wanted = with_source(before);
	require(g_strcmp0(after, wanted) == 0);
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *was = allowed(policy, others[i]), *is = allowed(out->str, others[i]);

		require(g_strcmp0(was, is) == 0);
	}
}

static void
check_page(const char *page, size_t size)
{
	const struct addition addition = { "<script src=x></script>", SOURCE, SOURCE, SOURCE };
	const size_t markup = strlen(addition.markup);
	const char *head = g_strstr_len(page, (gssize)size, "</head>");
	g_autoptr(GString) out = g_string_new("before");

	addition_write(&addition, page, size, out);
	g_string_erase(out, 0, strlen("before"));
	if (!head) {
		require(out->len == size && memcmp(out->str, page, size) == 0);
		return;
	}
	const size_t rest = (size_t)(page + size - head);

	require(out->len >= rest + markup && memcmp(out->str + out->len - rest, head, rest) == 0);
	require(memcmp(out->str + out->len - rest - markup, addition.markup, markup) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char around[] = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"";
	g_autofree char *policy = g_strndup((const char *)bytes, size);
	g_autofree char *exact = g_malloc(size ? size : 1); /* without a NUL behind it */
	g_autofree char *page = g_strdup_printf("%s%s\"></head>", around, policy);

	if (size > 0)
		memcpy(exact, bytes, size);
	check_policy(policy);
	check_page(exact, size);
	check_page(page, strlen(page));
	return 0;
}
