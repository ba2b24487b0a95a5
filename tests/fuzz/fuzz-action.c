/* Action items of any document. */
#include "model.h"
#include "model/action.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz fuzz = fuzz_document("content/postmortems/2026-03-21-a.md", bytes, size);
	size_t count;
	const struct action *actions = actions_read(fuzz.pool, fuzz.config, fuzz.registers, fuzz.document, TIME_NONE, &count);

	for (size_t i = 0; i < count; i++) {
		fuzz_span(actions[i].span);
		fuzz_span(actions[i].owner.span);
		fuzz_span(actions[i].due_text.span);
		fuzz_span(actions[i].ticket.span);
		if (!actions[i].text || (actions[i].person && actions[i].team))
			__builtin_trap();
	}
	pool_free(fuzz.pool);
	return 0;
}
