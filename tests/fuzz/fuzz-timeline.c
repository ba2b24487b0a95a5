/* Timelines and stated durations of any postmortem. */
#include "model.h"
#include "model/postmortem.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz fuzz = fuzz_document("content/postmortems/a.md", bytes, size);
	const struct postmortem *postmortem = postmortem_read(fuzz.pool, fuzz.config, fuzz.registers, fuzz.document, NULL);
	const struct timeline *timeline = &postmortem->timeline;

	for (size_t i = 0; i < timeline->count; i++) {
		fuzz_span(timeline->entries[i].span);
		fuzz_span(timeline->entries[i].time_span);
		fuzz_span(timeline->entries[i].zone.span);
		if ((timeline->entries[i].at == TIME_NONE) != (timeline->entries[i].problem == TIMELINE_BAD_TIME))
			__builtin_trap();
	}
	for (size_t i = 0; i < postmortem->stated_count; i++)
		fuzz_span(postmortem->stated[i].span);
	pool_free(fuzz.pool);
	return 0;
}
