#include "kb/container/mime.h"
#include "kb/document/extract.h"
#include "kb/markup/html.h"
#include "kb/outline/heading_words.h"
#include "text/decode.h"

/* A message with its attachments, each under its name. */
enum { HEADER_BYTES = 4000, NOTE_BYTES = 600 };

struct message {
	const struct extract *x;
	struct err *err;
};

static void put_header(struct str message, const char *name, struct buf *line)
{
	BUF_AUTO struct buf value = BUF_MAX(HEADER_BYTES);

	mime_header(message, name, &value);
	if (value.n)
		buf_printf(line, "%s%s: %.*s", line->n ? "; " : "", name, STR_ARG(buf_view(&value)));
}

/* What was not read is said, with the reason. */
static void say(const struct message *m, const char *name, const char *why)
{
	BUF_AUTO struct buf note = BUF_MAX(NOTE_BYTES);

	buf_printf(&note, "attachment %.200s is left out: %.300s", name, why);
	if (m->x->note && !note.bad)
		m->x->note(m->x->arg, note.p);
}

static void read_attachment(const struct message *m, const struct mime_part *p, struct str bytes)
{
	struct err why = {0};

	/* pictures belong to the message's look */
	if (m->x->inner && !str_ieq(str_sub(p->type, 0, 6), STR("image/")) &&
	    m->x->inner(m->x, str_of(p->name), bytes, &why))
		say(m, p->name, why.msg);
}

static int read_part(void *arg, const struct mime_part *p)
{
	struct message *m = arg;
	BUF_AUTO struct buf bytes = BUF_MAX(p->body.n + 1), text = BUF_MAX(p->body.n * 3 + 16);
	bool html = str_ieq(p->type, STR("text/html"));

	mime_body(p, &bytes);
	if (p->name[0]) {
		read_attachment(m, p, buf_view(&bytes));
		return 0;
	}
	if (!html && !str_ieq(p->type, STR("text/plain")))
		return 0;
	if (decode_text(buf_view(&bytes), p->charset, &text, m->err))
		return -1;
	if (html)
		return html_outline(buf_view(&text), m->x->outline, m->err);
	heading_words_plain(m->x->outline, buf_view(&text));
	return 0;
}

int extract_eml(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf subject = BUF_MAX(HEADER_BYTES), line = BUF_MAX(HEADER_BYTES);
	struct message m = {x, err};

	mime_header(content, "Subject", &subject);
	if (subject.n && x->outline->title.n == 0)
		outline_set_title(x->outline, buf_view(&subject));
	outline_heading(x->outline, 1, buf_view(&subject));
	put_header(content, "From", &line);
	put_header(content, "Date", &line);
	outline_text(x->outline, buf_view(&line));
	return mime_each(content, read_part, &m);
}
