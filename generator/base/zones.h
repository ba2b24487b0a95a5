/*
 * zones: the names that zones have, and which of them was meant by what is none.
 *
 * The names are those of the system's own lists: zone.tab has the zones of the world's
 * places, tzdata.zi the old names of some ("US/Pacific").  Without the lists nothing is near.
 */
#pragma once

struct pool;

/* The zone that is meant by "Europe/Berln", "Berlin" or "UC/Pacific", or NULL; an old name that
 * this system has no rules for is given by its new one.  In the pool. */
const char *zone_nearest(struct pool *pool, const char *text);

/* The same for the word of a text that can be nothing but a zone's name, as in "02:30
 * Europe/Berln": the first with a '/' between letters. */
const char *zone_nearest_in(struct pool *pool, const char *text);
