/*
 * What the header lines of an HTTP answer say (RFC 9112), as a client wants it.
 */
#ifndef PORT_HTTP_ANSWER_H
#define PORT_HTTP_ANSWER_H

#include "port/net/http.h"

/*
 * Takes one line, with its end or without.  A status line begins anew: redirects
 * and proxies give several answers.  1xx are no answer yet.
 */
void http_answer_line(struct http_answer *a, struct str line);

#endif
