/*
 * A document read in a process of its own, so that what breaks or exhausts a reader
 * ends neither the run nor the machine.
 */
#ifndef KB_EXTRACT_APART_H
#define KB_EXTRACT_APART_H

#include "kb/document/extract.h"

/*
 * As extract_document(), for programs of one thread. Bounds follow from EXTRACT_MEMORY_MB
 * and EXTRACT_TIMEOUT. ERR_REFUSED also: the reader crashed.  Plain text, Markdown and
 * CSV, whose readers are simple, are read in this process.
 */
int extract_apart(const struct extract *x, struct str content, struct err *err);

#endif
