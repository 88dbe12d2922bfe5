/*
 * OpenDocument (ISO/IEC 26300): a zip file with content.xml, of which text
 * documents, sheets and presentations are kinds.
 */
#ifndef KB_OPENDOCUMENT_H
#define KB_OPENDOCUMENT_H

#include "kb/document/extract.h"
#include "kb/markup/markup.h"

/*
 * Appends a part; ERR_REFUSED when it is protected by a password, else as
 * filter_unzip().
 */
int opendocument_part(const struct extract *x, struct str file, const char *name, struct buf *out, struct err *err);
/* content.xml as a tree. ERR_NO_MEMORY when that would not fit in EXTRACT_MEMORY_MB. */
int opendocument_content(const struct extract *x, struct str file, struct markup **ret, struct err *err);
/* Appends the text of paragraphs at and below n, with a space between them; comments are left out. */
void opendocument_text(const struct markup_node *n, struct buf *out);
/* The attribute as a number within bounds, `otherwise` when it is none. */
long opendocument_number(const struct markup_node *n, const char *attribute, long otherwise, long max);
/* The style of that name among the content's own; NULL for none. */
const struct markup_node *opendocument_style(const struct markup *content, struct str name);

/* The readers of a tree, for their tests. */
int extract_ods_tree(const struct extract *x, const struct markup *content, struct err *err);
int extract_odp_tree(const struct extract *x, const struct markup *content, struct err *err);

#endif
