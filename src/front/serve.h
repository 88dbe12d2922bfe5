/*
 * One thread's way of answering: settings in force, ports, memory, the log
 * line at the end.
 */
#ifndef FRONT_SERVE_H
#define FRONT_SERVE_H

#include "front/app.h"
#include "front/fcgi.h"

struct server;

struct server *server_new(struct app *app);
void server_free(struct server *s);
/* A begun request, to the end of its response (fcgi_end is the caller's). */
void server_answer(struct server *s, struct fcgi *f);
/* The same, but that there is no room for it: "overloaded". */
void server_refuse(struct server *s, struct fcgi *f);
/* REQUEST_TIMEOUT in force. */
int64_t server_timeout_ms(const struct server *s);

#endif
