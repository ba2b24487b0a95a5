#include "emit/zip.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/pool.h"

#define FILES_MAX 65535
#define SIZE_LIMIT UINT32_MAX

enum {
	VERSION = 20,              /* that can deflate */
	MADE_BY = 3 << 8 | VERSION, /* on Unix: modes mean something */
	NAMES_ARE_UTF8 = 1 << 11,
	DEFLATED = 8,
	DAY = 1 << 5 | 1,          /* 1 January 1980, the first there is */
	LOCAL_SIZE = 30,
	CENTRAL_SIZE = 46,
	END_SIZE = 22,
};

#define LOCAL_MARK UINT32_C(0x04034b50)
#define CENTRAL_MARK UINT32_C(0x02014b50)
#define END_MARK UINT32_C(0x06054b50)
#define MODE ((uint32_t)(S_IFREG | 0644) << 16)

/* Raw, without the header of zlib: the archive has its own. */
static bool
deflate_all(const char *bytes, struct zip_file *file)
{
	z_stream stream = { 0 };
	size_t room;

	if (file->size > SIZE_LIMIT || deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	room = deflateBound(&stream, file->size);
	file->bytes = g_malloc(room);
	stream.next_in = (Bytef *)(uintptr_t)bytes;
	stream.avail_in = (uInt)file->size;
	stream.next_out = (Bytef *)file->bytes;
	stream.avail_out = (uInt)MIN(room, UINT_MAX);
	file->is_deflated = deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < file->size;
	file->stored = stream.total_out;
	deflateEnd(&stream);
	return file->is_deflated;
}

struct zip_file
zip_pack(const char *name, const char *bytes, size_t size)
{
	struct zip_file file = { .name = name, .size = size, .sum = (uint32_t)crc32_z(0, (const Bytef *)bytes, size) };

	if (deflate_all(bytes, &file)) {
		file.bytes = g_realloc(file.bytes, file.stored);
		return file;
	}
	g_free(file.bytes);
	file.bytes = g_memdup2(bytes, size);
	file.stored = size;
	return file;
}

static void
put16(GString *out, unsigned value)
{
	g_string_append_c(out, (char)(value & 0xff));
	g_string_append_c(out, (char)(value >> 8 & 0xff));
}

static void
put32(GString *out, uint32_t value)
{
	put16(out, value & 0xffff);
	put16(out, value >> 16);
}

/* What both headers of a file say. */
static void
put_common(GString *out, const struct zip_file *file)
{
	put16(out, VERSION);
	put16(out, NAMES_ARE_UTF8);
	put16(out, file->is_deflated ? DEFLATED : 0);
	put16(out, 0);
	put16(out, DAY);
	put32(out, file->sum);
	put32(out, (uint32_t)file->stored);
	put32(out, (uint32_t)file->size);
	put16(out, (unsigned)strlen(file->name));
	put16(out, 0);
}

static void
put_local(GString *out, const struct zip_file *file)
{
	put32(out, LOCAL_MARK);
	put_common(out, file);
	g_string_append(out, file->name);
	g_string_append_len(out, file->bytes, (gssize)file->stored);
}

static void
put_central(GString *out, const struct zip_file *file, size_t offset)
{
	put32(out, CENTRAL_MARK);
	put16(out, MADE_BY);
	put_common(out, file);
	put16(out, 0);
	put16(out, 0);
	put16(out, 0);
	put32(out, MODE);
	put32(out, (uint32_t)offset);
	g_string_append(out, file->name);
}

static void
put_end(GString *out, size_t count, size_t start)
{
	const size_t size = out->len - start;

	put32(out, END_MARK);
	put16(out, 0);
	put16(out, 0);
	put16(out, (unsigned)count);
	put16(out, (unsigned)count);
	put32(out, (uint32_t)size);
	put32(out, (uint32_t)start);
	put16(out, 0);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const struct zip_file *)a)->name, ((const struct zip_file *)b)->name);
}

static size_t
size_of(const struct zip_file *files, size_t count)
{
	size_t size = END_SIZE;

	for (size_t i = 0; i < count; i++)
		size += LOCAL_SIZE + CENTRAL_SIZE + 2 * strlen(files[i].name) + files[i].stored;
	return size;
}

static void
put_all(GString *out, const struct zip_file *files, size_t count)
{
	g_autofree size_t *offsets = g_new(size_t, count + 1);
	size_t start;

	for (size_t i = 0; i < count; i++) {
		offsets[i] = out->len;
		put_local(out, &files[i]);
	}
	start = out->len;
	for (size_t i = 0; i < count; i++)
		put_central(out, &files[i], offsets[i]);
	put_end(out, count, start);
}

bool
zip_write(struct pool *pool, const char *path, struct zip_file *files, size_t count, const char **problem)
{
	const size_t size = size_of(files, count);
	g_autoptr(GString) out = NULL;
	g_autoptr(GError) error = NULL;

	if (count > FILES_MAX || size > SIZE_LIMIT) {
		*problem = pool_printf(pool, "%s can't be written: %zu files of %zu bytes are more than an archive can hold", path, count, size);
		return false;
	}
	if (count)
		qsort(files, count, sizeof(*files), compare_names);
	out = g_string_sized_new(size);
	put_all(out, files, count);
	if (g_file_set_contents_full(path, out->str, (gssize)out->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
		return true;
	*problem = pool_printf(pool, "%s can't be written: %s", path, error->message);
	return false;
}
