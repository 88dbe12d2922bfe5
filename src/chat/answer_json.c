#include "chat/answer_json.h"

struct json *source_json(const struct chat_source *s)
{
	struct json *o = json_new_object();
	char when[CLOCK_ISO_BYTES];

	json_set_str(o, "title", s->title);
	json_set_str(o, "quote", s->quote);
	json_set_str(o, "source", s->source);
	if (s->url.n)
		json_set_str(o, "url", s->url);
	else
		json_set_null(o, "url");
	json_set_str(o, "heading", s->heading);
	if (s->page)
		json_set_int(o, "page", s->page);
	else
		json_set_null(o, "page");
	json_set_str(o, "chunk_id", s->chunk_id);
	json_set_real(o, "score", (double)s->score, 4);
	clock_iso8601(s->retrieved_at * 1000000, when);
	json_set_cstr(o, "retrieved_at", when);
	return o;
}

struct json *sources_json(const struct chat_answer *a)
{
	struct json *array = json_new_array();
	size_t i;

	for (i = 0; i < a->sources_n; i++)
		json_push(array, source_json(&a->sources[i]));
	return array;
}

static struct json *citations_json(const struct chat_answer *a)
{
	struct json *array = json_new_array();
	size_t i;

	for (i = 0; i < a->citations_n; i++) {
		struct json *o = json_new_object();

		json_set_int(o, "start", (int64_t)a->citations[i].start);
		json_set_int(o, "end", (int64_t)a->citations[i].end);
		json_set_int(o, "source", (int64_t)a->citations[i].source);
		json_push(array, o);
	}
	return array;
}

static struct json *usage_json(const struct chat_usage *u)
{
	struct json *o = json_new_object();

	json_set_int(o, "prompt_tokens", u->prompt_tokens);
	json_set_int(o, "completion_tokens", u->completion_tokens);
	json_set_int(o, "total_tokens", u->total_tokens);
	return o;
}

static struct json *times_json(const double seconds[CHAT_T_COUNT])
{
	struct json *o = json_new_object();

	json_set_real(o, "retrieval", seconds[CHAT_T_RETRIEVAL], 6);
	json_set_real(o, "generation", seconds[CHAT_T_GENERATION], 6);
	json_set_real(o, "total", seconds[CHAT_T_TOTAL], 6);
	return o;
}

struct json *answer_json(const struct chat_answer *a, const struct chat_question *q)
{
	struct json *o = json_new_object();

	json_set_str(o, "answer", a->text);
	json_set(o, "sources", sources_json(a));
	json_set(o, "citations", citations_json(a));
	json_set_str(o, "conversation_id", q->conversation_id);
	json_set_str(o, "request_id", q->request_id);
	json_set_bool(o, "degraded", a->degraded);
	json_set_bool(o, "grounded", a->grounded);
	json_set_cstr(o, "language", lang_code(a->lang));
	json_set_str(o, "model", a->model);
	json_set(o, "usage", usage_json(&a->usage));
	json_set(o, "exec_time", times_json(a->seconds));
	return o;
}
