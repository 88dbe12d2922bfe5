/*
 * The giving side of reply_filter: text that is decided, the white space between,
 * and what may not come together where something was taken out.
 */
#ifndef CHAT_REPLY_OUTPUT_H
#define CHAT_REPLY_OUTPUT_H

#include "chat/reply/reply_filter.h"

enum {
	REPLY_SPACE_MAX = 16, /* white space given out at a time */
	REPLY_LEAD_MAX = 128,
};

/* Text that is decided, in the style in force. */
void reply_give(struct reply_filter *m, struct str s);
void reply_give_linked(struct reply_filter *m, struct str s, struct str href);
/* Gives the first n bytes of s when they are a raised power of what was given ("m<sup>2</sup>"); else false. */
bool reply_give_power(struct reply_filter *m, struct str s, size_t n, unsigned power);
/* Sends to the sink what was given, without the words at its end that may lead to an address; the second sends all. */
void reply_flush(struct reply_filter *m);
void reply_flush_all(struct reply_filter *m);
/* Takes back the words that lead to an address which was taken out. True when the rest of the clause goes as well. */
bool reply_drop_lead(struct reply_filter *m);

/* What is left of the white space around something that was taken out. */
void reply_close_gap(struct reply_filter *m, bool closing);
/* Parts what was given from `next`, if together they would be an address or a marker. */
void reply_part_joint(struct reply_filter *m, char next);
/* A "(" is the last of what waits for the next text. */
bool reply_parenthesis_waits(const struct reply_filter *m);

#endif
