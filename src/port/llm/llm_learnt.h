/*
 * What was learnt of a model's server, shared by all responders of the machine
 * and forgotten after a day: the server may have been mended, or replaced.
 */
#ifndef PORT_LLM_LEARNT_H
#define PORT_LLM_LEARNT_H

#include "port/llm/llm.h"
#include "port/llm/llm_provider.h"
#include "port/system/shared.h"

enum { LLM_PEER_BYTES = 512 };

/* The name under which all is kept, of the server and the model; that of its breaker too. */
struct str llm_peer(const struct llm_provider *v, char ret[LLM_PEER_BYTES]);

/* Bits of enum llm_quirk. */
unsigned llm_learnt_quirks(struct shared *s, struct str peer);
void llm_learn_quirks(struct shared *s, struct str peer, unsigned quirks);

/* How many tokens prompt and answer may have together; 0: not known. */
long llm_learnt_window(struct shared *s, struct str peer);
void llm_learn_window(struct shared *s, struct str peer, long tokens);

/* How the last failed call ended: HTTP's status, 0 for none. */
int llm_last_fault(struct shared *s, struct str peer);
void llm_note_fault(struct shared *s, struct str peer, int status);
/* Whether an outage is to be logged: true once a minute. */
bool llm_outage_is_news(struct shared *s, struct str peer);
/* Adds `amount` to the calls that had this outcome; returns their new total. */
uint64_t llm_count(struct shared *s, enum llm_outcome outcome, uint64_t amount);

#endif
