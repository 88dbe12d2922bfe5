#include "port/llm/llm_history.h"

#include "port/llm/llm_request.h"
#include "port/llm/llm_unknown.h"

enum { TEXT_MAX = 4 << 20 };

static const char *const ROLES[] = {"system", "user", "assistant", "tool"};

/* A server may refuse arguments that aren't JSON, even if its own model wrote them. */
static struct str readable(struct str arguments)
{
	JSON_AUTO struct json *v = NULL;

	return json_parse(arguments, JSON_LENIENT, &v, NULL) == 0 && json_is_object(v) ? arguments : STR("{}");
}

static struct json *tool_call(const struct llm_tool_call *c, bool with_more)
{
	struct json *o = json_new_object(), *function = json_new_object();

	json_set_str(o, "id", c->id);
	json_set_cstr(o, "type", "function");
	if (with_more)
		llm_unknown_put(c->function_more, function);
	json_set_str(function, "name", c->name);
	json_set_str(function, "arguments", readable(c->arguments));
	json_set(o, "function", function);
	if (with_more)
		llm_unknown_put(c->more, o);
	return o;
}

static struct json *message(const struct llm_message *m, bool with_more)
{
	struct json *o = json_new_object(), *calls;
	size_t i;

	json_set_cstr(o, "role", ROLES[m->role]);
	json_set_str(o, "content", m->text);
	if (m->role == LLM_TOOL)
		json_set_str(o, "tool_call_id", m->tool_call_id);
	if (m->tool_calls_n == 0)
		return o;
	if (with_more)
		llm_unknown_put(m->more, o);
	calls = json_new_array();
	for (i = 0; i < m->tool_calls_n; i++)
		json_push(calls, tool_call(&m->tool_calls[i], with_more));
	json_set(o, "tool_calls", calls);
	return o;
}

static void append(struct json *o, struct str text)
{
	BUF_AUTO struct buf joined = BUF_MAX(TEXT_MAX);

	buf_str(&joined, json_str_or_empty(json_get(o, "content")));
	buf_cstr(&joined, "\n\n");
	buf_str(&joined, text);
	if (!joined.bad)
		json_set_str(o, "content", buf_view(&joined));
}

/* Whether it may be left out, or joined to a neighbour. */
static bool is_plain(const struct llm_message *m)
{
	return m->role != LLM_TOOL && m->tool_calls_n == 0;
}

struct json *llm_history_json(const struct llm_message *messages, size_t n, unsigned quirks)
{
	struct json *list = json_new_array(), *last = NULL;
	enum llm_role before = LLM_SYSTEM;
	bool begun = false; /* a user has spoken */
	size_t i;

	for (i = 0; i < n; i++) {
		struct llm_message m = messages[i];

		if (m.role == LLM_SYSTEM && (quirks & LLM_NO_SYSTEM))
			m.role = LLM_USER;
		begun = begun || m.role == LLM_USER;
		if ((is_plain(&m) && str_trim(m.text).n == 0) || (!begun && m.role != LLM_SYSTEM))
			continue;
		if (last && before == m.role && is_plain(&m)) {
			append(last, m.text);
			continue;
		}
		last = message(&m, !(quirks & LLM_NO_MORE));
		json_push(list, last);
		before = m.tool_calls_n ? LLM_TOOL : m.role;
	}
	return list;
}
