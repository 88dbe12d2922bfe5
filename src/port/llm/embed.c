#include "port/llm/embed.h"

#include <math.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "port/net/post.h"

/*
 * MESSAGE_BYTES: 256 vectors of 8192 numbers of 20 digits are 42 MB.
 * TEXT_LEAST: a refused text is halved until it has about fifty words.
 * PAUSE_MAX_MS: a busy server may ask for a pause of a minute or two.
 */
enum { MESSAGE_BYTES = 64 << 20, TEXT_LEAST = 400, PAUSE_MAX_MS = 120000 };

#define OPENAI_URL "https://api.openai.com/v1"

/* The original system's settings name a provider instead of an address. */
static bool is_openai(const struct conf *conf)
{
	return *conf->embedding_url == '\0' && strcmp(conf->embedding_provider, "openai") == 0 &&
	       *conf->openai_api_key;
}

bool embed_configured(const struct conf *conf)
{
	return *conf->embedding_url || is_openai(conf);
}

void embed_fingerprint(const struct conf *conf, struct buf *b)
{
	buf_cstr(b, *conf->embedding_model ? conf->embedding_model : "default");
	if (conf->embedding_dimension)
		buf_printf(b, "/%ld", conf->embedding_dimension);
}

struct json *embed_texts_json(const struct str *texts, size_t n, const char *prefix, size_t most_bytes)
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

/* Allocates the vectors once their length is known. ERR_BAD_DATA when it differs from what is expected. */
static int settle_dimension(const struct embed_call *c, size_t length, struct embed_vectors *v, struct err *err)
{
	size_t must = v->dimension ? v->dimension : (size_t)c->conf->embedding_dimension;

	if (length == 0 || length > EMBED_DIMENSION_MAX || (must && length != must))
		return err_set(err, ERR_BAD_DATA,
			       "the server returns vectors of %zu values instead of %zu: set EMBEDDING_DIMENSION",
			       length, must);
	if (v->values)
		return 0;
	v->dimension = (uint32_t)length;
	v->values = calloc(c->n, length * sizeof *v->values);
	return v->values ? 0 : err_set(err, ERR_NO_MEMORY, "no memory for %zu vectors", c->n);
}

/* Reads the answer for texts [from, from + n), whose items may stand in any order. */
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
		return err_set(err, ERR_BAD_DATA, "embeddings: %zu vectors for %zu texts", json_length(data), n);
	for (i = 0; i < n; i++) {
		const struct json *item = json_at(data, i), *list = json_get(item, "embedding");
		int64_t index = (int64_t)i;

		json_to_int(json_get(item, "index"), &index);
		if (index < 0 || index >= (int64_t)n || seen[index])
			return err_set(err, ERR_BAD_DATA, "embeddings: the vectors are not numbered as the texts are");
		seen[index] = true;
		if (settle_dimension(c, json_length(list), v, err))
			return -1;
		if (read_vector(list, v->values + (from + (size_t)index) * v->dimension, v->dimension))
			return err_set(err, ERR_BAD_DATA, "embeddings: a vector is zero or not of finite numbers");
	}
	return 0;
}

/* What one call of embed_texts works with. */
struct asking {
	const struct embed_call *call;
	struct post post;
	struct embed_vectors vectors;
};

static void write_request(const struct embed_call *c, size_t from, size_t n, size_t most_bytes, struct buf *body)
{
	JSON_AUTO struct json *o = json_new_object();
	const char *prefix = c->use == EMBED_QUERY ? c->conf->embedding_query_prefix : "";

	if (*c->conf->embedding_model)
		json_set_cstr(o, "model", c->conf->embedding_model);
	json_set(o, "input", embed_texts_json(c->texts + from, n, prefix, most_bytes));
	json_set_cstr(o, "encoding_format", "float");
	if (c->conf->embedding_dimension)
		json_set_int(o, "dimensions", c->conf->embedding_dimension);
	json_write(o, body);
}

static int ask(struct asking *a, size_t from, size_t n, size_t most_bytes, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(MESSAGE_BYTES), answer = BUF_MAX(MESSAGE_BYTES);

	write_request(a->call, from, n, most_bytes, &body);
	if (body.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a request with %zu texts", n);
	a->post.body = buf_view(&body);
	if (post_whole(&a->post, a->call->patience, &answer, err))
		return -1;
	return read_answer(a->call, from, n, buf_view(&answer), &a->vectors, err);
}

/* Asks for one text, halving it as long as it is refused. */
static int ask_alone(struct asking *a, size_t at, struct err *err)
{
	size_t bytes = a->call->texts[at].n;

	while (ask(a, at, 1, bytes, err)) {
		if (err->code != ERR_REFUSED || bytes <= TEXT_LEAST)
			return -1;
		bytes /= 2;
	}
	return 0;
}

/* Splits what is refused into halves, at most eight levels deep. */
static int ask_split(struct asking *a, size_t from, size_t n, struct err *err)
{
	if (n == 1)
		return ask_alone(a, from, err);
	if (ask(a, from, n, SIZE_MAX, err) == 0)
		return 0;
	if (err->code != ERR_REFUSED)
		return -1;
	return ask_split(a, from, n / 2, err) || ask_split(a, from + n / 2, n - n / 2, err) ? -1 : 0;
}

static struct post post_to(const struct embed_call *c)
{
	const struct conf *conf = c->conf;

	return (struct post){
		.http = c->http,
		.shared = c->shared,
		.peer = STR("embedding"),
		.base = str_of(is_openai(conf) ? OPENAI_URL : conf->embedding_url),
		.path = "/embeddings",
		.key = str_of(is_openai(conf) ? conf->openai_api_key : conf->embedding_api_key),
		.ca_file = conf->llm_ca_file,
		.proxy = conf->llm_proxy,
		.try_ms = conf->embedding_timeout * 1000,
		.retries = c->retries,
		.pause_max_ms = PAUSE_MAX_MS,
	};
}

int embed_texts(const struct embed_call *c, struct embed_vectors *ret, struct err *err)
{
	struct asking a = {.call = c, .post = post_to(c)};
	struct err why = {0};
	int failed;

	if (c->n == 0 || c->n > EMBED_TEXTS_MAX || !embed_configured(c->conf))
		return err_set(err, ERR_CONFIG, "nothing to embed, or EMBEDDING_URL is not set");
	if (post_allowed(&a.post, err))
		return -1;
	failed = ask_split(&a, 0, c->n, &why);
	post_ended(&a.post, failed ? &why : NULL);
	if (failed) {
		embed_free(&a.vectors);
		return err_pass(err, &why);
	}
	*ret = a.vectors;
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
