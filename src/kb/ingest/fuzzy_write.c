#include <stdlib.h>

#include "kb/index/fuzzy.h"
#include "kb/ingest/index_build.h"

/* Orders word numbers by falling count, then as they were first seen. */
static int by_count(const void *a, const void *b, void *arg)
{
	const struct scan_word *words = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (words[x].count != words[y].count)
		return words[x].count < words[y].count ? 1 : -1;
	return x < y ? -1 : x > y;
}

/* The written word, without the letter of its language. */
static struct str plain(const struct index_scan *s, uint32_t number)
{
	return str_sub(vocab_str(&s->words, number), 1, SIZE_MAX);
}

static void put(struct fuzzy_writer *w, struct vocab *seen, struct str word)
{
	uint32_t shape = fuzzy_shape(word), at = (uint32_t)w->text.n;

	if (shape == 0 || w->n == FUZZY_WORDS || vocab_add(seen, word) != w->n)
		return; /* known from the other language, or the table is full */
	buf_add(&w->shapes, &shape, sizeof shape);
	buf_add(&w->at, &at, sizeof at);
	buf_str(&w->text, word);
	w->n++;
}

int fuzzy_collect(struct fuzzy_writer *w, const struct index_scan *s, struct err *err)
{
	uint32_t n = s->words.n, i, end;
	uint32_t *order = calloc((size_t)n + 1, sizeof *order);
	struct vocab seen = {0};

	buf_init(&w->shapes, UINT32_MAX);
	buf_init(&w->at, UINT32_MAX);
	buf_init(&w->text, UINT32_MAX);
	if (order == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for sorting the words");
	for (i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof *order, by_count, scan_words(s));
	for (i = 0; i < n && w->n < FUZZY_WORDS; i++)
		put(w, &seen, plain(s, order[i]));
	end = (uint32_t)w->text.n;
	buf_add(&w->at, &end, sizeof end);
	vocab_release(&seen);
	free(order);
	return w->shapes.bad || w->at.bad || w->text.bad ? err_set(err, ERR_NO_MEMORY, "no memory for the words") : 0;
}

void fuzzy_writer_release(struct fuzzy_writer *w)
{
	buf_release(&w->shapes);
	buf_release(&w->at);
	buf_release(&w->text);
}
