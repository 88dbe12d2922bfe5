/*
 * Footnotes of Markdown, as pandoc, GitHub and others write them ("[^1]" and
 * "[^1]: text"), which md4c does not know.
 */
#ifndef KB_MARKDOWN_NOTES_H
#define KB_MARKDOWN_NOTES_H

#include "base/buf.h"

/*
 * Appends the text with each short note in parentheses where its mark stands first;
 * the notes that are left stand as paragraphs at the end.
 */
void markdown_notes(struct str text, struct buf *out);

#endif
