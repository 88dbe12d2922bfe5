#include "port/net/post.h"

#include "port/net/address.h"
#include "port/net/refusal.h"
#include "port/system/crypto.h"

/* After three failures in a row a server is left alone for 15 s, so that only three readers wait in vain. */
enum { FAILURES_MAX = 3, REST_MS = 15000 };
/*
 * The first pause lasts at most BACKOFF_MS, each further one at most twice as long
 * as the one before; its length is random (Brooker, "Exponential Backoff And
 * Jitter", 2015: full jitter).
 */
enum { BACKOFF_MS = 250, DOUBLINGS_MAX = 16 };
enum { ERROR_BODY_MAX = 8192, URL_MAX = 16384, HEADER_MAX = 16384 };

/* The headers of a request, and the memory of those that are made for it. */
struct headers {
	struct buf type, key, trace;
	const char *list[POST_HEADERS_MAX + 4];
};

static bool is_2xx(int status)
{
	return status >= 200 && status < 300;
}

static bool is_busy(int status)
{
	return status == 429 || status == 502 || status == 503 || status == 504 || (status >= 520 && status <= 529);
}

/* Whether the request is at fault, not the server. */
static bool is_ours(int status)
{
	return status == 400 || status == 413 || status == 422;
}

/* --- one try */

static void headers_release(struct headers *h)
{
	buf_release(&h->type);
	buf_release(&h->key);
	buf_release(&h->trace);
}

static int headers_make(const struct post *p, struct headers *h, struct err *err)
{
	size_t n = 0, i;

	*h = (struct headers){BUF_MAX(HEADER_MAX), BUF_MAX(HEADER_MAX), BUF_MAX(HEADER_MAX), {NULL}};
	buf_printf(&h->type, "Content-Type: %s", p->content_type ? p->content_type : "application/json");
	h->list[n++] = h->type.p;
	if (p->key.n) {
		if (p->key_header.n)
			buf_printf(&h->key, "%.*s: %.*s", STR_ARG(p->key_header), STR_ARG(p->key));
		else
			buf_printf(&h->key, "Authorization: Bearer %.*s", STR_ARG(p->key));
		h->list[n++] = h->key.p;
	}
	if (p->traceparent.n) {
		buf_printf(&h->trace, "traceparent: %.*s", STR_ARG(p->traceparent));
		h->list[n++] = h->trace.p;
	}
	for (i = 0; p->headers && p->headers[i] && i < POST_HEADERS_MAX; i++)
		h->list[n++] = p->headers[i];
	if (h->type.bad || h->key.bad || h->trace.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for request headers");
	return 0;
}

static int make_url(const struct post *p, struct buf *url, struct err *err)
{
	address_of_route(p->base, p->path, p->below_v1, url);
	return url->bad ? err_set(err, ERR_CONFIG, "the address is over %d bytes", URL_MAX) : 0;
}

/* Reports a status other than 2xx; err is not NULL. */
static int refused(const struct post *p, const struct buf *body, struct err *err)
{
	struct refusal refusal;

	refusal_read(&refusal, buf_view(body));
	err_set(err, is_busy(p->status) ? ERR_UNAVAILABLE : ERR_REFUSED, "HTTP %d: %s", p->status, refusal.reason);
	err->arg = p->status;
	if (p->refusal) {
		refusal_release(p->refusal);
		*p->refusal = refusal;
	} else {
		refusal_release(&refusal);
	}
	return -1;
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 307 || status == 308;
}

static int do_call(struct post *p, struct http_call *call, struct http_answer *answer, struct err *err)
{
	int failed;

	buf_reset(call->error_body);
	failed = http_do(p->http, call, answer, err);
	p->status = answer->status;
	p->retry_after_s = answer->retry_after_s;
	return failed;
}

/* One redirect within the server is followed: the key is for nobody else. err is not NULL. */
static int follow(struct post *p, struct http_call *call, struct http_answer *answer, struct err *err)
{
	BUF_AUTO struct buf url = BUF_MAX(URL_MAX);
	struct str host = STR("");
	bool again = false;

	if (address_of_redirect(str_of(call->url), str_of(answer->location), &url, &host) && !url.bad) {
		call->url = url.p;
		if (do_call(p, call, answer, err))
			return -1;
		again = is_redirect(p->status);
		host = str_of(answer->location);
	}
	if (!is_redirect(p->status))
		return 0;
	err_set(err, ERR_REFUSED, "HTTP %d: redirects %sto %.*s", p->status, again ? "again, " : "", STR_ARG(host));
	err->arg = p->status;
	return -1;
}

static int send(struct post *p, const char *url, const char *const *headers, const struct patience *patience,
		struct err *err)
{
	BUF_AUTO struct buf error_body = BUF_MAX(ERROR_BODY_MAX);
	struct http_call call = {
		.method = p->method ? p->method : "POST", .url = url, .headers = headers, .body = p->body,
		.ca_file = p->ca_file, .proxy = p->proxy, .connect_ms = p->connect_ms, .patience = patience,
		.on_data = p->on_data, .arg = p->arg, .error_body = &error_body,
	};
	struct http_answer answer;

	if (do_call(p, &call, &answer, err))
		return -1;
	if (is_redirect(p->status) && follow(p, &call, &answer, err))
		return -1;
	return is_2xx(p->status) ? 0 : refused(p, &error_body, err);
}

int post_once(struct post *p, const struct patience *patience, struct err *err)
{
	BUF_AUTO struct buf url = BUF_MAX(URL_MAX);
	struct patience timed = p->try_ms ? patience_within(patience, p->try_ms) : *patience;
	struct headers headers;
	struct err why = {0};
	int failed;

	p->status = 0;
	p->retry_after_s = -1;
	failed = headers_make(p, &headers, &why) || make_url(p, &url, &why) ||
		 send(p, url.p, headers.list, &timed, &why) ? -1 : 0;
	headers_release(&headers);
	if (failed) {
		refusal_hide(why.msg, p->key);
		err_pass(err, &why);
	}
	return failed;
}

/* --- further tries */

/* Whether a further try may succeed: nothing was received, or the server says that it is busy. */
static bool is_passing(const struct post *p, const struct err *why)
{
	return (why->code == ERR_UNAVAILABLE && p->status == 0) || is_busy(p->status);
}

/* 0 when the server asks for a longer pause than is allowed. */
static int64_t pause_ms(const struct post *p)
{
	int64_t ms = (int64_t)BACKOFF_MS << (p->retried < DOUBLINGS_MAX ? p->retried : DOUBLINGS_MAX);

	if (p->retry_after_s * 1000 > p->pause_max_ms)
		return 0;
	ms = crypto_random_below((uint32_t)(ms < p->pause_max_ms ? ms : p->pause_max_ms)) + 1;
	return p->retry_after_s > 0 ? ms + p->retry_after_s * 1000 : ms;
}

bool post_again(struct post *p, const struct patience *patience, struct err *err)
{
	int64_t ms = p->retried < p->retries && is_passing(p, err) ? pause_ms(p) : 0;

	if (ms == 0 || ms >= deadline_left_ms(patience->deadline) || patience_sleep(patience, ms, err))
		return false;
	p->retried++;
	return true;
}

/* An answer that finds no room is of no use, so the call ends. */
static int collect(void *arg, struct str piece)
{
	struct buf *answer = arg;

	buf_str(answer, piece);
	return answer->bad;
}

static int collect_once(struct post *p, const struct patience *patience, struct buf *answer, struct err *err)
{
	buf_reset(answer);
	if (post_once(p, patience, err) == 0) {
		if (!str_starts(str_trim(buf_view(answer)), STR("<")))
			return 0;
		return err_set(err, ERR_BAD_DATA, "a web page (HTML) instead of an answer");
	}
	/* half an answer counts as no answer */
	if (is_2xx(p->status))
		p->status = 0;
	return answer->bad ? err_set(err, ERR_BAD_DATA, "the answer is over %zu bytes", answer->max) : -1;
}

int post_whole(struct post *p, const struct patience *patience, struct buf *answer, struct err *err)
{
	struct err why;
	int failed;

	p->on_data = collect;
	p->arg = answer;
	p->retried = 0;
	do {
		failed = collect_once(p, patience, answer, &why);
	} while (failed && post_again(p, patience, &why));
	return failed ? err_pass(err, &why) : 0;
}

/* --- the breaker */

int post_allowed(const struct post *p, struct err *err)
{
	if (p->shared && shared_breaker_open(p->shared, p->peer))
		return err_set(err, ERR_UNAVAILABLE, "resting after failures");
	return 0;
}

void post_ended(const struct post *p, const struct err *why)
{
	if (p->shared == NULL || (why && (why->code == ERR_GONE || why->code == ERR_NO_MEMORY)))
		return;
	if (why == NULL || is_ours(p->status))
		shared_breaker_ok(p->shared, p->peer);
	else
		post_failed(p);
}

void post_failed(const struct post *p)
{
	if (p->shared)
		shared_breaker_failed(p->shared, p->peer, FAILURES_MAX, REST_MS);
}
