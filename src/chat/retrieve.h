#ifndef CHAT_RETRIEVE_H
#define CHAT_RETRIEVE_H

#include "chat/state.h"

/* Adds what is found for another query, which the model asked for, to the evidence. */
int retrieve_more(struct chat *c, struct str query, struct err *err);

#endif
