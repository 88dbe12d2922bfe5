/* Blocks of an outline as text, for tests. */
#ifndef UNIT_OUTLINE_SHOW_H
#define UNIT_OUTLINE_SHOW_H

#include "kb/outline/outline.h"

/* Makes b every block as "kind text\n", with H and its level, T, R, W (a whole table). */
static void outline_show(const struct outline *o, struct buf *b)
{
	size_t i;

	buf_reset(b);
	for (i = 0; i < o->blocks_n; i++) {
		const struct outline_block *block = &o->blocks[i];

		if (block->kind == OUTLINE_HEADING)
			buf_printf(b, "H%u ", block->level);
		else
			buf_cstr(b, block->kind == OUTLINE_TEXT ? "T " : block->kind == OUTLINE_ROW ? "R " : "W ");
		buf_str(b, outline_block_text(o, block));
		buf_char(b, '\n');
	}
}

#endif
