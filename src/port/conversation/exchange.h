/*
 * A question with its answer, and the form in which it is stored.
 *
 * The stored form is one JSON object, whose first members are id and
 * asked_at_us, in this order: the scripts in checkpoint.c read them by pattern.
 */
#ifndef PORT_EXCHANGE_H
#define PORT_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct exchange {
	struct str id;         /* random; given by session_append when empty */
	struct str request_id;
	struct str question, answer;
	struct str sources;    /* JSON array, "" for none */
	int64_t asked_at_us;   /* wall clock; 0: session_append takes the present */
};

struct stored {
	struct str id, body; /* body: the JSON; id is a part of it */
	int64_t asked_at_us;
};

/* Appends x's stored form. ERR_BAD_DATA: the id is not 1 to 64 of A-Za-z0-9_-, or sources are no JSON. */
int exchange_store(const struct exchange *x, struct buf *body, struct err *err);
/* The head of a stored form, which must outlive *ret; false when it is none of ours. */
bool exchange_head(struct str body, struct stored *ret);
/* All of it, in arena memory. ERR_BAD_DATA, ERR_NO_MEMORY. */
int exchange_read(struct str body, struct arena *a, struct exchange *ret, struct err *err);

#endif
