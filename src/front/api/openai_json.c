#include "front/api/openai_json.h"

#include "chat/answer_json.h"
#include "chat/saying.h"
#include "front/api/link.h"

struct str openai_url(const struct sink *o, const struct chat_source *s)
{
	bool opens = str_starts(s->url, STR("https://")) || str_starts(s->url, STR("http://"));

	return opens ? s->url : link_quote(o->req, s->chunk_id, s->quote);
}

struct str openai_note(const struct sink *o, const struct chat_answer *a)
{
	struct str text;

	if (!o->left_out)
		return STR("");
	text = saying_text(SAYING_TEXT_ALONE, a->lang, o->req->conf, o->req->arena);
	return arena_printf(o->req->arena, "\n\n%.*s", STR_ARG(text));
}

void openai_add_ours(struct json *v, const struct sink *o, const struct chat_answer *a)
{
	json_set_bool(v, "grounded", a->grounded);
	json_set_bool(v, "degraded", a->degraded);
	if (a->reason)
		json_set_cstr(v, "reason", reason_name(a->reason));
	json_set(v, "sources", sources_json(a, o->question));
	json_set_str(v, "conversation_id", o->question->conversation_id);
	json_set_str(v, "request_id", o->question->request_id);
}
