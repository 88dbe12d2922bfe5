/* Internals of an ingest, for the files ingest*.c alone. */
#ifndef KB_INGEST_IMPL_H
#define KB_INGEST_IMPL_H

#include "kb/document/extract.h"
#include "kb/ingest/furniture.h"
#include "kb/ingest/ingest.h"
#include "kb/ingest/store.h"
#include "kb/search/calibrate_dense.h"

/* Questions that cosines are calibrated with: sentences of stored chunks. */
struct ingest_questions {
	struct dense_question at[DENSE_ASKED];
	uint8_t keys[DENSE_ASKED][CRYPTO_HASH_BYTES]; /* their vectors are stored under */
	size_t n;
	float *vectors; /* that `at` points into */
};

struct ingest {
	const struct ingest_options *o;
	const struct ingest_watch *watch;
	struct ingest_report *report;
	struct store *store;
	struct generations *generations;
	struct outline outline;
	struct ingest_progress progress;
	int64_t now;          /* seconds since 1970, the same for the whole run */
	int64_t uncommitted;  /* documents */
	uint32_t dimension;   /* of the vectors, 0 while none is known */
	bool vectors_missing; /* the server of embeddings failed */
	struct ingest_questions *questions; /* while a generation is built */
	struct err *err;      /* the error that ends the run */
};

/* A larger document is refused: reading it would take several times as much memory. */
enum { INGEST_FILE_BYTES = 256 << 20 };
/* Why a file is skipped whose ending says nothing. */
#define INGEST_UNKNOWN "of a kind that is not read"

/* Reports a failed document to the admin and counts it. */
void ingest_failed(struct ingest *in, const char *where, const char *why);
/* Tells of a file that is not read, and counts it. */
void ingest_skipped(struct ingest *in, const char *where, const char *why);
void ingest_progress(struct ingest *in, int64_t done);

/* Reads one file of a source into the store. Failed documents are reported; -1 only when the store fails. */
struct ingest_file {
	int64_t source;
	struct str source_path, source_name;
	const char *path;
	int64_t bytes;
	const struct furniture *furniture; /* of the source's pages */
};
int ingest_file(struct ingest *in, const struct ingest_file *f);
/* A document that is a file, or a member of a zip file: `name` is its path in there, else "". */
int ingest_document(struct ingest *in, const struct ingest_file *f, struct str name, struct str content);
/* All documents of a zip file, of a file of JSON lines. */
int ingest_jsonl(struct ingest *in, const struct ingest_file *f);
int ingest_zip(struct ingest *in, const struct ingest_file *f);
/* Reports a file that can't be read, and keeps what was read of it before. */
int ingest_keep(struct ingest *in, const struct ingest_file *f, const struct err *why);
/* Gets the vectors that aren't stored yet, when EMBEDDING_URL is set. A server's failure is reported. */
int ingest_embed(struct ingest *in);
/* The text that a chunk's vector is made of, and the key under which the vector is stored. */
void ingest_vector_text(const struct store_chunk *c, struct buf *b);
void ingest_vector_key(const struct ingest *in, struct str text, uint8_t ret[CRYPTO_HASH_BYTES]);
/* Chooses the questions anew and calls `each` with every one, until that returns non-zero, which is returned. */
int ingest_questions_each(struct ingest *in,
			  int (*each)(void *arg, struct str question, const uint8_t key[CRYPTO_HASH_BYTES]), void *arg);
/* Gets the vectors stored for them; questions without one are dropped. */
int ingest_questions_load(struct ingest *in);
/* Builds a generation from the store and puts it in force, unless it is in force already. */
int ingest_build(struct ingest *in);

#endif
