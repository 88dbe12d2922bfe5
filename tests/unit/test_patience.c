#include "unit.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/patience.h"

static int count_down(void *arg)
{
	return --*(int *)arg == 0;
}

static void a_ready_descriptor_ends_the_wait(void **state)
{
	struct patience p = {.deadline = deadline_in(20000)};
	struct pollfd fd = {.events = POLLIN};
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(write(pair[1], "x", 1), 1);
	fd.fd = pair[0];
	assert_int_equal(patience_poll(&p, &fd, 1, NULL), 0);
	assert_int_equal(fd.revents, POLLIN);
	close(pair[0]);
	close(pair[1]);
}

static void whoever_is_gone_ends_the_wait(void **state)
{
	struct patience p = {.deadline = deadline_in(20000)};
	struct err err = {0};
	int pair[2], left = 3;

	(void)state;
	p.on_wait = count_down;
	p.arg = &left;
	assert_int_equal(patience_sleep(&p, 20000, &err), -1);
	assert_int_equal(err.code, ERR_GONE);
	/* unread input is no hang-up */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(write(pair[1], "x", 1), 1);
	p = (struct patience){.deadline = deadline_in(20000), .watch_fd = pair[0]};
	assert_int_equal(patience_sleep(&p, 1, &err), 0);
	close(pair[1]);
	assert_int_equal(patience_sleep(&p, 20000, &err), -1);
	assert_int_equal(err.code, ERR_GONE);
	close(pair[0]);
}

static void the_deadline_ends_every_wait(void **state)
{
	struct patience p = {.deadline = deadline_in(20)};
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
	struct err err = {0};

	(void)state;
	assert_int_equal(patience_sleep(&p, 20000, &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_true(deadline_passed(p.deadline));
	assert_int_equal(patience_within(&p, 20000).deadline.at_ms, p.deadline.at_ms);
	pthread_mutex_lock(&lock);
	p.deadline = deadline_in(20);
	while (deadline_wait(p.deadline, &cond, &lock))
		;
	assert_true(deadline_passed(p.deadline));
	pthread_mutex_unlock(&lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ready_descriptor_ends_the_wait),
		cmocka_unit_test(whoever_is_gone_ends_the_wait),
		cmocka_unit_test(the_deadline_ends_every_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
