#include "place.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "port/system/shared.h"

enum { PROCESSES = 4, THREADS = 4, ROUNDS = 5000, NAMES = 37 };

static int setup(void **state)
{
	struct place *p;

	if (place_setup(state))
		return -1;
	p = *state;
	snprintf(p->file, sizeof p->file, "%s/shared", p->dir);
	return 0;
}

static struct shared *opened(const char *dir)
{
	struct shared *s;
	struct err err;

	if (shared_open(dir, &s, &err))
		fail_msg("%s", err.msg);
	return s;
}

static void counts_within_a_window(void **state)
{
	struct place *p = *state;
	struct shared *a = opened(p->dir), *b = opened(p->dir);
	int64_t left = 0;

	assert_int_equal(shared_count(a, STR("x"), 3600, 0, &left), 0);
	assert_int_equal(left, 3600);
	assert_int_equal(shared_count(a, STR("x"), 3600, 5, &left), 5);
	assert_int_equal(shared_count(b, STR("x"), 3600, 1, &left), 6);
	assert_in_range(left, 3590, 3600);
	assert_int_equal(shared_count(b, STR("y"), 3600, 0, NULL), 0);
	assert_int_equal(shared_count(b, STR("x"), 3600, -100, NULL), 0);
	assert_int_equal(shared_count(b, STR("x"), 3600, INT64_MAX, NULL), UINT32_MAX);
	assert_int_equal(shared_count(b, STR("x"), 3600, 1, NULL), UINT32_MAX);
	shared_close(a);
	shared_close(b);
}

static void totals_have_no_end(void **state)
{
	struct place *p = *state;
	struct shared *a = opened(p->dir), *b = opened(p->dir);
	char name[16];
	int i;

	assert_int_equal(shared_total(a, STR("x"), 0), 0);
	assert_int_equal(shared_total(a, STR("x"), UINT32_MAX), UINT32_MAX);
	assert_int_equal(shared_total(b, STR("x"), 2), UINT64_C(0x100000001));
	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "t%d", i);
		shared_total(a, str_of(name), (uint64_t)i + 1);
	}
	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "t%d", i);
		assert_int_equal(shared_total(b, str_of(name), 0), i + 1);
	}
	assert_int_equal(shared_count(a, STR("x"), 3600, 0, NULL), 0);
	shared_close(a);
	shared_close(b);
}

static void a_window_ends(void **state)
{
	struct place *p = *state;
	struct shared *s = opened(p->dir);
	struct deadline by = deadline_in(10000);

	assert_int_equal(shared_count(s, STR("short"), 1, 3, NULL), 3);
	while (shared_count(s, STR("short"), 1, 0, NULL) == 3 && !deadline_passed(by))
		usleep(10000);
	assert_int_equal(shared_count(s, STR("short"), 1, 1, NULL), 1);
	shared_close(s);
}

static void names_past_the_room_reuse_a_place(void **state)
{
	struct place *p = *state;
	struct shared *s = opened(p->dir);
	char name[16];
	int i, held = 0;

	for (i = 0; i < 200000; i++) {
		snprintf(name, sizeof name, "n%d", i);
		assert_int_equal(shared_count(s, str_of(name), 3600, 1, NULL), 1);
	}
	for (i = 0; i < 200000; i++) {
		snprintf(name, sizeof name, "n%d", i);
		held += (int)shared_count(s, str_of(name), 3600, 0, NULL);
	}
	assert_in_range(held, 50000, 65536);
	shared_close(s);
}

static void *count_all(void *arg)
{
	struct shared *s = arg;
	char name[16];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		snprintf(name, sizeof name, "c%d", i % NAMES);
		shared_count(s, str_of(name), 3600, 1, NULL);
	}
	return NULL;
}

static void one_process(const char *dir)
{
	struct shared *s;
	pthread_t threads[THREADS];
	int i;

	if (shared_open(dir, &s, NULL))
		_exit(1);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, count_all, s);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	shared_close(s);
	_exit(0);
}

/* They also open the file all at the same time. */
static void processes_and_threads_lose_no_count(void **state)
{
	struct place *p = *state;
	struct shared *s;
	int i, status, sum = 0;
	char name[16];

	for (i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			one_process(p->dir);
	for (i = 0; i < PROCESSES; i++) {
		wait(&status);
		assert_int_equal(status, 0);
	}
	s = opened(p->dir);
	for (i = 0; i < NAMES; i++) {
		snprintf(name, sizeof name, "c%d", i);
		sum += (int)shared_count(s, str_of(name), 3600, 0, NULL);
	}
	/* when two threads take one place at the same moment, that one count may be lost */
	assert_in_range(sum, PROCESSES * THREADS * ROUNDS - NAMES, PROCESSES * THREADS * ROUNDS);
	shared_close(s);
}

static void a_breaker_lets_one_try(void **state)
{
	struct place *p = *state;
	struct shared *a = opened(p->dir), *b = opened(p->dir);
	struct deadline by = deadline_in(10000);

	assert_false(shared_breaker_open(a, STR("peer")));
	assert_false(shared_breaker_failing(a, STR("peer")));
	shared_breaker_failed(a, STR("peer"), 2, 60000);
	assert_false(shared_breaker_open(b, STR("peer")));
	assert_true(shared_breaker_failing(b, STR("peer")));
	shared_breaker_failed(b, STR("peer"), 2, 60000);
	assert_true(shared_breaker_open(a, STR("peer")));
	assert_false(shared_breaker_open(a, STR("another")));
	shared_breaker_ok(b, STR("peer"));
	assert_false(shared_breaker_open(a, STR("peer")));
	assert_false(shared_breaker_failing(a, STR("peer")));

	shared_breaker_failed(a, STR("peer"), 1, 300);
	while (shared_breaker_open(a, STR("peer")) && !deadline_passed(by))
		usleep(1000);
	assert_false(deadline_passed(by));
	assert_true(shared_breaker_open(b, STR("peer")));
	shared_close(a);
	shared_close(b);
}

static void a_truncated_file_is_made_whole(void **state)
{
	static const off_t sizes[] = {0, 5, 16, 100, 4096, 500000};
	struct place *p = *state;
	struct shared *s;
	size_t i;

	shared_close(opened(p->dir));
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		assert_int_equal(truncate(p->file, sizes[i]), 0);
		s = opened(p->dir);
		assert_int_equal(shared_count(s, STR("x"), 3600, 1, NULL), 1);
		shared_count(s, STR("x"), 3600, -1, NULL);
		shared_close(s);
	}
}

static void another_layout_is_replaced(void **state)
{
	struct place *p = *state;
	struct shared *old = opened(p->dir), *new;
	struct stat st;
	FILE *f;

	shared_count(old, STR("x"), 3600, 7, NULL);
	f = fopen(p->file, "r+");
	assert_non_null(f);
	fputs("something else", f);
	fclose(f);
	new = opened(p->dir);
	assert_int_equal(shared_count(new, STR("x"), 3600, 1, NULL), 1);
	assert_int_equal(shared_count(old, STR("x"), 3600, 1, NULL), 8);
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	shared_close(old);
	shared_close(new);
}

static void a_place_that_cannot_be_is_an_error(void **state)
{
	struct shared *s = NULL;
	struct err err;

	(void)state;
	assert_int_equal(shared_open("/proc/nowhere", &s, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_null(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(counts_within_a_window, setup, place_teardown),
		cmocka_unit_test_setup_teardown(a_window_ends, setup, place_teardown),
		cmocka_unit_test_setup_teardown(totals_have_no_end, setup, place_teardown),
		cmocka_unit_test_setup_teardown(names_past_the_room_reuse_a_place, setup, place_teardown),
		cmocka_unit_test_setup_teardown(processes_and_threads_lose_no_count, setup, place_teardown),
		cmocka_unit_test_setup_teardown(a_breaker_lets_one_try, setup, place_teardown),
		cmocka_unit_test_setup_teardown(a_truncated_file_is_made_whole, setup, place_teardown),
		cmocka_unit_test_setup_teardown(another_layout_is_replaced, setup, place_teardown),
		cmocka_unit_test(a_place_that_cannot_be_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
