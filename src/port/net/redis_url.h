/*
 * The address of Redis, from REDIS_URL or from REDIS_HOST, _PORT, _DB and _PASSWORD.
 *
 * redis://[[user]:password@]host[:port][/db] and
 * unix://[[user]:password@]/path[?db=n], as redis-py and redis-cli read them;
 * user and password may be percent-encoded.  When REDIS_URL is set the others are
 * ignored, except that REDIS_PASSWORD is used with a URL that has no password.
 */
#ifndef PORT_REDIS_URL_H
#define PORT_REDIS_URL_H

#include "base/conf.h"
#include "base/err.h"

struct redis_url {
	char path[108]; /* of the unix socket, as long as sockaddr_un takes; "" for TCP */
	char host[256], port[6];
	char user[128], password[513];
	long db;
	char name[280]; /* for messages, without secrets */
};

/* ERR_CONFIG, with what is wrong and what to do. */
int redis_url_read(const struct conf *conf, struct redis_url *ret, struct err *err);

#endif
