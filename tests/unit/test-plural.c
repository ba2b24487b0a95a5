/* plural: rules as Unicode's data writes them. */
#include <glib.h>

#include "render/plural.h"

/* The numbers below 130 that a rule holds for, "0 1 2", by hand. */
static void
holds_for(const char *rule, const char *expected)
{
	g_autoptr(GString) numbers = g_string_new(NULL);

	g_assert_true(plural_is_rule(rule));
	for (long n = 0; n < 130; n++)
		if (plural_holds(rule, n))
			g_string_append_printf(numbers, "%s%ld", numbers->len ? " " : "", n);
	g_assert_cmpstr(numbers->str, ==, expected);
}

static void
test_languages(void)
{
	holds_for("i = 1 and v = 0 @integer 1", "1");
	holds_for("i = 0,1", "0 1");
	/* Russian */
	holds_for("v = 0 and i % 10 = 1 and i % 100 != 11", "1 21 31 41 51 61 71 81 91 101 121");
	holds_for("v = 0 and i % 10 = 2..4 and i % 100 != 12..14 and i % 30 = 2,3,4", "2 3 4 32 33 34 62 63 64 92 93 94 122 123 124");
	/* Arabic */
	holds_for("n % 100 = 3..10", "3 4 5 6 7 8 9 10 103 104 105 106 107 108 109 110");
	/* Danish: or, and digits behind the decimal sign */
	holds_for("n = 1 or t != 0 and i = 0,1", "1");
	holds_for("n = 3 or n = 5 and v = 0 or n = 7 and v = 1", "3 5");
	holds_for("n != 0..127", "128 129");
}

static void
test_no_rule(void)
{
	static const char *const rules[] = { "", "one", "n", "n =", "n = x", "n % 0 = 1", "n % = 1", "= 1", "n = 1 and", "n = 1 or", "n = 1 n = 2",
		"n = 1..", "n = 1,", "x = 1", "n = 1 android", "n=1;" };

	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		g_test_message("%s", rules[i]);
		g_assert_false(plural_is_rule(rules[i]));
		for (long n = 0; n < 3; n++)
			g_assert_false(plural_holds(rules[i], n));
	}
}

static void
test_bounds(void)
{
	g_assert_true(plural_holds("n = 1", -1));
	g_assert_true(plural_holds("n=1and v=0", 1));
	g_assert_false(plural_holds("n = 99999999999999999999", 1));
	g_assert_false(plural_holds("n % 99999999999999999999 = 0", 1));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plural/languages", test_languages);
	g_test_add_func("/plural/no_rule", test_no_rule);
	g_test_add_func("/plural/bounds", test_bounds);
	return g_test_run();
}
