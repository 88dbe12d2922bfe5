/*
 * Telling systemd how the service is: the datagram protocol of sd_notify(3),
 * which is documented and stable, so no library is needed for it.
 *
 * Without $NOTIFY_SOCKET (spawn-fcgi, a terminal) nothing is done.  Any thread.
 */
#ifndef PORT_SDNOTIFY_H
#define PORT_SDNOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Sends lines of VARIABLE=value: "READY=1", "STOPPING=1", "WATCHDOG=1",
 * "STATUS=…".  Never waits.  False when nobody was told.
 */
__attribute__((format(printf, 1, 2)))
bool sdnotify(const char *fmt, ...);
/* RELOADING=1 with the time it needs (Type=notify-reload); READY=1 ends it. */
bool sdnotify_reloading(void);
/* How often WATCHDOG=1 has to come, in ms: half of WatchdogSec; 0: no watchdog. */
int64_t sdnotify_watchdog_ms(void);

#endif
