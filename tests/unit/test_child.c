#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config.h"
#include "port/system/child.h"

static struct child_run plan(const char *const *argv)
{
	static _Thread_local struct patience patience;

	patience = (struct patience){.deadline = deadline_in(20000)};
	return (struct child_run){.argv = argv, .stdin_fd = -1, .limits = {.file_bytes = -1}, .patience = &patience};
}

static int shell_with(struct child_run run, const char *script, struct buf *out, struct buf *errors,
		      struct err *err)
{
	const char *argv[] = {"sh", "-c", script, NULL};

	run.argv = argv;
	return child_run(&run, out, errors, err);
}

static int shell(const char *script, struct buf *out, struct buf *errors, struct err *err)
{
	return shell_with(plan(NULL), script, out, errors, err);
}

static void output_is_collected(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(1000), errors = BUF_MAX(4);
	struct err err;

	(void)state;
	assert_int_equal(shell("echo one; echo excuse >&2; echo two", &out, &errors, &err), 0);
	assert_str(buf_view(&out), "one\ntwo\n");
	assert_str(buf_view(&errors), "excu");
	assert_false(errors.bad);
	assert_int_equal(shell("echo dropped; echo dropped >&2", NULL, NULL, &err), 0);
}

static void input_is_seekable_memory(void **state)
{
	BUF_AUTO struct buf big = BUF_MAX(1 << 20), out = BUF_MAX(1 << 20);
	struct child_run run = plan(NULL);
	struct err err;
	int i;

	(void)state;
	for (i = 0; i < 50000; i++)
		buf_printf(&big, "%07d\n", i);
	run.input = buf_view(&big);
	assert_int_equal(shell_with(run, "cat", &out, NULL, &err), 0);
	assert_true(str_eq(buf_view(&out), buf_view(&big)));
	buf_reset(&out);
	assert_int_equal(shell_with(run, "tail -c 8 /proc/self/fd/0", &out, NULL, &err), 0);
	assert_str(buf_view(&out), "0049999\n");
	buf_reset(&out);
	assert_int_equal(shell("cat", &out, NULL, &err), 0);
	assert_int_equal(out.n, 0);
}

static void input_from_a_descriptor_stays_the_callers(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(1000);
	struct child_run run = plan(NULL);
	struct err err;
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], "hello", 5), 5);
	close(ends[1]);
	run.stdin_fd = ends[0];
	assert_int_equal(shell_with(run, "cat", &out, NULL, &err), 0);
	assert_str(buf_view(&out), "hello");
	assert_int_equal(close(ends[0]), 0);
}

static void failures_have_their_codes(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(100);
	static const char *const missing[] = {"no-such-program-here", NULL};
	struct child_run run = plan(missing);
	struct err err;

	(void)state;
	assert_int_equal(child_run(&run, &out, NULL, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(shell("exit 3", &out, NULL, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(shell("kill -9 $$", &out, NULL, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(shell("yes", &out, NULL, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	assert_int_equal(out.n, 100);
	run = plan(NULL);
	run.workdir = "/no/such/folder";
	assert_int_equal(shell_with(run, "true", &out, NULL, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
}

/* The grandchild alone still reads the pipe: once it is gone, nobody does. */
static void a_deadline_ends_the_whole_group(void **state)
{
	struct patience hurried = {.deadline = deadline_in(300)};
	struct child_run run = plan(NULL);
	struct pollfd unread;
	struct err err;
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	run.stdin_fd = ends[0];
	run.patience = &hurried;
	assert_int_equal(shell_with(run, "exec 3<&0; sleep 1000 <&3 & wait", NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	close(ends[0]);
	unread = (struct pollfd){ends[1], 0, 0};
	assert_int_equal(poll(&unread, 1, 20000), 1);
	assert_true(unread.revents & POLLERR);
	close(ends[1]);
}

/* The grandchild holds stdout open, but the program itself has ended. */
static void a_grandchild_left_behind_is_not_waited_for(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(100);
	struct err err;

	(void)state;
	assert_int_equal(shell("echo done; sleep 1000 &", &out, NULL, &err), 0);
	assert_str(buf_view(&out), "done\n");
}

static void nothing_of_ours_is_inherited(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(4000);
	sigset_t blocked, before;
	struct err err;
	int extra = dup(2); /* without close-on-exec */

	(void)state;
	setenv("SECRET_OF_OURS", "x", 1);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &blocked, &before);
	assert_int_equal(shell("env | grep -v -e ^PWD= -e ^OLDPWD= -e ^_= -e ^SHLVL= | sort;"
			       "ls /proc/$$/fd;"
			       "grep ^SigBlk /proc/self/status | tail -c 17; "
			       "grep ^SigIgn /proc/self/status | tail -c 7;"
			       "grep ^NoNewPrivs /proc/self/status; pwd; ulimit -c",
			       &out, NULL, &err), 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(extra);
	assert_str(buf_view(&out), "LC_ALL=C.UTF-8\nOMP_THREAD_LIMIT=1\nPATH=/usr/local/bin:/usr/bin:/bin\n0\n1\n2\n"
				   "0000000000000000\n000000\nNoNewPrivs:\t1\n/\n0\n");
}

static void limits_hold(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(100);
	struct child_run run = plan(NULL);
	struct err err;
	int many[32];
	size_t i;

	(void)state;
	for (i = 0; i < 32; i++) /* the caller has more descriptors open than the child may have */
		many[i] = dup(2);
	run.limits = (struct child_limits){.memory_mb = 256, .cpu_s = 7, .file_bytes = 0, .files = 16};
	assert_int_equal(shell_with(run, "ulimit -v; ulimit -t; ulimit -n; ulimit -f", &out, NULL, &err), 0);
	assert_str(buf_view(&out), "262144\n7\n16\n0\n");
	for (i = 0; i < 32; i++)
		close(many[i]);
	run.limits = (struct child_limits){.cpu_s = 1, .file_bytes = -1};
	assert_int_equal(shell_with(run, "while :; do :; done", &out, NULL, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
}

static int leave(void *arg)
{
	return --*(int *)arg == 0;
}

static void a_reader_gone_ends_it(void **state)
{
	struct child_run run = plan(NULL);
	struct err err;
	int asked = 3;
	struct patience patience = {deadline_in(20000), leave, &asked, 0};

	(void)state;
	run.patience = &patience;
	assert_int_equal(shell_with(run, "sleep 1000", NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_GONE);
}

static void a_decoder_can_only_decode(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(1000);
	struct child_run run = plan(NULL);
	struct err err;

	(void)state;
	run.profile = CHILD_DECODER;
	run.input = STR("from memory");
	assert_int_equal(shell_with(run, "read line < /proc/self/fd/0; echo $line", &out, NULL, &err), 0);
	assert_str(buf_view(&out), "from memory\n");
#ifdef HAVE_SECCOMP
	/* the child can write no file, and start neither a process nor a program */
	assert_int_equal(shell_with(run, ": > /tmp/written-by-a-decoder", NULL, NULL, &err), -1);
	assert_int_equal(access("/tmp/written-by-a-decoder", F_OK), -1);
	assert_int_equal(shell_with(run, "(true)", NULL, NULL, &err), -1);
	assert_int_equal(shell_with(run, "exec /bin/true", NULL, NULL, &err), -1);
#endif
}

static void *run_some(void *arg)
{
	long n = (long)(intptr_t)arg, i;
	char script[64], want[16];
	struct err err;

	for (i = 0; i < 10; i++) {
		BUF_AUTO struct buf out = BUF_MAX(100);

		snprintf(script, sizeof script, "echo %ld; exit $((%ld %% 2))", n * 100 + i, i);
		snprintf(want, sizeof want, "%ld\n", n * 100 + i);
		if ((shell(script, &out, NULL, &err) != 0) != (i % 2) || !str_eq(buf_view(&out), str_of(want)))
			return arg;
	}
	return NULL;
}

static void threads_do_not_mix(void **state)
{
	pthread_t threads[8];
	intptr_t i;

	(void)state;
	for (i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_some, (void *)(i + 1)), 0);
	for (i = 0; i < 8; i++) {
		void *failed;

		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_is_collected),
		cmocka_unit_test(input_is_seekable_memory),
		cmocka_unit_test(input_from_a_descriptor_stays_the_callers),
		cmocka_unit_test(failures_have_their_codes),
		cmocka_unit_test(a_deadline_ends_the_whole_group),
		cmocka_unit_test(a_grandchild_left_behind_is_not_waited_for),
		cmocka_unit_test(nothing_of_ours_is_inherited),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(a_reader_gone_ends_it),
		cmocka_unit_test(a_decoder_can_only_decode),
		cmocka_unit_test(threads_do_not_mix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
