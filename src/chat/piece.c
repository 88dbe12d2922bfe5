#include "chat/piece.h"

#include "base/ascii.h"
#include "text/analyse.h"

enum {
	LEAD_WORDS = 4,  /* a shorter introduction ("Kuantitatif:") is introduced itself */
	TEXT_BYTES = 16384,
};
/* A word of what stands above the piece, a title or what introduces its list, against one of its own. */
static const float ABOVE = 0.8f;
/* The same of a word that the document has elsewhere. */
static const float BESIDE = 0.4f;

static const struct shape *shape(const struct passage *p, size_t i)
{
	return &p->sentences[i].shape;
}

static size_t sentence_points(const struct passage *p, size_t i)
{
	return p->sentences[i].points + 1u;
}

static size_t points_of(const struct passage *p, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += sentence_points(p, from);
	return n;
}

/* Whether sentence i belongs to the list that `opener` introduces, however deep. */
static bool is_under(const struct passage *p, size_t i, size_t opener)
{
	while (shape(p, i)->opener != SHAPE_NO_OPENER && shape(p, i)->opener < i) {
		i = shape(p, i)->opener;
		if (i == opener)
			return true;
	}
	return false;
}

static size_t list_end(const struct passage *p, size_t opener)
{
	size_t i = opener + 1;

	while (i < p->sentences_n && (p->sentences[i].at.continues || is_under(p, i, opener)))
		i++;
	return i;
}

static size_t items_between(const struct passage *p, size_t opener, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += shape(p, from)->opener == opener && shape(p, from)->mark != MARK_NONE;
	return n;
}

static bool is_short(struct str text)
{
	struct analyser a;
	struct word w;
	int n = 0;

	for (analyse_begin(&a, text); n < LEAD_WORDS && analyse_next(&a, &w);)
		n++;
	return n < LEAD_WORDS;
}

/* What introduces the list that sentence `from` is an item of. */
static size_t lead_of(const struct passage *p, size_t from)
{
	size_t i = from;

	while (shape(p, i)->opener != SHAPE_NO_OPENER && shape(p, i)->opener < i) {
		i = shape(p, i)->opener;
		if (!is_short(p->sentences[i].at.text))
			return i;
	}
	return i < from && !shape(p, i)->idle ? i : PIECE_NO_LEAD;
}

/* The first sentence of the piece that introduces a list whose end lies behind the piece; x->to when none does. */
static size_t open_list(const struct piece *x)
{
	size_t i;

	for (i = x->from; i < x->to; i++)
		if (shape(x->passage, i)->opens && list_end(x->passage, i) > x->to)
			return i;
	return x->to;
}

/* Takes in the list that the piece breaks off in, or as much of it as there is room for. */
static bool take_list(struct piece *x)
{
	const struct passage *p = x->passage;
	size_t opener = open_list(x), end, points;

	if (opener == x->to)
		return true;
	end = list_end(p, opener);
	points = piece_points(x);
	while (x->to < end && !shape(p, x->to)->idle && points + sentence_points(p, x->to) <= PIECE_LIST_POINTS)
		points += sentence_points(p, x->to++);
	while (x->to < end && x->to > opener + 1 &&
	       (p->sentences[x->to].at.continues || shape(p, x->to - 1)->opens || shape(p, x->to)->opener != opener))
		x->to--; /* back to the end of an item */
	x->rest = items_between(p, opener, x->to, end);
	return x->to > opener + 1;
}

bool piece_make(const struct passage *p, size_t from, size_t to, struct piece *ret)
{
	struct piece x = {.passage = p, .from = from, .to = to};
	uint16_t opener = shape(p, from)->opener;
	size_t i;

	if (p->sentences[from].at.continues || (to < p->sentences_n && p->sentences[to].at.continues))
		return false;
	for (i = from; i < to; i++)
		if (shape(p, i)->idle || (opener != SHAPE_NO_OPENER && i > from && shape(p, i)->opener != opener &&
					  !p->sentences[i].at.continues && !is_under(p, i, opener)))
			return false;
	x.lead = lead_of(p, from);
	if (!take_list(&x))
		return false;
	for (i = x.from; i < x.to; i++)
		x.list = x.list || (shape(p, i)->opens && items_between(p, i, i + 1, x.to) > 1);
	*ret = x;
	return true;
}

void piece_join(const struct piece *before, struct piece *x)
{
	x->joined = true;
	x->adjacent = before->to == x->from;
	x->introduced = x->lead != PIECE_NO_LEAD &&
			(x->lead == before->lead || (x->lead >= before->from && x->lead < before->to));
}

size_t piece_points(const struct piece *x)
{
	size_t lead = x->lead == PIECE_NO_LEAD ? 0 : sentence_points(x->passage, x->lead);

	return lead + points_of(x->passage, x->from, x->to);
}

static float held(const struct passage *p, size_t i, size_t topic)
{
	return p->sentences[i].held ? p->sentences[i].held[topic] : 0;
}

static float greater(float a, float b)
{
	return a > b ? a : b;
}

/* In the title, or in what introduces the list. */
static float above_holds(const struct piece *x, size_t topic)
{
	float lead = x->lead == PIECE_NO_LEAD ? 0 : held(x->passage, x->lead, topic);

	return greater(ABOVE * greater(lead, x->passage->titled[topic]), BESIDE * x->passage->beside[topic]);
}

float piece_text_holds(const struct piece *x, size_t topic)
{
	float best = 0;
	size_t i;

	for (i = x->from; i < x->to; i++)
		best = greater(best, held(x->passage, i, topic));
	return best;
}

float piece_sentence_holds(const struct piece *x, size_t sentence, size_t topic)
{
	return greater(held(x->passage, sentence, topic), above_holds(x, topic));
}

float piece_holds(const struct piece *x, size_t topic)
{
	return greater(piece_text_holds(x, topic), above_holds(x, topic));
}

unsigned piece_kinds(const struct piece *x, unsigned wanted)
{
	unsigned kinds = x->list ? ASKED_LIST : x->passage->rows.n ? ASKED_LIST | ASKED_NUMBER : 0;
	size_t i;

	for (i = x->from; i < x->to; i++)
		kinds |= x->passage->sentences[i].kinds;
	if (x->lead != PIECE_NO_LEAD) /* a part of a list is not what was asked for */
		kinds &= ~(unsigned)ASKED_LIST;
	return kinds & wanted;
}

static void add_folded(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (!is_space(s.p[i]))
			buf_char(b, s.p[i]);
		else if (b->n && b->p[b->n - 1] != ' ')
			buf_char(b, ' ');
	}
}

/* "; and" in front of an item that is not quoted. */
static void drop_joint(struct buf *b)
{
	static const char *const joints[] = {"; dan", "; atau", "; dan/atau", "; and", "; or", "; and/or"};
	size_t i;

	for (i = 0; i < sizeof joints / sizeof joints[0]; i++)
		if (str_ends(buf_view(b), str_of(joints[i])))
			b->n -= strlen(joints[i]);
}

/* What a voice would pause at stands behind every line, and an end mark behind the last one. */
static void close_line(struct buf *b, bool more)
{
	char last = b->n ? b->p[b->n - 1] : '.';

	if (!more && strchr(":;,", last))
		b->p[b->n - 1] = '.';
	else if (strchr(".?!:;,", last) == NULL)
		buf_char(b, more ? ';' : '.');
}

/* Without the mark where that only counts: of clauses, and of items whose list begins before `from`. */
static struct str unmarked(const struct passage *p, size_t i, size_t from)
{
	const struct shape *s = shape(p, i);
	bool within = s->opener != SHAPE_NO_OPENER && s->opener >= from;
	bool keep = within && s->mark != MARK_CLAUSE && s->mark != MARK_BULLET;

	return str_sub(p->sentences[i].at.text, keep ? 0 : s->mark_bytes, SIZE_MAX);
}

/* In place of the items that are left out. */
static void end_list(struct buf *b, enum lang lang, size_t rest)
{
	while (b->n && strchr(" ;,.:", b->p[b->n - 1]))
		b->n--;
	buf_printf(b, lang == LANG_EN ? " … and %zu more." : " … dan %zu lainnya.", rest);
}

struct str piece_text(struct chat *c, const struct piece *x)
{
	const struct passage *p = x->passage;
	BUF_AUTO struct buf b = BUF_MAX(TEXT_BYTES);
	size_t i;

	if (p->rows.n) {
		buf_str(&b, p->rows);
		if (p->rows_left_out)
			end_list(&b, c->lang, p->rows_left_out);
		else
			close_line(&b, false);
		return arena_str(c->arena, buf_view(&b));
	}
	if (x->lead != PIECE_NO_LEAD && !x->introduced) {
		add_folded(&b, unmarked(p, x->lead, x->from));
		buf_cstr(&b, x->lead + 1 < x->from ? " … " : " ");
	}
	for (i = x->from; i < x->to; i++) {
		bool more = i + 1 < x->to;

		add_folded(&b, unmarked(p, i, x->from));
		if (!more)
			drop_joint(&b);
		if (!more || p->sentences[i + 1].at.paragraph)
			close_line(&b, more);
		if (more)
			buf_char(&b, ' ');
	}
	if (x->rest)
		end_list(&b, c->lang, x->rest);
	return arena_str(c->arena, buf_view(&b));
}
