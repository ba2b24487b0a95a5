/* zip: what is written can be read as the format says, is the same each time, and is sorted. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

#include "base/pool.h"
#include "emit/zip.h"

static unsigned
get16(const char *p)
{
	return (unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8;
}

static uint32_t
get32(const char *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static char *
inflate_all(const char *bytes, size_t stored, size_t size)
{
	z_stream stream = { .next_in = (Bytef *)bytes, .avail_in = (uInt)stored };
	char *out = g_malloc0(size + 1);

	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)size;
	g_assert_cmpint(inflateInit2(&stream, -MAX_WBITS), ==, Z_OK);
	g_assert_cmpint(inflate(&stream, Z_FINISH), ==, Z_STREAM_END);
	g_assert_cmpuint(stream.total_out, ==, size);
	inflateEnd(&stream);
	return out;
}

/* One file of an archive, by its entry in the central directory; gives what is behind that. */
static const char *
check_file(const char *archive, const char *entry, const char *name, const char *text)
{
	const char *local = archive + get32(entry + 42);
	const size_t length = strlen(name), size = strlen(text), stored = get32(entry + 20);
	const char *bytes = local + 30 + length;
	g_autofree char *read = NULL;

	g_assert_cmpuint(get32(entry), ==, 0x02014b50);
	g_assert_cmpuint(get32(local), ==, 0x04034b50);
	g_assert_cmpmem(local + 4, 26, entry + 6, 26);
	g_assert_cmpuint(get16(entry + 8) & 0x800, ==, 0x800);
	g_assert_cmpuint(get16(entry + 12), ==, 0);
	g_assert_cmpuint(get16(entry + 14), ==, 0x21);
	g_assert_cmpuint(get32(entry + 16), ==, crc32(0, (const Bytef *)text, (uInt)size));
	g_assert_cmpuint(get32(entry + 24), ==, size);
	g_assert_cmpuint(get32(entry + 38) >> 16, ==, 0100644);
	g_assert_cmpmem(entry + 46, get16(entry + 28), name, length);
	g_assert_cmpmem(local + 30, get16(local + 26), name, length);
	if (get16(entry + 10) == 8)
		read = inflate_all(bytes, stored, size);
	else
		read = g_strndup(bytes, stored);
	g_assert_cmpstr(read, ==, text);
	return entry + 46 + length;
}

static void
write_archive(const char *path, bool backwards, const char *const (*wanted)[2], size_t count)
{
	struct pool *pool = pool_new();
	struct zip_file files[8];
	const char *problem = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *const *file = wanted[backwards ? count - 1 - i : i];

		files[i] = zip_pack(file[0], file[1], strlen(file[1]));
	}
	g_assert_true(zip_write(pool, path, files, count, &problem));
	for (size_t i = 0; i < count; i++)
		g_free(files[i].bytes);
	pool_free(pool);
}

static void
test_archive(void)
{
	static const char *const files[][2] = {
		{ "handbook/a.txt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
		{ "handbook/b/empty", "" },
		{ "handbook/b/short", "x" },
		{ "handbook/日.html", "<p>日本</p>" },
	};
	g_autofree char *folder = g_dir_make_tmp("sitrep-zip-XXXXXX", NULL), *path = g_build_filename(folder, "a.zip", NULL),
			*again = g_build_filename(folder, "b.zip", NULL), *first = NULL, *second = NULL;
	gsize size, second_size;
	const char *end, *entry;

	write_archive(path, false, files, G_N_ELEMENTS(files));
	write_archive(again, true, files, G_N_ELEMENTS(files));
	g_assert_true(g_file_get_contents(path, &first, &size, NULL));
	g_assert_true(g_file_get_contents(again, &second, &second_size, NULL));
	g_assert_cmpmem(first, size, second, second_size);
	end = first + size - 22;
	g_assert_cmpuint(get32(end), ==, 0x06054b50);
	g_assert_cmpuint(get16(end + 10), ==, G_N_ELEMENTS(files));
	entry = first + get32(end + 16);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		entry = check_file(first, entry, files[i][0], files[i][1]);
	g_assert_true(entry == end);
	g_unlink(path);
	g_unlink(again);
	g_rmdir(folder);
}

/* Many repeated letters are deflated; what would only grow is stored. */
static void
test_shorter(void)
{
	struct zip_file many = zip_pack("a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 40), one = zip_pack("b", "x", 1);

	g_assert_true(many.is_deflated);
	g_assert_cmpuint(many.stored, <, 40);
	g_assert_false(one.is_deflated);
	g_assert_cmpmem(one.bytes, one.stored, "x", 1);
	g_free(many.bytes);
	g_free(one.bytes);
}

static void
test_refused(void)
{
	struct pool *pool = pool_new();
	struct zip_file *files = g_new0(struct zip_file, 65536);
	const char *problem = NULL;

	for (size_t i = 0; i < 65536; i++)
		files[i].name = "a";
	g_assert_false(zip_write(pool, "/nowhere/a.zip", files, 65536, &problem));
	g_assert_nonnull(strstr(problem, "65536 files"));
	g_assert_false(zip_write(pool, "/nowhere/a.zip", files, 1, &problem));
	g_assert_true(g_str_has_prefix(problem, "/nowhere/a.zip can't be written: "));
	g_free(files);
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/zip/archive", test_archive);
	g_test_add_func("/zip/shorter", test_shorter);
	g_test_add_func("/zip/refused", test_refused);
	return g_test_run();
}
