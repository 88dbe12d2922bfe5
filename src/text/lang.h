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
/* "id", "en"; "" for LANG_UNKNOWN. */
const char *lang_code(enum lang lang);
/* LANG_UNKNOWN for anything but "id" and "en". */
enum lang lang_of_code(struct str code);

#endif
