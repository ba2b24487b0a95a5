/*
 * measure: runs a command several times and prints the median of its wall-clock times in
 * milliseconds, of its processor times, and its highest use of memory in kB.
 *
 *   measure TIMES PREPARE COMMAND…
 *
 * PREPARE is a shell line run before each time and not measured; "" for none.  Both find the
 * number of the time in the environment, as RUN.  The command's output is dropped.  A command that fails ends it with status 1.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES_MAX = 99 };

struct run {
	double wall, processor;
	long memory;
};

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double
milliseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static int
run_once(char **command, struct run *run)
{
	double start = now();
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (child == 0) {
		int nowhere = open("/dev/null", O_RDWR);

		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return 0;
	run->wall = now() - start;
	run->processor = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	run->memory = usage.ru_maxrss;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const struct run *runs, int count, int processor)
{
	double values[TIMES_MAX];

	for (int i = 0; i < count; i++)
		values[i] = processor ? runs[i].processor : runs[i].wall;
	qsort(values, (size_t)count, sizeof *values, compare);
	return values[count / 2];
}

int
main(int argc, char **argv)
{
	int times = argc > 3 ? atoi(argv[1]) : 0;
	struct run runs[TIMES_MAX];
	long memory = 0;

	if (times < 1 || times > TIMES_MAX) {
		fputs("usage: measure TIMES PREPARE COMMAND...\n", stderr);
		return 2;
	}
	for (int i = 0; i < times; i++) {
		char number[16];

		snprintf(number, sizeof number, "%d", i);
		setenv("RUN", number, 1);
		if (argv[2][0] && system(argv[2]) != 0) {
			fprintf(stderr, "measure: failed: %s\n", argv[2]);
			return 1;
		}
		if (!run_once(argv + 3, &runs[i])) {
			fprintf(stderr, "measure: %s failed\n", argv[3]);
			return 1;
		}
		if (runs[i].memory > memory)
			memory = runs[i].memory;
	}
	printf("%.1f %.1f %ld\n", median(runs, times, 0), median(runs, times, 1), memory);
	return 0;
}
