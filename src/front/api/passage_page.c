#include "front/api/passage_page.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "front/api/html.h"

/* Three chunks, each escaped at worst to six times its size. */
enum { PAGE_MAX = 4 << 20 };

static const struct {
	const char *lang, *page, *document, *updated, *as_of;
} words[] = {
	{"id", "halaman", "Dokumen asli", "Diperbarui pada", "Dibaca pada"},
	{"en", "page", "Original document", "Updated on", "Read on"},
};

/* The bytes of text at its start that read like the quote, white space aside; 0: it reads otherwise. */
static size_t reads_like(struct str text, struct str quote)
{
	size_t i = 0, k = 0;

	while (k < quote.n) {
		if (is_space(quote.p[k]) && i < text.n && is_space(text.p[i])) {
			while (k < quote.n && is_space(quote.p[k]))
				k++;
			while (i < text.n && is_space(text.p[i]))
				i++;
		} else if (i < text.n && text.p[i] == quote.p[k]) {
			i++;
			k++;
		} else {
			return 0;
		}
	}
	return i;
}

static void add_marked(struct buf *b, struct str text, struct str quote)
{
	size_t i, n = 0;

	for (i = 0; i < text.n && n == 0; i++)
		n = reads_like(str_sub(text, i, text.n), quote);
	if (n == 0) {
		buf_html(b, text);
		return;
	}
	i--;
	buf_html(b, str_sub(text, 0, i));
	buf_cstr(b, "<mark id=\"quote\">");
	buf_html(b, str_sub(text, i, n));
	buf_cstr(b, "</mark>");
	buf_html(b, str_sub(text, i + n, text.n));
}

static void add_neighbour(struct buf *b, const struct kb_gen *gen, uint32_t n)
{
	struct kb_chunk c;

	if (n == KB_NONE)
		return;
	kb_chunk(gen, n, &c);
	buf_cstr(b, "<p class=\"near\">");
	buf_html(b, c.text);
	buf_cstr(b, "</p>\n");
}

/* Pages of documents are others' text: the policy lets nothing of it run or load. */
static const char head[] =
	"<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<meta name=\"robots\" content=\"noindex\">\n<style>\n"
	"body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }\n"
	":root { color-scheme: light dark }\np { white-space: pre-wrap; overflow-wrap: anywhere }\n"
	".near { opacity: .7 }\nmark { padding: .1em 0 }\n</style>\n";

static void add_place(struct buf *b, const struct kb_chunk *c, size_t lang)
{
	char when[CLOCK_ISO_BYTES];

	clock_iso8601((c->updated_at ? c->updated_at : c->retrieved_at) * 1000000, when);
	buf_cstr(b, "<h1>");
	buf_html(b, c->title);
	buf_cstr(b, "</h1>\n<p>");
	buf_html(b, c->heading);
	if (c->page)
		buf_printf(b, "%s%s %u", c->heading.n ? ", " : "", words[lang].page, (unsigned)c->page);
	buf_cstr(b, "</p>\n<p><small>");
	if (html_is_address(c->url)) {
		buf_cstr(b, "<a rel=\"noreferrer\" href=\"");
		buf_html(b, c->url);
		buf_printf(b, "\">%s</a>", words[lang].document);
	} else {
		buf_html(b, c->source);
	}
	buf_printf(b, " · %s %.10s</small></p>\n", c->updated_at ? words[lang].updated : words[lang].as_of,
		   when);
}

void passage_page(const struct req *r, struct resp *p, const struct kb_gen *gen, uint32_t n)
{
	BUF_AUTO struct buf b = BUF_MAX(PAGE_MAX);
	size_t lang = str_starts(req_header(r, "Accept-Language"), STR("en")) ? 1 : 0;
	struct str quote = STR("");
	struct kb_chunk c;

	req_param(r, "quote", &quote);
	kb_chunk(gen, n, &c);
	buf_printf(&b, "<!doctype html>\n<html lang=\"%s\">\n%s<title>", words[lang].lang, head);
	buf_html(&b, c.title);
	buf_cstr(&b, "</title>\n<main>\n");
	add_place(&b, &c, lang);
	add_neighbour(&b, gen, c.previous);
	buf_cstr(&b, "<p>");
	add_marked(&b, c.text, str_trim(quote));
	buf_cstr(&b, "</p>\n");
	add_neighbour(&b, gen, c.next);
	buf_cstr(&b, "</main>\n</html>\n");
	resp_header(p, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
						  "form-action 'none'; frame-ancestors 'none'");
	resp_header(p, "Referrer-Policy", "no-referrer");
	resp_bytes(p, 200, "text/html; charset=utf-8", buf_view(&b));
}
