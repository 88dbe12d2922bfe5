/*
 * What a server's error body says, in one line for the log.
 *
 * Servers that speak an API such as OpenAI's put their reason into JSON of
 * several forms, into plain text or, where something stands before them, into HTML.
 */
#ifndef PORT_REFUSAL_H
#define PORT_REFUSAL_H

#include "base/str.h"

enum { REFUSAL_BYTES = 160 };

/*
 * One line of valid UTF-8: of OpenAI's object its message, a string, plain text;
 * of HTML just that it is HTML.  Returns the HTTP status that the body itself
 * names, 0 for none.
 */
int refusal_text(struct str body, char ret[REFUSAL_BYTES]);
/* Replaces the key, as some servers repeat it, and a beginning of it of at least eight bytes by "***". */
void refusal_hide(char *text, struct str key);

#endif
