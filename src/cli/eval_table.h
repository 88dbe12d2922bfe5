/*
 * The table of itb-chatbot eval --answers: a row for each style of question, or
 * for each turn of dialogues.
 */
#ifndef CLI_EVAL_TABLE_H
#define CLI_EVAL_TABLE_H

#include "chat/judge.h"

enum { EVAL_STYLES = 32 }; /* more are counted in the last row */

struct eval_row {
	char style[32];
	size_t answerable, right, cited, refused, in_passages;
	size_t unanswerable, unanswerable_refused, unanswerable_right;
};

struct eval_table {
	struct eval_row rows[EVAL_STYLES], all;
	size_t n;
};

void eval_table_add(struct eval_table *t, struct str style, const struct judgement *j);
/* On stdout, with what its columns mean; top_k: passages a question gets. Sorts the rows. */
void eval_table_print(struct eval_table *t, long top_k);

#endif
