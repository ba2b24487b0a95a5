/* The first tier: a line an entry, the headings, and the terms of both. */
#include "render/search_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/data.h"
#include "render/data_json.h"

/* ---- lines ---- */

/* A part of a line: what would end it, or part it, is a blank. */
static void
append_cell(GString *out, const char *text)
{
	const gsize start = out->len;

	g_string_append(out, text ? text : "");
	for (gsize i = start; i < out->len; i++)
		if (out->str[i] == '\n' || out->str[i] == '\t' || out->str[i] == '\r')
			out->str[i] = ' ';
}

static void
append_cells(GString *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			g_string_append_c(out, '\t');
		append_cell(out, cells[i]);
	}
}

static void
put_lines(struct data *object, struct pool *pool, const char *key, GString *lines)
{
	data_put(object, key, data_text_copy(pool, lines->str, lines->len ? lines->len - 1 : 0));
	g_string_free(lines, true);
}

static void
append_title(GString *line, const struct search_entry *entry)
{
	append_cell(line, entry->title);
}

static void
append_path(GString *line, const struct search_entry *entry)
{
	append_cell(line, entry->path);
}

static void
append_names(GString *line, const struct search_entry *entry)
{
	append_cells(line, entry->names, entry->name_count);
}

static void
append_labels(GString *line, const struct search_entry *entry)
{
	append_cells(line, entry->labels, entry->label_count);
}

static void
append_description(GString *line, const struct search_entry *entry)
{
	append_cell(line, entry->description);
}

static const struct column {
	const char *key;
	void (*append)(GString *line, const struct search_entry *entry);
} columns[] = {
	{ "titles", append_title },
	{ "paths", append_path },
	{ "names", append_names },
	{ "labels", append_labels },
	{ "descriptions", append_description },
};

static void
put_column(struct pool *pool, struct data *index, const struct search_input *input, const struct column *column)
{
	GString *lines = g_string_new(NULL);

	for (size_t i = 0; i < input->entry_count; i++) {
		column->append(lines, &input->entries[i]);
		g_string_append_c(lines, '\n');
	}
	put_lines(index, pool, column->key, lines);
}

/* ---- headings: each pair of words and anchor once ---- */

struct sections {
	GHashTable *numbers; /* line → its number */
	GPtrArray *lines;
};

static const char *
section_line(struct pool *pool, const struct search_heading *heading)
{
	g_autoptr(GString) line = g_string_new(NULL);

	append_cell(line, heading->text);
	if (heading->anchor && strcmp(text_anchor(pool, line->str), heading->anchor) != 0) {
		g_string_append_c(line, '\t');
		append_cell(line, heading->anchor);
	}
	return pool_strndup(pool, line->str, line->len);
}

static guint
section_number(struct pool *pool, struct sections *sections, const struct search_heading *heading)
{
	const char *line = section_line(pool, heading);
	gpointer number;

	if (g_hash_table_lookup_extended(sections->numbers, line, NULL, &number))
		return GPOINTER_TO_UINT(number);
	number = GUINT_TO_POINTER(g_hash_table_size(sections->numbers));
	g_hash_table_insert(sections->numbers, (void *)line, number);
	g_ptr_array_add(sections->lines, (void *)line);
	return GPOINTER_TO_UINT(number);
}

static void
put_sections(struct pool *pool, struct data *index, const GPtrArray *sections)
{
	GString *lines = g_string_new(NULL);

	for (guint i = 0; i < sections->len; i++)
		g_string_append_printf(lines, "%s\n", (const char *)sections->pdata[i]);
	put_lines(index, pool, "sections", lines);
}

static void
put_headings(struct pool *pool, struct data *index, const struct search_input *input, struct sections *sections)
{
	GString *lines = g_string_new(NULL);

	for (size_t i = 0; i < input->entry_count; i++) {
		const struct search_entry *entry = &input->entries[i];

		for (size_t k = 0; k < entry->heading_count; k++)
			g_string_append_printf(lines, "%s%u", k ? " " : "", section_number(pool, sections, &entry->headings[k]));
		g_string_append_c(lines, '\n');
	}
	put_lines(index, pool, "headings", lines);
}

/* ---- terms ---- */

enum field {
	FIELD_TITLE,
	FIELD_NAME,
	FIELD_LABEL,
	FIELDS
};

static void
read_entry(struct term_reader *reader, const void *data, size_t number)
{
	const struct search_entry *entry = &((const struct search_entry *)data)[number];

	read_terms(reader, entry->title, strlen(entry->title), FIELD_TITLE);
	for (size_t i = 0; i < entry->name_count; i++)
		read_terms(reader, entry->names[i], strlen(entry->names[i]), FIELD_NAME);
	for (size_t i = 0; i < entry->label_count; i++)
		read_terms(reader, entry->labels[i], strlen(entry->labels[i]), FIELD_LABEL);
}

static void
put_terms(struct pool *pool, struct data *index, const char *key, const struct term_input *input)
{
	g_autoptr(GString) written = g_string_new(NULL), postings = g_string_new(NULL);
	size_t count;
	const struct search_term *terms = search_terms(pool, input, &count);
	struct data *both = data_object(pool);

	write_terms(terms, count, SIZE_MAX, written, postings);
	data_put(both, "terms", data_text_copy(pool, written->str, written->len));
	data_put(both, "postings", data_text_copy(pool, postings->str, postings->len));
	data_put(index, key, both);
}

static void
put_entry_terms(struct pool *pool, struct data *index, const struct search_input *input)
{
	put_terms(pool, index, "entry_terms", &(struct term_input){
						  .jobs = input->jobs,
						  .count = input->entry_count,
						  .data = input->entries,
						  .read = read_entry,
						  .marks = FIELDS,
						  .everywhere = SIZE_MAX,
					      });
}

static void
read_section(struct term_reader *reader, const void *data, size_t number)
{
	const char *line = ((const char *const *)data)[number];

	read_terms(reader, line, strcspn(line, "\t"), 0);
}

static void
put_section_terms(struct pool *pool, struct data *index, const GPtrArray *lines)
{
	put_terms(pool, index, "section_terms", &(struct term_input){
						    .jobs = 1,
						    .count = lines->len,
						    .data = lines->pdata,
						    .read = read_section,
						    .marks = 1,
						    .everywhere = SIZE_MAX,
						});
}

/* ---- the whole ---- */

static const struct data *
groups_list(struct pool *pool, const struct search_input *input)
{
	struct data *groups = data_list(pool);

	for (size_t i = 0; i < input->group_count; i++) {
		struct data *group = data_list(pool);

		data_append(group, data_text(pool, input->groups[i].name));
		data_append(group, data_integer(pool, (int64_t)input->groups[i].count));
		data_append(groups, group);
	}
	return groups;
}

void
write_index(struct pool *pool, const struct search_input *input, const char *pieces, GString *out)
{
	g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	struct sections sections = { .numbers = numbers, .lines = lines };
	struct data *index = data_object(pool);

	data_put(index, "words", input->words);
	data_put(index, "groups", groups_list(pool, input));
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		put_column(pool, index, input, &columns[i]);
	put_headings(pool, index, input, &sections);
	put_sections(pool, index, lines);
	put_entry_terms(pool, index, input);
	put_section_terms(pool, index, lines);
	data_put_text(index, "pieces", pieces);
	g_string_append(out, "sitrepSearch.index(");
	data_write_json(index, out);
	g_string_append(out, ");\n");
}
