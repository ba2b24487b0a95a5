#include "command/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#include "base/pool.h"

#define FIRST_AFTER G_USEC_PER_SEC
#define EVERY (G_USEC_PER_SEC / 10)

struct progress {
	bool wanted, shown;
	gint64 next; /* when to write again */
};

struct progress *
progress_new(struct pool *pool, bool wanted)
{
	struct progress *progress = pool_new0(pool, struct progress);

	progress->wanted = wanted && isatty(STDERR_FILENO);
	progress->next = g_get_monotonic_time() + FIRST_AFTER;
	return progress;
}

void
progress_say(struct progress *progress, const char *what, size_t done, size_t total)
{
	gint64 now;

	if (!progress->wanted)
		return;
	now = g_get_monotonic_time();
	if (now < progress->next)
		return;
	progress->next = now + EVERY;
	progress->shown = true;
	if (total)
		fprintf(stderr, "\r\033[K%s %zu of %zu", what, done, total);
	else
		fprintf(stderr, "\r\033[K%s", what);
	fflush(stderr);
}

void
progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
