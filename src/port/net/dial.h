/*
 * Connections made within a deadline, name lookup included.
 *
 * Names are looked up on a thread of their own, so a slow DNS server costs the
 * deadline and no more; the lookup goes on and its result serves the next call.
 * (glibc's getaddrinfo_a does the same, but on threads the sanitizers don't see.)
 * Addresses found are kept for a minute and, when DNS fails, longer.  A struct
 * dial belongs to one thread.
 */
#ifndef PORT_DIAL_H
#define PORT_DIAL_H

#include <netdb.h>
#include "base/clock.h"
#include "base/err.h"

struct dial_lookup;

struct dial {
	const char *host, *port; /* not owned; port is a number */
	struct addrinfo *found;
	int64_t found_ms; /* monotonic */
	struct dial_lookup *lookup; /* under way */
};

/* host (a name or an address) and port must outlive it. */
void dial_init(struct dial *d, const char *host, const char *port);
void dial_release(struct dial *d);
/*
 * A connected, non-blocking, close-on-exec socket, the caller's.  Several
 * addresses share the time that is left.  ERR_UNAVAILABLE.
 */
int dial_tcp(struct dial *d, struct deadline by, int *ret_fd, struct err *err);
/* As dial_tcp; path fits a sockaddr_un. */
int dial_unix(const char *path, struct deadline by, int *ret_fd, struct err *err);

#endif
