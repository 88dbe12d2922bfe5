/*
 * Ingestion: sources → documents and chunks in knowledge.db → a generation.
 *
 * Documents that are unchanged since the last run (content, extractor and
 * settings) are not worked on again.  A run may be killed at any moment: the
 * generation in force stays in force, and the next run goes on from there.
 */
#ifndef KB_INGEST_H
#define KB_INGEST_H

#include <stdbool.h>
#include <stdint.h>
#include "base/conf.h"
#include "base/err.h"
#include "kb/ingest/generations.h"

struct ingest_progress {
	const char *doing;   /* "reading", "embedding", "building" */
	int64_t done, total; /* bytes read, or chunks; `done` may pass `total` when a file grows */
	int64_t documents;   /* seen so far */
};

enum ingest_remark {
	INGEST_FAILED,  /* the document is missing, or an older form of it is served */
	INGEST_SKIPPED, /* the file is not read, and that is no fault */
	INGEST_WARNED,  /* it was read, but not all of it, or not as it stands there */
};

struct ingest_watch {
	/* Called often. */
	void (*progress)(void *arg, const struct ingest_progress *p);
	/* A message for the admin on the file, or the document of a file of many. */
	void (*tell)(void *arg, enum ingest_remark remark, const char *where, const char *why);
	void *arg;
};

struct ingest_options {
	const struct conf *conf;
	const char *folder;        /* KNOWLEDGE_DIR */
	const char *const *paths;  /* sources; none: all sources ever given */
	size_t paths_n;
	bool full;                 /* work on unchanged documents too */
	bool dry_run;              /* only find out what would be done */
	bool remove;               /* `paths` are sources, documents or folders to remove */
	bool allow_loss;           /* a source may lose more than SYNC_REMOVE_MAX of its documents */
};

struct ingest_report {
	int64_t added, changed, unchanged, removed, failed;
	int64_t skipped;           /* files that are not read, each with its reason told */
	int64_t documents, chunks; /* in all, afterwards */
	int64_t ms;
	bool built;                /* a new generation is in force */
	bool withheld;             /* why it failed: a source would lose too many documents */
	bool held;                 /* the generation in force is held (generations.h), so none was built */
	char generation[GENERATIONS_ID_BYTES]; /* in force, "" for none */
};

/*
 * Where a source would lose more than SYNC_REMOVE_MAX of its documents, or all (a
 * folder that isn't mounted), nothing is removed and nothing built: ERR_REFUSED.
 *
 * 0 when it ran to its end, though documents may have failed (see the report).
 * ERR_NOT_FOUND: no source was given, ever; ERR_UNAVAILABLE: another ingest runs.
 */
int ingest_run(const struct ingest_options *o, const struct ingest_watch *w, struct ingest_report *ret,
	       struct err *err);

#endif
