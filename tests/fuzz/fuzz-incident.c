/* Incidents and maintenance windows: the first byte says which. */
#include "model.h"
#include "model/incident.h"

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
		incident_status(incident, update->at);
		incident_is_open(incident, update->at);
	}
	for (size_t i = 1; i < incident->change_count; i++)
		if (incident->changes[i].at < incident->changes[i - 1].at)
			__builtin_trap();
	pool_free(fuzz.pool);
	return 0;
}
