/*
 * upstreams: what a build does about the status pages of others, by its --upstreams.
 *
 *   cache     nothing is asked: answers that earlier runs were given hold for upstreams.cache of site.yaml.  The default
 *   ask       each is asked, for upstreams.timeout at most; one that can't be had is told, and the build goes on
 *   require   the same, but one that can't be had ends the build with status 2
 */
#pragma once

#include <stdbool.h>

#include "command/options.h"
#include "command/stages.h"

/* Whether the option has a word that there is; else the reason was printed. */
bool upstreams_wanted(const struct options *options);

/* Whether somebody is to be asked, so that a run is never the same as another. */
bool upstreams_are_asked(const struct options *options);

/* Between stages_load and the checks: puts what is known into the site.  False: the reason was printed, the status is EXIT_FAILED. */
bool upstreams_answer(struct stages *stages);
