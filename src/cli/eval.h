/*
 * itb-chatbot eval: what its two measurements, of passages found and of
 * answers given, share.
 */
#ifndef CLI_EVAL_H
#define CLI_EVAL_H

#include <stdio.h>

#include "base/json.h"
#include "cli/cli.h"
#include "cli/world.h"

/* Figures of a sample; heap memory, freed by numbers_release. */
struct numbers {
	double *at;
	size_t n, cap;
};

void numbers_push(struct numbers *to, double x);
void numbers_release(struct numbers *of);
/* share: 0 to 1; NaN of none. Sorts. */
double numbers_percentile(struct numbers *of, double share);

/* The first passage's score of each question, of those with an answer in the documents and of the others. */
struct scores {
	struct numbers answerable, unanswerable;
};

/* How well the score tells the kinds apart, at the floor in force. */
void scores_print(struct scores *s, double floor);
/* The greatest RELEVANCE_FLOOR that refuses at most this share (0 to 100) of the answerable questions. */
void scores_suggest(struct scores *s, double percent);

struct eval {
	const struct cli *c;
	struct world world;
	struct kb_gen *gen;
	struct scores scores;
	/* options */
	const char *file;
	const char *run;  /* --run: rankings go here; NULL */
	const char *only; /* --only: of lines of this knowledge; NULL: all */
	double refuse;    /* --floor: percent; negative without */
	bool answers, wrong, json;
	/* how many questions the other servers helped with */
	size_t asked, vectors, reranked;
};

/*
 * Passages for the question as the service finds them, counted in e.
 * Memory of `a`.
 */
int eval_search(struct eval *e, const struct kb_query *q, struct arena *a, struct kb_hits *ret, struct err *err);
/* Calls `each` with every wanted line of the file; an error of it names the line. */
int eval_lines(const struct eval *e, int (*each)(void *arg, const struct json *line, struct err *err), void *arg,
	       struct err *err);
/* The questions that the line's `history` asked before its own, oldest first; gives how many. */
size_t eval_history(const struct json *line, struct str *ret, size_t most);
/* What the passages were found with, in a line. */
void eval_print_servers(const struct eval *e);

/* How often the right documents come first. */
int eval_retrieval(struct eval *e, struct err *err);
/* How often the answer is right. */
int eval_answers(struct eval *e, struct err *err);

#endif
