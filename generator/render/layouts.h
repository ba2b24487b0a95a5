/*
 * layouts: where templates, words and static files come from.
 *
 * A site's own layouts/ and static/ shadow the embedded files one by one, by
 * name.  Names have no "layouts/" before them and templates no ".mustache"
 * behind; one that leads out of its folder is none.
 *
 * directory is the site's folder.  What is returned lives in the pool.
 */
#pragma once

#include <stdbool.h>

#include "base/source.h"
#include "model/config.h"

struct data;
struct pool;
struct template_set;

/*
 * All templates there are, built-in or the site's, parsed: dynamic names may choose any of
 * them.  Findings of RULE_LAYOUT_SYNTAX; a file that can't be read is a finding, too, and
 * the built-in one holds.
 */
const struct template_set *layouts_templates(struct pool *pool, struct findings *findings, const char *directory);

/* The bytes of a static file ("handbook.css"), or NULL. */
const struct source *layouts_static(struct pool *pool, struct findings *findings, const char *directory, const char *name);

/*
 * The fixed words of a language ("de-AT"): layouts/words/de-AT.yaml over de.yaml over en.yaml, the site's
 * file over the built-in one, key by key.  An object; the pool owns it.  A language
 * that has no file gets the English words.  What a site's file has wrong (a list where a text is due, a {place} that
 * nothing fills) is a finding, and the word beneath holds.
 */
const struct data *layouts_words(struct pool *pool, struct findings *findings, const char *directory, const char *language);

/* Whether there is a file of words for a language, or for it in any region. */
bool layouts_has_language(struct pool *pool, const char *directory, const char *language);

/* Findings for languages of site.yaml that have no words: an error where a page would be made for it, else a warning. */
void layouts_check_languages(struct pool *pool, struct findings *findings, const char *directory, const struct config *config);

/* What a build would find in the templates, languages and words before it renders anything. */
void layouts_check(struct pool *pool, struct findings *findings, const char *directory, const struct config *config);
