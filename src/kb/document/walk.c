#include "kb/document/walk.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
	char root[PATH_MAX]; /* without links in it */
	bool anywhere;
};

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Whether what the link points to lies below the root, or is it; `root` has no links in it. */
static bool is_inside(const char *root, const char *link)
{
	char target[PATH_MAX];
	size_t n = strlen(root);

	return realpath(link, target) && strncmp(target, root, n) == 0 &&
	       (target[n] == '\0' || target[n] == '/' || (n && root[n - 1] == '/'));
}

/* A link's own entry doesn't tell the kind of its target; only links to files count. */
static bool is_file(const FTSENT *e, const struct walk *w, int64_t *ret_bytes)
{
	struct stat st;

	if (e->fts_info == FTS_F) {
		*ret_bytes = e->fts_statp->st_size;
		return S_ISREG(e->fts_statp->st_mode);
	}
	if (e->fts_info != FTS_SL || stat(e->fts_accpath, &st) || !S_ISREG(st.st_mode))
		return false;
	*ret_bytes = w->anywhere || is_inside(w->root, e->fts_path) ? st.st_size : WALK_OUTSIDE;
	return true;
}

static int walk_open(FTS *fts, const struct walk *w, int (*fn)(void *, const char *, int64_t), void *arg,
		     struct err *err)
{
	FTSENT *e;
	int64_t bytes;
	int r = 0;

	for (errno = 0; r == 0 && (e = fts_read(fts)) != NULL; errno = 0) {
		if (e->fts_level > 0 && e->fts_name[0] == '.') {
			fts_set(fts, e, FTS_SKIP);
			continue;
		}
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS) {
			errno = e->fts_errno;
			if (e->fts_level == 0)
				return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "read %s", e->fts_path);
			r = fn(arg, e->fts_path, WALK_UNREADABLE);
		} else if (is_file(e, w, &bytes)) {
			r = fn(arg, e->fts_path, bytes);
		}
	}
	if (r == 0 && errno)
		return err_errno(err, ERR_IO, "walk");
	return r;
}

int walk_files(const char *root, bool links_anywhere, int (*fn)(void *, const char *, int64_t), void *arg,
	       struct err *err)
{
	char *const roots[] = {(char *)(uintptr_t)root, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
	struct walk w = {.anywhere = links_anywhere};
	int r;

	if (fts == NULL)
		return err_errno(err, ERR_IO, "walk %s", root);
	if (realpath(root, w.root) == NULL)
		w.anywhere = false; /* nothing is found below it */
	r = walk_open(fts, &w, fn, arg, err);
	fts_close(fts);
	return r;
}
