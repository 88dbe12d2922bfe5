/*
 * What answering a question on a terminal needs: what a responder's thread has,
 * with the responders' shared memory, or with the process's own.
 */
#ifndef CLI_WORLD_H
#define CLI_WORLD_H

#include "base/arena.h"
#include "kb/search/kb.h"
#include "port/ports.h"

struct world {
	struct shared *shared;
	struct ports ports;
	struct kb *kb;
	struct arena arena; /* of the question at hand */
	char own_dir[32];   /* "" when RUNTIME_DIR could be used */
};

/* ERR_CONFIG: settings or dictionaries are unusable. Close the world after a failure too. */
int world_open(struct world *w, const struct conf *conf, struct err *err);
/* A zeroed struct is fine. */
void world_close(struct world *w);

#endif
