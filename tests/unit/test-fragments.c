/* The places of a page: which fragments lead to one. */
#include <glib.h>
#include <string.h>

#include "net/fragments.h"

static void
assert_look(const char *html, const char *fragment, enum fragment_answer answer)
{
	g_test_message("%s #%s", html, fragment);
	g_assert_cmpint(fragments_look(html, strlen(html), fragment), ==, answer);
}

static void
test_places(void)
{
	assert_look("<h1 id=one>", "one", FRAGMENT_THERE);
	assert_look("<h1 ID='one'>", "one", FRAGMENT_THERE);
	assert_look("<h1 id=one>", "One", FRAGMENT_MISSING);
	assert_look("<a name=\"two\">", "two", FRAGMENT_THERE);
	assert_look("<p name=two>", "two", FRAGMENT_MISSING);
	assert_look("<h1 id=user-content-three>", "three", FRAGMENT_THERE);
	assert_look("<!-- <h1 id=four> -->", "four", FRAGMENT_MISSING);
	assert_look("<title><b id=five></title>", "five", FRAGMENT_MISSING);
	assert_look("<script></script>", "six", FRAGMENT_UNSURE);
	assert_look("", "top", FRAGMENT_THERE);
	assert_look("", "!/route", FRAGMENT_THERE);
}

static void
test_encoded(void)
{
	assert_look("<h1 id=überblick>", "%C3%BCberblick", FRAGMENT_THERE);
	assert_look("<h1 id=überblick>", "überblick", FRAGMENT_THERE);
	assert_look("<h1 id='a b'>", "a%20b", FRAGMENT_THERE);
	assert_look("<h1 id='a%20b'>", "a%20b", FRAGMENT_THERE);
	assert_look("<h1 id='überblick'>", "%C3%9Cberblick", FRAGMENT_MISSING);
}

/* What stands for a character in HTML. */
static void
test_references(void)
{
	assert_look("<h1 id='q&amp;a'>", "q&a", FRAGMENT_THERE);
	assert_look("<h1 id='q&amp;a'>", "q%26a", FRAGMENT_THERE);
	assert_look("<h1 id='q&a'>", "q&a", FRAGMENT_THERE);
	assert_look("<h1 id='user-content-q&amp;a'>", "q&a", FRAGMENT_THERE);
	assert_look("<h1 id='&#xFC;ber'>", "über", FRAGMENT_THERE);
	assert_look("<h1 id='what&#39;s'>", "what's", FRAGMENT_THERE);
	assert_look("<h1 id='what&#39s'>", "what's", FRAGMENT_THERE);
	assert_look("<h1 id='&#'>", "&#", FRAGMENT_THERE);
	assert_look("<h1 id='&#x'>", "&#x", FRAGMENT_THERE);
	assert_look("<h1 id='&#0;'>", "&#0;", FRAGMENT_THERE);
	assert_look("<h1 id='&#99999999999;'>", "x", FRAGMENT_MISSING);
	assert_look("<h1 id='&'>", "&", FRAGMENT_THERE);
}

/* Of letters that can't be read nobody says that they are not there. */
static void
test_charsets(void)
{
	static const char wide[] = "<\0h\0001\0 \0i\0d\0=\0a\0>\0";

	assert_look("<h1 id=\xFC" "berblick>", "überblick", FRAGMENT_UNSURE);
	assert_look("<h1 id=\xFC" "berblick>", "%C3%BCberblick", FRAGMENT_UNSURE);
	assert_look("<h1 id=\xFC" "berblick>", "plain", FRAGMENT_MISSING);
	g_assert_cmpint(fragments_look(wide, sizeof wide - 1, "a"), ==, FRAGMENT_UNSURE);
}

int
main(int count, char **arguments)
{
	g_test_init(&count, &arguments, NULL);
	g_test_add_func("/fragments/places", test_places);
	g_test_add_func("/fragments/encoded", test_encoded);
	g_test_add_func("/fragments/references", test_references);
	g_test_add_func("/fragments/charsets", test_charsets);
	return g_test_run();
}
