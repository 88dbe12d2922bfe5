#include "base/file.h"
#include "kb/container/zip.h"
#include "kb/document/filter.h"
#include "kb/ingest/ingest_impl.h"
#include "text/decode.h"

/* What all members of a file may inflate to, and the name of one. */
enum { NAME_BYTES = 1000 };
static const uint64_t zip_bytes_max = 4ULL << 30;

struct reading {
	struct ingest *in;
	const struct ingest_file *f;
	uint64_t bytes; /* inflated so far */
};

/* "folder/.hidden" and what systems add for themselves. */
static bool is_hidden(struct str name)
{
	return str_starts(name, STR(".")) || str_find(name, STR("/.")) < name.n ||
	       str_starts(name, STR("__MACOSX/"));
}

/* Why the member is not read; NULL when it is. */
static const char *skip_why(const struct extract_kind *kind, const struct zip_member *m)
{
	if (kind == NULL)
		return INGEST_UNKNOWN;
	if (kind->skip)
		return kind->skip;
	if (kind->read == NULL)
		return "a file of many documents within a zip file: unpack it";
	return m->bytes == 0 ? "empty" : NULL;
}

static int inflate_member(struct reading *r, const struct zip_member *m, struct buf *out, struct err *err)
{
	static const char *const argv[] = {"funzip", NULL};
	BUF_AUTO struct buf alone = BUF_MAX(m->data.n + 64);
	struct extract x = {.conf = r->in->o->conf};

	if (m->locked)
		return err_set(err, ERR_REFUSED, "protected by a password");
	if (m->bytes > out->max || (r->bytes += m->bytes) > zip_bytes_max)
		return err_set(err, ERR_NO_MEMORY, "too large: unpack the zip file");
	out->max = m->bytes; /* a member that is larger than it says is made to do harm */
	zip_alone(m, &alone);
	return alone.bad ? err_set(err, ERR_NO_MEMORY, "%u bytes", m->bytes)
			 : filter_run(&x, argv, "unzip", buf_view(&alone), out, err);
}

static int member(void *arg, const struct zip_member *m)
{
	struct reading *r = arg;
	BUF_AUTO struct buf name = BUF_MAX(NAME_BYTES), where = BUF_MAX(16384), content = BUF_MAX(INGEST_FILE_BYTES);
	const struct extract_kind *kind;
	struct err why = {0};
	const char *skip;

	if (decode_text(m->name, STR(""), &name, &why) || is_hidden(buf_view(&name)))
		return 0;
	buf_printf(&where, "%s/%s", r->f->path, name.p);
	kind = extract_kind_of(buf_view(&name));
	skip = skip_why(kind, m);
	if (skip) {
		ingest_skipped(r->in, where.p, skip);
		return 0;
	}
	if (inflate_member(r, m, &content, &why)) {
		ingest_failed(r->in, where.p, why.msg);
		return 0;
	}
	return ingest_document(r->in, r->f, buf_view(&name), buf_view(&content)) ? -2 : 0;
}

int ingest_zip(struct ingest *in, const struct ingest_file *f)
{
	BUF_AUTO struct buf file = BUF_MAX(INGEST_FILE_BYTES);
	struct reading r = {in, f, 0};
	struct err why = {0};
	int done;

	if (file_read(f->path, &file, &why))
		return ingest_keep(in, f, &why);
	done = zip_each(buf_view(&file), member, &r, &why);
	return done == -1 ? ingest_keep(in, f, &why) : done;
}
