#include "kb/search/standalone.h"

#include "kb/search/compare.h"
#include "kb/search/followup.h"
#include "kb/search/gen.h"
#include "text/analyse.h"

enum {
	EARLIER = 2,           /* questions: a model finds the subject of a longer text less surely */
	TEXT_BYTES = 64 << 10, /* of all of them */
};

static void put_standard_form(const struct plan_tools *t, struct str text, struct buf *b)
{
	struct analyser words;
	struct word word;
	size_t at = 0, n;

	for (analyse_begin(&words, text); analyse_next(&words, &word); at = word.to) {
		const struct dict_alternative *slang = dict_find(t->dict, DICT_SLANG, word.text, &n);

		buf_str(b, str_sub(text, at, word.from - at));
		if (n && !(t->off & KB_NO_SLANG))
			buf_str(b, slang[0].text);
		else
			buf_str(b, str_sub(text, word.from, word.to - word.from));
	}
	buf_str(b, str_sub(text, at, text.n));
}

/* How many of the questions before it refers to; -1 on error. */
static int count_referred(const struct plan_tools *t, const struct kb_query *q, struct err *err)
{
	struct str text = q->text;
	enum lang lang = q->lang;
	struct plan *p;
	size_t n = 0, least = 0;

	if (t->off & KB_NO_FOLLOWUP)
		return 0;
	for (; n < EARLIER && n < q->history_n; n++) {
		if (plan_make(t, text, lang, &p, err))
			return -1;
		if (n == 0 && compare_asked(p) && followup_read(t, p).kind != FOLLOWUP_NONE)
			least = EARLIER; /* "bedanya?" is about both */
		if (n >= least && followup_read(t, p).kind == FOLLOWUP_NONE)
			break;
		text = q->history[q->history_n - 1 - n];
		lang = LANG_UNKNOWN;
	}
	return (int)n;
}

static int write_text(const struct plan_tools *t, const struct kb_query *q, struct buf *b, struct err *err)
{
	int referred = count_referred(t, q, err);

	if (referred < 0)
		return -1;
	if (q->rewritten.n) {
		buf_str(b, q->rewritten);
		buf_char(b, ' ');
	}
	for (; referred; referred--) {
		put_standard_form(t, q->history[q->history_n - (size_t)referred], b);
		buf_char(b, ' ');
	}
	put_standard_form(t, q->text, b);
	return b->bad ? err_set(err, ERR_NO_MEMORY, "a question over %d bytes", TEXT_BYTES) : 0;
}

int standalone(const struct kb_gen *gen, const struct kb_query *q, struct arena *a, struct str *ret, struct err *err)
{
	BUF_AUTO struct buf b = BUF_MAX(TEXT_BYTES);
	struct plan_tools tools = {&gen->generation.index, gen->dict, stemmer_new(), a, q->off};
	int r;

	if (tools.stemmer == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a stemmer");
	r = write_text(&tools, q, &b, err);
	stemmer_free(tools.stemmer);
	if (r == 0)
		*ret = arena_str(a, buf_view(&b));
	return r;
}
