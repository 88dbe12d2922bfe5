#include "port/system/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "port/system/shared_impl.h"

enum { OPEN_TRIES = 8 };

/* A file of this layout begins with this text, which must change with the layout. */
static const char MAGIC[SHARED_MAGIC_BYTES] = "itb-shared-2";

/* Whether `path` still names the file behind fd: another process may have replaced it. */
static bool same_file(int fd, const char *path, off_t *ret_size)
{
	struct stat mine, named;

	if (fstat(fd, &mine) || stat(path, &named))
		return false;
	*ret_size = mine.st_size;
	return mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
}

static bool has_magic(int fd)
{
	char magic[sizeof MAGIC];

	return pread(fd, magic, sizeof magic, 0) == sizeof magic &&
	       memcmp(magic, MAGIC, sizeof magic) == 0;
}

/* Reserves the blocks, so that a full disk is an error here rather than a SIGBUS later. */
static int fill(int fd, const char *path, struct err *err)
{
	int e = posix_fallocate(fd, 0, sizeof(struct shared_layout));

	if (e) {
		errno = e;
		return err_errno(err, ERR_IO, "reserving %zu bytes for %s", sizeof(struct shared_layout), path);
	}
	if (pwrite(fd, MAGIC, sizeof MAGIC, 0) != sizeof MAGIC)
		return err_errno(err, ERR_IO, "writing %s", path);
	return 0;
}

/* Called under the lock. 1: fd can be used; 0: the file had another layout and was removed: open it again. */
static int settle(int fd, const char *path, off_t size, struct err *err)
{
	if (size > 0 && !has_magic(fd)) {
		/* processes of another version go on with the old file, which they have mapped */
		if (unlink(path) && errno != ENOENT)
			return err_errno(err, ERR_IO, "replacing %s", path);
		return 0;
	}
	if (size == 0 && file_hand_over(fd, path, err))
		return -1;
	if (size < (off_t)sizeof(struct shared_layout) && fill(fd, path, err))
		return -1;
	return 1;
}

static int open_file(const char *path, struct err *err)
{
	int tries, fd, r;
	off_t size;

	for (tries = 0; tries < OPEN_TRIES; tries++) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return err_errno(err, ERR_IO, "opening %s", path);
		if (flock(fd, LOCK_EX)) {
			err_errno(err, ERR_IO, "locking %s", path);
			close(fd);
			return -1;
		}
		r = same_file(fd, path, &size) ? settle(fd, path, size, err) : 0;
		flock(fd, LOCK_UN);
		if (r > 0)
			return fd;
		close(fd);
		if (r < 0)
			return -1;
	}
	return err_set(err, ERR_IO, "%s is replaced again and again", path);
}

int shared_open(const char *runtime_dir, struct shared **ret, struct err *err)
{
	char path[PATH_MAX];
	struct shared *s;
	void *map;
	int fd;

	if (snprintf(path, sizeof path, "%s/shared", runtime_dir) >= (int)sizeof path)
		return err_set(err, ERR_CONFIG, "RUNTIME_DIR is too long");
	if (file_mkdirs(runtime_dir, 0700, err) || (fd = open_file(path, err)) < 0)
		return -1;
	map = mmap(NULL, sizeof(struct shared_layout), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return err_errno(err, ERR_IO, "mapping %s", path);
	s = malloc(sizeof *s);
	if (s == NULL) {
		munmap(map, sizeof(struct shared_layout));
		return err_set(err, ERR_NO_MEMORY, "no memory for shared counters");
	}
	s->map = map;
	*ret = s;
	return 0;
}

void shared_close(struct shared *s)
{
	if (s == NULL)
		return;
	munmap(s->map, sizeof *s->map);
	free(s);
}
