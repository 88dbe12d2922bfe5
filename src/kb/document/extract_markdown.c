#include <md4c-html.h>

#include "kb/document/extract.h"
#include "kb/document/markdown_notes.h"
#include "kb/markup/html.h"
#include "text/decode.h"

/* md4c counts in unsigned int; entities and tags make its output longer than its input. */
enum { INPUT_MAX = 64 << 20, EXPANSION = 8 };

static void append(const MD_CHAR *text, MD_SIZE n, void *arg)
{
	buf_add(arg, text, n);
}

static struct str unquote(struct str s)
{
	s = str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return str_sub(s, 1, s.n - 2);
	return s;
}

static void front_matter_line(struct outline *o, struct str line)
{
	size_t colon = str_find_char(line, ':');
	struct str key = str_trim(str_sub(line, 0, colon)), value = unquote(str_sub(line, colon + 1, line.n));

	if (str_ieq(key, STR("title")))
		outline_set_title(o, value);
	else if (str_ieq(key, STR("url")) || (str_ieq(key, STR("source")) && str_starts(value, STR("http"))))
		buf_str(&o->url, value);
}

/* Cuts the front matter off: `title:` and `url:` between two lines of "---". */
static struct str front_matter(struct outline *o, struct str content)
{
	struct str rest = content, line, probe;

	if (!str_cut(&rest, '\n', &line) || !str_eq(str_trim(line), STR("---")))
		return content;
	for (probe = rest; str_cut(&probe, '\n', &line);)
		if (str_eq(str_trim(line), STR("---")))
			break;
	if (probe.p == NULL)
		return content;
	while (str_cut(&rest, '\n', &line) && !str_eq(str_trim(line), STR("---")))
		front_matter_line(o, line);
	return rest;
}

int extract_markdown(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(content.n * 3 + 16);
	BUF_AUTO struct buf html = BUF_MAX(content.n * EXPANSION + 65536);
	BUF_AUTO struct buf joined = BUF_MAX(content.n * EXPANSION + 65536);
	struct str body;

	if (content.n > INPUT_MAX)
		return err_set(err, ERR_BAD_DATA, "Markdown of more than %d bytes", INPUT_MAX);
	if (decode_text(content, STR(""), &text, err))
		return -1;
	markdown_notes(front_matter(x->outline, buf_view(&text)), &joined);
	body = buf_view(&joined);
	if (joined.bad || md_html(body.p, (MD_SIZE)body.n, append, &html, MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
		    MD_HTML_FLAG_SKIP_UTF8_BOM) ||
	    html.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for Markdown of %zu bytes", content.n);
	return html_outline(buf_view(&html), x->outline, err);
}
