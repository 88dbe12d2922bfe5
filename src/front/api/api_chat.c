/* POST /v1/chat: a question in, a grounded answer out, whole or as events. */
#include "front/api/api.h"
#include "front/api/question.h"
#include "front/api/sink.h"

enum { TOP_K_MAX = 20 }; /* as conf.def's TOP_K */

static int read_language(const struct json *body, enum lang *ret, struct err *err)
{
	const struct json *v = json_get(body, "language");
	enum lang lang = lang_of_code(json_str_or_empty(v));

	if (v && lang == LANG_UNKNOWN)
		return err_param(err, ERR_PARAM_INVALID, "language", "language must be \"id\" or \"en\"");
	*ret = lang;
	return 0;
}

static int read_top_k(const struct json *body, uint32_t *ret, struct err *err)
{
	const struct json *v = json_get(body, "top_k");
	int64_t k = 0;

	if (v && (!json_to_int(v, &k) || k < 1 || k > TOP_K_MAX))
		return err_param(err, ERR_PARAM_INVALID, "top_k", "top_k must be a whole number from 1 to %d",
				 TOP_K_MAX);
	*ret = (uint32_t)k;
	return 0;
}

static bool wants_fresh(const struct req *r)
{
	struct str control = req_header(r, "Cache-Control");

	return str_find(control, STR("no-cache")) < control.n || str_find(control, STR("no-store")) < control.n;
}

static int read_question(const struct req *r, const struct json *body, struct chat_question *q,
			 bool *stream, struct err *err)
{
	if (question_text(r, json_get(body, "message"), "message", &q->text, err) ||
	    question_bool(body, "stream", stream, err) || read_language(body, &q->lang, err))
		return -1;
	return read_top_k(body, &q->top_k, err);
}

static int answer(struct req *r, struct resp *p, const struct chat_question *q, bool stream, struct once *once,
		  struct err *err)
{
	struct chat_env env = question_env(r);
	struct sink out;

	if (stream)
		sink_events(&out, r, p, q);
	else
		sink_json(&out, r, p, q);
	out.once = once;
	return chat_ask(&env, q, &out.chat, err) ? sink_fail(&out, err) : 0;
}

/* The first answer to the same request. */
static int answer_again(struct req *r, struct resp *p, bool stream, struct str body, struct err *err)
{
	if (!stream)
		sink_replay(p, body);
	else if (sink_replay_events(r, p, body))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

int api_chat(struct req *r, struct resp *p, struct err *err)
{
	struct chat_question q = question_of(r);
	bool stream = req_accepts(r, "text/event-stream");
	JSON_AUTO struct json *body = NULL;
	struct once once;
	int failed;

	q.no_cache = wants_fresh(r);
	if (req_json(r, &body, err) || read_question(r, body, &q, &stream, err) || once_enter(&once, r, &q, err))
		return -1;
	if (once.claim.state == CACHE_HIT)
		return answer_again(r, p, stream, once.claim.value, err);
	failed = answer(r, p, &q, stream, &once, err);
	once_leave(&once);
	return failed;
}
