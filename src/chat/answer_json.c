#include "chat/answer_json.h"

struct json *source_json(const struct chat_source *s, const struct chat_question *q)
{
	struct json *o = json_new_object();

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
	json_set_time(o, "retrieved_at", s->retrieved_at);
	json_set_time(o, "updated_at", s->updated_at);
	if (q->passage_url)
		json_set_str(o, "passage_url", q->passage_url(q->passage_url_arg, s->chunk_id));
	return o;
}

struct json *sources_json(const struct chat_answer *a, const struct chat_question *q)
{
	struct json *array = json_new_array();
	size_t i;

	for (i = 0; i < a->sources_n; i++)
		json_push(array, source_json(&a->sources[i], q));
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

static struct json *blocks_json(const struct chat_answer *a)
{
	struct json *array, *block, *spans, *span;

	if (a->blocks)
		return json_share(a->blocks);
	array = json_new_array();
	block = json_new_object();
	spans = json_new_array();
	span = json_new_object();
	json_set_str(span, "text", a->text);
	json_push(spans, span);
	json_set_cstr(block, "type", "p");
	json_set(block, "spans", spans);
	json_push(array, block);
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

const char *reason_name(enum chat_reason reason)
{
	static const char *const names[] = {
		[CHAT_REFUSED] = "refused",   [CHAT_CUT_LENGTH] = "cut",     [CHAT_CUT_FILTER] = "cut",
		[CHAT_CUT_LOST] = "cut",      [CHAT_CUT_LEFT] = "cut",
		[CHAT_NO_MODEL] = "no_model", [CHAT_MODEL_FAILED] = "model_failed",
	};

	return names[reason];
}

static struct json *suggestions_json(const struct chat_answer *a)
{
	struct json *array = json_new_array();
	size_t i;

	for (i = 0; i < a->suggestions_n; i++)
		json_push(array, json_new_str(a->suggestions[i]));
	return array;
}

static void put_more(struct json *o, const struct chat_answer *a)
{
	json_set(o, "blocks", blocks_json(a));
	json_set(o, "citations", citations_json(a));
	json_set_bool(o, "degraded", a->degraded);
	json_set_bool(o, "grounded", a->grounded);
	if (a->reason)
		json_set_cstr(o, "reason", reason_name(a->reason));
	if (a->suggestions_n)
		json_set(o, "suggestions", suggestions_json(a));
	json_set_cstr(o, "language", lang_code(a->lang));
	json_set_str(o, "model", a->model);
}

struct json *answer_more_json(const struct chat_answer *a)
{
	struct json *o = json_new_object();

	put_more(o, a);
	return o;
}

struct json *answer_json(const struct chat_answer *a, const struct chat_question *q)
{
	struct json *o = json_new_object();

	json_set_str(o, "answer", a->text);
	json_set(o, "sources", sources_json(a, q));
	put_more(o, a);
	json_set_str(o, "conversation_id", q->conversation_id);
	json_set_str(o, "request_id", q->request_id);
	json_set(o, "usage", usage_json(&a->usage));
	json_set(o, "exec_time", times_json(a->seconds));
	return o;
}

/* --- and back */

static struct str text_of(const struct json *v, const char *member, struct arena *a)
{
	return arena_str(a, json_str_or_empty(json_get(v, member)));
}

static struct chat_source source_of_json(const struct json *v, struct arena *a)
{
	int64_t page = 0;
	double score = 0;

	json_to_int(json_get(v, "page"), &page);
	json_to_real(json_get(v, "score"), &score);
	return (struct chat_source){
		.title = text_of(v, "title", a),
		.quote = text_of(v, "quote", a),
		.source = text_of(v, "source", a),
		.url = text_of(v, "url", a),
		.heading = text_of(v, "heading", a),
		.chunk_id = text_of(v, "chunk_id", a),
		.page = (uint32_t)page,
		.score = (float)score,
		.updated_at = clock_of_iso8601(json_str_or_empty(json_get(v, "updated_at"))),
		.retrieved_at = clock_of_iso8601(json_str_or_empty(json_get(v, "retrieved_at"))),
	};
}

static struct chat_citation citation_of_json(const struct json *v)
{
	int64_t start = 0, end = 0, source = 0;

	json_to_int(json_get(v, "start"), &start);
	json_to_int(json_get(v, "end"), &end);
	json_to_int(json_get(v, "source"), &source);
	return (struct chat_citation){(size_t)start, (size_t)end, (size_t)source};
}

int answer_of_json(const struct json *v, struct arena *a, size_t sources_max, size_t citations_max,
		   struct chat_answer *ret)
{
	const struct json *blocks = json_get(v, "blocks"), *suggestions = json_get(v, "suggestions");
	const struct json *sources = json_get(v, "sources"), *citations = json_get(v, "citations");
	struct chat_answer read = {.sources_n = json_length(sources), .citations_n = json_length(citations)};
	size_t i;

	read.sources = ARENA_ARRAY(a, read.sources_n + 1, struct chat_source);
	read.citations = ARENA_ARRAY(a, read.citations_n + 1, struct chat_citation);
	if (read.sources == NULL || read.citations == NULL || read.sources_n > sources_max ||
	    read.citations_n > citations_max || json_is_null(json_get(v, "answer")))
		return -1;
	for (i = 0; i < read.sources_n; i++)
		read.sources[i] = source_of_json(json_at(sources, i), a);
	for (i = 0; i < read.citations_n; i++)
		read.citations[i] = citation_of_json(json_at(citations, i));
	read.text = text_of(v, "answer", a);
	while (read.suggestions_n < CHAT_SUGGESTIONS_MAX && read.suggestions_n < json_length(suggestions)) {
		read.suggestions[read.suggestions_n] =
			arena_str(a, json_str_or_empty(json_at(suggestions, read.suggestions_n)));
		read.suggestions_n++;
	}
	read.blocks = blocks ? json_share(blocks) : NULL;
	read.lang = lang_of_code(json_str_or_empty(json_get(v, "language")));
	read.model = text_of(v, "model", a);
	json_to_bool(json_get(v, "grounded"), &read.grounded);
	*ret = read;
	return 0;
}
