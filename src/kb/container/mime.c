#include "kb/container/mime.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

enum { BOUNDARY_BYTES = 200 };

struct walk {
	int (*fn)(void *, const struct mime_part *);
	void *arg;
	unsigned parts;
};

/* A line without its end. */
static bool cut_line(struct str *rest, struct str *ret)
{
	if (!str_cut(rest, '\n', ret))
		return false;
	if (ret->n && ret->p[ret->n - 1] == '\r')
		ret->n--;
	return true;
}

/* The value of a header with the lines that continue it; "" for none. */
static struct str header(struct str message, const char *name)
{
	struct str rest = message, line, value = STR("");
	size_t n = strlen(name);
	bool inside = false;

	while (cut_line(&rest, &line) && line.n) {
		if (inside && !is_space(line.p[0]))
			break;
		if (inside)
			value.n = (size_t)(line.p + line.n - value.p);
		else if (line.n > n && line.p[n] == ':' && str_ieq(str_sub(line, 0, n), str_of(name))) {
			value = str_sub(line, n + 1, line.n);
			inside = true;
		}
	}
	return str_trim(value);
}

static struct str body(struct str message)
{
	struct str rest = message, line;

	while (cut_line(&rest, &line) && line.n)
		;
	return rest.p ? rest : STR("");
}

/* "charset=utf-8; name=\"a b\"": the parameter, without its quotes; "" for none. */
static struct str parameter(struct str value, const char *name)
{
	size_t n = strlen(name), at;

	for (at = str_find_char(value, ';'); at < value.n; at++) {
		struct str rest;

		if (value.p[at] == '"')
			at += 1 + str_find_char(str_sub(value, at + 1, value.n), '"');
		if (at >= value.n || value.p[at] != ';')
			continue;
		rest = str_trim(str_sub(value, at + 1, value.n));
		if (!str_ieq(str_sub(rest, 0, n), str_of(name)) || rest.n <= n || rest.p[n] != '=')
			continue;
		rest = str_trim(str_sub(rest, n + 1, rest.n));
		if (rest.n && rest.p[0] == '"')
			return str_sub(rest, 1, str_find_char(str_sub(rest, 1, rest.n), '"'));
		return str_trim(str_sub(rest, 0, str_find_char(rest, ';')));
	}
	return STR("");
}

/* "utf-8''laporan%20akhir.pdf" (RFC 2231); the encoding is nearly always UTF-8. */
static void put_extended(struct str value, struct buf *out)
{
	size_t at = str_find_char(value, '\''), i;

	at += 1 + str_find_char(str_sub(value, at + 1, value.n), '\'');
	value = str_sub(value, at + 1, value.n);
	for (i = 0; i < value.n; i++) {
		if (value.p[i] == '%' && i + 2 < value.n && hex_value(value.p[i + 1]) >= 0 &&
		    hex_value(value.p[i + 2]) >= 0) {
			buf_char(out, (char)(hex_value(value.p[i + 1]) * 16 + hex_value(value.p[i + 2])));
			i += 2;
		} else {
			buf_char(out, value.p[i]);
		}
	}
}

/* The file's name by either header, as a name without a path. */
static void set_name(struct mime_part *p, struct str disposition, struct str type)
{
	BUF_AUTO struct buf name = BUF_MAX(MIME_NAME_BYTES - 1);
	struct str plain = parameter(disposition, "filename"), shown;
	size_t from;

	if (parameter(disposition, "filename*").n)
		put_extended(parameter(disposition, "filename*"), &name);
	else
		mime_words(plain.n ? plain : parameter(type, "name"), &name);
	shown = buf_view(&name);
	for (from = shown.n; from > 0 && shown.p[from - 1] != '/' && shown.p[from - 1] != '\\'; from--)
		;
	snprintf(p->name, sizeof p->name, "%.*s", STR_ARG(str_sub(shown, from, shown.n)));
}

static int walk_part(struct walk *w, struct str part, unsigned depth);

static bool is_type(struct str type, const char *wanted)
{
	return str_ieq(str_trim(str_sub(type, 0, str_find_char(type, ';'))), str_of(wanted));
}

/* Cuts the next part off the body of a multipart. */
static bool next_part(struct str *rest, struct str boundary, struct str *ret)
{
	struct str line;
	const char *from = NULL;

	while (cut_line(rest, &line)) {
		bool border = str_starts(line, STR("--")) && str_starts(str_sub(line, 2, line.n), boundary);

		if (border && from) { /* also begins the next part */
			*ret = (struct str){from, (size_t)(line.p - from)};
			*rest = (struct str){line.p, rest->p ? (size_t)(rest->p + rest->n - line.p) : line.n};
			return true;
		}
		if (border && str_starts(str_sub(line, 2 + boundary.n, line.n), STR("--")))
			return false;
		if (border)
			from = rest->p;
	}
	if (from)
		*ret = (struct str){from, (size_t)(line.p + line.n - from)};
	return from != NULL;
}

/* The HTML among alternatives, else the last that is text or holds parts. */
static int walk_alternatives(struct walk *w, struct str all, struct str boundary, unsigned depth)
{
	struct str rest = all, part, best = STR("");
	bool html = false;

	while (!html && next_part(&rest, boundary, &part)) {
		struct str type = header(part, "Content-Type");

		html = is_type(type, "text/html") || str_ieq(str_sub(type, 0, 10), STR("multipart/"));
		if (html || best.n == 0 || is_type(type, "text/plain"))
			best = part;
	}
	return best.n ? walk_part(w, best, depth) : 0;
}

static int walk_part(struct walk *w, struct str part, unsigned depth)
{
	struct str type = header(part, "Content-Type"), boundary = parameter(type, "boundary"), rest = body(part), next;
	struct mime_part p = {.type = type.n ? str_trim(str_sub(type, 0, str_find_char(type, ';'))) : STR("text/plain"),
			      .charset = parameter(type, "charset"),
			      .coding = header(part, "Content-Transfer-Encoding"),
			      .body = rest};
	int r = 0;

	if (++w->parts > MIME_PARTS || depth > MIME_DEPTH)
		return 0;
	if (str_ieq(str_sub(type, 0, 10), STR("multipart/")) && boundary.n && boundary.n < BOUNDARY_BYTES) {
		if (is_type(type, "multipart/alternative"))
			return walk_alternatives(w, rest, boundary, depth + 1);
		while (r == 0 && next_part(&rest, boundary, &next))
			r = walk_part(w, next, depth + 1);
		return r;
	}
	set_name(&p, header(part, "Content-Disposition"), type);
	return w->fn(w->arg, &p);
}

int mime_each(struct str message, int (*fn)(void *arg, const struct mime_part *p), void *arg)
{
	struct walk w = {fn, arg, 0};

	return walk_part(&w, message, 0);
}

void mime_header(struct str message, const char *name, struct buf *out)
{
	mime_words(header(message, name), out);
}
