#include "front/api/html.h"

void html_escape(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '<':
			buf_cstr(b, "&lt;");
			break;
		case '>':
			buf_cstr(b, "&gt;");
			break;
		case '&':
			buf_cstr(b, "&amp;");
			break;
		case '"':
			buf_cstr(b, "&quot;");
			break;
		default:
			buf_char(b, s.p[i]);
		}
}

bool html_is_address(struct str s)
{
	return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}
