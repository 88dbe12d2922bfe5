/*
 * Roots of colloquial Indonesian verbs that no dictionary lists (ngajuin,
 * nyari, ngurusnya, dibatalin), and of formal verbs to which the stemmer gives
 * another stem than to their root (mengirim, kirim).
 *
 * The roots are guesses: the caller keeps those that the corpus knows.
 */
#ifndef TEXT_AFFIX_H
#define TEXT_AFFIX_H

#include "base/str.h"

enum { AFFIX_ROOTS = 12, AFFIX_BYTES = 64 };

struct affix_root {
	char text[AFFIX_BYTES];
	size_t n;
};

/* Returns the number of roots. */
unsigned affix_roots(struct str word, struct affix_root ret[AFFIX_ROOTS]);

#endif
