/*
 * The texts given to the language model: PROMPT_DIR/system.{id,en}.txt with its
 * placeholders filled, and the user's message with the numbered evidence.
 *
 * Text of documents and of users is data.  It stands between delimiters that
 * carry a nonce made for this request, and anything in it that looks like a
 * delimiter, a chat template's token or a citation marker is defused.
 */
#ifndef CHAT_PROMPT_H
#define CHAT_PROMPT_H

#include "base/buf.h"
#include "chat/evidence.h"

enum { PROMPT_NONCE_BYTES = 20 };

struct prompt_facts {
	const struct conf *conf;
	enum lang lang;
	struct str emotion; /* "" for none */
	const char *nonce;
	int64_t now_s;      /* wall clock */
};

/*
 * A prompt as its file holds it, appended to ret: read anew for each question,
 * so that an edit works at once.  PROMPT_DIR first, else the installed one.
 * ERR_NOT_FOUND.
 */
int prompt_file(const struct conf *conf, const char *name, struct buf *ret, struct err *err);
/* The system prompt in that language. */
int prompt_template(const struct conf *conf, enum lang lang, struct buf *ret, struct err *err);
/* Appends the template with {institution} {helpdesk} {date} {tone} {nonce} filled in. */
void prompt_fill(struct buf *b, struct str template, const struct prompt_facts *f);
/* Appends passages [from, e->n) between the delimiters, numbered from `from` + 1. */
void prompt_evidence(struct buf *b, const struct evidence *e, size_t from, const char *nonce);
/* Appends text of a stranger, defused. */
void prompt_data(struct buf *b, struct str text);

#endif
