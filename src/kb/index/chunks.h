/*
 * The chunks' text and metadata in a generation: file `chunks`.
 *
 * What the chunks of a document share (id, title, source, url) is stored once.
 */
#ifndef KB_CHUNKS_H
#define KB_CHUNKS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"
#include "kb/index/pack.h"
#include "text/lang.h"

/* A chunk as it is read; its texts belong to the generation. */
struct kb_chunk {
	struct str chunk_id;    /* stable while the document is unchanged */
	struct str document_id; /* as ingested: a .jsonl record's id, else the path */
	struct str title, heading, text;
	struct str source; /* what readers are shown: a URL or the document's name */
	struct str url;    /* "" without */
	uint32_t page;     /* from 1; 0 without pages */
	int64_t retrieved_at;
	int64_t updated_at; /* the date of the document; 0: unknown */
	uint32_t previous, next; /* neighbours in the document; KB_NONE at its ends */
};
#define KB_NONE UINT32_MAX

/* A chunk as it is written. */
struct kb_build_chunk {
	struct str chunk_id, document_id;
	struct str title, heading, text, source, url;
	uint32_t page;
	int64_t retrieved_at;
	int64_t updated_at; /* the date of the document; 0: unknown */
	enum lang lang;        /* of the document */
	const int8_t *vector;  /* `dimension` values, NULL in a generation without vectors */
	float vector_scale;    /* int8 × scale = the unit vector's component */
};

struct chunks {
	struct pack pack;
	struct str text;
	const struct chunk_record *records;
	const struct document_record *documents;
	const int64_t *updated; /* of each document; NULL: unknown */
	uint32_t n, documents_n;
	bool open;
};

/* Checks only the header. */
int chunks_open(const char *folder, struct chunks *ret, struct err *err);
void chunks_close(struct chunks *c);
/* Damaged records give empty strings. number < n. */
void chunks_get(const struct chunks *c, uint32_t number, struct kb_chunk *ret);

/* The chunk of this id; false when there is none. Looks at each document's id: a millisecond for 100,000 of them. */
bool chunks_find(const struct chunks *c, struct str chunk_id, uint32_t *ret);

struct chunks_writer;

int chunks_create(const char *folder, struct chunks_writer **ret, struct err *err);
int chunks_add(struct chunks_writer *w, const struct kb_build_chunk *c, struct err *err);
/* ret_*: the numbers of both. w is freed in any case. */
int chunks_finish(struct chunks_writer *w, uint32_t *ret_chunks, uint32_t *ret_documents, struct err *err);
void chunks_abort(struct chunks_writer *w);

#endif
