/* Passages for the question. */
#include "chat/retrieve.h"

#include "chat/rows.h"
#include "kb/search/retrieve.h"

/* What a search works with; freed before the language model is waited for. */
enum {
	SCRATCH_BYTES = 16 << 20,
	EXTRACT_PASSAGES = 10,
	COUNTED_HITS = 3,
	CHUNKS_BACK = 40, /* to a document's beginning; further on it is a book, whose beginning tells little */
};

/* Without a language model to read them, a few more passages are looked through for the pieces that answer. */
static uint32_t wanted(const struct chat *c)
{
	if (c->q->top_k)
		return c->q->top_k;
	if (llm_configured(c->conf) || c->conf->top_k > EXTRACT_PASSAGES)
		return (uint32_t)c->conf->top_k;
	return EXTRACT_PASSAGES;
}

/* What was answered last. */
static struct str answered(const struct chat *c)
{
	return c->history_n && !c->history[c->history_n - 1].by_user ? c->history[c->history_n - 1].text : STR("");
}

static int search(struct chat *c, struct str text, struct str rewritten, struct arena *scratch,
		  struct kb_hits *ret, struct err *err)
{
	struct ports *p = c->env->ports;
	struct kb_servers servers = {c->conf, p->http, p->shared, &c->patience};
	struct kb_query q = {
		.text = text,
		.history = c->asked_before,
		.history_n = c->asked_before_n,
		.answered = answered(c),
		.rewritten = rewritten,
		.lang = c->lang,
		.k = wanted(c),
	};

	return kb_retrieve(&servers, c->gen, &q, scratch, ret, NULL, err);
}

/* `match` NULL: found by another question than the reader's, so not looked through for an answer to it. */
static int add_hits(struct chat *c, const struct kb_hits *hits, struct match *match, struct err *err)
{
	size_t i;

	for (i = 0; i < hits->n; i++) {
		const struct found f = {c->gen, match, hits->hits[i].chunk, hits->hits[i].score};

		if (evidence_add(&c->evidence, &f, NULL, err))
			return -1;
	}
	return 0;
}

/* A section that was cut into chunks goes on beside the best one. */
static int add_neighbours(struct chat *c, struct match *match, struct err *err)
{
	const struct passage best = c->evidence.passages[0];
	const uint32_t beside[] = {best.c.next, best.c.previous};
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct found f = {c->gen, match, beside[i], best.score / 2};
		struct kb_chunk neighbour;

		if (beside[i] == KB_NONE)
			continue;
		kb_chunk(c->gen, beside[i], &neighbour);
		if (str_eq(neighbour.heading, best.c.heading) &&
		    evidence_add(&c->evidence, &f, NULL, err))
			return -1;
	}
	return 0;
}

/* What holds for all of a document often stands at its beginning alone: who designed the buildings, whom it is for. */
static int add_beginning(struct chat *c, struct match *match, struct err *err)
{
	const struct passage best = c->evidence.passages[0];
	struct kb_chunk chunk = best.c;
	struct found f = {c->gen, match, best.chunk, best.score / 2};
	int steps = 0;

	for (; chunk.previous != KB_NONE && steps < CHUNKS_BACK; steps++) {
		f.chunk = chunk.previous;
		kb_chunk(c->gen, f.chunk, &chunk);
	}
	return chunk.previous == KB_NONE ? evidence_add(&c->evidence, &f, NULL, err) : 0;
}

/* "ada berapa program studi?": no passage has the number, but the rows of a table can be counted. */
static bool can_count(struct chat *c, const struct kb_hits *hits)
{
	struct kb_chunk chunk;
	size_t i;

	if (hits->missing != ASKED_NUMBER || llm_configured(c->conf))
		return false;
	for (i = 0; i < hits->n && i < COUNTED_HITS; i++) {
		kb_chunk(c->gen, hits->hits[i].chunk, &chunk);
		if (rows_counted(&c->evidence, c->gen, &chunk, &c->asked))
			return true;
	}
	return false;
}

int step_retrieve(struct chat *c, struct err *err)
{
	ARENA_AUTO struct arena scratch = {.cap = SCRATCH_BYTES};
	struct kb_hits hits = {0};

	evidence_init(&c->evidence, c->arena, c->stemmer, c->lang,
		      llm_configured(c->conf) ? (size_t)c->conf->evidence_tokens : SIZE_MAX);
	if (search(c, c->q->text, c->rewritten, &scratch, &hits, err))
		return -1;
	if (hits.n == 0 || (hits.hits[0].score < (float)c->conf->relevance_floor && !can_count(c, &hits))) {
		refuse_note(c, &hits);
		return 0;
	}
	evidence_allow_url(&c->evidence, str_of(c->conf->helpdesk_contact));
	c->evidence.question = hits.question;
	if (add_hits(c, &hits, hits.match, err) || add_neighbours(c, hits.match, err) ||
	    (!llm_configured(c->conf) && add_beginning(c, hits.match, err)))
		return -1;
	rows_gather(&c->evidence, c->gen, hits.match, &c->asked);
	evidence_ready(&c->evidence);
	return 0;
}

int retrieve_more(struct chat *c, struct str query, struct err *err)
{
	ARENA_AUTO struct arena scratch = {.cap = SCRATCH_BYTES};
	struct kb_hits hits = {0};

	if (search(c, query, STR(""), &scratch, &hits, err) || add_hits(c, &hits, NULL, err))
		return -1;
	evidence_ready(&c->evidence);
	return 0;
}
