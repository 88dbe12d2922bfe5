/* What reply_filter.c gives out: text, with the white space that is left around what was taken out. */
#ifndef CHAT_REPLY_OUTPUT_H
#define CHAT_REPLY_OUTPUT_H

#include "chat/reply_filter.h"

/* Adds text to what is ready, after the white space before it. */
void reply_output_give(struct reply_filter *m, struct str s);
/* Settles the white space before the byte `next`, which is to come where something may have been taken out. */
void reply_output_meet(struct reply_filter *m, char next);
/* Gives to the sink what is ready. */
void reply_output_flush(struct reply_filter *m);
/* Whether the white space before the next text ends in a "(" that was held back. */
bool reply_output_has_parenthesis(const struct reply_filter *m);

#endif
