#include "base/conf_value.h"

#include <stdio.h>
#include <string.h>

static bool one_of(struct str list, struct str word)
{
	struct str item;

	while (str_cut(&list, '|', &item))
		if (str_ieq(item, word))
			return true;
	return false;
}

static void fault_value(const struct conf_row *row, const char *text, struct buf *faults, const char *needs)
{
	buf_printf(faults, "%s: %s", row->key, needs);
	if (row->flags & CONF_SECRET)
		buf_cstr(faults, "\n");
	else
		buf_printf(faults, ", not \"%.80s\"\n", text);
}

static void store_number(const struct conf_row *row, const char *text, void *field, struct buf *faults)
{
	char needs[160];
	double x = 0;
	long n = 0;
	bool whole = row->type == CONF_INT;
	bool good = whole ? str_to_long(str_of(text), &n) : str_to_double(str_of(text), &x);

	if (whole)
		x = (double)n;
	if (!good || x < row->min || x > row->max) {
		snprintf(needs, sizeof needs, "needs a %snumber from %.10g to %.10g%s%s",
			 whole ? "whole " : "", row->min, row->max, *row->unit ? " " : "", row->unit);
		fault_value(row, text, faults, needs);
	} else if (whole) {
		*(long *)field = n;
	} else {
		*(double *)field = x;
	}
}

static void store_bool(const struct conf_row *row, const char *text, void *field, struct buf *faults)
{
	if (one_of(STR("true|yes|on|1"), str_of(text)))
		*(bool *)field = true;
	else if (one_of(STR("false|no|off|0"), str_of(text)))
		*(bool *)field = false;
	else
		fault_value(row, text, faults, "needs true or false");
}

static void store_choice(const struct conf_row *row, char *text, void *field, struct buf *faults)
{
	struct str list = str_of(row->unit), item;
	char needs[160];

	while (str_cut(&list, '|', &item)) {
		if (str_ieq(item, str_of(text))) {
			/* spelt as in the table, so that code may compare exactly */
			memcpy(text, item.p, item.n);
			*(const char **)field = text;
			return;
		}
	}
	snprintf(needs, sizeof needs, "needs one of %s", row->unit);
	fault_value(row, text, faults, needs);
}

/*
 * Only the scheme is checked: what must follow depends on it.  "redis://" alone
 * means this machine.
 */
static bool is_url(struct str s, const char *schemes)
{
	size_t scheme = str_find(s, STR("://"));

	return scheme < s.n && one_of(str_of(schemes), str_sub(s, 0, scheme));
}

static bool are_urls(const struct conf_row *row, struct str text)
{
	struct str item;

	if (!(row->flags & CONF_LIST))
		return is_url(text, row->unit);
	while (str_cut(&text, ',', &item))
		if (str_trim(item).n && !is_url(str_trim(item), row->unit))
			return false;
	return true;
}

static void store_text(const struct conf_row *row, const char *text, void *field, struct buf *faults)
{
	size_t n = strlen(text);
	char needs[160];

	*(const char **)field = text;
	if ((double)n < row->min || (double)n > row->max) {
		snprintf(needs, sizeof needs, "needs %.0f to %.0f bytes", row->min, row->max);
		fault_value(row, text, faults, needs);
	} else if (row->type == CONF_URL && n && !are_urls(row, str_of(text))) {
		snprintf(needs, sizeof needs, "needs a URL that begins with %s://%s", row->unit,
			 row->flags & CONF_LIST ? ", or several separated by commas" : "");
		fault_value(row, text, faults, needs);
	}
}

void conf_value_store(const struct conf_row *row, char *text, struct conf *conf, struct buf *faults)
{
	void *field = (char *)conf + row->offset;

	switch (row->type) {
	case CONF_INT:
	case CONF_REAL:
		store_number(row, text, field, faults);
		break;
	case CONF_BOOL:
		store_bool(row, text, field, faults);
		break;
	case CONF_CHOICE:
		store_choice(row, text, field, faults);
		break;
	case CONF_TEXT:
	case CONF_URL:
		store_text(row, text, field, faults);
		break;
	}
}
