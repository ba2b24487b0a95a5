/*
 * handbook: const site → the pages of the internal half, below "handbook/".
 *
 * First every page becomes a row of a list: its path, its layout, and the
 * function that makes its data.  Rows depend on nothing but const data, so they are
 * rendered by several threads; the outputs are added in the list's order, so
 * that the bytes do not depend on how many there are.
 *
 * Page data (what --dump prints and templates see):
 *   root        the way to the handbook's root: "", "../", "../../"
 *   path, title, description
 *   site, words, language, direction, style, script, boot, search, run, offline: the same for all pages
 *   nav         groups of sections, the page's own is "current"; branch: its neighbours
 *   breadcrumbs [{title, path}]
 *   page        what this page shows
 * Paths in it count from the handbook's root: a template writes {{root}}{{path}}.
 */
#pragma once


#include "model/site.h"
#include "render/outputs.h"
#include "render/template.h"

struct pool;

/* Renders all pages, redirects, static files and pictures.  A template that fails is a finding. */
void handbook_render(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, struct outputs *outputs);

/* The same without rendering a page: only who has which path, for what outputs_add finds of two of one name. */
void handbook_claim(struct pool *pool, const struct site *site, const struct template_set *templates, struct outputs *outputs);

/* The data of one page by its path ("runbooks/db-pool.html", with or without "handbook/"
 * before it), a new reference; NULL: there is no such page. */
struct data *handbook_data(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *path);

/* ---- One page at a time, for who shows them while they are written ---- */

struct handbook;

/* All that pages are made from; each asked for one is made then.  As long as the pool lives. */
struct handbook *handbook_open(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings);

size_t handbook_page_count(const struct handbook *handbook);

/* The number of the page of a path ("handbook/index.html"), or SIZE_MAX. */
size_t handbook_page_find(const struct handbook *handbook, const char *path);

/* Appends a page.  False: *failure says why.  The pool is for what is thrown away with it. */
bool handbook_page(struct pool *pool, const struct handbook *handbook, size_t number, GString *out, struct template_failure *failure);

/* What pages show of a document that was replaced (model/site_replace), or taken back, is made anew. */
void handbook_refresh(struct handbook *handbook, const struct document *document);

/* All that is no page, and the paths of the pages. */
void handbook_rest(struct handbook *handbook, struct findings *findings, struct outputs *outputs);
