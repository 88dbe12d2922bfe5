/*
 * The chunks' text and metadata in a generation: file `chunks`.
 *
 * What the chunks of a document share (id, title, source, url) is stored once.
 */
#ifndef KB_CHUNKS_H
#define KB_CHUNKS_H

#include "kb/build.h"
#include "kb/pack.h"

struct chunks {
	struct pack pack;
	struct str text;
	const struct chunk_record *records;
	const struct document_record *documents;
	uint32_t n, documents_n;
	bool open;
};

/* Checks the header alone. */
int chunks_open(const char *folder, struct chunks *ret, struct err *err);
void chunks_close(struct chunks *c);
/* Damaged records give empty strings. number < n. */
void chunks_get(const struct chunks *c, uint32_t number, struct kb_chunk *ret);
/* Which document the chunk belongs to: equal for the chunks of one. */
uint32_t chunks_document(const struct chunks *c, uint32_t number);

struct chunks_writer;

int chunks_create(const char *folder, struct chunks_writer **ret, struct err *err);
int chunks_add(struct chunks_writer *w, const struct kb_build_chunk *c, struct err *err);
/* ret_*: how many. w is freed in any case. */
int chunks_finish(struct chunks_writer *w, uint32_t *ret_chunks, uint32_t *ret_documents, struct err *err);
void chunks_abort(struct chunks_writer *w);

#endif
