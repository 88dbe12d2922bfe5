#include "port/net/speech_http.h"

#include <stdio.h>

enum { ERROR_MAX = 120, HEADERS_MAX = 4 };

/* Non-zero ends the call: more than there is room for is of no use. */
static int on_data(void *arg, struct str piece)
{
	struct buf *answer = arg;

	buf_str(answer, piece);
	return answer->bad;
}

static int send(const struct speech_post *p, const char *url, const char *const *headers,
		struct buf *answer, struct err *err)
{
	BUF_AUTO struct buf why = BUF_MAX(ERROR_MAX);
	struct http_call call = {
		.method = "POST", .url = url, .headers = headers, .body = p->body,
		.ca_file = p->ca_file, .patience = p->patience, .on_data = on_data, .arg = answer, .error_body = &why};
	struct http_answer got;
	int failed = http_do(p->http, &call, &got, err);

	if (answer->bad)
		return err_set(err, ERR_BAD_DATA, "an answer of over %zu bytes", answer->max);
	if (failed)
		return -1;
	if (got.status < 200 || got.status > 299)
		return err_set(err, ERR_REFUSED, "status %d: %.*s", got.status, STR_ARG(str_trim(buf_view(&why))));
	return 0;
}

int speech_post(const struct speech_post *p, struct buf *answer, struct err *err)
{
	BUF_AUTO struct buf url = BUF_MAX(16384);
	struct str base = str_of(p->base);
	char key[600], trace[80];
	const char *headers[HEADERS_MAX] = {p->content_type};
	size_t n = 1;

	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	buf_printf(&url, "%.*s%s", STR_ARG(base), p->path);
	if (url.bad)
		return err_set(err, ERR_CONFIG, "URL too long");
	if (*p->key) {
		snprintf(key, sizeof key, "Authorization: Bearer %s", p->key);
		headers[n++] = key;
	}
	if (p->traceparent.n) {
		snprintf(trace, sizeof trace, "traceparent: %.*s", STR_ARG(p->traceparent));
		headers[n++] = trace;
	}
	return send(p, url.p, headers, answer, err);
}
