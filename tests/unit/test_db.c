#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "port/system/db.h"

static char folder[] = "/tmp/itb-db-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/x.db", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return file_remove_tree(folder, NULL);
}

static void a_missing_database_is_only_made_when_asked(void **state)
{
	struct db *db = NULL;
	struct err err = {0};

	(void)state;
	assert_int_equal(db_open(path, DB_READ, 100, &db, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(db_open(path, DB_WRITE, 100, &db, &err), -1);
	assert_int_equal(db_open(path, DB_CREATE, 100, &db, &err), 0);
	db_close(db);
}

static void what_is_bound_comes_back(void **state)
{
	struct db *db = NULL;
	struct db_stmt *put, *get, *again;
	struct err err = {0};

	(void)state;
	assert_int_equal(db_open(path, DB_CREATE, 100, &db, &err), 0);
	assert_int_equal(db_exec(db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b REAL, c TEXT, d BLOB)", &err), 0);
	assert_int_equal(db_stmt(db, "INSERT INTO t VALUES(?,?,?,?)", &put, &err), 0);
	db_bind_int(put, 1, INT64_C(1) << 40);
	db_bind_real(put, 2, 0.5);
	db_bind_str(put, 3, (struct str){NULL, 0});
	db_bind_blob(put, 4, (struct str){"a\0b", 3});
	assert_int_equal(db_step(put, &err), 0);
	assert_int_equal(db_changes(db), 1);
	assert_true(db_last_id(db) == INT64_C(1) << 40);

	assert_int_equal(db_stmt(db, "SELECT a,b,c,d,c IS NULL FROM t", &get, &err), 0);
	assert_int_equal(db_stmt(db, "SELECT a,b,c,d,c IS NULL FROM t", &again, &err), 0);
	assert_ptr_equal(get, again);
	assert_int_equal(db_step(get, &err), 1);
	assert_true(db_col_int(get, 0) == INT64_C(1) << 40);
	assert_true(db_col_real(get, 1) == 0.5);
	assert_str(db_col_str(get, 2), "");
	assert_int_equal(db_col_str(get, 3).n, 3);
	assert_memory_equal(db_col_str(get, 3).p, "a\0b", 3);
	assert_int_equal(db_col_int(get, 4), 0);
	assert_int_equal(db_step(get, &err), 0);
	db_close(db);
}

static void a_broken_statement_says_which(void **state)
{
	struct db *db = NULL;
	struct db_stmt *put;
	struct err err = {0};

	(void)state;
	assert_int_equal(db_open(path, DB_CREATE, 100, &db, &err), 0);
	assert_int_equal(db_exec(db, "NONSENSE", &err), -1);
	assert_non_null(strstr(err.msg, "NONSENSE"));
	assert_int_equal(db_exec(db, "CREATE TABLE u(a INTEGER PRIMARY KEY); INSERT INTO u VALUES(1)", &err), 0);
	assert_int_equal(db_stmt(db, "INSERT INTO u VALUES(?)", &put, &err), 0);
	db_bind_int(put, 1, 1);
	assert_int_equal(db_step(put, &err), -1);
	db_bind_int(put, 1, 2); /* usable again */
	assert_int_equal(db_step(put, &err), 0);
	db_close(db);
}

static void a_file_that_is_no_database_is_damaged(void **state)
{
	struct db *db = NULL;
	struct err err = {0};
	char other[80];

	(void)state;
	snprintf(other, sizeof other, "%s/y.db", folder);
	assert_int_equal(file_write(other, STR("this is only some text, long enough to be looked at"), 0600, &err), 0);
	assert_int_equal(db_open(other, DB_WRITE, 100, &db, &err), -1);
	assert_int_equal(err.code, ERR_DAMAGED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_database_is_only_made_when_asked),
		cmocka_unit_test(what_is_bound_comes_back),
		cmocka_unit_test(a_broken_statement_says_which),
		cmocka_unit_test(a_file_that_is_no_database_is_damaged),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
