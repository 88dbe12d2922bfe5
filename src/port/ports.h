/*
 * What one thread holds of the world: its own connections, made on demand,
 * and the things all threads share.
 *
 * Opened with one set of settings; after a reload a thread closes its ports
 * and opens new ones before the next request.
 */
#ifndef PORT_PORTS_H
#define PORT_PORTS_H

#include "base/conf.h"
#include "port/conversation/session.h"
#include "port/net/http.h"
#include "port/net/redis.h"
#include "port/system/shared.h"

struct ports {
	const struct conf *conf;
	struct shared *shared;
	struct redis *redis;
	struct session *session;
	struct local *own_local; /* NULL when it was given */
	struct http *http;
};

/*
 * local: what all threads share of conversations, which must outlive it; NULL:
 * one of its own.  Holds a reference to conf.  Makes no connection yet.  ERR_CONFIG: what conf
 * says about Redis can't be used.  Nothing is held after a failure.
 */
int ports_open(struct ports *p, const struct conf *conf, struct shared *shared, struct local *local,
	       struct err *err);
/* A zeroed struct is fine. */
void ports_close(struct ports *p);

#endif
