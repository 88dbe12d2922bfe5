#include "port/net/sse.h"

static const struct str BOM = {"\xEF\xBB\xBF", 3};

void sse_init(struct sse *s, int (*on_event)(void *arg, struct str data, struct err *err), void *arg)
{
	*s = (struct sse){.on_event = on_event, .arg = arg};
	buf_init(&s->line, SSE_EVENT_MAX);
	buf_init(&s->data, SSE_EVENT_MAX);
}

void sse_release(struct sse *s)
{
	buf_release(&s->line);
	buf_release(&s->data);
}

/* An empty line ends an event, which is handed on. */
static int dispatch(struct sse *s, struct err *err)
{
	int rc;

	if (!s->has_data)
		return 0;
	rc = s->on_event(s->arg, buf_view(&s->data), err);
	buf_reset(&s->data);
	s->has_data = false;
	return rc;
}

static int take_line(struct sse *s, struct str line, struct err *err)
{
	struct str value = line, name;

	if (!s->past_bom && str_starts(line, BOM))
		value = line = str_sub(line, BOM.n, line.n);
	s->past_bom = true;
	if (line.n == 0)
		return dispatch(s, err);
	/* the name of a comment is empty */
	if (!str_cut(&value, ':', &name) || !str_eq(name, STR("data")))
		return 0;
	if (value.n && value.p[0] == ' ')
		value = str_sub(value, 1, value.n);
	if (s->has_data)
		buf_char(&s->data, '\n');
	buf_str(&s->data, value);
	s->has_data = true;
	return s->data.bad ? err_set(err, ERR_BAD_DATA, "an event over %d bytes", SSE_EVENT_MAX) : 0;
}

/* Ends a line: `rest` are its last bytes, those before are in the line buffer. */
static int end_line(struct sse *s, struct str rest, struct err *err)
{
	int rc;

	if (s->line.n == 0)
		return take_line(s, rest, err);
	buf_str(&s->line, rest);
	if (s->line.bad)
		return err_set(err, ERR_BAD_DATA, "a line is over %d bytes", SSE_EVENT_MAX);
	rc = take_line(s, buf_view(&s->line), err);
	buf_reset(&s->line);
	return rc;
}

static size_t line_length(struct str s)
{
	size_t n;

	for (n = 0; n < s.n && s.p[n] != '\n' && s.p[n] != '\r'; n++)
		;
	return n;
}

int sse_feed(struct sse *s, struct str bytes, struct err *err)
{
	while (bytes.n) {
		size_t n;

		if (s->after_cr && bytes.p[0] == '\n') {
			s->after_cr = false;
			bytes = str_sub(bytes, 1, bytes.n);
			continue;
		}
		n = line_length(bytes);
		s->after_cr = n < bytes.n && bytes.p[n] == '\r';
		if (n == bytes.n) {
			buf_str(&s->line, bytes);
			break;
		}
		if (end_line(s, str_sub(bytes, 0, n), err) != 0)
			return -1;
		bytes = str_sub(bytes, n + 1, bytes.n);
	}
	return s->line.bad ? err_set(err, ERR_BAD_DATA, "a line is over %d bytes", SSE_EVENT_MAX) : 0;
}

int sse_end(struct sse *s, struct err *err)
{
	if (s->line.n && end_line(s, STR(""), err) != 0)
		return -1;
	return dispatch(s, err);
}
