#include "front/api/metrics.h"

#include <stdio.h>

static const char *const routes[] = {
#define ROUTE(path, methods, flags, media_type, handle) path,
#include "front/api/routes.def"
#undef ROUTE
	"", /* paths that have none */
};

static const int statuses[] = {
#define STATUS(status, reason) status,
#include "front/http/status.def"
#undef STATUS
};

/* Upper bounds in ms: /health takes less than 1, an answer by a language model seconds. */
static const int bounds_ms[] = {1, 5, 25, 100, 500, 1000, 2500, 5000, 10000, 30000, 60000, 120000};

enum {
	ROUTES = sizeof routes / sizeof routes[0],
	STATUSES = sizeof statuses / sizeof statuses[0],
	BOUNDS = sizeof bounds_ms / sizeof bounds_ms[0],
};

static uint64_t add(struct shared *s, const char *what, int number, const char *route, uint64_t amount)
{
	char name[160];
	int n = snprintf(name, sizeof name, "metric:%s:%d:%s", what, number, route);

	return shared_total(s, (struct str){name, (size_t)n}, amount);
}

void metrics_count(struct shared *s, const char *route, int status, int64_t took_us)
{
	int i = 0;

	while (i < BOUNDS && took_us > (int64_t)bounds_ms[i] * 1000)
		i++;
	add(s, "status", status, route, 1);
	add(s, "within", i, route, 1);
	add(s, "took_us", 0, route, (uint64_t)took_us);
}

static void write_statuses(struct shared *s, const char *route, struct buf *out)
{
	int i;

	for (i = 0; i < STATUSES; i++) {
		uint64_t n = add(s, "status", statuses[i], route, 0);

		if (n)
			buf_printf(out, "itb_chatbot_requests_total{route=\"%s\",status=\"%d\"} %llu\n", route,
				   statuses[i], (unsigned long long)n);
	}
}

static void write_times(struct shared *s, const char *route, struct buf *out)
{
	unsigned long long sum = 0;
	int i;

	for (i = 0; i < BOUNDS; i++) {
		sum += add(s, "within", i, route, 0);
		buf_printf(out, "itb_chatbot_request_seconds_bucket{route=\"%s\",le=\"%g\"} %llu\n", route,
			   bounds_ms[i] / 1000.0, sum);
	}
	sum += add(s, "within", BOUNDS, route, 0);
	buf_printf(out, "itb_chatbot_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", route, sum);
	buf_printf(out, "itb_chatbot_request_seconds_sum{route=\"%s\"} %.6f\n", route,
		   (double)add(s, "took_us", 0, route, 0) / 1e6);
	buf_printf(out, "itb_chatbot_request_seconds_count{route=\"%s\"} %llu\n", route, sum);
}

void metrics_write(struct shared *s, struct buf *out)
{
	int i;

	buf_cstr(out, "# HELP itb_chatbot_requests_total Requests answered, by route and HTTP status.\n"
		      "# TYPE itb_chatbot_requests_total counter\n");
	for (i = 0; i < ROUTES; i++)
		write_statuses(s, routes[i], out);
	buf_cstr(out, "# HELP itb_chatbot_request_seconds "
		      "Time from the request's parameters to the end of the answer.\n"
		      "# TYPE itb_chatbot_request_seconds histogram\n");
	for (i = 0; i < ROUTES - 1; i++)
		write_times(s, routes[i], out);
}
