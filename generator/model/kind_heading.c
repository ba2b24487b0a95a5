/* Headings: what counts of them, the section that one begins, its time box. */
#include "model/kind_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* Headings */

/* The length of a ":shortcode:" at s, or 0. */
static size_t
shortcode_length(const char *s)
{
	size_t inner = strspn(s + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-");
	bool letter = false;

	for (size_t i = 1; i <= inner; i++)
		letter |= g_ascii_isalpha(s[i]) || s[i] == '+' || s[i] == '-';
	return letter && s[inner + 1] == ':' ? inner + 2 : 0;
}

static bool
is_decoration(gunichar c)
{
	return g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL
	    || (c >= 0x1F3FB && c <= 0x1F3FF)  /* skin tones */
	    || (c >= 0xE0020 && c <= 0xE007F)  /* tags of flags */
	    || c == 0xFE0E || c == 0xFE0F      /* variation selectors */
	    || c == 0x200B || c == 0x200D || c == 0x20E3;
}

/* A digit in a key cap is a symbol. */
static bool
is_keycap(const char *s)
{
	const char *next = s + 1;

	if ((unsigned char)*next < 0x80)
		return false;
	if (strncmp(next, "\xEF\xB8\x8F", 3) == 0)
		next += 3;
	return strchr("0123456789#*", *s) && strncmp(next, "\xE2\x83\xA3", 3) == 0;
}

static bool
is_hyphen(gunichar c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool
joins_words(const GString *before, const char *after)
{
	return before->len > 0 && g_ascii_isalpha(before->str[before->len - 1]) && g_ascii_isalpha(*after);
}

/* One character of a heading, in the form that is compared. */
static void
add_character(GString *out, gunichar c, const char *after)
{
	if (is_decoration(c) || g_unichar_isspace(c) || (is_hyphen(c) && joins_words(out, after)))
		g_string_append_c(out, ' ');
	else if (c == '&')
		g_string_append(out, "and");
	else if (c == 0x2018 || c == 0x2019)
		g_string_append_c(out, '\'');
	else
		g_string_append_unichar(out, g_unichar_tolower(c));
}

static GString *
plain_heading(const char *heading)
{
	GString *out = g_string_sized_new(64);

	for (const char *s = heading; *s;) {
		/* nearly all of them */
		while (g_ascii_isalpha(*s))
			g_string_append_c(out, g_ascii_tolower(*s++));
		if (!*s)
			break;

		const bool begins = out->len == 0 || out->str[out->len - 1] == ' ';
		size_t shortcode = *s == ':' && begins ? shortcode_length(s) : 0;
		gunichar c = g_utf8_get_char_validated(s, -1);
		const char *after = (gint)c < 0 ? s + 1 : g_utf8_next_char(s);

		if (shortcode > 0)
			g_string_append_c(out, ' ');
		else if (!is_keycap(s))
			add_character(out, (gint)c < 0 ? 0xFFFD : c, after);
		s = shortcode > 0 ? s + shortcode : after;
	}
	return out;
}

static const char *
skip_digits(const char *s)
{
	while (g_ascii_isdigit(*s))
		s++;
	return s;
}

/* Past "1.", "2)", "1.2", "3 -" and the like at s, or s. */
static const char *
skip_number(const char *s)
{
	const char *end = skip_digits(s);
	bool dotted = false;

	while (end > s && *end == '.' && g_ascii_isdigit(end[1])) {
		end = skip_digits(end + 1);
		dotted = true;
	}
	/* "a)" */
	if (end == s && g_ascii_isalpha(*s) && (s[1] == ')' || s[1] == '.') && s[2] == ' ')
		return s + 2;
	/* "IV." */
	if (end == s)
		end += strspn(s, "ivx");
	if (end == s)
		return s;
	if (*end && strchr(".):", *end) && (end[1] == ' ' || end[1] == '\0'))
		return end + 1;
	if (strncmp(end, " - ", 3) == 0 || (dotted && *end == ' '))
		return end + 1;
	return s;
}

/* Past "step 6:", "option b -" at s, or s. */
static const char *
skip_step(const char *s)
{
	static const char *const words[] = { "step ", "option ", "part ", "phase " };
	const char *end;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (*s != *words[i] || !g_str_has_prefix(s, words[i]))
			continue;
		s += strlen(words[i]);
		end = skip_digits(s);
		if (end == s && g_ascii_isalpha(*s) && s[1] && strchr(":.)", s[1]))
			end = s + 1;
		return end > s && !g_ascii_isalnum(*end) ? end : s - strlen(words[i]);
	}
	return s;
}

static const char *
skip_word(const char *s)
{
	return g_str_has_prefix(s, "runbook:") ? s + strlen("runbook:") : s;
}

static const char *
skip_marks(const char *s)
{
	static const char *const marks[] = { " ", "-", "–", "—", "•", "·", "|", ":", ".", ")", "#", "*", "_", "→", ">" };

	for (size_t i = 0; i < G_N_ELEMENTS(marks);)
		if (*s == *marks[i] && g_str_has_prefix(s, marks[i]))
			s += strlen(marks[i]), i = 0;
		else
			i++;
	return s;
}

static const char *
skip_numbering(const char *s)
{
	static const char *(*const skips[])(const char *) = { skip_marks, skip_word, skip_step, skip_number };
	const char *start = s;

	for (size_t i = 0; i < G_N_ELEMENTS(skips);) {
		const char *next = skips[i](s);

		i = next > s ? 0 : i + 1;
		s = next;
	}
	return *s ? s : start;
}

/* Cuts a "(…)" off the end. */
static bool
cut_parentheses(char *s)
{
	size_t length = strlen(s), at = length;
	int depth = 0;

	if (length == 0 || s[length - 1] != ')')
		return false;
	do {
		at--;
		depth += (s[at] == ')') - (s[at] == '(');
	} while (at > 0 && depth > 0);
	if (depth > 0 || strspn(s, " ") >= at)
		return false;
	s[at] = '\0';
	return true;
}

static bool
cut_mark(char *s)
{
	static const char *const marks[] = { " ", ".", ":", ";", ",", "!", "?", "…", "–", "—", "-", "|", "*", "_", "#" };

	const size_t length = strlen(s);

	if (!length || g_ascii_isalnum(s[length - 1]))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (g_str_has_suffix(s, marks[i]) && length > strlen(marks[i])) {
			s[length - strlen(marks[i])] = '\0';
			return true;
		}
	return false;
}

const char *
kind_normal_heading(struct pool *pool, const char *heading)
{
	GString *plain = plain_heading(heading);
	char *normal;

	while (cut_mark(plain->str) || cut_parentheses(plain->str))
		;
	normal = text_squeeze(pool, plain->str, strlen(plain->str));
	normal = text_squeeze(pool, skip_numbering(normal), strlen(skip_numbering(normal)));
	g_string_free(plain, TRUE);
	return *normal ? normal : text_lower(pool, text_squeeze(pool, heading, strlen(heading)));
}

/* The index of headings */

struct kind_index {
	GHashTable *sections; /* normal heading → struct kind_section */
};

/* Of two sections that a heading could begin, the one whose own title it is, else the first. */
const struct kind_index *
kind_make_index(struct pool *pool, const struct kind *kind)
{
	struct kind_index *index = pool_new0(pool, struct kind_index);

	index->sections = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	for (size_t i = 0; i < kind->section_count; i++)
		if (!g_hash_table_contains(index->sections, kind->sections[i].headings[0]))
			g_hash_table_insert(
			    index->sections, (void *)kind->sections[i].headings[0], (void *)&kind->sections[i]);
	for (size_t i = 0; i < kind->section_count; i++)
		for (const char *const *h = kind->sections[i].headings; *h; h++)
			if (!g_hash_table_contains(index->sections, *h))
				g_hash_table_insert(index->sections, (void *)*h, (void *)&kind->sections[i]);
	return index;
}

/* "quick fix option 2" is a quick fix. */
static size_t
without_counter(const char *s, size_t length)
{
	static const char *const words[] = { " option", " step", " part", " phase" };
	size_t end = length;

	while (end > 0 && g_ascii_isdigit(s[end - 1]))
		end--;
	if (end == length || end == 0 || s[end - 1] != ' ')
		return length;
	end--;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (end > strlen(words[i]) && strncmp(s + end - strlen(words[i]), words[i], strlen(words[i])) == 0)
			return end - strlen(words[i]);
	return length;
}

/* "symptoms / impact", "diagnosis and triage": several names of one section, or NULL. */
static const struct kind_section *
match_joined(const struct kind *kind, const char *normal_heading)
{
	g_autoptr(GString) joined = g_string_new(normal_heading);
	const struct kind_section *section = NULL;
	g_auto(GStrv) parts = NULL;

	g_string_replace(joined, " and ", "/", 0);
	g_string_replace(joined, " or ", "/", 0);
	g_string_replace(joined, ",", "/", 0);
	parts = g_strsplit(joined->str, "/", -1);
	for (size_t i = 0; parts[i]; i++) {
		const struct kind_section *named = g_hash_table_lookup(kind->index->sections, g_strstrip(parts[i]));

		if (!named || (section && named != section))
			return NULL;
		section = named;
	}
	return section;
}

const struct kind_section *
kind_section_match(const struct kind *kind, const char *normal_heading)
{
	const struct kind_section *found = g_hash_table_lookup(kind->index->sections, normal_heading);
	const char *colon = strstr(normal_heading, ": ");
	size_t length = colon ? (size_t)(colon - normal_heading) : strlen(normal_heading);
	g_autofree char *head = NULL;

	if (found || kind->section_count == 0)
		return found;
	found = match_joined(kind, normal_heading);
	if (found)
		return found;
	length = without_counter(normal_heading, length);
	if (normal_heading[length] == '\0')
		return NULL;
	head = g_strndup(normal_heading, length);
	return g_hash_table_lookup(kind->index->sections, head);
}

/* Time boxes */

/* Past "<", "under", "up to" and the lower end of a range. */
static const char *
skip_bound(const char *s, const char *end)
{
	static const char *const bounds[] = {
		" ", "<", "=", "≤", "⩽", "~", "≈", "under", "less than", "up to", "at most", "within", "max.", "max:", "max",
		"about", "approx.", "ca.", "time box", "timebox", "time-box", "time limit", ":",
	};
	const char *digits;

	for (size_t i = 0; i < G_N_ELEMENTS(bounds);)
		if (g_ascii_strncasecmp(s, bounds[i], strlen(bounds[i])) == 0)
			s += strlen(bounds[i]), i = 0;
		else
			i++;
	digits = skip_digits(s);
	if (digits > s && digits < end && (*digits == '-' || g_str_has_prefix(digits, "–"))) {
		digits += *digits == '-' ? 1 : strlen("–");
		return g_ascii_isdigit(*digits) ? digits : s;
	}
	return s;
}

static int64_t
read_time_box(const char *s, const char *end)
{
	int64_t seconds;
	size_t used;

	s = skip_bound(s, end);
	while (end > s && (end[-1] == ' ' || end[-1] == '.'))
		end--;
	if (s >= end || !g_ascii_isdigit(*s) || !duration_read_prose(s, (size_t)(end - s), &seconds, &used))
		return DURATION_NONE;
	return used == (size_t)(end - s) && seconds > 0 ? seconds : DURATION_NONE;
}

int64_t
heading_time_box(const char *heading)
{
	for (const char *open = strchr(heading, '('); open; open = strchr(open + 1, '(')) {
		const char *close = strchr(open, ')');
		int64_t seconds = close ? read_time_box(open + 1, close) : DURATION_NONE;

		if (seconds != DURATION_NONE)
			return seconds;
	}
	return DURATION_NONE;
}
