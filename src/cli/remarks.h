/*
 * What an ingest says about single files: told at once or at the end, and kept for
 * the report that --report writes.
 */
#ifndef CLI_REMARKS_H
#define CLI_REMARKS_H

#include "base/json.h"
#include "kb/ingest/ingest.h"

/* REMARKS_MAX: more are only counted. */
enum { REMARKS_MAX = 100000, REMARKS_KINDS = INGEST_WARNED + 1 };

struct remarks {
	struct json *lists[REMARKS_KINDS]; /* of {"file", "reason"}, by enum ingest_remark */
	int64_t n, left_out;
};

void remarks_open(struct remarks *r);
void remarks_close(struct remarks *r);
void remarks_add(struct remarks *r, enum ingest_remark kind, const char *where, const char *why);
/* Prints the files that were skipped, by reason, and how many there are warnings about. */
void remarks_print(const struct remarks *r);
/* Writes the whole report as a JSON object. ERR_IO. */
int remarks_write(const struct remarks *r, const struct ingest_report *report, const char *path, struct err *err);

#endif
