#include "cli/check_live.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "cli/probe.h"
#include "port/system/crypto.h"

enum { ARENA_BYTES = 32 << 20 };

/* Counters and breakers of this process's own. */
static int open_ports(struct probe *p, char folder[32], struct err *err)
{
	snprintf(folder, 32, "/tmp/itb-chatbot-XXXXXX");
	if (mkdtemp(folder) == NULL) {
		folder[0] = '\0';
		return err_errno(err, ERR_IO, "create a folder in /tmp");
	}
	return crypto_init(err) || shared_open(folder, &p->shared, err) ||
	       ports_open(&p->ports, p->conf, p->shared, NULL, err) ? -1 : 0;
}

int check_live(const struct conf *conf, const struct generation_manifest *knowledge,
	       const struct finding_sink *to, struct err *err)
{
	struct probe p = {.conf = conf, .knowledge = knowledge, .to = to};
	char folder[32];
	int failed;

	/* what is logged of a try is told in better words */
	log_least(LOG_ERROR);
	arena_init(&p.arena, ARENA_BYTES);
	failed = open_ports(&p, folder, err);
	if (!failed) {
		probe_models(&p);
		probe_embeddings(&p);
		probe_reranker(&p);
		probe_hearing(&p);
		probe_speaking(&p);
	}
	ports_close(&p.ports);
	shared_close(p.shared);
	if (folder[0])
		file_remove_tree(folder, NULL);
	arena_release(&p.arena);
	return failed;
}
