#include "kb/search/sums.h"

#include <string.h>

enum { FEW = SUMS_WINDOW / 16 /* so few places are cleared faster one by one than all at once */ };

static uint16_t place_of(uint32_t word, uint64_t bits)
{
	return (uint16_t)(word * SUMS_WORD + (uint32_t)__builtin_ctzll(bits));
}

/* How many bits a word has is unpredictable, but most words with any have one or two: those take no branch. */
static uint32_t list_word(uint32_t word, uint64_t bits, uint16_t *list)
{
	/* a second bit that isn't there is written, but not counted */
	const uint64_t past = UINT64_C(1) << (SUMS_WORD - 1);
	uint32_t n = 1;

	list[0] = place_of(word, bits);
	bits &= bits - 1;
	list[1] = place_of(word, bits | past);
	n += bits != 0;
	for (bits &= bits - 1; bits; bits &= bits - 1)
		list[n++] = place_of(word, bits);
	return n;
}

static void list_marks(struct sums *s)
{
	uint32_t word, n = 0;

	for (word = 0; word < SUMS_WORDS; word++)
		if (s->marks[word])
			n += list_word(word, s->marks[word], s->marked + n);
	s->marked_n = n;
}

/* Branch-free, because which sums pass is unpredictable. */
static uint32_t keep_above(const float *sum, const uint16_t *from, uint32_t n, float least, uint16_t *to)
{
	uint32_t i, kept = 0;

	for (i = 0; i < n; i++) {
		uint16_t at = from[i];

		to[kept] = at;
		kept += sum[at] > least;
	}
	return kept;
}

void sums_find(struct sums *s, float least)
{
	list_marks(s);
	s->found_n = keep_above(s->sum, s->marked, s->marked_n, least, s->found);
}

void sums_drop(struct sums *s, float least)
{
	s->found_n = keep_above(s->sum, s->found, s->found_n, least, s->found);
}

void sums_clear_part(const struct sums *s, float *part)
{
	uint32_t i;

	if (s->marked_n > FEW) {
		memset(part, 0, sizeof s->sum);
		return;
	}
	for (i = 0; i < s->marked_n; i++)
		part[s->marked[i]] = 0;
}

void sums_clear(struct sums *s)
{
	sums_clear_part(s, s->sum);
	memset(s->marks, 0, sizeof s->marks);
	s->marked_n = s->found_n = 0;
}
