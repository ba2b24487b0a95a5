#include "net/publish_parts.h"

#include <string.h>

#include "base/pool.h"

enum { AGAIN = 2 }; /* further attempts where the storage says in words that it may pass */

/* Requests of one kind, so many at once.  Where one fails, no other begins. */
struct batch {
	struct run *run;
	size_t next, end, active;
	bool failed;
	struct question (*ask)(struct batch *batch, size_t index);
	void (*done)(struct batch *batch, size_t index, const struct answer *answer);
	bool (*is_fine)(const struct answer *answer);
};

struct item {
	struct batch *batch;
	size_t index;
	unsigned attempts;
	struct question question;
};

static void start_more(struct batch *batch);
static void heard(void *data, const struct fetch_result *result);

static unsigned
parallel(const struct run *run)
{
	return run->options->jobs ? run->options->jobs : run->target->parallel;
}

static void
start(struct item *item)
{
	item->attempts++;
	ask_for(item->batch->run, &item->question, heard, item);
}

static void
heard(void *data, const struct fetch_result *result)
{
	struct item *item = data;
	struct batch *batch = item->batch;
	struct answer answer = answer_of(batch->run->pool, result);

	if (item->attempts <= AGAIN && answer_is_passing(batch->run->pool, &answer)) {
		start(item);
		return;
	}
	batch->active--;
	if (batch->is_fine(&answer)) {
		batch->done(batch, item->index, &answer);
		batch->run->done++;
	} else {
		batch->failed = true;
		fail_by_answer(batch->run, &item->question, &answer);
	}
	start_more(batch);
}

static void
start_more(struct batch *batch)
{
	while (!batch->failed && batch->next < batch->end && batch->active < parallel(batch->run)) {
		struct item *item = pool_new0(batch->run->pool, struct item);

		item->batch = batch;
		item->index = batch->next++;
		item->question = batch->ask(batch, item->index);
		batch->active++;
		start(item);
	}
}

static bool
run_batch(struct batch *batch)
{
	start_more(batch);
	fetch_run(batch->run->fetch);
	return !batch->failed;
}

static bool
is_success(const struct answer *answer)
{
	return answer->error == FETCH_DONE && answer->status >= 200 && answer->status < 300;
}

/* ---- sending ---- */

static struct question
ask_to_put(struct batch *batch, size_t index)
{
	const struct run *run = batch->run;
	const struct plan_file *file = run->plan.sends[index].file;

	return (struct question){
		.method = "PUT",
		.url = url_of(run, file->path),
		.what = pool_printf(run->pool, "%s can't be sent", file->path),
		.file = g_hash_table_lookup(run->by_path, file->path),
		.type = file->type,
		.cache = file->cache,
	};
}

static void
note_put(struct batch *batch, size_t index, const struct answer *answer)
{
	const struct plan_file *file = batch->run->plan.sends[index].file;

	batch->run->sent[index] = true;
	manifest_set(batch->run->manifest, file->path, &(struct manifest_entry){ .md5 = file->md5, .etag = answer->etag, .type = file->type, .cache = file->cache });
}

bool
send_stage(struct run *run, enum plan_stage stage)
{
	struct batch batch = { .run = run, .ask = ask_to_put, .done = note_put, .is_fine = is_success };

	while (batch.next < run->plan.send_count && run->plan.sends[batch.next].file->stage < stage)
		batch.next++;
	batch.end = batch.next;
	while (batch.end < run->plan.send_count && run->plan.sends[batch.end].file->stage == stage)
		batch.end++;
	return run_batch(&batch);
}

/* ---- deleting ---- */

static struct question
ask_to_delete(struct batch *batch, size_t index)
{
	const struct run *run = batch->run;
	const char *path = run->plan.deletes[index];

	return (struct question){ .method = "DELETE", .url = url_of(run, path), .what = pool_printf(run->pool, "%s can't be deleted", path) };
}

static void
note_delete(struct batch *batch, size_t index, const struct answer *answer)
{
	(void)answer;
	manifest_remove(batch->run->manifest, batch->run->plan.deletes[index]);
	batch->run->deleted[index] = true;
}

/* What is gone already need not be deleted. */
static bool
is_gone(const struct answer *answer)
{
	return is_success(answer) || (answer->error == FETCH_DONE && answer->status == 404);
}

bool
delete_all(struct run *run)
{
	struct batch batch = { .run = run, .end = g_strv_length((char **)run->plan.deletes), .ask = ask_to_delete, .done = note_delete, .is_fine = is_gone };

	return run_batch(&batch);
}

/* ---- verifying ---- */

static bool
verify_file(struct run *run, const struct plan_file *file, const struct s3_object *object)
{
	const struct manifest_entry *entry = manifest_find(run->manifest, file->path);

	if (!object)
		return publish_fail(run, "run it again", "%s was sent, but the listing of the bucket does not have it", file->path);
	if (object->size == file->size && (g_ascii_strcasecmp(object->etag, file->md5) == 0 || strcmp(object->etag, entry->etag) == 0))
		return true;
	return publish_fail(run, "somebody else may publish at the same time; run it again", "%s is in the bucket, but not as it was sent", file->path);
}

bool
verify(struct run *run)
{
	g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
	bool good = true;

	run->doing = "verifying";
	if (!look_for_objects(run))
		return false;
	for (guint i = 0; i < run->objects->len; i++) {
		struct s3_object *object = &g_array_index(run->objects, struct s3_object, i);

		g_hash_table_insert(there, (char *)object->key, object);
	}
	for (size_t i = 0; i < run->file_count; i++)
		good = verify_file(run, &run->plan_files[i], g_hash_table_lookup(there, key_of(run, run->plan_files[i].path))) && good;
	return good;
}
