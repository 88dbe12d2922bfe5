#include "kb/index/best.h"

static void sift(struct scored *heap, uint32_t n, uint32_t i)
{
	struct scored moving = heap[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && scored_before(heap[child], heap[child + 1]))
			child++;
		if (!scored_before(moving, heap[child]))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moving;
}

void best_keep(struct best *b, struct scored hit)
{
	uint32_t i;

	if (b->n < b->wanted) {
		b->heap[b->n++] = hit;
		for (i = b->n == b->wanted ? b->n / 2 : 0; i-- > 0;)
			sift(b->heap, b->n, i);
	} else if (b->n && scored_before(hit, b->heap[0])) {
		b->heap[0] = hit;
		sift(b->heap, b->n, 0);
	}
}

void best_sort(struct best *b)
{
	uint32_t n = b->n, i;

	for (i = n / 2; i-- > 0;)
		sift(b->heap, n, i);
	while (n > 1) {
		struct scored worst = b->heap[0];

		b->heap[0] = b->heap[--n];
		sift(b->heap, n, 0);
		b->heap[n] = worst;
	}
}
