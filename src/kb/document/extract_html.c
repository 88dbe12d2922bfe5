#include "base/ascii.h"
#include "kb/document/extract.h"
#include "kb/markup/html.h"
#include "text/decode.h"

/* Bytes of a page in which it may state its encoding. */
enum { STATED_BYTES = 1 << 20 };

/* What stands behind "charset=" in a tag, "" for nothing. */
static struct str charset_in(struct str tag)
{
	size_t at, end;

	for (at = 0; at + 8 < tag.n && !str_ieq(str_sub(tag, at, 7), STR("charset")); at++)
		;
	for (at += 7; at < tag.n && strchr("= \t\n\"'", tag.p[at]); at++)
		;
	for (end = at; end < tag.n && (is_alnum(tag.p[end]) || strchr("-_:", tag.p[end])); end++)
		;
	return str_sub(tag, at, end - at);
}

/* The encoding that a meta element states, wherever it stands. */
static struct str stated_charset(struct str page)
{
	struct str rest = str_sub(page, 0, STATED_BYTES), tag, found;

	while (str_cut(&rest, '<', &tag)) {
		tag = str_sub(tag, 0, str_find_char(tag, '>'));
		found = str_ieq(str_sub(tag, 0, 4), STR("meta")) ? charset_in(tag) : STR("");
		if (found.n)
			return found;
	}
	return STR("");
}

int extract_html(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(content.n * 3 + 16);

	if (decode_text(content, stated_charset(content), &text, err))
		return -1;
	return html_outline(buf_view(&text), x->outline, err);
}
