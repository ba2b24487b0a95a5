/*
 * document_parts: what the files of the module document share; no other includes it.
 */
#pragma once

#include "model/document.h"

/*
 * Whether rows say nothing: no words, TODO and the like, or the words of the kind's template.  Two texts
 * are the same words when their letters and digits are, whatever their case and what is between them.
 */
bool section_is_empty(const struct markdown *body, const struct kind_section *kind, uint32_t first_row, uint32_t end_row);
