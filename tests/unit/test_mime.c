#include "unit.h"

#include "kb/container/mime.h"

static void words(const char *value, const char *wanted)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	mime_words(str_of(value), &b);
	assert_str(buf_view(&b), wanted);
}

static void encoded_words_are_read(void **state)
{
	(void)state;
	words("Biasa =?utf-8?Q?caf=C3=A9_a?= =?UTF-8?B?IGLDqQ==?= c", "Biasa café a bé c");
	words("=?iso-8859-1*id?q?caf=E9?=", "café");
	words("=?x =?utf-8?Z?a?= ?=", "=?x =?utf-8?Z?a?= ?=");
}

static void bodies_are_decoded(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	mime_base64(STR("U2F0\r\n dQ==U2F0"), &b);
	assert_str(buf_view(&b), "Satu");
	buf_reset(&b);
	mime_quoted(STR("a=3D_b=\r\nc=\nd=4"), false, &b);
	assert_str(buf_view(&b), "a=_bcd4");
}

/* Every part as "type name: body|". */
static int show(void *arg, const struct mime_part *p)
{
	struct buf *b = arg;

	buf_printf(b, "%.*s %s: ", STR_ARG(p->type), p->name);
	mime_body(p, b);
	buf_char(b, '|');
	return 0;
}

static void parts(const char *message, const char *wanted)
{
	BUF_AUTO struct buf b = BUF_MAX(4000);

	assert_int_equal(mime_each(str_of(message), show, &b), 0);
	assert_str(buf_view(&b), wanted);
}

static void parts_by_their_borders(void **state)
{
	(void)state;
	parts("Subject: x\n\nIsi\n", "text/plain : Isi\n|");
	parts("Content-Type: multipart/mixed;\r\n boundary=\"b;1\"\r\n\r\npembuka\r\n--b;1\r\n\r\nSatu\r\n--b;1\r\n"
	      "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nDua\r\n"
	      "--c\r\nContent-Type: text/html\r\n\r\n<p>Dua\r\n--c--\r\n--b;1\r\nContent-Type: text/csv; "
	      "name=\"../a b.csv\"\r\n\r\nx\r\n--b;1\r\nContent-Disposition: attachment; "
	      "filename*=utf-8''k%C3%A9.pdf\r\n\r\ny\r\n--b;1--\r\nz",
	      "text/plain : Satu\r\n|text/html : <p>Dua\r\n|text/csv a b.csv: x\r\n|text/plain ké.pdf: y\r\n|");
	parts("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nTanpa akhir", "text/plain : Tanpa akhir|");
}

static void headers_in_several_lines(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	mime_header(STR("To: a\r\nsubject: satu\r\n dua\r\nX: y\r\n\r\nSubject: bukan"), "Subject", &b);
	assert_str(buf_view(&b), "satu\r\n dua");
	buf_reset(&b);
	mime_header(STR("To: a\n\nSubject: bukan"), "Subject", &b);
	assert_int_equal(b.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoded_words_are_read),
		cmocka_unit_test(bodies_are_decoded),
		cmocka_unit_test(parts_by_their_borders),
		cmocka_unit_test(headers_in_several_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
