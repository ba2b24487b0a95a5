/*
 * signals: SIGINT and SIGTERM as something that is read.
 */
#pragma once

#include <stdbool.h>

/* From here on a signal that asks this program to end is read, not suffered: a descriptor that poll(2) finds ready then, which does
 * not block and is closed in children; the caller closes it.  -1, with errno: it can't be.  Before there are threads that could be given one. */
int signals_open(void);

/* Whether one came since; of a descriptor of -1 none does. */
bool signals_read(int signals);
