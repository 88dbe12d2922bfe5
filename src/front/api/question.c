#include "front/api/question.h"

#include "base/utf8.h"
#include "front/api/link.h"
#include "port/access/rate.h"
#include "port/system/crypto.h"

struct chat_question question_of(const struct req *r)
{
	return (struct chat_question){
		.conversation_id = r->conversation_id,
		.request_id = r->request_id,
		.traceparent = r->traceparent,
		.key_name = str_of(r->key.name),
		.passage_url = link_passage,
		.passage_url_arg = r,
	};
}

struct chat_env question_env(const struct req *r)
{
	return (struct chat_env){
		.ports = r->ports,
		.kb = r->kb,
		.arena = r->arena,
		.deadline = r->deadline,
	};
}

/* White space and what has no width (Unicode's White_Space, ZWSP to ZWJ, word joiner, BOM). */
static bool is_invisible(uint32_t c)
{
	return c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 ||
	       c == 0xFEFF;
}

static bool is_blank(struct str s)
{
	while (s.n)
		if (!is_invisible(utf8_next(&s, NULL)))
			return false;
	return true;
}

int question_check(const struct req *r, struct str text, const char *param, struct err *err)
{
	if (is_blank(text))
		err_set(err, ERR_MESSAGE_EMPTY, "no message");
	else if (utf8_count(text) > (size_t)r->conf->max_message_chars)
		err_set(err, ERR_MESSAGE_TOO_LONG, "a message of %zu bytes", text.n);
	else
		return 0;
	if (err) {
		err->arg = r->conf->max_message_chars;
		err->param = param;
	}
	return -1;
}

int question_text(const struct req *r, const struct json *v, const char *param, struct str *ret, struct err *err)
{
	struct str text = json_str_or_empty(v);

	if (question_check(r, text, param, err))
		return -1;
	*ret = text;
	return 0;
}

int question_bool(const struct json *body, const char *member, bool *ret, struct err *err)
{
	const struct json *v = json_get(body, member);

	if (v && !json_to_bool(v, ret))
		return err_param(err, ERR_PARAM_INVALID, member, "%s must be true or false", member);
	return 0;
}

/* Front ends name the user by one of these headers: Open WebUI by the first, others as they are set up. */
static struct str named_user(const struct req *r)
{
	struct str user = req_header(r, "X-OpenWebUI-User-Id");

	if (!r->key.trusts_users)
		return STR("");
	return str_sub(user.n ? user : req_header(r, "X-User-Id"), 0, 200);
}

static struct rate_caller caller(const struct req *r)
{
	return (struct rate_caller){&r->key, r->remote_addr, named_user(r)};
}

void question_uncount(struct req *r)
{
	struct rate_caller who = caller(r);

	rate_forget(r->conf, r->ports->redis, r->ports->shared, &who, r->deadline);
}

/* The headers of draft-ietf-httpapi-ratelimit-headers-10, and the older ones. */
int question_count(struct req *r, struct resp *p, struct err *err)
{
	struct rate_caller who = caller(r);
	struct rate rate;

	if (!r->conf->rate_limit_enabled)
		return 0;
	rate = rate_hit(r->conf, r->ports->redis, r->ports->shared, &who, r->deadline);
	resp_header(p, "RateLimit-Policy", "\"default\";q=%ld;w=%d", rate.limit, RATE_WINDOW_S);
	resp_header(p, "RateLimit", "\"default\";r=%ld;t=%ld", rate.left, rate.reset_s);
	resp_header(p, "X-RateLimit-Limit", "%ld", rate.limit);
	resp_header(p, "X-RateLimit-Remaining", "%ld", rate.left);
	resp_header(p, "X-RateLimit-Reset", "%lld", (long long)clock_wall_s() + rate.reset_s);
	if (rate.allowed)
		return 0;
	resp_header(p, "Retry-After", "%ld", rate.reset_s > 0 ? rate.reset_s : 1);
	return err_public(err, ERR_RATE_LIMITED, "%ld requests an hour are allowed; try again in %ld s",
			  rate.limit, rate.reset_s);
}

/* A hash, so that neither keys' names nor request ids of any length are stored. */
static struct str noted_name(const struct req *r, struct str request_id)
{
	struct str whole = arena_printf(r->arena, "%s\n%.*s", r->key.name, STR_ARG(request_id));
	char hex[CRYPTO_HEX_BYTES];

	crypto_digest_hex(whole, hex);
	return arena_printf(r->arena, "answered:%.32s", hex);
}

void question_note(const struct req *r)
{
	struct str args[] = {STR("SET"), noted_name(r, r->request_id), STR("1"), STR("EX"), STR("86400")};
	JSON_AUTO struct json *answer = NULL;

	redis_command(r->ports->redis, args, 5, r->deadline, &answer, NULL);
}

bool question_was_noted(const struct req *r, struct str request_id)
{
	struct str args[] = {STR("EXISTS"), noted_name(r, request_id)};
	JSON_AUTO struct json *answer = NULL;
	int64_t n = 0;

	return redis_command(r->ports->redis, args, 2, r->deadline, &answer, NULL) == 0 &&
	       json_to_int(answer, &n) && n > 0;
}
