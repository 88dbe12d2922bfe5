#include "unit.h"

#include <stdio.h>

#include "front/http/multipart_read.h"

enum { SEEN_MAX = 4096 };

/* What the parser reported, as one text: "name|filename|content;" for each part. */
struct seen {
	struct buf text;
	bool refuse;
};

static int on_begin(void *arg, const struct multipart_read_part *part, struct err *err)
{
	struct seen *s = arg;

	buf_printf(&s->text, "%.*s|%.*s%s|", STR_ARG(part->name), STR_ARG(part->filename),
		   part->has_filename ? "" : "-");
	return s->refuse ? err_set(err, ERR_AUDIO_TOO_LARGE, "refused") : 0;
}

static int on_data(void *arg, struct str piece, struct err *err)
{
	(void)err;
	buf_str(&((struct seen *)arg)->text, piece);
	return 0;
}

static int on_end(void *arg, struct err *err)
{
	(void)err;
	buf_char(&((struct seen *)arg)->text, ';');
	return 0;
}

static int parse(const char *type, struct str body, size_t step, struct seen *s, struct err *err)
{
	struct multipart_read_sink sink = {on_begin, on_data, on_end, s};
	struct multipart_read m;
	int r = 0;
	size_t at;

	if (multipart_read_init(&m, str_of(type), &sink, err))
		return -1;
	for (at = 0; r == 0 && at < body.n; at += step)
		r = multipart_read_feed(&m, str_sub(body, at, step), err);
	if (r == 0)
		r = multipart_read_end(&m, err);
	multipart_read_release(&m);
	return r;
}

#define TYPE "multipart/form-data; boundary=B"
#define PART(head, content) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" content "\r\n"

static const struct {
	const char *body, *seen; /* NULL: refused */
} cases[] = {
	{PART("name=\"audio\"; filename=\"a.wav\"", "RIFF") "--B--\r\n", "audio|a.wav|RIFF;"},
	{"preamble\r\n" PART("name=a", "1") PART("name=\"b\"; filename=\"\"", "") "--B--epilogue", "a|-|1;b||;"},
	{PART("name=\"a\"", "x\r\n--Bx\r\n--\r\n-B--\r\ny\r\r\n") "--B--", "a|-|x\r\n--Bx\r\n--\r\n-B--\r\ny\r\r\n;"},
	{"--B \t\r\ncontent-disposition:form-data;name=a;filename=C:\\a\\b.wav\r\nX: y\r\n\r\n1\r\n--B--",
	 "a|C:\\a\\b.wav|1;"},
	{PART("name=\"a\"; filename*=UTF-8''r%20k.ogg", "1") "--B--", "a|UTF-8''r%20k.ogg|1;"},
	{PART("name=\"a;b=c\"; filename=\"q\\\"uote.mp3\"", "1") "--B--", "a;b=c|q\\\"uote.mp3|1;"},
	{"--B\r\nContent-Type: multipart/mixed; boundary=C\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
	 "--C\r\nContent-Disposition: form-data; name=\"in\"\r\n\r\nx\r\n--C--\r\n--B--",
	 "a|-|--C\r\nContent-Disposition: form-data; name=\"in\"\r\n\r\nx\r\n--C--;"},
	{"--B--", ""},
	{"", NULL},
	{"--B", NULL},
	{PART("name=a", "1"), NULL},
	{"--B\r\n\r\nx\r\n--B--", NULL},
	{"--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--", NULL},
	{"--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--", NULL},
	{"--BB\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--BB--", NULL},
};

static void bodies_are_understood_however_they_are_cut(void **state)
{
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str body = str_of(cases[i].body);

		for (step = 1; step <= body.n + 1; step++) {
			struct seen s = {BUF_MAX(SEEN_MAX), false};
			struct err err;
			int r = parse(TYPE, body, step, &s, &err);

			assert_int_equal(r, cases[i].seen ? 0 : -1);
			if (r)
				assert_int_equal(err.code, ERR_BAD_DATA);
			else
				assert_string_equal(s.text.p ? s.text.p : "", cases[i].seen);
			buf_release(&s.text);
		}
	}
}

static void types_are_checked(void **state)
{
	static const struct {
		const char *type;
		bool good;
	} types[] = {
		{"multipart/form-data; boundary=B", true},
		{"Multipart/Form-Data;charset=utf-8;BOUNDARY=\"B\"", true},
		{"multipart/form-data", false},
		{"multipart/form-data; boundary=", false},
		{"multipart/form-data; boundary=\"\"", false},
		{"multipart/form-data; boundary=a\tb", false},
		{"multipart/mixed; boundary=B", false},
		{"application/json", false},
		{"", false},
		{"multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678901234567890",
		 true},
		{"multipart/form-data; "
		 "boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
		 false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		struct multipart_read_sink sink = {on_begin, on_data, on_end, NULL};
		struct multipart_read m;
		int r = multipart_read_init(&m, str_of(types[i].type), &sink, NULL);

		assert_int_equal(r, types[i].good ? 0 : -1);
		if (r == 0)
			multipart_read_release(&m);
	}
}

static void memory_stays_bounded(void **state)
{
	struct seen s = {BUF_MAX(4 << 20), false};
	struct buf body = BUF_MAX(4 << 20);
	struct err err;
	int i;

	(void)state;
	buf_cstr(&body, "--B\r\n");
	for (i = 0; i < 5000; i++)
		buf_cstr(&body, "X: y\r\n");
	assert_int_equal(parse(TYPE, buf_view(&body), body.n, &s, &err), -1);
	buf_reset(&body);
	for (i = 0; i < 40; i++)
		buf_cstr(&body, PART("name=a", "1"));
	buf_cstr(&body, "--B--");
	assert_int_equal(parse(TYPE, buf_view(&body), body.n, &s, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	s.refuse = true;
	assert_int_equal(parse(TYPE, buf_view(&body), 100, &s, &err), -1);
	assert_int_equal(err.code, ERR_AUDIO_TOO_LARGE);
	buf_release(&body);
	buf_release(&s.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_are_understood_however_they_are_cut),
		cmocka_unit_test(types_are_checked),
		cmocka_unit_test(memory_stays_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
