#include "port/system/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/system/child_become.h"

enum { READ_STEP = 32768 };

/* A running child, as its parent sees it. */
struct running {
	pid_t pid;
	int pidfd, out, err;
};

int child_find(const char *name, char *ret_path, size_t cap)
{
	static const char *const folders[] = {"/usr/local/bin/", "/usr/bin/", "/bin/"};
	size_t i;

	if (strchr(name, '/')) {
		int n = snprintf(ret_path, cap, "%s", name);

		return n < 0 || (size_t)n >= cap || access(ret_path, X_OK) ? -1 : 0;
	}
	for (i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		int n = snprintf(ret_path, cap, "%s%s", folders[i], name);

		if (n > 0 && (size_t)n < cap && access(ret_path, X_OK) == 0)
			return 0;
	}
	return -1;
}

/* --- starting -------------------------------------------------------------- */

/* A file rather than a pipe, as some programs seek in their input. */
int child_memory(struct str content, struct err *err)
{
	int fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return err_errno(err, ERR_IO, "making a file in memory");
	while (content.n) {
		ssize_t n = write(fd, content.p, content.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_errno(err, ERR_IO, "writing a file in memory");
			close(fd);
			return -1;
		}
		content = str_sub(content, (size_t)n, content.n);
	}
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) ||
	    lseek(fd, 0, SEEK_SET)) {
		err_errno(err, ERR_IO, "sealing a file in memory");
		close(fd);
		return -1;
	}
	return fd;
}

static int open_stdin(const struct child_run *run, struct err *err)
{
	int fd;

	if (run->stdin_fd >= 0)
		fd = fcntl(run->stdin_fd, F_DUPFD_CLOEXEC, 3);
	else if (run->input.n)
		return child_memory(run->input, err);
	else
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? err_errno(err, ERR_IO, "opening the standard input of %s", run->argv[0]) : fd;
}

/* Makes a pipe whose reading end never blocks. */
static int open_pipe(int ret[2])
{
	if (pipe2(ret, O_CLOEXEC))
		return -1;
	return fcntl(ret[0], F_SETFL, O_NONBLOCK);
}

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* All signals are blocked while forking, so that no handler of this process runs in the child. */
static pid_t fork_quietly(const struct child_plan *p)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		child_become(p);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (pid > 0)
		setpgid(pid, pid); /* the child does so too; either may be first */
	return pid;
}

static int start(struct child_plan *p, struct running *r, struct err *err)
{
	int out[2] = {-1, -1}, errors[2] = {-1, -1};

	*r = (struct running){-1, -1, -1, -1};
	p->fds[0] = open_stdin(p->run, err);
	if (p->fds[0] < 0)
		return -1;
	if (open_pipe(out) || open_pipe(errors)) {
		err_errno(err, ERR_IO, "making a pipe");
	} else {
		p->fds[1] = out[1];
		p->fds[2] = errors[1];
		r->pid = fork_quietly(p);
		if (r->pid < 0)
			err_errno(err, ERR_IO, "starting a process");
	}
	close_if_open(&p->fds[0]);
	close_if_open(&out[1]);
	close_if_open(&errors[1]);
	r->out = out[0];
	r->err = errors[0];
	if (r->pid > 0)
		return 0;
	close_if_open(&r->out);
	close_if_open(&r->err);
	return -1;
}

/* --- collecting ------------------------------------------------------------ */

/* Reads all that is there now. False when `to` is full although the whole was wanted. */
static bool drain(int *fd, struct buf *to, bool whole)
{
	char step[READ_STEP];
	ssize_t n;

	while ((n = read(*fd, step, sizeof step)) > 0) {
		size_t room = to ? to->max - to->n : 0;

		if (to == NULL)
			continue;
		buf_add(to, step, (size_t)n < room ? (size_t)n : room);
		if (whole && (to->bad || (size_t)n > room))
			return false;
	}
	if (n == 0)
		close_if_open(fd);
	return true;
}

/* Collects until the program has ended; what it started and left behind is not waited for. */
static int collect(struct running *r, const struct child_run *run, struct buf *out, struct buf *errors,
		   struct err *err)
{
	bool ended = false;

	while (!ended) {
		struct pollfd fds[3] = {{r->out, POLLIN, 0}, {r->err, POLLIN, 0}, {r->pidfd, POLLIN, 0}};

		if (patience_poll(run->patience, fds, 3, err))
			return err_prefix(err, "%s", run->argv[0]);
		/* looked at before reading, so that all it wrote before its end is read */
		ended = fds[2].revents != 0;
		if (r->out >= 0 && !drain(&r->out, out, true))
			return err_set(err, ERR_BAD_DATA, "%s wrote over %zu bytes", run->argv[0], out->max);
		if (r->err >= 0)
			drain(&r->err, errors, false);
	}
	return 0;
}

/* The group is killed before the wait: until then the leader is a zombie, whose number nobody else can have. */
static int reap(struct running *r, const char *name, struct err *err)
{
	int status = 0;

	kill(-r->pid, SIGKILL);
	kill(r->pid, SIGKILL);
	while (waitpid(r->pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(err, ERR_IO, "waiting for %s", name);
	if (WIFSIGNALED(status))
		return err_set(err, ERR_REFUSED, "%s was ended by signal %d", name, WTERMSIG(status));
	if (WEXITSTATUS(status))
		return err_set(err, ERR_REFUSED, "%s ended with status %d", name, WEXITSTATUS(status));
	return 0;
}

int child_run(const struct child_run *run, struct buf *out, struct buf *errors, struct err *err)
{
	struct child_plan p = {.run = run, .parent = getpid()};
	struct running r;
	struct err *reap_err;
	int failed;

	p.workdir = run->workdir ? run->workdir : "/";
	if (child_find(run->argv[0], p.path, sizeof p.path))
		return err_set(err, ERR_NOT_FOUND, "there is no program %s", run->argv[0]);
	if (sandbox_open(&p.sandbox, run->profile == CHILD_DECODER ? p.path : NULL, err))
		return -1;
	failed = start(&p, &r, err);
	sandbox_close(&p.sandbox);
	if (failed)
		return -1;
	r.pidfd = pidfd_open(r.pid, 0);
	failed = r.pidfd < 0 ? err_errno(err, ERR_IO, "opening a descriptor of the process")
			     : collect(&r, run, out, errors, err);
	/* its status matters only when it ended by itself */
	reap_err = failed ? NULL : err;
	if (reap(&r, run->argv[0], reap_err))
		failed = -1;
	close_if_open(&r.pidfd);
	close_if_open(&r.out);
	close_if_open(&r.err);
	return failed;
}
