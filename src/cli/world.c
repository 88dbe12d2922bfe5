#include "cli/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "port/system/crypto.h"

enum { ARENA_BYTES = 64 << 20 };

/*
 * An ordinary user may not write to the responders' folder; for a question,
 * counters and breakers of the process's own will do.
 */
static int open_shared(struct world *w, const struct conf *conf, struct err *err)
{
	if (shared_open(conf->runtime_dir, &w->shared, NULL) == 0)
		return 0;
	snprintf(w->own_dir, sizeof w->own_dir, "/tmp/itb-chatbot-XXXXXX");
	if (mkdtemp(w->own_dir) == NULL) {
		w->own_dir[0] = '\0';
		return err_errno(err, ERR_IO, "create a folder in /tmp");
	}
	return shared_open(w->own_dir, &w->shared, err);
}

int world_open(struct world *w, const struct conf *conf, struct err *err)
{
	arena_init(&w->arena, ARENA_BYTES);
	if (crypto_init(err) || open_shared(w, conf, err) ||
	    ports_open(&w->ports, conf, w->shared, NULL, err) || kb_open(conf, &w->kb, err))
		return -1;
	return 0;
}

void world_close(struct world *w)
{
	kb_close(w->kb);
	ports_close(&w->ports);
	shared_close(w->shared);
	if (w->own_dir[0])
		file_remove_tree(w->own_dir, NULL);
	arena_release(&w->arena);
}
