#include <stdio.h>
#include <sys/stat.h>

#include "kb/document/extract_apart.h"
#include "kb/document/jsonl.h"
#include "kb/ingest/ingest_impl.h"

/* Documents between commits: a killed run loses at most the work on these. */
enum { COMMIT_DOCUMENTS = 5000 };
/* Text from which the language is told, first a little, then more. */
enum { LANG_BYTES = 400, LANG_MORE_BYTES = 8000 };

static int put_chunk(void *arg, const struct chunk *c)
{
	struct ingest *in = arg;

	return store_chunk_put(in->store, c, in->err);
}

/* Stores the outline's document. */
static int put(struct ingest *in, struct store_document *d)
{
	struct str text = buf_view(&in->outline.text);

	d->title = in->outline.title.n ? buf_view(&in->outline.title) : d->title;
	d->url = in->outline.url.n ? buf_view(&in->outline.url) : d->url;
	d->lang = lang_detect(str_sub(text, 0, LANG_BYTES));
	if (d->lang == LANG_UNKNOWN)
		d->lang = lang_detect(str_sub(text, 0, LANG_MORE_BYTES));
	d->retrieved_at = in->now;
	return store_document_put(in->store, d, in->err) || chunker_cut(&in->outline, put_chunk, in) ? -1 : 0;
}

static int commit_now_and_then(struct ingest *in)
{
	if (++in->uncommitted < COMMIT_DOCUMENTS)
		return 0;
	in->uncommitted = 0;
	return store_commit(in->store, in->err);
}

/*
 * A document is unchanged when content, extractor, chunker and name, which may
 * show in its text, are the same, and what is cut off at the ends of pages.
 */
static void hash_of(struct str content, struct str name, uint64_t furniture, uint8_t ret[static CRYPTO_HASH_BYTES])
{
	static const char rules[] = EXTRACT_VERSION "/" CHUNKER_VERSION;
	BUF_AUTO struct buf all = BUF_MAX(65536);
	uint8_t of_content[CRYPTO_HASH_BYTES];

	crypto_digest(content, of_content);
	buf_add(&all, of_content, sizeof of_content);
	buf_add(&all, rules, sizeof rules);
	buf_str(&all, name);
	if (furniture)
		buf_add(&all, (const char *)&furniture, sizeof furniture);
	crypto_digest(buf_view(&all), ret);
}

static void count(struct ingest *in, enum store_match match)
{
	if (match == STORE_NEW)
		in->report->added++;
	else if (match == STORE_CHANGED)
		in->report->changed++;
	else if (match == STORE_UNCHANGED)
		in->report->unchanged++;
}

/* Marks the document as seen. *ret_wanted: it has to be worked on, and counted after that. */
static int meet(struct ingest *in, const struct store_document *d, const char *where, enum store_match *ret,
		bool *ret_wanted)
{
	char why[200];

	if (store_document_meet(in->store, d, ret, in->err))
		return -1;
	in->progress.documents++;
	if (*ret == STORE_TAKEN) {
		snprintf(why, sizeof why, "the id \"%.*s\" belongs to another document already",
			 (int)(d->document_id.n < 100 ? d->document_id.n : 100), d->document_id.p);
		ingest_failed(in, where, why);
	}
	if (*ret == STORE_UNCHANGED && in->o->full)
		*ret = STORE_CHANGED;
	if (*ret == STORE_UNCHANGED)
		count(in, *ret);
	*ret_wanted = *ret == STORE_NEW || *ret == STORE_CHANGED;
	return 0;
}

/* One record of a .jsonl file. */
static int record(struct ingest *in, const struct ingest_file *f, struct str line, const char *where)
{
	struct jsonl_record r;
	struct store_document d = {.source = f->source, .path = str_of(f->path)};
	struct err why = {0};
	enum store_match match;
	bool wanted;
	int failed;

	if (jsonl_parse(line, &r, &why)) {
		ingest_failed(in, where, why.msg);
		return 0;
	}
	d.document_id = r.id;
	d.title = r.title;
	d.name = r.source.n ? r.source : f->source_name;
	d.url = r.url;
	d.updated_at = r.updated_at;
	hash_of(line, d.name, 0, d.hash);
	failed = meet(in, &d, where, &match, &wanted);
	if (failed == 0 && wanted) {
		outline_reset(&in->outline);
		outline_plain(&in->outline, r.text);
		failed = put(in, &d);
		count(in, match);
	}
	jsonl_free(&r);
	return failed ? -1 : commit_now_and_then(in);
}

struct lines {
	struct ingest *in;
	const struct ingest_file *f;
	int64_t before; /* progress at the beginning of the file */
};

static int line(void *arg, struct str text, int64_t number, int64_t bytes)
{
	struct lines *l = arg;
	char where[4200];

	snprintf(where, sizeof where, "%s:%lld", l->f->path, (long long)number);
	ingest_progress(l->in, l->before + bytes);
	return record(l->in, l->f, text, where) ? -2 : 0;
}

int ingest_keep(struct ingest *in, const struct ingest_file *f, const struct err *why)
{
	int64_t kept;

	ingest_failed(in, f->path, why->msg);
	return store_path_keep(in->store, f->source, str_of(f->path), &kept, in->err);
}

int ingest_jsonl(struct ingest *in, const struct ingest_file *f)
{
	struct lines l = {in, f, in->progress.done};
	struct err why = {0};
	int r = jsonl_each(f->path, line, &l, &why);

	return r == -1 ? ingest_keep(in, f, &why) : r;
}

/* The name without its ending, the title of a document that has none. */
static struct str bare_name(struct str name)
{
	size_t end = name.n;

	while (end > 1 && name.p[end - 1] != '.')
		end--;
	return str_sub(name, 0, end > 1 ? end - 1 : name.n);
}

/* Where the document is: a file, or a file and the path within. */
struct place {
	struct ingest *in;
	const char *where;
	const struct furniture *furniture; /* of a page; else NULL */
};

static void note(void *arg, const char *text)
{
	struct place *p = arg;

	p->in->watch->tell(p->in->watch->arg, INGEST_WARNED, p->where, text);
}

/* Extracts and stores a new or changed document. One that fails stays as it was stored before. */
static int work(struct place *p, const struct extract_kind *kind, struct str content, struct store_document *d,
		enum store_match match)
{
	struct ingest *in = p->in;
	struct extract x = {.kind = kind, .conf = in->o->conf, .outline = &in->outline, .note = note, .arg = p};
	struct err why = {0};

	outline_reset(&in->outline);
	if (!in->o->dry_run && extract_apart(&x, content, &why)) {
		(why.code == ERR_NOT_CONFIGURED ? ingest_skipped : ingest_failed)(in, p->where, why.msg);
		return 0;
	}
	if (p->furniture)
		furniture_trim(p->furniture, &in->outline);
	count(in, match);
	return put(in, d);
}

/* When the file was last written to. Not after this run, whose time may be set so that builds are alike. */
static int64_t date_of(const struct ingest *in, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return 0;
	return st.st_mtime < in->now ? st.st_mtime : in->now;
}

int ingest_document(struct ingest *in, const struct ingest_file *f, struct str name, struct str content)
{
	BUF_AUTO struct buf id = BUF_MAX(16384), where = BUF_MAX(16384);
	struct str path = str_of(f->path);
	struct store_document d = {.source = f->source, .path = path};
	const struct extract_kind *kind = extract_kind_of(name.n ? name : path);
	bool page = kind && kind->read == extract_html && name.n == 0;
	struct place place = {in, f->path, page ? f->furniture : NULL};
	enum store_match match;
	bool wanted;

	buf_str(&id, f->source_name);
	buf_str(&id, str_sub(path, f->source_path.n, path.n));
	if (name.n) {
		buf_printf(&where, "%s/%.*s", f->path, STR_ARG(name));
		buf_printf(&id, "/%.*s", STR_ARG(name));
		place.where = where.p;
	}
	d.document_id = buf_view(&id);
	d.name = str_file_name(name.n ? name : path);
	d.title = bare_name(d.name);
	d.updated_at = date_of(in, f->path);
	hash_of(content, d.document_id, place.furniture ? place.furniture->digest : 0, d.hash);
	if (meet(in, &d, place.where, &match, &wanted))
		return -1;
	if (wanted && work(&place, kind, content, &d, match))
		return -1;
	return commit_now_and_then(in);
}
