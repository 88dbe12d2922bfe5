/*
 * Headings of regulations and books, known by their words: "BAB IV", "Bagian
 * Kesatu", "Pasal 7", "Chapter 3".  In many documents nothing else tells them from
 * text.
 */
#ifndef KB_HEADING_WORDS_H
#define KB_HEADING_WORDS_H

#include "kb/outline/outline.h"

/* Level of the heading that the line is, from 1; 0 for text. */
unsigned heading_words_level(struct str line);
/*
 * Whether `line`, in plain letters under the heading `number`, is its title:
 * "KETENTUAN UMUM" under "BAB I", "Umum" under "Bagian Kesatu".  "Pasal 7" has
 * no title.
 */
bool heading_words_title(struct str number, struct str line);
/* Like outline_plain(), but makes such lines headings. */
void heading_words_plain(struct outline *o, struct str text);

#endif
