#include "base/ascii.h"
#include "kb/markup/html_element.h"

/*
 * Bytes up to which a banner, a bar or a widget is taken for one by its class: what is
 * longer is text, whatever its class says.  Texts of menus are shorter than sentences.
 */
enum { BANNER_BYTES = 1500, MENU_BYTES = 6000, ENTRY_BYTES = 60, LINKS_MIN = 3 };

/* Whether the text below n is at most so many bytes. */
static bool is_short(const struct markup_node *n, size_t bytes)
{
	BUF_AUTO struct buf text = {.max = bytes};

	return html_text(n, &text) < HTML_STEPS && !text.bad;
}

/* Words without a sentence or an amount in them. */
static bool is_entry(struct str text)
{
	size_t i, digits = 0;

	text = str_trim(text);
	for (i = 0; i < text.n && digits < 3; i++)
		digits = is_digit(text.p[i]) ? digits + 1 : 0;
	return text.n <= ENTRY_BYTES && digits < 3 && (text.n == 0 || strchr(".;:", text.p[text.n - 1]) == NULL);
}

static bool is_menu_like(const struct markup_node *n)
{
	const struct markup_node *at;

	if (!is_short(n, MENU_BYTES))
		return false;
	for (at = markup_walk(n, n); at; at = markup_walk(at, n))
		if (!is_entry(markup_text(at)))
			return false;
	return true;
}

bool html_is_links(const struct markup_node *n)
{
	const struct markup_node *at;
	size_t links = 0;

	if (!is_menu_like(n))
		return false;
	for (at = markup_walk(n, n); at; at = markup_walk(at, n)) {
		const struct markup_node *up = markup_parent(at);

		links += markup_is(at, "a");
		while (str_trim(markup_text(at)).n && up != n && !markup_is(up, "a"))
			up = markup_parent(up);
		if (str_trim(markup_text(at)).n && up == n)
			return false;
	}
	return links >= LINKS_MIN;
}

/* What surrounds the text, on pages that mark it by class or id instead of by element. */
static bool is_around(const struct markup_node *n)
{
	static const char *const elements[] = {"div", "ul", "ol", "section", "p", "a", NULL};
	static const char *const around[] = {
		"nav", "navbar", "nav-menu", "main-menu", "breadcrumb", "breadcrumbs", "sidebar", "footer",
		"site-footer", "site-header", "skip-link", "pagination", NULL,
	};
	static const char *const menus[] = {"menu", "nav", "navbar", "navigation", "navigasi", "topnav", "subnav",
					    "breadcrumb", "breadcrumbs", "topbar", "toolbar", "offcanvas", NULL};
	static const char *const bars[] = {"topbar", "copyright", "copyrights", "newsletter", "sosmed", "share",
					   "sharing", "pagination", NULL};
	static const char *const widgets[] = {"widget", "widget-area", "social", "social-links", "back-to-top",
					      "related-posts", NULL};
	static const char *const titles[] = {"h1", NULL};

	if (!html_among(markup_name(n), elements))
		return false;
	return html_class_is(n, around) || (html_class_speaks(n, menus) && is_menu_like(n)) ||
	       ((html_class_speaks(n, bars) || html_class_is(n, widgets)) && is_short(n, BANNER_BYTES) &&
		!html_holds(n, titles));
}

/* Asks for consent: says so in its class, and has something to click on. */
static bool is_consent(const struct markup_node *n)
{
	static const char *const words[] = {"cookie", "cookies", "consent", "gdpr", "kuki", NULL};
	static const char *const choices[] = {"a", "button", "input", NULL};

	return html_class_speaks(n, words) && is_short(n, BANNER_BYTES) && html_holds(n, choices);
}

static bool is_window(const struct markup_node *n)
{
	struct str role = markup_attribute(n, "role");

	return str_ieq(role, STR("dialog")) || str_ieq(role, STR("alertdialog")) ||
	       str_ieq(markup_attribute(n, "aria-modal"), STR("true"));
}

/* Pandoc's block with the document's title. */
static bool is_title_block(const struct markup_node *n)
{
	return str_eq(markup_attribute(n, "id"), STR("title-block-header"));
}

bool html_is_skipped(const struct markup_node *n, bool in_main)
{
	static const char *const never[] = {
		"script", "style", "noscript", "template", "nav", "aside", "footer", "select", "option",
		"textarea", "svg", "iframe", "object", "head", "dialog", "menu", "video", "audio", "canvas",
		"rt", "rp", NULL,
	};
	static const char *const roles[] = {"navigation", "search", "banner", "menubar", "menu", NULL};
	struct str name = markup_name(n);

	return html_among(name, never) || (!in_main && is_around(n)) ||
	       (str_ieq(name, STR("header")) && !in_main && !is_title_block(n)) ||
	       html_among(markup_attribute(n, "role"), roles) || is_window(n) || is_consent(n) || html_is_hidden(n);
}
