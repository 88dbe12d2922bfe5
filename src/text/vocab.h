/*
 * A hash table that numbers strings in the order in which they are first added.
 *
 * Heap memory, owned by the struct; strings are copied.  At most 4 GiB of text
 * and 2^31 strings.  Writing: one thread; reading: any number at once.
 */
#ifndef TEXT_VOCAB_H
#define TEXT_VOCAB_H

#include <stdint.h>
#include "base/str.h"

struct vocab {
	uint64_t *slots; /* upper half: of the hash; lower: number + 1, 0 is free */
	size_t mask;
	uint32_t *at;    /* n + 1 offsets into text */
	char *text;
	size_t text_cap;
	uint32_t n, cap;
};

#define VOCAB_NONE UINT32_MAX

/* All zero is an empty vocabulary. */
void vocab_release(struct vocab *v);
/* The string's number, a new one if need be; VOCAB_NONE when memory or numbers run out. */
uint32_t vocab_add(struct vocab *v, struct str s);
/* VOCAB_NONE when it was never added. */
uint32_t vocab_find(const struct vocab *v, struct str s);
/* number < n; borrowed until the next vocab_add. */
static inline struct str vocab_str(const struct vocab *v, uint32_t number)
{
	return (struct str){v->text + v->at[number], v->at[number + 1] - v->at[number]};
}

#endif
