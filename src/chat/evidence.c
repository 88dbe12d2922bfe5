#include "chat/evidence.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "chat/reply/url.h"
#include "kb/search/match.h"
#include "text/analyse.h"

/* A sentence is about what stands among its first words. */
enum { SUBJECT_WORDS = 4 };
/* A word of a section's heading, against one of the sentence under it. */
static const float UNDER = 0.8f;
/* Of a passage; shapes count them in 16 bits. */
enum { SENTENCES_MAX = UINT16_MAX };

/*
 * OpenAI's rule of thumb is four bytes of English a token; words of Indonesian
 * split into more pieces.  3.5 errs towards fewer passages.
 */
static size_t estimate_tokens(struct str text)
{
	return (text.n * 2 + 6) / 7;
}

void evidence_init(struct evidence *e, struct arena *a, struct stemmer *stemmer, enum lang lang,
		   size_t tokens_max)
{
	*e = (struct evidence){.arena = a, .stemmer = stemmer, .lang = lang, .tokens_max = tokens_max};
}

static bool has(const struct evidence *e, uint32_t chunk)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->passages[i].chunk == chunk)
			return true;
	return false;
}

static int cut_sentences(struct evidence *e, struct passage *p, struct err *err)
{
	size_t cap = 0, terms = 0, n = 0, i;
	struct snippets s;
	struct snippet at;

	for (snippets_begin(&s, p->c.text); n < SENTENCES_MAX && snippets_next(&s, &at); n++) {
		p->sentences = arena_grow(e->arena, p->sentences, n, &cap, SENTENCES_MAX, sizeof *p->sentences);
		if (p->sentences == NULL)
			return err_set(err, ERR_NO_MEMORY, "no memory for %zu sentences", n);
		p->sentences[n].at = at;
	}
	p->sentences_n = n;
	for (i = 0; i < p->sentences_n; i++) {
		struct quotable *q = &p->sentences[i];

		if (terms_of(e->stemmer, e->lang, q->at.text, e->arena, &q->terms, err))
			return -1;
		terms += q->terms.n;
	}
	if (rarity_reserve(&e->rarity, terms, e->arena, err))
		return -1;
	for (i = 0; i < p->sentences_n; i++)
		rarity_add(&e->rarity, &p->sentences[i].terms);
	return 0;
}

/* Keeps where the passage has the question's words, until somebody looks through it for the answer. */
static int keep_hits(struct evidence *e, struct passage *p, const struct matched *m, struct err *err)
{
	p->hits = ARENA_ARRAY(e->arena, m->hits_n + 1, struct match_hit);
	if (p->hits == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %u hits", m->hits_n);
	memcpy(p->hits, m->hits, m->hits_n * sizeof *p->hits);
	p->hits_n = m->hits_n;
	memcpy(p->titled, m->title, sizeof p->titled);
	return 0;
}

/* The hits within the next sentence, `from` the word it begins with; gives the hit behind them. */
static uint32_t take_hits(struct quotable *q, float *held, const struct passage *p, uint32_t hit, uint32_t from,
			  uint32_t to)
{
	uint32_t subject = from + SUBJECT_WORDS + (q->shape.mark != MARK_NONE && q->shape.mark != MARK_BULLET);

	for (; hit < p->hits_n && p->hits[hit].at < to; hit++) {
		const struct match_hit *h = &p->hits[hit];

		if (h->value <= held[h->group])
			continue;
		if (h->at < subject)
			q->subject += h->value - held[h->group];
		held[h->group] = h->value;
	}
	return hit;
}

/* The sentence without the question's words, which are `n` of the hits: what it names is not asked for. */
static struct str without_asked(struct evidence *e, struct str text, const struct match_hit *hits, uint32_t n,
				uint32_t at)
{
	char *p = arena_alloc(e->arena, text.n + 1);
	struct analyser a;
	struct word w;

	if (p == NULL)
		return text;
	memcpy(p, text.p, text.n);
	for (analyse_begin(&a, text); n && analyse_next(&a, &w); at++)
		for (; n && hits->at <= at; hits++, n--)
			if (hits->at == at)
				memset(p + w.from, 'x', w.to - w.from);
	return (struct str){p, text.n};
}

/* How much of the question's words that are no names, "perancang" in "siapa perancang Aula Barat?", are held. */
static float predicate(const struct kb_question *q, const float *held)
{
	float sum = 0;
	uint32_t i;

	for (i = 0; i < q->topics_n; i++)
		sum += q->topics[i].name ? 0 : held[i];
	return sum;
}

/* What stands in the section's heading, if there is one within the passage, holds for the sentences under it. */
static void take_heading(float *held, const float *heading, uint32_t topics)
{
	uint32_t i;

	for (i = 0; heading && i < topics; i++)
		if (held[i] < UNDER * heading[i])
			held[i] = UNDER * heading[i];
}

/* What each sentence holds of the question: the hits of the passage, in the order of its words, by sentence. */
static int look_through(struct evidence *e, struct passage *p, struct err *err)
{
	uint32_t topics = e->question.topics_n, from = 0, hit = 0, kinds = 0, i;
	float *held = ARENA_ARRAY(e->arena, p->sentences_n * topics + 1, float);
	const float *heading = NULL;
	bool named = false;
	size_t k;

	if (held == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for looking through %zu sentences", p->sentences_n);
	for (i = 0; i < topics; i++)
		named = named || !e->question.topics[i].name;
	for (i = 0; i < e->question.parts_n; i++)
		kinds |= e->question.parts[i].kinds & ASKED_SHOWN;
	for (k = 0; k < p->sentences_n; k++, held += topics) {
		struct quotable *q = &p->sentences[k];
		uint32_t to = from + analyse_count(q->at.text), first = hit;
		struct str text = q->at.text;

		hit = take_hits(q, held, p, hit, from, to);
		if (kinds & (ASKED_PERSON | ASKED_NAME | ASKED_PLACE) && named)
			text = without_asked(e, text, p->hits + first, hit - first, from);
		if (q->at.heading)
			heading = held;
		else
			take_heading(held, heading, topics);
		from = to;
		q->held = held;
		q->points = (uint16_t)utf8_count(q->at.text);
		q->kinds = kinds ? asked_kinds_held(text, kinds) : 0;
		if (named && predicate(&e->question, held) <= 0)
			q->kinds &= ~(unsigned)(ASKED_PERSON | ASKED_NAME);
	}
	return 0;
}

/* Sets the shapes of the passage's sentences. */
static int tell_shapes(struct evidence *e, struct passage *p, struct err *err)
{
	const struct snippet **sentences = ARENA_ARRAY(e->arena, p->sentences_n + 1, const struct snippet *);
	struct shape *shapes = ARENA_ARRAY(e->arena, p->sentences_n + 1, struct shape);
	size_t i;

	if (sentences == NULL || shapes == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu sentences", p->sentences_n);
	for (i = 0; i < p->sentences_n; i++)
		sentences[i] = &p->sentences[i].at;
	shapes_of(sentences, p->sentences_n, shapes);
	for (i = 0; i < p->sentences_n; i++)
		p->sentences[i].shape = shapes[i];
	return 0;
}

static void allow_urls_in(struct evidence *e, struct str text)
{
	struct str url;

	while (url_find(&text, &url))
		evidence_allow_url(e, url);
}

int evidence_add(struct evidence *e, const struct found *f, bool *ret_added, struct err *err)
{
	struct passage *p;
	size_t tokens;

	if (ret_added)
		*ret_added = false;
	if (e->n == EVIDENCE_MAX || has(e, f->chunk))
		return 0;
	p = arena_grow(e->arena, e->passages, e->n, &e->cap, EVIDENCE_MAX, sizeof *p);
	if (p == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the evidence");
	e->passages = p;
	p = &e->passages[e->n];
	*p = (struct passage){.chunk = f->chunk, .score = f->score};
	kb_chunk(f->gen, f->chunk, &p->c);
	tokens = estimate_tokens(p->c.title) + estimate_tokens(p->c.heading) + estimate_tokens(p->c.text);
	if (e->n && e->tokens + tokens > e->tokens_max)
		return 0;
	if (cut_sentences(e, p, err) || (f->match && keep_hits(e, p, kb_match(f->gen, f->match, f->chunk), err)))
		return -1;
	allow_urls_in(e, p->c.text);
	allow_urls_in(e, p->c.source);
	evidence_allow_url(e, p->c.url);
	e->tokens += tokens;
	if (f->score > e->best)
		e->best = f->score;
	e->n++;
	if (ret_added)
		*ret_added = true;
	return 0;
}

static void tell_beside(struct passage *p, const struct passage *other, uint32_t topics)
{
	size_t i, t;

	for (i = 0; i < other->sentences_n; i++)
		for (t = 0; t < topics && other->sentences[i].held; t++)
			if (other->sentences[i].held[t] > p->beside[t])
				p->beside[t] = other->sentences[i].held[t];
}

int evidence_look_through(struct evidence *e, struct err *err)
{
	size_t i, k;

	for (i = 0; i < e->n; i++)
		if (e->passages[i].hits &&
		    (tell_shapes(e, &e->passages[i], err) || look_through(e, &e->passages[i], err)))
			return -1;
	for (i = 0; i < e->n; i++)
		for (k = 0; k < e->n; k++)
			if (i != k && str_eq(e->passages[i].c.document_id, e->passages[k].c.document_id))
				tell_beside(&e->passages[i], &e->passages[k], e->question.topics_n);
	return 0;
}

void evidence_ready(struct evidence *e)
{
	rarity_sort(&e->rarity);
}

void evidence_allow_url(struct evidence *e, struct str url)
{
	struct str *urls;

	if (url.n == 0)
		return;
	urls = arena_grow(e->arena, e->urls, e->urls_n, &e->urls_cap, EVIDENCE_URLS_MAX, sizeof *urls);
	if (urls == NULL)
		return; /* an address more than can be known is one that isn't */
	e->urls = urls;
	urls[e->urls_n++] = url;
}

bool evidence_knows_url(const struct evidence *e, struct str url, bool whole)
{
	struct str wanted = url_essence(url);
	size_t i;

	for (i = 0; i < e->urls_n; i++) {
		struct str known = url_essence(e->urls[i]);

		if (whole ? str_eq(known, wanted) : str_starts(known, wanted))
			return true;
	}
	return false;
}
