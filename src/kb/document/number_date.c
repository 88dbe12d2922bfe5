#include <math.h>
#include <stdio.h>
#include <time.h>

#include "kb/document/number_token.h"

/* The first day of year 10000; days before 1970; and from 1900 to 1904. */
enum { DAYS_MAX = 2958466, TO_1970 = 25569, TO_1904 = 1462, DAY_S = 86400, INDONESIAN = 0x421 };

struct shown {
	struct tm t;
	int64_t seconds; /* since day 0 */
	bool indonesian, noon;
	struct buf *out;
};

static const char *month_name(const struct shown *d)
{
	static const char *const id[] = {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli",
					 "Agustus", "September", "Oktober", "November", "Desember"};
	static const char *const en[] = {"January", "February", "March", "April", "May", "June", "July",
					 "August", "September", "October", "November", "December"};

	return d->indonesian ? id[d->t.tm_mon] : en[d->t.tm_mon];
}

static const char *day_name(const struct shown *d)
{
	static const char *const id[] = {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"};
	static const char *const en[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

	return d->indonesian ? id[d->t.tm_wday] : en[d->t.tm_wday];
}

/* False: no date of the calendar. */
static bool read_date(double value, bool from_1904, struct shown *d)
{
	double seconds = value * DAY_S;
	int64_t day;
	time_t at;

	if (!(value >= 0) || value >= DAYS_MAX)
		return false;
	d->seconds = llround(seconds);
	day = d->seconds / DAY_S;
	if (from_1904)
		day += TO_1904;
	else if (day < 60) /* sheets have a 29th of February 1900 */
		day++;
	at = (time_t)((day - TO_1970) * DAY_S + d->seconds % DAY_S);
	return gmtime_r(&at, &d->t) != NULL;
}

/* The nearest part of a date before (-1) or behind (1), '\0' for none. */
static char neighbour(const struct number_section *s, size_t i, int step)
{
	for (i += (size_t)step; i < s->n; i += (size_t)step)
		if (s->tokens[i].kind == NUMBER_DATE || s->tokens[i].kind == NUMBER_ELAPSED)
			return s->tokens[i].c;
	return '\0';
}

/* An m beside hours or seconds. */
static bool is_minute(const struct number_section *s, size_t i)
{
	return s->tokens[i].c == 'm' && (neighbour(s, i, -1) == 'h' || neighbour(s, i, 1) == 's');
}

/* Which parts the section has, and how long. */
struct parts {
	unsigned year, month, day, hour, second, week_day;
};

static struct parts parts_of(const struct number_section *s)
{
	struct parts p = {0};
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct number_token *t = &s->tokens[i];

		if (t->kind != NUMBER_DATE || is_minute(s, i))
			continue;
		if (t->c == 'y')
			p.year = t->n;
		else if (t->c == 'm')
			p.month = t->n;
		else if (t->c == 'd' && t->n > 2)
			p.week_day = t->n;
		else if (t->c == 'd')
			p.day = t->n;
		else if (t->c == 'h')
			p.hour = t->n;
		else
			p.second = t->n;
	}
	return p;
}

/* "07-01-24": which is the day?  Year first there is no doubt. */
static void put_iso(const struct shown *d, const struct parts *p)
{
	if (p->week_day)
		buf_printf(d->out, "%s, ", day_name(d));
	buf_printf(d->out, "%04d-%02d-%02d", d->t.tm_year + 1900, d->t.tm_mon + 1, d->t.tm_mday);
	if (p->hour)
		buf_printf(d->out, " %02d:%02d", d->t.tm_hour, d->t.tm_min);
	if (p->hour && p->second)
		buf_printf(d->out, ":%02d", d->t.tm_sec);
}

static void put_elapsed(const struct shown *d, const struct number_token *t)
{
	int64_t unit = t->c == 'h' ? 3600 : t->c == 'm' ? 60 : 1;

	buf_printf(d->out, "%0*lld", (int)(t->n > 9 ? 9 : t->n), (long long)(d->seconds / unit));
}

static void put_month_or_day(const struct shown *d, const struct number_token *t)
{
	const char *name = t->c == 'm' ? month_name(d) : day_name(d);
	int number = t->c == 'm' ? d->t.tm_mon + 1 : d->t.tm_mday;

	if (t->n <= 2)
		buf_printf(d->out, "%0*d", (int)t->n, number);
	else
		buf_printf(d->out, "%.*s", t->n == 3 ? 3 : t->n == 5 ? 1 : 16, name);
}

static void put_part(const struct shown *d, const struct number_section *s, size_t i)
{
	const struct number_token *t = &s->tokens[i];
	int width = t->n > 1 ? 2 : 1, hour = d->t.tm_hour;

	if (d->noon)
		hour = hour % 12 ? hour % 12 : 12;
	if (is_minute(s, i))
		buf_printf(d->out, "%0*d", width, d->t.tm_min);
	else if (t->c == 'y')
		buf_printf(d->out, "%04d", d->t.tm_year + 1900);
	else if (t->c == 'h')
		buf_printf(d->out, "%0*d", width, hour);
	else if (t->c == 's')
		buf_printf(d->out, "%0*d", width, d->t.tm_sec);
	else
		put_month_or_day(d, t);
}

bool number_date(const struct number_section *s, double value, const struct number_style *style, struct buf *out)
{
	struct parts p = parts_of(s);
	struct shown d = {.indonesian = s->language ? s->language == INDONESIAN : style->indonesian, .out = out};
	size_t i;

	if (!read_date(value, style->from_1904, &d))
		return false;
	if (p.year && p.day && p.month && p.month <= 2) {
		put_iso(&d, &p);
		return true;
	}
	for (i = 0; i < s->n; i++)
		d.noon = d.noon || s->tokens[i].kind == NUMBER_NOON;
	for (i = 0; i < s->n; i++) {
		const struct number_token *t = &s->tokens[i];

		if (t->kind == NUMBER_DATE)
			put_part(&d, s, i);
		else if (t->kind == NUMBER_ELAPSED)
			put_elapsed(&d, t);
		else if (t->kind == NUMBER_NOON)
			buf_cstr(out, d.t.tm_hour < 12 ? "AM" : "PM");
		else if (t->kind == NUMBER_LITERAL || t->kind == NUMBER_COMMA)
			buf_str(out, t->text);
		else if (t->kind == NUMBER_POINT && (i + 1 == s->n || s->tokens[i + 1].kind != NUMBER_DIGIT))
			buf_char(out, '.');
	}
	return true;
}
