/*
 * Tells systemd the state of the service, by the datagram protocol of sd_notify(3).
 * It is documented and stable, so no library is needed for it.
 *
 * Does nothing without $NOTIFY_SOCKET (spawn-fcgi, a terminal).  Any thread may
 * call.
 */
#ifndef PORT_SDNOTIFY_H
#define PORT_SDNOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Sends lines of VARIABLE=value: "READY=1", "STOPPING=1", "WATCHDOG=1",
 * "STATUS=…".  Never waits.  False when it could not be sent.
 */
__attribute__((format(printf, 1, 2)))
bool sdnotify(const char *fmt, ...);
/* Sends RELOADING=1 with the time that Type=notify-reload needs; READY=1 ends the reload. */
bool sdnotify_reloading(void);
/* The interval for WATCHDOG=1 in ms, half of WatchdogSec; 0: there is no watchdog. */
int64_t sdnotify_watchdog_ms(void);

#endif
