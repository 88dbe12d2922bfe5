/* What kb.c hands out and search.c searches: a generation in use, with its dictionaries. */
#ifndef KB_GEN_H
#define KB_GEN_H

#include <stdatomic.h>
#include "kb/index/generation.h"
#include "kb/search/dict.h"

struct kb_gen {
	atomic_uint references;
	struct generation generation;
	struct dict *dict;
};

#endif
