/* GET /v1/search?q=&k=: the retrieval alone. */
#include "base/utf8.h"
#include "front/api.h"
#include "kb/search/retrieve.h"

enum { K_DEFAULT = 10, K_MAX = 100 };

static struct json *result(const struct kb_gen *gen, const struct kb_hit *hit)
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
	json_set_real(v, "score", hit->score, 6);
	json_set_real(v, "lexical", hit->lexical, 4);
	json_set_real(v, "dense", hit->dense, 4);
	json_set_real(v, "coverage", hit->coverage, 4);
	return v;
}

static int read_query(struct req *r, struct kb_query *q, struct err *err)
{
	struct str k;
	long n = K_DEFAULT;

	if (!req_param(r, "q", &q->text) || str_trim(q->text).n == 0)
		return err_param(err, ERR_PARAM_INVALID, "q", "q is required: the words to search for");
	if (!utf8_valid(q->text))
		return err_param(err, ERR_PARAM_INVALID, "q", "q must be UTF-8");
	if (utf8_count(q->text) > (size_t)r->conf->max_message_chars)
		return err_param(err, ERR_PARAM_INVALID, "q", "q may have %ld characters at most",
				  r->conf->max_message_chars);
	if (req_param(r, "k", &k) && (!str_to_long(k, &n) || n < 1 || n > K_MAX))
		return err_param(err, ERR_PARAM_INVALID, "k", "k must be a whole number from 1 to %d", K_MAX);
	q->k = (uint32_t)n;
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
		json_push(results, result(gen, &hits.hits[i]));
	json_set(v, "results", results);
	kb_release(gen);
	resp_json(p, 200, v);
	return 0;
}
