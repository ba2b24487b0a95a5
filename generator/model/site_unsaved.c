#include "model/site_unsaved.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "read/workers.h"

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **
find_path(const struct files *files, const char *path)
{
	return files->document_count ? bsearch(&path, files->documents, files->document_count, sizeof(path), compare_paths) : NULL;
}

const struct files *
unsaved_files(struct pool *pool, const struct files *files, const struct site_options *options)
{
	struct files *all;
	size_t count = files->document_count;

	if (!options->unsaved_count)
		return files;
	all = pool_memdup(pool, files, sizeof(*files));
	all->documents = pool_array(pool, const char *, count + options->unsaved_count);
	for (size_t i = 0; i < count; i++)
		all->documents[i] = files->documents[i];
	for (size_t i = 0; i < options->unsaved_count; i++)
		if (!find_path(files, options->unsaved[i]->path))
			all->documents[count++] = options->unsaved[i]->path;
	all->document_count = count;
	qsort(all->documents, count, sizeof(*all->documents), compare_paths);
	return all;
}

void
unsaved_readings(struct pool *pool, const struct files *files, const struct site_options *options, struct reading *readings)
{
	const struct workers_options workers = { .jobs = options->jobs };

	for (size_t i = 0; i < options->unsaved_count; i++) {
		const struct source *source = options->unsaved[i];
		struct reading *reading = &readings[find_path(files, source->path) - files->documents];

		*reading = (struct reading){ .source = source };
		workers_make(pool, &source, 1, &workers, &reading->record);
	}
}
