/* The person that an answer names, whom the next question calls "dia" or "he". Pure functions. */
#ifndef TEXT_PERSON_H
#define TEXT_PERSON_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"

/* "dia", "beliau", "he", "her" */
bool person_pronoun(struct str word);
/*
 * Who did what was asked, by the capitals of a name that holds none of the `known` words: one behind
 * "oleh", "by" or an office, or of two words at a sentence's beginning. "" when nobody stands out.
 */
struct str person_named(struct str answer, const struct str *known, uint32_t known_n);

#endif
