#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"
#include "port/net/http.h"
#include "serve.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

struct got {
	struct buf body;
	int pieces, waits, stop_after_pieces, stop_after_waits;
	struct http *nested;
	const char *nested_url;
};

static int on_data(void *arg, struct str piece)
{
	struct got *g = arg;

	buf_str(&g->body, piece);
	if (g->nested) {
		struct patience patience = {.deadline = deadline_in(10000)};
		struct http_call call = {.method = "GET", .url = g->nested_url, .patience = &patience};
		struct http_answer answer;

		assert_int_equal(http_do(g->nested, &call, &answer, NULL), 0);
		assert_int_equal(answer.status, 204);
	}
	return ++g->pieces == g->stop_after_pieces;
}

static int on_wait(void *arg)
{
	struct got *g = arg;

	return ++g->waits == g->stop_after_waits;
}

struct at {
	struct serve serve;
	struct http *http;
	struct got got;
	struct buf error_body;
	struct http_answer answer;
	struct err err;
};

static void begin(struct at *t, const struct script *scripts, size_t n)
{
	memset(t, 0, sizeof *t);
	buf_init(&t->got.body, 1 << 20);
	buf_init(&t->error_body, 16);
	assert_int_equal(serve_start(&t->serve, scripts, n), 0);
	t->http = http_new();
	assert_non_null(t->http);
}

static void end(struct at *t)
{
	http_free(t->http);
	serve_stop(&t->serve);
	buf_release(&t->got.body);
	buf_release(&t->error_body);
}

/* The server's URL, with a deadline that no test should reach. */
static int call(struct at *t, struct http_call c)
{
	struct patience patience = {.deadline = deadline_in(20000)};

	c.url = c.url ? c.url : t->serve.url;
	c.method = c.method ? c.method : "GET";
	c.on_data = on_data;
	c.arg = &t->got;
	c.error_body = &t->error_body;
	if (c.patience == NULL)
		c.patience = &patience;
	return http_do(t->http, &c, &t->answer, &t->err);
}

static void wait_for(atomic_int *what, int value)
{
	struct deadline d = deadline_in(10000);

	while (*what < value && !deadline_passed(d))
		usleep(1000);
	assert_int_equal(*what, value);
}

static void post_and_reuse(void **state)
{
	static const char *const headers[] = {"Content-Type: application/json", "X-A: b", NULL};
	static const struct script scripts[] = {{.bytes = OK_HEAD "Content-Length: 5\r\n\r\nhello"}};
	struct at t;
	int i;

	(void)state;
	begin(&t, scripts, 1);
	for (i = 0; i < 3; i++)
		assert_int_equal(call(&t, (struct http_call){.method = "POST", .headers = headers, .body = STR("{}")}),
				 0);
	assert_int_equal(t.answer.status, 200);
	assert_string_equal(t.answer.content_type, "text/plain");
	assert_int_equal(t.answer.body_bytes, 5);
	assert_str(buf_view(&t.got.body), "hellohellohello");
	assert_int_equal(t.serve.connections, 1);
	assert_non_null(strstr(t.serve.request, "POST / HTTP/1.1\r\n"));
	assert_non_null(strstr(t.serve.request, "X-A: b\r\n"));
	assert_non_null(strstr(t.serve.request, "Content-Length: 2\r\n"));
	assert_null(strstr(t.serve.request, "Expect:"));
	assert_non_null(strstr(t.serve.request, "\r\n\r\n{}"));
	end(&t);
}

#define LATER(when) {.bytes = "HTTP/1.1 503 Later\r\nRetry-After: " when "\r\nContent-Length: 0\r\n\r\n"}
static void retry_after(void **state)
{
	static const struct script scripts[] = {
		LATER("Wed, 21 Oct 2015 07:28:00 GMT"),
		LATER("Fri, 31 Dec 2100 23:59:59 GMT"),
		LATER("soon"),
		LATER("-1"),
	};
	struct at t;

	(void)state;
	begin(&t, scripts, 4);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.retry_after_s, 0);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_in_range(t.answer.retry_after_s, 4133980799 - clock_wall_s() - 60, 4133980799 - clock_wall_s());
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.retry_after_s, -1);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.retry_after_s, -1);
	end(&t);
}

static void statuses(void **state)
{
	static const struct script scripts[] = {
		{.bytes = "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 20\r\n\r\n01234567890123456789"},
		{.bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n"},
		{.bytes = "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 3\r\n\r\nabc"},
		{.bytes = "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 3\r\n\r\nabc"},
		{.bytes = OK_HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", .split = 1},
	};
	struct at t;

	(void)state;
	begin(&t, scripts, 5);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.status, 429);
	assert_int_equal(t.answer.retry_after_s, 7);
	assert_str(buf_view(&t.error_body), "0123456789012345"); /* its bound */
	assert_int_equal(t.got.body.n, 0);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.status, 204);
	assert_int_equal(t.answer.retry_after_s, -1);
	/* a POST is not redirected */
	assert_int_equal(call(&t, (struct http_call){.method = "POST"}), 0);
	assert_int_equal(t.answer.status, 302);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.status, 200);
	assert_str(buf_view(&t.got.body), "ok");
	assert_non_null(strstr(t.serve.request, "GET /there "));
	end(&t);
}

static void gzip(void **state)
{
	static const char body[] = OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 25\r\n\r\n"
		"\x1f\x8b\x08\0\0\0\0\0\x02\xff\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0";
	static const struct script scripts[] = {{.bytes = body, .n = sizeof body - 1, .split = 3}};
	struct at t;

	(void)state;
	begin(&t, scripts, 1);
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_str(buf_view(&t.got.body), "hello");
	end(&t);
}

/* Each of these ends the call early, and the server sees the connection closed. */
static void aborted(void **state)
{
	static const struct script scripts[] = {
		{.bytes = OK_HEAD "Content-Length: 50\r\n\r\npart", .hold = true}, /* stopped by its reader */
		{.bytes = OK_HEAD "Content-Length: 50\r\n\r\npart", .hold = true}, /* idle */
		{.bytes = "", .hold = true},                                       /* no first byte */
		{.bytes = OK_HEAD "Content-Length: 50\r\n\r\npart", .hold = true}, /* deadline */
		{.bytes = OK_HEAD "Content-Length: 50\r\n\r\npart", .hold = true}, /* on_wait */
		{.bytes = OK_HEAD "Content-Length: 50\r\n\r\npart", .hold = true}, /* watch_fd */
	};
	struct at t;
	struct patience hurried, watching, asked = {deadline_in(20000), on_wait, &t.got, 0};
	int pair[2];

	(void)state;
	begin(&t, scripts, 6);
	t.got.stop_after_pieces = 1;
	assert_int_equal(call(&t, (struct http_call){0}), -1);
	assert_int_equal(t.err.code, ERR_GONE);
	wait_for(&t.serve.hangups, 1);
	assert_int_equal(call(&t, (struct http_call){.idle_ms = 50}), -1);
	assert_int_equal(t.err.code, ERR_TIMEOUT);
	assert_int_equal(t.answer.status, 200);
	wait_for(&t.serve.hangups, 2);
	assert_int_equal(call(&t, (struct http_call){.first_byte_ms = 50}), -1);
	assert_int_equal(t.err.code, ERR_TIMEOUT);
	assert_int_equal(t.answer.status, 0);
	wait_for(&t.serve.hangups, 3);
	hurried = (struct patience){.deadline = deadline_in(50)};
	assert_int_equal(call(&t, (struct http_call){.patience = &hurried}), -1);
	assert_int_equal(t.err.code, ERR_TIMEOUT);
	wait_for(&t.serve.hangups, 4);
	t.got.stop_after_waits = 2;
	assert_int_equal(call(&t, (struct http_call){.patience = &asked}), -1);
	assert_int_equal(t.err.code, ERR_GONE);
	wait_for(&t.serve.hangups, 5);
	/* unread input is not a hang-up; a close by the other side is */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(write(pair[1], "x", 1), 1);
	watching = (struct patience){.deadline = deadline_in(50), .watch_fd = pair[0]};
	assert_int_equal(call(&t, (struct http_call){.patience = &watching}), -1);
	assert_int_equal(t.err.code, ERR_TIMEOUT);
	wait_for(&t.serve.hangups, 6);
	close(pair[1]);
	watching.deadline = deadline_in(20000);
	assert_int_equal(call(&t, (struct http_call){.patience = &watching}), -1);
	assert_int_equal(t.err.code, ERR_GONE);
	close(pair[0]);
	end(&t);
}

static void broken(void **state)
{
	static const struct script scripts[] = {
		{.bytes = "", .close = true},
		{.bytes = OK_HEAD "Content-Length: 50\r\n\r\npart", .close = true},
		{.bytes = "HTTP/1.1 500 Oh\r\nContent-Length: 50\r\n\r\npart", .close = true},
	};
	struct at t;

	(void)state;
	begin(&t, scripts, 3);
	assert_int_equal(call(&t, (struct http_call){0}), -1);
	assert_int_equal(t.err.code, ERR_UNAVAILABLE);
	assert_int_equal(t.answer.status, 0);
	assert_int_equal(call(&t, (struct http_call){0}), -1);
	assert_int_equal(t.err.code, ERR_UNAVAILABLE);
	assert_int_equal(t.answer.status, 200);
	assert_str(buf_view(&t.got.body), "part");
	assert_int_equal(call(&t, (struct http_call){0}), -1);
	assert_int_equal(t.answer.status, 500);
	assert_int_equal(call(&t, (struct http_call){.url = "file:///etc/passwd"}), -1);
	assert_int_equal(t.err.code, ERR_CONFIG);
	assert_int_equal(call(&t, (struct http_call){.url = "http://127.0.0.1:1/"}), -1);
	assert_int_equal(t.err.code, ERR_UNAVAILABLE);
	end(&t);
}

static void nested(void **state)
{
	static const struct script outer[] = {{.bytes = OK_HEAD "Content-Length: 2\r\n\r\nok"}};
	static const struct script inner[] = {{.bytes = "HTTP/1.1 204 None\r\n\r\n"}};
	struct serve other;
	struct at t;

	(void)state;
	begin(&t, outer, 1);
	assert_int_equal(serve_start(&other, inner, 1), 0);
	t.got.nested = t.http;
	t.got.nested_url = other.url;
	assert_int_equal(call(&t, (struct http_call){0}), 0);
	assert_int_equal(t.answer.status, 200);
	assert_int_equal(other.requests, 1);
	end(&t);
	serve_stop(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(post_and_reuse), cmocka_unit_test(statuses), cmocka_unit_test(retry_after),
		cmocka_unit_test(gzip),
		cmocka_unit_test(aborted),        cmocka_unit_test(broken),   cmocka_unit_test(nested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
