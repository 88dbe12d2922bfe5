/*
 * Addresses in running text: http, https and ftp URLs, and what begins with
 * "www.".  Where one begins and ends follows what mail and chat programs make
 * clickable, so that nothing a reader could click is overlooked.
 */
#ifndef CHAT_URL_H
#define CHAT_URL_H

#include <stdbool.h>
#include "base/str.h"

enum url_start { URL_NO, URL_YES, URL_MAYBE /* the text is too short to tell */ };

/* Whether an address begins at the front of s. */
enum url_start url_starts(struct str s);
/*
 * Length of the address at the front of s, without the punctuation behind it.
 * *open counts its parentheses that are not closed yet: 0 at its beginning.
 * *ret_ended: something that can't belong to it follows within s.
 */
size_t url_length(struct str s, int *open, bool *ret_ended);
/* Whether the byte may stand in an address. */
bool url_allows(char c);
/* Punctuation that doesn't belong to an address when it stands at its end. */
bool url_ends_before(char c);
/*
 * Whether `next`, joined to text that ends in `tail`, goes on with the beginning
 * of an address ("http" and ":", "www." and any).
 */
bool url_joins(struct str tail, char next);
/* The next address in *text, which is moved behind it. False when there is none. */
bool url_find(struct str *text, struct str *ret);
/* Without scheme and trailing slash: what makes two addresses the same here. */
struct str url_essence(struct str url);

#endif
