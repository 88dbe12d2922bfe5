/* What kb.c hands out and search.c searches: a generation in use, with its dictionaries. */
#ifndef KB_GEN_H
#define KB_GEN_H

#include <stdatomic.h>
#include "kb/dict.h"
#include "kb/generation.h"

struct kb_gen {
	atomic_uint references;
	struct generation generation;
	struct dict *dict;
};

#endif
