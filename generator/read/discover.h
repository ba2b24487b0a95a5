/*
 * discover: which files a site has.
 *
 * Paths are relative to the site's folder, sorted by bytes, '/' between names.
 * Editors' leftovers ("~" at the end) are passed over, and in content/ names that
 * begin with "."; static/ keeps those (".well-known") but for git's own.  Symbolic links are not followed; one that stands for a file or folder is
 * document/unreadable, as are FIFOs, devices, sockets, a folder named *.md, a name that
 * is not UTF-8, and what can't be read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"

struct pool;

struct files {
	const char **documents; /* content/ and below, *.md */
	size_t document_count;
	const char **registers; /* *.yaml and *.yml directly in content/ */
	size_t register_count;
	const char **assets;    /* content/ and below, everything else: pictures beside documents */
	size_t asset_count;
	const char **statics;   /* static/ and below */
	size_t static_count;
};

/* site: the site's folder.  skip: a folder to pass over, absolute or relative to the site, or NULL. */
const struct files *discover(struct pool *pool, struct findings *findings, const char *site, const char *skip);

/* Whether a file of that path would be a register, whatever is in it. */
bool discover_is_register(const char *path);

/* The folder at or above start that has a site.yaml or, where none has, start itself where it has content/; else NULL. */
const char *discover_site(struct pool *pool, const char *start);
