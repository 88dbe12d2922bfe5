/*
 * Grounding: what was said is tied to the passages it rests on.
 *
 * A source's quote is cut out of the stored passage by this program, never
 * taken from the model: the sentence that supports the claim best.
 */
#ifndef CHAT_GROUND_H
#define CHAT_GROUND_H

#include "chat/state.h"

/*
 * The passage `at` (an index of evidence) supports what was said in code points
 * [start, end) of the answer, which is `claim`.  Makes the passage a source,
 * and tells the reader, when it is cited for the first time.
 */
int ground_cite(struct chat *c, size_t at, struct str claim, size_t start, size_t end,
		struct err *err);
/* A marker of the model behind what was said so far: numbers count evidence from 1. */
int ground_marker(struct chat *c, const unsigned *numbers, size_t n, struct err *err);

/*
 * The verbatim excerpt (white space folded, at most SNIPPET_POINTS code
 * points) of the passage that supports the claim best, in arena memory.
 */
struct str quote_best(const struct evidence *e, const struct passage *p, const struct terms *claim,
		      const struct terms *question, struct arena *a);

#endif
