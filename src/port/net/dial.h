/*
 * Connections made within a deadline, name lookup included.
 *
 * Names are looked up on a thread of their own, so that a slow DNS server can't
 * delay a call past its deadline; the lookup goes on, and its result serves the
 * next call.  (glibc's getaddrinfo_a does the same, but the sanitizers can't see its
 * threads.)  Addresses are kept for a minute, and longer while DNS fails.  A struct
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
	struct dial_lookup *lookup; /* that is under way; NULL: none */
};

/* host (a name or an address) and port must outlive it. */
void dial_init(struct dial *d, const char *host, const char *port);
void dial_release(struct dial *d);
/*
 * Connects: *ret_fd is a non-blocking, close-on-exec socket, which the caller
 * closes.  When the name has several addresses, they share the time that is left.
 * ERR_UNAVAILABLE.
 */
int dial_tcp(struct dial *d, struct deadline by, int *ret_fd, struct err *err);
/* As dial_tcp. The path must fit into a sockaddr_un. */
int dial_unix(const char *path, struct deadline by, int *ret_fd, struct err *err);

#endif
