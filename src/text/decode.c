#include "text/decode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* Bytes from which UTF-16 is told; of the name of an encoding. */
enum { PROBE_BYTES = 512, CHARSET_BYTES = 40 };

/* Appends raw, in iconv's encoding `from`, as UTF-8; what can't be read becomes U+FFFD. */
static int convert(const char *from, struct str raw, struct buf *out, struct err *err)
{
	iconv_t c = iconv_open("UTF-8", from);
	char *in = (char *)(uintptr_t)raw.p;
	size_t left = raw.n;

	if (c == (iconv_t)-1)
		return err_errno(err, ERR_IO, "iconv from %s", from);
	while (left && !out->bad) {
		char step[4096], *to = step;
		size_t room = sizeof step;
		size_t r = iconv(c, &in, &left, &to, &room);

		buf_add(out, step, sizeof step - room);
		if (r == (size_t)-1 && errno != E2BIG) {
			utf8_put(out, 0xFFFD);
			in++;
			left--;
		}
	}
	iconv_close(c);
	return out->bad ? err_set(err, ERR_NO_MEMORY, "no memory for a text of %zu bytes", raw.n) : 0;
}

/* Latin text in UTF-16 has a zero in every other byte. Returns which one, 0 or 1; -1 for other text. */
static int zeros_at(struct str raw)
{
	size_t zeros[2] = {0, 0}, n = raw.n < PROBE_BYTES ? raw.n : PROBE_BYTES, i;

	for (i = 0; i < n; i++)
		zeros[i % 2] += raw.p[i] == '\0';
	if (zeros[1] * 3 > n && zeros[0] == 0)
		return 1;
	return zeros[0] * 3 > n && zeros[1] == 0 ? 0 : -1;
}

/* Most of what is no ASCII is UTF-8: a text with some damage. */
static bool is_mostly_utf8(struct str raw)
{
	size_t good = 0, bad = 0;

	while (raw.n) {
		bool ascii = (unsigned char)raw.p[0] < 0x80, damaged = false;

		utf8_next(&raw, &damaged);
		good += !ascii && !damaged;
		bad += damaged;
	}
	return good > bad;
}

/* Names of encodings are short words; iconv would take orders behind them. */
static bool is_charset(struct str name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (!is_alnum(name.p[i]) && strchr("-_:", name.p[i]) == NULL)
			return false;
	return name.n > 0 && name.n < CHARSET_BYTES;
}

/* As browsers do, what is called Latin-1 or ASCII is read as Windows-1252. */
static bool convert_named(struct str charset, struct str raw, struct buf *out)
{
	static const char *const latin[] = {"iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii", "utf-16", "utf-8",
					    "utf8"};
	char name[CHARSET_BYTES] = "";
	struct err unused = {0};
	size_t i;

	if (!is_charset(charset))
		return false;
	memcpy(name, charset.p, charset.n);
	for (i = 0; i < sizeof latin / sizeof latin[0]; i++)
		if (str_ieq(charset, str_of(latin[i])))
			return false;
	return convert(name, raw, out, &unused) == 0;
}

int decode_text(struct str raw, struct str charset, struct buf *out, struct err *err)
{
	if (str_starts(raw, STR("\xFF\xFE")))
		return convert("UTF-16LE", str_sub(raw, 2, raw.n), out, err);
	if (str_starts(raw, STR("\xFE\xFF")))
		return convert("UTF-16BE", str_sub(raw, 2, raw.n), out, err);
	if (zeros_at(raw) >= 0)
		return convert(zeros_at(raw) ? "UTF-16LE" : "UTF-16BE", raw, out, err);
	if (str_starts(raw, STR("\xEF\xBB\xBF")))
		raw = str_sub(raw, 3, raw.n);
	if (!utf8_valid(raw) && convert_named(charset, raw, out))
		return 0;
	if (!utf8_valid(raw))
		return convert(is_mostly_utf8(raw) ? "UTF-8" : "WINDOWS-1252", raw, out, err);
	buf_str(out, raw);
	return out->bad ? err_set(err, ERR_NO_MEMORY, "no memory for a text of %zu bytes", raw.n) : 0;
}

bool decode_is_wide(struct str raw)
{
	return zeros_at(raw) >= 0 || str_starts(raw, STR("\xFF\xFE")) || str_starts(raw, STR("\xFE\xFF"));
}
