/*
 * Parts of regulations and books by the words of their headings: "BAB IV",
 * "Bagian Kesatu", "Pasal 7", "Chapter 3".  Many documents have them in plain
 * letters, told from text by nothing else.
 */
#ifndef KB_HEADING_WORDS_H
#define KB_HEADING_WORDS_H

#include "kb/document/outline.h"

/* Level of the heading that the line is, from 1; 0 for text. */
unsigned heading_words_level(struct str line);
/*
 * Whether `line`, in plain letters under the heading `number`, is its title:
 * "KETENTUAN UMUM" under "BAB I", "Umum" under "Bagian Kesatu".  Under
 * "Pasal 7" stands text.
 */
bool heading_words_title(struct str number, struct str line);
/* As outline_plain(), with such lines as headings. */
void heading_words_plain(struct outline *o, struct str text);

#endif
