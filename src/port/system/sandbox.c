#include "port/system/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "config.h"

#ifdef HAVE_SECCOMP
#include <errno.h>
#include <sched.h>
#include <seccomp.h>

/* A decoder reads, computes and writes to the descriptors that it was given. */
static const char *const forbidden[] = {
	"socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "ptrace",
	"process_vm_readv", "process_vm_writev", "fork", "vfork", "unlink", "unlinkat", "rename",
	"renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat", "symlink", "symlinkat",
	"mknod", "mknodat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown",
	"truncate", "mount", "umount2", "unshare", "setns", "chroot", "pivot_root", "execveat", "kill",
	"tkill", "pidfd_send_signal", "pidfd_getfd", "bpf", "perf_event_open", "io_uring_setup",
	"userfaultfd", "keyctl", "add_key", "request_key", "memfd_create", "creat", "openat2",
	"setxattr", "lsetxattr", "fsetxattr", "utimensat",
};

static int forbid_opens(scmp_filter_ctx c)
{
	static const scmp_datum_t writing[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
	size_t i;

	for (i = 0; i < sizeof writing / sizeof writing[0]; i++)
		if (seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat), 1,
				     SCMP_A2(SCMP_CMP_MASKED_EQ, writing[i], writing[i])) ||
		    seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1,
				     SCMP_A1(SCMP_CMP_MASKED_EQ, writing[i], writing[i])))
			return -1;
	return 0;
}

static int add_rules(scmp_filter_ctx c, const char *program)
{
	size_t i;

	for (i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
		int number = seccomp_syscall_resolve_name(forbidden[i]);

		if (number != __NR_SCMP_ERROR && seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), number, 0))
			return -1;
	}
	/* glibc then falls back to clone, whose flags a filter can see: it allows threads and no processes */
	if (seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) ||
	    seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
			     SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)))
		return -1;
	/* in the program that follows, the address means nothing */
	if (seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execve), 1,
			     SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)(uintptr_t)program, 0)))
		return -1;
	return forbid_opens(c);
}

/* libseccomp 2.5 can write the filter only to a descriptor. */
static int export(scmp_filter_ctx c, struct sandbox *s)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	ssize_t n = -1;

	if (fd < 0)
		return -1;
	if (seccomp_export_bpf(c, fd) == 0)
		n = pread(fd, s->filter, sizeof s->filter, 0);
	close(fd);
	if (n <= 0 || (size_t)n == sizeof s->filter)
		return -1;
	s->filter_n = (size_t)n / sizeof s->filter[0];
	return 0;
}

static int make_filter(struct sandbox *s, const char *program, struct err *err)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	int failed = c == NULL || add_rules(c, program) || export(c, s);

	seccomp_release(c);
	return failed ? err_set(err, ERR_IO, "no system call filter could be made") : 0;
}
#else
static int make_filter(struct sandbox *s, const char *program, struct err *err)
{
	(void)s;
	(void)program;
	(void)err;
	return 0;
}
#endif

/* --- Landlock ---------------------------------------------------------------- */

/* The rights of the first ABI (Linux 5.13): all are denied except what a rule allows. */
static const uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

static int allow(int ruleset, const char *path, uint64_t access)
{
	int fd = open(path, O_PATH | O_CLOEXEC), failed;
	struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};

	if (fd < 0)
		return 0; /* a folder that does not exist needs no rule */
	failed = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(fd);
	return failed;
}

/* -1 also when the kernel has no Landlock; then there is only the filter. */
static int make_ruleset(void)
{
	static const char *const folders[] = {"/usr", "/lib", "/lib64", "/bin"};
	struct landlock_ruleset_attr attr = {.handled_access_fs = handled};
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	int failed = 0;
	size_t i;

	if (fd < 0)
		return -1;
	for (i = 0; i < sizeof folders / sizeof folders[0]; i++)
		failed |= allow(fd, folders[i],
				LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
					LANDLOCK_ACCESS_FS_EXECUTE);
	failed |= allow(fd, "/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE);
	if (!failed)
		return fd;
	close(fd);
	return -1;
}

int sandbox_open(struct sandbox *s, const char *program, struct err *err)
{
	s->ruleset_fd = -1;
	s->filter_n = 0;
	if (program == NULL)
		return 0;
	if (make_filter(s, program, err))
		return -1;
	s->ruleset_fd = make_ruleset();
	return 0;
}

void sandbox_close(struct sandbox *s)
{
	if (s->ruleset_fd >= 0)
		close(s->ruleset_fd);
	s->ruleset_fd = -1;
}
