#include "kb/search/kb.h"

void kb_hits_fall(struct kb_hits *hits, size_t together)
{
	size_t i;

	for (i = 1; i < hits->n && i < together; i++)
		if (hits->hits[i].score > hits->hits[0].score)
			hits->hits[0].score = hits->hits[i].score;
	for (i = 1; i < hits->n; i++) {
		float most = hits->hits[i - 1].score * KB_SCORE_FALLS;

		if (hits->hits[i].score > most)
			hits->hits[i].score = most;
	}
}
