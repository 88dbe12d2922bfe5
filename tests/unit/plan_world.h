/*
 * A knowledge base of a test's own passages, and what a question is read with.
 * The test defines `rows` before it includes this.
 */
#ifndef UNIT_PLAN_WORLD_H
#define UNIT_PLAN_WORLD_H

#include "unit.h"

#include <stdlib.h>

#include "kb/search/gen.h"
#include "kb/search/plan.h"
#include "knowledge.h"

struct world {
	struct knowledge knowledge;
	struct kb_gen *gen;
	struct stemmer *stemmer;
	struct arena arena;
	struct plan_tools tools;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	knowledge_open(&w->knowledge, rows, sizeof rows / sizeof rows[0]);
	w->gen = kb_acquire(w->knowledge.kb);
	w->stemmer = stemmer_new();
	arena_init(&w->arena, 4 << 20);
	w->tools = (struct plan_tools){&w->gen->generation.index, w->gen->dict, w->stemmer, &w->arena, 0};
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	arena_release(&w->arena);
	stemmer_free(w->stemmer);
	kb_release(w->gen);
	knowledge_close(&w->knowledge);
	free(w);
	return 0;
}

#endif
