/*
 * Builds a generation: a folder of immutable files, from chunks.
 *
 * kb_build_add copies what it needs into bounded memory and temporary files in
 * the folder, so a million chunks fit in 2 GB.  Analysis
 * uses all cores of the machine.  Nobody sees anything of the generation before
 * kb_build_finish has returned and the caller has replaced the link `current`.
 */
#ifndef KB_BUILD_H
#define KB_BUILD_H

#include "base/conf.h"
#include "base/err.h"
#include "kb/search/calibrate_dense.h"
#include "kb/search/kb.h"

struct kb_build;

struct kb_build_options {
	const struct conf *conf;
	uint32_t dimension;          /* 0: no vectors */
	struct str embedding_model;  /* fingerprint for the manifest, "" without */
	struct str id;               /* the generation's name */
	const struct dense_question *asked; /* calibrate vectors; borrowed until the end */
	size_t asked_n;
};

/* `folder` must exist and be empty. */
int kb_build_begin(const char *folder, const struct kb_build_options *o, struct kb_build **ret,
		   struct err *err);
/* The chunks of a document must follow one another, in their order. */
int kb_build_add(struct kb_build *b, const struct kb_build_chunk *c, struct err *err);
/* Writes, checksums and fsyncs every file; b is freed in any case. */
int kb_build_finish(struct kb_build *b, struct err *err);
/* Gives up and frees b. The caller removes the folder. */
void kb_build_abort(struct kb_build *b);

#endif
