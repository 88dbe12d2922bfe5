/*
 * What a server's error body says.
 *
 * Servers that speak an API such as OpenAI's put their reason into JSON of
 * several forms (the error object, an array around it, a string, FastAPI's
 * detail), into plain text or, where something stands before them, into HTML.
 * OpenRouter and others hide the true reason in a JSON string within.
 */
#ifndef PORT_REFUSAL_H
#define PORT_REFUSAL_H

#include "base/buf.h"
#include "base/json.h"

enum { REFUSAL_BYTES = 160, REFUSAL_WORDS_MAX = 32 * 1024 };

struct refusal {
	int status;                  /* HTTP's, as the body itself names it; 0: it names none */
	char reason[REFUSAL_BYTES];  /* one line of valid UTF-8 for the log; of HTML just that it is HTML */
	struct buf words;            /* every text of the body as a line "member: text" */
};

/* Each fills in all of r, which must be released. */
void refusal_read(struct refusal *r, struct str body);
void refusal_read_json(struct refusal *r, const struct json *v);
/* A zeroed struct is fine. */
void refusal_release(struct refusal *r);

/* Whether an "error" member says that there is an error: null, "", {}, false and 0 do not. */
bool refusal_is_error(const struct json *error);

/* Replaces by "***" the key, which some servers repeat, and any beginning of it that has at least eight bytes. */
void refusal_hide(char *text, struct str key);

#endif
