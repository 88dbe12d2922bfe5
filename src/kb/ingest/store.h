/*
 * knowledge.db: the documents and chunks that generations are built from.
 *
 * It holds what each source had when it was last read, with a hash of the content,
 * so that only what changed is worked on again.  One process writes at a
 * time (see kb/ingest/generations.h for the lock).  Work is committed every few thousand
 * documents; when a run is killed, the next one goes on from the last commit.
 *
 * A run is one ingest.  It marks every document it meets.  Documents of its sources
 * that it did not meet are gone from the source; they are swept, that is, removed.
 */
#ifndef KB_STORE_H
#define KB_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "kb/outline/chunker.h"
#include "port/system/crypto.h"
#include "text/lang.h"

struct store;

/*
 * Opens `folder`/knowledge.db, made if absent.  `scratch`: nothing is kept;
 * all changes are undone by store_close, and an absent database is not made.
 */
int store_open(const char *folder, bool scratch, struct store **ret, struct err *err);
/* Uncommitted work is lost. NULL is fine. */
void store_close(struct store *st);

/* Makes the work so far permanent. */
int store_commit(struct store *st, struct err *err);

/* Where documents come from: a file, a folder or a URL, as an absolute path. */
struct store_source {
	int64_t id;
	struct str path;
	struct str name; /* unique: the last component of the path, longer when that is taken */
};
/* Registers it if new, and makes it part of this run. Appends its name to *ret_name. */
int store_source_enter(struct store *st, struct str path, struct buf *ret_name, int64_t *ret_id,
		       struct err *err);
/* Takes the source out of this run again, so that none of its documents is removed as gone. */
int store_source_spare(struct store *st, int64_t id, struct err *err);
/* Calls fn for each, in the order of their paths, until it returns non-zero, which is returned. */
int store_sources_each(struct store *st, int (*fn)(void *arg, const struct store_source *s), void *arg,
		       struct err *err);
/* Forgets the source and its documents. *ret_removed: documents, -1 when there is no such source. */
int store_source_remove(struct store *st, struct str path, int64_t *ret_removed, struct err *err);

struct store_document {
	int64_t source;          /* its store_source.id */
	struct str document_id;  /* unique */
	struct str path;         /* the file it came from */
	struct str title, name, url; /* name: shown as the source */
	enum lang lang;
	uint8_t hash[CRYPTO_HASH_BYTES]; /* of content, extractor and settings */
	int64_t retrieved_at;
	int64_t updated_at; /* the date of the document; 0: unknown */
};

enum store_match { STORE_NEW, STORE_CHANGED, STORE_UNCHANGED, STORE_TAKEN };
/*
 * Marks the document of that id as met, and compares its hash with d's.
 * STORE_TAKEN: another document of that id was met in this run already, or
 * belongs to a source that is no part of it.
 */
int store_document_meet(struct store *st, const struct store_document *d, enum store_match *ret,
			struct err *err);
/* Marks the documents of a file that can't be read this time as met; *ret_n: how many. */
int store_path_keep(struct store *st, int64_t source, struct str path, int64_t *ret_n, struct err *err);
/* Stores the document met last, without chunks; replaces what was stored of it before. */
int store_document_put(struct store *st, const struct store_document *d, struct err *err);
/* Adds the next chunk of the document put last. ERR_BAD_DATA after 16 million chunks. */
int store_chunk_put(struct store *st, const struct chunk *c, struct err *err);
/* Removes the documents whose path or id is `path`, or whose path lies in that folder. */
int store_documents_remove(struct store *st, struct str path, int64_t *ret_removed, struct err *err);
/* What a source had and the run did not meet, of all its documents. */
struct store_loss {
	struct str path;
	int64_t gone, documents;
};
/*
 * Calls fn for each of the run's sources that a sweep would empty, or that would lose more than
 * `percent` of its documents and more than ten; stops at the first result that is not 0.
 */
int store_losses_each(struct store *st, int percent, int (*fn)(void *arg, const struct store_loss *l), void *arg,
		      struct err *err);
/* Removes what the run's sources had and the run did not meet. */
int store_sweep(struct store *st, int64_t *ret_removed, struct err *err);

struct store_chunk {
	struct str document_id, title, name, url, heading, text;
	uint32_t n; /* in the document, from 1 */
	uint32_t page;
	enum lang lang;
	int64_t retrieved_at;
	int64_t updated_at; /* the date of the document; 0: unknown */
	bool first; /* of its document */
};
/* Every chunk, document by document, in the order the documents came. As store_sources_each. */
int store_chunks_each(struct store *st, int (*fn)(void *arg, const struct store_chunk *c), void *arg,
		      struct err *err);
/* Every document, in the order of their ids; hash and source id are not filled. */
int store_documents_each(struct store *st,
			 int (*fn)(void *arg, const struct store_document *d, int64_t chunks), void *arg,
			 struct err *err);
int store_counts(struct store *st, int64_t *ret_documents, int64_t *ret_chunks, struct err *err);

/*
 * Vectors by a hash of the model's fingerprint and the text, so that they
 * outlive changes elsewhere.  Between _begin and _end, those that are used are
 * noted; _end forgets the rest.
 */
int store_vectors_begin(struct store *st, struct err *err);
/* ret_vector: int8 components, empty when there is none. */
int store_vector_get(struct store *st, const uint8_t key[CRYPTO_HASH_BYTES], struct buf *ret_vector,
		     float *ret_scale, struct err *err);
int store_vector_put(struct store *st, const uint8_t key[CRYPTO_HASH_BYTES], struct str vector, float scale,
		     struct err *err);
int store_vector_use(struct store *st, const uint8_t key[CRYPTO_HASH_BYTES], struct err *err);
int store_vectors_end(struct store *st, struct err *err);

/*
 * Whether generation `id` was built from these documents with `how`, a text of all
 * that decides a generation's form; set after a build.
 */
int store_built_is(struct store *st, struct str id, struct str how, bool *ret, struct err *err);
int store_built_set(struct store *st, struct str id, struct str how, struct err *err);

#endif
