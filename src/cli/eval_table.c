#include "cli/eval_table.h"

#include <stdio.h>
#include <stdlib.h>

static struct eval_row *row_of(struct eval_table *t, struct str style)
{
	size_t i;

	style = str_sub(style, 0, sizeof t->rows[0].style - 1);
	for (i = 0; i < t->n; i++)
		if (str_eq(str_of(t->rows[i].style), style))
			return &t->rows[i];
	if (t->n == EVAL_STYLES)
		return &t->rows[EVAL_STYLES - 1];
	snprintf(t->rows[i].style, sizeof t->rows[i].style, "%.*s", STR_ARG(style));
	return &t->rows[t->n++];
}

static void count(struct eval_row *row, const struct judgement *j)
{
	if (j->answerable) {
		row->answerable++;
		row->right += j->right;
		row->cited += j->cited;
		row->refused += j->refused;
		row->in_passages += j->in_passages;
	} else {
		row->unanswerable++;
		row->unanswerable_refused += j->refused;
		row->unanswerable_right += j->right;
	}
}

void eval_table_add(struct eval_table *t, struct str style, const struct judgement *j)
{
	count(row_of(t, style), j);
	count(&t->all, j);
}

static int by_style(const void *a, const void *b)
{
	return strcmp(((const struct eval_row *)a)->style, ((const struct eval_row *)b)->style);
}

static void print_share(size_t hits, size_t n)
{
	if (n)
		printf(" %5zu %4.0f%%", hits, 100 * (double)hits / (double)n);
	else
		printf(" %11s", "-");
}

static void print_row(const char *name, const struct eval_row *r)
{
	printf("%-20s %5zu", *name ? name : "(no style)", r->answerable);
	print_share(r->right, r->answerable);
	print_share(r->in_passages, r->answerable);
	print_share(r->cited, r->answerable);
	print_share(r->refused, r->answerable);
	printf(" %7zu", r->unanswerable);
	print_share(r->unanswerable_refused, r->unanswerable);
	print_share(r->unanswerable_right, r->unanswerable);
	printf("\n");
}

void eval_table_print(struct eval_table *t, long top_k)
{
	size_t i;

	qsort(t->rows, t->n, sizeof t->rows[0], by_style);
	printf("%-20s %-53s %s\n", "", "answered by the documents", "  not answered by the documents");
	printf("%-20s %5s %11s %11s %11s %11s %7s %11s %11s\n", "", "asked", "right", "in passages", "right source",
	       "refused", "asked", "refused", "right");
	for (i = 0; t->n > 1 && i < t->n; i++)
		print_row(t->rows[i].style, &t->rows[i]);
	print_row("all", &t->all);
	printf("\n"
	       "right: says what the file asks for and nothing that it forbids; of a question without an answer:\n"
	       "refused, or told where the documents send the asker.\n"
	       "in passages: the %ld passages found say it, so that a language model can.\n"
	       "right source: names a document that answers.\n", top_k);
}
