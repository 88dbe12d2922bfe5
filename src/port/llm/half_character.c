#include "port/llm/half_character.h"

#include "base/ascii.h"

/* Whether the escape of a surrogate is at s.p[at]: a high one as "\ud83c", or a low one as "\udf93". */
static bool is_half(struct str s, size_t at, bool high)
{
	struct str half = str_sub(s, at, 6);

	return half.n == 6 && half.p[0] == '\\' && half.p[1] == 'u' && to_lower(half.p[2]) == 'd' &&
	       (hex_value(half.p[3]) >= 12) != high && hex_value(half.p[3]) >= 8 && hex_value(half.p[4]) >= 0 &&
	       hex_value(half.p[5]) >= 0;
}

struct str half_character_join(char half[HALF_CHARACTER_BYTES], struct str text, struct buf *ret)
{
	size_t at, from = 0;
	bool changed = false;

	for (at = str_find_char(text, '\\'); at + 6 < text.n; at++) {
		if (text.p[at] == '\\' && text.p[at + 1] != 'u') {
			at++;
		} else if (is_half(text, at, true) && text.p[at + 6] == '"') {
			buf_str(ret, str_sub(text, from, at - from));
			memcpy(half, text.p + at, 6);
			from = at + 6;
			changed = true;
		} else if (half[0] && at && text.p[at - 1] == '"' && is_half(text, at, false)) {
			buf_str(ret, str_sub(text, from, at - from));
			buf_cstr(ret, half);
			half[0] = '\0';
			from = at;
			changed = true;
		}
	}
	if (!changed)
		return text;
	buf_str(ret, str_sub(text, from, text.n));
	return buf_view(ret);
}
