#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kb/index/pack_format.h"

struct pack_writer {
	struct pack_header header;
	int fd;
	struct err err;     /* the first fault; ERR_NONE before it */
	uint64_t at;        /* of the next byte written to the file */
	size_t held;        /* bytes waiting in stripe */
	char path[512];
	unsigned char stripe[PACK_STRIPE];
};

int pack_create(const char *path, const char *kind, struct pack_writer **ret, struct err *err)
{
	struct pack_writer *w = calloc(1, sizeof *w);

	if (w == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for writing %s", path);
	snprintf(w->path, sizeof w->path, "%s", path);
	w->header.magic = PACK_MAGIC;
	snprintf(w->header.kind, sizeof w->header.kind, "%s", kind);
	w->at = PACK_PAGE;
	w->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (w->fd < 0) {
		err_errno(err, ERR_IO, "create %s", path);
		free(w);
		return -1;
	}
	*ret = w;
	return 0;
}

static void put(struct pack_writer *w, const void *bytes, size_t n, uint64_t at)
{
	const unsigned char *p = bytes;

	while (n && w->err.code == ERR_NONE) {
		ssize_t done = pwrite(w->fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			err_errno(&w->err, ERR_IO, "write %s", w->path);
			return;
		}
		p += done;
		n -= (size_t)done;
		at += (uint64_t)done;
	}
}

static struct pack_entry *entry(struct pack_writer *w)
{
	return &w->header.table[w->header.sections - 1];
}

static void flush(struct pack_writer *w)
{
	if (w->held == 0)
		return;
	entry(w)->sum = hash_bytes(w->stripe, w->held, entry(w)->sum);
	put(w, w->stripe, w->held, w->at);
	w->at += w->held;
	w->held = 0;
}

static void end_section(struct pack_writer *w)
{
	static const unsigned char zero[PACK_PAD + PACK_ALIGN];
	size_t pad;

	if (w->header.sections == 0)
		return;
	flush(w);
	pad = PACK_PAD + (PACK_ALIGN - w->at % PACK_ALIGN) % PACK_ALIGN;
	put(w, zero, pad, w->at);
	w->at += pad;
}

void pack_begin(struct pack_writer *w, unsigned id)
{
	end_section(w);
	if (w->header.sections == PACK_SECTIONS) {
		err_set(&w->err, ERR_INTERNAL, "%s: too many sections", w->path);
		w->header.sections--;
	}
	w->header.sections++;
	*entry(w) = (struct pack_entry){.id = id, .at = w->at};
}

void pack_write(struct pack_writer *w, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	entry(w)->n += n;
	while (n) {
		size_t room = PACK_STRIPE - w->held, part = n < room ? n : room;

		memcpy(w->stripe + w->held, p, part);
		w->held += part;
		p += part;
		n -= part;
		if (w->held == PACK_STRIPE)
			flush(w);
	}
}

uint64_t pack_at(const struct pack_writer *w)
{
	return w->header.table[w->header.sections - 1].n;
}

int pack_finish(struct pack_writer *w, struct err *err)
{
	int r = 0;

	end_section(w);
	w->header.size = w->at < PACK_PAGE ? PACK_PAGE : w->at;
	w->header.sum = hash_bytes(&w->header, offsetof(struct pack_header, sum), 0);
	put(w, &w->header, sizeof w->header, 0);
	if (w->err.code == ERR_NONE && (ftruncate(w->fd, (off_t)w->header.size) || fsync(w->fd)))
		err_errno(&w->err, ERR_IO, "write %s", w->path);
	if (w->err.code != ERR_NONE) {
		if (err)
			*err = w->err;
		r = -1;
	}
	pack_abort(w);
	return r;
}

void pack_abort(struct pack_writer *w)
{
	if (w == NULL)
		return;
	close(w->fd);
	free(w);
}
