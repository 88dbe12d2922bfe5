/* itb-chatbot ingest: reads documents into the knowledge base, with a bar of the progress on a terminal. */
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/remarks.h"
#include "kb/ingest/store.h"
#include "port/system/crypto.h"

/* TOLD_MAX: nobody reads more messages; the summary has their number. */
enum { TOLD_MAX = 200, BAR_WIDTH = 30, REDRAW_MS = 100, LINE_MS = 10000 };

struct view {
	bool terminal, bar; /* bar: one is on the screen */
	const char *doing;
	int64_t drawn_ms;
	int told;
	struct remarks remarks;
};

static void draw_bar(const struct ingest_progress *p)
{
	int64_t total = p->total > p->done ? p->total : p->done;
	int full = total ? (int)(p->done * BAR_WIDTH / total) : BAR_WIDTH, i;

	fputs("\r\033[K[", stderr);
	for (i = 0; i < BAR_WIDTH; i++)
		fputc(i < full ? '#' : '.', stderr);
	fprintf(stderr, "] %3d %% %s, %lld documents", total ? (int)(p->done * 100 / total) : 100,
		p->doing, (long long)p->documents);
	fflush(stderr);
}

static void on_progress(void *arg, const struct ingest_progress *p)
{
	struct view *v = arg;
	int64_t now = clock_mono_ms();

	if (v->doing == p->doing && now - v->drawn_ms < (v->terminal ? REDRAW_MS : LINE_MS))
		return;
	v->drawn_ms = now;
	v->doing = p->doing;
	if (v->terminal) {
		draw_bar(p);
		v->bar = true;
	} else if (p->total) {
		fprintf(stderr, "%s: %lld %%, %lld documents\n", p->doing,
			(long long)(p->done * 100 / p->total), (long long)p->documents);
	}
}

static void clear_bar(struct view *v)
{
	if (v->bar)
		fputs("\r\033[K", stderr);
	v->bar = false;
}

static void on_tell(void *arg, enum ingest_remark remark, const char *where, const char *why)
{
	struct view *v = arg;

	remarks_add(&v->remarks, remark, where, why);
	if (remark == INGEST_SKIPPED || ++v->told > TOLD_MAX)
		return;
	clear_bar(v);
	fprintf(stderr, "%s: %s%s\n", where, remark == INGEST_FAILED ? "failed: " : "", why);
	if (v->told == TOLD_MAX)
		fputs("(further messages are left out)\n", stderr);
}

static const char *state(const struct ingest_report *r)
{
	return r->built ? "" : r->held ? " (held)" : " (as before)";
}

static void summary(const struct ingest_report *r, const struct remarks *remarks, const struct ingest_options *o)
{
	printf("documents: %lld new, %lld changed, %lld unchanged, %lld removed, %lld failed\n",
	       (long long)r->added, (long long)r->changed, (long long)r->unchanged, (long long)r->removed,
	       (long long)r->failed);
	remarks_print(remarks);
	if (o->dry_run) {
		printf("nothing was changed (dry run)\n");
		return;
	}
	printf("knowledge: %lld documents, %lld chunks, %.1f s\n", (long long)r->documents,
	       (long long)r->chunks, (double)r->ms / 1000);
	printf("generation: %s%s\n", *r->generation ? r->generation : "none", state(r));
	if (r->held)
		printf("what has changed is served after `itb-chatbot knowledge release` and another ingest\n");
}

static int list_document(void *arg, const struct store_document *d, int64_t chunks)
{
	(void)arg;
	printf("%.*s\t%lld\t%.*s\t%.*s\n", STR_ARG(d->document_id), (long long)chunks, STR_ARG(d->title),
	       STR_ARG(d->url.n ? d->url : d->path));
	return 0;
}

static int list(const struct cli *c, const char *folder)
{
	struct store *st;
	struct err err = {0};
	int r;

	if (store_open(folder, true, &st, &err))
		return cli_fail(c, 1, "%s", err.msg);
	r = store_documents_each(st, list_document, NULL, &err);
	store_close(st);
	return r ? cli_fail(c, 1, "%s", err.msg) : 0;
}

/* Runs it, and writes the report to the path, unless that is NULL. */
static int ingest(const struct cli *c, const struct ingest_options *o, const char *report_path)
{
	struct view v = {.terminal = isatty(STDERR_FILENO)};
	struct ingest_watch watch = {on_progress, on_tell, &v};
	struct ingest_report report = {0};
	struct err err = {0};
	int failed;

	remarks_open(&v.remarks);
	failed = crypto_init(&err) || ingest_run(o, &watch, &report, &err);
	clear_bar(&v);
	if (!failed) {
		summary(&report, &v.remarks, o);
		failed = report_path && remarks_write(&v.remarks, &report, report_path, &err);
	}
	remarks_close(&v.remarks);
	if (failed)
		return cli_fail(c, report.withheld ? EX_TEMPFAIL : err.code == ERR_NOT_FOUND ? EX_USAGE : 1, "%s",
				err.msg);
	return report.failed ? 1 : 0;
}

int cmd_ingest(struct cli *c)
{
	static const struct option options[] = {
		{"knowledge", required_argument, NULL, 'k'}, {"full", no_argument, NULL, 'f'},
		{"dry-run", no_argument, NULL, 'n'},	     {"remove", no_argument, NULL, 'r'},
		{"list", no_argument, NULL, 'l'},	     {"allow-removal", no_argument, NULL, 'a'},
		{"report", required_argument, NULL, 'o'},
		{NULL, 0, NULL, 0},
	};
	struct ingest_options o = {.conf = c->conf, .folder = c->conf->knowledge_dir};
	const char *report = NULL;
	bool listing = false;
	int opt;

	while ((opt = getopt_long(c->argc, c->argv, "", options, NULL)) != -1) {
		if (opt == 'k')
			o.folder = optarg;
		else if (opt == 'f')
			o.full = true;
		else if (opt == 'n')
			o.dry_run = true;
		else if (opt == 'r')
			o.remove = true;
		else if (opt == 'a')
			o.allow_loss = true;
		else if (opt == 'o')
			report = optarg;
		else if (opt == 'l')
			listing = true;
		else
			return cli_usage(c);
	}
	o.paths = (const char *const *)c->argv + optind;
	o.paths_n = (size_t)(c->argc - optind);
	if ((listing && o.paths_n) || (o.remove && o.paths_n == 0))
		return cli_usage(c);
	return listing ? list(c, o.folder) : ingest(c, &o, report);
}
