#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "port/conversation/feedback.h"

static void note(const struct feedback *f, void *arg)
{
	buf_printf(arg, "%.*s%c%.*s%.*s/%.*s ", STR_ARG(f->request_id), f->up ? '+' : '-', STR_ARG(f->reason),
		   STR_ARG(f->comment), STR_ARG(f->question));
}

static void the_last_word_counts(void **state)
{
	char dir[] = "/tmp/itb-feedback-XXXXXX", path[64];
	BUF_AUTO struct buf b = BUF_MAX(4096);
	struct feedback f = {.request_id = STR("a"), .up = true, .at_s = 100};

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/state/f.db", dir);
	assert_int_equal(feedback_each(path, 0, note, &b, NULL), 0);
	assert_int_equal(b.n, 0);
	assert_int_equal(feedback_add(path, &f, NULL), 0);
	f = (struct feedback){.request_id = STR("b"), .reason = STR("old"), .comment = STR("salah"),
			      .question = STR("apa?"), .at_s = 200};
	assert_int_equal(feedback_add(path, &f, NULL), 0);
	f = (struct feedback){.request_id = STR("a"), .at_s = 300};
	assert_int_equal(feedback_add(path, &f, NULL), 0);
	assert_int_equal(feedback_each(path, 0, note, &b, NULL), 0);
	assert_str(buf_view(&b), "b-oldsalah/apa? a-/ ");
	buf_reset(&b);
	assert_int_equal(feedback_each(path, 250, note, &b, NULL), 0);
	assert_str(buf_view(&b), "a-/ ");
	file_remove_tree(dir, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_last_word_counts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
