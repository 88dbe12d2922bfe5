#include "port/access/key_file.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

enum {
	FILE_MAX = 1 << 20,
	LINES_MAX = 4096, /* every request's key is compared with all of them */
	PER_HOUR_MAX = 100000000,
	SECRET_BYTES = 32,
};

static const char PREFIX[] = "itb_";

/* --- reading -------------------------------------------------------------- */

static bool name_is_good(struct str name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (name.p[i] == '\0' ||
		    !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", name.p[i]))
			return false;
	return name.n && name.n <= KEY_NAME_MAX && !str_eq(name, STR("default"));
}

static bool parse_line(struct str text, struct key_line *ret)
{
	struct str name, created, per_hour, hash, users = STR("");
	long seconds;

	if (!str_cut(&text, ':', &name) || !str_cut(&text, ':', &created) ||
	    !str_cut(&text, ':', &per_hour) || !str_cut(&text, ':', &hash) ||
	    (text.p && (!str_cut(&text, ':', &users) || !str_eq(users, STR("users")) || text.p)))
		return false;
	if (!name_is_good(name) || !str_to_long(created, &seconds) ||
	    !str_to_long(per_hour, &ret->key.per_hour) || ret->key.per_hour < 0 ||
	    ret->key.per_hour > PER_HOUR_MAX || !crypto_digest_of_hex(hash, ret->hash))
		return false;
	memcpy(ret->key.name, name.p, name.n);
	ret->key.name[name.n] = '\0';
	ret->key.trusts_users = users.n > 0;
	ret->created = seconds;
	return true;
}

static int parse(const char *file, struct str text, struct key_file *ret, struct err *err)
{
	struct key_line *at = calloc(LINES_MAX, sizeof *at), *fit;
	struct str part;
	size_t n = 0;
	long number = 0;

	if (at == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the keys of %s", file);
	while (str_cut(&text, '\n', &part)) {
		number++;
		part = str_trim(part);
		if (part.n == 0 || part.p[0] == '#')
			continue;
		if (n == LINES_MAX || !parse_line(part, &at[n])) {
			free(at);
			return err_set(err, ERR_CONFIG, "%s, line %ld: %s", file, number,
				       n == LINES_MAX ? "too many keys"
						      : "expected name:created:per_hour:hash[:users]");
		}
		n++;
	}
	fit = realloc(at, (n ? n : 1) * sizeof *at);
	*ret = (struct key_file){fit ? fit : at, n};
	return 0;
}

int key_file_read(const char *file, struct key_file *ret, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(FILE_MAX);
	struct err own;

	if (file_read(file, &text, &own) && own.code != ERR_NOT_FOUND)
		return err_set(err, ERR_CONFIG, "%s", own.msg);
	return parse(file, buf_view(&text), ret, err);
}

/* --- changing ------------------------------------------------------------- */

/* Locks the file's folder against other `key` commands: a descriptor, whose closing unlocks it, or -1. */
static int lock_folder(const char *file, struct err *err)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof path, "%s", file);
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_IO, "opening the folder of %s", file);
	if (flock(fd, LOCK_EX)) {
		err_errno(err, ERR_IO, "locking the folder of %s", file);
		close(fd);
		return -1;
	}
	return fd;
}

/*
 * A new file gets the group of its folder, which is the service's; an existing
 * one keeps its owner and mode.  Failures are ignored: only root may change
 * owners, and another caller is the service's user or has a file of its own.
 */
static int write_lines(const char *file, const struct key_file *lines, int folder, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(FILE_MAX);
	char hex[CRYPTO_HEX_BYTES];
	struct stat st;
	bool old = stat(file, &st) == 0;
	size_t i;
	int r;

	if (!old && fstat(folder, &st) == 0)
		st.st_uid = (uid_t)-1;
	buf_cstr(&text, "# name:created:per_hour:hash[:users], made by `itb-chatbot key`\n");
	for (i = 0; i < lines->n; i++) {
		const struct key_line *l = &lines->at[i];

		crypto_hex(l->hash, hex);
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): it doesn't follow realloc */
		buf_printf(&text, "%s:%lld:%ld:%s%s\n", l->key.name, (long long)l->created, l->key.per_hour, hex,
			   l->key.trusts_users ? ":users" : "");
	}
	if (text.bad)
		return err_set(err, ERR_NO_MEMORY, "%s would become too large", file);
	if (file_write(file, buf_view(&text), old ? st.st_mode & 0777 : 0640, err))
		return -1;
	r = chown(file, st.st_uid, st.st_gid);
	(void)r;
	return 0;
}

static size_t find(const struct key_file *lines, struct str name)
{
	size_t i;

	for (i = 0; i < lines->n; i++)
		if (str_eq(str_of(lines->at[i].key.name), name))
			break;
	return i;
}

static int append(const char *file, struct key_file *lines, const struct key_line *line, int folder,
		  struct err *err)
{
	struct key_line *more;

	if (find(lines, str_of(line->key.name)) < lines->n)
		return err_set(err, ERR_REFUSED, "there is a key named %s; revoke it first", line->key.name);
	if (lines->n == LINES_MAX)
		return err_set(err, ERR_REFUSED, "%s is full (%d keys)", file, LINES_MAX);
	more = realloc(lines->at, (lines->n + 1) * sizeof *more);
	if (more == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the keys of %s", file);
	lines->at = more;
	lines->at[lines->n++] = *line;
	return write_lines(file, lines, folder, err);
}

int key_file_add(const char *file, const struct key *new_key, char ret_key[KEY_BYTES], struct err *err)
{
	struct key_line line = {.created = clock_wall_s(), .key = *new_key};
	struct key_file lines = {NULL, 0};
	char key[KEY_BYTES];
	int folder, failed;

	if (!name_is_good(str_of(new_key->name)))
		return err_set(err, ERR_BAD_DATA,
			       "a key's name has 1 to %d letters, digits, . _ or -, and is not \"default\"",
			       KEY_NAME_MAX);
	if (new_key->per_hour < 0 || new_key->per_hour > PER_HOUR_MAX)
		return err_set(err, ERR_BAD_DATA, "requests per hour must be from 1 to %d", PER_HOUR_MAX);
	memcpy(key, PREFIX, sizeof PREFIX);
	crypto_token(SECRET_BYTES, key + sizeof PREFIX - 1, sizeof key - sizeof PREFIX + 1);
	crypto_digest(str_of(key), line.hash);
	folder = lock_folder(file, err);
	if (folder < 0)
		return -1;
	failed = key_file_read(file, &lines, err) || append(file, &lines, &line, folder, err);
	close(folder);
	free(lines.at);
	if (!failed)
		memcpy(ret_key, key, sizeof key);
	explicit_bzero(key, sizeof key);
	return failed ? -1 : 0;
}

int key_file_list(const char *file, struct json **ret, struct err *err)
{
	struct key_file lines;
	struct json *a;
	size_t i;

	if (key_file_read(file, &lines, err))
		return -1;
	a = json_new_array();
	for (i = 0; i < lines.n; i++) {
		struct json *o = json_new_object();

		json_set_cstr(o, "name", lines.at[i].key.name);
		json_set_int(o, "created", lines.at[i].created);
		json_set_int(o, "per_hour", lines.at[i].key.per_hour);
		json_set_bool(o, "trusts_users", lines.at[i].key.trusts_users);
		json_push(a, o);
	}
	free(lines.at);
	*ret = a;
	return 0;
}

int key_file_revoke(const char *file, struct str name, struct err *err)
{
	struct key_file lines = {NULL, 0};
	int folder = lock_folder(file, err), r;
	size_t at;

	if (folder < 0)
		return -1;
	r = key_file_read(file, &lines, err);
	if (r == 0) {
		at = find(&lines, name);
		if (at == lines.n) {
			r = err_set(err, ERR_NOT_FOUND, "no key named %.*s", STR_ARG(name));
		} else {
			memmove(&lines.at[at], &lines.at[at + 1], (lines.n - at - 1) * sizeof *lines.at);
			lines.n--;
			r = write_lines(file, &lines, folder, err);
		}
	}
	close(folder);
	free(lines.at);
	return r;
}
