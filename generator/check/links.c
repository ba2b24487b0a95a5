#include "check/links.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

/* One link under examination. */
struct examined {
	const struct check *check;
	const struct document *document;
	const struct inline_row *row;
	const struct link *link;
	const char *target; /* as written */
	unsigned *guesses;  /* links of the document for which something near was looked for */
};

/* A guess looks through all names there are; a document of thousands of broken links gets some, the rest none. */
static bool
may_guess(const struct examined *e)
{
	const unsigned most = 200;

	return (*e->guesses)++ < most;
}

/* The address in the source, or the whole link where it is not found there. */
static struct span
target_span(const struct examined *e)
{
	if (e->row->target_end > e->row->target_start)
		return span_of(e->document->source, e->row->target_start, e->row->target_end);
	return markdown_inline_span(&e->document->body, e->row);
}

static char *
bare_name(const char *path)
{
	static const char *const suffixes[] = { ".md", ".html" };
	char *name = g_path_get_basename(path);

	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
		if (g_str_has_suffix(name, suffixes[i]))
			name[strlen(name) - strlen(suffixes[i])] = '\0';
	return name;
}

/* The document that went by a name before, or NULL. */
static const struct document *
renamed_document(const struct site *site, const char *wanted)
{
	for (size_t i = 0; i < site->document_count; i++)
		for (size_t k = 0; k < site->documents[i]->aliases.count; k++) {
			g_autofree char *alias = bare_name(site->documents[i]->aliases.items[k].s);

			if (strcmp(alias, wanted) == 0)
				return site->documents[i];
		}
	return NULL;
}

/* The document that had the name, else whose name is nearest, in whatever folder; folders alone make no name alike. */
static const struct document *
nearest_document(const struct examined *e)
{
	const struct site *site = e->check->site;
	g_autofree const char **names = g_new(const char *, site->document_count);
	g_autofree char *wanted = bare_name(e->link->path);
	const struct document *renamed = renamed_document(site, wanted);
	const char *nearest;

	if (renamed)
		return renamed;
	for (size_t i = 0; i < site->document_count; i++)
		names[i] = site->documents[i]->id;
	nearest = text_nearest(wanted, names, site->document_count);
	for (size_t i = 0; nearest && i < site->document_count; i++)
		if (names[i] == nearest)
			return site->documents[i];
	return NULL;
}

/* How the link would have to be written to lead to path. */
static const char *
as_written(const struct examined *e, const char *path)
{
	return path_relative(e->check->pool, e->document->path, path);
}

static bool
is_register(const struct examined *e)
{
	const struct files *files = e->check->site->files;

	for (size_t i = 0; i < files->register_count; i++)
		if (strcmp(files->registers[i], e->link->path) == 0)
			return true;
	return false;
}

/* A file of the repository that is none of the site: it works on the code host alone. */
static bool
is_outside(const struct examined *e)
{
	g_autofree char *full = g_build_filename(e->check->site->directory, e->link->path, NULL);

	if (e->row->kind == INLINE_WIKI || g_str_has_prefix(e->link->path, "content/") || g_str_has_prefix(e->link->path, ".."))
		return false;
	return g_file_test(full, G_FILE_TEST_EXISTS);
}

static const char *
broken_form(const struct examined *e, bool outside)
{
	if (outside)
		return "%s is not in content/ or static/, so it is not in the handbook";
	if (e->row->kind == INLINE_IMAGE)
		return "there is no picture %s";
	if (e->row->kind == INLINE_WIKI)
		return "there is no page \"%s\"";
	return is_register(e) ? "%s is a register, which has no page" : "there is no file %s";
}

static void
check_broken(const struct examined *e)
{
	bool image = e->row->kind == INLINE_IMAGE;
	bool outside = is_outside(e);
	const struct document *nearest = image || outside || is_register(e) || !may_guess(e) ? NULL : nearest_document(e);
	struct finding *finding = finding_add(e->check->findings, image ? RULE_LINK_IMAGE : RULE_LINK_BROKEN, target_span(e),
	    broken_form(e, outside), e->link->path);

	if (outside)
		finding_help(finding, "move it there, or link to its address on the code host");
	else if (nearest)
		finding_help(finding, "did you mean \"%s\"?",
		    e->row->kind == INLINE_WIKI ? nearest->id : as_written(e, nearest->path));
	else if (e->row->kind == INLINE_LINK && !strchr(e->target, '.') && !strchr(e->target, '/'))
		finding_help(finding, "a link to a document is the path of its .md file; [[%s]] finds it by its name", e->target);
}

static void
check_unsafe(const struct examined *e)
{
	finding_help(finding_add(e->check->findings, RULE_LINK_BROKEN, target_span(e), "the address is none that a page may lead to"),
	    "http, https, mailto and tel are; the link is shown as text");
}

static void
check_case(const struct examined *e)
{
	const char *path = e->link->document ? e->link->document->path : e->link->path;

	if (e->link->case_differs)
		finding_help(finding_add(e->check->findings, RULE_LINK_CASE, target_span(e), "the file's name is %s", path),
		    "most servers tell upper and lower case apart: write \"%s\"", as_written(e, path));
}

static const char *
nearest_anchor(const struct document *in, const char *fragment)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (uint32_t i = 0; i < in->body.block_count; i++)
		if (in->body.blocks[i].kind == BLOCK_HEADING)
			g_ptr_array_add(names, (char *)markdown_text(&in->body, in->body.blocks[i].info));
	return text_nearest(fragment, (const char *const *)names->pdata, names->len);
}

static void
check_fragment(const struct examined *e)
{
	const struct document *in = e->link->document;
	struct finding *finding;
	const char *nearest;

	/* "#" alone and "#top" lead to the top of any page. */
	if (!e->link->fragment || e->link->fragment_found || !*e->link->fragment || strcmp(e->link->fragment, "top") == 0)
		return;
	finding = finding_add(e->check->findings, RULE_LINK_FRAGMENT, target_span(e), "%s has no heading \"#%s\"",
	    in == e->document ? "this document" : in->path, e->link->fragment);
	nearest = !may_guess(e) ? NULL : nearest_anchor(in, e->link->fragment);
	if (nearest)
		finding_help(finding, "did you mean \"#%s\"?", nearest);
}

static void
check_draft(const struct examined *e)
{
	const struct document *target = e->link->document;

	if (target && !document_is_built(e->check->site, target) && document_is_built(e->check->site, e->document))
		finding_help(finding_add(e->check->findings, RULE_LINK_DRAFT, target_span(e), "%s is a draft and has no page", target->path),
		    "publish it, or take the link out until then");
}

static void
check_alternative_text(const struct examined *e)
{
	if (e->row->kind == INLINE_IMAGE && e->row->text_start == e->row->text_end)
		finding_help(finding_level(finding_add(e->check->findings, RULE_LINK_IMAGE,
		                               markdown_inline_span(&e->document->body, e->row), "the picture has no alternative text"),
		                 LEVEL_WARNING),
		    "say in the brackets what the picture shows: ![Error rate over the last hour](…)");
}

static void
check_link(const struct examined *e)
{
	switch (e->link->kind) {
	case LINK_BROKEN:
		check_broken(e);
		break;
	case LINK_UNSAFE:
		check_unsafe(e);
		break;
	case LINK_ANCHOR:
	case LINK_DOCUMENT:
		check_case(e);
		check_draft(e);
		check_fragment(e);
		break;
	case LINK_ASSET:
		check_case(e);
		break;
	default:
		break;
	}
	check_alternative_text(e);
}

static bool
is_written_link(const struct inline_row *row)
{
	return row->kind == INLINE_LINK || row->kind == INLINE_IMAGE || row->kind == INLINE_WIKI;
}

/* Indexes lead to runbooks, incidents and the like; a page stands alone unless something leads to it. */
static void
check_orphan(const struct check *check, const struct document *document)
{
	if (document->kind->role != ROLE_PAGE || document->backlink_count || !document_is_built(check->site, document))
		return;
	if (strcmp(document->id, "index") == 0)
		return;
	finding_help(finding_add(check->findings, RULE_LINK_ORPHAN, span_file(document->source), "nothing leads to this page"),
	    "link to it from a page on which a reader would look for it");
}

void
check_links(const struct check *check)
{
	for (size_t i = 0; i < check->site->document_count; i++) {
		const struct document *document = check->site->documents[i];
		unsigned guesses = 0;

		for (uint32_t k = 0; k < document->body.inline_count; k++) {
			const struct inline_row *row = &document->body.inlines[k];
			struct examined examined = { check, document, row, &document->links[k], markdown_text(&document->body, row->target),
				&guesses };

			if (is_written_link(row))
				check_link(&examined);
		}
		check_orphan(check, document);
	}
}
