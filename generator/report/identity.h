/*
 * identity: what makes a finding the same finding tomorrow.
 *
 * Rule, document and text, never the line number; for baselines and fingerprints.
 * Numbers in messages become '#', for counts of words and days change while the
 * fault stays; the message of a rule that depends on "now" is left out.  A line that
 * holds a secret is named by a few digits of its hash, too few to guess it by.
 */
#pragma once

struct finding;
struct pool;
struct secrets;

struct identity {
	const char *rule;     /* its id */
	const char *document; /* path, "" where there is none */
	const char *message;  /* "" for rules that depend on "now" */
	const char *source;   /* the line on which it begins, squeezed; "" where there is none */
};

struct identity identity_of(struct pool *pool, const struct finding *finding, const struct secrets *secrets);

/* All of it as one string, for tables. */
const char *identity_key(struct pool *pool, const struct identity *identity);

/* By document, rule, source, message. */
int identity_compare(const struct identity *a, const struct identity *b);
