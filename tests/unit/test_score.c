#include "unit.h"

#include <stdlib.h>

#include "base/file.h"
#include "kb/ingest/build.h"
#include "kb/search/score.h"

enum { CHUNKS = 9000, VOCABULARY = 400, WANTED = 25, QUESTIONS = 60 };

static uint32_t x = 1;

static uint32_t draw(uint32_t below)
{
	x = x * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(x >> 4) * below >> 28);
}

/* Word numbers with frequencies like those of a language. */
static uint32_t draw_word(void)
{
	return draw(draw(draw(VOCABULARY) + 1) + 1);
}

static void build(const char *folder, const struct conf *conf)
{
	struct kb_build_options o = {.conf = conf, .id = STR("x")};
	struct kb_build *b;
	uint32_t i, k;

	assert_int_equal(kb_build_begin(folder, &o, &b, NULL), 0);
	for (i = 0; i < CHUNKS; i++) {
		BUF_AUTO struct buf text = BUF_MAX(4096);
		struct kb_build_chunk c = {.chunk_id = STR("c"), .document_id = STR("d"), .lang = LANG_EN};

		for (k = 5 + draw(20); k > 0; k--)
			buf_printf(&text, "w%u ", draw_word());
		c.text = buf_view(&text);
		assert_int_equal(kb_build_add(b, &c, NULL), 0);
	}
	assert_int_equal(kb_build_finish(b, NULL), 0);
}

static struct plan *invent(const struct index *index, struct arena *a)
{
	struct plan *p = ARENA_NEW(a, struct plan);
	uint32_t i, k, w;

	p->n = 1 + draw(6);
	for (i = 0; i < p->n; i++) {
		struct plan_group *g = p->groups[i] = ARENA_NEW(a, struct plan_group);

		g->n = 1 + draw(3);
		for (k = 0; k < g->n; k++) {
			struct plan_alternative *alternative = &g->alternatives[k];

			alternative->n = draw(4) ? 1 : 2;
			alternative->value = 0.1f + (float)draw(100) / 20;
			for (w = 0; w < alternative->n; w++)
				alternative->terms[w] = draw(index->meta.terms);
		}
	}
	return p;
}

/* The score of every chunk, computed term by term without pruning. */
static void score_all(const struct index *index, const struct plan *p, float scores[CHUNKS])
{
	static float part[CHUNKS];
	uint32_t g, k, w, chunk;

	memset(scores, 0, CHUNKS * sizeof *scores);
	for (g = 0; g < p->n; g++) {
		memset(part, 0, sizeof part);
		for (k = 0; k < p->groups[g]->n; k++) {
			const struct plan_alternative *a = &p->groups[g]->alternatives[k];
			struct cursor cursors[2];

			for (w = 0; w < a->n; w++)
				index_cursor(index, a->terms[w], &cursors[w]);
			for (chunk = 0; chunk < CHUNKS; chunk++) {
				uint8_t least = UINT8_MAX;

				for (w = 0; w < a->n; w++) {
					bool there = cursor_seek(&cursors[w], chunk) == chunk;
					uint8_t impact = there ? cursor_impact(&cursors[w]) : 0;

					least = impact < least ? impact : least;
				}
				if (a->value / (float)IMPACT_MOST * (float)least > part[chunk])
					part[chunk] = a->value / (float)IMPACT_MOST * (float)least;
			}
		}
		for (chunk = 0; chunk < CHUNKS; chunk++)
			scores[chunk] += part[chunk];
	}
}

static void compare(const struct index *index, const struct plan *p, struct arena *a)
{
	static float scores[CHUNKS];
	struct scored *best;
	uint32_t n, i, chunk, better;

	score_all(index, p, scores);
	assert_int_equal(score_top(index, p, WANTED, a, &best, &n, NULL), 0);
	for (i = 0; i < n; i++) {
		assert_float_equal(best[i].score, scores[best[i].chunk], 0.001);
		assert_true(i == 0 || best[i].score <= best[i - 1].score);
	}
	for (chunk = better = 0; chunk < CHUNKS; chunk++)
		better += scores[chunk] > (n == WANTED ? best[n - 1].score + 0.001f : 0.001f);
	assert_true(better <= n);
}

static void pruning_changes_nothing(void **state)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);
	char folder[] = "/tmp/test_score.XXXXXX";
	const struct conf *conf = conf_load("/dev/null", 0, &faults);
	struct index index;
	int i;

	(void)state;
	assert_non_null(mkdtemp(folder));
	build(folder, conf);
	assert_int_equal(index_open(folder, &index, NULL), 0);
	assert_int_equal(index.meta.chunks, CHUNKS);
	for (i = 0; i < QUESTIONS; i++) {
		ARENA_AUTO struct arena a;

		arena_init(&a, 8 << 20);
		compare(&index, invent(&index, &a), &a);
	}
	index_close(&index);
	file_remove_tree(folder, NULL);
	conf_unref(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pruning_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
