#include "cli/probe.h"

#include <stdarg.h>
#include <stdio.h>

enum { MODELS_MS = 10000 };

void probe_tell(struct probe *p, enum finding_state state, const char *what, const char *next, const char *fmt, ...)
{
	char message[PROBE_TEXT_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	p->to->tell(p->to->arg, &(struct finding){state, what, message, next});
}

struct patience probe_patience(long seconds)
{
	return (struct patience){.deadline = deadline_in(seconds * 1000)};
}

double probe_seconds(const struct probe *p)
{
	return (double)(clock_mono_ms() - p->began_ms) / 1000;
}

void probe_failed(struct probe *p, const char *what, const struct server *s, int status, const struct err *why)
{
	BUF_AUTO struct buf next = BUF_MAX(PROBE_TEXT_BYTES);
	struct patience patience = {.deadline = deadline_in(MODELS_MS)};

	/* where there was any answer, another model may be what was meant */
	if (status / 100 != 4 || status == 401 || status == 403 ||
	    !server_lacks_model(s, p->ports.http, &patience, &next))
		server_advice(s, status, why, &next);
	probe_tell(p, FINDING_FAIL, what, next.p, "%s", why->msg);
}
