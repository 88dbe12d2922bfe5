#include "kb/search/about.h"
#include "kb/search/blend.h"
#include "kb/search/calibrate.h"
#include "kb/search/followup.h"
#include "kb/search/fuse.h"
#include "kb/search/gen.h"
#include "kb/search/match.h"
#include "kb/search/rescore.h"
#include "kb/search/shown.h"
#include "kb/search/subject.h"
#include "kb/search/tuning.h"

enum {
	/* Chunks that get the second look: on the five public question sets 16 give the figures that 200 give. */
	CANDIDATES = 24,
};

struct run {
	const struct kb_gen *gen;
	const struct kb_query *query;
	struct arena *arena;
	uint32_t k; /* hits by words */
	struct plan_variant variants[PLAN_VARIANTS];
	struct fuse_list lists[PLAN_VARIANTS];
	uint32_t n;
};

static int rank(struct run *r, uint32_t i, struct err *err)
{
	const struct index *x = &r->gen->generation.index;
	uint32_t wanted = r->k > CANDIDATES ? r->k : CANDIDATES, n;
	struct scored *best;
	struct rescored *again;

	if (score_top(x, r->variants[i].plan, wanted, r->arena, &best, &n, err) ||
	    rescore(x, r->variants[i].plan, best, n, r->query->off, r->arena, &again, err))
		return -1;
	calibrate_evidence(x, r->variants[i].plan, again, n);
	about_prefer(r->gen, r->variants[i].plan, again, n);
	r->lists[i] = (struct fuse_list){again, n, r->variants[i].weight};
	return 0;
}

static void explain(const struct run *r, struct buf *out)
{
	uint32_t i;

	for (i = 0; i < r->n; i++) {
		if (r->n > 1 || r->query->history_n)
			buf_printf(out, "— %s, weight %.1f\n", r->variants[i].why, (double)r->variants[i].weight);
		plan_explain(r->variants[i].plan, &r->gen->generation.index, out);
	}
}

static int collect(const struct run *r, const struct fused *all, uint32_t n, struct kb_hits *ret, struct err *err)
{
	const struct generation *g = &r->gen->generation;
	uint32_t i;

	ret->lang = r->variants[0].plan->lang;
	ret->n = n < r->k ? n : r->k;
	ret->hits = ARENA_ARRAY(r->arena, ret->n + 1, struct kb_hit);
	if (ret->hits == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	for (i = 0; i < ret->n; i++) {
		const struct rescored *hit = &all[i].hit;

		ret->hits[i] = (struct kb_hit){.chunk = hit->chunk, .lexical = hit->lexical, .coverage = hit->coverage,
					       .rank = r->n == 1 ? hit->score : all[i].rank_score,
					       .score = calibrate_score(&g->manifest.calibration, hit->evidence)};
	}
	return 0;
}

/* Whether the question came with a vector that fits. */
static bool is_dense(const struct run *r)
{
	return r->query->vector && r->gen->generation.dense.open;
}

static int add_vectors(const struct run *r, const struct plan_tools *tools, struct kb_hits *hits, struct buf *out,
		       struct err *err)
{
	struct blend b = {
		.generation = &r->gen->generation, .vector = r->query->vector, .k = r->query->k,
		.foreign = plan_spoken(tools, hits->lang) < SPOKEN_LEAST, .arena = r->arena, .explain = out,
	};

	return blend(&b, hits, err);
}

/* Tells where the scores come from. */
static void explain_score(const struct run *r, const struct fused *all, const struct kb_hits *hits,
			  struct buf *out)
{
	const struct calibration *c = &r->gen->generation.manifest.calibration;
	uint32_t i;

	for (i = 0; i < hits->n && i < CALIBRATE_TOGETHER; i++)
		buf_printf(out, "passage %u: coverage %.2f, density %.2f, title %.2f: evidence %.2f, chance %.3f\n",
			   i + 1,
			   (double)all[i].hit.coverage, (double)all[i].hit.closeness, (double)all[i].hit.titled,
			   (double)all[i].hit.evidence, (double)calibrate_score(c, all[i].hit.evidence));
	buf_printf(out, "chance 0.5 at evidence %.2f\n", (double)c->middle);
	if (hits->n)
		buf_printf(out, "%s: the best chance of these, %.3f, times a passage's share of the best %s\n",
			   is_dense(r) ? "score by words" : "score",
			   (double)hits->hits[0].score, r->n == 1 ? "BM25 and bonuses" : "fused ranks");
}

/* Tells the caller what to look for in the passages. */
static int tell_question(const struct run *r, const struct plan_tools *tools, struct kb_hits *ret, struct err *err)
{
	const struct plan *question = r->variants[0].plan;
	uint32_t i;

	ret->match = match_new(question, r->arena);
	if (ret->match == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	kb_question_of(question, &ret->question);
	for (i = 0; i < question->n; i++)
		ret->question.topics[i].generic = subject_is_aspect(tools, question->groups[i]);
	return 0;
}

/* "siapa Ciputra?": whatever tells of that name is an answer. */
static bool asks_who_somebody_is(const struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->n; i++)
		if (!p->groups[i]->name)
			return false;
	return p->n && (p->kinds & SHOWN_KINDS & ~(unsigned)(ASKED_PERSON | ASKED_NAME)) == 0;
}

/* Lowers all scores by the same odds when none of the first passages shows the kind of thing asked for. */
static int look_for_kind(const struct run *r, const struct plan_tools *tools, struct kb_hits *hits, struct buf *out,
			 struct err *err)
{
	uint32_t chunks[CALIBRATE_TOGETHER], n = 0;
	unsigned shown;
	float odds;
	char room[128];
	size_t i;

	for (; n < CALIBRATE_TOGETHER && n < hits->n; n++)
		chunks[n] = hits->hits[n].chunk;
	if (asks_who_somebody_is(r->variants[0].plan))
		return 0;
	if (shown_kinds(r->gen, tools, r->variants[0].plan, chunks, n, &shown, err))
		return -1;
	hits->missing = shown ? 0 : r->variants[0].plan->kinds & SHOWN_KINDS;
	odds = hits->missing & ASKED_NAME ? UNNAMED_ODDS : UNSHOWN_ODDS;
	for (i = 0; i < hits->n && shown == 0; i++) {
		float *score = &hits->hits[i].score;

		*score = *score * odds / (*score * odds + 1 - *score);
	}
	if (out && shown == 0)
		buf_printf(out, "none of them shows what is asked for (%.*s): score %.3f\n",
			   STR_ARG(asked_kinds_names(r->variants[0].plan->kinds, room, sizeof room)),
			   hits->n ? (double)hits->hits[0].score : 0.0);
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
	if (fuse(r->lists, r->n, r->arena, &all, &n, err))
		return -1;
	if (collect(r, all, n, ret, err))
		return -1;
	kb_hits_share(ret, kb_hits_chance(ret, CALIBRATE_TOGETHER));
	if (out)
		explain_score(r, all, ret, out);
	if ((is_dense(r) && add_vectors(r, tools, ret, out, err)) || look_for_kind(r, tools, ret, out, err))
		return -1;
	ret->plan = r->variants[0].plan;
	return tell_question(r, tools, ret, err);
}

int kb_search(const struct kb_gen *gen, const struct kb_query *q, struct arena *a,
	      struct kb_hits *ret, struct buf *out, struct err *err)
{
	struct run run = {.gen = gen, .query = q, .arena = a, .k = q->k};
	struct plan_tools tools = {&gen->generation.index, gen->dict, stemmer_new(), a, q->off};
	int r;

	if (tools.stemmer == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	/* vectors choose among all that had the second look */
	if (is_dense(&run) && run.k < CANDIDATES)
		run.k = CANDIDATES;
	r = search(&run, &tools, ret, out, err);
	stemmer_free(tools.stemmer);
	return r;
}

const struct matched *kb_match(const struct kb_gen *gen, struct match *match, uint32_t chunk)
{
	return match_read(match, &gen->generation.index, chunk);
}

bool kb_refers(const struct kb_gen *gen, const struct kb_query *q, struct arena *a)
{
	struct plan_tools tools = {&gen->generation.index, gen->dict, stemmer_new(), a, q->off};
	struct plan *p;
	bool refers = q->history_n && tools.stemmer && plan_make(&tools, q->text, q->lang, &p, NULL) == 0 &&
		      followup_read(&tools, p).kind != FOLLOWUP_NONE;

	stemmer_free(tools.stemmer);
	return refers;
}
