#include "kb/outline/chunker.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/sentence.h"

/* A token counts as one word for each so many bytes; Indonesian words are rarely longer. */
enum { TOKEN_BYTES = 24, PATH_BYTES = 600, PATH_PART = 120 };

/* Words wanted in each part of a section that is cut. */
enum { CHUNKER_AIM = 165 };

/* The cost of a cut at each kind of border: another border may be further off by this share of the wanted length. */
static const double cost_block = 0.0, cost_sentence = 0.15, cost_clause = 0.45, cost_word = 0.8,
		    cost_inside = 3.0;

/* The headings that the current block stands under, outermost first. */
struct path {
	size_t heads[OUTLINE_LEVELS];
	size_t n;
};

/* Blocks that become one chunk, or are cut into several: a section, or some small ones. */
struct group {
	size_t first, end; /* blocks, headings in front included */
	size_t body;       /* where the text begins */
	size_t words;
	unsigned level;    /* of its first heading */
	struct path path;
};

struct cutter {
	const struct outline *o;
	int (*take)(void *, const struct chunk *);
	void *arg;
	struct path path;
	struct group group;
	struct buf heading;
	size_t page_block; /* where the text of the last chunk began */
};

size_t chunker_words(struct str text)
{
	size_t words = 0, token = 0, i;

	for (i = 0; i < text.n; i++) {
		if (is_space(text.p[i])) {
			token = 0;
			continue;
		}
		words += token % TOKEN_BYTES == 0;
		token++;
	}
	return words;
}

static const struct outline_block *block(const struct cutter *c, size_t i)
{
	return &c->o->blocks[i];
}

static void path_enter(struct path *p, const struct outline *o, size_t head)
{
	while (p->n && o->blocks[p->heads[p->n - 1]].level >= o->blocks[head].level)
		p->n--;
	p->heads[p->n++] = head;
}

static size_t path_common(const struct path *a, const struct path *b)
{
	size_t n = 0;

	while (n < a->n && n < b->n && a->heads[n] == b->heads[n])
		n++;
	return n;
}

static void path_add(struct cutter *c, struct str text)
{
	if (c->heading.n)
		buf_cstr(&c->heading, " > ");
	buf_str(&c->heading, str_sub(text, 0, utf8_prefix(text, PATH_PART)));
}

static void path_write(struct cutter *c, const struct path *p)
{
	size_t i;

	buf_reset(&c->heading);
	for (i = 0; i < p->n; i++) {
		struct str head = outline_block_text(c->o, block(c, p->heads[i]));

		if (str_eq(head, buf_view(&c->o->title)))
			continue;
		path_add(c, head);
	}
}

/* The titles of a row; for a row that has to be cut also its first cells, so that each part says what it belongs to. */
static void path_add_row(struct cutter *c, const struct outline_block *b)
{
	struct str text = outline_block_text(c->o, b);
	size_t i, end = 0, at;

	for (i = 0; i < sizeof b->under / sizeof b->under[0]; i++)
		if (b->under[i])
			path_add(c, outline_block_text(c->o, block(c, b->under[i] - 1)));
	if (b->kind != OUTLINE_ROW || chunker_words(text) <= CHUNKER_MOST)
		return;
	text = str_sub(text, 0, utf8_prefix(text, PATH_PART));
	for (at = 0; at + 1 < text.n; at++)
		if (text.p[at] == ';' && text.p[at + 1] == ' ')
			end = at;
	if (end)
		path_add(c, str_sub(text, 0, end));
}

static uint32_t page_of(struct cutter *c, size_t at)
{
	while (c->page_block + 1 < c->o->blocks_n && block(c, c->page_block + 1)->at <= at)
		c->page_block++;
	return block(c, c->page_block)->page;
}

/* The cost of a cut before text.p[at]. */
static double border_cost(struct str text, size_t at)
{
	char before;

	if (!is_space(text.p[at - 1]))
		return cost_inside;
	if (text.p[at - 1] == '\n') /* keep what a colon announces with it */
		return at >= 2 && text.p[at - 2] == ':' ? cost_clause : cost_block;
	if (sentence_begins(text, at))
		return cost_sentence;
	before = at >= 2 ? text.p[at - 2] : ' ';
	return before == ',' || before == ';' || before == ':' ? cost_clause : cost_word;
}

/*
 * The best offset at which to end the first part of `text`, when `aim` words are
 * wanted and at most CHUNKER_MOST allowed.
 */
static size_t best_border(struct str text, size_t aim)
{
	size_t words = 0, token = 0, at, best = 0;
	double least = 0;

	for (at = 0; at < text.n; at++) {
		bool space = is_space(text.p[at]);

		if (!space && token % TOKEN_BYTES == 0) {
			double off = (double)(words > aim ? words - aim : aim - words) / (double)aim;
			double cost = at ? off + border_cost(text, at) : 0;

			if (at && (best == 0 || cost <= least)) {
				best = at;
				least = cost;
			}
			if (++words > CHUNKER_MOST)
				break;
		}
		token = space ? 0 : token + 1;
	}
	while (best > 1 && best < text.n && ((unsigned char)text.p[best] & 0xC0) == 0x80)
		best--;
	return best ? best : text.n;
}

static int take_text(struct cutter *c, struct str text)
{
	struct str rest = str_trim(text);
	size_t words = chunker_words(rest);

	while (rest.n) {
		size_t parts = (words + CHUNKER_AIM - 1) / CHUNKER_AIM;
		size_t end = words <= CHUNKER_MOST ? rest.n : best_border(rest, words / parts);
		struct chunk chunk = {str_trim(str_sub(rest, 0, end)), buf_view(&c->heading),
				      page_of(c, (size_t)(rest.p - c->o->text.p))};
		size_t taken = chunker_words(chunk.text);
		int r = c->take(c->arg, &chunk);

		if (r)
			return r;
		rest = str_trim(str_sub(rest, end, rest.n));
		words = words > taken ? words - taken : 0;
		if (words <= CHUNKER_MOST) /* it falls short by the words that were cut in two */
			words = chunker_words(rest);
	}
	return 0;
}

static int group_end(struct cutter *c)
{
	struct group *g = &c->group;
	const struct outline_block *last;
	size_t at;

	if (g->end == g->first)
		return 0;
	path_write(c, &g->path);
	last = block(c, g->end - 1);
	at = block(c, g->body)->at;
	g->first = g->end;
	return take_text(c, str_sub(buf_view(&c->o->text), at, last->at + last->n - at));
}

/* Adds the next section to the group. */
static void group_join(struct group *g, const struct group *next)
{
	size_t common = path_common(&g->path, &next->path);

	/* headings that not all of the group stands under become part of its text */
	if (common < g->path.n && g->path.heads[common] >= g->first)
		g->body = g->path.heads[common];
	g->path.n = common;
	g->words += next->words;
	g->end = next->end;
}

static int section(struct cutter *c, const struct group *next)
{
	struct group *g = &c->group;
	int r;

	if (g->end > g->first && g->end == next->first && g->words < CHUNKER_JOIN && next->level >= g->level &&
	    g->words + next->words <= CHUNKER_MOST &&
	    block(c, next->first)->page <= block(c, g->first)->page + 1) { /* as a chunk names only one page */
		group_join(g, next);
		return 0;
	}
	r = group_end(c);
	*g = *next;
	return r;
}

/* A row or a table is a chunk of its own; a table is not cut, because its header belongs to all rows. */
static int lone_block(struct cutter *c, size_t i)
{
	int r = group_end(c);

	if (r)
		return r;
	path_write(c, &c->path);
	path_add_row(c, block(c, i));
	if (block(c, i)->kind == OUTLINE_TABLE) {
		struct chunk whole = {outline_block_text(c->o, block(c, i)), buf_view(&c->heading), block(c, i)->page};

		return c->take(c->arg, &whole);
	}
	return take_text(c, outline_block_text(c->o, block(c, i)));
}

/* The first of the headings [first, end) that a later one of them replaces, else `end`. */
static size_t replaced_heading(const struct path *p, size_t first, size_t end)
{
	size_t i, k;

	for (i = first; i < end; i++) {
		for (k = 0; k < p->n && p->heads[k] != i; k++)
			;
		if (k == p->n)
			return i;
	}
	return end;
}

static unsigned level_of(const struct cutter *c, size_t first, size_t body)
{
	if (first < body)
		return block(c, first)->level;
	return c->path.n ? block(c, c->path.heads[c->path.n - 1])->level : 1;
}

static int walk(struct cutter *c)
{
	size_t i = 0, first, body, words;
	int r = 0;

	while (i < c->o->blocks_n && r == 0) {
		for (first = i; i < c->o->blocks_n && block(c, i)->kind == OUTLINE_HEADING; i++)
			path_enter(&c->path, c->o, i);
		body = i;
		for (words = 0; i < c->o->blocks_n && block(c, i)->kind == OUTLINE_TEXT; i++)
			words += chunker_words(outline_block_text(c->o, block(c, i)));
		if (i > body || i == c->o->blocks_n) {
			/* headings with nothing under them are text */
			size_t from = i > body ? replaced_heading(&c->path, first, body) : first;

			r = section(c, &(struct group){first, i, from, words, level_of(c, first, body), c->path});
		} else {
			r = lone_block(c, i++);
		}
	}
	return r ? r : group_end(c);
}

int chunker_cut(const struct outline *o, int (*take)(void *, const struct chunk *), void *arg)
{
	struct cutter c = {.o = o, .take = take, .arg = arg};
	int r;

	buf_init(&c.heading, PATH_BYTES + 4 * (OUTLINE_LEVELS + 3) * PATH_PART);
	r = walk(&c);
	buf_release(&c.heading);
	return r;
}
