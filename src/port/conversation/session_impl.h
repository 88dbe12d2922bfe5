/*
 * What the files of session.h share.
 */
#ifndef PORT_SESSION_IMPL_H
#define PORT_SESSION_IMPL_H

#include "port/conversation/checkpoint.h"
#include "port/conversation/session.h"

struct session {
	const struct conf *conf;
	struct redis *redis;
	struct local *local;
};

/* How long a deletion is remembered. */
int64_t session_deleted_life_s(const struct session *s);
/*
 * Gives Redis all that the local store has of a conversation.  The local store
 * takes over the deletion that Redis knows of, if any.
 */
int session_carry_back(struct session *s, struct str conversation, struct deadline d, struct err *err);
/* Gives Redis a deletion. */
int session_carry_deletion(struct session *s, struct str conversation, int64_t deleted_us,
			   struct deadline d, struct err *err);

#endif
