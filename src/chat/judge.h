/*
 * Whether an answer is right, by the keys that a file of questions gives for it
 * (itb-chatbot(1), eval --answers).
 *
 * Keys are Perl-compatible regular expressions (PCRE2), looked for without
 * regard to case in a text whose white space is folded, whose dashes are "-"
 * and whose asterisks are dropped.
 */
#ifndef CHAT_JUDGE_H
#define CHAT_JUDGE_H

#include "base/json.h"
#include "chat/chat.h"

struct judgement {
	bool answerable;  /* some document answers it */
	bool refused;     /* the answer rests on no passage */
	bool right;       /* answerable: says what it must and nothing it mustn't; else: refused, or refers */
	bool cited;       /* a source is one of the documents that answer */
	bool in_passages; /* the passages say what the answer must */
	const struct json *missing; /* of the question: the first group of which nothing is said; NULL */
	struct str wrong;           /* of the question: the first key found that mustn't be; "" */
};

/* Appends the text as keys see it. */
void judge_fold(struct str text, struct buf *b);

/*
 * question: an object with `gold` (documents that answer, none: not answerable),
 * `answer_all`, and maybe `answer_none` and `refers`.  passages: folded.
 * ERR_BAD_DATA: a key is no regular expression, or one is missing.
 */
int judge(const struct json *question, const struct chat_answer *answer, struct str passages, struct judgement *ret,
	  struct err *err);

#endif
