#include "net/publish_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/text.h"

enum { BUFFER = 65536 };

struct sums {
	GChecksum *md5, *sha256;
};

/* The whole file; -1: errno says why not. */
static int64_t
add_bytes(int file, const struct sums *sums)
{
	unsigned char buffer[BUFFER];
	int64_t size = 0;
	ssize_t got;

	while ((got = read(file, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		g_checksum_update(sums->md5, buffer, got);
		g_checksum_update(sums->sha256, buffer, got);
		size += got;
	}
	return size;
}

static void
take_sums(struct pool *pool, const struct sums *sums, struct local_file *file)
{
	guint8 digest[16];
	gsize length = sizeof digest;
	g_autofree char *base64 = NULL;

	file->sha256 = pool_strdup(pool, g_checksum_get_string(sums->sha256));
	file->plan.md5 = pool_strdup(pool, g_checksum_get_string(sums->md5));
	g_checksum_get_digest(sums->md5, digest, &length);
	base64 = g_base64_encode(digest, length);
	file->md5_base64 = pool_strdup(pool, base64);
}

static bool
read_sums(struct run *run, struct local_file *file)
{
	const struct sums sums = { g_checksum_new(G_CHECKSUM_MD5), g_checksum_new(G_CHECKSUM_SHA256) };
	int descriptor = openat(held_folder(run->held), file->plan.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int64_t size = descriptor >= 0 ? add_bytes(descriptor, &sums) : -1;
	int cause = errno;

	if (descriptor >= 0)
		close(descriptor);
	if (size >= 0)
		take_sums(run->pool, &sums, file);
	file->plan.size = (uint64_t)MAX(size, 0);
	g_checksum_free(sums.md5);
	g_checksum_free(sums.sha256);
	return size >= 0 || publish_fail(run, NULL, "%s/%s: %s", run->target->from.s, file->plan.path, g_strerror(cause));
}

/* What no storage takes is said before anything is sent. */
static bool
fits(struct run *run, const struct local_file *file)
{
	const char *path = file->plan.path;

	if (!manifest_path_is_valid(path))
		return publish_fail(run, NULL, "%s/: the name of a file in it is not UTF-8, or has a control character", run->target->from.s);
	if (strlen(key_of(run, path)) > S3_KEY_MOST)
		return publish_fail(run, "shorten \"prefix\" of the target, or the name of the document", "%s/%s: a key has at most %d bytes", run->target->from.s, path, S3_KEY_MOST);
	if (file->plan.size > S3_OBJECT_MOST)
		return publish_fail(run, NULL, "%s/%s: what is sent in one piece has at most 5 GiB", run->target->from.s, path);
	return true;
}

static bool
read_file(struct run *run, const struct held_file *held, struct local_file *file)
{
	file->plan = (struct plan_file){ .path = held->path, .size = held->size };
	plan_describe(run->target, &file->plan);
	return fits(run, file) && read_sums(run, file);
}

bool
files_read(struct run *run)
{
	const char *problem;
	const struct held_file *files;

	run->held = held_open(run->pool, run->options->directory, run->target->from.s, &problem);
	if (!run->held)
		return publish_fail(run, NULL, "%s", problem);
	files = held_files(run->held, &run->file_count);
	run->files = pool_array(run->pool, struct local_file, run->file_count);
	run->plan_files = pool_array(run->pool, struct plan_file, run->file_count);
	for (size_t i = 0; i < run->file_count; i++) {
		if (!read_file(run, &files[i], &run->files[i]))
			return false;
		run->plan_files[i] = run->files[i].plan;
		g_hash_table_insert(run->by_path, (char *)files[i].path, &run->files[i]);
		run->options->progress(run->options->progress_data, "reading", i + 1, run->file_count);
	}
	return true;
}
