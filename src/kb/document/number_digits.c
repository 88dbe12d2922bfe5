#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "kb/document/number_token.h"

/* Digits that a sheet keeps; the longest number in digits; the most behind the point. */
enum { PRECISION = 15, DIGITS_MAX = 352, DECIMALS_MAX = 30 };

static void put_decimal(struct buf *out, const char *number, bool comma)
{
	for (; *number; number++)
		buf_char(out, *number == '.' && comma ? ',' : *number);
}

/* 94 for 94.0 and 0.3 for 0.30000000000000004: how it was stored is not what was meant. */
void number_general(double value, bool comma, struct buf *out)
{
	char number[32];

	if (value == floor(value) && fabs(value) < 1e18)
		snprintf(number, sizeof number, "%.0f", value == 0 ? 0 : value);
	else
		snprintf(number, sizeof number, "%.12g", value);
	put_decimal(out, number, comma);
}

/* What a section's placeholders ask for. */
struct shape {
	size_t whole, decimals; /* placeholders before and behind the point */
	size_t last;            /* token of the last of those before it */
	unsigned thousands;     /* times the number is divided by 1000 */
	unsigned percents;
	bool grouped, power;
};

static struct shape shape_of(const struct number_section *s)
{
	struct shape shape = {0};
	bool behind = false;
	size_t i;

	for (i = 0; i < s->n && !shape.power; i++) {
		switch (s->tokens[i].kind) {
		case NUMBER_DIGIT:
			shape.decimals += behind;
			shape.whole += !behind;
			shape.grouped = shape.grouped || shape.thousands;
			shape.thousands = 0;
			break;
		case NUMBER_COMMA: /* between digits it groups them, behind the last it divides */
			shape.thousands += shape.whole > 0;
			break;
		case NUMBER_POINT:
			behind = true;
			break;
		case NUMBER_PERCENT:
			shape.percents++;
			break;
		default:
			shape.power = s->tokens[i].kind == NUMBER_POWER;
		}
	}
	if (shape.decimals > DECIMALS_MAX)
		shape.decimals = DECIMALS_MAX;
	return shape;
}

/* "0.00E+00" */
static void put_power(const struct shape *shape, double value, bool comma, struct buf *out)
{
	char number[64];

	snprintf(number, sizeof number, "%.*E", (int)shape->decimals, value);
	put_decimal(out, number, comma);
}

/* The number in digits, `whole` of them before the point; a tie goes away from zero, as in sheets. */
static size_t write_digits(const struct shape *shape, double value, char ret[static DIGITS_MAX])
{
	unsigned i;
	char *point;

	for (i = 0; i < shape->percents; i++)
		value *= 100;
	for (i = 0; i < shape->thousands; i++)
		value /= 1000;
	if (value < 1e15)
		value *= 1 + 4 * DBL_EPSILON;
	snprintf(ret, DIGITS_MAX, "%.*f", (int)shape->decimals, value);
	point = strchr(ret, '.');
	return point ? (size_t)(point - ret) : strlen(ret);
}

struct writer {
	struct buf *out;
	const char *digits;
	size_t whole; /* digits before the point */
	const struct shape *shape;
	bool comma;
};

/* The digit `place` places before the point's left, and what groups it from the next. */
static void put_whole_digit(const struct writer *w, size_t place, char digit)
{
	buf_char(w->out, digit);
	if (w->shape->grouped && place && place % 3 == 0)
		buf_char(w->out, w->comma ? '.' : ',');
}

/* What the placeholder number `i` of those before the point shows; the first one all digits further left. */
static void put_whole(const struct writer *w, size_t i, char placeholder)
{
	size_t place = w->shape->whole - 1 - i, k;
	bool zero = w->whole == 1 && w->digits[0] == '0'; /* shown by a '0' alone */

	for (k = w->whole; i == 0 && k > place + 1; k--)
		put_whole_digit(w, k - 1, w->digits[w->whole - k]);
	if (place < w->whole && !(zero && placeholder != '0'))
		put_whole_digit(w, place, w->digits[w->whole - 1 - place]);
	else if (placeholder == '0')
		put_whole_digit(w, place, '0');
}

/* Decimals to show: without the zeros at the end that '#' and '?' leave out. */
static size_t decimals_shown(const struct number_section *s, const struct shape *shape, const char *decimals)
{
	size_t shown = shape->decimals, i = s->n;

	while (i > 0 && shown > 0 && s->tokens[i - 1].kind != NUMBER_POINT) {
		if (s->tokens[i - 1].kind == NUMBER_DIGIT) {
			if (s->tokens[i - 1].c == '0' || decimals[shown - 1] != '0')
				break;
			shown--;
		}
		i--;
	}
	return shown;
}

static bool all_zero(const char *digits)
{
	return digits[strspn(digits, "0.")] == '\0';
}

void number_digits(const struct number_section *s, double value, bool minus, bool comma, struct buf *out)
{
	struct shape shape = shape_of(s);
	char digits[DIGITS_MAX];
	size_t whole = write_digits(&shape, value, digits), i, n = 0, shown = 0, decimal = 0;
	struct writer w = {out, digits, whole, &shape, comma};
	bool behind = false;

	if (shape.decimals)
		shown = decimals_shown(s, &shape, digits + whole + 1);
	if (minus && !all_zero(digits))
		buf_char(out, '-');
	if (shape.power) {
		put_power(&shape, value, comma, out);
		return;
	}
	for (i = 0; i < s->n; i++) {
		const struct number_token *t = &s->tokens[i];

		if (t->kind == NUMBER_POINT && !behind) {
			behind = true;
			if (shape.whole == 0 && digits[0] != '0')
				buf_add(out, digits, whole);
			if (shown)
				buf_char(out, comma ? ',' : '.');
		} else if (t->kind == NUMBER_DIGIT && behind && decimal < shown) {
			buf_char(out, digits[whole + 1 + decimal++]);
		} else if (t->kind == NUMBER_DIGIT && !behind) {
			put_whole(&w, n++, t->c);
		} else if (t->kind == NUMBER_LITERAL || t->kind == NUMBER_PERCENT) {
			buf_str(out, t->text);
		}
	}
}
