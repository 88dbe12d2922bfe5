#include "kb/gen.h"
#include "kb/score.h"

enum { CANDIDATES = 100 };

static int search(const struct kb_gen *gen, const struct kb_query *q, struct stemmer *stemmer, struct arena *a,
		  struct kb_hits *ret, struct buf *explain, struct err *err)
{
	const struct index *x = &gen->generation.index;
	struct plan_tools tools = {x, gen->dict, stemmer, a, q->off};
	struct plan *plan;
	struct scored *best;
	uint32_t n, i;

	if (plan_make(&tools, q->text, q->lang, &plan, err) ||
	    score_top(x, plan, q->k > CANDIDATES ? q->k : CANDIDATES, a, &best, &n, err))
		return -1;
	if (explain)
		plan_explain(plan, x, explain);
	ret->lang = plan->lang;
	ret->n = n < q->k ? n : q->k;
	ret->hits = ARENA_ARRAY(a, ret->n + 1, struct kb_hit);
	if (ret->hits == NULL)
		return err_set(err, ERR_NO_MEMORY, "searching");
	for (i = 0; i < ret->n; i++) {
		float share = plan->information > 0 ? best[i].score / plan->information : 0;

		ret->hits[i] = (struct kb_hit){.chunk = best[i].chunk, .score = share,
					       .lexical = best[i].score, .coverage = share};
	}
	return 0;
}

int kb_search(const struct kb_gen *gen, const struct kb_query *q, struct arena *a,
	      struct kb_hits *ret, struct buf *explain, struct err *err)
{
	struct stemmer *stemmer = stemmer_new();
	int r;

	if (stemmer == NULL)
		return err_set(err, ERR_NO_MEMORY, "searching");
	r = search(gen, q, stemmer, a, ret, explain, err);
	stemmer_free(stemmer);
	return r;
}
