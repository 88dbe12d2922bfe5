/* What a line of Markdown begins, as language models write it (after CommonMark 0.31 and GitHub's tables). */
#ifndef CHAT_MARKDOWN_LINE_H
#define CHAT_MARKDOWN_LINE_H

#include <stdbool.h>
#include "base/str.h"

enum line_kind {
	LINE_UNDECIDED, /* too short to tell */
	LINE_BLANK,
	LINE_TEXT,
	LINE_HEADING,
	LINE_BULLET,
	LINE_NUMBER,
	LINE_QUOTE,
	LINE_TABLE,     /* this and the next two only once the line has ended */
	LINE_FENCE,
	LINE_RULE,
};

struct line {
	enum line_kind kind;
	size_t indent; /* columns */
	size_t skip;   /* bytes of indent and mark, in front of the text */
	long number;   /* of LINE_NUMBER */
};

/* `ended`: the line's end was seen, else more of it may come. */
struct line line_read(struct str s, bool ended);

#endif
