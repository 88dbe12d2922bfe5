#include "port/system/child_become.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NICENESS = 5, EXIT_SETUP = 126, EXIT_EXEC = 127 };

static int limit(int resource, rlim_t most)
{
	struct rlimit l;

	if (getrlimit(resource, &l))
		return -1;
	if (l.rlim_max == RLIM_INFINITY || l.rlim_max > most)
		l.rlim_max = most;
	l.rlim_cur = l.rlim_max;
	return setrlimit(resource, &l);
}

static int limit_all(const struct child_limits *l)
{
	if (l->memory_mb && limit(RLIMIT_AS, (rlim_t)l->memory_mb << 20))
		return -1;
	if (l->cpu_s && limit(RLIMIT_CPU, (rlim_t)l->cpu_s))
		return -1;
	if (l->file_bytes >= 0 && limit(RLIMIT_FSIZE, (rlim_t)l->file_bytes))
		return -1;
	if (l->files && limit(RLIMIT_NOFILE, (rlim_t)l->files))
		return -1;
	return limit(RLIMIT_CORE, 0);
}

/* Any of the three may have a number below 3 already, so they are first moved up, then into place. */
static int place_fds(const int fds[3])
{
	int up[3], i;

	for (i = 0; i < 3; i++)
		if ((up[i] = fcntl(fds[i], F_DUPFD, 3)) < 0)
			return -1;
	for (i = 0; i < 3; i++)
		if (dup2(up[i], i) < 0)
			return -1;
	return 0;
}

/* The signal mask and ignored signals would outlive exec; handlers don't. */
static int plain_signals(void)
{
	sigset_t none;
	int n;

	sigemptyset(&none);
	/* this fails for a few, which can't be ignored either */
	for (n = 1; n < NSIG; n++)
		signal(n, SIG_DFL);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int enter(const struct sandbox *s)
{
	struct sock_fprog program = {(unsigned short)s->filter_n, (struct sock_filter *)(uintptr_t)s->filter};

	if (s->ruleset_fd >= 0 && syscall(SYS_landlock_restrict_self, s->ruleset_fd, 0))
		return -1;
	if (close_range(3, ~0U, 0))
		return -1;
	if (s->filter_n && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return -1;
	return 0;
}

_Noreturn void child_become(const struct child_plan *p)
{
	static const char *const environment[] = {"LC_ALL=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin",
						  /* tesseract's threads wait for each other longer than they work */
						  "OMP_THREAD_LIMIT=1", NULL};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != p->parent || setpgid(0, 0))
		_exit(EXIT_SETUP);
	/* answers go first; a failure doesn't matter */
	(void)!nice(NICENESS);
	/* descriptors before their limit; the filter last, because it forbids some of these calls */
	if (place_fds(p->fds) || chdir(p->workdir) || plain_signals() || limit_all(&p->run->limits) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || enter(&p->sandbox))
		_exit(EXIT_SETUP);
	execve(p->path, (char *const *)(uintptr_t)p->run->argv, (char *const *)(uintptr_t)environment);
	_exit(EXIT_EXEC);
}
