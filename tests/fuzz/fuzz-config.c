/* fuzz-config: any bytes as site.yaml, with the kinds of documents that it defines. */
#include "model.h"
#include "model/wording.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/fuzz-config-XXXXXX";

static void
remove_folder(void)
{
	char path[64];

	snprintf(path, sizeof path, "%s/site.yaml", folder);
	unlink(path);
	rmdir(folder);
}

static void
write_site(const uint8_t *bytes, size_t size)
{
	static bool made;
	char path[64];
	int file;

	if (!made && !mkdtemp(folder))
		abort();
	if (!made)
		atexit(remove_folder);
	made = true;
	snprintf(path, sizeof path, "%s/site.yaml", folder);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || write(file, bytes, size) != (ssize_t)size)
		abort();
	close(file);
}

static void
check_config(const struct config *config)
{
	if (!config->zone || !zone_name(config->zone))
		__builtin_trap();
	fuzz_span(config->title.span);
	fuzz_span(config->base_url.span);
	for (size_t i = 0; i < config->tracker_list.count; i++)
		fuzz_span(((const struct tracker *)config->tracker_list.items)[i].span);
	for (size_t i = 0; i < config->setting_count; i++)
		if (config->settings[i].rule >= RULE_COUNT || config->settings[i].level > LEVEL_ERROR)
			__builtin_trap();
}

static void
check_findings(struct findings *findings, const struct config *config)
{
	const struct settlement settlement = {
		.now = 1774000000, .settings = config->settings, .setting_count = config->setting_count,
	};
	const struct finding *const *list;
	size_t count;

	findings_settle(findings, &settlement);
	list = findings_list(findings, &count);
	for (size_t i = 0; i < count; i++)
		fuzz_span(list[i]->span);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	struct references *references = references_new(pool);
	const char *problem = NULL;
	const struct config *config;

	write_site(bytes, size);
	config = config_read(pool, findings, references, folder, &problem);
	if (config) {
		check_config(config);
		kinds_read(pool, findings, config);
		wording_read(pool, findings, config);
		check_findings(findings, config);
	} else if (!problem || !*problem) {
		__builtin_trap();
	}
	pool_free(pool);
	return 0;
}
