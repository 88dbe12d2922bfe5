#include "base/patience.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

struct patience patience_within(const struct patience *p, int64_t ms)
{
	struct patience near = *p;

	near.deadline = deadline_within(p->deadline, ms);
	return near;
}

bool patience_gone(const struct patience *p)
{
	return p->on_wait && p->on_wait(p->arg) != 0;
}

/* How long to wait before on_wait is to be called and the deadline looked at. */
static int step_ms(const struct patience *p, int64_t left_ms)
{
	int64_t most = p->on_wait ? PATIENCE_STEP_MS : INT_MAX;

	return (int)(left_ms < most ? left_ms : most);
}

int patience_poll(const struct patience *p, struct pollfd *fds, nfds_t n, struct err *err)
{
	struct pollfd all[PATIENCE_FDS_MAX + 1];
	struct pollfd *reader = &all[n];
	int64_t left;
	int ready = 0;

	if (n)
		memcpy(all, fds, n * sizeof *fds);
	*reader = (struct pollfd){p->watch_fd > 0 ? p->watch_fd : -1, POLLRDHUP, 0};
	while (ready <= 0) {
		left = deadline_left_ms(p->deadline);
		if (left == 0)
			return err_set(err, ERR_TIMEOUT, "took too long");
		if (patience_gone(p))
			return err_set(err, ERR_GONE, "the reader went away");
		ready = poll(all, n + 1, step_ms(p, left));
		if (ready < 0 && errno != EINTR)
			return err_errno(err, ERR_IO, "poll");
	}
	if (reader->revents)
		return err_set(err, ERR_GONE, "the reader went away");
	if (n)
		memcpy(fds, all, n * sizeof *fds);
	return 0;
}

int patience_sleep(const struct patience *p, int64_t ms, struct err *err)
{
	struct patience until = patience_within(p, ms);
	struct err why = {0};

	/* with nothing to wait for it never returns 0 */
	patience_poll(&until, NULL, 0, &why);
	if (why.code == ERR_TIMEOUT && until.deadline.at_ms < p->deadline.at_ms)
		return 0;
	return err_pass(err, &why);
}
