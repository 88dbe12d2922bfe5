/*
 * Rows of a table that answer together.
 *
 * A row is a passage "name: value; name: value" (kb/outline/table.h), its
 * neighbours are the other rows.  Who asks for all of something, or how many there
 * are, wants every row that is about the question as much as the one found:
 * they are looked through one by one, so the count is counted.
 */
#ifndef CHAT_ROWS_H
#define CHAT_ROWS_H

#include "chat/evidence.h"

enum { ROWS_CELLS_MOST = 24 };

struct cell {
	struct str name, value;
};

/* Whether the chunk is one of several rows of a table. */
bool rows_is(const struct kb_gen *gen, const struct kb_chunk *c);
/* The cells of a row; none when the text is no row. Borrowed from it. */
size_t rows_cells(struct str row, struct cell ret[ROWS_CELLS_MOST]);
/* Whether the rows of the chunk's table can be counted as what is asked: its columns and titles have all the words. */
bool rows_counted(struct evidence *e, const struct kb_gen *gen, const struct kb_chunk *c, const struct terms *asked);
/*
 * Looks for a row among the first passages, and gives it (passage.table) the
 * rows of its table that match as well.  A word that the table's title has too
 * selects no rows: "fakultas apa saja" wants all of the list of faculties and
 * schools.  The other passages that are rows of that table are marked.  Nothing happens
 * when the question, whose words are `asked`, asks for no list or count.
 */
void rows_gather(struct evidence *e, const struct kb_gen *gen, struct match *match, const struct terms *asked);

#endif
