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

/*
 * Looks for a row among the first passages, and gives it (passage.rows) the
 * list of its table's rows that match as well: "name (n): value; value; …".
 * The other passages that are rows of that table are marked.  Nothing happens
 * when the question, whose words are `asked`, asks for no list or count.
 */
void rows_gather(struct evidence *e, const struct kb_gen *gen, struct match *match, const struct terms *asked);

#endif
