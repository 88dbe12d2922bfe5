#include "kb/ingest/ingest.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "kb/document/walk.h"
#include "kb/ingest/ingest_impl.h"

/* Most text of one document; most bytes of all sources' paths. */
enum { OUTLINE_BYTES_MAX = 256 << 20, PATHS_BYTES_MAX = 16 << 20 };

static void failed_errno(struct ingest *in, const char *where)
{
	struct err why = {0};

	err_errno(&why, ERR_IO, "can't be read");
	ingest_failed(in, where, why.msg);
}

/* The source that is being read. */
struct reading {
	struct ingest *in;
	struct ingest_file file;
	bool spare; /* part of it could not be read, so none of its documents may be removed */
};

static int measure(void *arg, const char *path, int64_t bytes)
{
	struct ingest *in = arg;

	(void)path;
	in->progress.total += bytes > 0 ? bytes : 0;
	return 0;
}

static int read_one(void *arg, const char *path, int64_t bytes)
{
	struct reading *r = arg;

	if (bytes == WALK_OUTSIDE) {
		ingest_skipped(r->in, path, "a link that leaves the folder: see FOLLOW_LINKS");
		return 0;
	}
	if (bytes < 0) {
		failed_errno(r->in, path);
		r->spare = true;
		return 0;
	}
	r->file.path = path;
	r->file.bytes = bytes;
	return ingest_file(r->in, &r->file) ? -2 : 0;
}

/* Reads all files of a source. A source that can't be reached is reported; -1 stops the run. */
static int read_source(struct ingest *in, const char *path)
{
	BUF_AUTO struct buf name = BUF_MAX(PATH_MAX);
	struct reading r = {.in = in};
	struct furniture furniture;
	struct err why = {0};
	int walked;

	if (access(path, R_OK)) {
		failed_errno(in, path);
		return 0;
	}
	r.file.source_path = str_of(path);
	if (store_source_enter(in->store, r.file.source_path, &name, &r.file.source, in->err))
		return -1;
	r.file.source_name = buf_view(&name);
	furniture_learn(&furniture, path, in->o->conf, &in->outline);
	r.file.furniture = &furniture;
	walked = walk_files(path, in->o->conf->follow_links, read_one, &r, &why);
	furniture_release(&furniture);
	if (walked == -2)
		return -1;
	if (walked == -1)
		ingest_failed(in, path, why.msg);
	return walked == -1 || r.spare ? store_source_spare(in->store, r.file.source, in->err) : 0;
}

/* Resolves links and dots in the path; a path that no longer exists only becomes absolute. */
static void settle_path(const char *path, char ret[static PATH_MAX])
{
	char here[PATH_MAX];

	if (realpath(path, ret))
		return;
	if (path[0] == '/' || getcwd(here, sizeof here) == NULL)
		snprintf(ret, PATH_MAX, "%s", path);
	else if (snprintf(ret, PATH_MAX, "%s/%s", here, path) >= PATH_MAX)
		ret[0] = '\0';
}

static int add_path(void *arg, const struct store_source *s)
{
	buf_str(arg, s->path);
	buf_char(arg, '\0');
	return 0;
}

/* The sources of this run, each ended by NUL: the given ones, or else all that are known. */
static int list_sources(struct ingest *in, struct buf *paths)
{
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < in->o->paths_n; i++) {
		settle_path(in->o->paths[i], path);
		buf_add(paths, path, strlen(path) + 1);
	}
	if (in->o->paths_n == 0 && store_sources_each(in->store, add_path, paths, in->err))
		return -1;
	if (paths->bad)
		return err_set(in->err, ERR_NO_MEMORY, "no memory for %zu bytes of paths", paths->n);
	return paths->n ? 0 : err_set(in->err, ERR_NOT_FOUND, "no source is known yet: name a file or folder");
}

/* Reports the loss; the run goes on to name the other sources. */
static int tell_loss(void *arg, const struct store_loss *l)
{
	struct ingest *in = arg;
	char why[128], path[PATH_MAX];

	snprintf(path, sizeof path, "%.*s", STR_ARG(l->path));
	snprintf(why, sizeof why, "%lld of its %lld documents are gone", (long long)l->gone, (long long)l->documents);
	in->watch->tell(in->watch->arg, INGEST_WARNED, path, why);
	in->report->withheld = true;
	return 0;
}

/* A folder that isn't mounted looks as one whose documents were all deleted. */
static int check_losses(struct ingest *in)
{
	if (in->o->allow_loss)
		return 0;
	if (store_losses_each(in->store, (int)in->o->conf->sync_remove_max, tell_loss, in, in->err))
		return -1;
	return in->report->withheld ? err_set(in->err, ERR_REFUSED,
					      "nothing was removed, and the knowledge stays as it is: see whether the "
					      "source is whole, or say --allow-removal")
				    : 0;
}

static int read_sources(struct ingest *in)
{
	BUF_AUTO struct buf paths = BUF_MAX(PATHS_BYTES_MAX);
	size_t at;

	if (list_sources(in, &paths))
		return -1;
	for (at = 0; at < paths.n; at += strlen(paths.p + at) + 1)
		walk_files(paths.p + at, in->o->conf->follow_links, measure, in, NULL);
	for (at = 0; at < paths.n; at += strlen(paths.p + at) + 1)
		if (read_source(in, paths.p + at))
			return -1;
	if (check_losses(in))
		return -1;
	return store_sweep(in->store, &in->report->removed, in->err);
}

/* Removes a source, a document by its id or file, or all documents below a folder. */
static int remove_one(struct ingest *in, const char *given)
{
	int64_t n, more;
	char path[PATH_MAX];

	settle_path(given, path);
	if (store_source_remove(in->store, str_of(path), &n, in->err) ||
	    store_documents_remove(in->store, str_of(path), &more, in->err))
		return -1;
	in->report->removed += more + (n > 0 ? n : 0);
	if (n < 0 && more == 0) {
		if (store_documents_remove(in->store, str_of(given), &more, in->err))
			return -1;
		in->report->removed += more;
		if (more == 0)
			ingest_failed(in, given, "no such source or document");
	}
	return 0;
}

static int remove_all(struct ingest *in)
{
	size_t i;

	for (i = 0; i < in->o->paths_n; i++)
		if (remove_one(in, in->o->paths[i]))
			return -1;
	return 0;
}

static int run(struct ingest *in)
{
	if (!in->o->dry_run && generations_open(in->o->folder, &in->generations, in->err))
		return -1;
	if (store_open(in->o->folder, in->o->dry_run, &in->store, in->err))
		return -1;
	if ((in->o->remove ? remove_all(in) : read_sources(in)) || store_commit(in->store, in->err))
		return -1;
	return ingest_build(in);
}

int ingest_run(const struct ingest_options *o, const struct ingest_watch *w, struct ingest_report *ret,
	       struct err *err)
{
	struct ingest in = {.o = o, .watch = w, .report = ret, .now = clock_stamp_us() / 1000000, .err = err,
			    .progress = {.doing = "reading"}};
	int64_t began = clock_mono_ms();
	int r;

	*ret = (struct ingest_report){0};
	outline_init(&in.outline, OUTLINE_BYTES_MAX);
	r = run(&in);
	store_close(in.store);
	generations_close(in.generations);
	outline_release(&in.outline);
	ret->ms = clock_mono_ms() - began;
	return r;
}
