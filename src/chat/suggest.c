/*
 * Questions that could be asked next: what the sections beside those cited are
 * about.  Only where a heading makes a question by a rule that can't go wrong, and
 * nothing is searched for it.
 */
#include "base/ascii.h"
#include "base/utf8.h"
#include "chat/state.h"

enum {
	NEIGHBOURS = 4, /* chunks that are looked at, each way */
	HEADING_POINTS_MAX = 80,
	TITLE_POINTS_MAX = 60,
};

/* What is asked about a section whose heading begins so. */
static const struct {
	const char *begins, *ask;
	enum lang lang;
} forms[] = {
	{"syarat", "Apa saja", LANG_ID},       {"persyaratan", "Apa saja", LANG_ID}, {"jenis", "Apa saja", LANG_ID},
	{"fasilitas", "Apa saja", LANG_ID},    {"dokumen", "Apa saja", LANG_ID},     {"hak", "Apa saja", LANG_ID},
	{"kewajiban", "Apa saja", LANG_ID},    {"layanan", "Apa saja", LANG_ID},     {"jadwal", "Bagaimana", LANG_ID},
	{"prosedur", "Bagaimana", LANG_ID},    {"tata", "Bagaimana", LANG_ID},       {"cara", "Bagaimana", LANG_ID},
	{"alur", "Bagaimana", LANG_ID},        {"mekanisme", "Bagaimana", LANG_ID},  {"biaya", "Berapa", LANG_ID},
	{"tarif", "Berapa", LANG_ID},          {"kuota", "Berapa", LANG_ID},         {"sanksi", "Apa", LANG_ID},
	{"tujuan", "Apa", LANG_ID},            {"kegunaan", "Apa", LANG_ID},         {"dasar", "Apa", LANG_ID},
	{"berkas", "Apa saja", LANG_ID},       {"predikat", "Apa saja", LANG_ID},    {"besaran", "Berapa", LANG_ID},
	{"requirements", "What are the", LANG_EN},
	{"fees", "What are the", LANG_EN},     {"facilities", "What are the", LANG_EN},
	{"deadlines", "What are the", LANG_EN}, {"procedure", "What is the", LANG_EN},
	{"schedule", "What is the", LANG_EN},  {"tuition", "What is the", LANG_EN},
};

static bool is_plain(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && strchr(" -/,", s.p[i]) == NULL)
			return false;
	return s.n > 0;
}

/* "Syarat pendaftaran" becomes "syarat pendaftaran", "UKT" stays. */
static struct str lowered(struct str s, struct arena *a)
{
	struct str copy = arena_str(a, s);

	if (copy.n > 1 && !(s.p[1] >= 'A' && s.p[1] <= 'Z'))
		((char *)copy.p)[0] = to_lower(copy.p[0]);
	return copy;
}

/* "Meminjam buku": a heading that begins with an active verb tells how that is done. */
static bool is_doing(struct str section, struct str first)
{
	static const char *const others[] = {"mengenai", "mengingat", "menimbang", "menteri", "menurut"};
	char word[16];
	size_t i;

	if (first.n < 6 || first.n > sizeof word || first.n == section.n)
		return false;
	for (i = 0; i < first.n; i++)
		word[i] = to_lower(first.p[i]);
	first = (struct str){word, first.n};
	return (str_starts(first, STR("mem")) || str_starts(first, STR("men"))) && !STR_AMONG(first, others);
}

static const char *form_of(struct str section, enum lang lang)
{
	struct str first = str_sub(section, 0, str_find_char(section, ' '));
	size_t i;

	for (i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (forms[i].lang == lang && str_ieq(first, str_of(forms[i].begins)))
			return forms[i].ask;
	return lang == LANG_ID && is_doing(section, first) ? "Bagaimana cara" : NULL;
}

/* In arena memory, "" when there is no good one. */
static struct str question_of(const struct chat *c, const struct kb_chunk *k)
{
	struct str section = kb_heading_last(k->heading), title = str_trim(k->title);
	const char *ask = form_of(section, c->lang);
	bool alone = str_find_char(section, ' ') == section.n;

	if (utf8_count(section) > HEADING_POINTS_MAX)
		return STR("");
	if (str_ends(section, STR("?")))
		return lang_detect(section) == c->lang ? arena_str(c->arena, section) : STR("");
	if (ask == NULL || !is_plain(section) || (alone && (!is_plain(title) || utf8_count(title) > TITLE_POINTS_MAX)))
		return STR("");
	section = lowered(section, c->arena);
	if (!alone)
		return arena_printf(c->arena, "%s %.*s?", ask, STR_ARG(section));
	return arena_printf(c->arena, "%s %.*s %s%.*s?", ask, STR_ARG(section), c->lang == LANG_EN ? "for " : "",
			    STR_ARG(lowered(title, c->arena)));
}

/* The section is among what was answered from. */
static bool is_cited(const struct chat *c, const struct kb_chunk *k)
{
	size_t i;

	for (i = 0; i < c->evidence.n; i++)
		if (c->source_of[i] >= 0 && str_eq(c->evidence.passages[i].c.heading, k->heading) &&
		    str_eq(c->evidence.passages[i].c.document_id, k->document_id))
			return true;
	return false;
}

static void add(struct chat *c, struct str question)
{
	struct chat_answer *a = &c->answer;
	size_t i;

	if (question.n == 0 || a->suggestions_n == CHAT_SUGGESTIONS_MAX || str_ieq(question, str_trim(c->q->text)))
		return;
	for (i = 0; i < a->suggestions_n; i++)
		if (str_ieq(question, a->suggestions[i]))
			return;
	for (i = 0; i < c->asked_before_n; i++)
		if (str_ieq(question, str_trim(c->asked_before[i])))
			return;
	a->suggestions[a->suggestions_n++] = question;
}

static void look_beside(struct chat *c, const struct kb_chunk *cited, bool forward)
{
	struct kb_chunk k = *cited;
	int i;

	for (i = 0; i < NEIGHBOURS && c->answer.suggestions_n < CHAT_SUGGESTIONS_MAX; i++) {
		uint32_t at = forward ? k.next : k.previous;

		if (at == KB_NONE)
			return;
		kb_chunk(c->gen, at, &k);
		if (!is_cited(c, &k))
			add(c, question_of(c, &k));
	}
}

int step_suggest(struct chat *c, struct err *err)
{
	size_t i;

	(void)err;
	if (c->answer.from_cache || c->answer.sources_n == 0)
		return 0;
	for (i = 0; i < c->evidence.n; i++)
		if (c->source_of[i] >= 0) {
			look_beside(c, &c->evidence.passages[i].c, true);
			look_beside(c, &c->evidence.passages[i].c, false);
		}
	return 0;
}
