#include "net/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pool.h"
#include "base/source.h"
#include "base/time.h"

#define FILE_LIMIT ((size_t)64 << 20)
#define KEY_LIMIT ((size_t)128)
#define LINE_LIMIT ((size_t)1 << 20)

struct ledger {
	struct pool *pool;
	const char *path;
	GHashTable *messages; /* "target key" → struct ledger_message */
	GHashTable *items;    /* "target item" → struct ledger_message: the one that was sent, else any */
	size_t unread, first_unread;
	int file;             /* -1: none */
	bool torn;            /* the last line has no end */
};

/* ---- lines ---- */

static const char *
name_of(struct pool *pool, const char *target, const char *name)
{
	return pool_printf(pool, "%s %s", target, name);
}

static const char *
member(struct ledger *ledger, const json_t *object, const char *name)
{
	return pool_strdup(ledger->pool, json_string_value(json_object_get(object, name)));
}

static bool
read_items(struct ledger *ledger, const json_t *list, struct ledger_message *message)
{
	const char **items = pool_array(ledger->pool, const char *, json_array_size(list) + 1);

	for (size_t i = 0; i < json_array_size(list); i++)
		if (!(items[i] = pool_strdup(ledger->pool, json_string_value(json_array_get(list, i)))))
			return false;
	message->items = items;
	message->item_count = json_array_size(list);
	return message->item_count > 0;
}

/* The message of a key, which the two lines of it may name in any order. */
static struct ledger_message *
message_of(struct ledger *ledger, const char *target, const char *key)
{
	const char *name = name_of(ledger->pool, target, key);
	struct ledger_message *message = g_hash_table_lookup(ledger->messages, name);

	if (message)
		return message;
	message = pool_new0(ledger->pool, struct ledger_message);
	*message = (struct ledger_message){ .key = key, .target = target, .queued = TIME_NONE };
	g_hash_table_insert(ledger->messages, (char *)name, message);
	return message;
}

/* It goes into headers; keys of ours are digits of a checksum. */
static bool
is_key(const char *key)
{
	const size_t length = key ? strlen(key) : 0;

	return length > 0 && length <= KEY_LIMIT && strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == length;
}

/* Of several lines of a message, the first instant. */
static void
take_queued(const json_t *object, struct ledger_message *message)
{
	const char *text = json_string_value(json_object_get(object, "at"));
	struct stamp stamp;

	if (!text || !stamp_read(text, strlen(text), zone_utc(), &stamp, NULL))
		return;
	if (message->queued == TIME_NONE || stamp.at < message->queued)
		message->queued = stamp.at;
}

static bool
take_object(struct ledger *ledger, const json_t *object)
{
	const char *state = json_string_value(json_object_get(object, "state"));
	const char *key = member(ledger, object, "key"), *target = member(ledger, object, "target"), *event = member(ledger, object, "event");
	struct ledger_message read = { 0 }, *message;

	if (!state || !is_key(key) || !target || !*target)
		return false;
	if (strcmp(state, "sent") == 0) {
		message_of(ledger, target, key)->sent = true;
		return true;
	}
	if (strcmp(state, "dropped") == 0) {
		message_of(ledger, target, key)->dropped = true;
		return true;
	}
	if (strcmp(state, "queued") != 0 || !event || !read_items(ledger, json_object_get(object, "items"), &read))
		return false;
	message = message_of(ledger, target, key);
	take_queued(object, message);
	if (!message->items) {
		message->event = event;
		message->items = read.items;
		message->item_count = read.item_count;
	}
	return true;
}

static bool
take_line(struct ledger *ledger, const char *line, size_t size)
{
	json_t *object = size <= LINE_LIMIT ? json_loadb(line, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const bool taken = object && take_object(ledger, object);

	json_decref(object);
	return taken;
}

static enum ledger_state
state_of(const struct ledger_message *message)
{
	if (message->sent)
		return LEDGER_SENT;
	return message->dropped ? LEDGER_DROPPED : LEDGER_QUEUED;
}

/* The one that was sent says most of an item, then one that was given up; of others the one with the lowest key, whatever the order of the lines. */
static bool
says_more(const struct ledger_message *message, const struct ledger_message *known)
{
	if (state_of(message) != state_of(known))
		return state_of(message) > state_of(known);
	return strcmp(message->key, known->key) < 0;
}

static void
index_items(struct ledger *ledger)
{
	GHashTableIter each;
	gpointer value;

	g_hash_table_iter_init(&each, ledger->messages);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		struct ledger_message *message = value;

		for (size_t i = 0; i < message->item_count; i++) {
			const char *name = name_of(ledger->pool, message->target, message->items[i]);
			const struct ledger_message *known = g_hash_table_lookup(ledger->items, name);

			if (!known || says_more(message, known))
				g_hash_table_insert(ledger->items, (char *)name, message);
		}
	}
}

static void
release(void *object)
{
	struct ledger *ledger = object;

	g_hash_table_unref(ledger->messages);
	g_hash_table_unref(ledger->items);
	if (ledger->file >= 0)
		close(ledger->file); /* and its lock goes with it */
}

static void
read_lines(struct ledger *ledger, const char *bytes, size_t size)
{
	const char *end = bytes + size;

	for (size_t number = 1; bytes < end; number++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes)), *stop = newline ? newline : end;

		if (stop > bytes && !take_line(ledger, bytes, (size_t)(stop - bytes)) && ledger->unread++ == 0)
			ledger->first_unread = number;
		ledger->torn = !newline;
		bytes = newline ? newline + 1 : end;
	}
}

struct ledger *
ledger_read(struct pool *pool, const char *bytes, size_t size)
{
	struct ledger *ledger = pool_new0(pool, struct ledger);

	ledger->pool = pool;
	ledger->file = -1;
	ledger->messages = g_hash_table_new(g_str_hash, g_str_equal);
	ledger->items = g_hash_table_new(g_str_hash, g_str_equal);
	pool_adopt(pool, ledger, release);
	read_lines(ledger, bytes, size);
	index_items(ledger);
	return ledger;
}

enum ledger_state
ledger_find(const struct ledger *ledger, const char *target, const char *item, const struct ledger_message **message)
{
	g_autofree char *name = g_strdup_printf("%s %s", target, item);
	const struct ledger_message *found = g_hash_table_lookup(ledger->items, name);

	if (message)
		*message = found;
	return found ? state_of(found) : LEDGER_UNKNOWN;
}

size_t
ledger_unread(const struct ledger *ledger, size_t *first)
{
	*first = ledger->first_unread;
	return ledger->unread;
}

static const char *
line_of(struct pool *pool, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	const char *line = pool_printf(pool, "%s\n", text);

	g_free(text);
	json_decref(object);
	return line;
}

const char *
ledger_line_queued(struct pool *pool, const struct ledger_message *message, int64_t at)
{
	json_t *items = json_array();

	for (size_t i = 0; i < message->item_count; i++)
		json_array_append_new(items, json_string(message->items[i]));
	return line_of(pool, json_pack("{s:s, s:s, s:s, s:s, s:o, s:s}", "state", "queued", "key", message->key, "target", message->target,
	    "event", message->event, "items", items, "at", time_format_iso(pool, at)));
}

static const char *
line_of_end(struct pool *pool, const char *state, const struct ledger_message *message, int64_t at)
{
	return line_of(pool, json_pack("{s:s, s:s, s:s, s:s}", "state", state, "key", message->key, "target", message->target,
	    "at", time_format_iso(pool, at)));
}

const char *
ledger_line_sent(struct pool *pool, const struct ledger_message *message, int64_t at)
{
	return line_of_end(pool, "sent", message, at);
}

const char *
ledger_line_dropped(struct pool *pool, const struct ledger_message *message, int64_t at)
{
	return line_of_end(pool, "dropped", message, at);
}

/* ---- the file ---- */

/* A name that is on no disk yet would be forgotten with the folder's entry. */
static void
sync_folder(const char *full)
{
	g_autofree char *folder = g_path_get_dirname(full);
	const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (file < 0)
		return;
	fsync(file);
	close(file);
}

static const char *
reason(int error)
{
	if (error == EWOULDBLOCK)
		return "another run has it; wait for that to end";
	if (error == EINVAL)
		return "this is no file that keeps anything";
	return error == ELOOP ? "this is a symbolic link, and links are not followed" : g_strerror(error);
}

/* Opened and locked; -1: errno says why. */
static int
open_file(const char *directory, const char *path, const char *full, int64_t patience)
{
	const int file = file_make_folders(directory, path) ? open(full, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666) : -1;
	struct stat status;

	if (file < 0)
		return -1;
	if (fstat(file, &status) == 0 && !S_ISREG(status.st_mode))
		errno = EINVAL;
	else if (file_lock(file, patience))
		return file;

	const int error = errno;

	close(file);
	errno = error;
	return -1;
}

struct ledger *
ledger_open(struct pool *pool, const char *directory, const char *path, bool only_look, int64_t patience, const char **problem)
{
	g_autofree char *full = g_build_filename(directory, path, NULL);
	int file = only_look ? -1 : open_file(directory, path, full, patience);
	const struct source *source;
	struct ledger *ledger;
	const char *why;

	if (!only_look && file < 0) {
		*problem = pool_printf(pool, "%s: %s", path, reason(errno));
		return NULL;
	}
	if (only_look && file_is_absent(full))
		return ledger_read(pool, "", 0);
	/* behind the lock: what another run has added is seen */
	source = source_read(pool, directory, path, FILE_LIMIT, &why);
	if (!source) {
		*problem = pool_printf(pool, "%s: %s", path, why);
		if (file >= 0)
			close(file);
		return NULL;
	}
	ledger = ledger_read(pool, source->bytes, source->size);
	ledger->path = pool_strdup(pool, path);
	ledger->file = file;
	if (!only_look)
		sync_folder(full);
	return ledger;
}

bool
ledger_append(struct ledger *ledger, const char *lines, const char **problem)
{
	g_autofree char *whole = g_strdup_printf("%s%s", ledger->torn ? "\n" : "", lines);

	if (file_write(ledger->file, whole, strlen(whole)) && fsync(ledger->file) == 0) {
		ledger->torn = false;
		return true;
	}
	ledger->torn = true;
	*problem = pool_printf(ledger->pool, "%s: %s", ledger->path, g_strerror(errno));
	return false;
}
