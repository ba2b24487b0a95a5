#include "model/probelog_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/threads.h"
#include "base/time.h"

#define FILE_MOST ((size_t)256 << 20)
#define DAMAGED_MOST 10 /* lines of a file that are told one by one */
#define SUFFIX ".jsonl"

/* ---- files ---- */

/* "2026-08.jsonl" */
static bool
is_month_file(const char *name)
{
	static const char pattern[] = "0000-00" SUFFIX;

	if (strlen(name) != strlen(pattern))
		return false;
	for (size_t i = 0; pattern[i]; i++)
		if (pattern[i] == '0' ? !g_ascii_isdigit(name[i]) : name[i] != pattern[i])
			return false;
	return true;
}

static int
compare_names(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* None of the two is reached over a link; NULL: errno says why not. */
static DIR *
open_folder(const char *directory, const char *service)
{
	g_autofree char *history = g_build_filename(directory, PROBELOG_FOLDER, NULL);
	const int parent = open(history, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const int own = parent >= 0 ? openat(parent, service, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	DIR *folder = own >= 0 ? fdopendir(own) : NULL;
	const int cause = errno;

	if (parent >= 0)
		close(parent);
	if (own >= 0 && !folder)
		close(own);
	errno = cause;
	return folder;
}

const char *const *
probelog_months(struct pool *pool, const char *directory, const char *service, size_t *count)
{
	DIR *folder = open_folder(directory, service);
	g_autoptr(GPtrArray) months = g_ptr_array_new();
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (is_month_file(entry->d_name))
			g_ptr_array_add(months, pool_strndup(pool, entry->d_name, strlen(entry->d_name) - strlen(SUFFIX)));
	if (folder)
		closedir(folder);
	g_ptr_array_sort(months, compare_names);
	*count = months->len;
	g_ptr_array_add(months, NULL);
	return pool_memdup(pool, months->pdata, months->len * sizeof(char *));
}

const char *
probelog_path(struct pool *pool, const char *service, const char *month)
{
	return pool_printf(pool, PROBELOG_FOLDER "/%s/%s" SUFFIX, service, month);
}

static char *
read_all(int file, size_t *size, const char **problem)
{
	struct stat status;
	char *bytes;
	ssize_t got;

	*problem = "is not a regular file";
	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
		return NULL;
	*problem = "is larger than 256 MiB";
	if ((size_t)status.st_size > FILE_MOST)
		return NULL;
	bytes = g_malloc((size_t)status.st_size + 1);
	for (*size = 0; *size < (size_t)status.st_size && (got = read(file, bytes + *size, (size_t)status.st_size - *size)) > 0;)
		*size += (size_t)got;
	bytes[*size] = '\0';
	return bytes;
}

char *
probelog_bytes(const char *directory, const char *path, size_t *size, const char **problem)
{
	g_autofree char *full = g_build_filename(directory, path, NULL);
	const int file = open(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *bytes;

	if (file < 0) {
		*problem = errno == ELOOP ? "is a symbolic link" : g_strerror(errno);
		return NULL;
	}
	bytes = read_all(file, size, problem);
	close(file);
	return bytes;
}

/* ---- one service ---- */

/* What one thread reads of a service. */
struct reading {
	struct pool *pool;
	struct findings *findings;
	const char *directory;
	const struct service *service;
	int64_t now;
	struct service_log log;
};

/* Of a file that is being read. */
struct file {
	const struct reading *reading;
	const char *path;
	const char *text;
	size_t size;
	const struct source *source; /* made when the first line is damaged */
	size_t damaged;
};

static void
say_damaged(void *data, size_t start, size_t end)
{
	struct file *file = data;
	struct finding *finding;

	if (++file->damaged > DAMAGED_MOST)
		return;
	if (!file->source)
		file->source = source_new(file->reading->pool, file->path, pool_memdup(file->reading->pool, file->text, file->size + 1), file->size);
	finding = finding_add(file->reading->findings, RULE_HISTORY_DAMAGED, span_of(file->source, start, end), "this is no line of a probe's history");
	if (end == file->size)
		finding_help(finding, "it was cut off; the next probe takes it away");
	else
		finding_help(finding, "take it out, or get it back from git");
}

static void
take_file(const struct reading *reading, struct open_log *log, const char *month)
{
	struct file file = { .reading = reading, .path = probelog_path(reading->pool, reading->service->id.s, month) };
	const bool old = probelog_is_old(month, reading->now);
	const char *problem;
	g_autofree char *bytes = probelog_bytes(reading->directory, file.path, &file.size, &problem);

	if (!bytes) {
		finding_add_file(reading->findings, RULE_HISTORY_DAMAGED, file.path, "%s %s", file.path, problem);
		return;
	}
	file.text = bytes;
	if (!old || probelog_has_days(bytes, file.size))
		open_log_take(log, bytes, file.size, reading->now, old, say_damaged, &file);
	if (file.damaged > DAMAGED_MOST)
		finding_add_file(reading->findings, RULE_HISTORY_DAMAGED, file.path, "%zu more lines are none of a probe's history", file.damaged - DAMAGED_MOST);
}

static int
compare_tracks(const void *one, const void *other)
{
	const struct probe_track *a = one, *b = other;
	const int by_probe = strcmp(a->probe, b->probe);

	return by_probe ? by_probe : strcmp(a->location, b->location);
}

static void *
keep(struct pool *pool, const GArray *array)
{
	return pool_memdup(pool, array->len ? array->data : "", (size_t)array->len * g_array_get_element_size((GArray *)array));
}

static struct probe_track
close_track(struct pool *pool, struct open_track *track)
{
	struct probe_day *days;

	open_track_settle(track);
	days = keep(pool, track->days);
	for (guint i = 0; i < track->days->len; i++)
		days[i].outages = pool_memdup(pool, days[i].outage_count ? (const void *)days[i].outages : "", days[i].outage_count * sizeof(struct probe_outage));
	return (struct probe_track){
		.probe = pool_strdup(pool, track->probe),
		.location = pool_strdup(pool, track->location),
		.lines = keep(pool, track->lines),
		.line_count = track->lines->len,
		.days = days,
		.day_count = track->days->len,
	};
}

static struct service_log
close_log(struct pool *pool, const struct service *service, struct open_log *open)
{
	struct probe_track *tracks = pool_array(pool, struct probe_track, g_hash_table_size(open->tracks));
	struct service_log log = { .service = service, .tracks = tracks };
	GHashTableIter each;
	void *track;

	g_hash_table_iter_init(&each, open->tracks);
	while (g_hash_table_iter_next(&each, NULL, &track))
		tracks[log.track_count++] = close_track(pool, track);
	if (log.track_count)
		qsort(tracks, log.track_count, sizeof(*tracks), compare_tracks);
	open_log_free(open);
	return log;
}

/* Histories that would lead somewhere else are told, not read. */
static void
check_folder(const struct reading *reading)
{
	const char *path = pool_printf(reading->pool, PROBELOG_FOLDER "/%s", reading->service->id.s);
	DIR *folder = open_folder(reading->directory, reading->service->id.s);

	if (folder)
		closedir(folder);
	else if (errno != ENOENT)
		finding_add_file(reading->findings, RULE_HISTORY_DAMAGED, path, "%s is no folder, or is one over a symbolic link, and is not read", path);
}

static void
read_service(struct reading *reading)
{
	struct open_log open = open_log_new();
	size_t count;
	const char *const *months = probelog_months(reading->pool, reading->directory, reading->service->id.s, &count);

	check_folder(reading);
	for (size_t i = 0; i < count; i++)
		take_file(reading, &open, months[i]);
	reading->log = close_log(reading->pool, reading->service, &open);
}

static void
pass_over(void *data, size_t start, size_t end)
{
	(void)data, (void)start, (void)end;
}

const struct service_log *
service_log_of_text(struct pool *pool, const struct service *service, const char *text, size_t size, int64_t now)
{
	struct open_log open = open_log_new();
	struct service_log *log = pool_new0(pool, struct service_log);

	open_log_take(&open, text, size, now, false, pass_over, NULL);
	*log = close_log(pool, service, &open);
	return log;
}

/* ---- all services ---- */

struct probelog {
	GHashTable *by_service; /* service → struct service_log */
};

static void
read_services(void *data, size_t chunk, size_t first, size_t end)
{
	struct reading *readings = data;

	(void)chunk;
	for (size_t i = first; i < end; i++)
		read_service(&readings[i]);
}

const struct probelog *
probelog_read(struct pool *pool, struct findings *findings, const char *directory, const struct registers *registers, int64_t now, unsigned jobs)
{
	g_autofree char *folder = g_build_filename(directory, PROBELOG_FOLDER, NULL);
	const size_t count = registers->services.count;
	struct reading *readings;
	struct probelog *log;

	if (access(folder, F_OK) != 0)
		return NULL;
	readings = pool_array(pool, struct reading, count);
	for (size_t i = 0; i < count; i++) {
		struct pool *branch = pool_branch(pool);

		readings[i] = (struct reading){ branch, findings_new(branch), directory, &REGISTER_ITEMS(registers->services, struct service)[i], now, { 0 } };
	}
	threads_each(jobs, count, 1, read_services, readings);
	log = pool_new0(pool, struct probelog);
	log->by_service = pool_adopt_table(pool, g_hash_table_new(NULL, NULL));
	for (size_t i = 0; i < count; i++) {
		findings_take(findings, readings[i].findings);
		if (readings[i].log.track_count)
			g_hash_table_insert(log->by_service, (void *)readings[i].service, &readings[i].log);
	}
	return log;
}

const struct service_log *
probelog_of(const struct probelog *log, const struct service *service)
{
	return log ? g_hash_table_lookup(log->by_service, service) : NULL;
}

const struct probe_track *
service_log_track(const struct service_log *log, const char *probe, const char *location)
{
	for (size_t i = 0; log && i < log->track_count; i++)
		if (strcmp(log->tracks[i].probe, probe) == 0 && strcmp(log->tracks[i].location, location) == 0)
			return &log->tracks[i];
	return NULL;
}

const struct probe_line *
probe_track_last(const struct probe_track *track)
{
	return track && track->line_count ? &track->lines[track->line_count - 1] : NULL;
}
