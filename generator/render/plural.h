/*
 * plural: which form of a word a number takes.
 *
 * A language's rules are data, in the syntax of Unicode's Common Locale Data Repository (UTS #35, part 3, "Plural Rules
 * Syntax"), so that they can be copied from there:
 *
 *   one: "i = 1 and v = 0"     few: "n % 10 = 2..4 and n % 100 != 12..14"
 *
 * Numbers here are whole: n and i are the number, and v, w, f, t, c and e, which count digits behind the decimal sign, 0.
 * What follows an "@" is a sample, and passed over.
 */
#pragma once

#include <stdbool.h>

/* Whether a rule holds for a number; one that can't be read holds for none. */
bool plural_holds(const char *rule, long n);

/* Whether a rule can be read. */
bool plural_is_rule(const char *rule);
