#include "port/net/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "port/net/http_answer.h"
#include "port/net/http_curl.h"

/* A thread talks to so many servers: two models, embeddings, reranking, speech, emotion. */
enum { CONNECTIONS_KEPT = 6 };
/* When an error's body is longer, the connection is given up rather than read to the end. */
enum { ERROR_BODY_MAX = 256 * 1024 };

struct http {
	CURLM *multi;
	CURL *easy;
	/* An epoll descriptor, readable when the watched one hung up: curl's own poll does not know POLLRDHUP. */
	int watch;
	bool busy;
	struct http *inner; /* for calls made within on_data, as libcurl's calls can't be nested */
};

/* One call under way. */
struct run {
	const struct http_call *call;
	struct http_answer *answer;
	int64_t began_ms, last_byte_ms, last_wait_ms;
	size_t error_bytes;
	bool gone, error_ended;
	char why[CURL_ERROR_SIZE];
};

struct http *http_new(void)
{
	struct http *h = calloc(1, sizeof *h);

	if (h)
		h->watch = -1;
	return h;
}

void http_free(struct http *h)
{
	if (h == NULL)
		return;
	http_free(h->inner);
	curl_easy_cleanup(h->easy);
	curl_multi_cleanup(h->multi);
	if (h->watch >= 0)
		close(h->watch);
	free(h);
}

static int prepare(struct http *h, struct err *err)
{
	if (h->easy == NULL)
		h->easy = http_curl_easy(err);
	if (h->easy == NULL)
		return -1;
	if (h->multi == NULL) {
		h->multi = curl_multi_init();
		if (h->multi == NULL)
			return err_set(err, ERR_NO_MEMORY, "no libcurl multi handle");
		curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
	}
	curl_easy_reset(h->easy);
	return 0;
}

static bool is_2xx(int status)
{
	return status >= 200 && status < 300;
}

static size_t on_error_body(struct run *r, struct str piece)
{
	struct buf *to = r->call->error_body;

	r->error_bytes += piece.n;
	if (to)
		buf_str(to, str_sub(piece, 0, to->max - to->n));
	if (r->error_bytes <= ERROR_BODY_MAX)
		return piece.n;
	r->error_ended = true;
	return 0;
}

/* CURLOPT_WRITEFUNCTION */
static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct run *r = arg;
	struct str piece = {p, size * n};

	r->last_byte_ms = clock_mono_ms();
	if (!is_2xx(r->answer->status))
		return on_error_body(r, piece);
	r->answer->body_bytes += piece.n;
	if (r->call->on_data && r->call->on_data(r->call->arg, piece) != 0) {
		r->gone = true;
		return 0;
	}
	return piece.n;
}

/* CURLOPT_HEADERFUNCTION */
static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct run *r = arg;

	r->last_byte_ms = clock_mono_ms();
	http_answer_line(r->answer, (struct str){p, size * n});
	if (r->answer->status && r->answer->first_byte_ms < 0)
		r->answer->first_byte_ms = r->last_byte_ms - r->began_ms;
	return n;
}

static void set_callbacks(CURL *e, struct run *r)
{
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, r->why);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, r);
}

static int watch(struct http *h, int fd, struct err *err)
{
	struct epoll_event event = {.events = EPOLLRDHUP};

	if (h->watch < 0)
		h->watch = epoll_create1(EPOLL_CLOEXEC);
	if (h->watch < 0 || epoll_ctl(h->watch, EPOLL_CTL_ADD, fd, &event) != 0)
		return err_errno(err, ERR_IO, "watching the reader");
	return 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Milliseconds until the nearest time limit. At 0 it is exceeded, and *ret_what says which it is. */
static int64_t time_left(const struct run *r, const char **ret_what)
{
	const struct http_call *c = r->call;
	int64_t now = clock_mono_ms(), left = deadline_left_ms(c->patience->deadline), quiet;

	*ret_what = "the answer was not complete in time";
	if (left == 0)
		return 0;
	if (r->answer->status == 0 && c->first_byte_ms) {
		quiet = r->began_ms + c->first_byte_ms - now;
		if (quiet < left)
			*ret_what = "the answer did not begin in time";
		left = least(left, quiet);
	} else if (r->answer->status != 0 && c->idle_ms) {
		quiet = r->last_byte_ms + c->idle_ms - now;
		if (quiet < left)
			*ret_what = "the answer stalled";
		left = least(left, quiet);
	}
	return left < 0 ? 0 : left;
}

/* True when the reader is gone. */
static bool ask_reader(struct run *r)
{
	int64_t now = clock_mono_ms();

	if (now < r->last_wait_ms + PATIENCE_STEP_MS)
		return false;
	r->last_wait_ms = now;
	return patience_gone(r->call->patience);
}

/* Waits until something happens; -1 when the call must end. */
static int wait_for_news(struct http *h, struct run *r, struct err *err)
{
	struct curl_waitfd fd = {.fd = h->watch, .events = CURL_WAIT_POLLIN};
	bool watched = r->call->patience->watch_fd > 0;
	const char *what;
	int64_t ms = time_left(r, &what);

	if (ms == 0)
		return err_set(err, ERR_TIMEOUT, "%s", what);
	/* a millisecond more, so that the next look finds the limit exceeded */
	ms = r->call->patience->on_wait ? least(ms, PATIENCE_STEP_MS) : ms + 1;
	if (curl_multi_poll(h->multi, watched ? &fd : NULL, watched ? 1 : 0, (int)least(ms, 3600000), NULL))
		return err_set(err, ERR_IO, "libcurl can't wait");
	if ((watched && fd.revents) || ask_reader(r))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

static int result(const struct run *r, CURLcode code, struct err *err)
{
	enum err_code kind = ERR_UNAVAILABLE;

	if (r->gone)
		return err_set(err, ERR_GONE, "the reader went away");
	if (code == CURLE_OK || r->error_ended)
		return 0;
	switch (code) {
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_SSL_CACERT_BADFILE:
		kind = ERR_CONFIG;
		break;
	case CURLE_OUT_OF_MEMORY:
		kind = ERR_NO_MEMORY;
		break;
	default:
		break;
	}
	return err_set(err, kind, "%s", r->why[0] ? r->why : curl_easy_strerror(code));
}

static int transfer(struct http *h, struct run *r, struct err *err)
{
	CURLMsg *message;
	int running, left;

	for (;;) {
		if (curl_multi_perform(h->multi, &running) != CURLM_OK)
			return err_set(err, ERR_IO, "libcurl failed");
		if (running == 0)
			break;
		if (wait_for_news(h, r, err) != 0)
			return -1;
	}
	message = curl_multi_info_read(h->multi, &left);
	return result(r, message ? message->data.result : CURLE_RECV_ERROR, err);
}

static int run_call(struct http *h, struct run *r, struct err *err)
{
	const struct http_call *c = r->call;
	struct curl_slist *headers = NULL;
	int reader = c->patience->watch_fd, rc = -1;

	if (prepare(h, err) != 0 || http_curl_headers(c->headers, &headers, err) != 0)
		return -1;
	http_curl_request(h->easy, c, headers);
	http_curl_transport(h->easy, c);
	set_callbacks(h->easy, r);
	if (reader <= 0 || watch(h, reader, err) == 0) {
		if (curl_multi_add_handle(h->multi, h->easy) == CURLM_OK)
			rc = transfer(h, r, err);
		else
			err_set(err, ERR_NO_MEMORY, "libcurl takes no further transfer");
		/* closes the connection of an unfinished transfer */
		curl_multi_remove_handle(h->multi, h->easy);
		if (reader > 0)
			epoll_ctl(h->watch, EPOLL_CTL_DEL, reader, NULL);
	}
	curl_slist_free_all(headers);
	return rc;
}

int http_do(struct http *h, const struct http_call *call, struct http_answer *ret, struct err *err)
{
	int64_t now = clock_mono_ms();
	struct run r = {.call = call, .answer = ret, .began_ms = now, .last_byte_ms = now, .last_wait_ms = now};
	int rc;

	*ret = (struct http_answer){.retry_after_s = -1, .first_byte_ms = -1};
	if (h->busy) {
		if (h->inner == NULL)
			h->inner = http_new();
		if (h->inner == NULL)
			return err_set(err, ERR_NO_MEMORY, "no memory for an HTTP client");
		return http_do(h->inner, call, ret, err);
	}
	h->busy = true;
	rc = run_call(h, &r, err);
	h->busy = false;
	ret->total_ms = clock_mono_ms() - now;
	if (ret->first_byte_ms < 0)
		ret->first_byte_ms = ret->total_ms;
	return rc;
}
