#include "base/file.h"
#include "kb/ingest/ingest_impl.h"

static int whole_file(struct ingest *in, const struct ingest_file *f)
{
	BUF_AUTO struct buf content = BUF_MAX(INGEST_FILE_BYTES);
	struct err why = {0};

	if (file_read(f->path, &content, &why))
		return ingest_keep(in, f, &why);
	return ingest_document(in, f, STR(""), buf_view(&content));
}

int ingest_file(struct ingest *in, const struct ingest_file *f)
{
	const struct extract_kind *kind = extract_kind_of(str_of(f->path));
	int64_t before = in->progress.done;
	int r = 0;

	if (kind && kind->skip) {
		ingest_skipped(in, f->path, kind->skip);
	} else if (kind == NULL && !str_eq(str_of(f->path), f->source_path)) {
		ingest_skipped(in, f->path, INGEST_UNKNOWN);
	} else if (kind && kind->read == NULL) {
		r = str_eq(str_of(kind->ending), STR(".zip")) ? ingest_zip(in, f) : ingest_jsonl(in, f);
	} else {
		r = whole_file(in, f);
	}
	ingest_progress(in, before + f->bytes);
	return r ? -1 : 0;
}
