#include "base/embedded.h"

#include <string.h>

extern const struct embedded embedded_table[];
extern const size_t embedded_count;

/* The first row whose name is not before name. */
static size_t
lower_bound(const char *name)
{
	size_t low = 0, high = embedded_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(embedded_table[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct embedded *
embedded_find(const char *name)
{
	size_t row = lower_bound(name);

	if (row == embedded_count || strcmp(embedded_table[row].name, name) != 0)
		return NULL;
	return &embedded_table[row];
}

const struct embedded *
embedded_below(const char *prefix, size_t *count)
{
	size_t first = lower_bound(prefix);
	size_t length = strlen(prefix), end = first;

	while (end < embedded_count && strncmp(embedded_table[end].name, prefix, length) == 0)
		end++;
	*count = end - first;
	return &embedded_table[first];
}
