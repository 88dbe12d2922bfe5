/*
 * The answer's structure (blocks.h) while the answer is said: each finished block
 * goes to the sink.  What is said by chat_say alone becomes paragraphs.
 */
#ifndef CHAT_COMPOSE_H
#define CHAT_COMPOSE_H

#include "chat/state.h"

/* A new block begins; the ones before it are finished. */
int compose_block(struct chat *c, enum block_type type, size_t columns, struct str lang, struct err *err);
/* Says a piece of cell number `cell` of the block. A NULL style: of none, it stands between them. */
int compose_say(struct chat *c, struct str piece, size_t cell, const struct reply_style *style, struct err *err);

#endif
