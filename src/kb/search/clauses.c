#include "kb/search/clauses.h"

#include "kb/search/asked_kind.h"
#include "text/analyse.h"

enum { WORDS_MOST = 96, OPENING_WORDS = 3, INTERRUPTING_WORDS = 3 };

enum sense {
	ASKS = 1,       /* wherever it stands, as Indonesian question words do */
	OPENS = 2,      /* an English question word, which asks at the beginning of a part */
	MAY_OPEN = 4,   /* so does this one, but it also begins clauses: "when I …" */
	AUXILIARY = 8,  /* English: opens a question, and tells "when is" from "when I" */
	JOINS = 16,
	DENIES = 32,    /* at the end of a part it asks: "boleh … nggak" */
	NAMES = 128,    /* what is asked of a subject: "cara meminjam buku" asks without a question word */
	MAY_JOIN = 256, /* in front of such a word: "jam layanan sama cara meminjam" */
	FILLS = 512,
	ANY = 64,       /* "apa pun", "berapa saja pun": the question word before it asks nothing */
};

static const struct {
	const char *word;
	unsigned senses;
} lexicon[] = {
	{"apa", ASKS}, {"apaan", ASKS}, {"apakah", ASKS}, {"berapa", ASKS}, {"berapakah", ASKS}, {"brp", ASKS},
	{"brapa", ASKS}, {"brpa", ASKS}, {"siapa", ASKS}, {"siapakah", ASKS}, {"sapa", ASKS}, {"kapan", ASKS},
	{"kapankah", ASKS}, {"kpn", ASKS}, {"mana", ASKS}, {"dimana", ASKS}, {"dmn", ASKS}, {"kemana", ASKS},
	{"bagaimana", ASKS}, {"bagaimanakah", ASKS}, {"bgmn", ASKS}, {"gimana", ASKS}, {"gmn", ASKS}, {"mengapa", ASKS},
	{"kenapa", ASKS}, {"knp", ASKS}, {"bolehkah", ASKS}, {"bisakah", ASKS}, {"adakah", ASKS}, {"haruskah", ASKS},
	{"what", OPENS}, {"how", OPENS}, {"why", OPENS}, {"whom", OPENS}, {"whose", OPENS},
	{"when", MAY_OPEN}, {"where", MAY_OPEN}, {"who", MAY_OPEN}, {"which", MAY_OPEN},
	{"is", AUXILIARY}, {"are", AUXILIARY}, {"was", AUXILIARY}, {"were", AUXILIARY}, {"do", AUXILIARY},
	{"does", AUXILIARY}, {"did", AUXILIARY}, {"can", AUXILIARY}, {"could", AUXILIARY}, {"may", AUXILIARY},
	{"must", AUXILIARY}, {"should", AUXILIARY}, {"will", AUXILIARY}, {"has", AUXILIARY}, {"have", AUXILIARY},
	{"dan", JOINS}, {"dn", JOINS}, {"n", JOINS}, {"serta", JOINS}, {"terus", JOINS}, {"trus", JOINS},
	{"lalu", JOINS},
	{"sekaligus", JOINS}, {"kalau", JOINS}, {"kalo", JOINS}, {"klo", JOINS}, {"plus", JOINS}, {"and", JOINS},
	{"also", JOINS},
	{"tidak", DENIES}, {"nggak", DENIES}, {"ngga", DENIES}, {"enggak", DENIES}, {"gak", DENIES}, {"ga", DENIES},
	{"gk", DENIES}, {"tdk", DENIES},
	{"pun", ANY},
	{"sama", MAY_JOIN}, {"sm", MAY_JOIN}, {"ama", MAY_JOIN},
	{"alur", NAMES}, {"aturan", NAMES}, {"daftar", NAMES}, {"fasilitas", NAMES}, {"ketentuan", NAMES},
	{"kontak", NAMES}, {"kuota", NAMES}, {"manfaat", NAMES}, {"prosedur", NAMES}, {"tata", NAMES},
	{"tenggat", NAMES}, {"tujuan", NAMES}, {"batas", NAMES},
	{"aja", FILLS}, {"di", FILLS}, {"info", FILLS}, {"ke", FILLS}, {"of", FILLS}, {"saja", FILLS}, {"the", FILLS},
	{"untuk", FILLS}, {"yang", FILLS}, {"itu", FILLS},
};

struct reading {
	struct str question;
	unsigned senses[WORDS_MOST];
	size_t from[WORDS_MOST], to[WORDS_MOST];
	uint32_t n;
};

static unsigned senses_of(struct str word)
{
	size_t i;

	for (i = 0; i < sizeof lexicon / sizeof lexicon[0]; i++)
		if (str_eq(word, str_of(lexicon[i].word)))
			return lexicon[i].senses;
	return asked_kind_names(word) ? NAMES : 0;
}

static void read_question(struct reading *r)
{
	struct analyser a;
	struct word w;

	for (analyse_begin(&a, r->question); r->n < WORDS_MOST && analyse_next(&a, &w); r->n++) {
		r->senses[r->n] = senses_of(w.text);
		r->from[r->n] = w.from;
		r->to[r->n] = w.to;
	}
}

/* Whether one of the marks stands between word i - 1 and word i. */
static bool gap_has(const struct reading *r, uint32_t i, const char *marks)
{
	size_t at;

	for (at = r->to[i - 1]; at < r->from[i]; at++)
		if (strchr(marks, r->question.p[at]))
			return true;
	return false;
}

static bool opens(const struct reading *r, uint32_t at, uint32_t to)
{
	uint32_t i;

	if (r->senses[at] & (OPENS | AUXILIARY))
		return true;
	for (i = at + 1; r->senses[at] & MAY_OPEN && i < to && i <= at + OPENING_WORDS; i++)
		if (r->senses[i] & AUXILIARY)
			return true;
	return false;
}

/* Whether words [from, to) ask something. */
static bool asks(const struct reading *r, uint32_t from, uint32_t to)
{
	uint32_t i;

	if (from < to && r->senses[from] & JOINS)
		from++;
	for (i = from; i < to; i++)
		if (r->senses[i] & ASKS && !(i + 1 < to && r->senses[i + 1] & ANY))
			return true;
	if (from < to && (r->senses[to - 1] & DENIES || opens(r, from, to)))
		return true;
	return from < to && to < r->n && gap_has(r, to, "?");
}

/* Whether words [from, to) are what is asked, and of what: "syarat cuti", "cara meminjamnya", "berapa biaya UKT". */
static bool names(const struct reading *r, uint32_t from, uint32_t to)
{
	const unsigned other = ASKS | OPENS | MAY_OPEN | AUXILIARY | JOINS | MAY_JOIN | FILLS | NAMES;
	bool asked = false, subject = false;
	uint32_t i;

	for (; from < to && r->senses[from] & (JOINS | MAY_JOIN | FILLS); from++)
		;
	for (i = from; i < to; i++) {
		asked = asked || (r->senses[i] & NAMES && i == from) || r->senses[i] & ASKS;
		subject = subject || (!(r->senses[i] & other)) ||
			  (r->to[i] - r->from[i] > 5 && memcmp(r->question.p + r->to[i] - 3, "nya", 3) == 0);
	}
	return asked && subject;
}

/* "syarat cuti serta biaya UKT": both sides name what they ask. */
static bool is_listed(const struct reading *r, uint32_t start, uint32_t i)
{
	bool joined = r->senses[i] & (JOINS | MAY_JOIN), marked = gap_has(r, i, ",;&+\n");
	uint32_t first = joined ? i + 1 : i;

	return (joined || marked) && first < r->n && r->senses[first] & NAMES && names(r, start, i) &&
	       names(r, i, r->n);
}

/* "How many people, at most, have …": word i goes on where the few words between the commas interrupted. */
static bool is_resumed(const struct reading *r, uint32_t start, uint32_t i)
{
	uint32_t k;

	if (!(r->senses[i] & AUXILIARY) || !gap_has(r, i, ","))
		return false;
	for (k = i - 1; k > start && k + INTERRUPTING_WORDS >= i; k--)
		if (gap_has(r, k, ","))
			return true;
	return false;
}

/* Whether a part begins at word i, when the one before it began at `start`. */
static bool begins(const struct reading *r, uint32_t start, uint32_t i)
{
	bool joined = r->senses[i] & JOINS;

	if (joined && i + 1 < r->n && (r->senses[i + 1] & (ASKS | OPENS | MAY_OPEN | AUXILIARY)))
		return true;
	if (is_listed(r, start, i))
		return true;
	if (!joined && !gap_has(r, i, "?!.,;:\n"))
		return false;
	return asks(r, start, i) && asks(r, i, r->n) && !is_resumed(r, start, i);
}

static void end_clause(const struct reading *r, struct clause *c, uint32_t end)
{
	uint32_t first = c->word;

	if (first + 1 < end && r->senses[first] & (JOINS | MAY_JOIN))
		first++;
	c->from = r->from[first];
	c->to = r->to[end - 1];
}

uint32_t clauses_of(struct str question, struct clause ret[CLAUSES_MOST])
{
	struct reading r = {.question = question};
	uint32_t n = 1, i;

	read_question(&r);
	ret[0] = (struct clause){0, 0, question.n};
	for (i = 1; i < r.n && n < CLAUSES_MOST; i++) {
		if (!begins(&r, ret[n - 1].word, i))
			continue;
		end_clause(&r, &ret[n - 1], i);
		ret[n++] = (struct clause){.word = i};
	}
	if (n > 1)
		end_clause(&r, &ret[n - 1], r.n);
	return n;
}
