#include "port/llm/llm_ask.h"

#include "base/log.h"
#include "port/llm/llm_refusal.h"
#include "port/net/address.h"

/* Past this the next provider, or the plain answer, is kinder to the reader. */
enum { PAUSE_MAX_MS = 5000 };
/* What a message needs besides its text. */
enum { MESSAGE_BYTES = 24 };
/* The server's count may differ from ours, and some servers don't say how much they take. */
enum { SHORTENED_MAX = 3 };

/* Indonesian has 3.5 bytes a token and more; under a bound it is better to count too many. */
long llm_tokens(size_t bytes)
{
	return (long)(bytes / 3);
}

/* --- what is written of a call ----------------------------------------------- */

static void note(struct llm_ask *q, enum log_level level, const char *what)
{
	struct json *fields = json_new_object();
	const struct llm_provider *v = q->try.provider;

	json_set_str(fields, "provider", v->name);
	json_set_str(fields, "model", v->model);
	json_set_int(fields, "status_code", q->try.post.status);
	log_line(level, "llm", fields, "%s: %s", what, q->err->msg);
}

/* The server is to blame, whatever it was asked: a refusal of every request is an outage as well. */
static void blame(struct llm_ask *q)
{
	int status = q->try.post.status;

	if (q->err->code == ERR_GONE || q->err->code == ERR_NO_MEMORY)
		return;
	llm_count(q->ports->shared, status / 100 == 4 ? LLM_OUTCOME_REFUSED : LLM_OUTCOME_FAILED, 1);
	llm_note_fault(q->ports->shared, str_of(q->peer), status);
	post_failed(&q->try.post);
}

/* --- asking in another way ----------------------------------------------------- */

static long sent_tokens(const struct llm_ask *q)
{
	size_t bytes = q->call.tools.n, i;

	for (i = 0; i < q->call.messages_n; i++)
		bytes += q->call.messages[i].text.n + q->call.messages[i].more.n + MESSAGE_BYTES;
	return llm_tokens(bytes);
}

static bool compose(struct llm_ask *q, long tokens)
{
	return q->call.compose &&
	       q->call.compose(q->call.arg, tokens, &q->call.messages, &q->call.messages_n) == 0;
}

static long answer_tokens(const struct llm_ask *q)
{
	return q->call.max_tokens ? q->call.max_tokens : q->ports->conf->llm_max_tokens;
}

/* Cuts answer and messages to the window.  per_cent: of our count to the server's own. */
static bool shorten(struct llm_ask *q, long window, long per_cent)
{
	long answer = answer_tokens(q), room;

	if (answer > window / 2)
		answer = window / 2;
	room = (window - answer) * per_cent / 100 - llm_tokens(q->call.tools.n);
	q->call.max_tokens = answer;
	q->shortened++;
	return sent_tokens(q) <= room + llm_tokens(q->call.tools.n) || (room > 0 && compose(q, room));
}

/* The prompt was too long: once more with less. */
static bool fit(struct llm_ask *q)
{
	long window = 0, prompt = 0, sent = sent_tokens(q);
	int status = q->try.post.status;

	if (q->shortened == (q->call.compose ? SHORTENED_MAX : 1) ||
	    (status != 400 && status != 413 && status != 422 && status != 500) ||
	    !llm_refusal_is_overflow(&q->try.refusal, &window, &prompt))
		return false;
	if (window == 0) /* it doesn't say: well below what was too much */
		window = (sent + answer_tokens(q)) / 2;
	llm_learn_window(q->ports->shared, str_of(q->peer), window);
	return shorten(q, window, (prompt > sent ? 100 * sent / prompt : 100) >> q->shortened);
}

static bool has_tool_round(const struct llm_ask *q)
{
	size_t i;

	for (i = 0; i < q->call.messages_n; i++)
		if (q->call.messages[i].role == LLM_TOOL)
			return true;
	return false;
}

static bool try_with(struct llm_ask *q, unsigned quirk, bool learn)
{
	if (quirk == 0 || (q->try.quirks & quirk))
		return false;
	q->try.quirks |= quirk;
	if (learn)
		q->found |= quirk;
	return true;
}

/* Nothing is there: the address may lack /v1. A model that isn't there is something else. */
static bool is_lost(const struct llm_ask *q)
{
	int status = q->try.post.status;

	return (status == 404 || status == 405) && !address_has_version(q->try.provider->base_url) &&
	       !llm_refusal_says(&q->try.refusal, "model");
}

/* A round that the server doesn't take: all it brought becomes part of the question. Only a refusal is learnt from. */
static bool flatten(struct llm_ask *q, bool refused)
{
	return has_tool_round(q) && compose(q, 0) && (try_with(q, LLM_NO_TOOLS, refused) || true);
}

static bool may_be_about_messages(int status)
{
	return status == 400 || status == 422 || status == 500;
}

/* Nothing was said: by chance, or because the model is lost for words after a tool round. */
static bool ask_again(struct llm_ask *q)
{
	if (!q->try.blank)
		return false;
	if (q->repeated)
		return flatten(q, false);
	q->repeated = true;
	return true;
}

/* Whether it is worth asking once more in another way. */
static bool mend(struct llm_ask *q)
{
	bool refused = q->err->code == ERR_REFUSED;

	if (q->try.filtered)
		return false;
	if (refused && fit(q))
		return true;
	if (refused && try_with(q, llm_request_quirk(q->try.post.status, &q->try.refusal, q->try.quirks), true))
		return true;
	if (refused && is_lost(q))
		return try_with(q, LLM_BELOW_V1, true);
	if (q->try.garbled || (refused && q->call.tools.n && llm_refusal_is_of_call(&q->try.refusal)))
		return try_with(q, LLM_NO_TOOLS, false);
	if (refused && may_be_about_messages(q->try.post.status) && flatten(q, true))
		return true;
	if (q->try.exhausted)
		return try_with(q, LLM_REASONS_LONG, true);
	return ask_again(q);
}

/* --- asking ------------------------------------------------------------------- */

enum { AGAIN = -1 };

static int after_failure(struct llm_ask *q)
{
	if (q->err->code == ERR_GONE || q->err->code == ERR_NO_MEMORY)
		return LLM_OVER;
	if (q->answer->began) {
		note(q, LOG_WARNING, "broke off in the middle of the answer");
		blame(q);
		return LLM_OVER;
	}
	if (mend(q)) {
		note(q, LOG_WARNING, "asked again in another way");
		return AGAIN;
	}
	note(q, LOG_WARNING, "failed");
	if (q->try.filtered) {
		/* the server is well: it took offence at this question */
		q->filtered = true;
		post_ended(&q->try.post, NULL);
		return LLM_ASK_OTHER;
	}
	if (post_again(&q->try.post, q->call.patience, q->err))
		return AGAIN;
	if (q->err->code == ERR_GONE)
		return LLM_OVER;
	blame(q);
	return deadline_passed(q->call.patience->deadline) ? LLM_OVER : LLM_ASK_OTHER;
}

static struct post post_to(struct llm_ask *q, const struct llm_provider *v)
{
	const struct conf *conf = q->ports->conf;

	return (struct post){
		.http = q->ports->http,
		.shared = q->ports->shared,
		.peer = llm_peer(v, q->peer),
		.base = v->base_url,
		.path = "/chat/completions",
		.key = v->key,
		.key_header = v->key_header,
		.ca_file = conf->llm_ca_file,
		.proxy = conf->llm_proxy,
		.connect_ms = conf->llm_connect_timeout * 1000,
		.traceparent = q->call.traceparent,
		.retries = (int)conf->llm_retries,
		.pause_max_ms = PAUSE_MAX_MS,
	};
}

/* What is known of the provider, before it is asked. */
static void prepare(struct llm_ask *q, const struct llm_provider *v)
{
	long window = q->ports->conf->llm_context_tokens;

	q->try = (struct llm_try){.provider = v, .post = post_to(q, v)};
	q->try.quirks = llm_learnt_quirks(q->ports->shared, str_of(q->peer));
	q->found = 0;
	q->shortened = 0;
	q->repeated = false;
	if (window == 0)
		window = llm_learnt_window(q->ports->shared, str_of(q->peer));
	/* what doesn't fit is sent all the same: our count isn't the server's */
	if (window && sent_tokens(q) + answer_tokens(q) > window) {
		shorten(q, window, 100);
		q->shortened = 0;
	}
}

static void answered(struct llm_ask *q)
{
	unsigned found = q->found | q->try.learnt;

	post_ended(&q->try.post, NULL);
	llm_count(q->ports->shared, LLM_OUTCOME_ANSWERED, 1);
	if (found)
		llm_learn_quirks(q->ports->shared, str_of(q->peer), found);
}

enum llm_next llm_ask(struct llm_ask *q, const struct llm_provider *v)
{
	int next = AGAIN;

	prepare(q, v);
	if (post_allowed(&q->try.post, q->err)) {
		if (llm_outage_is_news(q->ports->shared, str_of(q->peer))) {
			q->try.post.status = llm_last_fault(q->ports->shared, str_of(q->peer));
			note(q, LOG_ERROR, "no question is answered");
		}
		return LLM_ASK_OTHER;
	}
	while (next == AGAIN) {
		*q->answer = (struct llm_answer){.text = STR("")};
		if (llm_try(q->ports, &q->call, &q->try, q->arena, q->answer, q->err) == 0) {
			answered(q);
			next = LLM_ANSWERED;
		} else {
			next = after_failure(q);
		}
	}
	llm_try_release(&q->try);
	return (enum llm_next)next;
}
