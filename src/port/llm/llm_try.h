/* One call to one provider, without a second try. */
#ifndef PORT_LLM_TRY_H
#define PORT_LLM_TRY_H

#include "port/llm/llm.h"
#include "port/llm/llm_provider.h"
#include "port/llm/llm_request.h"
#include "port/net/post.h"

struct llm_try {
	const struct llm_provider *provider;
	unsigned quirks;
	struct post post; /* to the provider; its status may come from an error within the answer */
	struct refusal refusal; /* what it said when it refused; released by llm_try_release */
	unsigned learnt;  /* quirks that showed in an answer */
	bool garbled;     /* it wrote nothing but a tool call that can't be understood */
	bool blank;       /* an answer to its end in which nothing was said */
	bool exhausted;   /* its reasoning took all the tokens there were */
	bool filtered;    /* a filter of the provider's withheld the answer */
};

/*
 * err isn't NULL.  Fills in post's request and what it got, the members behind it, and ret as far as the answer went.
 * ERR_UNAVAILABLE (no connection, or it broke), ERR_REFUSED (status and reason
 * say why), ERR_BAD_DATA (no whole answer), ERR_TIMEOUT, ERR_GONE, ERR_NO_MEMORY.
 */
int llm_try(struct ports *p, const struct llm_call *call, struct llm_try *t, struct arena *a,
	    struct llm_answer *ret, struct err *err);
void llm_try_release(struct llm_try *t);

#endif
