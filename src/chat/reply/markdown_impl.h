/* What markdown*.c share. A function that returns int gives non-zero when the reading is to end. */
#ifndef CHAT_MARKDOWN_IMPL_H
#define CHAT_MARKDOWN_IMPL_H

#include "chat/reply/markdown.h"

/* What goes before the first text of the cell: separators, an item's mark, a row's header. */
int markdown_begin_cell(struct markdown *m);
bool markdown_is_list(const struct markdown *m);
/* A piece of the plain answer; a NULL style as in the sink. */
int markdown_give(struct markdown *m, struct str s, size_t cell, const struct reply_style *style);
/* Ends the text of the cell at hand, and the block. */
int markdown_end_cell(struct markdown *m);
int markdown_close(struct markdown *m);
void markdown_open(struct markdown *m, enum block_type type);
int markdown_inline(struct markdown *m, struct str s);

/* Whether the line parts a table's head from its rows: "|---|:-:|". */
bool markdown_is_delimiter(struct str line);
int markdown_open_table(struct markdown *m, struct str head);
int markdown_row(struct markdown *m, struct str line);

void markdown_open_code(struct markdown *m, struct str fence);
int markdown_code_line(struct markdown *m, struct str line);

#endif
