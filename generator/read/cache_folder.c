#include "read/cache_folder.h"

#include <elf.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/pool.h"

/* ---- the build ---- */

struct build {
	uint64_t hash;
	bool unknown; /* an object without a build id */
};

static void
add_to_build(struct build *build, const void *bytes, size_t size)
{
	const uint64_t both[] = { build->hash, hash_bytes(bytes, size) };

	build->hash = hash_bytes(both, sizeof both);
}

static bool
add_notes(struct build *build, const char *at, size_t size)
{
	const char *end = at + size;

	while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const void *)at;
		size_t name = (note->n_namesz + 3) & ~3U, text = (note->n_descsz + 3) & ~3U;

		at += sizeof *note;
		if (name > (size_t)(end - at) || text > (size_t)(end - at) - name)
			return false;
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(at, "GNU", 4) == 0) {
			add_to_build(build, at + name, note->n_descsz);
			return true;
		}
		at += name + text;
	}
	return false;
}

/* The kernel's own object may change without changing what we compute. */
static int
add_object(struct dl_phdr_info *info, size_t size, void *data)
{
	struct build *build = data;

	(void)size;
	if (strstr(info->dlpi_name, "vdso"))
		return 0;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type == PT_NOTE && add_notes(build, (const char *)(info->dlpi_addr + part->p_vaddr), part->p_memsz))
			return 0;
	}
	build->unknown = true;
	return 0;
}

bool
cache_build(uint64_t *hash)
{
	struct build build = { 0 };

	dl_iterate_phdr(add_object, &build);
	*hash = build.hash;
	return !build.unknown;
}

/* ---- folders ---- */

/* Ours alone. */
static bool
is_private(const char *folder)
{
	struct stat status;

	return stat(folder, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() && !(status.st_mode & 022);
}

static char *
base_folder(void)
{
	const char *given = g_getenv("SITREP_CACHE"), *base = g_getenv("XDG_CACHE_HOME"), *home = g_getenv("HOME");

	if (given)
		return *given ? g_strdup(given) : NULL;
	if (base && g_path_is_absolute(base))
		return g_build_filename(base, "sitrep", NULL);
	return home && g_path_is_absolute(home) ? g_build_filename(home, ".cache", "sitrep", NULL) : NULL;
}

const char *
cache_folder(struct pool *pool, const char *site)
{
	g_autofree char *base = base_folder();
	g_autofree char *whole = g_canonicalize_filename(site, NULL);
	const char *folder;

	if (!base)
		return NULL;
	folder = pool_printf(pool, "%s/%016" G_GINT64_MODIFIER "x", base, hash_bytes(whole, strlen(whole)));
	return g_mkdir_with_parents(folder, 0700) == 0 && is_private(folder) ? folder : NULL;
}

bool
cache_replace(const char *path, const void *head, size_t head_size, const void *body, size_t body_size)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *temporary = g_build_filename(folder, "new-XXXXXX", NULL);
	const int file = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
	bool written;

	if (file < 0)
		return false;
	written = file_write(file, head, head_size) && file_write(file, body, body_size);
	if (close(file) == 0 && written && g_rename(temporary, path) == 0)
		return true;
	g_unlink(temporary);
	return false;
}
