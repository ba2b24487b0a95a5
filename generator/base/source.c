#include "base/source.h"

#include "base/hash.h"
#include "base/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct source *
source_new(struct pool *pool, const char *path, const char *bytes, size_t size)
{
	struct source *source = pool_new0(pool, struct source);

	*source = (struct source){
		.path = pool_strdup(pool, path),
		.bytes = bytes,
		.size = size,
	};
	return source;
}

/* Reading */

static const char *
too_large(struct pool *pool, size_t limit)
{
	static const struct {
		size_t bytes;
		const char *name;
	} units[] = { { 1 << 30, "GiB" }, { 1 << 20, "MiB" }, { 1 << 10, "KiB" }, { 1, "bytes" } };

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (limit >= units[i].bytes && limit % units[i].bytes == 0)
			return pool_printf(pool, "is larger than %zu %s", limit / units[i].bytes, units[i].name);
	return "is not empty"; /* limit 0 */
}

/* Opens a regular file, or says why not.  O_NONBLOCK: a FIFO must not hold us up. */
static int
open_regular(const char *directory, const char *path, struct stat *status, const char **problem)
{
	g_autofree char *name = g_build_filename(directory, path, NULL);
	int file = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (file < 0) {
		/* ENXIO is how open answers for a socket. */
		*problem = errno == ENXIO ? "is not a regular file" : g_strerror(errno);
		return -1;
	}
	if (fstat(file, status) != 0)
		*problem = g_strerror(errno);
	else if (!S_ISREG(status->st_mode))
		*problem = "is not a regular file";
	else
		return file;
	close(file);
	return -1;
}

static ssize_t
read_some(int file, char *bytes, size_t size)
{
	ssize_t count;

	do
		count = read(file, bytes, size);
	while (count < 0 && errno == EINTR);
	return count;
}

/*
 * Reads to the end of the file, which may since have grown or shrunk: the size that
 * fstat gave is only a first guess.  One byte of room is always left for the NUL, or
 * else for finding out that there is more than limit.
 */
static char *
read_all(struct pool *pool, int file, size_t guess, size_t limit, size_t *size, const char **problem)
{
	size_t room = guess + 1, used = 0;
	char *bytes = pool_alloc(pool, room);

	for (;;) {
		ssize_t count = read_some(file, bytes + used, room - used);

		if (count < 0)
			return *problem = g_strerror(errno), NULL;
		used += (size_t)count;
		if (used > limit)
			return *problem = too_large(pool, limit), NULL;
		if (count == 0)
			break;
		if (used == room) {
			char *old = bytes;

			room = MIN(room * 2 + 4096, limit + 1);
			bytes = memcpy(pool_alloc(pool, room), old, used);
		}
	}
	bytes[used] = '\0';
	*size = used;
	return bytes;
}

struct source *
source_read(struct pool *pool, const char *directory, const char *path, size_t limit, const char **problem)
{
	struct stat status;
	size_t size = 0;
	int file = open_regular(directory, path, &status, problem);

	if (file < 0)
		return NULL;
	limit = MIN(limit, G_MAXSSIZE / 4); /* so that sums below can't overflow */
	if ((uintmax_t)status.st_size > limit) {
		*problem = too_large(pool, limit);
		close(file);
		return NULL;
	}

	char *bytes = read_all(pool, file, (size_t)status.st_size, limit, &size, problem);

	close(file);
	return bytes ? source_new(pool, path, bytes, size) : NULL;
}

/* Places */

/* Where the text begins, behind a byte order mark. */
static size_t
text_start(const struct source *source)
{
	size_t length = sizeof byte_order_mark - 1;

	return source->size >= length && memcmp(source->bytes, byte_order_mark, length) == 0 ? length : 0;
}

static bool
ends_line(char byte)
{
	return byte == '\n' || byte == '\r';
}

/* The first CR or LF from from on, or the end of the source.  No pair of memchr: in a
 * file of lone CRs each search for LF would run to the end. */
static size_t
line_end(const struct source *source, size_t from)
{
	while (from < source->size && !ends_line(source->bytes[from]))
		from++;
	return from;
}

/* The byte behind the last end of line before offset. */
static size_t
line_start_before(const struct source *source, size_t offset)
{
	const char *bytes = source->bytes;
	size_t start = text_start(source);

	/* Between CR and LF a line has not ended yet. */
	if (offset > start && bytes[offset] == '\n' && bytes[offset - 1] == '\r')
		offset--;
	while (offset > start && !ends_line(bytes[offset - 1]))
		offset--;
	return offset;
}

static size_t
count_bytes(const char *bytes, const char *end, char byte)
{
	size_t count = 0;

	while ((bytes = memchr(bytes, byte, (size_t)(end - bytes))) != NULL) {
		count++;
		bytes++;
	}
	return count;
}

/* Of LF, and of CR where no LF follows. */
static size_t
count_line_ends(const struct source *source, size_t end)
{
	const char *bytes = source->bytes, *at = bytes;
	size_t count = count_bytes(bytes, bytes + end, '\n');

	while ((at = memchr(at, '\r', (size_t)(bytes + end - at))) != NULL)
		count += *++at != '\n';
	return count;
}

/* The bytes of the character at at, which lies before end; a byte that is no UTF-8
 * counts as a character of its own. */
static size_t
character_length(const struct source *source, size_t at, size_t end)
{
	const char *bytes = source->bytes + at;

	if ((unsigned char)*bytes < 0x80 || g_utf8_get_char_validated(bytes, (gssize)(end - at)) > 0x10FFFF)
		return 1;
	return g_utf8_skip[(unsigned char)*bytes];
}

void
source_hash(uint64_t *sum, const struct source *source)
{
	hash_add_text(sum, source ? source->path : NULL);
	if (source)
		hash_add_bytes(sum, source->bytes, source->size);
}

struct span
span_of(const struct source *source, size_t start, size_t end)
{
	if (!source)
		return SPAN_NONE;
	start = MIN(start, source->size);
	return (struct span){ source, start, CLAMP(end, start, source->size) };
}

struct span
span_file(const struct source *source)
{
	if (!source)
		return SPAN_NONE;

	size_t start = text_start(source);
	size_t end = line_end(source, start);

	return span_of(source, 0, start < end ? start + character_length(source, start, end) : start);
}

struct place
source_place(const struct source *source, size_t offset)
{
	if (!source)
		return (struct place){ 0 };

	offset = CLAMP(offset, text_start(source), source->size);

	struct place place = { count_line_ends(source, offset) + 1, 1 };
	size_t at = line_start_before(source, offset);

	while (at < offset) {
		at += character_length(source, at, source->size);
		place.column += at <= offset; /* else offset is inside of this character */
	}
	return place;
}

const char *
span_place(struct pool *pool, struct span span)
{
	const struct place place = source_place(span.source, span.start);

	return pool_printf(pool, "%s:%zu:%zu", span.source->path, place.line, place.column);
}

size_t
source_line_start(const struct source *source, size_t line)
{
	const char *bytes = source->bytes;
	size_t at = text_start(source);

	for (; line > 1 && at < source->size; line--) {
		at = line_end(source, at);
		if (at < source->size)
			at += bytes[at] == '\r' && bytes[at + 1] == '\n' ? 2 : 1;
	}
	return at;
}

size_t
source_offset(const struct source *source, size_t line, size_t column)
{
	size_t at = source_line_start(source, line);
	size_t end = line_end(source, at);

	for (; column > 1 && at < end; column--)
		at += character_length(source, at, end);
	return at;
}

struct span
source_line(const struct source *source, size_t offset)
{
	if (!source)
		return SPAN_NONE;

	size_t start = line_start_before(source, CLAMP(offset, text_start(source), source->size));

	return span_of(source, start, line_end(source, start));
}

int
span_compare(const struct span *a, const struct span *b)
{
	if (!a->source || !b->source)
		return (a->source != NULL) - (b->source != NULL);

	int order = a->source == b->source ? 0 : strcmp(a->source->path, b->source->path);

	if (order != 0)
		return order;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}
