/*
 * Text as it should be spoken: no markup, links as the site's name,
 * abbreviations spelled out or in full.
 *
 * The result holds nothing that a synthesiser takes for a command (espeak-ng's
 * [[…]], SSML's <…>): letters, digits and plain punctuation alone.
 */
#ifndef CHAT_SPEAKABLE_H
#define CHAT_SPEAKABLE_H

#include "base/buf.h"
#include "text/lang.h"

/* Appends one sentence or so; valid UTF-8 in, valid UTF-8 out. LANG_UNKNOWN is Indonesian. */
void speakable(struct str text, enum lang lang, struct buf *out);

#endif
