#include <limits.h>
#include <stdio.h>

#include "kb/index/chunks_format.h"

int chunks_open(const char *folder, struct chunks *ret, struct err *err)
{
	struct chunks c = {0};
	char path[PATH_MAX];
	struct str records, documents, updated;

	snprintf(path, sizeof path, "%s/chunks", folder);
	if (pack_open(path, "chunks", &c.pack, err))
		return -1;
	c.text = pack_section(&c.pack, CHUNKS_TEXT);
	records = pack_section(&c.pack, CHUNKS_RECORDS);
	documents = pack_section(&c.pack, CHUNKS_DOCUMENTS);
	c.records = (const struct chunk_record *)(const void *)records.p;
	updated = pack_section(&c.pack, CHUNKS_UPDATED);
	c.documents = (const struct document_record *)(const void *)documents.p;
	c.n = (uint32_t)(records.n / sizeof *c.records);
	c.documents_n = (uint32_t)(documents.n / sizeof *c.documents);
	if (updated.n == c.documents_n * sizeof *c.updated)
		c.updated = (const int64_t *)(const void *)updated.p;
	c.open = true;
	*ret = c;
	return 0;
}

void chunks_close(struct chunks *c)
{
	if (c->open)
		pack_close(&c->pack);
	c->open = false;
}

/* The n bytes at *at, or none when they lie outside; moves *at on. */
static struct str cut(const struct chunks *c, uint64_t *at, uint32_t n)
{
	struct str s = {"", 0};

	if (*at <= c->text.n && n <= c->text.n - *at)
		s = (struct str){c->text.p + *at, n};
	*at += n;
	return s;
}

static void get_document(const struct chunks *c, const struct document_record *d, uint32_t number,
			 struct kb_chunk *ret)
{
	uint64_t at = d->at;

	ret->document_id = cut(c, &at, d->id_n);
	ret->title = cut(c, &at, d->title_n);
	ret->source = cut(c, &at, d->source_n);
	ret->url = cut(c, &at, d->url_n);
	ret->retrieved_at = d->retrieved_at;
	if (number > d->first)
		ret->previous = number - 1;
	if (number >= d->first && number - d->first + 1 < d->chunks && number + 1 < c->n)
		ret->next = number + 1;
}

void chunks_get(const struct chunks *c, uint32_t number, struct kb_chunk *ret)
{
	const struct chunk_record *r;
	uint64_t at;

	*ret = (struct kb_chunk){.previous = KB_NONE, .next = KB_NONE};
	if (number >= c->n)
		return;
	r = &c->records[number];
	at = r->at;
	ret->chunk_id = cut(c, &at, r->id_n);
	ret->heading = cut(c, &at, r->heading_n);
	ret->text = cut(c, &at, r->text_n);
	ret->page = r->page;
	if (r->document < c->documents_n && c->updated)
		ret->updated_at = c->updated[r->document];
	if (r->document < c->documents_n)
		get_document(c, &c->documents[r->document], number, ret);
}

static bool document_has(const struct chunks *c, const struct document_record *d, struct str chunk_id, uint32_t *ret)
{
	uint32_t i;

	for (i = d->first; i < c->n && i - d->first < d->chunks; i++) {
		uint64_t at = c->records[i].at;

		if (str_eq(cut(c, &at, c->records[i].id_n), chunk_id)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* A chunk's id begins with its document's. */
bool chunks_find(const struct chunks *c, struct str chunk_id, uint32_t *ret)
{
	uint32_t i;

	for (i = 0; i < c->documents_n; i++) {
		uint64_t at = c->documents[i].at;

		if (str_starts(chunk_id, cut(c, &at, c->documents[i].id_n)) &&
		    document_has(c, &c->documents[i], chunk_id, ret))
			return true;
	}
	return false;
}
