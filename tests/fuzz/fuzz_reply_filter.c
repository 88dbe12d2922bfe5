/*
 * Whatever a model writes and however it is cut: the same text and markers
 * come out, valid, without a marker and without an address that isn't known.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "chat/reply/citation_form.h"
#include "chat/reply/reply_filter.h"
#include "chat/reply/url.h"
#include "fuzz.h"

static int on_text(void *arg, struct str piece, const struct reply_style *style)
{
	if (piece.n == 0 || !utf8_valid(piece) ||
	    (style->href.n && !str_eq(style->href, STR("https://itb.ac.id/a"))))
		abort();
	buf_str(arg, piece);
	return 0;
}

static int on_cited(void *arg, const unsigned *numbers, size_t n)
{
	(void)arg;
	(void)numbers;
	if (n == 0 || n > CITATION_FORM_NUMBERS_MAX)
		abort();
	return 0;
}

static bool knows_url(void *arg, struct str url, bool whole)
{
	struct str known = STR("https://itb.ac.id/a");

	(void)arg;
	return whole ? str_eq(url, known) : str_starts(known, url);
}

/* Pieces of `step` bytes, on to the next whole code point. */
static void filter(struct str s, size_t step, struct buf *ret)
{
	struct reply_filter m;

	buf_reset(ret);
	reply_filter_init(&m, (struct reply_filter_sink){on_text, on_cited, knows_url, ret});
	while (s.n) {
		size_t n = step < s.n ? step : s.n;

		while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n++;
		if (reply_filter_feed(&m, str_sub(s, 0, n), NULL))
			abort();
		s = str_sub(s, n, s.n);
	}
	if (reply_filter_end(&m, NULL))
		abort();
	reply_filter_release(&m);
}

/* Removing something must not join two halves of an address or of a marker. */
static void check(struct str text)
{
	struct str rest = text, url;
	size_t i, k;

	for (i = 0; i < text.n; i++) {
		for (k = i + 1; text.p[i] == '[' && k < text.n && text.p[k] >= '0' && text.p[k] <= '9'; k++)
			;
		if (text.p[i] == '[' && k > i + 1 && k < text.n && text.p[k] == ']' && k - i < CITATION_FORM_BYTES_MAX)
			abort();
	}

	while (url_find(&rest, &url))
		if (!str_eq(url, STR("https://itb.ac.id/a")))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf clean = BUF_MAX(1 << 20), whole = BUF_MAX(1 << 20), cut = BUF_MAX(1 << 20);
	size_t step;

	if (size > 65536)
		return 0;
	utf8_clean(&clean, (struct str){(const char *)data, size});
	filter(buf_view(&clean), clean.n + 1, &whole);
	check(buf_view(&whole));
	for (step = 1; step < 8; step++) {
		filter(buf_view(&clean), step, &cut);
		if (!str_eq(buf_view(&whole), buf_view(&cut)))
			abort();
	}
	return 0;
}
