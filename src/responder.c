/*
 * itb-chatbot-responder: a FastCGI responder process (itb-chatbot-responder(8)).
 *
 * Started with the listening socket as descriptor 0 by systemd or spawn-fcgi.
 * The main thread waits for signals and does the housekeeping; the others answer.
 */
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "front/http/app.h"
#include "front/http/fcgi.h"
#include "front/housekeeping.h"
#include "front/workers.h"
#include "port/system/crypto.h"
#include "port/system/sdnotify.h"
#include "config.h"

enum {
	LISTEN_FD = 0,
	DRAIN_TICK_MS = 20,
	CLOSE_MS = 5000, /* for threads to accept what waits in the socket */
	ARENAS = 2,      /* of malloc: more would only cost memory, as threads mostly wait */
};

struct responder {
	struct app app;
	struct workers *workers;
	struct housekeeping house;
	sigset_t signals;
};

static bool listening(void)
{
	int on = 0;
	socklen_t n = sizeof on;

	return getsockopt(LISTEN_FD, SOL_SOCKET, SO_ACCEPTCONN, &on, &n) == 0 && on;
}

static enum log_level level_of(const char *name)
{
	static const char *const names[] = {"DEBUG", "INFO", "WARNING", "ERROR"};
	int i;

	for (i = LOG_DEBUG; i < LOG_ERROR; i++)
		if (strcmp(name, names[i]) == 0)
			break;
	return (enum log_level)i;
}

/* Each fault is a line of the log; NULL when there is one. */
static const struct conf *load_conf(const char *file)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	const struct conf *conf = conf_load(file, CONF_NEEDS_KEY, &faults);
	struct str rest = buf_view(&faults), line;

	while (conf == NULL && str_cut(&rest, '\n', &line))
		if (line.n)
			log_line(LOG_ERROR, "config", NULL, "%.*s", STR_ARG(line));
	if (conf)
		log_least(level_of(conf->log_level));
	return conf;
}

static int init_libraries(struct err *err)
{
	mallopt(M_ARENA_MAX, ARENAS);
	signal(SIGPIPE, SIG_IGN);
	return crypto_init(err) || fcgi_init(err) ? -1 : 0;
}

static void block_signals(struct responder *r)
{
	sigset_t blocked;

	sigemptyset(&r->signals);
	sigaddset(&r->signals, SIGTERM);
	sigaddset(&r->signals, SIGINT);
	sigaddset(&r->signals, SIGQUIT);
	sigaddset(&r->signals, SIGHUP);
	blocked = r->signals;
	sigaddset(&blocked, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &blocked, NULL);
}

/* The signal that came within ms, or 0. */
static int wait_signal(struct responder *r, long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	int got = sigtimedwait(&r->signals, NULL, &t);

	return got > 0 ? got : 0;
}

static void reload(struct responder *r, const char *file)
{
	const struct conf *conf = load_conf(file);
	struct err err;

	if (conf == NULL) {
		log_line(LOG_ERROR, "config", NULL, "not reloaded: the settings in force stay");
		return;
	}
	if (app_reload(&r->app, conf, &err)) {
		log_err(LOG_ERROR, "config", "not reloaded", &err);
	} else {
		housekeeping_use(&r->house, conf);
		log_line(LOG_INFO, "config", NULL, "reloaded");
	}
	conf_unref(conf);
}

/* Runs until a signal ends it; returns that signal. */
static int serve(struct responder *r, const char *file)
{
	for (;;) {
		int got = wait_signal(r, HOUSEKEEPING_MS);

		if (got == SIGHUP) {
			sdnotify_reloading();
			reload(r, file);
			sdnotify("READY=1");
		} else if (got) {
			return got;
		}
		housekeeping_do(&r->house);
	}
}

/*
 * SIGQUIT: no other responder will serve this socket.  The connections that wait
 * in it are accepted (backlog 0 keeps further ones out); then it is shut down for
 * all processes, so that the web server is refused at once and turns to another
 * machine.
 */
static void close_listener(void)
{
	static const struct timespec pause = {.tv_nsec = 1000000};
	struct pollfd waiting = {.fd = LISTEN_FD, .events = POLLIN};
	struct deadline patience = deadline_in(CLOSE_MS);

	listen(LISTEN_FD, 0);
	while (poll(&waiting, 1, 0) > 0 && !(waiting.revents & (POLLHUP | POLLERR)) && !deadline_passed(patience))
		nanosleep(&pause, NULL);
	shutdown(LISTEN_FD, SHUT_RDWR);
}

/* True when every request was answered; false past GRACE_TIMEOUT or at a second signal. */
static bool drain(struct responder *r)
{
	struct deadline grace = deadline_in(r->app.conf->grace_timeout * 1000);

	atomic_store(&r->app.stopping, true);
	sdnotify("STOPPING=1");
	log_line(LOG_INFO, "responder", NULL, "stopping");
	while (!workers_drain(r->workers)) {
		int got = wait_signal(r, DRAIN_TICK_MS);

		if (deadline_passed(grace) || (got && got != SIGHUP))
			return false;
		housekeeping_watch(&r->house);
	}
	return true;
}

static int run(struct responder *r, const struct conf *conf, const char *file, struct err *err)
{
	if (app_open(&r->app, conf, err))
		return -1;
	app_refresh(&r->app);
	if (workers_start(&r->app, LISTEN_FD, &r->workers, err))
		return -1;
	r->house = (struct housekeeping){.app = &r->app, .workers = r->workers};
	housekeeping_use(&r->house, conf);
	log_line(LOG_INFO, "responder", NULL, "%s answers with %ld threads", PACKAGE_STRING, conf->threads);
	/* the knowledge is mapped, or known to be absent */
	sdnotify("READY=1");
	if (serve(r, file) == SIGQUIT)
		close_listener();
	if (!drain(r)) {
		log_line(LOG_WARNING, "responder", NULL, "stopped with requests unanswered");
		/* threads still use what would be freed */
		_exit(EX_TEMPFAIL);
	}
	workers_free(r->workers);
	housekeeping_close(&r->house);
	app_close(&r->app);
	log_line(LOG_INFO, "responder", NULL, "stopped");
	return 0;
}

int main(int argc, char **argv)
{
	const char *file = argc == 3 && strcmp(argv[1], "-c") == 0 ? argv[2] : NULL;
	struct responder r = {0};
	const struct conf *conf;
	struct err err;
	int failed;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts(PACKAGE_STRING) < 0;
	if (argc > 1 && file == NULL) {
		fprintf(stderr, "usage: itb-chatbot-responder [-c FILE]\n");
		return EX_USAGE;
	}
	block_signals(&r);
	conf = load_conf(file);
	if (conf == NULL)
		return EX_CONFIG;
	failed = init_libraries(&err);
	if (!failed && !listening())
		failed = err_set(&err, ERR_CONFIG,
				 "descriptor 0 is not a listening socket: start it with systemd or spawn-fcgi");
	if (!failed)
		failed = run(&r, conf, file, &err);
	if (failed)
		log_err(LOG_ERROR, "responder", "not started", &err);
	conf_unref(conf);
	return failed ? err.code == ERR_CONFIG ? EX_CONFIG : EX_SOFTWARE : 0;
}
