/*
 * XML read a piece at a time, for parts too large to hold as a tree: the
 * memory taken does not grow with the part.
 *
 * Nodes are as in kb/markup/markup.h, but for their neighbours and what is
 * below them; a node is borrowed until the next one is asked for.
 */
#ifndef KB_MARKUP_STREAM_H
#define KB_MARKUP_STREAM_H

#include "kb/markup/markup.h"

enum markup_event { MARKUP_END_OF_PART, MARKUP_BROKEN, MARKUP_OPEN, MARKUP_CLOSE, MARKUP_TEXT };

struct markup_stream;

#define MARKUP_STREAM_AUTO __attribute__((cleanup(markup_stream_freep)))

/* `content` must outlive the stream. ERR_NO_MEMORY, ERR_BAD_DATA. */
int markup_stream_open(struct str content, struct markup_stream **ret, struct err *err);
void markup_stream_freep(struct markup_stream **s);
/*
 * The next event and its node, which is NULL at the end. An element without
 * content closes as any other does. After MARKUP_BROKEN there is nothing more.
 */
enum markup_event markup_stream_next(struct markup_stream *s, const struct markup_node **ret);

#endif
