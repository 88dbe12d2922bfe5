#include "chat/reply/link_form.h"

#include "base/ascii.h"
#include "chat/reply/citation_form.h"

enum { URL_BYTES_MAX = 2000 };

static void add_text(struct link_form *k, struct str text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if (strchr("*`", text.p[i]) == NULL)
			k->text[k->text_n++] = text.p[i];
}

/* Length of the text between the brackets; 0: it holds a bracket or the end of a line, so this is no link. */
static size_t text_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && n < LINK_FORM_TEXT_MAX && s.p[n] != ']')
		if (strchr("[\n", s.p[n++]))
			return 0;
	if (n == LINK_FORM_TEXT_MAX)
		return 0;
	return n < s.n ? n : LINK_FORM_UNDECIDED;
}

/* Whether the text holds what may be a citation marker: then it is not a link's text. */
static bool cites(struct str text)
{
	struct citation_form k;
	size_t i;

	for (i = 0; i < text.n; i++)
		if ((citation_form_may_begin(text.p[i]) || text.p[i] == '(') &&
		    citation_form_length(str_sub(text, i, text.n), &k) > 0)
			return true;
	return false;
}

/* Length of the address, up to the parenthesis that closes the link. */
static size_t target_length(struct str s)
{
	int open = 0;
	size_t n;

	for (n = 0; n < s.n && n < URL_BYTES_MAX; n++) {
		if (s.p[n] == '\n')
			return 0;
		if (s.p[n] == '(')
			open++;
		if (s.p[n] == ')' && open-- == 0)
			return n;
	}
	return n < URL_BYTES_MAX ? LINK_FORM_UNDECIDED : 0;
}

size_t link_form_length(struct str s, struct link_form *ret)
{
	struct str inner = str_sub(s, 1, s.n), target;
	size_t text = text_length(inner), n;

	ret->text_n = 0;
	if (text == 0 || text == LINK_FORM_UNDECIDED)
		return text;
	target = str_sub(inner, text + 1, inner.n);
	if (target.n == 0)
		return LINK_FORM_UNDECIDED;
	if (target.p[0] != '(')
		return 0;
	target = str_sub(target, 1, target.n);
	n = target_length(target);
	if (n == 0 || n == LINK_FORM_UNDECIDED)
		return n;
	ret->url = str_trim(str_sub(target, 0, n));
	ret->url = str_sub(ret->url, 0, str_find_char(ret->url, ' '));
	add_text(ret, str_trim(str_sub(inner, 0, text)));
	if (cites((struct str){ret->text, ret->text_n}))
		return 0;
	return 1 + text + 2 + n + 1;
}
