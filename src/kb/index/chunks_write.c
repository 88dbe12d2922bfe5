#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "kb/index/chunks_format.h"

enum { RECORDS_MAX = INT32_MAX }; /* bounds either table */

struct chunks_writer {
	struct pack_writer *pack;
	struct buf records, documents, updated, last; /* last: id of the current document, to notice the next one */
	struct document_record document;
	uint32_t chunks, documents_n;
};

int chunks_create(const char *folder, struct chunks_writer **ret, struct err *err)
{
	struct chunks_writer *w = calloc(1, sizeof *w);
	char path[PATH_MAX];

	if (w == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the chunks");
	buf_init(&w->records, (size_t)RECORDS_MAX * sizeof(struct chunk_record));
	buf_init(&w->documents, (size_t)RECORDS_MAX * sizeof(struct document_record));
	buf_init(&w->updated, (size_t)RECORDS_MAX * sizeof(int64_t));
	buf_init(&w->last, UINT32_MAX);
	snprintf(path, sizeof path, "%s/chunks", folder);
	if (pack_create(path, "chunks", &w->pack, err)) {
		chunks_abort(w);
		return -1;
	}
	pack_begin(w->pack, CHUNKS_TEXT);
	*ret = w;
	return 0;
}

static void describe(const struct kb_build_chunk *c, struct buf *out)
{
	buf_str(out, c->document_id);
	buf_char(out, '\0');
	buf_str(out, c->title);
	buf_char(out, '\0');
	buf_str(out, c->source);
	buf_char(out, '\0');
	buf_str(out, c->url);
	buf_add(out, &c->retrieved_at, sizeof c->retrieved_at);
	buf_add(out, &c->updated_at, sizeof c->updated_at);
}

static void end_document(struct chunks_writer *w)
{
	if (w->documents_n == 0)
		return;
	w->document.chunks = w->chunks - w->document.first;
	buf_add(&w->documents, &w->document, sizeof w->document);
}

static void write_str(struct chunks_writer *w, struct str s)
{
	pack_write(w->pack, s.p, s.n);
}

static int begin_document(struct chunks_writer *w, const struct kb_build_chunk *c, struct err *err)
{
	BUF_AUTO struct buf now = BUF_MAX(UINT32_MAX);

	describe(c, &now);
	if (now.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a document's title");
	if (w->documents_n && str_eq(buf_view(&now), buf_view(&w->last)))
		return 0;
	end_document(w);
	buf_release(&w->last);
	w->last = now;
	buf_init(&now, UINT32_MAX);
	w->document = (struct document_record){
		.at = pack_at(w->pack), .id_n = (uint32_t)c->document_id.n, .title_n = (uint32_t)c->title.n,
		.source_n = (uint32_t)c->source.n, .url_n = (uint32_t)c->url.n, .first = w->chunks,
		.retrieved_at = c->retrieved_at,
	};
	buf_add(&w->updated, &c->updated_at, sizeof c->updated_at);
	w->documents_n++;
	write_str(w, c->document_id);
	write_str(w, c->title);
	write_str(w, c->source);
	write_str(w, c->url);
	return 0;
}

int chunks_add(struct chunks_writer *w, const struct kb_build_chunk *c, struct err *err)
{
	struct chunk_record r = {
		.id_n = (uint32_t)c->chunk_id.n, .heading_n = (uint32_t)c->heading.n,
		.text_n = (uint32_t)c->text.n, .page = c->page,
	};

	if (c->chunk_id.n > INT32_MAX || c->heading.n > INT32_MAX || c->text.n > INT32_MAX)
		return err_set(err, ERR_BAD_DATA, "a chunk of more than 2 GiB");
	if (w->chunks == RECORDS_MAX)
		return err_set(err, ERR_NO_MEMORY, "more than %d chunks", RECORDS_MAX);
	if (begin_document(w, c, err))
		return -1;
	r.at = pack_at(w->pack);
	r.document = w->documents_n - 1;
	write_str(w, c->chunk_id);
	write_str(w, c->heading);
	write_str(w, c->text);
	buf_add(&w->records, &r, sizeof r);
	w->chunks++;
	return w->records.bad ? err_set(err, ERR_NO_MEMORY, "no memory for the chunk records") : 0;
}

static void write_table(struct chunks_writer *w, unsigned section, const struct buf *b)
{
	pack_begin(w->pack, section);
	pack_write(w->pack, b->p, b->n);
}

int chunks_finish(struct chunks_writer *w, uint32_t *ret_chunks, uint32_t *ret_documents, struct err *err)
{
	struct pack_writer *pack = w->pack;
	bool bad;

	end_document(w);
	write_table(w, CHUNKS_RECORDS, &w->records);
	write_table(w, CHUNKS_DOCUMENTS, &w->documents);
	write_table(w, CHUNKS_UPDATED, &w->updated);
	bad = w->records.bad || w->documents.bad || w->updated.bad;
	*ret_chunks = w->chunks;
	*ret_documents = w->documents_n;
	w->pack = NULL;
	chunks_abort(w);
	if (pack_finish(pack, err))
		return -1;
	return bad ? err_set(err, ERR_NO_MEMORY, "no memory for the chunk records") : 0;
}

void chunks_abort(struct chunks_writer *w)
{
	if (w == NULL)
		return;
	pack_abort(w->pack);
	buf_release(&w->records);
	buf_release(&w->documents);
	buf_release(&w->updated);
	buf_release(&w->last);
	free(w);
}
