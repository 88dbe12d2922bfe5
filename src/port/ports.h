/*
 * What one thread needs of the outside world: its own connections, made on
 * demand, and pointers to what all threads share.
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
	struct local *own_local; /* NULL when the caller gave one */
	struct http *http;
};

/*
 * `local` is the store of conversations that all threads share and must outlive
 * the ports; with NULL they make one of their own.  Keeps a reference to conf and
 * makes no connection yet.  ERR_CONFIG: the settings for Redis can't be used.
 * After a failure nothing needs to be closed.
 */
int ports_open(struct ports *p, const struct conf *conf, struct shared *shared, struct local *local,
	       struct err *err);
/* A zeroed struct is fine. */
void ports_close(struct ports *p);

#endif
