/* GET /v1/search?q=&k=, or POST with the same members: the retrieval alone. */
#include "base/utf8.h"
#include "front/api/api.h"
#include "front/api/link.h"
#include "kb/search/plan.h"
#include "kb/search/retrieve.h"

enum { K_DEFAULT = 10, K_MAX = 100 };

static struct json *result(const struct req *r, const struct kb_gen *gen, const struct kb_hit *hit, int64_t rank)
{
	struct json *v = json_new_object();
	struct kb_chunk c;

	kb_chunk(gen, hit->chunk, &c);
	json_set_str(v, "chunk_id", c.chunk_id);
	json_set_str(v, "document_id", c.document_id);
	json_set_str(v, "title", c.title);
	json_set_str(v, "heading", c.heading);
	json_set_str(v, "text", c.text);
	json_set_str(v, "source", c.source);
	json_set_str(v, "url", c.url);
	if (c.page)
		json_set_int(v, "page", c.page);
	else
		json_set_null(v, "page");
	json_set_time(v, "updated_at", c.updated_at);
	json_set_int(v, "rank", rank);
	json_set_real(v, "score", hit->score, 6);
	json_set_real(v, "lexical", hit->lexical, 4);
	json_set_real(v, "dense", hit->dense, 4);
	json_set_real(v, "coverage", hit->coverage, 4);
	json_set_str(v, "passage_url", link_passage(r, c.chunk_id));
	return v;
}

/* --- how the question was read */

/* By plan_origin. */
static const char *const origins[] = {
	[PLAN_LITERAL] = "literal", [PLAN_SLANG] = "slang", [PLAN_ABBREVIATION] = "abbreviation",
	[PLAN_SYNONYM] = "synonym", [PLAN_GLOSSARY] = "glossary", [PLAN_AFFIX] = "affix", [PLAN_TYPO] = "typo",
};

static struct json *word_json(const struct plan_group *g, const struct kb_topic *topic)
{
	struct json *word = json_new_object(), *list = json_new_array();
	uint32_t i;

	json_set_str(word, "text", g->text);
	json_set_real(word, "weight", (double)topic->worth, 2);
	for (i = 0; i < g->n; i++) {
		struct json *found = json_new_object();

		json_set_str(found, "text", g->alternatives[i].text);
		json_set_cstr(found, "by", origins[g->alternatives[i].origin]);
		json_push(list, found);
	}
	json_set(word, "as", list);
	return word;
}

static struct json *understood(const struct kb_hits *hits)
{
	struct json *o = json_new_object(), *words = json_new_array();
	uint32_t i;

	if (hits->lang == LANG_UNKNOWN)
		json_set_null(o, "language");
	else
		json_set_cstr(o, "language", lang_code(hits->lang));
	for (i = 0; hits->plan && i < hits->plan->n && i < hits->question.topics_n; i++)
		json_push(words, word_json(hits->plan->groups[i], &hits->question.topics[i]));
	json_set(o, "words", words);
	json_set_bool(o, "vectors", hits->by_vectors);
	json_set_bool(o, "reranked", hits->reranked);
	return o;
}

/* --- the request */

/* Of the body what it has, in arena memory; -1 when it is no JSON or k no number. */
static int read_body(struct req *r, struct kb_query *q, int64_t *k, struct err *err)
{
	JSON_AUTO struct json *body = NULL;
	const struct json *n;

	if (req_json(r, &body, err))
		return -1;
	n = json_get(body, "k");
	q->text = arena_str(r->arena, json_str_or_empty(json_get(body, "q")));
	if (n && !json_to_int(n, k))
		*k = 0;
	return 0;
}

static void read_params(const struct req *r, struct kb_query *q, int64_t *k)
{
	struct str text;
	long n;

	req_param(r, "q", &q->text);
	if (req_param(r, "k", &text))
		*k = str_to_long(text, &n) ? n : 0;
}

static int read_query(struct req *r, struct kb_query *q, struct err *err)
{
	int64_t k = K_DEFAULT;

	if (r->method != METHOD_POST)
		read_params(r, q, &k);
	else if (read_body(r, q, &k, err))
		return -1;
	if (str_trim(q->text).n == 0)
		return err_param(err, ERR_PARAM_INVALID, "q", "q is required: the words to search for");
	if (!utf8_valid(q->text))
		return err_param(err, ERR_PARAM_INVALID, "q", "q must be UTF-8");
	if (utf8_count(q->text) > (size_t)r->conf->max_message_chars)
		return err_param(err, ERR_PARAM_INVALID, "q", "q may have %ld characters at most",
				  r->conf->max_message_chars);
	if (k < 1 || k > K_MAX)
		return err_param(err, ERR_PARAM_INVALID, "k", "k must be a whole number from 1 to %d", K_MAX);
	q->k = (uint32_t)k;
	return 0;
}

int api_search(struct req *r, struct resp *p, struct err *err)
{
	struct patience patience = {.deadline = r->deadline};
	struct kb_servers servers = {r->conf, r->ports->http, r->ports->shared, &patience};
	struct kb_gen *gen = kb_acquire(r->kb);
	struct kb_hits hits = {0};
	struct kb_query q = {0};
	struct json *v, *results;
	int failed = read_query(r, &q, err);
	size_t i;

	if (!failed && gen)
		failed = kb_retrieve(&servers, gen, &q, r->arena, &hits, NULL, err);
	if (failed) {
		kb_release(gen);
		return -1;
	}
	v = json_new_object();
	results = json_new_array();
	for (i = 0; i < hits.n; i++)
		json_push(results, result(r, gen, &hits.hits[i], (int64_t)i + 1));
	json_set(v, "results", results);
	json_set(v, "understood", understood(&hits));
	kb_release(gen);
	resp_json(p, 200, v);
	return 0;
}
