/* An update put into any bytes: what was there is there still, around it.  The first byte says which kind and which status. */
#include "model.h"
#include "model/amend.h"

#define AT INT64_C(1774060260)

/* The text without the update that was put in. */
static void
hold_to(const struct source *source, const struct amended *amended)
{
	const size_t added = amended->size - source->size;
	size_t before = 0;

	if (amended->size < source->size || amended->start > amended->end || amended->end > amended->size)
		__builtin_trap();
	while (before < source->size && source->bytes[before] == amended->bytes[before])
		before++;
	if (memcmp(source->bytes + before, amended->bytes + before + added, source->size - before) != 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t what = size ? bytes[0] : 0;
	struct fuzz fuzz = fuzz_document(what & 1 ? "content/incidents/a.md" : "content/maintenance/a.md", size ? bytes + 1 : bytes, size ? size - 1 : 0);
	const struct incident *incident = incident_read(fuzz.pool, fuzz.config, fuzz.registers, fuzz.document);
	const struct amend_affect affect = { service_find(fuzz.registers, "checkout"), STATE_PARTIAL };
	const struct amendment update = {
		.status = STATUS_NONE + 1 + what / 2 % (STATUS_COUNT - 1),
		.at = AT,
		.affects = &affect,
		.affect_count = what >> 7,
		.words = "Fine.\n\nNext update in 30 minutes.",
	}, fields = { .title = "A: \"title\"", .severity = "SEV1", .postmortem = "2026-03-21-a" };
	struct amended amended;
	const char *problem;

	if (!incident_amend(fuzz.pool, fuzz.config, incident, &update, &amended, &problem))
		__builtin_trap();
	hold_to(fuzz.document->source, &amended);
	if (incident_amend(fuzz.pool, fuzz.config, incident, &fields, &amended, &problem) == false && !problem)
		__builtin_trap();
	pool_free(fuzz.pool);
	return 0;
}
