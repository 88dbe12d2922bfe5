#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "port/llm/embed.h"
#include "port/llm/rerank.h"
#include "port/system/crypto.h"
#include "serve.h"

#define OK(body, n) "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " #n "\r\n\r\n" body
#define TOO_LONG                                                                                   \
	"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 49\r\n\r\n" \
	"{\"error\":{\"code\":500,\"message\":\"too large.....\"}}"
#define BUSY "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
#define ONE OK("{\"data\":[{\"index\":0,\"embedding\":[3,4]}]}", 40)
#define TWO OK("{\"data\":[{\"index\":1,\"embedding\":[0,2]},{\"index\":0,\"embedding\":[3,4]}]}", 70)

struct world {
	struct serve serve;
	const struct conf *conf;
	struct http *http;
};

static void begin(struct world *w, const struct script *scripts, size_t n)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);

	memset(w, 0, sizeof *w);
	assert_int_equal(serve_start(&w->serve, scripts, n), 0);
	setenv("EMBEDDING_URL", w->serve.url, 1);
	setenv("RERANK_URL", w->serve.url, 1);
	setenv("EMBEDDING_MODEL", "m", 1);
	setenv("EMBEDDING_QUERY_PREFIX", "Query: ", 1);
	w->conf = conf_load("/dev/null", 0, &faults);
	assert_non_null(w->conf);
	w->http = http_new();
}

static void end(struct world *w)
{
	http_free(w->http);
	conf_unref(w->conf);
	serve_stop(&w->serve);
}

static int embed(const struct world *w, enum embed_use use, const struct str *texts, size_t n,
		 struct embed_vectors *v, struct err *err)
{
	struct patience patience = {.deadline = deadline_in(20000)};
	struct embed_call c = {.conf = w->conf, .http = w->http, .use = use, .texts = texts, .n = n,
			       .patience = &patience, .retries = 2};

	return embed_texts(&c, v, err);
}

static void vectors_come_in_the_order_of_the_texts(void **state)
{
	static const struct script scripts[] = {{.bytes = TWO}};
	const struct str texts[] = {STR("satu"), STR("dua")};
	struct embed_vectors v;
	struct world w;

	(void)state;
	begin(&w, scripts, 1);
	assert_int_equal(embed(&w, EMBED_QUERY, texts, 2, &v, NULL), 0);
	assert_int_equal(v.dimension, 2);
	assert_true(fabsf(v.values[0] - 0.6f) < 1e-6f && fabsf(v.values[1] - 0.8f) < 1e-6f);
	assert_true(v.values[2] == 0 && fabsf(v.values[3] - 1) < 1e-6f);
	assert_non_null(strstr(w.serve.request, "POST /embeddings "));
	assert_non_null(strstr(w.serve.request, "\"Query: satu\""));
	embed_free(&v);
	end(&w);
}

static void a_refused_batch_is_split_and_a_long_text_cut(void **state)
{
	/* the batch is refused; then the first is sent alone, then the second, which is too long twice */
	static const struct script scripts[] = {{.bytes = TOO_LONG}, {.bytes = ONE}, {.bytes = TOO_LONG},
						{.bytes = ONE}};
	char text[1000];
	struct str texts[] = {STR("pendek"), {text, sizeof text}};
	struct embed_vectors v;
	struct err err = {0};
	struct world w;

	(void)state;
	memset(text, 'a', sizeof text);
	begin(&w, scripts, 4);
	assert_int_equal(embed(&w, EMBED_DOCUMENT, texts, 2, &v, &err), 0);
	assert_int_equal(atomic_load(&w.serve.requests), 4);
	embed_free(&v);
	end(&w);
}

static void a_busy_server_is_asked_again(void **state)
{
	static const struct script scripts[] = {{.bytes = BUSY}, {.bytes = ONE}};
	const struct str texts[] = {STR("satu")};
	struct embed_vectors v;
	struct world w;

	(void)state;
	begin(&w, scripts, 2);
	assert_int_equal(embed(&w, EMBED_DOCUMENT, texts, 1, &v, NULL), 0);
	embed_free(&v);
	end(&w);
}

static void wrong_answers_are_refused(void **state)
{
	static const struct script cases[] = {
		{.bytes = OK("{\"data\":[]}", 11)},
		{.bytes = OK("{\"data\":[{\"index\":5,\"embedding\":[3,4]}]}", 40)},
		{.bytes = OK("{\"data\":[{\"index\":0,\"embedding\":[0,0]}]}", 40)},
		{.bytes = OK("{\"data\":[{\"index\":0,\"embedding\":\"AAAA\"}]}", 41)},
		{.bytes = OK("<html>", 6)},
	};
	const struct str texts[] = {STR("satu")};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct embed_vectors v = {0};
		struct err err = {0};
		struct world w;

		begin(&w, &cases[i], 1);
		assert_int_equal(embed(&w, EMBED_DOCUMENT, texts, 1, &v, &err), -1);
		assert_int_equal(err.code, ERR_BAD_DATA);
		end(&w);
	}
}

static void another_length_is_told(void **state)
{
	static const struct script scripts[] = {{.bytes = ONE}};
	const struct str texts[] = {STR("satu")};
	struct embed_vectors v;
	struct err err = {0};
	struct world w;

	(void)state;
	setenv("EMBEDDING_DIMENSION", "64", 1);
	begin(&w, scripts, 1);
	assert_int_equal(embed(&w, EMBED_DOCUMENT, texts, 1, &v, &err), -1);
	assert_non_null(strstr(err.msg, "EMBEDDING_DIMENSION"));
	unsetenv("EMBEDDING_DIMENSION");
	end(&w);
}

static void scores_belong_to_their_texts(void **state)
{
	static const struct script scripts[] = {
		{.bytes = OK("{\"results\":[{\"index\":1,\"relevance_score\":2.5},{\"index\":0,"
			     "\"relevance_score\":-1}]}", 80)}};
	const struct str texts[] = {STR("satu"), STR("dua")};
	struct patience patience = {.deadline = deadline_in(20000)};
	float scores[2];
	struct world w;

	(void)state;
	begin(&w, scripts, 1);
	assert_int_equal(rerank_texts(&(struct rerank_call){w.conf, w.http, NULL, STR("mana?"), texts, 2, &patience},
				      scores, NULL),
			 0);
	assert_true(fabsf(scores[0] + 1) < 1e-6f && fabsf(scores[1] - 2.5f) < 1e-6f);
	assert_non_null(strstr(w.serve.request, "POST /rerank "));
	end(&w);
}

static void eight_bits_are_near_enough(void **state)
{
	const float v[] = {0.6f, -0.8f, 0, 0.001f};
	int8_t q[4];
	float scale;
	int i;

	(void)state;
	embed_quantise(v, 4, q, &scale);
	assert_int_equal(q[1], -127);
	for (i = 0; i < 4; i++)
		assert_true(fabsf((float)q[i] * scale - v[i]) <= scale / 2 + 1e-6f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_come_in_the_order_of_the_texts),
		cmocka_unit_test(a_refused_batch_is_split_and_a_long_text_cut),
		cmocka_unit_test(a_busy_server_is_asked_again),
		cmocka_unit_test(wrong_answers_are_refused),
		cmocka_unit_test(another_length_is_told),
		cmocka_unit_test(scores_belong_to_their_texts),
		cmocka_unit_test(eight_bits_are_near_enough),
	};

	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
