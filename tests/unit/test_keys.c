#include "place.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/access/key_file.h"

static int setup(void **state)
{
	struct place *p;

	if (place_setup(state))
		return -1;
	p = *state;
	setenv("KEYS_FILE", p->file, 1);
	unsetenv("API_KEY");
	return 0;
}

static int open_keys(struct keys **ret, struct err *err)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	const struct conf *conf = conf_load("/dev/null", 0, &faults);
	int r;

	if (conf == NULL)
		fail_msg("%s", faults.p);
	r = keys_open(conf, ret, err);
	conf_unref(conf);
	return r;
}

static struct key named(const char *name, long per_hour)
{
	struct key key = {.per_hour = per_hour};

	snprintf(key.name, sizeof key.name, "%s", name);
	return key;
}

static void add(const struct place *p, const char *name, long per_hour, char key[KEY_BYTES])
{
	struct err err;

	struct key wanted = named(name, per_hour);

	if (key_file_add(p->file, &wanted, key, &err))
		fail_msg("%s", err.msg);
}

static void no_key_at_all_is_a_fault(void **state)
{
	struct keys *k = NULL;
	struct err err;

	(void)state;
	assert_int_equal(open_keys(&k, &err), -1);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_non_null(strstr(err.msg, "key add"));
	assert_null(k);
}

static void signatures_hold_as_long_as_their_key(void **state)
{
	struct place *p = *state;
	char first[KEY_BYTES], second[KEY_BYTES], signature[KEYS_SIGNATURE + 1];
	struct keys *k;
	struct err err;

	add(p, "first", 0, first);
	assert_int_equal(open_keys(&k, &err), 0);
	keys_sign(k, STR("text"), signature);
	assert_int_equal(strlen(signature), KEYS_SIGNATURE);
	assert_true(keys_signed(k, STR("text"), str_of(signature)));
	assert_false(keys_signed(k, STR("texts"), str_of(signature)));
	assert_false(keys_signed(k, STR("text"), STR("")));
	add(p, "second", 0, second);
	assert_int_equal(keys_refresh(k, &err), 0);
	assert_true(keys_signed(k, STR("text"), str_of(signature)));
	assert_int_equal(key_file_revoke(p->file, STR("first"), &err), 0);
	assert_int_equal(keys_refresh(k, &err), 0);
	assert_false(keys_signed(k, STR("text"), str_of(signature)));
	keys_close(k);
}

static void right_keys_are_known_and_wrong_ones_not(void **state)
{
	struct place *p = *state;
	char web[KEY_BYTES], app[KEY_BYTES];
	struct key found = {.name = "untouched", .per_hour = 1};
	struct keys *k;

	setenv("API_KEY", "the-first", 1);
	add(p, "web", 0, web);
	add(p, "app", 250, app);
	assert_int_equal(open_keys(&k, NULL), 0);
	assert_false(keys_check(k, STR(""), &found));
	assert_false(keys_check(k, STR("the-firs"), &found));
	assert_false(keys_check(k, str_sub(str_of(web), 0, strlen(web) - 1), &found));
	assert_string_equal(found.name, "untouched");
	assert_true(keys_check(k, STR("the-first"), &found));
	assert_string_equal(found.name, "default");
	assert_true(keys_check(k, str_of(app), &found));
	assert_string_equal(found.name, "app");
	assert_int_equal(found.per_hour, 250);
	keys_close(k);
}

static void the_key_itself_is_not_in_the_file(void **state)
{
	struct place *p = *state;
	BUF_AUTO struct buf text = BUF_MAX(65536);
	char key[KEY_BYTES];
	struct stat st;

	add(p, "web", 0, key);
	assert_int_equal(file_read(p->file, &text, NULL), 0);
	assert_non_null(strstr(text.p, "web:"));
	assert_null(strstr(text.p, key));
	assert_null(strstr(text.p, key + 4));
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(chmod(p->file, 0600), 0);
	add(p, "other", 0, key);
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_changed_file_is_noticed(void **state)
{
	struct place *p = *state;
	char web[KEY_BYTES], app[KEY_BYTES];
	struct key found;
	struct keys *k;
	struct err err;

	add(p, "web", 0, web);
	assert_int_equal(open_keys(&k, NULL), 0);
	add(p, "app", 0, app);
	assert_false(keys_check(k, str_of(app), &found));
	assert_int_equal(keys_refresh(k, NULL), 0);
	assert_true(keys_check(k, str_of(app), &found));
	assert_int_equal(key_file_revoke(p->file, STR("web"), NULL), 0);
	assert_int_equal(keys_refresh(k, NULL), 0);
	assert_false(keys_check(k, str_of(web), &found));
	assert_true(keys_check(k, str_of(app), &found));
	/* without any key, or with a broken file, the old keys stay */
	assert_int_equal(unlink(p->file), 0);
	assert_int_equal(keys_refresh(k, &err), -1);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_true(keys_check(k, str_of(app), &found));
	assert_int_equal(file_write(p->file, STR("nonsense\n"), 0600, NULL), 0);
	assert_int_equal(keys_refresh(k, &err), -1);
	assert_non_null(strstr(err.msg, "line 1"));
	assert_true(keys_check(k, str_of(app), &found));
	keys_close(k);
}

static void bad_lines_are_named(void **state)
{
	static const char hash[] = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
	static const struct {
		const char *format;
		bool good;
	} cases[] = {
		{"# a comment\n\n name-1.a_b:1:0:%s \n", true},
		{"a:1:0:%s:more\n", false},
		{"a:1:0:%.63s\n", false},
		{"a:1:-1:%s\n", false},
		{"a:x:1:%s\n", false},
		{"a b:1:1:%s\n", false},
		{":1:1:%s\n", false},
		{"default:1:1:%s\n", false},
		{"a:1\n", false},
	};
	struct place *p = *state;
	char text[256];
	struct keys *k;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof text, cases[i].format, hash);
#pragma GCC diagnostic pop
		assert_int_equal(file_write(p->file, str_of(text), 0600, NULL), 0);
		assert_int_equal(open_keys(&k, NULL), cases[i].good ? 0 : -1);
		if (cases[i].good)
			keys_close(k);
	}
}

static void names_are_checked_and_unique(void **state)
{
	struct place *p = *state;
	char key[KEY_BYTES];
	struct err err;

	add(p, "web", 0, key);
	assert_int_equal(key_file_add(p->file, &(struct key){.name = "web"}, key, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(key_file_add(p->file, &(struct key){.name = "a:b"}, key, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	assert_int_equal(key_file_add(p->file, &(struct key){.name = "a\nb"}, key, &err), -1);
	assert_int_equal(key_file_add(p->file, &(struct key){.name = ""}, key, &err), -1);
	assert_int_equal(key_file_add(p->file, &(struct key){.name = "default"}, key, &err), -1);
	assert_int_equal(key_file_revoke(p->file, STR("none"), &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void commands_at_once_lose_no_key(void **state)
{
	enum { AT_ONCE = 12 };
	struct place *p = *state;
	JSON_AUTO struct json *list = NULL;
	char key[KEY_BYTES], name[16];
	int i, status;

	for (i = 0; i < AT_ONCE; i++) {
		if (fork() == 0) {
			snprintf(name, sizeof name, "k%d", i);
			struct key wanted = named(name, 0);

			_exit(key_file_add(p->file, &wanted, key, NULL) ? 1 : 0);
		}
	}
	for (i = 0; i < AT_ONCE; i++) {
		wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(key_file_list(p->file, &list, NULL), 0);
	assert_int_equal(json_length(list), AT_ONCE);
}

struct load {
	struct keys *keys;
	struct str key;
	atomic_bool over;
	atomic_int wrong;
};

static void *check_all_the_time(void *arg)
{
	struct load *l = arg;
	struct key found;

	while (!atomic_load(&l->over))
		if (!keys_check(l->keys, l->key, &found) || keys_check(l->keys, STR("wrong"), &found))
			atomic_fetch_add(&l->wrong, 1);
	return NULL;
}

static void threads_check_while_the_file_changes(void **state)
{
	enum { THREADS = 3, CHANGES = 20 };
	struct place *p = *state;
	char web[KEY_BYTES], other[KEY_BYTES], name[16];
	pthread_t threads[THREADS];
	struct load l = {.key = {web, 0}};
	int i;

	add(p, "web", 0, web);
	l.key = str_of(web);
	assert_int_equal(open_keys(&l.keys, NULL), 0);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, check_all_the_time, &l);
	for (i = 0; i < CHANGES; i++) {
		snprintf(name, sizeof name, "k%d", i);
		add(p, name, 0, other);
		assert_int_equal(keys_refresh(l.keys, NULL), 0);
	}
	atomic_store(&l.over, true);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&l.wrong), 0);
	keys_close(l.keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_key_at_all_is_a_fault, setup, place_teardown),
		cmocka_unit_test_setup_teardown(signatures_hold_as_long_as_their_key, setup, place_teardown),
		cmocka_unit_test_setup_teardown(right_keys_are_known_and_wrong_ones_not, setup, place_teardown),
		cmocka_unit_test_setup_teardown(the_key_itself_is_not_in_the_file, setup, place_teardown),
		cmocka_unit_test_setup_teardown(a_changed_file_is_noticed, setup, place_teardown),
		cmocka_unit_test_setup_teardown(bad_lines_are_named, setup, place_teardown),
		cmocka_unit_test_setup_teardown(names_are_checked_and_unique, setup, place_teardown),
		cmocka_unit_test_setup_teardown(commands_at_once_lose_no_key, setup, place_teardown),
		cmocka_unit_test_setup_teardown(threads_check_while_the_file_changes, setup, place_teardown),
	};

	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
