/*
 * Indonesian or English? By function words and letter shapes; made for
 * questions of a few words as well as for whole documents.
 */
#ifndef TEXT_LANG_H
#define TEXT_LANG_H

#include "base/str.h"

enum lang { LANG_UNKNOWN, LANG_ID, LANG_EN };

/* LANG_UNKNOWN when the text shows signs of neither, or of both alike. */
enum lang lang_detect(struct str text);
/*
 * How many words of the text are function words of either language or end as its words do: about a third in
 * running text, few where it was read wrongly.  *ret_words counts all that hold a letter.
 */
size_t lang_known(struct str text, size_t *ret_words);
/* "id", "en"; "" for LANG_UNKNOWN. */
const char *lang_code(enum lang lang);
/* LANG_UNKNOWN for anything but "id" and "en". */
enum lang lang_of_code(struct str code);

#endif
