#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/system/child.h"

enum { READ_STEP = 65536, EXIT_SETUP = 126 };

/* Bytes of address space that this process takes already. */
static rlim_t address_space(void)
{
	unsigned long long pages = 0;
	char line[64] = "";
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, line, sizeof line - 1);
	char *at;

	if (fd >= 0)
		close(fd);
	for (at = line; n > 0 && *at >= '0' && *at <= '9'; at++)
		pages = pages * 10 + (unsigned)(*at - '0');
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* The soft limit alone: programs that are started from there get limits of their own. */
static int soft(int resource, rlim_t most)
{
	struct rlimit l;

	if (getrlimit(resource, &l))
		return -1;
	l.rlim_cur = l.rlim_max < most ? l.rlim_max : most;
	return setrlimit(resource, &l);
}

static int limit(const struct child_limits *l)
{
	if (l->memory_mb && soft(RLIMIT_AS, address_space() + ((rlim_t)l->memory_mb << 20)))
		return -1;
	if (l->cpu_s && soft(RLIMIT_CPU, (rlim_t)l->cpu_s))
		return -1;
	return soft(RLIMIT_CORE, 0);
}

static int write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			s = str_sub(s, (size_t)n, s.n);
	}
	return 0;
}

_Noreturn static void be_called(const struct child_call *c, int fd, pid_t parent, size_t room)
{
	struct buf out = {.max = room};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent || limit(&c->limits))
		_exit(EXIT_SETUP);
	c->fn(c->arg, &out);
	/* without what exit() would do a second time, such as writing what is buffered */
	_exit(out.bad || write_all(fd, buf_view(&out)) ? EXIT_SETUP : 0);
}

static int collect(int fd, struct buf *out, struct err *err)
{
	char step[READ_STEP];
	ssize_t n;

	while ((n = read(fd, step, sizeof step)) != 0 && !out->bad) {
		if (n > 0)
			buf_add(out, step, (size_t)n);
		else if (errno != EINTR)
			return err_errno(err, ERR_IO, "reading from a child");
	}
	return out->bad ? err_set(err, ERR_NO_MEMORY, "more than %zu bytes", out->max) : 0;
}

static int reap(pid_t pid, const struct child_call *c, struct err *err)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(err, ERR_IO, "waiting for a child");
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return err_set(err, ERR_TIMEOUT, "it took over %ld s", c->limits.cpu_s);
	if (WIFSIGNALED(status))
		return err_set(err, ERR_REFUSED, "its reader was ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status) ? err_set(err, ERR_NO_MEMORY, "its reader ran out of memory") : 0;
}

int child_call(const struct child_call *c, struct buf *out, struct err *err)
{
	pid_t parent = getpid(), pid;
	int fds[2], failed;

	if (pipe2(fds, O_CLOEXEC))
		return err_errno(err, ERR_IO, "making a pipe");
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		be_called(c, fds[1], parent, out->max - out->n);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return err_errno(err, ERR_IO, "starting a process");
	}
	failed = collect(fds[0], out, err);
	close(fds[0]);
	if (failed)
		kill(pid, SIGKILL);
	return reap(pid, c, failed ? NULL : err) || failed ? -1 : 0;
}
