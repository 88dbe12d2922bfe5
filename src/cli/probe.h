/*
 * Questions that show whether a server works, and what is told of the answer.
 *
 * probe_models and the others ask all servers of their kind that the settings name.
 */
#ifndef CLI_PROBE_H
#define CLI_PROBE_H

#include "cli/finding.h"
#include "cli/server.h"
#include "kb/index/generation.h"
#include "port/ports.h"

#define PROBE_OPENAI_URL "https://api.openai.com/v1"

enum { PROBE_TEXT_BYTES = 2000 };

struct probe {
	const struct conf *conf;
	const struct generation_manifest *knowledge;
	const struct finding_sink *to;
	struct shared *shared;
	struct ports ports;
	struct arena arena;
	int64_t began_ms; /* when the server at hand was asked */
};

/* Tells a finding; next as in struct finding. */
__attribute__((format(printf, 5, 6)))
void probe_tell(struct probe *p, enum finding_state state, const char *what, const char *next, const char *fmt, ...);
/* Tells that a call failed, and what to do; status is HTTP's, 0 without an answer. */
void probe_failed(struct probe *p, const char *what, const struct server *s, int status, const struct err *why);
struct patience probe_patience(long seconds);
/* Since began_ms. */
double probe_seconds(const struct probe *p);

void probe_models(struct probe *p);
void probe_embeddings(struct probe *p);
void probe_reranker(struct probe *p);
void probe_hearing(struct probe *p);
void probe_speaking(struct probe *p);

#endif
