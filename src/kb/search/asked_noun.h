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

#endif
