/* The question's language and words, and whether it asks anything at all. */
#include "chat/saying.h"
#include "chat/state.h"

/* The last earlier question that speaks for a language. */
static enum lang lang_before(const struct chat *c)
{
	enum lang lang = LANG_UNKNOWN;
	size_t i;

	for (i = c->asked_before_n; i > 0 && lang == LANG_UNKNOWN; i--)
		lang = lang_detect(c->asked_before[i - 1]);
	return lang;
}

int step_understand(struct chat *c, struct err *err)
{
	c->lang = c->q->lang;
	if (c->lang == LANG_UNKNOWN)
		c->lang = lang_detect(c->q->text);
	if (c->lang == LANG_UNKNOWN)
		c->lang = lang_before(c);
	if (c->lang == LANG_UNKNOWN)
		c->lang = LANG_ID; /* what most are asked in */
	return terms_of(c->stemmer, c->lang, c->q->text, c->arena, &c->asked, err);
}

int step_greet(struct chat *c, struct err *err)
{
	enum lang lang = LANG_UNKNOWN;
	enum saying saying = saying_for(c->q->text, &lang);

	if (saying == SAYING_NONE)
		return 0;
	if (lang != LANG_UNKNOWN && c->q->lang == LANG_UNKNOWN)
		c->lang = lang;
	c->answered = true;
	return chat_say(c, saying_text(saying, c->lang, c->conf, c->arena), err);
}
