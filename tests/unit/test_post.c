#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "port/net/post.h"
#include "port/net/refusal.h"
#include "port/system/crypto.h"
#include "serve.h"

#define HEAD(status, n) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nContent-Length: " #n "\r\n"
#define DONE HEAD("200 OK", 2) "\r\n{}"

struct world {
	struct serve serve;
	struct http *http;
	struct shared *shared;
	char runtime[64];
	struct patience patience;
	struct post post;
	struct buf answer;
	struct err err;
};

static void begin(struct world *w, const struct script *scripts, size_t n)
{
	memset(w, 0, sizeof *w);
	assert_int_equal(serve_start(&w->serve, scripts, n), 0);
	snprintf(w->runtime, sizeof w->runtime, "/tmp/itb-test-post-XXXXXX");
	assert_non_null(mkdtemp(w->runtime));
	assert_int_equal(shared_open(w->runtime, &w->shared, NULL), 0);
	w->http = http_new();
	w->patience.deadline = deadline_in(20000);
	buf_init(&w->answer, 100);
	w->post = (struct post){.http = w->http, .shared = w->shared, .peer = STR("peer"), .base = str_of(w->serve.url),
				.path = "/embeddings", .key = STR("sk-0123456789"), .body = STR("[1]"),
				.retries = 3, .pause_max_ms = 1000};
}

static void end(struct world *w)
{
	http_free(w->http);
	shared_close(w->shared);
	file_remove_tree(w->runtime, NULL);
	serve_stop(&w->serve);
	buf_release(&w->answer);
}

static int post(struct world *w)
{
	return post_whole(&w->post, &w->patience, &w->answer, &w->err);
}

static void what_is_sent(void **state)
{
	static const struct script scripts[] = {{.bytes = DONE}};
	static const char *const more[] = {"X-Title: Kampus", NULL};
	char url[100];
	struct world w;

	(void)state;
	begin(&w, scripts, 1);
	w.post.traceparent = STR("00-1-2-01");
	w.post.headers = more;
	snprintf(url, sizeof url, "%s/v1/", w.serve.url);
	w.post.base = str_of(url);
	assert_int_equal(post(&w), 0);
	assert_str(buf_view(&w.answer), "{}");
	assert_non_null(strstr(w.serve.request, "POST /v1/embeddings HTTP/1.1\r\n"));
	assert_non_null(strstr(w.serve.request, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(w.serve.request, "\r\nAuthorization: Bearer sk-0123456789\r\n"));
	assert_non_null(strstr(w.serve.request, "\r\ntraceparent: 00-1-2-01\r\n"));
	assert_non_null(strstr(w.serve.request, "\r\nX-Title: Kampus\r\n"));
	assert_non_null(strstr(w.serve.request, "\r\n\r\n[1]"));
	end(&w);
	/* a whole address stays as it is */
	begin(&w, scripts, 1);
	snprintf(url, sizeof url, "%s/v2/embeddings/", w.serve.url);
	w.post.key = STR("");
	w.post.base = str_of(url);
	assert_int_equal(post(&w), 0);
	assert_non_null(strstr(w.serve.request, "POST /v2/embeddings HTTP/1.1\r\n"));
	assert_null(strstr(w.serve.request, "Authorization"));
	end(&w);
}

static void what_may_pass_is_tried_again(void **state)
{
	static const struct script scripts[] = {
		{.bytes = HEAD("503 Service Unavailable", 0) "\r\n"},
		{.bytes = HEAD("429 Too Many Requests", 0) "Retry-After: 0\r\n\r\n"},
		{.bytes = HEAD("200 OK", 20) "\r\nhalf", .close = true},
		{.bytes = DONE},
	};
	static const struct script later[] = {{.bytes = HEAD("503 Service Unavailable", 0) "Retry-After: 2\r\n\r\n"}};
	static const struct script wrong[] = {{.bytes = HEAD("400 Bad Request", 0) "\r\n"}};
	struct world w;

	(void)state;
	begin(&w, scripts, 4);
	assert_int_equal(post(&w), 0);
	assert_str(buf_view(&w.answer), "{}");
	assert_int_equal(atomic_load(&w.serve.requests), 4);
	end(&w);
	begin(&w, later, 1);
	assert_int_equal(post(&w), -1);
	assert_int_equal(w.err.code, ERR_UNAVAILABLE);
	assert_int_equal(w.post.retry_after_s, 2);
	assert_int_equal(atomic_load(&w.serve.requests), 1);
	end(&w);
	begin(&w, wrong, 1);
	assert_int_equal(post(&w), -1);
	assert_int_equal(w.err.code, ERR_REFUSED);
	assert_int_equal(atomic_load(&w.serve.requests), 1);
	end(&w);
}

static void an_answer_without_end_is_refused(void **state)
{
	static char bytes[300] = HEAD("200 OK", 150) "\r\n";
	static const struct script scripts[] = {{.bytes = bytes}};
	struct world w;
	size_t n = strlen(bytes);

	(void)state;
	memset(bytes + n, 'x', 150);
	begin(&w, scripts, 1);
	assert_int_equal(post(&w), -1);
	assert_int_equal(w.err.code, ERR_BAD_DATA);
	assert_int_equal(atomic_load(&w.serve.requests), 1);
	end(&w);
}

static void a_failing_server_rests(void **state)
{
	static const struct script scripts[] = {{.bytes = HEAD("500 Internal Server Error", 0) "\r\n"}};
	struct world w;
	int i;

	(void)state;
	begin(&w, scripts, 1);
	for (i = 0; i < 3; i++) {
		assert_int_equal(post_allowed(&w.post, &w.err), 0);
		assert_int_equal(post(&w), -1);
		post_ended(&w.post, &w.err);
	}
	assert_int_equal(post_allowed(&w.post, &w.err), -1);
	assert_int_equal(w.err.code, ERR_UNAVAILABLE);
	post_ended(&w.post, NULL);
	assert_int_equal(post_allowed(&w.post, &w.err), 0);
	/* neither a reader who leaves nor a wrong request says anything against it */
	for (i = 0; i < 6; i++) {
		w.post.status = i < 3 ? 0 : 422;
		err_set(&w.err, i < 3 ? ERR_GONE : ERR_REFUSED, "x");
		post_ended(&w.post, &w.err);
	}
	assert_int_equal(post_allowed(&w.post, &w.err), 0);
	end(&w);
}

static void no_text_shows_the_key(void **state)
{
	static const struct script scripts[] = {
		{.bytes = HEAD("401 Unauthorized", 57)
				  "\r\n{\"error\":{\"message\":\"Wrong key sk-0123456789, sk-01234\"}}"}};
	struct world w;

	(void)state;
	begin(&w, scripts, 1);
	assert_int_equal(post(&w), -1);
	assert_string_equal(w.err.msg, "HTTP 401: Wrong key ***, ***");
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sent),
		cmocka_unit_test(what_may_pass_is_tried_again),
		cmocka_unit_test(an_answer_without_end_is_refused),
		cmocka_unit_test(a_failing_server_rests),
		cmocka_unit_test(no_text_shows_the_key),
	};

	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
