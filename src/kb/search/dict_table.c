#include "kb/search/dict_table.h"

#include <stdlib.h>

#include "kb/search/dict_parse.h"

struct entry {
	uint32_t first, n; /* in alternatives */
};

struct stored {
	uint32_t at, n; /* in the shared text */
	float weight;
};

void dict_table_init(struct dict_table *t)
{
	buf_init(&t->entries, UINT32_MAX);
	buf_init(&t->alternatives, UINT32_MAX);
	buf_init(&t->stem_terms, UINT32_MAX);
}

void dict_table_release(struct dict_table *t)
{
	vocab_release(&t->terms);
	vocab_release(&t->stems);
	buf_release(&t->stem_terms);
	buf_release(&t->entries);
	buf_release(&t->alternatives);
	free(t->all);
}

static const struct entry *entries(const struct dict_table *t)
{
	return (const struct entry *)(const void *)t->entries.p;
}

static const struct stored *alternatives(const struct dict_table *t, size_t *ret_n)
{
	*ret_n = t->alternatives.n / sizeof(struct stored);
	return (const struct stored *)(const void *)t->alternatives.p;
}

static void begin_entry(struct dict_table *t)
{
	struct entry entry = {(uint32_t)(t->alternatives.n / sizeof(struct stored)), 0};

	buf_add(&t->entries, &entry, sizeof entry);
}

bool dict_table_put_term(struct dict_table *t, struct str term)
{
	if (vocab_add(&t->terms, term) != t->entries.n / sizeof(struct entry))
		return false;
	begin_entry(t);
	return true;
}

void dict_table_put(struct dict_table *t, struct str alternative, float weight, struct buf *text)
{
	struct stored stored = {.at = (uint32_t)text->n, .weight = weight};

	if (t->entries.n == 0 || dict_normalise(alternative, text) == 0)
		return;
	stored.n = (uint32_t)text->n - stored.at;
	buf_add(&t->alternatives, &stored, sizeof stored);
	((struct entry *)(void *)(t->entries.p + t->entries.n))[-1].n++;
}

/* --- from the alternatives back to their terms */

struct pair {
	uint32_t term; /* an alternative of `from`, by its number as a term of `to` */
	uint32_t back; /* the term of `from` that has it */
};

static int by_term(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	return x->back < y->back ? -1 : x->back > y->back;
}

static void pair_up(const struct dict_table *from, struct dict_table *to, float sure, bool several,
		    const struct buf *text, struct buf *ret)
{
	size_t n;
	const struct stored *all = alternatives(from, &n);
	uint32_t back, i;

	for (back = 0; back < from->terms.n; back++) {
		struct entry entry = entries(from)[back];

		for (i = entry.first; i < entry.first + entry.n; i++) {
			struct str alternative = {text->p + all[i].at, all[i].n};
			struct pair pair = {.back = back};

			if (all[i].weight < sure || (str_find_char(alternative, ' ') < alternative.n) != several)
				continue;
			pair.term = vocab_add(&to->terms, alternative);
			buf_add(ret, &pair, sizeof pair);
		}
	}
}

void dict_table_reverse(const struct dict_table *from, struct dict_table *to, float sure, bool several, float weight,
			struct buf *text)
{
	BUF_AUTO struct buf buf = BUF_MAX(UINT32_MAX);
	const struct pair *pairs;
	size_t n, i;

	pair_up(from, to, sure, several, text, &buf);
	n = buf.n / sizeof *pairs;
	pairs = (const struct pair *)(void *)buf.p;
	if (n)
		qsort(buf.p, n, sizeof *pairs, by_term);
	for (i = 0; i < n; i++) {
		if (i == 0 || pairs[i].term != pairs[i - 1].term)
			begin_entry(to);
		dict_table_put(to, vocab_str(&from->terms, pairs[i].back), weight, text);
	}
}

/* --- stems */

static void stem_term(struct dict_table *t, uint32_t number, enum lang lang, struct stemmer *stemmer)
{
	BUF_AUTO struct buf stems = BUF_MAX(4096);
	struct str term = vocab_str(&t->terms, number), rest = term, word;

	while (str_cut(&rest, ' ', &word)) {
		if (stems.n)
			buf_char(&stems, ' ');
		buf_str(&stems, stemmer_stem(stemmer, lang, word));
	}
	if (lang != LANG_EN && !str_eq(buf_view(&stems), term))
		return;
	if (vocab_add(&t->stems, buf_view(&stems)) == t->stem_terms.n / sizeof number)
		buf_add(&t->stem_terms, &number, sizeof number);
}

void dict_table_stem(struct dict_table *t, enum lang lang, struct stemmer *stemmer)
{
	uint32_t i;

	for (i = 0; i < t->terms.n; i++)
		stem_term(t, i, lang, stemmer);
}

/* --- looking up, once no term comes any more */

int dict_table_settle(struct dict_table *t, const struct buf *text)
{
	size_t n, i;
	const struct stored *stored = alternatives(t, &n);

	t->all = calloc(n + 1, sizeof *t->all);
	if (t->all == NULL || t->alternatives.bad || t->entries.bad || text->bad)
		return -1;
	for (i = 0; i < n; i++)
		t->all[i] = (struct dict_alternative){{text->p + stored[i].at, stored[i].n}, stored[i].weight};
	return 0;
}

static const struct dict_alternative *of_term(const struct dict_table *t, uint32_t number, size_t *ret_n)
{
	*ret_n = 0;
	if (number == VOCAB_NONE)
		return NULL;
	*ret_n = entries(t)[number].n;
	return t->all + entries(t)[number].first;
}

const struct dict_alternative *dict_table_find(const struct dict_table *t, struct str term, size_t *ret_n)
{
	return of_term(t, vocab_find(&t->terms, term), ret_n);
}

const struct dict_alternative *dict_table_find_stems(const struct dict_table *t, struct str stems, size_t *ret_n)
{
	uint32_t number = vocab_find(&t->stems, stems);

	if (number != VOCAB_NONE)
		number = ((const uint32_t *)(const void *)t->stem_terms.p)[number];
	return of_term(t, number, ret_n);
}

static void gather(struct vocab *words, struct str text)
{
	struct str word;

	while (str_cut(&text, ' ', &word))
		vocab_add(words, word);
}

void dict_table_gather(const struct dict_table *t, struct vocab *words)
{
	size_t n, i;
	uint32_t k;

	alternatives(t, &n);
	for (k = 0; k < t->terms.n; k++)
		gather(words, vocab_str(&t->terms, k));
	for (i = 0; i < n; i++)
		gather(words, t->all[i].text);
}
