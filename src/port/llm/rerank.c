#include "port/llm/rerank.h"

#include <math.h>

#include "base/json.h"
#include "port/llm/embed.h"
#include "port/net/post.h"

/* TEXT_BYTES: rerankers read no more of a passage. */
enum { TEXT_BYTES = 4000, REQUEST_BYTES = 4 << 20, ANSWER_BYTES = 4 << 20 };

bool rerank_configured(const struct conf *conf)
{
	return *conf->rerank_url != '\0';
}

static int read_scores(struct str text, size_t n, float *ret_scores, struct err *err)
{
	JSON_AUTO struct json *root = NULL;
	const struct json *results;
	size_t i, scored = 0;

	if (json_parse(text, JSON_LENIENT, &root, err))
		return err_prefix(err, "rerank");
	results = json_get(root, "results");
	for (i = 0; i < n; i++)
		ret_scores[i] = -INFINITY;
	for (i = 0; i < json_length(results); i++) {
		const struct json *item = json_at(results, i);
		int64_t index;
		double score;

		if (json_to_int(json_get(item, "index"), &index) && index >= 0 && index < (int64_t)n &&
		    json_to_real(json_get(item, "relevance_score"), &score) && isfinite(score) &&
		    isinf(ret_scores[index])) {
			ret_scores[index] = (float)score;
			scored++;
		}
	}
	return scored == n ? 0 : err_set(err, ERR_BAD_DATA, "rerank: scores for %zu of %zu texts", scored, n);
}

static void write_request(const struct rerank_call *c, struct buf *body)
{
	JSON_AUTO struct json *o = json_new_object();

	if (*c->conf->rerank_model)
		json_set_cstr(o, "model", c->conf->rerank_model);
	json_set_str(o, "query", c->question);
	json_set(o, "documents", embed_texts_json(c->texts, c->n, "", TEXT_BYTES));
	json_set_int(o, "top_n", (int64_t)c->n);
	json_write(o, body);
}

static struct post post_to(const struct rerank_call *c, struct str body)
{
	return (struct post){
		.http = c->http,
		.shared = c->shared,
		.peer = STR("rerank"),
		.base = str_of(c->conf->rerank_url),
		.path = "/rerank",
		.key = str_of(c->conf->rerank_api_key),
		.ca_file = c->conf->llm_ca_file,
		.proxy = c->conf->llm_proxy,
		.body = body,
		.try_ms = c->conf->embedding_timeout * 1000,
	};
}

int rerank_texts(const struct rerank_call *c, float *ret_scores, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(REQUEST_BYTES), answer = BUF_MAX(ANSWER_BYTES);
	struct err why = {0};
	struct post post;
	int failed;

	if (c->n == 0 || c->n > RERANK_TEXTS_MAX || !rerank_configured(c->conf))
		return err_set(err, ERR_CONFIG, "nothing to rank, or RERANK_URL is not set");
	write_request(c, &body);
	if (body.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a request with %zu texts", c->n);
	post = post_to(c, buf_view(&body));
	if (post_allowed(&post, err))
		return -1;
	failed = post_whole(&post, c->patience, &answer, &why) ||
		 read_scores(buf_view(&answer), c->n, ret_scores, &why);
	post_ended(&post, failed ? &why : NULL);
	return failed ? err_pass(err, &why) : 0;
}
