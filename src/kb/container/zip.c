#include "kb/container/zip.h"

/* Sizes of the records, and the longest comment behind the last one. */
enum { LOCAL_BYTES = 30, ENTRY_BYTES = 46, END_BYTES = 22, COMMENT_BYTES = 65535 };
enum { FLAG_LOCKED = 1 };

static uint32_t number(struct str s, size_t at, size_t bytes)
{
	uint32_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | (unsigned char)s.p[at + bytes];
	return n;
}

/* The record at the end of the file, which says where the directory is; file.n when there is none. */
static size_t find_end(struct str file)
{
	size_t at, least;

	if (file.n < END_BYTES)
		return file.n;
	least = file.n > END_BYTES + COMMENT_BYTES ? file.n - END_BYTES - COMMENT_BYTES : 0;
	for (at = file.n - END_BYTES + 1; at-- > least;)
		if (str_starts(str_sub(file, at, 4), STR("PK\5\6")))
			return at;
	return file.n;
}

/* The member whose entry is at *at, which moves on. */
static int read_entry(struct str file, size_t *at, struct zip_member *ret, struct err *err)
{
	struct str entry = str_sub(file, *at, file.n), local;
	size_t name, packed, skipped;

	if (entry.n < ENTRY_BYTES || !str_starts(entry, STR("PK\1\2")))
		return err_set(err, ERR_BAD_DATA, "a zip file with a broken directory");
	name = number(entry, 28, 2);
	packed = number(entry, 20, 4);
	local = str_sub(file, number(entry, 42, 4), file.n);
	if (local.n < LOCAL_BYTES || !str_starts(local, STR("PK\3\4")))
		return err_set(err, ERR_BAD_DATA, "a zip file whose directory points nowhere");
	skipped = LOCAL_BYTES + number(local, 26, 2) + number(local, 28, 2);
	*ret = (struct zip_member){
		.name = str_sub(entry, ENTRY_BYTES, name),
		.data = str_sub(local, skipped, packed),
		.method = number(entry, 10, 2),
		.crc = number(entry, 16, 4),
		.bytes = number(entry, 24, 4),
		.locked = number(entry, 8, 2) & FLAG_LOCKED,
	};
	*at += ENTRY_BYTES + name + number(entry, 30, 2) + number(entry, 32, 2);
	return ret->data.n == packed ? 0 : err_set(err, ERR_BAD_DATA, "a zip file that was cut off");
}

int zip_each(struct str file, int (*fn)(void *arg, const struct zip_member *m), void *arg, struct err *err)
{
	size_t end = find_end(file), at;
	uint32_t n, i;

	if (end == file.n)
		return err_set(err, ERR_BAD_DATA, "no zip file");
	n = number(file, end + 10, 2);
	at = number(file, end + 16, 4);
	if (n > ZIP_MEMBERS_MAX || at == UINT32_MAX)
		return err_set(err, ERR_BAD_DATA, "a zip file of more than %d members, or of more than 4 GB",
			       ZIP_MEMBERS_MAX);
	for (i = 0; i < n; i++) {
		struct zip_member m;
		int r;

		if (read_entry(file, &at, &m, err))
			return -1;
		r = m.name.n && m.name.p[m.name.n - 1] != '/' ? fn(arg, &m) : 0;
		if (r)
			return r;
	}
	return 0;
}

static int is_locked(void *arg, const struct zip_member *m)
{
	(void)arg;
	return m->locked ? -2 : 0;
}

bool zip_is_locked(struct str file)
{
	struct err unused = {0};

	return zip_each(file, is_locked, NULL, &unused) == -2;
}

static void put(struct buf *out, uint32_t n, int bytes)
{
	for (; bytes > 0; bytes--, n >>= 8)
		buf_char(out, (char)(n & 0xFF));
}

void zip_alone(const struct zip_member *m, struct buf *out)
{
	buf_str(out, STR("PK\3\4"));
	put(out, 20, 2); /* the version that is needed */
	put(out, 0, 2);  /* no flags: the sizes stand here */
	put(out, m->method, 2);
	put(out, 0, 4);  /* no time */
	put(out, m->crc, 4);
	put(out, (uint32_t)m->data.n, 4);
	put(out, m->bytes, 4);
	put(out, 1, 2);  /* its name, and nothing more */
	put(out, 0, 2);
	buf_char(out, 'm');
	buf_str(out, m->data);
}
