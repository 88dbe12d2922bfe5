#include "port/net/http_answer.h"

#include <stdio.h>
#include <time.h>

/* "HTTP/1.1 200 OK" */
static void read_status(struct http_answer *a, struct str line)
{
	struct str version = {NULL, 0}, rest = line;
	long status;

	str_cut(&rest, ' ', &version);
	if (!str_to_long(str_sub(rest, 0, 3), &status) || status < 200)
		return;
	a->status = (int)status;
	a->content_type[0] = a->location[0] = '\0';
	a->retry_after_s = -1;
}

/* "Fri, 31 Dec 1999 23:59:59 GMT", the form that servers must send (RFC 9110, 5.6.7); -1 for any other. */
static time_t read_date(struct str value)
{
	struct tm t = {0};
	char date[64];

	snprintf(date, sizeof date, "%.*s", STR_ARG(value));
	return strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &t) ? timegm(&t) : -1;
}

/* Seconds from now, or a date (RFC 9110, 10.2.3); a date in the past means at once. */
static void read_retry_after(struct http_answer *a, struct str value)
{
	long seconds;

	if (!str_to_long(value, &seconds)) {
		int64_t at = read_date(value);

		if (at < 0)
			return;
		seconds = at > clock_wall_s() ? (long)(at - clock_wall_s()) : 0;
	}
	if (seconds >= 0)
		a->retry_after_s = seconds;
}

void http_answer_line(struct http_answer *a, struct str line)
{
	struct str name, value = str_trim(line);

	if (str_starts(value, STR("HTTP/"))) {
		read_status(a, value);
		return;
	}
	if (!str_cut(&value, ':', &name))
		return;
	value = str_trim(value);
	if (str_ieq(name, STR("content-type")))
		snprintf(a->content_type, sizeof a->content_type, "%.*s", STR_ARG(value));
	else if (str_ieq(name, STR("retry-after")))
		read_retry_after(a, value);
	else if (str_ieq(name, STR("location")) && value.n < sizeof a->location)
		snprintf(a->location, sizeof a->location, "%.*s", STR_ARG(value));
}
