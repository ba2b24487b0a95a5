/*
 * fail: a library to be preloaded that makes one call of sitrep fail.
 *
 *   FAIL_BOARD   a file of 1 MiB, all zeros: what was counted, and what failed
 *   FAIL_KIND    "calls": of the system; "memory": allocations
 *   FAIL_AT      the call that fails, from 1; 0: none, they are only counted
 *   FAIL_HOW     short (half of the bytes), KILL (the process dies before it), or an error's name
 *
 * Calls are counted over the process and those it forks, but not over other programs.  The board
 * begins with what failed, as text of BOARD_TEXT bytes; then come the counter and a letter for each call, its sort.
 * It is memory shared by all, since a worker that has locked itself in can open nothing.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BOARD_SIZE = 1 << 20, BOARD_TEXT = 64 };

struct board {
	char failed[BOARD_TEXT];
	_Atomic uint64_t count;
	char sorts[BOARD_SIZE - BOARD_TEXT - sizeof(uint64_t)];
};

static struct board *board; /* NULL: nothing is counted */
static uint64_t fail_at;
static bool memory, is_short, is_deadly;
static int error;
static pid_t first;

static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "EIO", EIO }, { "ENOSPC", ENOSPC }, { "EMFILE", EMFILE }, { "EINTR", EINTR }, { "EACCES", EACCES },
	{ "ENOMEM", ENOMEM }, { "EAGAIN", EAGAIN }, { "EPERM", EPERM }, { "ENOLCK", ENOLCK },
};

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("FAIL_BOARD"), *kind = getenv("FAIL_KIND"), *at = getenv("FAIL_AT"), *how = getenv("FAIL_HOW");
	int file;
	void *bytes;

	if (!path || !kind || !at || !how || strcmp(program_invocation_short_name, "sitrep") != 0)
		return;
	file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	bytes = (void *)syscall(SYS_mmap, NULL, BOARD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (file < 0 || bytes == MAP_FAILED)
		abort();
	syscall(SYS_close, file);
	fail_at = strtoull(at, NULL, 10);
	memory = strcmp(kind, "memory") == 0;
	is_short = strcmp(how, "short") == 0;
	is_deadly = strcmp(how, "KILL") == 0;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		if (strcmp(errors[i].name, how) == 0)
			error = errors[i].number;
	if (!error && !is_short && !is_deadly)
		abort();
	first = getpid();
	board = bytes;
}

/* The last part of the path of the object that an address is in. */
static const char *
object_of(void *address)
{
	Dl_info info;
	const char *slash;

	if (!dladdr(address, &info) || !info.dli_fname)
		return "?";
	slash = strrchr(info.dli_fname, '/');
	return slash ? slash + 1 : info.dli_fname;
}

/* Counts a call; whether it is the one. */
static inline __attribute__((always_inline)) bool
is_due(const char *name, char sort)
{
	uint64_t number;

	if (!board || memory != (sort == 'm'))
		return false;
	number = atomic_fetch_add(&board->count, 1) + 1;
	if (number <= sizeof board->sorts)
		board->sorts[number - 1] = sort;
	if (number != fail_at)
		return false;
	snprintf(board->failed, sizeof board->failed, "%s of %s in the %s\n", name,
	    object_of(__builtin_return_address(0)), getpid() == first ? "first process" : "child");
	if (is_deadly)
		syscall(SYS_tgkill, getpid(), gettid(), SIGKILL); /* which a worker that is locked in may, too */
	errno = error;
	return true;
}

#define REAL(name) \
	static __typeof__(&name) real; \
	if (!real) \
		real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* A call that only fails. */
#define CALL(sort, failure, type, name, parameters, arguments) \
	type name parameters \
	{ \
		REAL(name); \
		return is_due(#name, sort) ? failure : real arguments; \
	}

/* The same; what it should do is done nevertheless: a descriptor is gone whatever close says. */
#define DONE(sort, failure, type, name, parameters, arguments) \
	type name parameters \
	{ \
		REAL(name); \
		type result = real arguments; \
		return is_due(#name, sort) ? failure : result; \
	}

/* A call that may move fewer bytes than it should. */
#define MOVE(sort, name, parameters, arguments, half) \
	ssize_t name parameters \
	{ \
		REAL(name); \
		if (!is_due(#name, sort)) \
			return real arguments; \
		return is_short ? real half : -1; \
	}

#define MODE \
	mode_t mode = 0; \
	if (flags & (O_CREAT | O_TMPFILE)) { \
		va_list rest; \
		va_start(rest, flags); \
		mode = va_arg(rest, mode_t); \
		va_end(rest); \
	}

#define OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		MODE REAL(name); \
		return is_due(#name, 'o') ? -1 : real(path, flags, mode); \
	}

#define OPENAT(name) \
	int name(int folder, const char *path, int flags, ...) \
	{ \
		MODE REAL(name); \
		return is_due(#name, 'o') ? -1 : real(folder, path, flags, mode); \
	}

#include <stdarg.h>

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
CALL('o', NULL, FILE *, fopen, (const char *path, const char *mode), (path, mode))
CALL('o', NULL, FILE *, fopen64, (const char *path, const char *mode), (path, mode))
CALL('o', NULL, FILE *, fdopen, (int file, const char *mode), (file, mode))
CALL('o', NULL, DIR *, opendir, (const char *path), (path))
CALL('o', NULL, DIR *, fdopendir, (int file), (file))
CALL('o', -1, int, pipe, (int ends[2]), (ends))
CALL('o', -1, int, pipe2, (int ends[2], int flags), (ends, flags))
CALL('o', -1, int, memfd_create, (const char *name, unsigned flags), (name, flags))
CALL('o', -1, int, dup2, (int from, int to), (from, to))

MOVE('r', read, (int file, void *bytes, size_t size), (file, bytes, size), (file, bytes, (size + 1) / 2))
MOVE('r', pread, (int file, void *bytes, size_t size, off_t at), (file, bytes, size, at), (file, bytes, (size + 1) / 2, at))
MOVE('w', write, (int file, const void *bytes, size_t size), (file, bytes, size), (file, bytes, (size + 1) / 2))
MOVE('w', pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at), (file, bytes, (size + 1) / 2, at))
MOVE('w', pwrite64, (int file, const void *bytes, size_t size, off64_t at), (file, bytes, size, at), (file, bytes, (size + 1) / 2, at))
MOVE('w', writev, (int file, const struct iovec *parts, int count), (file, parts, count), (file, parts, (count + 1) / 2))
CALL('p', EOF, int, fputs, (const char *text, FILE *stream), (text, stream))
CALL('p', EOF, int, fflush, (FILE *stream), (stream))
CALL('p', 0, size_t, fwrite, (const void *bytes, size_t size, size_t count, FILE *stream), (bytes, size, count, stream))

DONE('c', -1, int, close, (int file), (file))
DONE('c', EOF, int, fclose, (FILE *stream), (stream))
CALL('c', -1, int, fsync, (int file), (file))

CALL('n', -1, int, mkdir, (const char *path, mode_t mode), (path, mode))
CALL('n', -1, int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
CALL('n', -1, int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
CALL('n', -1, int, rename, (const char *from, const char *to), (from, to))
CALL('n', -1, int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
CALL('n', -1, int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
CALL('n', -1, int, unlink, (const char *path), (path))
CALL('n', -1, int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
CALL('n', -1, int, rmdir, (const char *path), (path))

CALL('s', -1, int, stat, (const char *path, struct stat *status), (path, status))
CALL('s', -1, int, lstat, (const char *path, struct stat *status), (path, status))
CALL('s', -1, int, fstat, (int file, struct stat *status), (file, status))
CALL('s', -1, int, fstatat, (int folder, const char *path, struct stat *status, int flags), (folder, path, status, flags))
CALL('s', -1, int, stat64, (const char *path, struct stat64 *status), (path, status))
CALL('s', -1, int, lstat64, (const char *path, struct stat64 *status), (path, status))
CALL('s', -1, int, fstat64, (int file, struct stat64 *status), (file, status))
CALL('s', -1, int, access, (const char *path, int mode), (path, mode))
CALL('s', -1, int, faccessat, (int folder, const char *path, int mode, int flags), (folder, path, mode, flags))
CALL('s', NULL, struct dirent *, readdir, (DIR *folder), (folder))
CALL('s', NULL, struct dirent64 *, readdir64, (DIR *folder), (folder))
CALL('s', NULL, char *, realpath, (const char *path, char *out), (path, out))
CALL('s', NULL, char *, getcwd, (char *out, size_t size), (out, size))
CALL('s', -1, ssize_t, readlink, (const char *path, char *out, size_t size), (path, out, size))

CALL('M', MAP_FAILED, void *, mmap, (void *at, size_t size, int access, int flags, int file, off_t from), (at, size, access, flags, file, from))
CALL('M', MAP_FAILED, void *, mmap64, (void *at, size_t size, int access, int flags, int file, off64_t from), (at, size, access, flags, file, from))

CALL('f', -1, pid_t, fork, (void), ())
CALL('f', EAGAIN, int, pthread_create, (pthread_t * thread, const pthread_attr_t *how, void *(*run)(void *), void *data), (thread, how, run, data))
CALL('f', EAGAIN, int, posix_spawn, (pid_t * child, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *how, char *const *words, char *const *variables), (child, path, actions, how, words, variables))

CALL('i', -1, int, poll, (struct pollfd * files, nfds_t count, int most), (files, count, most))
CALL('i', -1, pid_t, waitpid, (pid_t child, int *status, int flags), (child, status, flags))

CALL('x', -1, int, flock, (int file, int how), (file, how))
CALL('x', -1, int, fchmod, (int file, mode_t mode), (file, mode))
CALL('x', -1, int, setrlimit, (__rlimit_resource_t which, const struct rlimit *limit), (which, limit))
CALL('x', -1, int, setitimer, (__itimer_which_t which, const struct itimerval *value, struct itimerval *old), (which, value, old))

int
fcntl(int file, int command, ...)
{
	va_list rest;
	void *argument;

	REAL(fcntl);
	va_start(rest, command);
	argument = va_arg(rest, void *);
	va_end(rest);
	return is_due("fcntl", 'x') ? -1 : real(file, command, argument);
}

int
prctl(int option, ...)
{
	va_list rest;
	unsigned long more[4];

	REAL(prctl);
	va_start(rest, option);
	for (size_t i = 0; i < 4; i++)
		more[i] = va_arg(rest, unsigned long);
	va_end(rest);
	return is_due("prctl", 'x') ? -1 : real(option, more[0], more[1], more[2], more[3]);
}

/* The C library's own, under the names that dlsym does not need memory to find. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *
malloc(size_t size)
{
	return is_due("malloc", 'm') ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return is_due("calloc", 'm') ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return is_due("realloc", 'm') ? NULL : __libc_realloc(old, size);
}

void *
memalign(size_t alignment, size_t size)
{
	return is_due("memalign", 'm') ? NULL : __libc_memalign(alignment, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return is_due("aligned_alloc", 'm') ? NULL : __libc_memalign(alignment, size);
}

int
posix_memalign(void **out, size_t alignment, size_t size)
{
	if (is_due("posix_memalign", 'm'))
		return ENOMEM;
	*out = __libc_memalign(alignment, size);
	return *out ? 0 : ENOMEM;
}
