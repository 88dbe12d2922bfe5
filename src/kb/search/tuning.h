/*
 * The tuned numbers, as constants of the names in tuning.def, and as a table for people.
 */
#ifndef KB_TUNING_H
#define KB_TUNING_H

#include "base/buf.h"
#include "kb/index/index_format.h"

#define TUNE(name, value, meaning, set, down, up) static const float name = value;
#define TUNE_AT(name, value, meaning, set, down, up)
#include "kb/search/tuning.def"

struct tuning {
	const char *name;
	float value;
	const char *meaning, *set, *down, *up; /* see tuning.def */
};

/* In the order of tuning.def. */
extern const struct tuning tuning_rows[];
extern const size_t tuning_rows_n;

/* Appends the table, for people: what `itb-chatbot eval --tuning` prints. */
void tuning_print(struct buf *out);

#endif
