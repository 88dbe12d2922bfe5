#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "kb/index/fuzzy.h"
#include "kb/index/pack.h"
#include "kb/index/postings.h"
#include "kb/ingest/index_build.h"
#include "text/varint.h"

enum {
	INVERT_POSTINGS = 40 * 1000 * 1000, /* of a shard, 5 bytes each */
	PIECE = 1 << 20,                    /* bytes written to the file at once */
	ALIGN = 4,
};

struct output {
	struct pack_writer *pack;
	const struct index_scan *scan;
	struct invert in;
	struct index_term *terms; /* by final number */
};

static void write_section(struct output *o, unsigned id, const void *p, size_t n)
{
	pack_begin(o->pack, id);
	pack_write(o->pack, p, n);
}

static void write_meta(struct output *o, uint32_t words)
{
	struct index_meta meta = {
		.version = INDEX_VERSION, .chunks = o->scan->chunks, .terms = o->scan->terms.n,
		.words = words, .tokens = o->scan->tokens,
	};

	write_section(o, INDEX_META, &meta, sizeof meta);
}

/* --- postings */

static int write_term(struct output *o, const struct shard *s, uint32_t i, struct buf *bytes)
{
	static const char zero[ALIGN];
	struct index_term *term = &o->terms[s->from + i];
	uint32_t df = (uint32_t)(s->at[i + 1] - s->at[i]);

	buf_reset(bytes);
	postings_encode(s->chunks + s->at[i], s->impacts + s->at[i], df, bytes);
	if (bytes->bad)
		return -1;
	*term = (struct index_term){.at = pack_at(o->pack), .df = df};
	pack_write(o->pack, bytes->p, bytes->n);
	pack_write(o->pack, zero, (ALIGN - bytes->n % ALIGN) % ALIGN);
	return 0;
}

static int write_shard(struct output *o, const struct shard *s)
{
	BUF_AUTO struct buf bytes = BUF_MAX(UINT32_MAX);
	uint32_t i;

	for (i = 0; i < s->to - s->from; i++)
		if (write_term(o, s, i, &bytes))
			return -1;
	return 0;
}

static int write_postings(struct output *o, struct err *err)
{
	uint64_t most = o->scan->postings / INVERT_THREADS + 1;
	uint32_t from = 0;
	int r = 0;

	if (most > INVERT_POSTINGS)
		most = INVERT_POSTINGS;
	pack_begin(o->pack, INDEX_POSTINGS);
	while (r == 0 && from < o->scan->terms.n) {
		struct shard shards[INVERT_THREADS] = {0};
		unsigned n = 0, i;

		for (; n < INVERT_THREADS && from < o->scan->terms.n; n++) {
			shards[n] = (struct shard){.in = &o->in, .from = from};
			from = shards[n].to = invert_cut(&o->in, from, most);
		}
		r = invert_run(shards, n, err);
		for (i = 0; i < n; i++) {
			if (r == 0 && write_shard(o, &shards[i]))
				r = err_set(err, ERR_NO_MEMORY, "no memory for encoding postings");
			shard_release(&shards[i]);
		}
	}
	write_section(o, INDEX_TERMS, o->terms, o->scan->terms.n * sizeof *o->terms);
	return r;
}

/* --- forward index */

/* Writes one chunk's line with final term numbers; returns the end of the line it read. */
static const unsigned char *forward_line(const struct output *o, const unsigned char *p, struct buf *out)
{
	const unsigned char *end = o->in.lines + o->scan->bytes;
	uint32_t counts[3], words, i;
	char *to;

	memcpy(counts, p, sizeof counts);
	p += sizeof counts;
	words = counts[0] + counts[1] + counts[2];
	to = buf_reserve(out, ((size_t)words + 3) * VARINT_BYTES);
	if (to == NULL)
		return p;
	for (i = 0; i < 3; i++)
		out->n += varint_put((unsigned char *)to + out->n, counts[i]);
	while (words--)
		out->n += varint_put((unsigned char *)to + out->n, o->in.rank[varint_get(&p, end)]);
	return p;
}

static int write_forward(struct output *o, struct err *err)
{
	BUF_AUTO struct buf line = BUF_MAX(UINT32_MAX);
	BUF_AUTO struct buf places = BUF_MAX(SIZE_MAX / 2);
	const unsigned char *p = o->in.lines;
	uint32_t chunk;

	pack_begin(o->pack, INDEX_FORWARD);
	for (chunk = 0; chunk < o->scan->chunks; chunk++) {
		uint64_t at = pack_at(o->pack) + line.n;

		buf_add(&places, &at, sizeof at);
		p = forward_line(o, p, &line);
		if (line.n >= PIECE || chunk + 1 == o->scan->chunks) {
			pack_write(o->pack, line.p, line.n);
			buf_cut(&line, 0);
		}
	}
	write_section(o, INDEX_FORWARD_AT, places.p, places.n);
	return line.bad || places.bad ? err_set(err, ERR_NO_MEMORY, "no memory for the forward index") : 0;
}

/* --- dictionary */

static int by_text(const void *a, const void *b, void *arg)
{
	const struct vocab *terms = arg;

	return str_cmp(vocab_str(terms, *(const uint32_t *)a), vocab_str(terms, *(const uint32_t *)b));
}

static unsigned char shared(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return (unsigned char)n;
}

/* Terms have at most ANALYSE_WORD_BYTES, so that their lengths fit into a byte. */
static void front_code(const struct vocab *terms, const uint32_t *order, struct buf *text, struct buf *at)
{
	struct str before = {"", 0};
	uint32_t i;

	for (i = 0; i < terms->n; i++) {
		struct str term = vocab_str(terms, order[i]);
		unsigned char same = i % INDEX_DICT_BLOCK ? shared(before, term) : 0;
		uint32_t place = (uint32_t)text->n;

		if (i % INDEX_DICT_BLOCK == 0)
			buf_add(at, &place, sizeof place);
		else
			buf_char(text, (char)same);
		buf_char(text, (char)(term.n - same));
		buf_add(text, term.p + same, term.n - same);
		before = term;
	}
}

static int write_dictionary(struct output *o, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(UINT32_MAX);
	BUF_AUTO struct buf at = BUF_MAX(UINT32_MAX);
	uint32_t n = o->scan->terms.n, i;
	uint32_t *order = calloc((size_t)n + 1, sizeof *order);

	if (order == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for sorting the dictionary");
	for (i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof *order, by_text, (void *)(uintptr_t)&o->scan->terms);
	front_code(&o->scan->terms, order, &text, &at);
	for (i = 0; i < n; i++)
		order[i] = o->in.rank[order[i]];
	write_section(o, INDEX_DICT_AT, at.p, at.n);
	write_section(o, INDEX_DICT, text.p, text.n);
	write_section(o, INDEX_DICT_TERM, order, n * sizeof *order);
	free(order);
	return text.bad || at.bad ? err_set(err, ERR_NO_MEMORY, "no memory for the index's dictionary") : 0;
}

static int write_all(struct output *o, struct err *err)
{
	struct fuzzy_writer words = {0};
	int r = write_postings(o, err);

	if (r == 0)
		r = write_forward(o, err);
	if (r == 0)
		r = write_dictionary(o, err);
	if (r == 0)
		r = fuzzy_collect(&words, o->scan, err);
	if (r == 0) {
		write_section(o, INDEX_WORD_SHAPE, words.shapes.p, words.shapes.n);
		write_section(o, INDEX_WORD_AT, words.at.p, words.at.n);
		write_section(o, INDEX_WORDS, words.text.p, words.text.n);
		write_meta(o, words.n);
	}
	fuzzy_writer_release(&words);
	return r;
}

int index_write(const char *folder, const struct index_scan *s, struct err *err)
{
	struct output o = {.scan = s};
	char path[PATH_MAX];
	int r;

	snprintf(path, sizeof path, "%s/lexical", folder);
	if (pack_create(path, "lexical", &o.pack, err))
		return -1;
	o.terms = calloc((size_t)s->terms.n + 1, sizeof *o.terms);
	r = o.terms ? invert_begin(&o.in, s, err) : err_set(err, ERR_NO_MEMORY, "no memory for the terms");
	if (r == 0) {
		r = write_all(&o, err);
		invert_end(&o.in);
	}
	free(o.terms);
	if (r == 0)
		return pack_finish(o.pack, err);
	pack_abort(o.pack);
	return -1;
}
