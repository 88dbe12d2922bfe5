/* Markdown's links: [text](address), [text](address "title"). */
#ifndef CHAT_LINK_FORM_H
#define CHAT_LINK_FORM_H

#include <stdint.h>
#include "base/str.h"

enum { LINK_FORM_TEXT_MAX = 200 };

struct link_form {
	struct str url;
	char text[LINK_FORM_TEXT_MAX]; /* without emphasis */
	size_t text_n;
};

/* The text is too short to tell. */
#define LINK_FORM_UNDECIDED SIZE_MAX

/* Length of the link at the front of s, which begins with "["; 0: there is none. */
size_t link_form_length(struct str s, struct link_form *ret);

#endif
