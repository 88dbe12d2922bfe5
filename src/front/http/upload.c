#include "front/http/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "front/http/fcgi.h"
#include "front/http/multipart_read.h"

enum { STEP = 16384 };

struct receiving {
	struct upload *upload;
	const struct conf *conf;
	bool seen, named, allowed;      /* the file's part is there, has a name, with an extension that is accepted */
	bool in_audio;
	char *field; /* the form's field that is being read, NULL: none */
	size_t field_n, field_cap;
	size_t head_n;
	char head[AUDIO_HEAD_BYTES];
};

static int too_large(const struct conf *conf, struct err *err)
{
	err_set(err, ERR_AUDIO_TOO_LARGE, "over %ld bytes", conf->max_content_length);
	if (err)
		err->arg = conf->max_content_length >> 20;
	return -1;
}

static void choose_field(struct receiving *r, const struct multipart_read_part *part)
{
	struct upload *u = r->upload;

	r->field = NULL;
	r->field_n = 0;
	if (part->has_filename)
		return;
	if (str_eq(part->name, STR("language"))) {
		r->field = u->language;
		r->field_cap = sizeof u->language;
	} else if (str_eq(part->name, STR("response_format"))) {
		r->field = u->response_format;
		r->field_cap = sizeof u->response_format;
	}
}

static int on_begin(void *arg, const struct multipart_read_part *part, struct err *err)
{
	struct receiving *r = arg;

	(void)err;
	choose_field(r, part);
	r->in_audio = !r->seen && part->has_filename && str_eq(part->name, str_of(r->upload->part));
	if (r->in_audio) {
		r->seen = true;
		r->named = part->filename.n > 0;
		r->allowed = audio_name_allowed(part->filename);
	}
	return 0;
}

static int write_all(int fd, struct str s, struct err *err)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_NO_MEMORY, "write a recording into memory");
		s = str_sub(s, (size_t)n, s.n);
	}
	return 0;
}

static int on_audio(struct receiving *r, struct str piece, struct err *err)
{
	struct upload *u = r->upload;
	struct str head = str_sub(piece, 0, sizeof r->head - r->head_n);

	/* a recording that will be refused isn't stored */
	if (!r->allowed)
		return 0;
	u->bytes += piece.n;
	if (u->bytes > (size_t)r->conf->max_content_length)
		return too_large(r->conf, err);
	memcpy(r->head + r->head_n, head.p, head.n);
	r->head_n += head.n;
	return write_all(u->fd, piece, err);
}

static int on_data(void *arg, struct str piece, struct err *err)
{
	struct receiving *r = arg;

	if (r->in_audio)
		return on_audio(r, piece, err);
	if (r->field && r->field_n + piece.n < r->field_cap) {
		memcpy(r->field + r->field_n, piece.p, piece.n); /* the rest is zeros */
		r->field_n += piece.n;
	}
	return 0;
}

static int on_end(void *arg, struct err *err)
{
	struct receiving *r = arg;

	(void)err;
	r->in_audio = false;
	r->field = NULL;
	return 0;
}

static int read_body(struct req *r, struct multipart_read *m, struct err *err)
{
	size_t total = 0;
	long n;

	do {
		char step[STEP];

		n = fcgi_read(r->fcgi, step, sizeof step);
		if (n < 0)
			return err_set(err, ERR_GONE, "the recording broke off after %zu bytes", total);
		total += (size_t)n;
		/* without a Content-Length the size hasn't been checked yet */
		if (total > (size_t)r->conf->max_content_length)
			return too_large(r->conf, err);
		if (multipart_read_feed(m, (struct str){step, (size_t)n}, err))
			return -1;
	} while (n > 0);
	return multipart_read_end(m, err);
}

static int judge(struct receiving *r, int failed, struct err *err)
{
	if (failed && err->code != ERR_BAD_DATA)
		return -1;
	if (failed)
		return err_public(err, ERR_AUDIO_MISSING, "The form is malformed or incomplete");
	if (!r->seen)
		return err_set(err, ERR_AUDIO_MISSING, "no part named %s", r->upload->part);
	if (!r->named)
		return err_set(err, ERR_AUDIO_NO_FILE, "no file name");
	if (!r->allowed)
		return err_public(err, ERR_AUDIO_FORMAT, "The file's extension is not one of these");
	r->upload->kind = audio_sniff((struct str){r->head, r->head_n});
	if (r->upload->kind == AUDIO_UNKNOWN)
		return err_public(err, ERR_AUDIO_FORMAT, "The file's content is not audio of these formats");
	return 0;
}

int upload_receive(struct req *r, struct upload *u, struct err *err)
{
	struct receiving receiving = {.upload = u, .conf = r->conf};
	struct multipart_read_sink sink = {on_begin, on_data, on_end, &receiving};
	struct multipart_read m;
	int failed;

	*u = (struct upload){.part = u->part, .fd = -1};
	if (req_content_length(r) > r->conf->max_content_length)
		return too_large(r->conf, err);
	if (multipart_read_init(&m, req_header(r, "Content-Type"), &sink, err))
		return err_set(err, ERR_AUDIO_MISSING, "not a multipart form");
	u->fd = memfd_create("recording", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	failed = u->fd < 0 ? err_errno(err, ERR_IO, "memfd_create") : read_body(r, &m, err);
	multipart_read_release(&m);
	if (judge(&receiving, failed, err))
		return -1;
	if (fcntl(u->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) ||
	    lseek(u->fd, 0, SEEK_SET))
		return err_errno(err, ERR_IO, "seal a recording");
	return 0;
}

void upload_release(struct upload *u)
{
	if (u->fd >= 0)
		close(u->fd);
	u->fd = -1;
}

int upload_keep(const struct upload *u, const struct req *r, struct err *err)
{
	char path[4400];
	void *p;
	int failed;

	if (file_mkdirs(r->conf->audio_dir, 0700, err))
		return -1;
	snprintf(path, sizeof path, "%s/%.*s.%s", r->conf->audio_dir, STR_ARG(r->request_id),
		 audio_extension(u->kind));
	p = mmap(NULL, u->bytes, PROT_READ, MAP_PRIVATE, u->fd, 0);
	if (p == MAP_FAILED)
		return err_errno(err, ERR_IO, "map a recording");
	failed = file_write(path, (struct str){p, u->bytes}, 0600, err);
	munmap(p, u->bytes);
	return failed;
}
