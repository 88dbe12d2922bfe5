/*
 * Questions that ask for a kind of thing by a noun alone: "What is the price of …?", "biayanya?", "nama rektor ITB?".
 */
#ifndef KB_ASKED_NOUN_H
#define KB_ASKED_NOUN_H

#include <stdbool.h>
#include <stddef.h>
#include "base/str.h"

/* Kinds (enum asked_kind) of a question's n normalised words, `office` if it names one; 0 when no noun tells. */
unsigned asked_noun_kinds(const struct str *words, size_t n, bool office);

/* The thing that a number is asked of: "halaman" of "berapa halaman". False when the question names none. */
bool asked_counted(const struct str *words, size_t n, size_t *ret);

/* Whether a size is asked for ("berapa luas", "how far"), which a text tells in units; whether it has one. */
bool asked_size(const struct str *words, size_t n);
bool asked_size_held(struct str text);

#endif
