#include "net/publish_parts.h"

#include <string.h>

#include "base/pool.h"

enum {
	MANIFEST_LIMIT = 64 << 20,
	PAGE_LIMIT = 16 << 20,
	OBJECTS_MOST = 1000000,
	PAGES_FREE = 100,    /* of a listing, however little is in them */
	OBJECTS_LEAST = 10,  /* in each further one, on average */
};

#define NO_CACHE "no-cache"

/* ---- the manifest ---- */

static struct question
about_manifest(const struct run *run, const char *method, const char *what)
{
	return (struct question){ .method = method, .url = url_of(run, MANIFEST_NAME), .what = what, .limit = MANIFEST_LIMIT };
}

static bool
is_absent(struct run *run, const struct answer *answer)
{
	struct s3_error error;

	return answer->error == FETCH_DONE && answer->status == 404 &&
	       (!s3_error_read(run->pool, answer->body, answer->size, &error) || strcmp(error.code, "NoSuchKey") == 0);
}

/* What can't be read is begun anew only by who says so: without it, nothing there is known to be ours. */
static bool
take_manifest(struct run *run, const struct answer *answer)
{
	const char *problem;
	struct manifest *manifest = manifest_read(run->pool, answer->body, answer->size, &problem);

	run->has_manifest = true;
	if (manifest)
		run->manifest = manifest;
	if (manifest || run->options->plan.adopt)
		return true;
	return publish_fail(run, "with --adopt it is begun anew, and files of the build replace what lies in their places",
	    "%s, the list of what was published before, can't be read: %s", key_of(run, MANIFEST_NAME), problem);
}

bool
look_for_manifest(struct run *run)
{
	const struct question question = about_manifest(run, "GET", "what was published before can't be asked for");
	struct answer answer;

	if (ask_and_wait(run, &question, &answer))
		return take_manifest(run, &answer);
	if (is_absent(run, &answer))
		return true;
	fail_by_answer(run, &question, &answer);
	return false;
}

bool
put_manifest(struct run *run)
{
	struct question question = about_manifest(run, "PUT", "the list of what is published can't be written");
	struct answer answer;

	manifest_set_run(run->manifest, run->id);
	question.text = manifest_render(run->pool, run->manifest);
	question.type = "application/json";
	question.cache = NO_CACHE;
	if (ask_and_wait(run, &question, &answer))
		return true;
	fail_by_answer(run, &question, &answer);
	return false;
}

bool
is_manifest_ours(struct run *run)
{
	const struct question question = about_manifest(run, "GET", "whether somebody else has published meanwhile can't be asked");
	struct answer answer;
	const struct manifest *now;
	const char *problem;

	if (!ask_and_wait(run, &question, &answer)) {
		fail_by_answer(run, &question, &answer);
		return false;
	}
	now = manifest_read(run->pool, answer.body, answer.size, &problem);
	if (now && strcmp(manifest_run(now), run->id) == 0)
		return true;
	return publish_fail(run, "run it again when the other one has ended", "somebody else has published to %s meanwhile; nothing was deleted", run->target->name.s);
}

/* ---- who may read it ---- */

/* A storage that is busy, or leads somewhere else, has not said that a stranger gets nothing. */
static bool
is_refusal(const struct answer *answer)
{
	return answer->error == FETCH_DONE && answer->status >= 400 && answer->status < 500 && answer->status != 408 && answer->status != 429;
}

/* Anybody may ask for the manifest; while it is empty that gives nothing away. */
bool
is_closed_enough(struct run *run)
{
	struct question question = about_manifest(run, "GET", "who may read the bucket can't be asked");
	struct answer answer;

	if (strcmp(run->target->from.s, "handbook") != 0 || run->target->anonymous || (run->options->dry_run && !run->has_manifest))
		return true;
	if (!run->has_manifest && !put_manifest(run))
		return false;
	run->has_manifest = true;
	question.anonymous = true;
	if (ask_and_wait(run, &question, &answer))
		return publish_fail(run, "close the bucket, or write \"anonymous: true\" for the target where only the right people reach the storage",
		    "anybody may read what is in the bucket %s, and the handbook is not for anybody", run->target->bucket.s);
	if (is_refusal(&answer))
		return true;
	fail_by_answer(run, &question, &answer);
	return false;
}

/* ---- objects ---- */

/* The same token again, or always another one, and nothing comes of it. */
static bool
is_endless(const struct run *run, const struct s3_listing *listing, const char *before, size_t pages)
{
	if (!listing->next)
		return false;
	return (before && strcmp(listing->next, before) == 0) || (pages > PAGES_FREE && run->objects->len < pages * OBJECTS_LEAST);
}

static bool
take_page(struct run *run, const struct answer *answer, size_t pages, const char **token)
{
	struct s3_listing listing;
	const char *problem;

	if (!s3_listing_read(run->pool, answer->body, answer->size, &listing, &problem))
		return publish_fail(run, NULL, "the listing of the bucket %s can't be read: %s", run->target->bucket.s, problem);
	g_array_append_vals(run->objects, listing.objects, (guint)listing.count);
	if (run->objects->len > OBJECTS_MOST)
		return publish_fail(run, "give the target a \"prefix\" of its own", "there are more than %d objects below \"%s\"", OBJECTS_MOST, run->target->prefix);
	if (is_endless(run, &listing, *token, pages))
		return publish_fail(run, NULL, "the listing of the bucket %s does not end", run->target->bucket.s);
	*token = listing.next;
	return true;
}

bool
look_for_objects(struct run *run)
{
	const char *token = NULL;
	size_t pages = 0;

	g_array_set_size(run->objects, 0);
	do {
		const struct question question = { .method = "GET", .url = s3_list_url(run->pool, &run->place, run->target->prefix, token),
			.what = pool_printf(run->pool, "the bucket %s can't be listed", run->target->bucket.s), .limit = PAGE_LIMIT };
		struct answer answer;

		if (!ask_and_wait(run, &question, &answer)) {
			fail_by_answer(run, &question, &answer);
			return false;
		}
		if (!take_page(run, &answer, ++pages, &token))
			return false;
	} while (token);
	return true;
}
