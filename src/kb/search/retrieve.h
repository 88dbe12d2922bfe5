/*
 * Finding passages with the help of other servers: the question's vector from
 * EMBEDDING_URL joins the search, RERANK_URL orders what was found.
 *
 * Both are extras.  A server that is unreachable or too slow, or vectors made by
 * another model than EMBEDDING_MODEL, leave retrieval by words alone.
 */
#ifndef KB_RETRIEVE_H
#define KB_RETRIEVE_H

#include "kb/search/kb.h"
#include "port/net/http.h"
#include "port/system/shared.h"

struct kb_servers {
	const struct conf *conf;
	struct http *http;
	struct shared *shared; /* the servers' clients remember failures in it; NULL: nobody does */
	const struct patience *patience;
};

/* As kb_search; q->vector is not looked at. */
int kb_retrieve(const struct kb_servers *s, const struct kb_gen *gen, const struct kb_query *q, struct arena *a,
	    struct kb_hits *ret, struct buf *explain, struct err *err);

/*
 * Whether the generation's vectors, if it has any, are of the model that the
 * settings name.  ERR_CONFIG tells both and the command that mends it.
 */
int kb_check_vectors(const struct conf *conf, const struct kb_gen *gen, struct err *err);

#endif
