#include "kb/search/compare.h"

static const char *const comparing[] = {
	"beda", "bedain", "bedanya", "berbeda", "dibanding", "dibandingkan", "perbandingan", "perbedaan",
	"perbedaannya", "compare", "compared", "difference", "differences", "different", "differ", "versus", "vs",
};
static const char *const joining[] = {
	"dan", "dengan", "dgn", "dg", "sama", "sm", "ama", "atau", "vs", "versus", "and", "from", "or", "to", "with",
};

bool compare_word(struct str word)
{
	return STR_AMONG(word, comparing);
}

bool compare_asked(const struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->words_n; i++)
		if (STR_AMONG(p->words[i], comparing))
			return true;
	return false;
}

/* The groups to the left and right of the joining word at `at`; false when one is missing. */
static bool beside(const struct plan *p, uint32_t at, uint32_t *ret_left, uint32_t *ret_right)
{
	bool left = false, right = false;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		const struct plan_group *g = p->groups[i];

		if (g->at >= p->words_n || STR_AMONG(g->text, comparing) || STR_AMONG(g->text, joining))
			continue;
		if (g->at < at) {
			*ret_left = i;
			left = true;
		} else if (!right) {
			*ret_right = i;
			right = true;
		}
	}
	return left && right;
}

static bool find(const struct plan *p, const struct plan_group *g, uint32_t *ret)
{
	for (*ret = 0; *ret < p->n; ++*ret)
		if (g && p->groups[*ret] == g)
			return true;
	return false;
}

bool compare_sides(const struct plan *p, uint32_t *ret_left, uint32_t *ret_right)
{
	uint32_t at;

	for (at = 1; at + 1 < p->words_n; at++)
		if (STR_AMONG(p->words[at], joining) && beside(p, at, ret_left, ret_right))
			return true;
	return find(p, p->compared[0], ret_left) && find(p, p->compared[1], ret_right);
}
