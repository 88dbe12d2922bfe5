#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"
#include "port/system/sdnotify.h"

/* A supervisor's socket at a path or, with @, under an abstract name. */
static int listen_at(const char *name)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	size_t n = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(a.sun_path, name, n);
	if (*name == '@')
		a.sun_path[0] = '\0';
	assert_int_equal(bind(fd, (struct sockaddr *)&a, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static void expect(int fd, const char *want)
{
	char got[256];
	ssize_t n = recv(fd, got, sizeof got, MSG_DONTWAIT);

	assert_true(n > 0);
	assert_str(((struct str){got, (size_t)n}), want);
}

static void states_reach_the_supervisor(void **state)
{
	char names[2][64];
	int fd, i;

	(void)state;
	snprintf(names[0], sizeof names[0], "/tmp/itb-test-notify-%d", (int)getpid());
	snprintf(names[1], sizeof names[1], "@itb-test-notify-%d", (int)getpid());
	for (i = 0; i < 2; i++) {
		fd = listen_at(names[i]);
		assert_true(sdnotify("READY=1"));
		expect(fd, "READY=1");
		assert_true(sdnotify("STATUS=%d requests\nWATCHDOG=1", 7));
		expect(fd, "STATUS=7 requests\nWATCHDOG=1");
		assert_true(sdnotify_reloading());
		close(fd);
	}
	unlink(names[0]);
	/* a supervisor that is gone does no harm */
	assert_false(sdnotify("READY=1"));
}

static void without_a_supervisor_nothing_happens(void **state)
{
	(void)state;
	unsetenv("NOTIFY_SOCKET");
	assert_false(sdnotify("READY=1"));
	setenv("NOTIFY_SOCKET", "relative", 1);
	assert_false(sdnotify("READY=1"));
	setenv("NOTIFY_SOCKET", "", 1);
	assert_false(sdnotify("READY=1"));
}

static void the_watchdog_is_fed_at_twice_its_pace(void **state)
{
	char pid[16];

	(void)state;
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(sdnotify_watchdog_ms(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(sdnotify_watchdog_ms(), 15000);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(sdnotify_watchdog_ms(), 0);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(sdnotify_watchdog_ms(), 15000);
	setenv("WATCHDOG_USEC", "soon", 1);
	assert_int_equal(sdnotify_watchdog_ms(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_reach_the_supervisor),
		cmocka_unit_test(without_a_supervisor_nothing_happens),
		cmocka_unit_test(the_watchdog_is_fed_at_twice_its_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
