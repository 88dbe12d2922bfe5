/*
 * What an answer should tell, and how much of it a piece of the evidence tells.
 *
 * Everything is a share of what is asked, about 0 to 2: how much of the topics
 * the piece holds, how much its best sentence holds of them beside the kind of
 * thing asked for, and less weighty reasons to prefer one piece.
 */
#ifndef CHAT_AIM_H
#define CHAT_AIM_H

#include "chat/piece.h"

struct aim {
	float worth[KB_TOPICS]; /* of each topic, 0 where it isn't wanted */
	float told[KB_TOPICS];  /* of it, what is told already */
	float all;              /* sum of worth */
	unsigned kinds;         /* wanted, and not told yet: enum asked_kind */
	size_t topics_n;
};

/* A piece that may be quoted, with what it holds. */
struct candidate {
	struct piece piece;
	float holds[KB_TOPICS]; /* see piece_holds */
	size_t points;          /* code points */
	float liked;            /* reasons that don't depend on an aim: see candidate_make */
};

/* For all of the question: part KB_NO_PART. Topics of other parts and of earlier questions are wanted less. */
struct aim aim_at(const struct kb_question *q, uint32_t part);
/* For the topics that are not generic, if there are any. */
struct aim aim_special(const struct kb_question *q);
/* What is told by a piece is wanted no more. */
void aim_tell(struct aim *aim, const struct candidate *x);
/* `foreign`: in another language than the asker's. */
void candidate_make(const struct evidence *e, const struct piece *x, bool foreign, struct candidate *ret);

/* What x tells of the topics, 0 to 1: in full what is not told yet, and `repeated` of what is. */
float aim_topics(const struct aim *aim, const struct candidate *x, float repeated);
/* What its best sentence tells by itself; where a kind of thing is wanted, the best that holds one. */
float aim_focus(const struct aim *aim, const struct candidate *x);
float aim_value(const struct aim *aim, const struct candidate *x);

#endif
