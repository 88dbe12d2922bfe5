#include <stdio.h>

#include "unit.h"
#include "port/net/sse.h"

static int on_event(void *arg, struct str data, struct err *err)
{
	struct buf *b = arg;

	(void)err;
	buf_char(b, '[');
	buf_str(b, data);
	buf_char(b, ']');
	return str_eq(data, STR("stop")) ? -1 : 0;
}

/* The events of s, which comes in three pieces. */
static int read_cut(struct str s, size_t first, size_t second, struct buf *got)
{
	struct sse sse;
	int rc;

	buf_reset(got);
	sse_init(&sse, on_event, got);
	rc = sse_feed(&sse, str_sub(s, 0, first), NULL) || sse_feed(&sse, str_sub(s, first, second - first), NULL) ||
	     sse_feed(&sse, str_sub(s, second, s.n), NULL) || sse_end(&sse, NULL);
	sse_release(&sse);
	return rc;
}

static void cut_anywhere(void **state)
{
	static const struct {
		const char *stream, *events;
	} rows[] = {
		{"data: a\n\ndata: b\n\n", "[a][b]"},
		{"data: a\r\n\r\ndata: b\r\n\r\n", "[a][b]"},
		{"data: a\r\rdata: b\r\r", "[a][b]"},
		{"data:a\n\ndata:  b\n\n", "[a][ b]"},
		{"data: a\ndata: b\n\n", "[a\nb]"},
		{"data: a\r\ndata: b\r\n\r\n", "[a\nb]"},
		{": comment\n\n:\n\nevent: x\nid: 7\nretry: 9\ndata: a\n\n", "[a]"},
		{"\xEF\xBB\xBF" "data: a\n\n", "[a]"},
		{"data: \xC3\xA9\xF0\x9F\x8E\x93\n\n", "[\xC3\xA9\xF0\x9F\x8E\x93]"},
		{"data\n\n", "[]"},
		{"data: a", "[a]"},
		{"data: a\n", "[a]"},
		{"data: a\r", "[a]"},
		{"dat: a\ndatas: a\n data: a\n\n", ""},
		{"<html>\n<body>data: no</body>\n", ""},
		{"", ""},
		{"\n\n\r\n\r\r\n", ""},
	};
	BUF_AUTO struct buf got = BUF_MAX(4096);
	size_t i, a, b;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str s = str_of(rows[i].stream);

		for (a = 0; a <= s.n; a++) {
			for (b = a; b <= s.n; b++) {
				assert_int_equal(read_cut(s, a, b, &got), 0);
				assert_str(buf_view(&got), rows[i].events);
			}
		}
	}
}

static void stopped(void **state)
{
	BUF_AUTO struct buf got = BUF_MAX(4096);

	(void)state;
	assert_int_not_equal(read_cut(STR("data: stop\n\ndata: b\n\n"), 3, 4, &got), 0);
	assert_str(buf_view(&got), "[stop]");
}

static void bounded(void **state)
{
	static char x[65536];
	BUF_AUTO struct buf got = BUF_MAX(4096);
	struct sse sse;
	struct err err = {0};
	int i, lines;

	(void)state;
	memset(x, 'x', sizeof x);
	for (lines = 0; lines < 2; lines++) {
		/* one long line; one event of many lines */
		memcpy(x, "data: ", 6);
		x[sizeof x - 1] = lines ? '\n' : 'x';
		sse_init(&sse, on_event, &got);
		for (i = 0; i <= SSE_EVENT_MAX / (int)sizeof x + 1; i++)
			if (sse_feed(&sse, (struct str){x, sizeof x}, &err) != 0)
				break;
		assert_int_equal(err.code, ERR_BAD_DATA);
		assert_true(i >= SSE_EVENT_MAX / (int)sizeof x - 1);
		sse_release(&sse);
		err.code = ERR_NONE;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(stopped),
		cmocka_unit_test(bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
