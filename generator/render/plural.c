#include "render/plural.h"

#include <glib.h>
#include <string.h>

#define NUMBER_LIMIT 1000000000L /* of a rule */

struct reader {
	const char *at;
	long n; /* not negative */
	bool failed;
};

static void
skip_blanks(struct reader *reader)
{
	while (g_ascii_isspace(*reader->at))
		reader->at++;
}

/* Takes a sign or a word where it stands. */
static bool
take(struct reader *reader, const char *word)
{
	const size_t length = strlen(word);

	skip_blanks(reader);
	if (strncmp(reader->at, word, length) != 0 || (g_ascii_isalpha(*word) && g_ascii_isalnum(reader->at[length])))
		return false;
	reader->at += length;
	return true;
}

static long
take_number(struct reader *reader)
{
	long number = 0;

	skip_blanks(reader);
	if (!g_ascii_isdigit(*reader->at))
		reader->failed = true;
	for (; g_ascii_isdigit(*reader->at) && number < NUMBER_LIMIT; reader->at++)
		number = number * 10 + (*reader->at - '0');
	return number;
}

static long
take_operand(struct reader *reader)
{
	long value = 0;

	skip_blanks(reader);
	if (*reader->at == 'n' || *reader->at == 'i')
		value = reader->n;
	else if (!*reader->at || !strchr("vwftce", *reader->at))
		reader->failed = true;
	if (*reader->at)
		reader->at++;
	if (take(reader, "%")) {
		const long divisor = take_number(reader);

		reader->failed |= divisor == 0;
		value = divisor ? value % divisor : 0;
	}
	return value;
}

/* "1,3..5" */
static bool
is_in_ranges(struct reader *reader, long value)
{
	bool in = false;

	do {
		const long first = take_number(reader), last = take(reader, "..") ? take_number(reader) : first;

		in |= value >= first && value <= last;
	} while (take(reader, ","));
	return in;
}

static bool
relation(struct reader *reader)
{
	const long value = take_operand(reader);
	const bool unequal = take(reader, "!=");

	if (!unequal && !take(reader, "="))
		reader->failed = true;
	return is_in_ranges(reader, value) != unequal;
}

static bool
all_relations(struct reader *reader)
{
	bool hold = true;

	do
		hold &= relation(reader);
	while (!reader->failed && take(reader, "and"));
	return hold;
}

static bool
condition(struct reader *reader)
{
	bool holds = false;

	do
		holds |= all_relations(reader);
	while (!reader->failed && take(reader, "or"));
	skip_blanks(reader);
	reader->failed |= *reader->at && *reader->at != '@';
	return holds;
}

bool
plural_holds(const char *rule, long n)
{
	struct reader reader = { rule, n < 0 ? -n : n, false };
	const bool holds = condition(&reader);

	return holds && !reader.failed;
}

bool
plural_is_rule(const char *rule)
{
	struct reader reader = { rule, 0, false };

	condition(&reader);
	return !reader.failed;
}
