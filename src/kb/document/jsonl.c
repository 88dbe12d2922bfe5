#include "kb/document/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { READ_BYTES = 1 << 20 };

struct lines {
	const char *path;
	int fd;
	struct buf text; /* read, but not passed on yet */
	int64_t number, bytes;
	int (*fn)(void *, struct str, int64_t, int64_t);
	void *arg;
};

/* Appends the next piece of the file: 1, 0 at its end, -1 on error. */
static int more(struct lines *l, struct err *err)
{
	ssize_t n;

	if (buf_reserve(&l->text, READ_BYTES) == NULL)
		return err_set(err, ERR_BAD_DATA, "%s:%lld: a line of more than %d bytes", l->path,
			       (long long)l->number + 1, JSONL_LINE_MAX);
	do
		n = read(l->fd, l->text.p + l->text.n, READ_BYTES);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(err, ERR_IO, "read %s", l->path);
	l->text.n += (size_t)n;
	return n > 0;
}

static int give(struct lines *l, struct str line)
{
	l->number++;
	l->bytes += (int64_t)line.n + 1;
	line = str_trim(line);
	return line.n ? l->fn(l->arg, line, l->number, l->bytes) : 0;
}

static int each_line(struct lines *l, struct err *err)
{
	int got, r = 0;

	do {
		struct str rest;
		size_t end;

		got = more(l, err);
		if (got < 0)
			return -1;
		rest = buf_view(&l->text);
		while (r == 0 && (end = str_find_char(rest, '\n')) < rest.n) {
			r = give(l, str_sub(rest, 0, end));
			rest = str_sub(rest, end + 1, rest.n);
		}
		if (r == 0 && got == 0 && rest.n)
			r = give(l, rest);
		buf_drop(&l->text, l->text.n - rest.n);
	} while (r == 0 && got);
	return r;
}

int jsonl_each(const char *path, int (*fn)(void *, struct str, int64_t, int64_t), void *arg, struct err *err)
{
	struct lines l = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC), .fn = fn, .arg = arg};
	int r;

	if (l.fd < 0)
		return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "open %s", path);
	buf_init(&l.text, JSONL_LINE_MAX + READ_BYTES);
	r = each_line(&l, err);
	buf_release(&l.text);
	close(l.fd);
	return r;
}

static struct str id_of(const struct json *v, char digits[static 24])
{
	int64_t number;

	if (!json_to_int(v, &number))
		return str_trim(json_str_or_empty(v));
	snprintf(digits, 24, "%lld", (long long)number);
	return str_of(digits);
}

int jsonl_parse(struct str line, struct jsonl_record *ret, struct err *err)
{
	struct json *root;

	if (json_parse(line, JSON_STRICT, &root, err))
		return -1;
	ret->root = root;
	ret->id = id_of(json_get(root, "id"), ret->digits);
	ret->title = json_str_or_empty(json_get(root, "title"));
	ret->text = json_str_or_empty(json_get(root, "text"));
	ret->source = json_str_or_empty(json_get(root, "source"));
	ret->url = json_str_or_empty(json_get(root, "url"));
	ret->updated_at = clock_of_iso8601(json_str_or_empty(json_get(root, "updated_at")));
	if (ret->id.n == 0 || str_trim(ret->text).n == 0) {
		jsonl_free(ret);
		return err_set(err, ERR_BAD_DATA, "not an object with `id` and `text`");
	}
	if (ret->url.n == 0 &&
	    (str_starts(ret->source, STR("https://")) || str_starts(ret->source, STR("http://"))))
		ret->url = ret->source;
	return 0;
}

void jsonl_free(struct jsonl_record *r)
{
	json_free(r->root);
	r->root = NULL;
}
