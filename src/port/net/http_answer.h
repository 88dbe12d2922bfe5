/*
 * Reads what a client needs from the header lines of an HTTP answer (RFC 9112).
 */
#ifndef PORT_HTTP_ANSWER_H
#define PORT_HTTP_ANSWER_H

#include "port/net/http.h"

/*
 * Takes one line, with or without its end.  A status line begins a new answer, as
 * redirects and proxies give several.  An answer of 1xx is not counted.
 */
void http_answer_line(struct http_answer *a, struct str line);

#endif
