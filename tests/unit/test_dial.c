#include "place.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "port/net/dial.h"

/* A listener on a free port of 127.0.0.1. */
static int listener(char port[8])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	snprintf(port, 8, "%d", ntohs(a.sin_port));
	return fd;
}

static void connects(const char *host, const char *port)
{
	struct dial d;
	struct err err;
	int fd, again;

	dial_init(&d, host, port);
	if (dial_tcp(&d, deadline_in(10000), &fd, &err))
		fail_msg("%s", err.msg);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	/* the address is known now */
	assert_int_equal(dial_tcp(&d, deadline_in(10000), &again, NULL), 0);
	close(fd);
	close(again);
	dial_release(&d);
}

static void addresses_and_names_are_reached(void **state)
{
	struct addrinfo *known;
	char port[8];
	int fd = listener(port);

	(void)state;
	connects("127.0.0.1", port);
	/* ::1, which refuses, may be tried first; a minimal chroot doesn't know the name */
	if (getaddrinfo("localhost", NULL, NULL, &known) == 0) {
		freeaddrinfo(known);
		connects("localhost", port);
	}
	close(fd);
}

static void who_refuses_is_unavailable(void **state)
{
	char port[8];
	struct dial d;
	struct err err;
	int fd = listener(port), ret = -7;

	(void)state;
	close(fd);
	dial_init(&d, "127.0.0.1", port);
	assert_int_equal(dial_tcp(&d, deadline_in(10000), &ret, &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.msg, "127.0.0.1"));
	assert_int_equal(ret, -7);
	dial_release(&d);
}

/* The call ends in time however long the name server takes; the lookup goes on by itself. */
static void an_unknown_name_is_unavailable(void **state)
{
	struct dial d;
	struct err err;
	int fd;

	(void)state;
	dial_init(&d, "no-such-host.invalid", "1");
	assert_int_equal(dial_tcp(&d, deadline_in(1), &fd, &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_int_equal(dial_tcp(&d, deadline_in(200), &fd, &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.msg, "no-such-host.invalid"));
	dial_release(&d);
}

static void unix_sockets_are_reached(void **state)
{
	struct place *p = *state;
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;
	struct err err;

	assert_int_equal(dial_unix(p->file, deadline_in(1000), &fd, &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	snprintf(a.sun_path, sizeof a.sun_path, "%s", p->file);
	assert_int_equal(bind(listening, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(listening, 1), 0);
	assert_int_equal(dial_unix(p->file, deadline_in(1000), &fd, &err), 0);
	close(fd);
	close(listening);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_and_names_are_reached),
		cmocka_unit_test(who_refuses_is_unavailable),
		cmocka_unit_test(an_unknown_name_is_unavailable),
		cmocka_unit_test_setup_teardown(unix_sockets_are_reached, place_setup, place_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
