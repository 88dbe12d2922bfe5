/* Records of the file `chunks`, for chunks_read.c and chunks_write.c alone. */
#ifndef KB_CHUNKS_FORMAT_H
#define KB_CHUNKS_FORMAT_H

#include "kb/index/chunks.h"

/* CHUNKS_UPDATED: an int64_t for each document, seconds since 1970; what an earlier version wrote has none. */
enum chunks_section { CHUNKS_TEXT = 1, CHUNKS_RECORDS, CHUNKS_DOCUMENTS, CHUNKS_UPDATED };

/* At `at` of CHUNKS_TEXT: chunk id, heading, text, one after another. */
struct chunk_record {
	uint64_t at;
	uint32_t id_n, heading_n, text_n;
	uint32_t document, page, unused;
};

/* At `at`: document id, title, source, url. Its chunks are `chunks` from `first`. */
struct document_record {
	uint64_t at;
	uint32_t id_n, title_n, source_n, url_n;
	uint32_t first, chunks;
	int64_t retrieved_at;
};

#endif
