#include "kb/search/kb.h"

float kb_hits_chance(const struct kb_hits *hits, size_t together)
{
	float best = 0;
	size_t i;

	for (i = 0; i < hits->n && i < together; i++)
		best = hits->hits[i].score > best ? hits->hits[i].score : best;
	return best;
}

void kb_hits_share(struct kb_hits *hits, float chance)
{
	size_t i;

	for (i = hits->n; i-- > 0;)
		hits->hits[i].score = chance * hits->hits[i].rank / hits->hits[0].rank;
	kb_hits_fall(hits);
}

void kb_hits_fall(struct kb_hits *hits)
{
	size_t i;

	for (i = 1; i < hits->n; i++) {
		float most = hits->hits[i - 1].score * KB_SCORE_FALLS;

		if (hits->hits[i].score > most)
			hits->hits[i].score = most;
	}
}
