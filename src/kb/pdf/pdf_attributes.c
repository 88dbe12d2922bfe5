#include <math.h>

#include "kb/pdf/pdf_trace.h"

/* The value of an attribute within an element's line; "" when absent. */
struct str pdf_attribute(struct str line, const char *name)
{
	size_t n = strlen(name), at = 0, hit;

	while ((hit = at + str_find(str_sub(line, at, line.n), str_of(name))) < line.n) {
		at = hit + n;
		if (hit && line.p[hit - 1] == ' ' && str_starts(str_sub(line, at, line.n), STR("=\""))) {
			struct str value = str_sub(line, at + 2, line.n);

			return str_sub(value, 0, str_find_char(value, '"'));
		}
	}
	return STR("");
}

/* Up to n numbers, parted by spaces; returns how many there are. */
size_t pdf_numbers(struct str s, double *ret, size_t n)
{
	struct str part;
	size_t i = 0;

	while (i < n && str_cut(&s, ' ', &part)) {
		if (part.n == 0)
			continue;
		if (!str_to_double(part, &ret[i]) || !isfinite(ret[i]) || fabs(ret[i]) > 1e7)
			return i;
		i++;
	}
	return i;
}

double pdf_number(struct str line, const char *name)
{
	double value;

	return pdf_numbers(pdf_attribute(line, name), &value, 1) ? value : 0;
}

bool pdf_is(struct str line, const char *name)
{
	size_t n = strlen(name);

	return line.n > n && memcmp(line.p, name, n) == 0 && strchr(" />", line.p[n]);
}

/* A length on the page; out of range is nowhere. */
int pdf_tenths(double points)
{
	return points > -1e6 && points < 1e6 ? (int)lrint(points * 10) : 0;
}

void pdf_place(const struct pdf_trace *r, double x, double y, double *ret_x, double *ret_y)
{
	const struct pdf_matrix *m = &r->to_page;

	*ret_x = m->a * x + m->c * y + m->e - r->left;
	*ret_y = m->b * x + m->d * y + m->f - r->top;
}
