#include "port/llm/llm_try.h"

#include "port/llm/llm_refusal.h"
#include "port/llm/llm_stream.h"
#include "port/net/refusal.h"

enum { BODY_MAX = 8 << 20 };
/* A server that keeps the connection open after [DONE] is waited for no longer than this. */
enum { END_MS = 100 };

/* One call under way. */
struct run {
	const struct llm_call *call;
	int64_t first_token_ms, idle_ms;
	int64_t began_ms, sign_ms, done_ms;
	size_t signs;
	struct llm_stream stream;
	struct err why; /* why the call ended, when the reason is not HTTP's */
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
		return err_set(&r->why, ERR_TIMEOUT, "no token for LLM_IDLE_TIMEOUT in the middle of the answer");
	return 0;
}

/* NULL-terminated; arena memory. */
static int make_headers(const struct ports *p, const struct llm_provider *to, struct arena *a,
			const char *ret[POST_HEADERS_MAX + 1], struct err *err)
{
	size_t n = 0, i;

	ret[n++] = "Accept: text/event-stream, application/json";
	/* compression on the way would hold tokens back */
	ret[n++] = "Accept-Encoding: identity";
	if (to->openrouter && *p->conf->llm_site_url)
		ret[n++] = arena_printf(a, "HTTP-Referer: %s", p->conf->llm_site_url).p;
	if (to->openrouter)
		ret[n++] = arena_printf(a, "X-Title: %s", p->conf->institution_name).p;
	ret[n] = NULL;
	for (i = 0; i < n; i++)
		if (ret[i][0] == '\0')
			return err_set(err, ERR_NO_MEMORY, "no memory for request headers");
	return 0;
}

/* What the stream showed of the server's ways. */
static void note_stream(struct llm_stream *s, bool ended, struct llm_try *t)
{
	if (s->refusal.words.n) {
		refusal_release(&t->refusal);
		t->refusal = s->refusal;
		s->refusal = (struct refusal){.status = 0};
		if (t->refusal.status)
			t->post.status = t->refusal.status;
	}
	t->garbled = s->garbled && s->text.shown.n == 0 && s->calls.n == 0;
	t->blank = ended && s->cut == LLM_WHOLE && !s->broken && t->refusal.words.n == 0 && s->text.shown.n == 0 &&
		   s->calls.n == 0;
	t->exhausted = s->cut == LLM_CUT_LENGTH && s->text.shown.n == 0 && s->calls.n == 0;
	t->filtered = s->cut == LLM_CUT_FILTER || llm_refusal_is_filter(&t->refusal);
	if (s->text.unopened)
		t->learnt |= LLM_CLOSES_REASONING;
}

/* Turns the outcome of the call into that of the answer. */
static int judge(struct run *r, int failed, struct llm_try *t, struct err *err)
{
	bool ended = !failed || (r->stream.done && err->code == ERR_GONE && r->done_ms + END_MS < clock_mono_ms());

	if (r->why.code == ERR_NONE && ended)
		llm_stream_end(&r->stream, &r->why);
	else if (err->code != ERR_GONE || r->why.code == ERR_TIMEOUT)
		llm_stream_break(&r->stream);
	note_stream(&r->stream, ended, t);
	if (r->why.code != ERR_NONE)
		*err = r->why;
	else if (ended)
		return 0;
	refusal_hide(err->msg, t->post.key);
	return -1;
}

/* Makes the call and reads the answer as a stream. */
static int run(struct run *r, struct ports *p, struct llm_try *t, struct err *err)
{
	struct patience patience = {
		.deadline = deadline_within(r->call->patience->deadline, p->conf->llm_timeout * 1000),
		.on_wait = on_wait, .arg = r, .watch_fd = r->call->patience->watch_fd,
	};

	t->post.on_data = on_data;
	t->post.arg = r;
	t->post.refusal = &t->refusal;
	return judge(r, post_once(&t->post, &patience, err), t, err);
}

int llm_try(struct ports *p, const struct llm_call *call, struct llm_try *t, struct arena *a,
	    struct llm_answer *ret, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(BODY_MAX);
	struct run r = {.call = call, .began_ms = clock_mono_ms(), .idle_ms = p->conf->llm_idle_timeout * 1000,
			.first_token_ms = p->conf->llm_first_token_timeout * 1000};
	const char *headers[POST_HEADERS_MAX + 1];
	int rc;

	llm_try_release(t);
	t->learnt = 0;
	t->garbled = t->blank = t->exhausted = t->filtered = false;
	llm_request_body(p->conf, call, t->provider->model, t->quirks, &body);
	if (body.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for the request to a language model");
	if (make_headers(p, t->provider, a, headers, err) != 0)
		return -1;
	t->post.body = buf_view(&body);
	t->post.headers = headers;
	t->post.below_v1 = t->quirks & LLM_BELOW_V1;
	llm_stream_init(&r.stream, call, t->quirks & LLM_CLOSES_REASONING);
	rc = run(&r, p, t, err);
	if (llm_stream_answer(&r.stream, a, ret, rc ? NULL : err) != 0)
		rc = -1;
	ret->began = r.stream.text.shown.n > 0;
	llm_stream_release(&r.stream);
	return rc;
}

void llm_try_release(struct llm_try *t)
{
	refusal_release(&t->refusal);
	t->refusal = (struct refusal){.status = 0};
}
