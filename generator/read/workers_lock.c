#include "read/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

/* What a process needs that computes, takes memory, writes to what is open, and ends. */
#define ALLOW(name) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* The same where an argument lacks a bit. */
#define ALLOW_WITHOUT(name, argument, bit) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), \
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[argument])), \
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bit, 1, 0), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/* The same where an argument is a value. */
#define ALLOW_WITH(name, argument, value) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), \
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[argument])), \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/* Everything else fails with EPERM: softly, so that a C library which asks for
 * something unforeseen makes do without. */
static bool
filter_calls(void)
{
#ifdef MACHINE
	const struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		ALLOW(pwrite64),
		ALLOW(setitimer),
		ALLOW(brk),
		ALLOW(munmap),
		ALLOW(mremap),
		ALLOW(madvise),
		ALLOW(futex),
		ALLOW(write),
		ALLOW(exit_group),
		ALLOW(exit),
		ALLOW(rt_sigprocmask),
		ALLOW(rt_sigreturn),
		ALLOW(rt_sigaction),
		ALLOW(getpid),
		ALLOW(gettid),
		ALLOW(sigaltstack),
		ALLOW(sched_yield),
		ALLOW(clock_gettime),
		ALLOW(restart_syscall),
		ALLOW_WITH(tgkill, 0, (uint32_t)getpid()), /* how abort ends */
		ALLOW_WITHOUT(mmap, 2, PROT_EXEC),
		ALLOW_WITHOUT(mprotect, 2, PROT_EXEC),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	const struct sock_fprog program = { sizeof rules / sizeof *rules, (struct sock_filter *)rules };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
	return false;
#endif
}

/* Without close_range (Linux 5.9) there are few to close anyway. */
static void
close_range_of(unsigned first, unsigned last)
{
	if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
		return;
	for (unsigned file = first; file <= last && file < 1024; file++)
		close((int)file);
}

bool
workers_lock_in(int keep)
{
	unsigned first = STDERR_FILENO + 1;

	if (keep > STDERR_FILENO) {
		close_range_of(first, (unsigned)keep - 1);
		first = (unsigned)keep + 1;
	}
	close_range_of(first, ~0U);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return filter_calls();
}
