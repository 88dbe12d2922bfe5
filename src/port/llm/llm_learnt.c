#include "port/llm/llm_learnt.h"

#include <stdio.h>

enum { LIFE_S = 86400, MINUTE_S = 60, NAME_BYTES = LLM_PEER_BYTES + 32 };

struct str llm_peer(const struct llm_provider *v, char ret[LLM_PEER_BYTES])
{
	snprintf(ret, LLM_PEER_BYTES, "llm:%.*s %.*s", STR_ARG(v->name), STR_ARG(v->model));
	return str_of(ret);
}

static struct str name_of(const char *what, struct str peer, char ret[NAME_BYTES])
{
	snprintf(ret, NAME_BYTES, "%s:%.*s", what, STR_ARG(peer));
	return str_of(ret);
}

static long number(struct shared *s, const char *what, struct str peer)
{
	char name[NAME_BYTES];

	return (long)shared_count(s, name_of(what, peer, name), LIFE_S, 0, NULL);
}

/* Two responders that learn at the same moment may leave a wrong sum: it is found out and learnt anew. */
static void set_number(struct shared *s, const char *what, struct str peer, long value)
{
	char name[NAME_BYTES];
	struct str n = name_of(what, peer, name);
	long now = (long)shared_count(s, n, LIFE_S, 0, NULL);

	if (now != value)
		shared_count(s, n, LIFE_S, value - now, NULL);
}

unsigned llm_learnt_quirks(struct shared *s, struct str peer)
{
	return (unsigned)number(s, "quirks", peer);
}

void llm_learn_quirks(struct shared *s, struct str peer, unsigned quirks)
{
	set_number(s, "quirks", peer, (long)(llm_learnt_quirks(s, peer) | quirks));
}

long llm_learnt_window(struct shared *s, struct str peer)
{
	return number(s, "window", peer);
}

void llm_learn_window(struct shared *s, struct str peer, long tokens)
{
	set_number(s, "window", peer, tokens);
}

int llm_last_fault(struct shared *s, struct str peer)
{
	return (int)number(s, "fault", peer);
}

void llm_note_fault(struct shared *s, struct str peer, int status)
{
	set_number(s, "fault", peer, status);
}

uint64_t llm_count(struct shared *s, enum llm_outcome outcome, uint64_t amount)
{
	static const char *const names[LLM_OUTCOMES] = {"metric:llm:answered", "metric:llm:refused",
							"metric:llm:failed"};

	return shared_total(s, str_of(names[outcome]), amount);
}

bool llm_outage_is_news(struct shared *s, struct str peer)
{
	char name[NAME_BYTES];

	return shared_count(s, name_of("outage", peer, name), MINUTE_S, 1, NULL) == 1;
}
