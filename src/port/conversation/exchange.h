/*
 * A question with its answer, and the form in which it is stored.
 *
 * The stored form is one JSON object.  Its first members are id and asked_at_us,
 * in this order, because the scripts in checkpoint.c read them by a pattern.
 */
#ifndef PORT_EXCHANGE_H
#define PORT_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct exchange {
	struct str id;         /* random; session_append chooses one when it is empty */
	struct str request_id;
	struct str question, answer;
	struct str sources;    /* JSON array, "" for none */
	struct str more;       /* JSON object: what else the answer's body has, "" for nothing; stored as a string */
	int64_t asked_at_us;   /* wall clock; 0: session_append takes the present time */
};

struct stored {
	struct str id, body; /* id is borrowed from body, the JSON */
	int64_t asked_at_us;
};

/* Appends x's stored form. ERR_BAD_DATA: the id is not 1 to 64 of A-Za-z0-9_-, or the sources are not JSON. */
int exchange_store(const struct exchange *x, struct buf *body, struct err *err);
/* Reads the head of a stored form, which must outlive *ret; false when it is not one of ours. */
bool exchange_head(struct str body, struct stored *ret);
/* Reads all of it into arena memory. ERR_BAD_DATA, ERR_NO_MEMORY. */
int exchange_read(struct str body, struct arena *a, struct exchange *ret, struct err *err);

#endif
