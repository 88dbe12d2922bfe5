/*
 * What `itb-chatbot check` finds: a row for each thing that it looks at.
 */
#ifndef CLI_FINDING_H
#define CLI_FINDING_H

enum finding_state { FINDING_OK, FINDING_WARN, FINDING_FAIL };

struct finding {
	enum finding_state state;
	const char *what;    /* what was looked at: "embeddings" */
	const char *message; /* one line */
	const char *next;    /* what to do about it; NULL or "": nothing */
};

/* Where findings go, one by one as they are made. */
struct finding_sink {
	void (*tell)(void *arg, const struct finding *f);
	void *arg;
};

/* Two lines at most on standard output. */
void finding_print(const struct finding *f);

#endif
