#include "text/vocab.h"

#include <stdbool.h>
#include <stdlib.h>

#include "text/hash.h"

enum { FIRST_SLOTS = 1024, FIRST_TEXT = 16384 };

void vocab_release(struct vocab *v)
{
	free(v->slots);
	free(v->at);
	free(v->text);
	*v = (struct vocab){0};
}

/* The slot that holds s, or else the free slot where s would go. */
static size_t probe(const struct vocab *v, struct str s, uint64_t hash)
{
	size_t i = hash & v->mask;

	for (; v->slots[i]; i = (i + 1) & v->mask)
		if (v->slots[i] >> 32 == hash >> 32 && str_eq(vocab_str(v, (uint32_t)v->slots[i] - 1), s))
			break;
	return i;
}

static bool grow_slots(struct vocab *v)
{
	size_t n = v->slots ? 2 * (v->mask + 1) : FIRST_SLOTS, i;
	struct vocab wider = *v;

	wider.slots = calloc(n, sizeof *wider.slots);
	if (wider.slots == NULL)
		return false;
	wider.mask = n - 1;
	for (i = 0; i < v->n; i++) {
		struct str s = vocab_str(v, (uint32_t)i);
		uint64_t hash = hash_bytes(s.p, s.n, 0);

		wider.slots[probe(&wider, s, hash)] = (hash >> 32 << 32) | (uint32_t)(i + 1);
	}
	free(v->slots);
	*v = wider;
	return true;
}

static bool grow_strings(struct vocab *v)
{
	uint32_t cap = v->cap ? v->cap * 2 : FIRST_SLOTS;
	uint32_t *at = v->cap > UINT32_MAX / 4 ? NULL : realloc(v->at, ((size_t)cap + 1) * sizeof *at);

	if (at == NULL)
		return false;
	if (v->cap == 0)
		at[0] = 0;
	v->at = at;
	v->cap = cap;
	return true;
}

static bool grow_text(struct vocab *v, size_t need)
{
	size_t cap = v->text_cap ? v->text_cap : FIRST_TEXT;
	char *text;

	if (need > UINT32_MAX)
		return false;
	while (cap < need)
		cap *= 2;
	text = realloc(v->text, cap);
	if (text == NULL)
		return false;
	v->text = text;
	v->text_cap = cap;
	return true;
}

uint32_t vocab_add(struct vocab *v, struct str s)
{
	uint64_t hash = hash_bytes(s.p, s.n, 0);
	size_t slot, end;

	if ((v->slots == NULL || v->n > v->mask / 2) && !grow_slots(v))
		return VOCAB_NONE;
	slot = probe(v, s, hash);
	if (v->slots[slot])
		return (uint32_t)v->slots[slot] - 1;
	if (v->n == v->cap && !grow_strings(v))
		return VOCAB_NONE;
	end = v->at[v->n] + s.n;
	if (end > v->text_cap && !grow_text(v, end))
		return VOCAB_NONE;
	if (s.n)
		memcpy(v->text + v->at[v->n], s.p, s.n);
	v->at[v->n + 1] = (uint32_t)end;
	v->slots[slot] = (hash >> 32 << 32) | (v->n + 1);
	return v->n++;
}

uint32_t vocab_find(const struct vocab *v, struct str s)
{
	size_t slot;

	if (v->slots == NULL)
		return VOCAB_NONE;
	slot = probe(v, s, hash_bytes(s.p, s.n, 0));
	return v->slots[slot] ? (uint32_t)v->slots[slot] - 1 : VOCAB_NONE;
}
