#include "base/ascii.h"
#include "kb/markup/html_element.h"

/* Bytes of a title on a button; of an element's style that are looked at. */
enum { TITLE_BYTES = 300, STYLE_BYTES = 2000 };

/* "#panel" or "panel". */
static struct str id_of(struct str reference)
{
	return reference.n && reference.p[0] == '#' ? str_sub(reference, 1, reference.n) : reference;
}

/* What a script of the page opens when this is clicked: "collapse", "tab"; "" for other elements. */
static struct str toggles(const struct markup_node *n)
{
	struct str what = markup_attribute(n, "data-bs-toggle");

	return what.n ? what : markup_attribute(n, "data-toggle");
}

/* The id of the panel that it opens, "" for none. */
static struct str opens(const struct markup_node *n)
{
	static const char *const attributes[] = {"aria-controls", "data-bs-target", "data-target", NULL};
	struct str id = STR("");
	size_t i;

	for (i = 0; attributes[i] && id.n == 0; i++)
		id = id_of(markup_attribute(n, attributes[i]));
	return id.n == 0 && toggles(n).n ? id_of(markup_attribute(n, "href")) : id;
}

void html_note_panels(const struct markup *page)
{
	const struct markup_node *root = markup_root(page), *n;

	for (n = root; n; n = markup_walk(n, root)) {
		struct str id = markup_name(n).n ? opens(n) : STR("");
		const struct markup_node *panel = id.n ? markup_by_id(page, id) : NULL;

		if (panel && panel != n)
			markup_refer(panel, n);
	}
}

/* The element that stands before n, behind which n opens. */
static const struct markup_node *element_before(const struct markup_node *n)
{
	for (n = markup_previous(n); n && markup_name(n).n == 0; n = markup_previous(n))
		;
	return n;
}

static const struct markup_node *element_after(const struct markup_node *n)
{
	for (n = markup_next(n); n && markup_name(n).n == 0; n = markup_next(n))
		;
	return n;
}

/* Whether something on the page opens it. */
static bool is_panel(const struct markup_node *n)
{
	static const char *const panels[] = {"collapse", "collapsed", "collapsible", "accordion", "panel", "tabpanel",
					     "tab", "tabs", "faq", "answer", "jawaban", "toggle", NULL};
	const struct markup_node *before = element_before(n);

	return markup_referrer(n) || str_ieq(markup_attribute(n, "role"), STR("tabpanel")) ||
	       html_class_speaks(n, panels) || (before && html_is_title(before));
}

/* Whether the style, without spaces and in small letters, says `what` at the end of a statement. */
static bool style_says(struct str style, const char *what)
{
	size_t at = str_find(style, str_of(what)), end = at + strlen(what);

	return at < style.n && (end == style.n || style.p[end] == ';' || style.p[end] == '!');
}

static bool style_hides(struct str style)
{
	static const char *const ways[] = {"display:none", "visibility:hidden", "opacity:0", "font-size:0",
					   "font-size:0px", "mso-hide:all", NULL};
	BUF_AUTO struct buf plain = BUF_MAX(STYLE_BYTES);
	size_t i;

	for (i = 0; i < style.n; i++)
		if (!is_space(style.p[i]))
			buf_char(&plain, (char)to_lower(style.p[i]));
	for (i = 0; ways[i]; i++)
		if (style_says(buf_view(&plain), ways[i]))
			return true;
	return false;
}

/* Classes of the common style sheets; a second class may show it again on wide screens. */
static bool class_hides(struct str classes)
{
	static const char *const hides[] = {"sr-only", "visually-hidden", "screen-reader-text", "d-none", "hidden",
					    "invisible", "is-hidden", NULL};
	struct str all = classes, class;
	bool hidden = false;

	while (str_cut(&all, ' ', &class)) {
		hidden = hidden || html_among(class, hides);
		if ((str_starts(class, STR("d-")) && !str_eq(class, STR("d-none"))) ||
		    str_find_char(class, ':') < class.n)
			return false;
	}
	return hidden;
}

bool html_is_hidden(const struct markup_node *n)
{
	if (markup_is(n, "body") || markup_is(n, "html"))
		return false; /* shown by a script as soon as the page is there */
	return (markup_has(n, "hidden") || str_ieq(markup_attribute(n, "aria-hidden"), STR("true")) ||
		style_hides(markup_attribute(n, "style")) || class_hides(markup_attribute(n, "class"))) &&
	       !is_panel(n);
}

/* Whether its text is that of a title, and nothing below it is a block. */
static bool is_title_text(const struct markup_node *n, bool words_needed)
{
	BUF_AUTO struct buf text = BUF_MAX(TITLE_BYTES);
	struct str shown;

	html_text(n, &text);
	shown = str_trim(buf_view(&text));
	return !text.bad && shown.n && (!words_needed || str_find_char(shown, ' ') < shown.n);
}

/* A button of a menu or form, which opens no text. */
static bool is_command(const struct markup_node *n)
{
	static const char *const words[] = {"nav", "navbar", "menu", "hamburger", "dropdown", "close", "search",
					    "share", NULL};
	static const char *const types[] = {"submit", "reset", NULL};
	static const char *const toggled[] = {"dropdown", "modal", "tooltip", "offcanvas", NULL};

	return html_class_speaks(n, words) || markup_has(n, "aria-haspopup") ||
	       html_among(markup_attribute(n, "type"), types) || html_among(toggles(n), toggled);
}

/* Whether a block of text follows, beside n or beside what holds n alone. */
static bool panel_follows(const struct markup_node *n)
{
	const struct markup_node *up = markup_parent(n), *after = element_after(n);

	if (after == NULL && up && element_before(n) == NULL)
		after = element_after(up);
	return after && html_is_block(markup_name(after)) && markup_walk(after, after);
}

/* A question of a list of questions by microdata (schema.org/Question), or by its class. */
static bool is_question(const struct markup_node *n)
{
	static const char *const names[] = {"div", "p", "span", "a", "dt", "li", "strong", "button", NULL};
	static const char *const lists[] = {"accordion", "faq", "collapse", "collapsible", "toggle", NULL};
	static const char *const titles[] = {"title", "header", "heading", "head", "button", "trigger", "btn", "link",
					     NULL};
	static const char *const questions[] = {"question", "pertanyaan", NULL};
	const struct markup_node *up = markup_parent(n);

	if (!html_among(markup_name(n), names))
		return false;
	return (html_class_speaks(n, lists) && html_class_speaks(n, titles)) || html_class_speaks(n, questions) ||
	       (str_eq(markup_attribute(n, "itemprop"), STR("name")) && up &&
		str_ends(markup_attribute(up, "itemtype"), STR("/Question")));
}

static bool has_blocks(const struct markup_node *n)
{
	static const char *const blocks[] = {"p", "ul", "ol", "table", "dl", "section", NULL};

	return html_holds(n, blocks);
}

bool html_is_title(const struct markup_node *n)
{
	static const char *const lists[] = {"accordion", "faq", "collapsible", NULL};
	bool button = markup_is(n, "button") || str_ieq(markup_attribute(n, "role"), STR("button"));

	if (markup_is(n, "summary"))
		return is_title_text(n, false);
	if (str_eq(toggles(n), STR("collapse")) || (markup_has(n, "aria-expanded") && opens(n).n) || button)
		return !is_command(n) &&
		       is_title_text(n, !toggles(n).n && !markup_has(n, "aria-expanded") &&
						!html_class_speaks(n, lists)) &&
		       (!button || toggles(n).n || opens(n).n || panel_follows(n));
	return is_question(n) && !has_blocks(n) && is_title_text(n, true);
}

bool html_is_tab(const struct markup *page, const struct markup_node *n)
{
	struct str kind = toggles(n);

	return (str_ieq(markup_attribute(n, "role"), STR("tab")) || str_eq(kind, STR("tab")) ||
		str_eq(kind, STR("pill"))) &&
	       markup_by_id(page, opens(n));
}

const struct markup_node *html_tab(const struct markup_node *panel)
{
	const struct markup_node *n = markup_referrer(panel);

	return n && (str_ieq(markup_attribute(n, "role"), STR("tab")) || str_starts(toggles(n), STR("tab")) ||
		     str_starts(toggles(n), STR("pill")))
		       ? n
		       : NULL;
}
