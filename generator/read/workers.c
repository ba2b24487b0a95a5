#include "read/workers.h"

#include "base/pool.h"
#include "base/source.h"
#include "read/record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sanitizer's process needs terabytes of addresses, and its report is worth seeing. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum {
	JOBS_MAX = 256,
	DOCUMENTS_PER_WORKER = 24, /* fewer are not worth another process */
	TICK = 100,                /* milliseconds between two looks at the clock */
	WALL_FACTOR = 20,          /* clock time that a worker may take, in processor time that it may */
	WALL_LEAST = 20000,
	PATIENCE = 16,             /* refused documents after which the budget is halved */
	BUDGET_LEAST = 50,         /* milliseconds */
	BUDGET_DEFAULT = 2000,
	OUTPUT_DEFAULT = 64 << 20,
};

static const size_t memory_default = (size_t)1 << 30;

/* Shared memory */

/* What a worker says of itself. */
struct desk {
	_Atomic uint64_t begun;   /* documents that it took up; with current, tells whether it moves */
	_Atomic uint64_t current; /* document + 1; 0: none */
	_Atomic uint64_t again;   /* document + 1 that its next worker is to begin with; 0: none */
	_Atomic uint64_t end;     /* bytes of its output that are in use */
	_Atomic bool too_large;   /* the current document's record is */
};

/* Where a document's record is.  A size of 0: nowhere. */
struct result {
	_Atomic uint64_t at;
	_Atomic uint32_t desk, size;
};

/* All that workers and parent share.  A worker could write anything here: see take_result. */
struct board {
	_Atomic uint64_t next; /* the next document to take up */
	_Atomic uint64_t refused;
	struct desk desks[JOBS_MAX];
	struct result results[];
};

struct worker {
	pid_t process; /* 0: none */
	int life;      /* ends when the worker does */
	int output;
	uint64_t first;  /* how many documents its desk had taken up when it came */
	uint64_t begun;  /* as last seen, */
	gint64 since;    /* and since when, in microseconds */
	bool stopped;    /* by us, for its time */
	const char *map;
	size_t map_size;
};

struct crew {
	struct pool *pool;
	const struct source *const *sources;
	size_t count;
	struct workers_options options;
	struct board *board;
	struct worker workers[JOBS_MAX];
	size_t size;               /* workers */
	bool *tried;               /* documents that cost a worker by no fault of theirs */
	const struct record **records;
};

static size_t
board_size(size_t count)
{
	return sizeof(struct board) + count * sizeof(struct result);
}

/* A worker's life: from here to work() only the child runs. */

static uint64_t
budget_of(const struct crew *crew, const struct source *source)
{
	uint64_t refused = atomic_load(&crew->board->refused) / PATIENCE;
	uint64_t budget = crew->options.milliseconds ? crew->options.milliseconds
	                                             : BUDGET_DEFAULT + BUDGET_DEFAULT * (uint64_t)source->size / (1 << 20);

	return MAX(budget >> MIN(refused, 16), MIN(budget, BUDGET_LEAST));
}

/* When it is over, SIGPROF ends the process.  0: no limit. */
static void
start_clock(uint64_t milliseconds)
{
	const struct itimerval limit = {
		.it_value = { .tv_sec = (time_t)(milliseconds / 1000), .tv_usec = (suseconds_t)(milliseconds % 1000 * 1000) },
	};

	setitimer(ITIMER_PROF, &limit, NULL);
}

static bool
write_at(int file, const char *bytes, size_t size, uint64_t at)
{
	while (size > 0) {
		ssize_t done = pwrite(file, bytes, size, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		at += (uint64_t)done;
		size -= (size_t)done;
	}
	return true;
}

/* False: there is no room for it. */
static bool
hand_in(const struct crew *crew, size_t place, size_t document, const struct record *record)
{
	struct desk *desk = &crew->board->desks[place];
	struct result *result = &crew->board->results[document];
	size_t size = record_size(record);
	uint64_t at = atomic_load(&desk->end);

	if (size > crew->options.output) {
		atomic_store(&desk->too_large, true);
		return false;
	}
	if (!write_at(crew->workers[place].output, (const char *)record, size, at))
		return false;
	atomic_store(&desk->end, at + size);
	atomic_store(&result->at, at);
	atomic_store(&result->desk, (uint32_t)place);
	atomic_store(&result->size, (uint32_t)size);
	return true;
}

/* The document that another worker did not get to the end of, or the next one. */
static uint64_t
take_document(const struct crew *crew, struct desk *desk)
{
	uint64_t again = atomic_exchange(&desk->again, 0);

	return again ? again - 1 : atomic_fetch_add(&crew->board->next, 1);
}

/* Reads documents until there are no more; gives the process's exit status. */
static int
work(const struct crew *crew, size_t place)
{
	struct desk *desk = &crew->board->desks[place];
	struct pool *pool = pool_new();

	for (;;) {
		uint64_t document = take_document(crew, desk);

		if (document >= crew->count)
			return 0;
		atomic_store(&desk->too_large, false);
		atomic_store(&desk->current, document + 1);
		atomic_fetch_add(&desk->begun, 1);
		start_clock(budget_of(crew, crew->sources[document]));
		if (!hand_in(crew, place, document, record_make(pool, pool, crew->sources[document])))
			return 1;
		pool_reset(pool);
		start_clock(0); /* off: between documents nobody would know whose time it was */
		atomic_store(&desk->current, 0);
	}
}

static size_t
address_space(void)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
		return 0;
	return (size_t)g_ascii_strtoull(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

static void
limit_memory(size_t more)
{
	size_t used = address_space();
	const struct rlimit limit = { used + more, used + more }, no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	if (used && !SANITIZED)
		setrlimit(RLIMIT_AS, &limit);
}

/* Libraries that end a process say why on standard error; the parent says it better. */
static void
be_silent(void)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nowhere < 0 || SANITIZED)
		return;
	dup2(nowhere, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
}

/* Whatever the parent made of signals, here they do what they do by default. */
static void
reset_signals(void)
{
	static const int all[] = { SIGPROF, SIGABRT, SIGTERM, SIGINT, SIGHUP, SIGPIPE };
	sigset_t none;

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		signal(all[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All of a worker; sign_of_life closes with the process. */
static _Noreturn void
live(const struct crew *crew, size_t place, pid_t parent, int sign_of_life)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	reset_signals();
	be_silent();
	dup2(sign_of_life, STDIN_FILENO); /* one of the three that stay open */
	limit_memory(crew->options.memory);
	workers_lock_in(crew->workers[place].output);
	_exit(work(crew, place));
}

/* The parent's side */

static bool
start_worker(struct crew *crew, size_t place)
{
	struct worker *worker = &crew->workers[place];
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	worker->first = worker->begun = atomic_load(&crew->board->desks[place].begun); /* before it can begin */
	worker->process = fork();
	if (worker->process == 0)
		live(crew, place, parent, ends[1]);
	close(ends[1]);
	if (worker->process < 0) {
		worker->process = 0;
		close(ends[0]);
		return false;
	}
	worker->life = ends[0];
	worker->since = g_get_monotonic_time();
	worker->stopped = false;
	return true;
}

/* Why a document's worker ended before its time. */
static const char *
describe_end(struct pool *pool, const struct worker *worker, const struct desk *desk, int status)
{
	static const struct {
		int signal;
		const char *message;
	} ends[] = {
		{ SIGPROF, "the document takes too long to read" },
		{ SIGABRT, "the document takes too much memory to read" },
		{ SIGTRAP, "the document takes too much memory to read" }, /* how GLib ends without memory */
		{ SIGKILL, "the document takes too much memory to read" }, /* how the system does */
	};

	if (worker->stopped)
		return ends[0].message;
	for (size_t i = 0; WIFSIGNALED(status) && i < G_N_ELEMENTS(ends); i++)
		if (WTERMSIG(status) == ends[i].signal)
			return ends[i].message;
	if (WIFSIGNALED(status))
		return pool_printf(pool, "reading the document failed with signal %d", WTERMSIG(status));
	if (atomic_load(&desk->too_large))
		return "what is in the document takes too much room";
	return "reading the document failed: no room for what is in it";
}

/* Whether a worker ended for a reason that lies outside of it: it could not write what it had, or another
 * process, or a system short of memory, killed it. */
static bool
is_by_chance(const struct worker *worker, const struct desk *desk, int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL && !worker->stopped;
	return WIFEXITED(status) && WEXITSTATUS(status) != 0 && !atomic_load(&desk->too_large);
}

/* A document that was only there when it happened is read once more. */
static bool
try_again(struct crew *crew, size_t place, size_t document, int status)
{
	struct desk *desk = &crew->board->desks[place];

	if (crew->tried[document] || !is_by_chance(&crew->workers[place], desk, status))
		return false;
	crew->tried[document] = true;
	atomic_store(&desk->again, document + 1);
	if (start_worker(crew, place))
		return true;
	atomic_store(&desk->again, 0);
	return false;
}

static void
refuse(struct crew *crew, size_t document, const char *message)
{
	crew->records[document] = record_refuse(crew->pool, crew->sources[document], message);
	atomic_fetch_add(&crew->board->refused, 1);
}

/* After a worker's end: what became of its document, and somebody in its place. */
static void
replace_worker(struct crew *crew, size_t place)
{
	struct worker *worker = &crew->workers[place];
	struct desk *desk = &crew->board->desks[place];
	uint64_t document = atomic_exchange(&desk->current, 0);
	int status = 0;

	while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR)
		continue;
	close(worker->life);
	worker->process = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	if (document > 0 && document <= crew->count && try_again(crew, place, document - 1, status))
		return;
	if (document > 0 && document <= crew->count)
		refuse(crew, document - 1, describe_end(crew->pool, worker, desk, status));
	/* One that took up nothing would only die again. */
	if (atomic_load(&desk->begun) != worker->first && atomic_load(&crew->board->next) < crew->count)
		start_worker(crew, place);
}

/* The processor's clock stops a worker that computes; this one stops all others. */
static void
watch_worker(struct crew *crew, size_t place)
{
	struct worker *worker = &crew->workers[place];
	uint64_t begun = atomic_load(&crew->board->desks[place].begun);
	gint64 now = g_get_monotonic_time();
	gint64 most = MAX((gint64)crew->options.milliseconds * WALL_FACTOR, WALL_LEAST) * 1000;

	if (begun != worker->begun) {
		worker->begun = begun;
		worker->since = now;
	} else if (now - worker->since > most) {
		worker->stopped = true;
		kill(worker->process, SIGKILL);
	}
}

static void
say_progress(const struct crew *crew)
{
	if (crew->options.progress)
		crew->options.progress(crew->options.progress_data, MIN(atomic_load(&crew->board->next), crew->count), crew->count);
}

/* Until all workers have ended. */
static void
watch(struct crew *crew)
{
	struct pollfd lives[JOBS_MAX];
	size_t alive;

	do {
		alive = 0;
		for (size_t i = 0; i < crew->size; i++) {
			lives[i] = (struct pollfd){ .fd = crew->workers[i].process ? crew->workers[i].life : -1, .events = POLLIN };
			alive += crew->workers[i].process != 0;
		}
		if (alive == 0)
			break;
		if (poll(lives, crew->size, TICK) < 0)
			memset(lives, 0, sizeof lives);
		for (size_t i = 0; i < crew->size; i++) {
			if (lives[i].revents)
				replace_worker(crew, i);
			else if (crew->workers[i].process)
				watch_worker(crew, i);
		}
		say_progress(crew);
	} while (true);
}

/* Results */

struct map {
	void *bytes;
	size_t size;
};

static void
release_map(void *data)
{
	const struct map *map = data;

	munmap(map->bytes, map->size);
}

/* A worker's output, in the pool.  Nobody can change it any more. */
static void
map_output(struct crew *crew, struct worker *worker)
{
	struct stat status = { 0 };
	struct map *map;
	void *bytes;

	if (worker->output < 0)
		return;
	if (fstat(worker->output, &status) == 0 && status.st_size == 0)
		return;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, worker->output, 0);
	if (bytes == MAP_FAILED)
		g_error("no memory for what was read: %s", g_strerror(errno));
	map = pool_new0(crew->pool, struct map);
	*map = (struct map){ bytes, (size_t)status.st_size };
	pool_adopt(crew->pool, map, release_map);
	worker->map = bytes;
	worker->map_size = map->size;
}

/* The record of a document, where there is one that holds. */
static const struct record *
find_result(const struct crew *crew, size_t document)
{
	const struct result *result = &crew->board->results[document];
	uint32_t desk = atomic_load(&result->desk), size = atomic_load(&result->size);
	uint64_t at = atomic_load(&result->at);

	if (size == 0 || desk >= crew->size)
		return NULL;

	const struct worker *worker = &crew->workers[desk];

	if (size > worker->map_size || at > worker->map_size - size)
		return NULL;
	if (!record_check(worker->map + at, size, crew->sources[document]->size))
		return NULL;
	return (const struct record *)(worker->map + at);
}

/* Documents that no worker took up are read here: there was none to be had. */
static void
take_results(struct crew *crew)
{
	uint64_t next = atomic_load(&crew->board->next);
	struct pool *scratch = pool_new();

	for (size_t i = 0; i < crew->count; i++) {
		if (crew->records[i])
			continue;
		crew->records[i] = find_result(crew, i);
		if (!crew->records[i] && i < next)
			refuse(crew, i, "reading the document failed");
		else if (!crew->records[i])
			crew->records[i] = record_make(crew->pool, scratch, crew->sources[i]);
		pool_reset(scratch);
	}
	pool_free(scratch);
}

/* Together */

/* A file in memory, and none of the three standard ones. */
static int
open_output(void)
{
	int file = memfd_create("sitrep-records", MFD_CLOEXEC), other;

	if (file < 0 || file > STDERR_FILENO)
		return file;
	other = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(file);
	return other;
}

static void
run_crew(struct crew *crew)
{
	for (size_t i = 0; i < crew->size; i++)
		crew->workers[i].output = open_output();
	for (size_t i = 0; i < crew->size; i++)
		if (crew->workers[i].output >= 0)
			start_worker(crew, i);
	watch(crew);
	for (size_t i = 0; i < crew->size; i++) {
		map_output(crew, &crew->workers[i]);
		if (crew->workers[i].output >= 0)
			close(crew->workers[i].output);
	}
}

static struct workers_options
complete_options(const struct workers_options *options)
{
	struct workers_options complete = options ? *options : (struct workers_options){ 0 };

	complete.jobs = complete.jobs ? complete.jobs : g_get_num_processors();
	complete.memory = complete.memory ? complete.memory : memory_default;
	complete.output = complete.output ? MIN(complete.output, UINT32_MAX) : OUTPUT_DEFAULT;
	return complete;
}

void
workers_make(struct pool *pool, const struct source *const *sources, size_t count,
    const struct workers_options *options, const struct record **records)
{
	struct crew crew = {
		.pool = pool,
		.sources = sources,
		.count = count,
		.options = complete_options(options),
		.records = records,
	};
	void *board;

	if (count == 0)
		return;
	memset(records, 0, count * sizeof(*records));
	crew.size = MIN(MIN(crew.options.jobs, JOBS_MAX), (count + DOCUMENTS_PER_WORKER - 1) / DOCUMENTS_PER_WORKER);
	board = mmap(NULL, board_size(count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (board == MAP_FAILED)
		g_error("no memory for what is known of %zu documents", count);
	crew.board = board;
	crew.tried = g_new0(bool, count);
	run_crew(&crew);
	take_results(&crew);
	munmap(board, board_size(count));
	g_free(crew.tried);
}
