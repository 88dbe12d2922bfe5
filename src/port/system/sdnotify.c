#include "port/system/sdnotify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

enum { TEXT_MAX = 2048 };

/* The length of the address, which is a path, or @ and an abstract name; 0 when there is none. */
static socklen_t address_of(const char *socket_name, struct sockaddr_un *a)
{
	size_t n = socket_name ? strlen(socket_name) : 0;

	if (n < 2 || n >= sizeof a->sun_path || (*socket_name != '/' && *socket_name != '@'))
		return 0;
	*a = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(a->sun_path, socket_name, n);
	if (*a->sun_path == '@')
		*a->sun_path = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

bool sdnotify(const char *fmt, ...)
{
	char text[TEXT_MAX];
	struct sockaddr_un a;
	socklen_t size = address_of(getenv("NOTIFY_SOCKET"), &a);
	va_list ap;
	int fd, n;
	bool told;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (size == 0 || n <= 0 || n >= TEXT_MAX)
		return false;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	told = sendto(fd, text, (size_t)n, MSG_NOSIGNAL, (struct sockaddr *)&a, size) == n;
	close(fd);
	return told;
}

bool sdnotify_reloading(void)
{
	return sdnotify("RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_us());
}

int64_t sdnotify_watchdog_ms(void)
{
	const char *pid = getenv("WATCHDOG_PID"), *us = getenv("WATCHDOG_USEC");
	long n;

	/* the watchdog is meant for another process of the service */
	if (pid && (!str_to_long(str_of(pid), &n) || n != getpid()))
		return 0;
	if (us == NULL || !str_to_long(str_of(us), &n) || n <= 0)
		return 0;
	return n > 2000 ? n / 2000 : 1;
}
