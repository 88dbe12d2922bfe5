/*
 * What a question is about, as the search understood it, for whoever looks for
 * the answer within a passage.
 *
 * A topic is a group of the plan (plan.h): a word of the question with all the
 * ways to say it.  A part is a clause of the question (clauses.h) with the kinds
 * of thing it asks for (asked_kind.h).
 */
#ifndef KB_TOPIC_H
#define KB_TOPIC_H

#include <stdbool.h>
#include "kb/search/asked_kind.h"
#include "kb/search/clauses.h"

struct plan;

enum { KB_TOPICS = 32, KB_NO_PART = 255 };

struct kb_topic {
	float worth;  /* information it carries (IDF); less when an earlier question brought it */
	bool asks;    /* says what kind of thing is wanted ("biaya", "syarat") rather than of what */
	bool name;    /* written like one */
	bool generic; /* an aspect (subject.h): a passage with nothing else of the question is hardly about it */
	uint8_t part; /* of the question; KB_NO_PART when an earlier question brought it */
};

struct kb_part {
	struct str text; /* borrowed from the question; "" of one side of a comparison */
	unsigned kinds;  /* of enum asked_kind */
};

/* Plain data: may be copied, and outlives the search. */
struct kb_question {
	struct kb_topic topics[KB_TOPICS];
	uint32_t topics_n;
	struct kb_part parts[CLAUSES_MOST];
	uint32_t parts_n;
	bool compares; /* each part asks about one topic, and not about the other's */
};

/* The parts are borrowed from the plan's question. */
void kb_question_of(const struct plan *p, struct kb_question *ret);

#endif
