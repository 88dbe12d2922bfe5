/*
 * What a responder's main thread does while it waits for signals: it takes in new
 * knowledge and keys, ends peers that are too slow, gives Redis the conversations
 * that it missed, returns memory to the system, and reports to systemd.
 */
#ifndef FRONT_HOUSEKEEPING_H
#define FRONT_HOUSEKEEPING_H

#include "front/http/app.h"
#include "front/workers.h"
#include "port/ports.h"

enum { HOUSEKEEPING_MS = 250 }; /* new knowledge is noticed within this time */

struct housekeeping {
	struct app *app;
	struct workers *workers;
	/* zero at first */
	struct ports ports;      /* for session_sync */
	unsigned tick;
	bool sync_failed;        /* reported once, not every second */
	int64_t fed_ms, told_ms; /* when systemd was last told */
};

/* At the start and after a reload: opens connections with the settings. A fault is logged. */
void housekeeping_use(struct housekeeping *h, const struct conf *conf);
/* Every HOUSEKEEPING_MS. Faults are logged. */
void housekeeping_do(struct housekeeping *h);
/* While the process stops: slow peers and systemd alone. */
void housekeeping_watch(struct housekeeping *h);
void housekeeping_close(struct housekeeping *h);

#endif
