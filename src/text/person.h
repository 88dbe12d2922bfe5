/* Persons that a text names: whom the next question calls "dia" or "he", who held an office. Pure functions. */
#ifndef TEXT_PERSON_H
#define TEXT_PERSON_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"

/* "dia", "beliau", "he", "her" */
bool person_pronoun(struct str word);
/* "mantan", "former": an office that somebody holds no more. The word is normalised. */
bool person_past(struct str word);
/* Whether the text has such a word. */
bool person_is_past(struct str text);
/*
 * Who did what was asked, by the capitals of a name that holds none of the `known` words: one behind
 * "oleh", "by" or an office, or of two words at a sentence's beginning. "" when nobody stands out.
 */
struct str person_named(struct str answer, const struct str *known, uint32_t known_n);

#endif
