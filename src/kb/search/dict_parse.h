/* A dictionary file's lines and terms, apart so that they can be fuzzed. */
#ifndef KB_DICT_PARSE_H
#define KB_DICT_PARSE_H

#include "kb/search/dict.h"

struct dict_line {
	struct str term;         /* as written */
	struct str alternatives; /* as written: to be cut by dict_parse_alternative */
};

/* 1: a line; 0: a comment or blank; -1: `*ret_fault` says what is wrong and what to do. */
int dict_parse_line(struct str text, struct dict_line *ret, const char **ret_fault);
/* Cuts the next alternative off *rest. 1, 0 at the end, -1 as above. */
int dict_parse_alternative(struct str *rest, float weight, struct dict_alternative *ret, const char **ret_fault);
/* Words normalised as the analyser does, joined by single spaces, appended to out; gives their number. */
unsigned dict_normalise(struct str text, struct buf *out);

#endif
