/* Blocks and cells: what is given out before and between their texts. */
#include <stdio.h>

#include "chat/reply/markdown_impl.h"

int markdown_give(struct markdown *m, struct str s, size_t cell, const struct reply_style *style)
{
	if (s.n == 0 || m->failed)
		return m->failed;
	m->any = true;
	m->failed = m->sink.text(m->sink.arg, s, cell, style);
	return m->failed;
}

bool markdown_is_list(const struct markdown *m)
{
	return m->open && (m->type == BLOCK_UL || m->type == BLOCK_OL);
}

static int begin_block(struct markdown *m)
{
	if (m->any && markdown_give(m, m->tight ? STR("\n") : STR("\n\n"), 0, NULL))
		return -1;
	m->given = true;
	m->failed = m->failed ? m->failed : m->sink.block(m->sink.arg, m->type, m->columns, m->lang);
	return m->failed;
}

static int begin_item(struct markdown *m, bool first)
{
	char mark[24] = "- ";

	m->cell = m->items++;
	if (m->type == BLOCK_OL)
		snprintf(mark, sizeof mark, "%zu. ", m->items);
	if (!first && markdown_give(m, STR("\n"), 0, NULL))
		return -1;
	return markdown_give(m, str_of(mark), 0, NULL);
}

static int give_head(struct markdown *m, size_t column)
{
	static const struct reply_style plain = {.strong = false};
	bool again = m->head_given[column];

	m->head_given[column] = true;
	return markdown_give(m, m->heads[column], column, again ? NULL : &plain);
}

static int begin_column(struct markdown *m)
{
	size_t column = m->cell % m->columns;
	struct str between = m->in_row ? STR("; ") : m->rows ? STR("\n") : STR("");

	m->in_row = true;
	if (markdown_give(m, between, 0, NULL))
		return -1;
	if (m->heads[column].n == 0)
		return 0;
	return give_head(m, column) || markdown_give(m, STR(": "), 0, NULL);
}

int markdown_begin_cell(struct markdown *m)
{
	bool first = !m->given;

	if (m->cell_given)
		return 0;
	m->cell_given = true;
	if (first && begin_block(m))
		return -1;
	if (markdown_is_list(m))
		return begin_item(m, first);
	return m->type == BLOCK_TABLE ? begin_column(m) : 0;
}

int markdown_inline(struct markdown *m, struct str s)
{
	struct str bare = str_trim(s);

	if (bare.n)
		m->fed = bare.p[bare.n - 1];
	return reply_filter_feed(&m->inlines, s, NULL);
}

int markdown_end_cell(struct markdown *m)
{
	int r = reply_filter_end(&m->inlines, NULL);

	reply_filter_restart(&m->inlines);
	m->cell_given = false;
	m->fed = 0;
	return r;
}

static int end_table(struct markdown *m)
{
	size_t i, given = 0;

	for (i = 0; i < m->columns && m->rows == 0; i++) {
		if (m->heads[i].n == 0)
			continue;
		if (given++ == 0 && begin_block(m))
			return -1;
		if ((given > 1 && markdown_give(m, STR("; "), 0, NULL)) || give_head(m, i))
			return -1;
	}
	return 0;
}

int markdown_close(struct markdown *m)
{
	int r = m->open ? markdown_end_cell(m) : 0;

	if (r == 0 && m->open && m->type == BLOCK_TABLE)
		r = end_table(m);
	m->was_text = m->open && m->given && m->type == BLOCK_P;
	m->open = m->heading = m->given = false;
	return r;
}

void markdown_open(struct markdown *m, enum block_type type)
{
	m->open = true;
	m->type = type;
	m->cell = m->items = m->columns = m->rows = 0;
	m->lang = STR("");
	m->tight = m->was_text && !m->loose && markdown_is_list(m);
	m->was_text = false;
}
