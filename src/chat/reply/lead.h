/*
 * Words that only lead up to an address: "kunjungi laman", "melalui", "see the
 * website:".  Where an address is taken out they are a hole without it, so they
 * are held back until what follows them is known.
 */
#ifndef CHAT_LEAD_H
#define CHAT_LEAD_H

#include <stdbool.h>
#include "base/str.h"

struct lead {
	size_t n;    /* bytes at the end of the text, with the comma, white space and "(" in front */
	bool orders; /* tells the reader to go there: the rest of the clause means nothing without it, either */
};

/*
 * The lead that the text ends with.  `begins`: nothing stands before the text.
 * `open`: its last word may go on.
 */
struct lead lead_at_end(struct str text, bool begins, bool open);

#endif
