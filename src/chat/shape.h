/*
 * The shape of a passage: which of its sentences are items of a list, which
 * introduce one, and which say nothing by themselves.
 *
 * Items are known by their marks ("(2)", "a.", "1)", "-"), as legal texts and
 * Markdown number them, nested as deep as they come.
 */
#ifndef CHAT_SHAPE_H
#define CHAT_SHAPE_H

#include <stdint.h>
#include "chat/snippet.h"

/* How an item is marked: items of one list are marked alike. */
enum mark {
	MARK_NONE,
	MARK_CLAUSE,        /* "(2)" */
	MARK_NUMBER,        /* "2." */
	MARK_LETTER,        /* "b." */
	MARK_NUMBER_PAREN,  /* "2)" */
	MARK_LETTER_PAREN,  /* "b)" */
	MARK_BULLET,        /* "-" */
};

#define SHAPE_NO_OPENER UINT16_MAX

struct shape {
	enum mark mark;
	uint16_t mark_bytes; /* with the blank behind it */
	uint16_t opener;     /* the sentence that introduces the list it is an item of, or goes on in */
	bool opens;          /* introduces a list: of items that follow, or by its last character alone */
	bool idle;           /* says nothing by itself: a heading, a link, a reference, a table's header */
	bool points_back;    /* begins by "as meant in paragraph (1)", "this", "it" */
};

/* The mark a sentence begins with. */
struct shape shape_of_mark(struct str sentence);
/* Sets the shapes of the sentences of one passage, in their order; n is at most UINT16_MAX. */
void shapes_of(const struct snippet *const *sentences, size_t n, struct shape *ret);

#endif
