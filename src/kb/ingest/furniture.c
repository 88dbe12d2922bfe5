#include "kb/ingest/furniture.h"

#include <stdlib.h>

#include "base/file.h"
#include "kb/document/extract.h"
#include "kb/document/walk.h"
#include "text/hash.h"

/*
 * Pages read of a source, blocks looked at from each end of one, bytes of a page and
 * of all names.  Furniture stands on three of five pages, and on four at least.
 */
enum { SAMPLE = 40, PAGES_MIN = 5, EDGE = 80, PAGE_BYTES = 4 << 20, PATHS_BYTES = 16 << 20 };
enum { SHARE_OF = 5, SHARE = 3, REPEATED_MIN = 4 };

struct pages {
	struct buf paths; /* each ended by NUL */
	size_t n;
};

struct sample {
	uint64_t hashes[SAMPLE * 2 * EDGE]; /* each once a page */
	size_t n, pages;
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int note_page(void *arg, const char *path, int64_t bytes)
{
	struct pages *p = arg;
	const struct extract_kind *kind = extract_kind_of(str_of(path));

	if (kind && kind->read == extract_html && bytes > 0 && bytes <= PAGE_BYTES) {
		buf_add(&p->paths, path, strlen(path) + 1);
		p->n += !p->paths.bad;
	}
	return 0;
}

static uint64_t hash_of(const struct outline *o, size_t i)
{
	struct str text = outline_block_text(o, &o->blocks[i]);

	return hash_bytes(text.p, text.n, 1);
}

/* Adds what stands near the ends of the page, each text once. */
static void add_page(struct sample *s, const struct outline *o)
{
	uint64_t *own = s->hashes + s->n;
	size_t i, n = 0, kept = 0;

	for (i = 0; i < o->blocks_n; i++)
		if (i < EDGE || i + EDGE >= o->blocks_n)
			own[n++] = hash_of(o, i);
	qsort(own, n, sizeof *own, by_value);
	for (i = 0; i < n; i++)
		if (i == 0 || own[i] != own[i - 1])
			own[kept++] = own[i];
	s->n += kept;
	s->pages++;
}

static void read_page(struct sample *s, const char *path, const struct conf *conf, struct outline *o)
{
	BUF_AUTO struct buf content = BUF_MAX(PAGE_BYTES);
	struct extract x = {.conf = conf, .outline = o};
	struct err unused = {0};

	outline_reset(o);
	if (file_read(path, &content, &unused) == 0 && extract_html(&x, buf_view(&content), &unused) == 0)
		add_page(s, o);
}

/* Reads pages at even distances. */
static void read_sample(struct sample *s, const struct pages *p, const struct conf *conf, struct outline *scratch)
{
	size_t at = 0, i, read = 0, wanted = p->n < SAMPLE ? p->n : SAMPLE;

	for (i = 0; i < p->n; i++, at += strlen(p->paths.p + at) + 1)
		if (i * wanted / p->n == read && read < wanted) {
			read_page(s, p->paths.p + at, conf, scratch);
			read++;
		}
}

/* Keeps the hashes that enough pages have. */
static void keep_repeated(struct furniture *f, struct sample *s)
{
	size_t i, from, times;

	qsort(s->hashes, s->n, sizeof *s->hashes, by_value);
	f->blocks = calloc(s->n + 1, sizeof *f->blocks);
	for (from = 0; f->blocks && from < s->n; from = i) {
		for (i = from; i < s->n && s->hashes[i] == s->hashes[from]; i++)
			;
		times = i - from;
		if (times >= REPEATED_MIN && times * SHARE_OF >= s->pages * SHARE)
			f->blocks[f->n++] = s->hashes[from];
	}
	f->digest = f->n ? hash_bytes(f->blocks, f->n * sizeof *f->blocks, 1) : 0;
}

void furniture_learn(struct furniture *f, const char *root, const struct conf *conf, struct outline *scratch)
{
	struct pages p = {.paths = BUF_MAX(PATHS_BYTES)};
	struct sample *s = NULL;
	struct err unused = {0};

	*f = (struct furniture){.n = 0};
	if (walk_files(root, conf->follow_links, note_page, &p, &unused) == 0 && p.n >= PAGES_MIN)
		s = calloc(1, sizeof *s);
	if (s) {
		read_sample(s, &p, conf, scratch);
		keep_repeated(f, s);
	}
	free(s);
	buf_release(&p.paths);
}

void furniture_release(struct furniture *f)
{
	free(f->blocks);
	*f = (struct furniture){.n = 0};
}

static bool is_furniture(const struct furniture *f, const struct outline *o, size_t i)
{
	uint64_t hash = hash_of(o, i);

	return bsearch(&hash, f->blocks, f->n, sizeof hash, by_value) != NULL;
}

void furniture_trim(const struct furniture *f, struct outline *page)
{
	size_t first = 0, end = page->blocks_n;

	if (f->n == 0)
		return;
	while (first < end && is_furniture(f, page, first))
		first++;
	while (end > first && is_furniture(f, page, end - 1))
		end--;
	if (first == end)
		return;
	while (first > 0 && page->blocks[first - 1].kind == OUTLINE_HEADING)
		first--;
	outline_keep(page, first, end);
}
