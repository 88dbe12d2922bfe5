#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* READ_STEP: larger than a file that each question reads; a thread's stack keeps its pages for as long as it lives. */
enum { READ_STEP = 8192, REMOVE_FDS = 16 };

static int read_all(int fd, const char *path, struct buf *b, struct err *err)
{
	for (;;) {
		size_t room = b->max - b->n < READ_STEP ? b->max - b->n + 1 : READ_STEP;
		char step[READ_STEP];
		ssize_t n = read(fd, step, room < sizeof step ? room : sizeof step);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_IO, "read %s", path);
		if (n == 0)
			return 0;
		buf_add(b, step, (size_t)n);
		if (b->bad)
			return err_set(err, ERR_BAD_DATA, "%s is larger than %zu bytes", path, b->max);
	}
}

int file_read(const char *path, struct buf *b, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;

	if (fd < 0)
		return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "open %s", path);
	r = read_all(fd, path, b, err);
	close(fd);
	return r;
}

static int write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		s = str_sub(s, (size_t)n, s.n);
	}
	return fsync(fd);
}

int file_sync_dir(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 ? -1 : fsync(fd);

	if (r)
		err_errno(err, ERR_IO, "sync %s", path);
	if (fd >= 0)
		close(fd);
	return r;
}

int file_write(const char *path, struct str content, unsigned mode, struct err *err)
{
	char temporary[PATH_MAX], folder[PATH_MAX];
	int fd, failed;

	if (snprintf(temporary, sizeof temporary, "%s.new.XXXXXX", path) >= (int)sizeof temporary)
		return err_set(err, ERR_IO, "path too long: %.80s…", path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_IO, "create %s", temporary);
	failed = fchmod(fd, mode) || write_all(fd, content);
	if (close(fd) || failed || rename(temporary, path)) {
		err_errno(err, ERR_IO, "write %s", path);
		unlink(temporary);
		return -1;
	}
	snprintf(folder, sizeof folder, "%s", path);
	return file_sync_dir(dirname(folder), err);
}

int file_mkdirs(const char *path, unsigned mode, struct err *err)
{
	char part[PATH_MAX];
	char *slash;

	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
		return err_set(err, ERR_IO, "path too long: %.80s…", path);
	for (slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, mode) && errno != EEXIST)
			return err_errno(err, ERR_IO, "mkdir %s", part);
		*slash = '/';
	}
	if (mkdir(part, mode) && errno != EEXIST)
		return err_errno(err, ERR_IO, "mkdir %s", part);
	return 0;
}

int file_hand_over(int fd, const char *path, struct err *err)
{
	char folder[PATH_MAX];
	struct stat st;

	if (geteuid() != 0)
		return 0;
	snprintf(folder, sizeof folder, "%s", path);
	if (stat(dirname(folder), &st) || fchown(fd, st.st_uid, st.st_gid))
		return err_errno(err, ERR_IO, "give %s to the owner of its folder", path);
	return 0;
}

int file_own_tree(const char *path, const char *folder, struct err *err)
{
	char *paths[] = {(char *)(uintptr_t)path, NULL};
	struct stat st;
	FTSENT *e;
	FTS *tree;
	int r = 0;

	if (geteuid() != 0)
		return 0;
	tree = fts_open(paths, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
	if (tree == NULL || stat(folder, &st))
		r = -1;
	while (r == 0 && (e = fts_read(tree)))
		if (e->fts_info != FTS_DP && lchown(e->fts_accpath, st.st_uid, st.st_gid) && errno != ENOENT)
			r = -1;
	if (r)
		err_errno(err, ERR_IO, "give %s to the owner of %s", path, folder);
	if (tree)
		fts_close(tree);
	return r;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int file_remove_tree(const char *path, struct err *err)
{
	if (nftw(path, remove_one, REMOVE_FDS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) && errno != ENOENT)
		return err_errno(err, ERR_IO, "remove %s", path);
	return 0;
}
