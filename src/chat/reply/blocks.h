/*
 * An answer as structure: paragraphs, lists, tables, quotes and code, made of
 * spans.  A span is a run of bytes of the plain answer with its style, so that
 * the structure and the plain answer can't say different things.
 */
#ifndef CHAT_BLOCKS_H
#define CHAT_BLOCKS_H

#include "base/arena.h"
#include "base/json.h"
#include "chat/reply/reply_filter.h"

enum {
	BLOCKS_MAX = 1000,
	BLOCKS_CELLS_MAX = 8000,
	BLOCKS_SPANS_MAX = 16000,
	BLOCKS_COLUMNS_MAX = 24,
};

enum block_type { BLOCK_P, BLOCK_QUOTE, BLOCK_UL, BLOCK_OL, BLOCK_TABLE, BLOCK_CODE };

struct block_span {
	size_t from, to; /* bytes of the answer */
	struct reply_style style;
};

/* A paragraph, an item, a table's cell. */
struct block_cell {
	size_t first, n; /* spans */
};

struct block {
	enum block_type type;
	size_t columns;  /* of a table, whose first cells are the head */
	struct str lang; /* of code, "" when it isn't named */
	size_t first, n; /* cells */
};

/* Arena memory. */
struct blocks {
	struct arena *arena;
	struct block *list;
	struct block_cell *cells;
	struct block_span *spans;
	size_t n, cells_n, spans_n;
	size_t cap, cells_cap, spans_cap;
	size_t covered; /* bytes of the answer that stand in blocks, or between them */
};

/* Each is -1 with ERR_NO_MEMORY.  What is too much for the bounds stays in the plain answer alone. */
int blocks_open(struct blocks *b, enum block_type type, size_t columns, struct str lang, struct err *err);
/* Text [from, to) in cell number `cell` of the last block; cells up to it are made. */
int blocks_add(struct blocks *b, size_t cell, const struct block_span *span, struct err *err);
/* The rest of the answer, `text` being all of it, as paragraphs; what goes on a line joins its block. */
int blocks_cover(struct blocks *b, struct str text, struct err *err);
void blocks_forget(struct blocks *b);

/* What block_json needs besides. */
struct blocks_view {
	const struct blocks *blocks;
	struct str text; /* the answer */
	/* A source is cited at the byte `at`, behind what it supports. */
	const struct blocks_cite {
		size_t at, source;
	} *cites;
	size_t cites_n;
	/* Whether an address of any kind, as it stands in the text, is known; NULL: none is. */
	bool (*knows)(const void *arg, struct str address);
	const void *arg;
};

/* Block number i as docs/api.md describes it. The caller's to free. */
struct json *block_json(const struct blocks_view *v, size_t i);

#endif
