#include "base/json_strict.h"

#include <string.h>

#include "base/ascii.h"

static int hex4(const char *p, size_t n)
{
	int value = 0;
	size_t i;

	if (n < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		int digit = hex_value(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* Length of the escape at s.p[i], a backslash in a string; 0 for \u0000 and lone surrogates. */
static size_t escape_length(struct str s, size_t i)
{
	int c, low;

	if (i + 1 >= s.n || s.p[i + 1] != 'u')
		return 2;
	c = hex4(s.p + i + 2, s.n - i - 2);
	if (c == 0 || (c >= 0xDC00 && c <= 0xDFFF))
		return 0;
	if (c < 0xD800 || c > 0xDBFF)
		return 6;
	if (i + 7 >= s.n || s.p[i + 6] != '\\' || s.p[i + 7] != 'u')
		return 0;
	low = hex4(s.p + i + 8, s.n - i - 8);
	return low >= 0xDC00 && low <= 0xDFFF ? 12 : 0;
}

bool json_is_strict(struct str s)
{
	static const char outside[] = " \t\r\n{}[]:,+-.0123456789eEtrufalsn";
	bool in_string = false;
	size_t i = 0, step;

	while (i < s.n) {
		step = 1;
		if (s.p[i] == '"')
			in_string = !in_string;
		else if (s.p[i] == '\\' && in_string)
			step = escape_length(s, i);
		else if (in_string ? (unsigned char)s.p[i] < ' ' : !strchr(outside, s.p[i]))
			step = 0;
		if (step == 0)
			return false;
		i += step;
	}
	return true;
}
