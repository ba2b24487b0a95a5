#include "net/publish_parts.h"

#include <string.h>

#include "base/pool.h"

enum { RETRIES = 3 };

static bool
tick(void *data)
{
	const struct run *run = data;

	run->options->progress(run->options->progress_data, run->doing, run->done, run->total);
	return true;
}

static bool
open_connection(struct run *run)
{
	const struct publish_options *options = run->options;
	const struct fetch_options fetch = { .network = options->network, .offline = options->offline,
		.per_host = options->jobs ? options->jobs : run->target->parallel, .retries = RETRIES };
	const char *problem;

	run->fetch = fetch_new(run->pool, &fetch, &problem);
	if (!run->fetch)
		return publish_fail(run, NULL, "%s", problem);
	fetch_watch(run->fetch, tick, run);
	run->signing = pool_printf(run->pool, "aws:amz:%s:s3", run->target->region.s);
	return true;
}

static bool
look(struct run *run)
{
	run->doing = "looking at what is there";
	return look_for_manifest(run) && is_closed_enough(run) && look_for_objects(run);
}

static bool
make_plan(struct run *run)
{
	size_t conflicts;

	run->plan = plan_make(run->pool, run->target, run->plan_files, run->file_count, (const struct s3_object *)(const void *)run->objects->data, run->objects->len,
	    run->manifest, &run->options->plan);
	run->sent = pool_array(run->pool, bool, run->plan.send_count);
	run->deleted = pool_array(run->pool, bool, g_strv_length((char **)run->plan.deletes));
	conflicts = g_strv_length((char **)run->plan.conflicts);
	if (conflicts == 0)
		return true;
	return publish_fail(run, "see what they are; with --adopt they are replaced. A prefix of its own keeps the target apart from other things",
	    "%zu objects that sitrep did not put there would be replaced, %s among them", conflicts, key_of(run, run->plan.conflicts[0]));
}

static bool
is_nothing_to_do(const struct run *run)
{
	const struct plan *plan = &run->plan;

	return plan->send_count == 0 && !*plan->deletes && !*plan->gone && !*plan->altered;
}

static void
drop_altered(struct run *run)
{
	for (const char *const *path = run->plan.altered; *path; path++)
		manifest_remove(run->manifest, *path);
}

static bool
intend(struct run *run)
{
	plan_intend(&run->plan, run->target->prefix, (const struct s3_object *)(const void *)run->objects->data, run->objects->len, run->manifest);
	drop_altered(run);
	return put_manifest(run);
}

static bool
send_all(struct run *run)
{
	run->doing = "sending";
	run->total = run->plan.send_count;
	for (enum plan_stage stage = 0; stage < STAGE_COUNT; stage++)
		if (!send_stage(run, stage))
			return false;
	return true;
}

/* What was sent is noted also where something failed: ETags that are no checksums are known only now. */
static bool
record_failed(struct run *run)
{
	guint failures = run->failures->len;

	if (!run->cut_off && is_manifest_ours(run))
		put_manifest(run);
	g_array_set_size(run->failures, failures);
	return false;
}

static bool
carry_out(struct run *run)
{
	bool deleted;

	if (!intend(run))
		return false;
	if (!send_all(run) || !verify(run))
		return record_failed(run);
	if (!is_manifest_ours(run))
		return false;
	run->doing = "deleting";
	run->done = 0;
	run->total = g_strv_length((char **)run->plan.deletes);
	deleted = delete_all(run);
	return put_manifest(run) && deleted;
}

static void
set_up(struct run *run, struct pool *pool, const struct publish_options *options)
{
	const struct publish_target *target = options->target;
	g_autofree char *id = g_uuid_string_random();

	*run = (struct run){ .pool = pool, .options = options, .target = target, .place = { target->endpoint.s, target->bucket.s, target->path_style } };
	run->id = pool_strdup(pool, id);
	run->manifest = manifest_new(pool);
	run->by_path = g_hash_table_new(g_str_hash, g_str_equal);
	run->objects = g_array_new(FALSE, FALSE, sizeof(struct s3_object));
	run->failures = g_array_new(FALSE, FALSE, sizeof(struct publish_failure));
}

static void
take_result(const struct run *run, struct publish_result *result)
{
	*result = (struct publish_result){
		.plan = run->plan,
		.sent = run->sent,
		.deleted = run->deleted,
		.failures = pool_memdup(run->pool, run->failures->len ? run->failures->data : "", run->failures->len * sizeof(struct publish_failure)),
		.failure_count = run->failures->len,
	};
}

static void
tear_down(struct run *run)
{
	g_hash_table_unref(run->by_path);
	g_array_unref(run->objects);
	g_array_unref(run->failures);
}

bool
publish_run(struct pool *pool, const struct publish_options *options, struct publish_result *result)
{
	struct run run;
	bool good;

	set_up(&run, pool, options);
	good = files_read(&run) && open_connection(&run) && look(&run) && make_plan(&run);
	if (good && !options->dry_run && !is_nothing_to_do(&run))
		good = carry_out(&run);
	take_result(&run, result);
	tear_down(&run);
	return good;
}
