/* Incidents and maintenance windows: the first byte says which; and what their updates say as text. */
#include <glib.h>

#include "model.h"
#include "model/incident.h"
#include "render/plain.h"

static const char *
address_of(struct pool *pool, const struct plain *plain, const struct document *document, uint32_t row)
{
	(void)pool;
	(void)plain;
	return markdown_text(&document->body, document->body.inlines[row].target);
}

static void
check_text(const struct fuzz *fuzz, const struct update *update, uint32_t first_row, uint32_t end_row)
{
	const struct plain plain = { .address = address_of };

	if (!g_utf8_validate(plain_text(fuzz->pool, &plain, fuzz->document, update, first_row, end_row), -1, NULL))
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = size && bytes[0] & 1 ? "content/incidents/a.md" : "content/maintenance/a.md";
	struct fuzz fuzz = fuzz_document(path, size ? bytes + 1 : bytes, size ? size - 1 : 0);
	const struct incident *incident = incident_read(fuzz.pool, fuzz.config, fuzz.registers, fuzz.document);

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		fuzz_span(update->span);
		fuzz_span(update->status_text.span);
		fuzz_span(update->time_text.span);
		fuzz_span(update->promise_span);
		if (update->first_row > update->end_row || (update->at == TIME_NONE && !update->time_problem))
			__builtin_trap();
		for (size_t j = 0; j < update->affect_count; j++)
			fuzz_span(update->affects[j].name.span);
		check_text(&fuzz, update, update->first_row, update->end_row);
		incident_status(incident, update->at);
		incident_is_open(incident, update->at);
	}
	check_text(&fuzz, &incident->announcement, 0, ROW_NONE);
	for (size_t i = 1; i < incident->change_count; i++)
		if (incident->changes[i].at < incident->changes[i - 1].at)
			__builtin_trap();
	pool_free(fuzz.pool);
	return 0;
}
