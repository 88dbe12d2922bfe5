#include "port/llm/llm_try.h"

#include "port/llm/llm_stream.h"

enum { BODY_MAX = 8 << 20, ERROR_BODY_MAX = 8192 };
/* A server that keeps the connection open after [DONE] is not waited for longer. */
enum { END_MS = 100 };

/* One call under way. */
struct run {
	const struct llm_call *call;
	int64_t first_token_ms, idle_ms;
	int64_t began_ms, sign_ms, done_ms;
	size_t signs;
	struct llm_stream stream;
	struct err why; /* of the end, when not HTTP's */
};

static int on_data(void *arg, struct str piece)
{
	struct run *r = arg;

	if (llm_stream_feed(&r->stream, piece, &r->why) != 0)
		return 1;
	if (r->stream.signs != r->signs) {
		r->signs = r->stream.signs;
		r->sign_ms = clock_mono_ms();
	}
	if (r->stream.done && r->done_ms == 0)
		r->done_ms = clock_mono_ms();
	return 0;
}

static int on_wait(void *arg)
{
	struct run *r = arg;
	int64_t now = clock_mono_ms();

	if (patience_gone(r->call->patience))
		return 1;
	if (r->done_ms)
		return now > r->done_ms + END_MS;
	if (r->signs == 0 && now > r->began_ms + r->first_token_ms)
		return err_set(&r->why, ERR_TIMEOUT, "no first token within LLM_FIRST_TOKEN_TIMEOUT");
	if (r->signs && now > r->sign_ms + r->idle_ms)
		return err_set(&r->why, ERR_TIMEOUT, "silent for LLM_IDLE_TIMEOUT in the middle of the answer");
	return 0;
}

enum { HEADERS_MAX = 8 };

/* NULL-terminated; arena memory. */
static int make_headers(const struct ports *p, const struct llm_call *call, const struct llm_provider *to,
			struct arena *a, const char *ret[HEADERS_MAX], struct err *err)
{
	size_t n = 0, i;

	ret[n++] = "Content-Type: application/json";
	ret[n++] = "Accept: text/event-stream, application/json";
	/* a compressor in between would gather tokens */
	ret[n++] = "Accept-Encoding: identity";
	if (to->key.n)
		ret[n++] = arena_printf(a, "Authorization: Bearer %.*s", STR_ARG(to->key)).p;
	if (call->traceparent.n)
		ret[n++] = arena_printf(a, "traceparent: %.*s", STR_ARG(call->traceparent)).p;
	if (to->openrouter && *p->conf->llm_site_url)
		ret[n++] = arena_printf(a, "HTTP-Referer: %s", p->conf->llm_site_url).p;
	if (to->openrouter)
		ret[n++] = arena_printf(a, "X-Title: %s", p->conf->institution_name).p;
	ret[n] = NULL;
	for (i = 0; i < n; i++)
		if (ret[i][0] == '\0')
			return err_set(err, ERR_NO_MEMORY, "request headers");
	return 0;
}

static int refused(const struct http_answer *http, const struct buf *body, struct err *err)
{
	char reason[LLM_REASON_MAX];

	llm_error_text(buf_view(body), reason);
	return err_set(err, ERR_REFUSED, "HTTP %d: %s", http->status, reason);
}

/* What HTTP's outcome means for the answer. */
static int judge(struct run *r, int rc, const struct http_answer *http, const struct buf *error_body,
		 struct llm_try *t, struct err *err)
{
	bool ended = rc == 0 || (r->stream.done && err->code == ERR_GONE && r->done_ms + END_MS < clock_mono_ms());

	t->status = http->status;
	t->retry_after_s = http->retry_after_s;
	if (rc == 0 && (http->status < 200 || http->status > 299))
		return refused(http, error_body, err);
	if (r->why.code == ERR_NONE && ended)
		llm_stream_end(&r->stream, &r->why);
	if (r->stream.error_status)
		t->status = r->stream.error_status;
	if (r->why.code != ERR_NONE)
		*err = r->why;
	else if (ended)
		return 0;
	return -1;
}

int llm_try(struct ports *p, const struct llm_call *call, struct llm_try *t, struct arena *a,
	    struct llm_answer *ret, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(BODY_MAX), error_body = BUF_MAX(ERROR_BODY_MAX);
	int64_t now = clock_mono_ms();
	struct run r = {.call = call, .began_ms = now, .first_token_ms = p->conf->llm_first_token_timeout * 1000,
			.idle_ms = p->conf->llm_idle_timeout * 1000};
	struct patience patience = {.deadline = deadline_within(call->patience->deadline, p->conf->llm_timeout * 1000),
				    .on_wait = on_wait, .arg = &r, .watch_fd = call->patience->watch_fd};
	const char *headers[HEADERS_MAX];
	struct http_call http = {
		.method = "POST", .headers = headers, .ca_file = p->conf->llm_ca_file, .proxy = p->conf->llm_proxy,
		.connect_ms = p->conf->llm_connect_timeout * 1000,
		.patience = &patience, .on_data = on_data, .arg = &r, .error_body = &error_body,
	};
	struct http_answer answer;
	int rc;

	t->status = 0;
	t->retry_after_s = -1;
	llm_request_body(p->conf, call, t->provider->model, t->quirks, &body);
	http.body = buf_view(&body);
	http.url = arena_printf(a, "%.*s/chat/completions", STR_ARG(t->provider->base_url)).p;
	if (body.bad || http.url[0] == '\0')
		return err_set(err, ERR_NO_MEMORY, "the request to a language model");
	if (make_headers(p, call, t->provider, a, headers, err) != 0)
		return -1;
	llm_stream_init(&r.stream, call->on_text, call->arg);
	rc = http_do(p->http, &http, &answer, err);
	rc = judge(&r, rc, &answer, &error_body, t, err);
	if (llm_stream_answer(&r.stream, a, ret, rc ? NULL : err) != 0)
		rc = -1;
	ret->began = r.stream.text.shown.n > 0;
	llm_stream_release(&r.stream);
	return rc;
}
