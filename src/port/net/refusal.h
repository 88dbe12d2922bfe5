/*
 * Reads what a server's error body says.
 *
 * Servers that speak an API such as OpenAI's give their reason as JSON of several
 * forms (an error object, an array around it, a string, FastAPI's detail) or as
 * plain text; a proxy in front of them may send HTML.  OpenRouter and others put the
 * true reason into a string that holds JSON itself.
 */
#ifndef PORT_REFUSAL_H
#define PORT_REFUSAL_H

#include "base/buf.h"
#include "base/json.h"

enum { REFUSAL_BYTES = 160, REFUSAL_WORDS_MAX = 32 * 1024 };

struct refusal {
	int status;                  /* the HTTP status that the body itself names; 0: none */
	char reason[REFUSAL_BYTES];  /* one line of valid UTF-8 for the log; of HTML only that it is HTML */
	struct buf words;            /* all texts of the body, each as a line "member: text" */
};

/* Both fill in all of r, which must be released. */
void refusal_read(struct refusal *r, struct str body);
void refusal_read_json(struct refusal *r, const struct json *v);
/* A zeroed struct is fine. */
void refusal_release(struct refusal *r);

/* Whether an "error" member says that there is an error: null, "", {}, false and 0 do not. */
bool refusal_is_error(const struct json *error);

/* Replaces by "***" the key, which some servers repeat, and any beginning of it that has at least eight bytes. */
void refusal_hide(char *text, struct str key);

#endif
