#include "kb/container/mime.h"

#include "base/ascii.h"
#include "text/decode.h"

enum { WORD_BYTES = 2000 };

static int base64_value(char c)
{
	if (is_upper(c))
		return c - 'A';
	if (is_lower(c))
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void mime_base64(struct str coded, struct buf *out)
{
	uint32_t bits = 0;
	int have = 0;
	size_t i;

	for (i = 0; i < coded.n && coded.p[i] != '='; i++) {
		int value = base64_value(coded.p[i]);

		if (value < 0)
			continue;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_char(out, (char)(bits >> have & 0xFF));
		}
	}
}

void mime_quoted(struct str coded, bool in_header, struct buf *out)
{
	size_t i;

	for (i = 0; i < coded.n; i++) {
		int high = i + 2 < coded.n ? hex_value(coded.p[i + 1]) : -1;
		int low = i + 2 < coded.n ? hex_value(coded.p[i + 2]) : -1;

		if (coded.p[i] == '_' && in_header) {
			buf_char(out, ' ');
		} else if (coded.p[i] != '=') {
			buf_char(out, coded.p[i]);
		} else if (i + 2 < coded.n && high >= 0 && low >= 0) {
			buf_char(out, (char)(high * 16 + low));
			i += 2;
		} else { /* a line that goes on */
			i += i + 1 < coded.n && coded.p[i + 1] == '\r';
			i += i + 1 < coded.n && coded.p[i + 1] == '\n';
		}
	}
}

void mime_body(const struct mime_part *p, struct buf *out)
{
	if (str_ieq(p->coding, STR("base64")))
		mime_base64(p->body, out);
	else if (str_ieq(p->coding, STR("quoted-printable")))
		mime_quoted(p->body, false, out);
	else
		buf_str(out, p->body);
}

/* "utf-8?B?U2FsYW0=", the inside of an encoded word. False: it is none. */
static bool put_word(struct str word, struct buf *out)
{
	BUF_AUTO struct buf bytes = BUF_MAX(WORD_BYTES);
	struct str rest = word, charset, way;
	struct err unused = {0};

	if (!str_cut(&rest, '?', &charset) || !str_cut(&rest, '?', &way) || rest.p == NULL)
		return false;
	if (str_ieq(way, STR("B")))
		mime_base64(rest, &bytes);
	else if (str_ieq(way, STR("Q")))
		mime_quoted(rest, true, &bytes);
	else
		return false;
	charset = str_sub(charset, 0, str_find_char(charset, '*')); /* a language may follow */
	return decode_text(buf_view(&bytes), charset, out, &unused) == 0;
}

void mime_words(struct str value, struct buf *out)
{
	bool after_word = false;

	while (value.n) {
		size_t at = str_find(value, STR("=?")), question, end;
		struct str before = str_sub(value, 0, at), word;

		/* white space between encoded words does not count */
		if (!after_word || at == value.n || str_trim(before).n)
			buf_str(out, before);
		value = str_sub(value, at, value.n);
		if (value.n == 0)
			return;
		word = str_sub(value, 2, WORD_BYTES);
		question = str_find_char(word, '?');
		question += 1 + str_find_char(str_sub(word, question + 1, word.n), '?');
		end = question + 1 + str_find(str_sub(word, question + 1, word.n), STR("?="));
		after_word = end < word.n && put_word(str_sub(word, 0, end), out);
		if (!after_word)
			buf_cstr(out, "=?");
		value = str_sub(value, after_word ? end + 4 : 2, value.n);
	}
}
