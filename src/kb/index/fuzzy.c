#include "kb/index/fuzzy.h"

#include <stdlib.h>

enum { LENGTH_SHIFT = 26, SHORT = 5 /* words of so many letters may have one slip, longer ones two */ };

uint32_t fuzzy_shape(struct str word)
{
	uint32_t letters = 0;
	size_t i;

	if (word.n < FUZZY_LEAST || word.n > FUZZY_MOST)
		return 0;
	for (i = 0; i < word.n; i++) {
		if (word.p[i] < 'a' || word.p[i] > 'z')
			return 0;
		letters |= UINT32_C(1) << (word.p[i] - 'a');
	}
	return letters | (uint32_t)word.n << LENGTH_SHIFT;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned fuzzy_distance(struct str a, struct str b, unsigned most)
{
	unsigned rows[3][FUZZY_MOST + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];
	size_t i, j;

	if (a.n > FUZZY_MOST || b.n > FUZZY_MOST)
		return most + 1;
	for (j = 0; j <= b.n; j++)
		above[j] = (unsigned)j;
	for (i = 1; i <= a.n; i++) {
		unsigned *spare = before, best = row[0] = (unsigned)i;

		for (j = 1; j <= b.n; j++) {
			row[j] = least(above[j - 1] + (a.p[i - 1] != b.p[j - 1]), least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
			best = least(best, row[j]);
		}
		if (best > most)
			return most + 1;
		before = above;
		above = row;
		row = spare;
	}
	return least(above[b.n], most + 1);
}

static bool may_match(uint32_t x, uint32_t y, unsigned most)
{
	uint32_t differ = (x ^ y) & ((UINT32_C(1) << LENGTH_SHIFT) - 1);
	int longer = (int)(x >> LENGTH_SHIFT) - (int)(y >> LENGTH_SHIFT);

	return longer <= (int)most && -longer <= (int)most &&
	       (unsigned)__builtin_popcount(differ & x) <= most &&
	       (unsigned)__builtin_popcount(differ & y) <= most;
}

static struct str word_at(const struct fuzzy_words *words, uint32_t i)
{
	uint32_t from = words->at[i], to = words->at[i + 1];

	if (from > to || to > words->text.n)
		return (struct str){"", 0};
	return (struct str){words->text.p + from, to - from};
}

unsigned fuzzy_find(const struct fuzzy_words *words, struct str word, struct fuzzy_match ret[FUZZY_BEST])
{
	uint32_t shape = fuzzy_shape(word), i;
	unsigned most = word.n <= SHORT ? 1 : 2, n = 0;

	if (shape == 0)
		return 0;
	for (i = 0; i < words->n; i++) {
		struct str other;
		unsigned distance;

		if (!may_match(shape, words->shapes[i], most))
			continue;
		other = word_at(words, i);
		distance = fuzzy_distance(word, other, most);
		/* people seldom mistype the first letter: with another one, two slips are chance */
		if (distance > most || (distance == 2 && (other.n == 0 || other.p[0] != word.p[0])))
			continue;
		if (distance < most) { /* nearer than all found before */
			most = distance;
			n = 0;
		}
		if (n && ret[0].distance > distance)
			n = 0;
		if (n < FUZZY_BEST)
			ret[n++] = (struct fuzzy_match){other, distance, i};
		if (distance == 0)
			break;
	}
	return n;
}
