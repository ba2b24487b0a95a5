/*
 * fuzz-template: any bytes as a template, rendered with fixed data.  It may
 * include itself ("t"), a partial ("p") and two parents ("a", "b").
 */
#include "render/data_json.h"
#include "render/template.h"

#include "base/findings.h"
#include "base/pool.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct input {
	struct pool *pool;
	const char *bytes;
	size_t size;
};

static const char data_text[] =
    "{\"a\": {\"b\": {\"c\": \"<&>\\n'\\\"\"}, \"n\": 1}, \"l\": [1, 2.5, \"x\", null, [true, []], {\"a\": 3}],"
    " \"e\": [], \"s\": \"p\", \"t\": \"t\", \"x\": true, \"z\": null}";

static const char *const others[][2] = {
	{ "p", "{{n}}\n  {{x}}\n{{#l}}{{.}}{{/l}}" },
	{ "a", "<\n  {{$a}}\n    default\n  {{/a}}\n{{$b}}{{x}}{{/b}}\n>" },
	{ "b", "  {{<a}}{{$a}}\n  {{$b}}{{/b}}\n{{/a}}{{/a}}\n" },
};

static const struct source *
load(const char *name, void *data)
{
	const struct input *input = data;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(name, others[i][0]) == 0)
			return source_new(input->pool, name, others[i][1], strlen(others[i][1]));
	return strcmp(name, "t") == 0 ? source_new(input->pool, name, input->bytes, input->size) : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct template_limits limits = { .depth = 20, .output = 1 << 16, .steps = 10000 };
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	struct input input = { .pool = pool, .size = size };
	struct template_set *set = template_set_new(pool, findings, &(struct template_options){ .load = load, .data = &input });
	struct template_failure failure = { 0 };
	json_t *json = json_loads(data_text, 0, NULL);
	const struct data *data = data_of_json(pool, json);
	GString *out = g_string_new(NULL);
	char *copy = pool_alloc(pool, size + 1);

	if (size)
		memcpy(copy, bytes, size);
	input.bytes = copy;
	template_set_add(set, "p");
	template_set_add(set, "t");
	if (!template_render(set, "t", data, &limits, out, &failure))
		template_failure_report(findings, &failure);
	findings_settle(findings, &(struct settlement){ .now = 0 });
	g_string_free(out, true);
	json_decref(json);
	pool_free(pool);
	return 0;
}
