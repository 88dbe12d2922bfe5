#include "kb/document/extract_apart.h"

#include <stdio.h>
#include <stdlib.h>

#include "port/system/child.h"

/* What a reader may say; what it takes beside its text; CPU time of all its steps, in shares of one program's. */
enum { NOTES_BYTES = 1 << 20, BESIDE_BYTES = 64 << 20, STEPS = 4 };

struct apart {
	const struct extract *x;
	struct str content;
	struct buf notes; /* each ended by NUL */
};

/* What the process sends, before the texts: both are the same program. */
struct head {
	enum err_code code;
	char message[sizeof(((struct err *)NULL)->msg)];
	size_t title, url, text, notes, blocks; /* bytes; of blocks their number */
};

static void keep_note(void *arg, const char *text)
{
	struct apart *a = arg;

	buf_add(&a->notes, text, strlen(text) + 1);
}

static void read_there(void *arg, struct buf *out)
{
	struct apart *a = arg;
	struct extract x = *a->x;
	struct outline *o = x.outline;
	struct err err = {0};
	struct head head = {.code = ERR_NONE};

	x.note = keep_note;
	x.arg = a;
	if (extract_document(&x, a->content, &err)) {
		head.code = err.code;
		snprintf(head.message, sizeof head.message, "%s", err.msg);
		outline_reset(o);
	}
	head.title = o->title.n;
	head.url = o->url.n;
	head.text = o->text.n;
	head.notes = a->notes.n;
	head.blocks = o->blocks_n;
	buf_add(out, (const char *)&head, sizeof head);
	buf_str(out, buf_view(&o->title));
	buf_str(out, buf_view(&o->url));
	buf_str(out, buf_view(&o->text));
	buf_str(out, buf_view(&a->notes));
	if (o->blocks_n)
		buf_add(out, (const char *)o->blocks, o->blocks_n * sizeof *o->blocks);
}

static struct str cut(struct str *rest, size_t n)
{
	struct str part = str_sub(*rest, 0, n);

	*rest = str_sub(*rest, part.n, rest->n);
	return part;
}

static void tell_notes(const struct extract *x, struct str notes)
{
	struct str note;

	while (x->note && notes.n && str_cut(&notes, '\0', &note))
		if (note.n)
			x->note(x->arg, note.p);
}

/* Blocks are copied, since they stand at any place of what was sent. */
static int take_blocks(struct outline *o, struct str sent, size_t n, struct err *err)
{
	struct outline_block *blocks = malloc(sent.n + 1);

	if (blocks == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu blocks", n);
	memcpy(blocks, sent.p, sent.n);
	outline_add(o, blocks, n);
	free(blocks);
	return o->text.bad ? err_set(err, ERR_NO_MEMORY, "more than %zu bytes of text", o->text.max) : 0;
}

static int take(const struct extract *x, struct str sent, struct err *err)
{
	struct head head;

	if (sent.n < sizeof head)
		return err_set(err, ERR_REFUSED, "its reader said nothing");
	memcpy(&head, sent.p, sizeof head);
	cut(&sent, sizeof head);
	if (head.code)
		return err_set(err, head.code, "%s", head.message);
	buf_str(&x->outline->title, cut(&sent, head.title));
	buf_str(&x->outline->url, cut(&sent, head.url));
	buf_str(&x->outline->text, cut(&sent, head.text));
	tell_notes(x, cut(&sent, head.notes));
	return take_blocks(x->outline, sent, head.blocks, err);
}

int extract_apart(const struct extract *x, struct str content, struct err *err)
{
	struct apart a = {x, content, BUF_MAX(NOTES_BYTES)};
	BUF_AUTO struct buf sent = BUF_MAX(x->outline->text.max + BESIDE_BYTES);
	struct child_call call = {.fn = read_there, .arg = &a};

	if (x->kind == NULL || x->kind->read == extract_text || x->kind->read == extract_markdown ||
	    x->kind->read == extract_csv)
		return extract_document(x, content, err);
	call.limits.memory_mb = x->conf->extract_memory_mb;
	call.limits.cpu_s = x->conf->extract_timeout * STEPS;
	return child_call(&call, &sent, err) || take(x, buf_view(&sent), err) ? -1 : 0;
}
