#include <stdlib.h>

#include "kb/ingest/ingest_impl.h"
#include "port/llm/embed.h"
#include "text/sentence.h"

/*
 * Words of a sentence that says something and is no list; and of a question:
 * students' have about as many, and the cosines of longer texts are greater.
 */
enum { WORDS_LEAST = 4, WORDS_MOST = 30, QUESTION_WORDS = 8, KEY_BYTES_MAX = 1 << 20 };

struct sampling {
	struct ingest *in;
	int (*each)(void *arg, struct str question, const uint8_t key[CRYPTO_HASH_BYTES]);
	void *arg;
	uint32_t chunk, first; /* at hand; first of its document */
	size_t of_document;    /* first question of it */
};

/* Chunks are taken evenly from all; all of them where there are few. */
static bool is_due(const struct sampling *s)
{
	uint64_t all = (uint64_t)s->in->report->chunks, at = s->chunk;

	return s->in->questions->n < DENSE_ASKED &&
	       (all <= DENSE_ASKED || at * DENSE_ASKED / all != (at + 1) * DENSE_ASKED / all);
}

static size_t count_words(struct str sentence)
{
	size_t n = 1, i;

	for (i = 0; i < sentence.n; i++)
		n += sentence.p[i] == ' ';
	return n;
}

static bool says_something(struct str sentence)
{
	size_t words = count_words(sentence);

	return words >= WORDS_LEAST && words <= WORDS_MOST && str_find_char(sentence, '|') == sentence.n;
}

/* QUESTION_WORDS from the middle. */
static struct str middle_of(struct str sentence)
{
	size_t words = count_words(sentence), skip = words > QUESTION_WORDS ? (words - QUESTION_WORDS) / 2 : 0, n, end;

	for (; skip; skip--)
		sentence = str_sub(sentence, str_find_char(sentence, ' ') + 1, SIZE_MAX);
	for (end = 0, n = 0; end < sentence.n; end++)
		if (sentence.p[end] == ' ' && ++n == QUESTION_WORDS)
			break;
	return str_sub(sentence, 0, end);
}

/* Of the sentence in the middle of those that will do; "" when none does. */
static struct str question_of(struct str text)
{
	struct str rest = text, sentence;
	size_t n = 0, at = 0;

	while (sentence_cut(&rest, &sentence))
		n += says_something(sentence);
	while (sentence_cut(&text, &sentence))
		if (says_something(sentence) && at++ == n / 2)
			return middle_of(sentence);
	return STR("");
}

/* EMBEDDING_QUERY_PREFIX is part of what is embedded. */
static void key_of(const struct ingest *in, struct str question, uint8_t ret[CRYPTO_HASH_BYTES])
{
	BUF_AUTO struct buf b = BUF_MAX(KEY_BYTES_MAX);

	buf_printf(&b, "question\n%s\n", in->o->conf->embedding_query_prefix);
	buf_str(&b, question);
	ingest_vector_key(in, buf_view(&b), ret);
}

static int take(struct sampling *s, struct str question)
{
	struct ingest_questions *all = s->in->questions;
	struct dense_question *q = &all->at[all->n];

	*q = (struct dense_question){.chunk = s->chunk, .first = s->first, .last = s->chunk};
	key_of(s->in, question, all->keys[all->n]);
	return s->each(s->arg, question, all->keys[all->n++]);
}

static int look_at(void *arg, const struct store_chunk *c)
{
	struct sampling *s = arg;
	struct ingest_questions *all = s->in->questions;
	struct str question;
	size_t i;
	int r = 0;

	if (c->first) {
		s->first = s->chunk;
		s->of_document = all->n;
	}
	for (i = s->of_document; i < all->n; i++)
		all->at[i].last = s->chunk;
	question = is_due(s) ? question_of(c->text) : STR("");
	if (question.n)
		r = take(s, question);
	s->chunk++;
	return r;
}

int ingest_questions_each(struct ingest *in,
			  int (*each)(void *arg, struct str question, const uint8_t key[CRYPTO_HASH_BYTES]), void *arg)
{
	struct sampling s = {.in = in, .each = each, .arg = arg};

	in->questions->n = 0;
	return store_chunks_each(in->store, look_at, &s, in->err);
}

/* The stored components at `to`; *ret_found: whether there are any. */
static int load(struct ingest *in, const uint8_t key[CRYPTO_HASH_BYTES], float *to, bool *ret_found)
{
	BUF_AUTO struct buf small = BUF_MAX(EMBED_DIMENSION_MAX);
	float scale;
	uint32_t i;

	if (store_vector_get(in->store, key, &small, &scale, in->err))
		return -1;
	*ret_found = small.n == in->dimension;
	for (i = 0; *ret_found && i < in->dimension; i++)
		to[i] = (float)((const int8_t *)small.p)[i] * scale;
	return 0;
}

int ingest_questions_load(struct ingest *in)
{
	struct ingest_questions *all = in->questions;
	size_t n = all->n, i;

	all->n = 0;
	if (n == 0 || in->dimension == 0)
		return 0;
	all->vectors = calloc(n * in->dimension, sizeof *all->vectors);
	if (all->vectors == NULL)
		return err_set(in->err, ERR_NO_MEMORY, "no memory for %zu vectors", n);
	for (i = 0; i < n; i++) {
		float *to = all->vectors + all->n * in->dimension;
		bool found;

		if (load(in, all->keys[i], to, &found))
			return -1;
		if (!found)
			continue;
		all->at[all->n] = all->at[i];
		all->at[all->n++].vector = to;
	}
	return 0;
}
