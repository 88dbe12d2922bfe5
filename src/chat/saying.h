/*
 * What the assistant says in its own words, in both languages: greetings,
 * refusals, notices.  {institution} and {helpdesk} are filled in.
 */
#ifndef CHAT_SAYING_H
#define CHAT_SAYING_H

#include "base/arena.h"
#include "base/conf.h"
#include "text/lang.h"

enum saying {
	SAYING_NONE,
	SAYING_HELLO,
	SAYING_THANKS,
	SAYING_BYE,
	SAYING_WHO,
	SAYING_REFUSAL,   /* the documents hold no answer */
	SAYING_REFUSAL_NEAR, /* … but something {near} it */
	SAYING_REFUSAL_KIND, /* … but not {asked}, which was asked for */
	SAYING_OTHER_LANGUAGE, /* the passages are in the language that wasn't asked in */
	SAYING_NO_PART,   /* of several things asked; the part follows, in quotes */
	SAYING_CUT_OFF,   /* the answer broke off */
	SAYING_TOO_LONG,  /* … since it became too long */
	SAYING_WITHHELD,  /* … since a filter of the model's provider withheld the rest */
	SAYING_INSTEAD,   /* … or all of it: passages follow */
	SAYING_TEXT_ALONE, /* a message had an image or a file beside its text */
	SAYING_UNHEARD,   /* a recording in which nothing was said */
	SAYING_COUNT
};

/* In arena memory. LANG_UNKNOWN is Indonesian. */
struct str saying_text(enum saying what, enum lang lang, const struct conf *conf, struct arena *a);
/* What a refusal names. */
struct saying_words {
	struct str asked; /* "the price" */
	struct str near;  /* titles */
};
/* The same with {asked} and {near} filled in. */
struct str saying_with(enum saying what, enum lang lang, const struct conf *conf, struct saying_words words,
		       struct arena *a);
/*
 * What a message that asks nothing of the documents is answered with; SAYING_NONE
 * for all others.  *ret_lang is set when its words are of one language.
 */
enum saying saying_for(struct str message, enum lang *ret_lang);

#endif
