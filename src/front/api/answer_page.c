#include "front/api/answer_page.h"

#include "front/api/html.h"

/* An answer with its sources, escaped at worst to six times its size. */
enum { PAGE_MAX = 4 << 20 };

static const struct words {
	const char *lang, *sources, *ask, *send, *start, *cut;
} words[] = {
	{"id", "Sumber", "Pertanyaan Anda", "Kirim", "Mulai baru", "Jawaban terputus."},
	{"en", "Sources", "Your question", "Send", "New chat", "The answer broke off."},
};

static void add_cites(struct buf *b, const struct json *cites)
{
	int64_t n;
	size_t i;

	for (i = 0; i < json_length(cites); i++)
		if (json_to_int(json_at(cites, i), &n))
			buf_printf(b, " <a class=\"cite\" href=\"#source-%lld\">%lld</a>", (long long)n + 1,
				   (long long)n + 1);
}

static bool has(const struct json *span, const char *member)
{
	bool yes = false;

	return json_to_bool(json_get(span, member), &yes) && yes;
}

static void add_span(struct buf *b, const struct json *span)
{
	struct str href = json_str_or_empty(json_get(span, "href"));
	const char *tag = has(span, "code") ? "code" : has(span, "strong") ? "strong" : has(span, "em") ? "em" : "span";
	bool link = html_is_address(href) || str_starts(href, STR("mailto:")) || str_starts(href, STR("tel:"));

	if (link) {
		buf_cstr(b, "<a rel=\"noreferrer\" href=\"");
		buf_html(b, href);
		buf_cstr(b, "\">");
	}
	buf_printf(b, "<%s>", tag);
	buf_html(b, json_str_or_empty(json_get(span, "text")));
	buf_printf(b, "</%s>%s", tag, link ? "</a>" : "");
	add_cites(b, json_get(span, "cite"));
}

/* The spans between <tag> and </tag>. */
static void add_spans(struct buf *b, const char *tag, const struct json *spans)
{
	size_t i;

	buf_printf(b, "<%s>", tag);
	for (i = 0; i < json_length(spans); i++)
		add_span(b, json_at(spans, i));
	buf_printf(b, "</%s>\n", tag);
}

static void add_list(struct buf *b, const char *tag, const char *item_tag, const struct json *items)
{
	size_t i;

	buf_printf(b, "<%s>\n", tag);
	for (i = 0; i < json_length(items); i++)
		add_spans(b, item_tag, json_at(items, i));
	buf_printf(b, "</%s>\n", tag);
}

static void add_table(struct buf *b, const struct json *block)
{
	const struct json *rows = json_get(block, "rows");
	size_t i;

	buf_cstr(b, "<div class=\"table\"><table>\n");
	add_list(b, "tr", "th", json_get(block, "head"));
	for (i = 0; i < json_length(rows); i++)
		add_list(b, "tr", "td", json_at(rows, i));
	buf_cstr(b, "</table></div>\n");
}

static void add_block(struct buf *b, const struct json *block)
{
	struct str type = json_str_or_empty(json_get(block, "type"));

	if (str_eq(type, STR("ol")) || str_eq(type, STR("ul"))) {
		add_list(b, str_eq(type, STR("ol")) ? "ol" : "ul", "li", json_get(block, "items"));
	} else if (str_eq(type, STR("table"))) {
		add_table(b, block);
	} else if (str_eq(type, STR("code"))) {
		buf_cstr(b, "<pre><code>");
		buf_html(b, json_str_or_empty(json_get(block, "text")));
		buf_cstr(b, "</code></pre>\n");
	} else {
		add_spans(b, str_eq(type, STR("quote")) ? "blockquote" : "p", json_get(block, "spans"));
	}
}

static void add_source(struct buf *b, const struct json *source, size_t n)
{
	struct str url = json_str_or_empty(json_get(source, "url"));
	struct str page = json_str_or_empty(json_get(source, "passage_url"));

	buf_printf(b, "<li id=\"source-%zu\">", n);
	url = html_is_address(url) ? url : page;
	if (url.n) {
		buf_cstr(b, "<a rel=\"noreferrer\" href=\"");
		buf_html(b, url);
		buf_cstr(b, "\">");
	}
	buf_html(b, json_str_or_empty(json_get(source, "title")));
	buf_printf(b, "%s<blockquote>", url.n ? "</a>" : "");
	buf_html(b, json_str_or_empty(json_get(source, "quote")));
	buf_cstr(b, "</blockquote></li>\n");
}

static void add_answer(struct buf *b, const struct json *answer, const struct words *w)
{
	const struct json *blocks = json_get(answer, "blocks"), *sources = json_get(answer, "sources");
	size_t i;

	buf_printf(b, "<div class=\"text\" lang=\"%s\">\n", w->lang);
	for (i = 0; i < json_length(blocks); i++)
		add_block(b, json_at(blocks, i));
	buf_cstr(b, "</div>\n");
	if (str_eq(json_str_or_empty(json_get(answer, "reason")), STR("cut")))
		buf_printf(b, "<p class=\"note bad\">%s</p>\n", w->cut);
	if (json_length(sources) == 0)
		return;
	buf_printf(b, "<h2>%s</h2>\n<ol>\n", w->sources);
	for (i = 0; i < json_length(sources); i++)
		add_source(b, json_at(sources, i), i + 1);
	buf_cstr(b, "</ol>\n");
}

static void add_form(struct buf *b, struct str conversation, const struct words *w)
{
	buf_printf(b, "<form id=\"ask\" method=\"post\" action=\"ask\"><textarea id=\"message\" name=\"message\" "
		      "required aria-label=\"%s\" placeholder=\"%s\"></textarea>"
		      "<input type=\"hidden\" name=\"conversation\" value=\"%.*s\">"
		      "<button class=\"main\" type=\"submit\">%s</button></form>\n<p><a href=\"./\">%s</a></p>\n",
		   w->ask, w->ask, STR_ARG(conversation), w->send, w->start);
}

static const char head[] =
	"<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<link rel=\"stylesheet\" href=\"web/chat.css\">\n<link rel=\"stylesheet\" href=\"web/brand.css\">\n"
	"<link rel=\"icon\" href=\"web/icon.svg\">\n";
static const char policy[] = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
			     "form-action 'self'; frame-ancestors 'none'";

void answer_page(const struct req *r, struct resp *p, struct str question, const struct json *answer)
{
	BUF_AUTO struct buf b = BUF_MAX(PAGE_MAX);
	const struct words *w = &words[str_eq(json_str_or_empty(json_get(answer, "language")), STR("en"))];

	buf_printf(&b, "<!doctype html>\n<html lang=\"%s\">\n%s<title>", w->lang, head);
	buf_html(&b, question);
	buf_cstr(&b, "</title>\n<header><h1>");
	buf_html(&b, str_of(r->conf->institution_name));
	buf_cstr(&b, "</h1></header>\n<main>\n<p class=\"question\">");
	buf_html(&b, question);
	buf_cstr(&b, "</p>\n");
	add_answer(&b, answer, w);
	add_form(&b, r->conversation_id, w);
	buf_cstr(&b, "</main>\n</html>\n");
	/* the Origin of the next question says that it is asked from this site's page */
	resp_header(p, "Referrer-Policy", "same-origin");
	resp_header(p, "Content-Security-Policy", "%s", policy);
	resp_bytes(p, 200, "text/html; charset=utf-8", buf_view(&b));
}
