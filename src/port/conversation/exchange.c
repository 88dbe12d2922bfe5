#include "port/conversation/exchange.h"

#include "base/json.h"

enum { ID_MAX = 64 };

static const struct str HEAD = {"{\"id\":\"", 7}, ASKED = {"\",\"asked_at_us\":", 16};

static bool id_is_good(struct str id)
{
	size_t i;

	for (i = 0; i < id.n; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", id.p[i]) ||
		    id.p[i] == '\0')
			return false;
	return id.n && id.n <= ID_MAX;
}

int exchange_store(const struct exchange *x, struct buf *body, struct err *err)
{
	JSON_AUTO struct json *o = json_new_object();
	struct json *sources;

	if (!id_is_good(x->id) || x->asked_at_us < 0)
		return err_set(err, ERR_BAD_DATA, "an exchange has a wrong id or time");
	json_set_str(o, "id", x->id);
	json_set_int(o, "asked_at_us", x->asked_at_us);
	json_set_str(o, "request_id", x->request_id);
	json_set_str(o, "question", x->question);
	json_set_str(o, "answer", x->answer);
	if (x->sources.n) {
		if (json_parse(x->sources, JSON_LENIENT, &sources, err))
			return err_prefix(err, "an exchange's sources are not JSON");
		json_set(o, "sources", sources);
	}
	if (x->more.n) /* a string is read back without being parsed, and most readers don't look at it */
		json_set_str(o, "more", x->more);
	json_write(o, body);
	return body->bad ? err_set(err, ERR_NO_MEMORY, "an exchange is over %zu bytes", body->max) : 0;
}

bool exchange_head(struct str body, struct stored *ret)
{
	struct stored s = {.body = body};
	struct str rest = str_sub(body, HEAD.n, body.n);
	size_t digits = 0;
	long at;

	if (!str_starts(body, HEAD))
		return false;
	s.id = str_sub(rest, 0, str_find_char(rest, '"'));
	rest = str_sub(rest, s.id.n, rest.n);
	if (!id_is_good(s.id) || !str_starts(rest, ASKED))
		return false;
	rest = str_sub(rest, ASKED.n, rest.n);
	while (digits < rest.n && rest.p[digits] >= '0' && rest.p[digits] <= '9')
		digits++;
	if (!str_to_long(str_sub(rest, 0, digits), &at))
		return false;
	s.asked_at_us = at;
	*ret = s;
	return true;
}

int exchange_read(struct str body, struct arena *a, struct exchange *ret, struct err *err)
{
	BUF_AUTO struct buf sources = BUF_MAX(body.n * 2);
	JSON_AUTO struct json *o = NULL;
	struct exchange x = {.asked_at_us = 0};

	if (json_parse(body, JSON_LENIENT, &o, err))
		return err_prefix(err, "a stored exchange");
	if (json_get(o, "sources"))
		json_write(json_get(o, "sources"), &sources);
	json_to_int(json_get(o, "asked_at_us"), &x.asked_at_us);
	x.id = arena_str(a, json_str_or_empty(json_get(o, "id")));
	x.request_id = arena_str(a, json_str_or_empty(json_get(o, "request_id")));
	x.question = arena_str(a, json_str_or_empty(json_get(o, "question")));
	x.answer = arena_str(a, json_str_or_empty(json_get(o, "answer")));
	x.more = arena_str(a, json_str_or_empty(json_get(o, "more")));
	x.sources = arena_str(a, buf_view(&sources));
	/* arena_str gives the empty str when there is no room */
	if (sources.bad || x.id.n == 0 || x.sources.n != sources.n ||
	    x.more.n != json_str_or_empty(json_get(o, "more")).n ||
	    x.question.n != json_str_or_empty(json_get(o, "question")).n ||
	    x.answer.n != json_str_or_empty(json_get(o, "answer")).n)
		return err_set(err, ERR_NO_MEMORY, "no memory for a stored exchange of %zu bytes", body.n);
	*ret = x;
	return 0;
}
