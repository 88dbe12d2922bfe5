/*
 * One line of a dotenv file, as the tools of that name read them:
 *
 *	# a comment
 *	KEY=value  # and another
 *	export KEY="a \"quoted\"\nvalue"
 *	KEY='taken \n as it is'
 */
#ifndef BASE_DOTENV_H
#define BASE_DOTENV_H

#include "base/buf.h"

enum dotenv {
	DOTENV_BLANK,      /* nothing, or a comment */
	DOTENV_PAIR,       /* a key and its value, which may be empty */
	DOTENV_NO_PAIR,    /* no KEY=value */
	DOTENV_OPEN_QUOTE, /* a key, but the closing quote is missing */
};

/*
 * `line` comes without its newline.  *ret_key points into it (for a pair and an
 * open quote); the value is appended to `value`.
 */
enum dotenv dotenv_read(struct str line, struct str *ret_key, struct buf *value);

#endif
