/*
 * What a question opens with before it asks: "halo kak, mau nanya dong", "btw",
 * "quick question:".
 *
 * Greetings, forms of address and words that only announce a question say nothing of
 * what it is about, and as words of a search they would be rare ones.  Words that join
 * a question to the one before it ("terus", "and", "so") stay, since a follow-up is
 * known by them.  No memory is allocated; any thread.
 */
#ifndef TEXT_OPENER_H
#define TEXT_OPENER_H

#include <stdbool.h>
#include "base/str.h"

/* Whether the word, normalised, joins a question to the one before it when it stands first. */
bool opener_joins(struct str word);
/* The question without its openers; all of it when it has nothing else. Borrowed from it. */
struct str opener_skip(struct str question);

#endif
