#include "unit.h"

#include <signal.h>
#include <stdlib.h>

#include "kb/document/extract_apart.h"
#include "port/system/child.h"

static int crash(const struct extract *x, struct str content, struct err *err)
{
	(void)x;
	(void)content;
	(void)err;
	raise(SIGKILL);
	return 0;
}

static int refuse(const struct extract *x, struct str content, struct err *err)
{
	x->note(x->arg, "not told of what fails");
	return err_set(err, ERR_BAD_DATA, "no %.*s", STR_ARG(content));
}

static int loop(const struct extract *x, struct str content, struct err *err)
{
	volatile bool on = true;

	(void)x;
	(void)content;
	while (on)
		;
	return err_set(err, ERR_BAD_DATA, "never");
}

static int two(const struct extract *x, struct str content, struct err *err)
{
	(void)err;
	outline_set_title(x->outline, STR("Judul"));
	buf_cstr(&x->outline->url, "https://kampus.example/");
	outline_heading(x->outline, 2, STR("Bab"));
	x->outline->page = 3;
	outline_text(x->outline, content);
	x->note(x->arg, "satu");
	x->note(x->arg, "dua");
	return 0;
}

static void keep(void *arg, const char *text)
{
	buf_printf(arg, "%s;", text);
}

static int apart(int (*read)(const struct extract *, struct str, struct err *), long seconds, struct outline *o,
		 struct buf *notes, struct err *err)
{
	const struct extract_kind kind = {".x", read, NULL, NULL};
	struct conf conf = {.extract_memory_mb = 256, .extract_timeout = seconds};
	struct extract x = {.kind = &kind, .conf = &conf, .outline = o, .note = keep, .arg = notes};

	return extract_apart(&x, STR("Isi"), err);
}

static void what_is_read_arrives(void **state)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf notes = BUF_MAX(1000);
	struct err err = {0};

	(void)state;
	outline_init(&o, 1 << 20);
	assert_int_equal(apart(two, 60, &o, &notes, &err), 0);
	assert_str(buf_view(&o.title), "Judul");
	assert_str(buf_view(&o.url), "https://kampus.example/");
	assert_str(buf_view(&notes), "satu;dua;");
	assert_int_equal(o.blocks_n, 2);
	assert_int_equal(o.blocks[0].level, 2);
	assert_int_equal(o.blocks[1].page, 3);
	assert_str(outline_block_text(&o, &o.blocks[1]), "Isi");
}

static void readers_fail_alone(void **state)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf notes = BUF_MAX(1000);
	struct err err = {0};

	(void)state;
	outline_init(&o, 1 << 20);
	assert_int_equal(apart(refuse, 60, &o, &notes, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	assert_string_equal(err.msg, "no Isi");
	assert_int_equal(apart(crash, 60, &o, &notes, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(apart(loop, 1, &o, &notes, &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_int_equal(o.blocks_n, 0);
}

static void greedy(void *arg, struct buf *out)
{
	char *p = malloc(1 << 30);

	(void)arg;
	if (p == NULL) {
		out->bad = true;
		return;
	}
	p[1 << 20] = 'x';
	buf_add(out, p + (1 << 20), 1);
	free(p);
}

static void memory_is_bounded(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(1000);
	struct child_call call = {.fn = greedy, .limits = {.memory_mb = 64}};
	struct err err = {0};

	(void)state;
	assert_int_equal(child_call(&call, &out, &err), -1);
	assert_int_equal(err.code, ERR_NO_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_arrives),
		cmocka_unit_test(readers_fail_alone),
		cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
