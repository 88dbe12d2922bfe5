#include "kb/about.h"
#include "kb/fuse.h"
#include "kb/gen.h"
#include "kb/rescore.h"

enum { CANDIDATES = 100 /* chunks that get the second look */ };

struct run {
	const struct kb_gen *gen;
	const struct kb_query *query;
	struct arena *arena;
	struct variant variants[VARIANTS];
	struct fuse_list lists[VARIANTS];
	uint32_t n;
};

static int rank(struct run *r, uint32_t i, struct err *err)
{
	const struct index *x = &r->gen->generation.index;
	uint32_t wanted = r->query->k > CANDIDATES ? r->query->k : CANDIDATES, n;
	struct scored *best;
	struct rescored *again;

	if (score_top(x, r->variants[i].plan, wanted, r->arena, &best, &n, err) ||
	    rescore(x, r->variants[i].plan, best, n, r->query->off, r->arena, &again, err))
		return -1;
	about_prefer(r->gen, r->variants[i].plan, again, n);
	r->lists[i] = (struct fuse_list){again, n, r->variants[i].weight};
	return 0;
}

static void explain(const struct run *r, struct buf *out)
{
	uint32_t i;

	for (i = 0; i < r->n; i++) {
		if (r->n > 1)
			buf_printf(out, "— %s, weight %.1f\n", r->variants[i].why, (double)r->variants[i].weight);
		plan_explain(r->variants[i].plan, &r->gen->generation.index, out);
	}
}

static int collect(const struct run *r, const struct fused *all, uint32_t n, struct kb_hits *ret, struct err *err)
{
	float before = 1;
	uint32_t i;

	ret->lang = r->variants[0].plan->lang;
	ret->n = n < r->query->k ? n : r->query->k;
	ret->hits = ARENA_ARRAY(r->arena, ret->n + 1, struct kb_hit);
	if (ret->hits == NULL)
		return err_set(err, ERR_NO_MEMORY, "searching");
	for (i = 0; i < ret->n; i++) {
		const struct rescored *hit = &all[i].hit;
		float score = hit->coverage;

		/* the order is the fusion's; the score never rises along it */
		before = score < before ? score : before * 0.9999f;
		ret->hits[i] = (struct kb_hit){.chunk = hit->chunk, .score = before,
					       .lexical = hit->lexical, .coverage = hit->coverage};
	}
	return 0;
}

static int search(struct run *r, const struct plan_tools *tools, struct kb_hits *ret, struct buf *out,
		  struct err *err)
{
	struct fused *all;
	uint32_t i, n;
	int variants = plan_variants(tools, r->query, r->variants, err);

	if (variants < 0)
		return -1;
	r->n = (uint32_t)variants;
	if (out)
		explain(r, out);
	for (i = 0; i < r->n; i++)
		if (rank(r, i, err))
			return -1;
	return fuse(r->lists, r->n, r->arena, &all, &n, err) || collect(r, all, n, ret, err) ? -1 : 0;
}

int kb_search(const struct kb_gen *gen, const struct kb_query *q, struct arena *a,
	      struct kb_hits *ret, struct buf *out, struct err *err)
{
	struct run run = {.gen = gen, .query = q, .arena = a};
	struct plan_tools tools = {&gen->generation.index, gen->dict, stemmer_new(), a, q->off};
	int r;

	if (tools.stemmer == NULL)
		return err_set(err, ERR_NO_MEMORY, "searching");
	r = search(&run, &tools, ret, out, err);
	stemmer_free(tools.stemmer);
	return r;
}
