/* POST /ask: a question from a form, answered with a page; what the page does in a browser without JavaScript. */
#include "base/utf8.h"
#include "chat/answer_json.h"
#include "front/api/answer_page.h"
#include "front/api/api.h"
#include "front/api/question.h"
#include "front/api/sink.h"
#include "front/http/parse.h"
#include "port/system/crypto.h"

/* The conversation that the form names goes on; else one begins. */
static void take_conversation(struct req *r)
{
	struct str named = STR("");
	char made[CRYPTO_UUID_BYTES];

	if (req_param(r, "conversation", &named) && parse_is_conversation_id(named)) {
		r->conversation_id = named;
		return;
	}
	crypto_uuid4(made);
	r->conversation_id = arena_str(r->arena, str_of(made));
}

static int show(struct chat_sink *chat, const struct chat_answer *answer)
{
	struct sink *o = (struct sink *)chat;
	JSON_AUTO struct json *v = answer_json(answer, o->question);

	answer_page(o->req, o->resp, o->question->text, v);
	return resp_flush(o->resp);
}

int api_ask(struct req *r, struct resp *p, struct err *err)
{
	struct chat_env env;
	struct chat_question q;
	struct str text = STR("");
	struct sink out;

	if (req_form(r, err))
		return -1;
	req_param(r, "message", &text);
	text = str_trim(text);
	if (!utf8_valid(text) || str_find_char(text, '\0') < text.n)
		return err_public(err, ERR_BODY_INVALID, "the form must be UTF-8 without U+0000");
	if (question_check(r, text, "message", err))
		return -1;
	take_conversation(r);
	env = question_env(r);
	q = question_of(r);
	q.text = text;
	sink_json(&out, r, p, &q);
	out.chat.done = show;
	return chat_ask(&env, &q, &out.chat, err) ? sink_fail(&out, err) : 0;
}
