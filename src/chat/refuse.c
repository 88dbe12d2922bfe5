#include "chat/refuse.h"

#include "base/utf8.h"
#include "chat/saying.h"
#include "chat/state.h"
#include "kb/search/asked_kind.h"

/*
 * A passage that holds less of what the question says may be about something else; less is
 * enough where it lacks what was asked for, since that is in the question's words, too.
 */
static const float NEAR_COVERAGE = 0.65f, NEAR_KIND_COVERAGE = 0.4f;
/* Nor is one near that holds so much less than the first. */
static const float NEAR_FIRST = 0.75f;
enum { TITLE_POINTS = 80 };

/* The last step of a heading path that is no link; "" without one. */
static struct str last_step(struct str heading)
{
	struct str last = STR("");

	while (heading.n) {
		size_t at = str_find(heading, STR(" > "));
		struct str step = str_trim(str_sub(heading, 0, at));

		if (step.n && str_find(step, STR("://")) == step.n)
			last = step;
		heading = str_sub(heading, at + 3, heading.n);
	}
	return last;
}

static struct str cut(struct str s)
{
	return str_sub(s, 0, utf8_prefix(s, TITLE_POINTS));
}

/* "Perpustakaan ITB: Jam layanan" */
static struct str title_of(const struct chat *c, uint32_t chunk)
{
	struct kb_chunk k;
	struct str step;

	kb_chunk(c->gen, chunk, &k);
	step = last_step(k.heading);
	if (k.title.n == 0 || step.n == 0 || str_eq(k.title, step))
		return arena_str(c->arena, cut(k.title.n ? k.title : step));
	return arena_printf(c->arena, "%.*s: %.*s", STR_ARG(cut(k.title)), STR_ARG(cut(step)));
}

static struct str document_of(struct str title)
{
	return str_sub(title, 0, str_find(title, STR(": ")));
}

/* Whether the document is named already: three parts of one would read as three times its name. */
static bool has(const struct refusal *r, struct str title)
{
	size_t i;

	for (i = 0; i < r->titles_n; i++)
		if (str_eq(document_of(r->titles[i]), document_of(title)))
			return true;
	return false;
}

void refuse_note(struct chat *c, const struct kb_hits *hits)
{
	struct refusal *r = &c->refusal;
	float least = hits->missing ? NEAR_KIND_COVERAGE : NEAR_COVERAGE;
	size_t i;

	if (hits->n && least < hits->hits[0].coverage * NEAR_FIRST)
		least = hits->hits[0].coverage * NEAR_FIRST;
	for (i = 0; i < hits->n && r->titles_n < REFUSE_TITLES; i++) {
		struct str title = hits->hits[i].coverage >= least ? title_of(c, hits->hits[i].chunk) : STR("");

		if (title.n && !has(r, title))
			r->titles[r->titles_n++] = title;
	}
	r->missing = r->titles_n ? hits->missing : 0;
}

/* The kind of thing as a refusal names it, the most telling one of a set. */
static const char *name_of(unsigned kinds, enum lang lang)
{
	static const struct {
		unsigned kinds;
		const char *id, *en;
	} names[] = {
		{ASKED_MONEY, "biayanya", "what it costs"},
		{ASKED_TIME, "jamnya", "at what hours"},
		{ASKED_DATE | ASKED_WHEN, "waktunya", "when"},
		{ASKED_DURATION, "lamanya", "how long"},
		{ASKED_PERSON | ASKED_NAME, "siapa orangnya", "who"},
		{ASKED_PLACE, "tempatnya", "where"},
		{ASKED_CONTACT, "kontaknya", "the contact"},
		{ASKED_PHONE, "nomor teleponnya", "the telephone number"},
		{ASKED_NUMBER, "angkanya", "the number"},
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].kinds & kinds)
			return lang == LANG_EN ? names[i].en : names[i].id;
	return "";
}

static struct str join(const struct refusal *r, struct arena *a)
{
	BUF_AUTO struct buf b = BUF_MAX(2048);
	size_t i;

	for (i = 0; i < r->titles_n; i++) {
		if (i)
			buf_cstr(&b, "; ");
		buf_str(&b, r->titles[i]);
	}
	return arena_str(a, buf_view(&b));
}

int step_refuse(struct chat *c, struct err *err)
{
	const struct refusal *r = &c->refusal;
	struct saying_words words = {.asked = str_of(name_of(r->missing, c->lang))};
	enum saying what = words.asked.n ? SAYING_REFUSAL_KIND : r->titles_n ? SAYING_REFUSAL_NEAR : SAYING_REFUSAL;

	if (c->evidence.n)
		return 0;
	words.near = join(r, c->arena);
	c->answered = true;
	c->answer.reason = CHAT_REFUSED;
	return chat_say(c, saying_with(what, c->lang, c->conf, words, c->arena), err);
}
