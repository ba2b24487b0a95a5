/*
 * Preloaded by tests/valgrind: no process can be had.  A locked-in worker can do less than valgrind needs,
 * and without one documents are read where valgrind sees it.
 */
#include <errno.h>
#include <unistd.h>

pid_t
fork(void)
{
	errno = EAGAIN;
	return -1;
}
