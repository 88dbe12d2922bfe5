#include "front/api/once.h"

#include "front/http/fcgi.h"
#include "front/http/parse.h"
#include "front/api/question.h"

enum { KEEP_S = 86400, KEEP_REQUEST_S = 60, KEY_MAX = 255, BODY_MAX = 1 << 20 };

static bool is_visible(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < '!' || s.p[i] > '~')
			return false;
	return s.n <= KEY_MAX;
}

/* Adds a part with its length before it, so that no two questions have the same key. */
static void add(struct buf *b, struct str part)
{
	buf_printf(b, "%zu:", part.n);
	buf_str(b, part);
}

static struct str make_key(const struct req *r, const struct chat_question *q, const char *kind, struct str id)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);

	buf_cstr(&b, kind);
	add(&b, id);
	add(&b, q->key_name);
	add(&b, q->conversation_id);
	buf_str(&b, q->text);
	return b.bad ? STR("") : arena_str(r->arena, buf_view(&b));
}

int once_enter(struct once *o, struct req *r, const struct chat_question *q, struct err *err)
{
	struct str key = req_header(r, "Idempotency-Key"), sent = req_header(r, "X-Request-Id");

	*o = (struct once){.patience = {.deadline = r->deadline, .watch_fd = fcgi_fd(r->fcgi)}};
	o->call = (struct cache_call){.conf = r->conf, .redis = r->ports->redis, .patience = &o->patience};
	if (!is_visible(key))
		return err_param(err, ERR_PARAM_INVALID, "Idempotency-Key",
				 "Idempotency-Key may have %d visible ASCII characters at most", KEY_MAX);
	if (key.n) {
		o->call.keep_s = KEEP_S;
		o->call.key = make_key(r, q, "key", key);
	} else if (parse_is_request_id(sent)) {
		o->call.keep_s = KEEP_REQUEST_S;
		o->call.key = make_key(r, q, "request", sent);
	}
	if (o->call.key.n && cache_enter(&o->call, r->arena, &o->claim, err))
		return -1;
	if (o->claim.state == CACHE_HIT)
		question_uncount(r);
	return 0;
}

void once_wait(struct once *o)
{
	if (o)
		cache_renew(&o->call, &o->claim);
}

void once_keep(struct once *o, const struct json *body)
{
	BUF_AUTO struct buf text = BUF_MAX(BODY_MAX);

	if (o == NULL || o->claim.state != CACHE_MINE)
		return;
	json_write(body, &text);
	if (text.bad)
		return;
	cache_put(&o->call, &o->claim, buf_view(&text));
	o->claim.state = CACHE_OFF;
}

void once_leave(struct once *o)
{
	if (o->claim.state == CACHE_MINE)
		cache_abandon(&o->call, &o->claim);
	o->claim.state = CACHE_OFF;
}
