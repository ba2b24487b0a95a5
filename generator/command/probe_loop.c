/* Again and again, until somebody ends it. */
#include "command/probe_parts.h"

#include <errno.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/signals.h"

#define SECOND INT64_C(1000000000)

struct loop {
	int signals, timer;
	int64_t every, next; /* nanoseconds; next by the clock that goes on while the machine sleeps */
};

static void
close_descriptor(void *descriptor)
{
	close(GPOINTER_TO_INT(descriptor));
}

static int64_t
uptime_of_machine(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

struct loop *
loop_new(struct pool *pool, int64_t every)
{
	struct loop *loop = pool_new0(pool, struct loop);

	loop->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	loop->signals = signals_open();
	if (loop->timer < 0 || loop->signals < 0) {
		stages_fail("probe: --every: %s", g_strerror(errno));
		return NULL;
	}
	pool_adopt(pool, GINT_TO_POINTER(loop->timer), close_descriptor);
	pool_adopt(pool, GINT_TO_POINTER(loop->signals), close_descriptor);
	loop->every = every * SECOND;
	loop->next = uptime_of_machine();
	return loop;
}

/* True: other is ready; false: it was ended. */
static bool
wait_for(const struct loop *loop, int other, int64_t milliseconds)
{
	struct pollfd polls[] = { { .fd = loop->signals, .events = POLLIN }, { .fd = other, .events = POLLIN } };

	while (poll(polls, 2, (int)CLAMP(milliseconds, -1, G_MAXINT)) < 0 && errno == EINTR)
		continue;
	return !(polls[0].revents & POLLIN);
}

bool
loop_wait(void *loop, int64_t milliseconds)
{
	return wait_for(loop, -1, milliseconds);
}

bool
loop_next(struct loop *loop)
{
	const int64_t now = uptime_of_machine();
	struct itimerspec at = { 0 };

	loop->next += loop->every;
	if (loop->next <= now)
		loop->next = now + loop->every;
	at.it_value.tv_sec = loop->next / SECOND;
	at.it_value.tv_nsec = loop->next % SECOND;
	timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &at, NULL);
	return wait_for(loop, loop->timer, -1);
}
