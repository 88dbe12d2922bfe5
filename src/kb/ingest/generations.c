#include "kb/ingest/generations.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

static_assert(GENERATIONS_PATH_BYTES >= PATH_MAX, "a path fits");

/* Readable by the responders' group, because the web service may run as another user than the one who ingests. */
enum { FOLDER_MODE = 0750, LOCK_MODE = 0640, HELD_MODE = 0640 };

struct generations {
	char folder[PATH_MAX - 128]; /* leaves room for the names behind it */
	int lock;
};

__attribute__((format(printf, 3, 4)))
static void path_of(const struct generations *s, char ret[static GENERATIONS_PATH_BYTES], const char *fmt, ...)
{
	int n = snprintf(ret, GENERATIONS_PATH_BYTES, "%s/", s->folder);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ret + n, GENERATIONS_PATH_BYTES - (size_t)n, fmt, ap);
	va_end(ap);
}

static int compare_down(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

static int is_generation(const struct dirent *e)
{
	return e->d_name[0] != '.' && strlen(e->d_name) < GENERATIONS_ID_BYTES;
}

static int is_left_behind(const struct dirent *e)
{
	return strncmp(e->d_name, ".new-", 5) == 0 && strlen(e->d_name) < GENERATIONS_ID_BYTES + 5;
}

static void free_list(struct dirent **list, int n)
{
	while (n-- > 0)
		free(list[n]);
	free(list);
}

static int clear_left_behind(const struct generations *s, struct err *err)
{
	char path[GENERATIONS_PATH_BYTES];
	struct dirent **list;
	int n, i, r = 0;

	path_of(s, path, "generations");
	n = scandir(path, &list, is_left_behind, alphasort);
	if (n < 0)
		return err_errno(err, ERR_IO, "list %s", path);
	for (i = 0; i < n && r == 0; i++) {
		path_of(s, path, "generations/%s", list[i]->d_name);
		r = file_remove_tree(path, err);
	}
	free_list(list, n);
	return r;
}

static int take_lock(struct generations *s, struct err *err)
{
	char path[GENERATIONS_PATH_BYTES];

	path_of(s, path, "lock");
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, LOCK_MODE);
	if (s->lock < 0)
		return err_errno(err, ERR_IO, "open %s", path);
	if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return err_set(err, ERR_UNAVAILABLE,
			       "%s is being worked on by another process: try again when it is done",
			       s->folder);
	return err_errno(err, ERR_IO, "lock %s", path);
}

int generations_open(const char *folder, struct generations **ret, struct err *err)
{
	struct generations *s = calloc(1, sizeof *s);
	char path[GENERATIONS_PATH_BYTES];

	if (s == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the lock of %s", folder);
	s->lock = -1;
	if (snprintf(s->folder, sizeof s->folder, "%s", folder) >= (int)sizeof s->folder) {
		generations_close(s);
		return err_set(err, ERR_CONFIG, "path too long: %.80s…", folder);
	}
	path_of(s, path, "generations");
	if (file_mkdirs(path, FOLDER_MODE, err) || take_lock(s, err) || clear_left_behind(s, err)) {
		generations_close(s);
		return -1;
	}
	*ret = s;
	return 0;
}

void generations_close(struct generations *s)
{
	struct err ignored;

	if (s == NULL)
		return;
	/* the database and the link get the folder's owner too; without that only the service itself cannot ingest */
	file_own_tree(s->folder, s->folder, &ignored);
	if (s->lock >= 0)
		close(s->lock);
	free(s);
}

static void name_now(char ret_id[GENERATIONS_ID_BYTES])
{
	int64_t now_us = clock_stamp_us();
	time_t second = (time_t)(now_us / 1000000);
	struct tm tm;
	char text[24];

	gmtime_r(&second, &tm);
	strftime(text, sizeof text, "%Y%m%dT%H%M%S", &tm);
	snprintf(ret_id, GENERATIONS_ID_BYTES, "%s-%06u", text, (unsigned)(now_us % 1000000));
}

int generations_begin(struct generations *s, char ret_id[GENERATIONS_ID_BYTES], char ret_path[GENERATIONS_PATH_BYTES],
		      struct err *err)
{
	char path[GENERATIONS_PATH_BYTES];

	name_now(ret_id);
	path_of(s, path, "generations/.new-%s", ret_id);
	if (mkdir(path, FOLDER_MODE))
		return err_errno(err, ERR_IO, "mkdir %s", path);
	snprintf(ret_path, GENERATIONS_PATH_BYTES, "%s", path);
	return 0;
}

void generations_abort(struct generations *s, const char *id)
{
	char path[GENERATIONS_PATH_BYTES];

	path_of(s, path, "generations/.new-%s", id);
	file_remove_tree(path, NULL);
}

/* The link is relative, so that KNOWLEDGE_DIR can be moved and copied. */
static int point_at(const struct generations *s, const char *id, struct err *err)
{
	char target[GENERATIONS_PATH_BYTES], fresh[GENERATIONS_PATH_BYTES], link[GENERATIONS_PATH_BYTES];

	snprintf(target, sizeof target, "generations/%s", id);
	path_of(s, fresh, ".current.new");
	path_of(s, link, "current");
	if (unlink(fresh) && errno != ENOENT)
		return err_errno(err, ERR_IO, "unlink %s", fresh);
	if (symlink(target, fresh))
		return err_errno(err, ERR_IO, "symlink %s", fresh);
	if (rename(fresh, link))
		return err_errno(err, ERR_IO, "rename to %s", link);
	return file_sync_dir(s->folder, err);
}

int generations_finish(struct generations *s, const char *id, int keep, struct err *err)
{
	char from[GENERATIONS_PATH_BYTES], to[GENERATIONS_PATH_BYTES], generations[GENERATIONS_PATH_BYTES];
	int removed;

	path_of(s, from, "generations/.new-%s", id);
	path_of(s, to, "generations/%s", id);
	path_of(s, generations, "generations");
	if (file_sync_dir(from, err) || file_own_tree(from, s->folder, err))
		return -1;
	if (rename(from, to))
		return err_errno(err, ERR_IO, "rename to %s", to);
	if (file_sync_dir(generations, err) || point_at(s, id, err))
		return -1;
	return generations_prune(s, keep, &removed, err);
}

static int generations_list(const char *folder, struct dirent ***ret, struct err *err)
{
	char path[GENERATIONS_PATH_BYTES];
	int n;

	if (snprintf(path, sizeof path, "%s/generations", folder) >= (int)sizeof path)
		return err_set(err, ERR_CONFIG, "path too long: %.80s…", folder);
	n = scandir(path, ret, is_generation, compare_down);
	if (n < 0 && errno != ENOENT)
		return err_errno(err, ERR_IO, "list %s", path);
	if (n < 0)
		*ret = NULL;
	return n < 0 ? 0 : n;
}

static const char *one_before(struct dirent **list, int n, const char *current)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i]->d_name, current) < 0)
			return list[i]->d_name;
	return NULL;
}

static const char *named(struct dirent **list, int n, const char *id)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i]->d_name, id) == 0)
			return list[i]->d_name;
	return NULL;
}

int generations_hold(struct generations *s, bool held, struct err *err)
{
	char path[GENERATIONS_PATH_BYTES];

	path_of(s, path, "held");
	if (held)
		return file_write(path, STR(""), HELD_MODE, err);
	return unlink(path) && errno != ENOENT ? err_errno(err, ERR_IO, "unlink %s", path) : 0;
}

bool generations_held(const char *folder)
{
	char path[GENERATIONS_PATH_BYTES];

	return snprintf(path, sizeof path, "%s/held", folder) < (int)sizeof path && access(path, F_OK) == 0;
}

int generations_rollback(struct generations *s, const char *id, char ret_id[GENERATIONS_ID_BYTES], struct err *err)
{
	char current[GENERATIONS_ID_BYTES];
	struct dirent **list;
	const char *to;
	int n = generations_list(s->folder, &list, err), r;

	if (n < 0)
		return -1;
	generations_current(s->folder, current);
	to = id ? named(list, n, id) : one_before(list, n, current);
	if (to) {
		snprintf(ret_id, GENERATIONS_ID_BYTES, "%.*s", GENERATIONS_ID_BYTES - 1, to);
		r = generations_hold(s, true, err) || point_at(s, to, err) ? -1 : 0;
	} else {
		r = err_set(err, ERR_NOT_FOUND, id ? "no generation %s" : "no generation older than %s",
			    id ? id : current);
	}
	free_list(list, n);
	return r;
}

/* Renames it first: half a generation must not look like one that can be put in force. */
static int generation_remove(const struct generations *s, const char *id, struct err *err)
{
	char path[GENERATIONS_PATH_BYTES], going[GENERATIONS_PATH_BYTES];

	path_of(s, path, "generations/%s", id);
	path_of(s, going, "generations/.new-%s", id);
	if (rename(path, going))
		return err_errno(err, ERR_IO, "rename %s", path);
	return file_remove_tree(going, err);
}

int generations_prune(struct generations *s, int keep, int *ret_removed, struct err *err)
{
	char current[GENERATIONS_ID_BYTES];
	struct dirent **list;
	int n = generations_list(s->folder, &list, err), i, r = 0;

	if (n < 0)
		return -1;
	*ret_removed = 0;
	generations_current(s->folder, current);
	for (i = 0; i < n && r == 0; i++) {
		if (strcmp(list[i]->d_name, current) == 0 || keep-- > 0)
			continue;
		r = generation_remove(s, list[i]->d_name, err);
		*ret_removed += r == 0;
	}
	free_list(list, n);
	return r;
}

void generations_current(const char *folder, char ret_id[GENERATIONS_ID_BYTES])
{
	char link[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t n;

	ret_id[0] = '\0';
	if (snprintf(link, sizeof link, "%s/current", folder) >= (int)sizeof link)
		return;
	n = readlink(link, target, sizeof target - 1);
	if (n <= 0)
		return;
	target[n] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) < GENERATIONS_ID_BYTES)
		memcpy(ret_id, name, strlen(name) + 1);
}

int generations_each(const char *folder, void (*fn)(void *, const char *, bool), void *arg, struct err *err)
{
	char current[GENERATIONS_ID_BYTES];
	struct dirent **list;
	int n = generations_list(folder, &list, err), i;

	if (n < 0)
		return -1;
	generations_current(folder, current);
	for (i = 0; i < n; i++)
		fn(arg, list[i]->d_name, strcmp(list[i]->d_name, current) == 0);
	free_list(list, n);
	return 0;
}
