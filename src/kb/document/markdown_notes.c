#include "kb/document/markdown_notes.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "kb/outline/outline.h"

/* Notes of a document; bytes of one that is put where its mark stands. */
enum { NOTES_MAX = 1000, NOTE_BYTES = 1000, ID_BYTES = 60 };

struct notes {
	struct note {
		struct str id, text; /* of the document */
		bool put;
	} at[NOTES_MAX];
	size_t n;
};

/* A line of the document, or the whole of a note's definition. */
struct part {
	struct str text; /* with its line end, if it is a line; else what the note says */
	struct str id;   /* of a note; empty for a line */
	bool code;
};

struct scan {
	struct str rest;
	bool fenced;
};

/* "[^id]" at the front; "" when there is none. */
static struct str mark_at(struct str s)
{
	size_t end;

	if (!str_starts(s, STR("[^")))
		return STR("");
	for (end = 2; end < s.n && end < ID_BYTES && s.p[end] != ']' && !is_space(s.p[end]); end++)
		;
	return end < s.n && s.p[end] == ']' ? str_sub(s, 2, end - 2) : STR("");
}

static struct str next_line(struct scan *s)
{
	size_t end = str_find_char(s->rest, '\n');
	struct str line = str_sub(s->rest, 0, end + 1);

	s->rest = str_sub(s->rest, line.n, s->rest.n);
	return line;
}

static bool is_fence(struct str line)
{
	line = str_trim(line);
	return str_starts(line, STR("```")) || str_starts(line, STR("~~~"));
}

/* A note goes on until an empty line that no indented one follows, or to the next note. */
static struct str note_text(struct scan *s, struct str first)
{
	struct scan ahead = *s;
	struct str text = first, line;
	bool blank = false;

	while (ahead.rest.n) {
		line = next_line(&ahead);
		if (str_trim(line).n == 0) {
			blank = true;
			continue;
		}
		if (line.p[0] == '#' || mark_at(str_trim(line)).n ||
		    (blank && !str_starts(line, STR("    ")) && line.p[0] != '\t'))
			break;
		text.n = (size_t)(line.p + line.n - text.p);
		*s = ahead;
	}
	return text;
}

static bool next_part(struct scan *s, struct part *ret)
{
	struct str line, id;

	if (s->rest.n == 0)
		return false;
	line = next_line(s);
	*ret = (struct part){.text = line, .code = s->fenced};
	if (is_fence(line)) {
		s->fenced = !s->fenced;
		ret->code = true;
	}
	id = ret->code ? STR("") : mark_at(line);
	if (id.n && id.n + 3 < line.n && line.p[id.n + 3] == ':') {
		ret->id = id;
		ret->text = note_text(s, str_sub(line, id.n + 4, line.n));
	}
	return true;
}

static void collect(struct notes *notes, struct str text)
{
	struct scan s = {text, false};
	struct part part;

	while (notes->n < NOTES_MAX && next_part(&s, &part))
		if (part.id.n)
			notes->at[notes->n++] = (struct note){part.id, part.text, false};
}

static struct note *find(struct notes *notes, struct str id)
{
	size_t i;

	for (i = 0; id.n && i < notes->n; i++)
		if (str_eq(notes->at[i].id, id))
			return &notes->at[i];
	return NULL;
}

/* In a row of a table, a bar would end the cell. */
static void put_note(struct note *note, struct buf *out)
{
	BUF_AUTO struct buf folded = BUF_MAX(NOTE_BYTES);
	size_t i;

	if (note->put || note->text.n > NOTE_BYTES)
		return;
	outline_fold(&folded, note->text);
	note->put = true;
	buf_cstr(out, " (");
	for (i = 0; i < folded.n; i++)
		if (folded.p[i] == '|')
			buf_cstr(out, "\\|");
		else
			buf_char(out, folded.p[i]);
	buf_char(out, ')');
}

static void put_line(struct notes *notes, struct str line, struct buf *out)
{
	while (line.n) {
		size_t at = str_find(line, STR("[^"));
		struct str id = mark_at(str_sub(line, at, line.n));
		struct note *note = find(notes, id);

		buf_str(out, str_sub(line, 0, at));
		line = str_sub(line, at, line.n);
		if (note)
			put_note(note, out);
		else
			buf_str(out, str_sub(line, 0, 2));
		line = str_sub(line, note ? id.n + 3 : 2, line.n);
	}
}

static void put_rest(const struct notes *notes, struct buf *out)
{
	size_t i;

	for (i = 0; i < notes->n; i++)
		if (!notes->at[i].put) {
			buf_cstr(out, "\n\n");
			buf_str(out, str_trim(notes->at[i].text));
		}
}

void markdown_notes(struct str text, struct buf *out)
{
	struct notes *notes = str_find(text, STR("[^")) < text.n ? calloc(1, sizeof *notes) : NULL;
	struct scan s = {text, false};
	struct part part;

	if (notes == NULL) {
		buf_str(out, text);
		return;
	}
	collect(notes, text);
	while (next_part(&s, &part))
		if (part.code)
			buf_str(out, part.text);
		else if (part.id.n == 0)
			put_line(notes, part.text, out);
		else if (find(notes, part.id) == NULL) /* more than there is room for */
			buf_str(out, part.text);
	put_rest(notes, out);
	free(notes);
}
