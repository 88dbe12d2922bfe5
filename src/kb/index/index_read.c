#include "kb/index/index_read.h"

#include <limits.h>
#include <stdio.h>

#include "text/varint.h"

static int map_words(struct index *x, struct err *err)
{
	const void *shapes, *at;

	if (pack_array(&x->pack, INDEX_WORD_SHAPE, x->meta.words, sizeof(uint32_t), &shapes, err) ||
	    pack_array(&x->pack, INDEX_WORD_AT, (uint64_t)x->meta.words + 1, sizeof(uint32_t), &at, err))
		return -1;
	x->words = (struct fuzzy_words){shapes, at, pack_section(&x->pack, INDEX_WORDS), x->meta.words};
	return 0;
}

static int map_tables(struct index *x, struct err *err)
{
	const struct pack *p = &x->pack;
	const void *dict_at, *dict_term, *terms, *forward_at;

	x->dict_blocks = x->meta.terms / INDEX_DICT_BLOCK + (x->meta.terms % INDEX_DICT_BLOCK != 0);
	if (pack_array(p, INDEX_DICT_AT, x->dict_blocks, sizeof *x->dict_at, &dict_at, err) ||
	    pack_array(p, INDEX_DICT_TERM, x->meta.terms, sizeof *x->dict_term, &dict_term, err) ||
	    pack_array(p, INDEX_TERMS, x->meta.terms, sizeof *x->terms, &terms, err) ||
	    pack_array(p, INDEX_FORWARD_AT, x->meta.chunks, sizeof *x->forward_at, &forward_at, err))
		return -1;
	x->dict_at = dict_at;
	x->dict_term = dict_term;
	x->terms = terms;
	x->forward_at = forward_at;
	x->dict = pack_section(p, INDEX_DICT);
	x->postings = pack_section(p, INDEX_POSTINGS);
	x->forward = pack_section(p, INDEX_FORWARD);
	return map_words(x, err);
}

int index_open(const char *folder, struct index *ret, struct err *err)
{
	struct index x = {.open = true};
	char path[PATH_MAX];
	const void *meta;

	snprintf(path, sizeof path, "%s/lexical", folder);
	if (pack_open(path, "lexical", &x.pack, err))
		return -1;
	if (pack_array(&x.pack, INDEX_META, 1, sizeof x.meta, &meta, err))
		goto damaged;
	memcpy(&x.meta, meta, sizeof x.meta);
	if (x.meta.version != INDEX_VERSION) {
		err_set(err, ERR_DAMAGED, "%s is of version %u: run itb-chatbot ingest", path, x.meta.version);
		goto damaged;
	}
	if (map_tables(&x, err))
		goto damaged;
	*ret = x;
	return 0;
damaged:
	pack_close(&x.pack);
	return -1;
}

void index_close(struct index *x)
{
	if (x->open)
		pack_close(&x->pack);
	x->open = false;
}

/* The current entry of a dictionary block. */
struct entries {
	const unsigned char *p, *end;
	char text[UINT8_MAX + 1];
	size_t n;
};

/* Reads the block's next entry; the first shares nothing with one before it. False on damage. */
static bool next_entry(struct entries *e, bool first)
{
	size_t same = 0, rest;

	if (!first) {
		if (e->p >= e->end)
			return false;
		same = *e->p++;
	}
	if (e->p >= e->end)
		return false;
	rest = *e->p++;
	if (same > e->n || same + rest > sizeof e->text || rest > (size_t)(e->end - e->p))
		return false;
	memcpy(e->text + same, e->p, rest);
	e->p += rest;
	e->n = same + rest;
	return true;
}

static bool begin_block(const struct index *x, uint32_t block, struct entries *e)
{
	uint32_t at = x->dict_at[block];

	if (at > x->dict.n)
		return false;
	e->p = (const unsigned char *)x->dict.p + at;
	e->end = (const unsigned char *)x->dict.p + x->dict.n;
	e->n = 0;
	return next_entry(e, true);
}

/* The last block whose first term is not after `stem`; dict_blocks when there is none. */
static uint32_t find_block(const struct index *x, struct str stem, struct entries *e)
{
	uint32_t low = 0, high = x->dict_blocks;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (!begin_block(x, middle, e))
			return x->dict_blocks;
		if (str_cmp((struct str){e->text, e->n}, stem) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && begin_block(x, low - 1, e) ? low - 1 : x->dict_blocks;
}

uint32_t index_find(const struct index *x, struct str stem)
{
	struct entries e;
	uint32_t block = find_block(x, stem, &e), place, end;

	if (block >= x->dict_blocks)
		return INDEX_NONE;
	place = block * INDEX_DICT_BLOCK;
	end = x->meta.terms - place < INDEX_DICT_BLOCK ? x->meta.terms : place + INDEX_DICT_BLOCK;
	for (;;) {
		int order = str_cmp((struct str){e.text, e.n}, stem);

		if (order == 0)
			return x->dict_term[place] < x->meta.terms ? x->dict_term[place] : INDEX_NONE;
		if (order > 0 || ++place == end || !next_entry(&e, false))
			return INDEX_NONE;
	}
}

uint32_t index_df(const struct index *x, uint32_t term)
{
	return term < x->meta.terms ? x->terms[term].df : 0;
}

void index_cursor(const struct index *x, uint32_t term, struct cursor *ret)
{
	struct str bytes = {"", 0};
	uint32_t df = index_df(x, term);

	if (df && df <= x->meta.chunks && x->terms[term].at < x->postings.n && x->terms[term].at % 4 == 0)
		bytes = str_sub(x->postings, x->terms[term].at, x->postings.n);
	else
		df = 0;
	cursor_begin(ret, bytes, df, x->meta.chunks);
}

void index_forward(const struct index *x, uint32_t chunk, struct forward *ret)
{
	uint64_t at = chunk < x->meta.chunks ? x->forward_at[chunk] : x->forward.n;

	if (at > x->forward.n)
		at = x->forward.n;
	ret->p = (const unsigned char *)x->forward.p + at;
	ret->end = (const unsigned char *)x->forward.p + x->forward.n;
	ret->title = varint_get(&ret->p, ret->end);
	ret->heading = varint_get(&ret->p, ret->end);
	ret->text = varint_get(&ret->p, ret->end);
}

uint32_t forward_next(struct forward *f)
{
	return varint_get(&f->p, f->end);
}
