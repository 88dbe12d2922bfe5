/*
 * Word stems by Snowball (libstemmer), Indonesian and English.
 *
 * A stemmer serves one thread at a time.  Words are lower case, UTF-8.
 */
#ifndef TEXT_STEM_H
#define TEXT_STEM_H

#include "base/str.h"
#include "text/lang.h"

struct stemmer;

struct stemmer *stemmer_new(void); /* NULL when out of memory */
void stemmer_free(struct stemmer *s);
/*
 * The stem, borrowed until the next call with the same language.  LANG_UNKNOWN
 * counts as Indonesian.  A word with a digit is its own stem.
 */
struct str stemmer_stem(struct stemmer *s, enum lang lang, struct str word);

#endif
