#include "front/http/multipart_read.h"

#include <stdio.h>

#include "base/ascii.h"

enum { BOUNDARY_MAX = 70, HEADERS_MAX = 8192, PARTS_MAX = 32, STEP = 16384 };

static bool is_boundary_char(char c)
{
	/* RFC 2046, 5.1.1: bchars */
	return is_alnum(c) || (c && strchr("'()+_,-./:=? ", c));
}

/*
 * Takes the next "name=value" or "name=\"value\"" after a ";" off the front of
 * *rest.  Browsers write a quote in a name as %22, other clients as \"; any other
 * backslash is part of a Windows path.
 */
static bool next_param(struct str *rest, struct str *ret_name, struct str *ret_value)
{
	size_t semicolon = str_find_char(*rest, ';'), equals, n;
	struct str s = str_trim(str_sub(*rest, semicolon + 1, rest->n));

	equals = str_find_char(s, '=');
	if (semicolon == rest->n || equals == s.n)
		return false;
	*ret_name = str_trim(str_sub(s, 0, equals));
	s = str_sub(s, equals + 1, s.n);
	if (s.n && s.p[0] == '"') {
		for (n = 1; n < s.n && !(s.p[n] == '"' && s.p[n - 1] != '\\'); n++)
			;
		*ret_value = str_sub(s, 1, n - 1);
	} else {
		n = str_find_char(s, ';');
		*ret_value = str_trim(str_sub(s, 0, n));
	}
	*rest = str_sub(s, n, s.n);
	return true;
}

static struct str boundary_of(struct str content_type)
{
	struct str rest = content_type, name, value;

	if (!str_ieq(str_trim(str_sub(rest, 0, str_find_char(rest, ';'))), STR("multipart/form-data")))
		return STR("");
	while (next_param(&rest, &name, &value))
		if (str_ieq(name, STR("boundary")))
			return value;
	return STR("");
}

int multipart_read_init(struct multipart_read *m, struct str content_type, const struct multipart_read_sink *sink,
			struct err *err)
{
	struct str boundary = boundary_of(content_type);
	size_t i;

	if (boundary.n == 0 || boundary.n > BOUNDARY_MAX)
		return err_set(err, ERR_BAD_DATA, "not multipart/form-data");
	for (i = 0; i < boundary.n; i++)
		if (!is_boundary_char(boundary.p[i]))
			return err_set(err, ERR_BAD_DATA, "a multipart boundary with characters that are not allowed");
	*m = (struct multipart_read){.sink = *sink, .state = MULTIPART_PREAMBLE};
	m->delimiter_n = (size_t)snprintf(m->delimiter, sizeof m->delimiter, "\r\n--%.*s", STR_ARG(boundary));
	buf_init(&m->window, HEADERS_MAX + STEP);
	/* the first boundary may stand at the very start */
	buf_cstr(&m->window, "\r\n");
	return 0;
}

void multipart_read_release(struct multipart_read *m)
{
	buf_release(&m->window);
}

/* --- part headers ----------------------------------------------------------------- */

/* "form-data; name=…; filename=…" */
static bool read_disposition(struct str value, struct multipart_read_part *part)
{
	struct str name, is;

	if (!str_ieq(str_trim(str_sub(value, 0, str_find_char(value, ';'))), STR("form-data")))
		return false;
	while (next_param(&value, &name, &is)) {
		if (str_ieq(name, STR("name")))
			part->name = is;
		/* RFC 7578 forbids the second form, but clients send it */
		if (str_ieq(name, STR("filename")) || str_ieq(name, STR("filename*"))) {
			part->filename = is;
			part->has_filename = true;
		}
	}
	return true;
}

static int begin_part(struct multipart_read *m, struct str headers, struct err *err)
{
	struct multipart_read_part part = {STR(""), STR(""), false};
	struct str line, name;
	bool known = false;

	if (++m->parts > PARTS_MAX)
		return err_set(err, ERR_BAD_DATA, "over %d parts", PARTS_MAX);
	while (str_cut(&headers, '\n', &line)) {
		line = str_trim(line);
		if (str_cut(&line, ':', &name) && str_ieq(str_trim(name), STR("Content-Disposition")))
			known = read_disposition(line, &part);
	}
	if (!known)
		return err_set(err, ERR_BAD_DATA, "a part without a form-data disposition");
	return m->sink.begin(m->sink.arg, &part, err);
}

/* --- the states: each parses as much of the window as it can -------------------------- */

/* What follows a delimiter: "--" at the end of all parts, else white space and a line end. */
enum after { AFTER_UNKNOWN, AFTER_PART, AFTER_END, AFTER_NOTHING };

static enum after after_delimiter(struct str s, size_t *ret_bytes)
{
	size_t n = 0;

	if (s.n >= 2 && s.p[0] == '-' && s.p[1] == '-')
		return AFTER_END;
	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	if (n > 64 || (n < s.n && s.p[n] != '\r' && !(n == 0 && s.n == 1 && s.p[0] == '-')))
		return AFTER_NOTHING;
	if (n + 2 > s.n)
		return AFTER_UNKNOWN;
	*ret_bytes = n + 2;
	return s.p[n + 1] == '\n' ? AFTER_PART : AFTER_NOTHING;
}

static int give(struct multipart_read *m, size_t n, struct err *err)
{
	struct str piece = str_sub(buf_view(&m->window), 0, n);

	if (m->state == MULTIPART_CONTENT && n && m->sink.data(m->sink.arg, piece, err))
		return -1;
	buf_drop(&m->window, n);
	return 0;
}

static int end_part(struct multipart_read *m, struct err *err)
{
	return m->state == MULTIPART_CONTENT ? m->sink.end(m->sink.arg, err) : 0;
}

/* Content, or the preamble, up to a delimiter. 1: go on, 0: more bytes are needed. */
static int in_content(struct multipart_read *m, struct err *err)
{
	struct str delimiter = {m->delimiter, m->delimiter_n};
	size_t at = str_find(buf_view(&m->window), delimiter), skip = 0;
	enum after after;

	if (at == m->window.n) /* all but what may be the start of a delimiter */
		return give(m, m->window.n < delimiter.n ? 0 : m->window.n - (delimiter.n - 1), err);
	if (give(m, at, err))
		return -1;
	after = after_delimiter(str_sub(buf_view(&m->window), delimiter.n, m->window.n), &skip);
	if (after == AFTER_UNKNOWN)
		return 0;
	if (after == AFTER_NOTHING) /* a longer word that begins with the delimiter is content */
		return give(m, delimiter.n, err) ? -1 : 1;
	if (end_part(m, err))
		return -1;
	m->state = after == AFTER_END ? MULTIPART_OVER : MULTIPART_HEADERS;
	/* the line end stays: it is the empty line of a part without headers */
	buf_drop(&m->window, delimiter.n + skip - (after == AFTER_PART ? 2 : 0));
	return 1;
}

static int in_headers(struct multipart_read *m, struct err *err)
{
	size_t at = str_find(buf_view(&m->window), STR("\r\n\r\n"));

	if (at == m->window.n)
		return m->window.n > HEADERS_MAX ? err_set(err, ERR_BAD_DATA, "part headers over %d bytes", HEADERS_MAX)
						 : 0;
	if (begin_part(m, str_sub(buf_view(&m->window), 0, at), err))
		return -1;
	m->state = MULTIPART_CONTENT;
	buf_drop(&m->window, at + 4);
	return 1;
}

static int parse(struct multipart_read *m, struct err *err)
{
	int more = 1;

	while (more > 0) {
		switch (m->state) {
		case MULTIPART_PREAMBLE:
		case MULTIPART_CONTENT:
			more = in_content(m, err);
			break;
		case MULTIPART_HEADERS:
			more = in_headers(m, err);
			break;
		case MULTIPART_OVER:
			buf_reset(&m->window);
			more = 0;
			break;
		}
	}
	return more;
}

int multipart_read_feed(struct multipart_read *m, struct str bytes, struct err *err)
{
	while (bytes.n) {
		buf_str(&m->window, str_sub(bytes, 0, STEP));
		if (m->window.bad)
			return err_set(err, ERR_NO_MEMORY, "no memory for a multipart body");
		if (parse(m, err))
			return -1;
		bytes = str_sub(bytes, STEP, bytes.n);
	}
	return 0;
}

int multipart_read_end(const struct multipart_read *m, struct err *err)
{
	if (m->state == MULTIPART_OVER)
		return 0;
	return err_set(err, ERR_BAD_DATA, "the multipart body ended early");
}
