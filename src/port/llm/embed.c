#include "port/llm/embed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"

/*
 * 256 vectors of 8192 numbers of 20 digits are 42 MB.  A text the server finds
 * too long is halved, down to about fifty words.
 */
enum {
	ANSWER_BYTES = 64 << 20,
	ERROR_BYTES = 2000,
	URL_BYTES = 2100,
	TEXT_LEAST = 400,
	BACKOFF_MS = 500,
	BACKOFF_MAX_MS = 30000,
	RERANK_TEXT_BYTES = 4000
};

#define OPENAI_URL "https://api.openai.com/v1"

/* The original's settings: a provider by name instead of an address. */
static bool is_openai(const struct conf *conf)
{
	return *conf->embedding_url == '\0' && strcmp(conf->embedding_provider, "openai") == 0 &&
	       *conf->openai_api_key;
}

bool embed_configured(const struct conf *conf)
{
	return *conf->embedding_url || is_openai(conf);
}

bool embed_rerank_configured(const struct conf *conf)
{
	return *conf->rerank_url != '\0';
}

void embed_fingerprint(const struct conf *conf, struct buf *b)
{
	buf_cstr(b, *conf->embedding_model ? conf->embedding_model : "default");
	if (conf->embedding_dimension)
		buf_printf(b, "/%ld", conf->embedding_dimension);
}

/* `base` up to and with /v1, or the whole address already. */
static void url_of(const char *base, const char *end, char ret[static URL_BYTES])
{
	struct str s = str_of(base);

	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	snprintf(ret, URL_BYTES, "%.*s%s", (int)s.n, s.p, str_ends(s, str_of(end)) ? "" : end);
}

static int on_data(void *arg, struct str piece)
{
	struct buf *b = arg;

	buf_str(b, piece);
	return b->bad;
}

struct post {
	const char *url, *key;
	struct str body;
};

static int post_once(const struct embed_call *c, const struct post *p, struct buf *answer,
		     struct http_answer *ret, struct err *err)
{
	BUF_AUTO struct buf refusal = BUF_MAX(ERROR_BYTES);
	struct patience patience = patience_within(c->patience, (int64_t)c->conf->embedding_timeout * 1000);
	char authorization[600];
	const char *headers[] = {"Content-Type: application/json", *p->key ? authorization : NULL, NULL};
	struct http_call call = {
		.method = "POST",
		.url = p->url,
		.headers = headers,
		.body = p->body,
		.ca_file = c->conf->llm_ca_file,
		.proxy = c->conf->llm_proxy,
		.patience = &patience,
		.on_data = on_data,
		.arg = answer,
		.error_body = &refusal,
	};

	buf_reset(answer);
	snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", p->key);
	if (http_do(c->http, &call, ret, err))
		return -1;
	if (ret->status / 100 != 2)
		return err_set(err, ret->status == 429 || ret->status == 503 ? ERR_UNAVAILABLE : ERR_REFUSED,
			       "%s answered %d: %.*s", p->url, ret->status, (int)(refusal.n < 150 ? refusal.n : 150),
			       refusal.p ? refusal.p : "");
	return 0;
}

/* Again and again while the server is away or busy, as often as the caller allows. */
static int post(const struct embed_call *c, const struct post *p, struct buf *answer, struct err *err)
{
	struct http_answer http;
	int64_t ms;
	int tries;

	for (tries = 0;; tries++) {
		if (post_once(c, p, answer, &http, err) == 0)
			return 0;
		ms = (int64_t)BACKOFF_MS << (tries < 6 ? tries : 6);
		if (http.retry_after_s > 0)
			ms = http.retry_after_s * 1000;
		if (ms > BACKOFF_MAX_MS)
			ms = BACKOFF_MAX_MS;
		if (err->code != ERR_UNAVAILABLE || tries >= c->retries || ms >= deadline_left_ms(c->patience->deadline) ||
		    patience_sleep(c->patience, ms, err))
			return -1;
	}
}

static struct json *texts_json(const struct str *texts, size_t n, const char *prefix, size_t most_bytes)
{
	struct json *list = json_new_array();
	size_t i;

	for (i = 0; i < n; i++) {
		BUF_AUTO struct buf b = BUF_MAX(texts[i].n * 3 + strlen(prefix) + 1);
		struct str text = str_sub(texts[i], 0, most_bytes);

		text.n -= utf8_partial_tail(text);
		buf_cstr(&b, prefix);
		utf8_clean(&b, text);
		json_push(list, json_new_str(buf_view(&b)));
	}
	return list;
}

static int read_vector(const struct json *list, float *to, uint32_t dimension)
{
	double length = 0, x;
	uint32_t i;

	for (i = 0; i < dimension; i++) {
		if (!json_to_real(json_at(list, i), &x) || !isfinite(x))
			return -1;
		to[i] = (float)x;
		length += x * x;
	}
	if (length <= 0)
		return -1;
	for (i = 0; i < dimension; i++)
		to[i] = (float)((double)to[i] / sqrt(length));
	return 0;
}

/* Room for c->n vectors once their length is known; ERR_BAD_DATA when it isn't what it must be. */
static int settle_dimension(const struct embed_call *c, size_t length, struct embed_vectors *v, struct err *err)
{
	size_t must = v->dimension ? v->dimension : (size_t)c->conf->embedding_dimension;

	if (length == 0 || length > EMBED_DIMENSION_MAX || (must && length != must))
		return err_set(err, ERR_BAD_DATA, "the server gives vectors of %zu values, not of %zu: set EMBEDDING_DIMENSION",
			       length, must);
	if (v->values)
		return 0;
	v->dimension = (uint32_t)length;
	v->values = calloc(c->n, length * sizeof *v->values);
	return v->values ? 0 : err_set(err, ERR_NO_MEMORY, "%zu vectors", c->n);
}

/* The answer for texts [from, from + n). Its items may stand in any order. */
static int read_answer(const struct embed_call *c, size_t from, size_t n, struct str text,
		       struct embed_vectors *v, struct err *err)
{
	JSON_AUTO struct json *root = NULL;
	const struct json *data;
	bool seen[EMBED_TEXTS_MAX] = {false};
	size_t i;

	if (json_parse(text, JSON_LENIENT, &root, err))
		return err_prefix(err, "embeddings");
	data = json_get(root, "data");
	if (json_length(data) != n)
		return err_set(err, ERR_BAD_DATA, "%zu vectors for %zu texts", json_length(data), n);
	for (i = 0; i < n; i++) {
		const struct json *item = json_at(data, i), *list = json_get(item, "embedding");
		int64_t index = (int64_t)i;

		json_to_int(json_get(item, "index"), &index);
		if (index < 0 || index >= (int64_t)n || seen[index])
			return err_set(err, ERR_BAD_DATA, "vectors with wrong numbers");
		seen[index] = true;
		if (settle_dimension(c, json_length(list), v, err))
			return -1;
		if (read_vector(list, v->values + (from + (size_t)index) * v->dimension, v->dimension))
			return err_set(err, ERR_BAD_DATA, "a vector that is none");
	}
	return 0;
}

static int ask(const struct embed_call *c, size_t from, size_t n, size_t most_bytes, struct embed_vectors *v,
	       struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(ANSWER_BYTES), answer = BUF_MAX(ANSWER_BYTES);
	JSON_AUTO struct json *o = json_new_object();
	char url[URL_BYTES];
	const char *prefix = c->use == EMBED_QUERY ? c->conf->embedding_query_prefix : "";
	struct post p = {url, is_openai(c->conf) ? c->conf->openai_api_key : c->conf->embedding_api_key, {NULL, 0}};

	url_of(is_openai(c->conf) ? OPENAI_URL : c->conf->embedding_url, "/embeddings", url);
	if (*c->conf->embedding_model)
		json_set_cstr(o, "model", c->conf->embedding_model);
	json_set(o, "input", texts_json(c->texts + from, n, prefix, most_bytes));
	json_set_cstr(o, "encoding_format", "float");
	if (c->conf->embedding_dimension)
		json_set_int(o, "dimensions", c->conf->embedding_dimension);
	json_write(o, &body);
	p.body = buf_view(&body);
	if (body.bad)
		return err_set(err, ERR_NO_MEMORY, "%zu texts to embed", n);
	return post(c, &p, &answer, err) || read_answer(c, from, n, buf_view(&answer), v, err) ? -1 : 0;
}

/* One text, shorter and shorter. */
static int ask_alone(const struct embed_call *c, size_t at, struct embed_vectors *v, struct err *err)
{
	size_t bytes = c->texts[at].n;

	while (ask(c, at, 1, bytes, v, err)) {
		if (err->code != ERR_REFUSED || bytes <= TEXT_LEAST)
			return -1;
		bytes /= 2;
	}
	return 0;
}

/* Halves and halves of what is refused: at most eight deep. */
static int ask_split(const struct embed_call *c, size_t from, size_t n, struct embed_vectors *v, struct err *err)
{
	if (n == 1)
		return ask_alone(c, from, v, err);
	if (ask(c, from, n, SIZE_MAX, v, err) == 0)
		return 0;
	if (err->code != ERR_REFUSED)
		return -1;
	return ask_split(c, from, n / 2, v, err) || ask_split(c, from + n / 2, n - n / 2, v, err) ? -1 : 0;
}

int embed_texts(const struct embed_call *c, struct embed_vectors *ret, struct err *err)
{
	struct embed_vectors v = {0};
	struct err why = {0};

	if (c->n == 0 || c->n > EMBED_TEXTS_MAX || !embed_configured(c->conf))
		return err_set(err, ERR_CONFIG, "nothing to embed, or no EMBEDDING_URL");
	if (ask_split(c, 0, c->n, &v, &why)) {
		embed_free(&v);
		return err_set(err, why.code, "%s", why.msg);
	}
	*ret = v;
	return 0;
}

void embed_free(struct embed_vectors *v)
{
	free(v->values);
	*v = (struct embed_vectors){0};
}

void embed_quantise(const float *vector, uint32_t dimension, int8_t *ret, float *ret_scale)
{
	float most = 0;
	uint32_t i;

	for (i = 0; i < dimension; i++)
		most = fmaxf(most, fabsf(vector[i]));
	*ret_scale = most / 127;
	for (i = 0; i < dimension; i++)
		ret[i] = most > 0 ? (int8_t)lrintf(vector[i] * 127 / most) : 0;
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
	return scored == n ? 0 : err_set(err, ERR_BAD_DATA, "scores for %zu of %zu texts", scored, n);
}

int embed_rerank(const struct embed_call *c, struct str question, float *ret_scores, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(ANSWER_BYTES), answer = BUF_MAX(ANSWER_BYTES);
	JSON_AUTO struct json *o = json_new_object();
	char url[URL_BYTES];
	struct post p = {url, c->conf->rerank_api_key, {NULL, 0}};

	if (c->n == 0 || c->n > EMBED_TEXTS_MAX || !embed_rerank_configured(c->conf))
		return err_set(err, ERR_CONFIG, "nothing to rank, or no RERANK_URL");
	url_of(c->conf->rerank_url, "/rerank", url);
	if (*c->conf->rerank_model)
		json_set_cstr(o, "model", c->conf->rerank_model);
	json_set_str(o, "query", question);
	json_set(o, "documents", texts_json(c->texts, c->n, "", RERANK_TEXT_BYTES));
	json_set_int(o, "top_n", (int64_t)c->n);
	json_write(o, &body);
	p.body = buf_view(&body);
	if (body.bad)
		return err_set(err, ERR_NO_MEMORY, "%zu texts to rank", c->n);
	return post(c, &p, &answer, err) || read_scores(buf_view(&answer), c->n, ret_scores, err) ? -1 : 0;
}
