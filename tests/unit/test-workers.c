#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"
#include "read/record.h"
#include "read/workers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sanitizer needs more addresses than any limit leaves. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

enum { COUNT = 200 };

/* Repeated often enough, this is seconds of work. */
static const char slow[] = "*a **b _c ~d `e [f](g ";

struct batch {
	struct pool *pool;
	const struct source *sources[COUNT];
	const struct record *records[COUNT];
};

/* Documents that differ in what they hold and in size. */
static struct batch *
new_batch(void)
{
	struct pool *pool = pool_new();
	struct batch *batch = pool_new0(pool, struct batch);

	batch->pool = pool;
	for (int i = 0; i < COUNT; i++) {
		const char *text = pool_printf(pool, "---\ntitle: Number %d\ntags: [a%d]\n---\n# Head %d\n\n%.*s\n\n| a | b |\n|---|---|\n| %d | `c` |\n",
		    i, i, i, i, "Words of a text that is as long as its number says, and no longer, whatever that may be good for. "
		                "It goes on for a while, so that two hundred bytes are there to be had, and then some more of the same.", i);

		batch->sources[i] = source_new(pool, pool_printf(pool, "content/%d.md", i), text, strlen(text));
	}
	return batch;
}

/* Puts a text of many bytes, all the same piece, in place of a document. */
static void
put_repeated(struct batch *batch, size_t number, const char *piece, size_t times)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < times; i++)
		g_string_append(text, piece);
	batch->sources[number] = source_new(batch->pool, "content/repeated.md", text->str, text->len);
	pool_adopt(batch->pool, g_string_free(text, FALSE), g_free);
}

static bool
is_refused(const struct batch *batch, size_t number)
{
	return record_complains_of(batch->records[number], RULE_DOCUMENT_TOO_EXPENSIVE);
}

static void
assert_good(struct batch *batch, size_t number)
{
	const struct record *alone = record_make(batch->pool, batch->pool, batch->sources[number]);

	g_assert_cmpmem(batch->records[number], record_size(batch->records[number]), alone, record_size(alone));
}

static size_t
open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* Runs a batch, and sees that nothing is left behind. */
static void
run(struct batch *batch, const struct workers_options *options)
{
	size_t before = open_descriptors();

	workers_make(batch->pool, batch->sources, COUNT, options, batch->records);
	g_assert_cmpuint(open_descriptors(), ==, before);
	g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
	g_assert_cmpint(errno, ==, ECHILD);
}

static void
test_same_bytes(void)
{
	static const unsigned jobs[] = { 0, 1, 2, 3, 8, 1000 };

	for (size_t j = 0; j < G_N_ELEMENTS(jobs); j++) {
		struct batch *batch = new_batch();

		run(batch, &(struct workers_options){ .jobs = jobs[j] });
		for (size_t i = 0; i < COUNT; i++)
			assert_good(batch, i);
		pool_free(batch->pool);
	}
}

static void
test_few(void)
{
	struct batch *batch = new_batch();

	workers_make(batch->pool, batch->sources, 0, NULL, batch->records);
	g_assert_null(batch->records[0]);
	workers_make(batch->pool, batch->sources, 1, NULL, batch->records);
	assert_good(batch, 0);
	g_assert_null(batch->records[1]);
	pool_free(batch->pool);
}

/* The one document is named at its first line, all others are read. */
static void
assert_one_refused(struct batch *batch, size_t number, const char *message)
{
	struct findings *findings = findings_new(batch->pool);
	size_t count;

	for (size_t i = 0; i < COUNT; i++)
		record_complain(batch->records[i], batch->sources[i], findings);
	findings_settle(findings, &(struct settlement){ 0 });

	const struct finding *const *list = findings_list(findings, &count);

	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpint(list[0]->rule, ==, RULE_DOCUMENT_TOO_EXPENSIVE);
	g_assert_cmpint(list[0]->level, ==, LEVEL_ERROR);
	g_assert_cmpstr(list[0]->message, ==, message);
	g_assert_true(list[0]->span.source == batch->sources[number]);
	g_assert_cmpuint(list[0]->span.start, ==, 0);
	for (size_t i = 0; i < COUNT; i++)
		if (i != number)
			assert_good(batch, i);
}

static void
test_time(void)
{
	struct batch *batch = new_batch();

	put_repeated(batch, 70, slow, 150000);
	run(batch, &(struct workers_options){ .jobs = 2, .milliseconds = 100 });
	assert_one_refused(batch, 70, "the document takes too long to read");
	pool_free(batch->pool);
}

static void
test_memory(void)
{
	struct batch *batch = new_batch();

	if (SANITIZED) {
		g_test_skip("the sanitizer's process has no limit of memory");
		return pool_free(batch->pool);
	}
	put_repeated(batch, 3, "*a* ", 500000); /* two nodes for each */
	run(batch, &(struct workers_options){ .jobs = 2, .memory = 64 << 20 });
	assert_one_refused(batch, 3, "the document takes too much memory to read");
	pool_free(batch->pool);
}

static void
test_output(void)
{
	struct batch *batch = new_batch();

	put_repeated(batch, COUNT - 1, "a\n\n", 10000);
	run(batch, &(struct workers_options){ .jobs = 2, .output = 100000 });
	assert_one_refused(batch, COUNT - 1, "what is in the document takes too much room");
	pool_free(batch->pool);
}

/* Many at once come to an end, and what is between them is read. */
static void
test_all_hostile(void)
{
	struct batch *batch = new_batch();
	gint64 before = g_get_monotonic_time();

	put_repeated(batch, 0, slow, 150000);
	for (size_t i = 1; i < 20; i++)
		batch->sources[i] = batch->sources[0];
	run(batch, &(struct workers_options){ .jobs = 2, .milliseconds = 100 });
	for (size_t i = 0; i < COUNT; i++)
		if (i < 20)
			g_assert_true(is_refused(batch, i));
		else
			assert_good(batch, i);
	g_test_message("%" G_GINT64_FORMAT " ms", (g_get_monotonic_time() - before) / 1000);
	pool_free(batch->pool);
}

/* The first child of this process. */
static pid_t
find_child(void)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents("/proc/thread-self/children", &text, NULL, NULL))
		return 0;
	return (pid_t)atoi(text);
}

static void
kill_a_worker(void *data, size_t done, size_t total)
{
	bool *killed = data;
	pid_t child = *killed ? 0 : find_child();

	g_assert_cmpuint(total, ==, COUNT);
	if (child > 0 && done > 20)
		*killed = kill(child, SIGKILL) == 0;
}

/* What a worker leaves is taken up by others, the document at which it was killed included. */
static void
test_killed(void)
{
	struct batch *batch = new_batch();
	bool killed = false;
	size_t refused = 0;

	for (size_t i = 21; i < COUNT; i++)
		put_repeated(batch, i, "*a* **b** `c`\n", 2000); /* so that there is time for it */
	run(batch, &(struct workers_options){ .jobs = 2, .milliseconds = 20000, .progress = kill_a_worker, .progress_data = &killed });
	for (size_t i = 0; i < COUNT; i++)
		refused += is_refused(batch, i);
	if (!killed)
		g_test_skip("no child could be found");
	else
		g_assert_cmpuint(refused, ==, 0);
	pool_free(batch->pool);
}

/* Without descriptors there are no workers; the work is done here. */
static void
test_no_workers(void)
{
	struct batch *batch = new_batch();
	struct rlimit limit, none = { 3, 3 };

	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	none.rlim_max = limit.rlim_max;
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &none), ==, 0);
	workers_make(batch->pool, batch->sources, COUNT, NULL, batch->records);
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	for (size_t i = 0; i < COUNT; i++)
		assert_good(batch, i);
	pool_free(batch->pool);
}

/* Each gives 0 where the call is refused. */
static int
try_open(void)
{
	return open("/etc/passwd", O_RDONLY) == -1 ? 0 : 1;
}

static int
try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) == -1 && socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){ 0 }) == -1 ? 0 : 1;
}

static int
try_fork(void)
{
	long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (child == 0)
		_exit(0);
	return child == -1 ? 0 : 1;
}

static int
try_execute(void)
{
	return execl("/bin/true", "true", NULL);
}

static int
try_kill(void)
{
	return kill(getppid(), 0) == -1 && kill(1, 0) == -1 ? 0 : 1;
}

static int
try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 0 : 1;
}

static int
try_unlink(void)
{
	return unlink("/nowhere/at/all") == -1 && errno == EPERM ? 0 : 1;
}

static int
try_read(void)
{
	char byte;

	return read(STDIN_FILENO, &byte, 1) == -1 && errno == EPERM ? 0 : 1;
}

static int
try_trace(void)
{
	return syscall(SYS_ptrace, 0, 0, 0, 0) == -1 && syscall(SYS_ptrace, 16, getppid(), 0, 0) == -1 ? 0 : 1;
}

/* Another's memory. */
static int
try_reach(void)
{
	static char byte;
	struct iovec mine = { &byte, 1 }, theirs = { &byte, 1 };

	return syscall(SYS_process_vm_readv, getppid(), &mine, 1, &theirs, 1, 0) == -1 &&
	               syscall(SYS_process_vm_writev, getppid(), &mine, 1, &theirs, 1, 0) == -1
	           ? 0
	           : 1;
}

/* A thread of its own it may send a signal, since that is how it ends; no other's. */
static int
try_signal(void)
{
	return syscall(SYS_tgkill, getppid(), getppid(), 0) == -1 && syscall(SYS_tkill, getppid(), 0) == -1 &&
	               syscall(SYS_tgkill, getpid(), gettid(), 0) == 0
	           ? 0
	           : 1;
}

/* Memory that holds code, made in two steps. */
static int
try_protect(void)
{
	void *bytes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return bytes != MAP_FAILED && mprotect(bytes, 4096, PROT_READ | PROT_EXEC) == -1 && mprotect(bytes, 4096, PROT_READ) == 0
	           ? 0
	           : 1;
}

/* Calls that would do what others are refused: each must be refused, not unknown. */
static int
try_others(void)
{
	static const long calls[] = { SYS_openat, SYS_execve, SYS_execveat, SYS_connect, SYS_bind, SYS_sendto, SYS_pidfd_open,
		SYS_unshare, SYS_mount, SYS_chroot, SYS_setuid, SYS_mkdirat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_fchmod,
		SYS_ftruncate, SYS_fcntl, SYS_ioctl, SYS_dup, SYS_prctl, SYS_prlimit64, SYS_bpf, SYS_userfaultfd,
		SYS_memfd_create, SYS_shmget, SYS_keyctl, SYS_perf_event_open, SYS_clone3,
#ifdef SYS_io_uring_setup
		SYS_io_uring_setup,
#endif
	};

	for (size_t i = 0; i < G_N_ELEMENTS(calls); i++)
		if (syscall(calls[i], 0, 0, 0, 0, 0, 0) != -1 || errno != EPERM)
			return 1;
	return 0;
}

/* What is needed still works. */
static int
try_memory(void)
{
	char *bytes = malloc((size_t)8 << 20);
	bool good = bytes && memset(bytes, 1, (size_t)8 << 20);

	free(bytes);
	return good ? 0 : 1;
}

static void
test_locked_in(void)
{
	static int (*const tries[])(void) = { try_open, try_socket, try_fork, try_kill, try_code, try_unlink, try_read,
		try_trace, try_reach, try_signal, try_protect, try_others, try_memory };
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (!workers_lock_in(STDERR_FILENO))
			_exit(200);
		for (size_t i = 0; i < G_N_ELEMENTS(tries); i++)
			if (tries[i]() != 0)
				_exit(100 + (int)i);
		try_execute(); /* comes back, or ends with 0 */
		_exit(42);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 200)
		g_test_skip("this kernel, or this kind of machine, offers no filter of calls: workers are not locked in here");
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, 42);
}

static void
test_closed(void)
{
	int ends[2], other = open("/dev/null", O_WRONLY), status;
	pid_t child;

	g_assert_cmpint(pipe(ends), ==, 0);
	child = fork();
	if (child == 0) {
		workers_lock_in(ends[1]);
		_exit(write(other, "x", 1) == -1 && write(ends[1], "x", 1) == 1 ? 42 : 1);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 42);
	close(ends[0]);
	close(ends[1]);
	close(other);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workers/same-bytes", test_same_bytes);
	g_test_add_func("/workers/few", test_few);
	g_test_add_func("/workers/time", test_time);
	g_test_add_func("/workers/memory", test_memory);
	g_test_add_func("/workers/output", test_output);
	g_test_add_func("/workers/all-hostile", test_all_hostile);
	g_test_add_func("/workers/killed", test_killed);
	g_test_add_func("/workers/no-workers", test_no_workers);
	g_test_add_func("/workers/locked-in", test_locked_in);
	g_test_add_func("/workers/closed", test_closed);
	return g_test_run();
}
