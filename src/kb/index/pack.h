/*
 * Files of sections: how the data of a generation is written and mapped.
 *
 * One page of header (kind, file size, a table of up to PACK_SECTIONS
 * sections with place, length and checksum), then the sections, each on a
 * 64-byte border.  Little-endian, as written by the machine.  Opening reads
 * the header alone, so it takes the same time at any size; a file that is
 * short, foreign or has a damaged header is refused with ERR_DAMAGED.
 * pack_verify reads everything.  Readers of a section check every offset they
 * find in it, because a mapped file can be damaged after any check.
 */
#ifndef KB_PACK_H
#define KB_PACK_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"

enum {
	PACK_SECTIONS = 32,
	PACK_PAD = 64, /* readable zero bytes after each section, for vector loads past its end */
};

struct pack {
	const unsigned char *map;
	size_t size;
};

/* `kind` tells the files of a generation apart, e.g. "lexical". */
int pack_open(const char *path, const char *kind, struct pack *ret, struct err *err);
void pack_close(struct pack *p); /* NULL map is fine */
/* Borrowed until pack_close; empty when there is no such section. */
struct str pack_section(const struct pack *p, unsigned id);
/* As pack_section, at least n items of `size` bytes, else ERR_DAMAGED. */
int pack_array(const struct pack *p, unsigned id, uint64_t n, size_t size, const void **ret, struct err *err);
/* Compares every section with its checksum. */
int pack_verify(const struct pack *p, const char *name, struct err *err);

struct pack_writer;

/* Fails when the file exists. */
int pack_create(const char *path, const char *kind, struct pack_writer **ret, struct err *err);
/* All that is written until the next pack_begin is section `id`. */
void pack_begin(struct pack_writer *w, unsigned id);
/* Faults are reported by pack_finish. */
void pack_write(struct pack_writer *w, const void *p, size_t n);
/* Bytes written to the current section. */
uint64_t pack_at(const struct pack_writer *w);
/* Writes the header and syncs the file to the disk; w is freed in any case. */
int pack_finish(struct pack_writer *w, struct err *err);
void pack_abort(struct pack_writer *w); /* frees; NULL is fine */

#endif
