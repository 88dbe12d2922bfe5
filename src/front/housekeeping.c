#include "front/housekeeping.h"

#include <malloc.h>

#include "base/log.h"
#include "port/system/sdnotify.h"

enum {
	TICKS_PER_SYNC = 4,
	TICKS_PER_TRIM = 40, /* after a rush, memory goes back to the system */
	OVERDUE_MS = 30000,  /* a request this long past REQUEST_TIMEOUT is stuck: workers_reap ends it at 15 s */
	STATUS_MS = 1000,
	SYNC_MS = 1000,
};

void housekeeping_use(struct housekeeping *h, const struct conf *conf)
{
	struct err err;

	ports_close(&h->ports);
	if (ports_open(&h->ports, conf, h->app->shared, h->app->local, &err))
		log_err(LOG_ERROR, "responder", "connections for housekeeping cannot be set up", &err);
}

void housekeeping_close(struct housekeeping *h)
{
	ports_close(&h->ports);
}

static void sync_sessions(struct housekeeping *h)
{
	struct err err;
	bool failed = h->ports.session && session_sync(h->ports.session, deadline_in(SYNC_MS), &err);

	if (failed && !h->sync_failed)
		log_err(LOG_WARNING, "session", "Redis is unreachable, the local store is used", &err);
	else if (!failed && h->sync_failed)
		log_line(LOG_INFO, "session", NULL, "Redis is back and has what it missed");
	h->sync_failed = failed;
}

/* What `systemctl status` shows. */
static void tell_status(const struct housekeeping *h, const struct workers_state *state)
{
	struct kb_gen *gen = kb_acquire(h->app->kb);
	struct kb_info info = {.generation = STR("none")};

	if (gen)
		kb_info(gen, &info);
	sdnotify("STATUS=%u of %u threads busy, %u waiting, %lu requests, knowledge %.*s", state->busy, state->threads,
		 state->waiting, atomic_load(&h->app->requests), STR_ARG(info.generation));
	kb_release(gen);
}

/* The watchdog is fed while every request makes progress. */
static void tell_systemd(struct housekeeping *h)
{
	int64_t now = clock_mono_ms(), every = sdnotify_watchdog_ms();
	struct workers_state state;

	workers_state(h->workers, &state);
	if (every && now - h->fed_ms >= every / 2 &&
	    state.longest_ms < h->app->conf->request_timeout * 1000 + OVERDUE_MS) {
		sdnotify("WATCHDOG=1");
		h->fed_ms = now;
	}
	if (now - h->told_ms >= STATUS_MS) {
		tell_status(h, &state);
		h->told_ms = now;
	}
}

void housekeeping_watch(struct housekeeping *h)
{
	workers_reap(h->workers);
	tell_systemd(h);
}

void housekeeping_do(struct housekeeping *h)
{
	app_refresh(h->app);
	if (h->tick % TICKS_PER_SYNC == 0)
		sync_sessions(h);
	if (h->tick % TICKS_PER_TRIM == 0)
		malloc_trim(0);
	h->tick++;
	housekeeping_watch(h);
}
