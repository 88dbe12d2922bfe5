#include "chat/piece.h"

#include "base/ascii.h"
#include "base/utf8.h"

/* Of pieces that tell the same, the one that comes to the point at once. */
static const double FIRST_SHARE = 0.05;

static size_t points_of(const struct passage *p, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += utf8_count(p->sentences[from].at.text) + 1;
	return n;
}

/* The heading that sentence `at` stands under, as an index; `at` itself when there is none. */
static size_t heading_of(const struct passage *p, size_t at)
{
	size_t i = at;

	while (i > 0)
		if (p->sentences[--i].at.heading)
			return i;
	return at;
}

/* "(3) ", "3. ": a number that only counts. */
static struct str without_count(struct str s)
{
	struct str rest = s, word;

	if (str_cut(&rest, ' ', &word) && word.n && strchr(".)", word.p[word.n - 1]))
		return rest;
	return s;
}

static bool has_digit(const struct piece *x)
{
	static const char digits[] = "0123456789";
	size_t k, i;

	for (k = x->from; k < x->to; k++) {
		struct str text = without_count(x->passage->sentences[k].at.text);

		for (i = 0; i < text.n; i++)
			if (memchr(digits, text.p[i], sizeof digits - 1))
				return true;
	}
	return false;
}

double piece_value(const struct chat *c, const struct piece *x, const struct wanted *wanted)
{
	size_t heading = heading_of(x->passage, x->from), i, k;
	double sum = 0;

	for (i = 0; i < wanted->terms.n; i++) {
		uint64_t term = wanted->terms.p[i];
		bool found = terms_hold(&x->passage->sentences[heading].terms, term);

		for (k = x->from; k < x->to && !found; k++)
			found = terms_hold(&x->passage->sentences[k].terms, term);
		if (found)
			sum += rarity_weight(&c->evidence.rarity, term);
	}
	/* a number beside nothing that was asked about is no answer */
	return sum > 0 && wanted->number > 0 && has_digit(x) ? sum + wanted->number : sum;
}

/* From a sentence on, in whole sentences, to the end of its section or of the room. */
static struct piece cut_from(const struct passage *p, size_t from, size_t points_max)
{
	struct piece x = {p, from, from};
	size_t to;

	for (to = from + 1; to <= p->sentences_n; to++) {
		if (to < p->sentences_n && p->sentences[to].at.continues)
			continue;
		if (x.to > from && points_of(p, from, to) > points_max)
			break;
		x.to = to;
		if (to < p->sentences_n && p->sentences[to].at.heading)
			break;
	}
	return x;
}

static double sentence_value(const struct chat *c, const struct passage *p, size_t at, const struct wanted *wanted)
{
	const struct piece one = {p, at, at + 1};

	return piece_value(c, &one, wanted);
}

/* An item of a list, which what introduces it should stay with. */
static bool goes_on(const struct passage *p, size_t at)
{
	struct str before = at ? p->sentences[at - 1].at.text : STR("");

	return before.n && strchr(":;,", before.p[before.n - 1]);
}

struct piece piece_cut(const struct chat *c, const struct passage *p, const struct wanted *wanted, size_t points_max)
{
	struct piece best = {p, 0, 0};
	double most = -1;
	size_t i;

	for (i = 0; i < p->sentences_n; i++) {
		struct piece x;
		double v;

		if (p->sentences[i].at.continues || p->sentences[i].at.heading)
			continue;
		x = cut_from(p, i, points_max);
		v = piece_value(c, &x, wanted);
		if (!goes_on(p, i))
			v += FIRST_SHARE * sentence_value(c, p, i, wanted);
		if (v > most) {
			most = v;
			best = x;
		}
	}
	return best;
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

/* What a voice would pause at stands behind every line. */
static void close_line(struct buf *b, bool more)
{
	char last = b->n ? b->p[b->n - 1] : '.';

	if (strchr(".?!:;,", last) == NULL)
		buf_char(b, more ? ';' : '.');
}

struct str piece_key(const struct chat *c, const struct piece *x, const struct wanted *wanted)
{
	size_t key = x->from, i;
	double most = -1;

	for (i = x->from; i < x->to; i++) {
		double v = sentence_value(c, x->passage, i, wanted);

		if (v > most) {
			most = v;
			key = i;
		}
	}
	return x->passage->sentences[key].at.text;
}

struct str piece_text(struct chat *c, const struct piece *x)
{
	BUF_AUTO struct buf b = BUF_MAX(16384);
	size_t i;

	for (i = x->from; i < x->to; i++) {
		bool more = i + 1 < x->to;

		add_folded(&b, snippet_without_bullet(x->passage->sentences[i].at.text));
		if (!more || x->passage->sentences[i + 1].at.paragraph)
			close_line(&b, more);
		if (more)
			buf_char(&b, ' ');
	}
	return arena_str(c->arena, buf_view(&b));
}

void piece_told(const struct piece *x, struct wanted *wanted)
{
	size_t n = 0, i, k;

	for (i = 0; i < wanted->terms.n; i++) {
		bool found = false;

		for (k = x->from; k < x->to && !found; k++)
			found = terms_hold(&x->passage->sentences[k].terms, wanted->terms.p[i]);
		if (!found)
			wanted->terms.p[n++] = wanted->terms.p[i];
	}
	wanted->terms.n = n;
	if (has_digit(x))
		wanted->number = 0;
}
