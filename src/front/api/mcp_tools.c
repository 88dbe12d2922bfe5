#include "chat/answer_json.h"
#include "front/api/link.h"
#include "front/api/mcp.h"
#include "front/api/passage_page.h"
#include "front/api/question.h"
#include "front/api/sink.h"
#include "kb/search/retrieve.h"

enum { HITS = 8, HITS_MAX = 50, TEXT_MAX = 4 << 20 };

static struct str argument(const struct mcp *m, const char *name)
{
	return json_str_or_empty(json_get(json_get(m->params, "arguments"), name));
}

/* --- results */

/* text for the model, `v` (may be NULL) for programs. */
static struct json *result(struct str text, struct json *v, bool failed)
{
	struct json *ret = json_new_object(), *content = json_new_array(), *one = json_new_object();

	json_set_cstr(one, "type", "text");
	json_set_str(one, "text", text);
	json_push(content, one);
	json_set(ret, "content", content);
	if (v)
		json_set(ret, "structuredContent", v);
	json_set_bool(ret, "isError", failed);
	return ret;
}

static struct json *failure(const struct mcp *m, const struct err *err)
{
	char message[200];

	err_message(err->code >= ERR_INTERNAL ? &(struct err){.code = ERR_INTERNAL} : err, message, sizeof message);
	return result(arena_printf(m->req->arena, "%s%s%s", message, err->details[0] ? ": " : "", err->details), NULL,
		      true);
}

static struct str as_text(const struct mcp *m, const struct json *v)
{
	BUF_AUTO struct buf b = BUF_MAX(TEXT_MAX);

	json_write(v, &b);
	return arena_str(m->req->arena, buf_view(&b));
}

/* --- search */

static struct json *found(const struct mcp *m, const struct kb_gen *gen, const struct kb_hit *hit)
{
	struct json *v = json_new_object();
	struct kb_chunk c;

	kb_chunk(gen, hit->chunk, &c);
	json_set_str(v, "id", c.chunk_id);
	json_set_str(v, "title", c.title);
	json_set_str(v, "heading", c.heading);
	json_set_str(v, "quote", c.text);
	json_set_str(v, "source", c.source);
	json_set_str(v, "url", c.url.n ? c.url : link_passage(m->req, c.chunk_id));
	json_set_str(v, "passage_url", link_passage(m->req, c.chunk_id));
	json_set_real(v, "score", (double)hit->score, 6);
	return v;
}

static int read_query(const struct mcp *m, struct kb_query *q, struct err *err)
{
	const struct json *k = json_get(json_get(m->params, "arguments"), "k");
	int64_t n = HITS;

	q->text = argument(m, "query");
	if (question_check(m->req, q->text, "query", err))
		return -1;
	if (k && (!json_to_int(k, &n) || n < 1 || n > HITS_MAX))
		return err_param(err, ERR_PARAM_INVALID, "k", "k must be a whole number from 1 to %d", HITS_MAX);
	q->k = (uint32_t)n;
	return 0;
}

static int search(const struct mcp *m, struct json **ret, struct err *err)
{
	struct req *r = m->req;
	struct patience patience = {.deadline = r->deadline};
	struct kb_servers servers = {r->conf, r->ports->http, r->ports->shared, &patience};
	struct kb_gen *gen = kb_acquire(r->kb);
	struct kb_hits hits = {0};
	struct kb_query q = {0};
	struct json *list;
	int failed = read_query(m, &q, err);
	size_t i;

	if (!failed && gen)
		failed = kb_retrieve(&servers, gen, &q, r->arena, &hits, NULL, err);
	if (!failed) {
		list = json_new_array();
		for (i = 0; i < hits.n; i++)
			json_push(list, found(m, gen, &hits.hits[i]));
		*ret = json_new_object();
		json_set(*ret, "results", list);
	}
	kb_release(gen);
	return failed;
}

static struct json *call_search(const struct mcp *m)
{
	struct json *v;
	struct err err = {0};

	return search(m, &v, &err) ? failure(m, &err) : result(as_text(m, v), v, false);
}

/* --- ask */

struct collector {
	struct chat_sink chat; /* first */
	const struct mcp *mcp;
	const struct chat_question *question;
	struct json *result;
};

/* The answer and, by number, what it rests on. */
static int collect(struct chat_sink *chat, const struct chat_answer *a)
{
	struct collector *c = (struct collector *)chat;
	BUF_AUTO struct buf text = BUF_MAX(TEXT_MAX);
	size_t i;

	buf_str(&text, a->text);
	for (i = 0; i < a->sources_n; i++) {
		const struct chat_source *s = &a->sources[i];

		buf_printf(&text, "%s[%zu] %.*s, %.*s\n\"%.*s\"\n", i ? "\n" : "\n\n", i + 1, STR_ARG(s->title),
			   STR_ARG(s->url.n ? s->url : link_passage(c->mcp->req, s->chunk_id)), STR_ARG(s->quote));
	}
	c->result = result(arena_str(c->mcp->req->arena, buf_view(&text)), answer_json(a, c->question), false);
	return 0;
}

static struct json *call_ask(const struct mcp *m)
{
	struct chat_question q = question_of(m->req);
	struct chat_env env = question_env(m->req);
	struct collector c = {.chat = {.done = collect}, .mcp = m, .question = &q};
	struct err err = {0};

	q.text = argument(m, "question");
	if (question_count(m->req, m->resp, &err) || question_check(m->req, q.text, "question", &err) ||
	    chat_ask(&env, &q, &c.chat, &err))
		return failure(m, &err);
	return c.result;
}

/* --- fetch */

static struct json *call_fetch(const struct mcp *m)
{
	struct kb_gen *gen = kb_acquire(m->req->kb);
	struct str id = argument(m, "id");
	struct json *v = NULL;
	uint32_t n;

	if (gen && kb_find_chunk(gen, id, &n))
		v = passage_json(m->req, gen, n);
	kb_release(gen);
	if (v == NULL)
		return result(STR("There is no passage of this id; search gives ids."), NULL, true);
	return result(as_text(m, v), v, false);
}

/* --- the list */

#define ARGUMENTS(properties, required) \
	"{\"type\":\"object\",\"properties\":{" properties "},\"required\":[\"" required "\"]}"
#define TEXT(name, description) "\"" name "\":{\"type\":\"string\",\"description\":\"" description "\"}"

static const struct {
	const char *name, *title, *description, *schema;
	struct json *(*call)(const struct mcp *m);
} tools[] = {
	{"search", "Search the documents",
	 "Passages of the institution's documents that match the query best (Indonesian or English), each with its "
	 "text word for word, its address and an id for fetch.",
	 ARGUMENTS(TEXT("query", "What to look for") ",\"k\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":50,"
		   "\"description\":\"How many passages; 8 by default\"}", "query"),
	 call_search},
	{"ask", "Ask a question",
	 "An answer that rests on the institution's documents alone, with the sources quoted word for word. It says so "
	 "when the documents hold no answer.",
	 ARGUMENTS(TEXT("question", "A whole question"), "question"),
	 call_ask},
	{"fetch", "Read a passage",
	 "A passage by its id, with the passages before and after it.",
	 ARGUMENTS(TEXT("id", "From the results of search"), "id"),
	 call_fetch},
};
enum { TOOLS = sizeof tools / sizeof tools[0] };

static struct json *parsed(const char *text)
{
	struct json *v = NULL;

	json_parse(str_of(text), JSON_STRICT, &v, NULL);
	return v;
}

struct json *mcp_list_tools(const struct mcp *m, struct mcp_fault *ret_fault)
{
	struct json *v = json_new_object(), *list = json_new_array();
	size_t i;

	(void)m;
	(void)ret_fault;
	for (i = 0; i < TOOLS; i++) {
		struct json *one = json_new_object();

		json_set_cstr(one, "name", tools[i].name);
		json_set_cstr(one, "title", tools[i].title);
		json_set_cstr(one, "description", tools[i].description);
		json_set(one, "inputSchema", parsed(tools[i].schema));
		json_set(one, "annotations", parsed("{\"readOnlyHint\":true,\"openWorldHint\":false}"));
		json_push(list, one);
	}
	json_set(v, "tools", list);
	return v;
}

struct json *mcp_call_tool(const struct mcp *m, struct mcp_fault *ret_fault)
{
	struct str name = json_str_or_empty(json_get(m->params, "name"));
	size_t i;

	for (i = 0; i < TOOLS; i++)
		if (str_eq(name, str_of(tools[i].name)))
			return tools[i].call(m);
	*ret_fault = (struct mcp_fault){MCP_BAD_PARAMS, STR("Unknown tool")};
	return NULL;
}
