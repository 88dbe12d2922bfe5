#include "unit.h"
#include "port/llm/llm_history.h"
#include "port/llm/llm_request.h"

#define M(r, t) {.role = LLM_##r, .text = {t, sizeof(t) - 1}}

static const struct llm_tool_call call = {
	.id = {"c1", 2}, .name = {"f", 1}, .arguments = {"{\"q", 3},
	.more = {"{\"extra_content\":{\"s\":1}}", 25}, .function_more = {"{\"x\":\"y\"}", 9},
};

static const struct {
	struct llm_message messages[6];
	unsigned quirks;
	const char *out; /* role:content … */
} rows[] = {
	{{M(SYSTEM, "s"), M(USER, "u")}, 0, "system:s user:u "},
	{{M(SYSTEM, "s"), M(USER, "u")}, LLM_NO_SYSTEM, "user:s\n\nu "},
	{{M(SYSTEM, "s"), M(ASSISTANT, "a"), M(USER, "u")}, 0, "system:s user:u "},
	{{M(SYSTEM, "s"), M(USER, "u"), M(USER, "v")}, 0, "system:s user:u\n\nv "},
	{{M(SYSTEM, "s"), M(USER, "u"), M(ASSISTANT, " \n"), M(USER, "v")}, 0, "system:s user:u\n\nv "},
	{{M(USER, "u"), M(ASSISTANT, "a"), M(ASSISTANT, "b"), M(USER, "v")}, 0, "user:u assistant:a\n\nb user:v "},
	{{M(SYSTEM, "s"), M(USER, "u"), M(ASSISTANT, "a"), M(USER, "v")}, LLM_NO_SYSTEM,
	 "user:s\n\nu assistant:a user:v "},
	{{M(USER, ""), M(USER, "u")}, 0, "user:u "},
	{{M(USER, "u"), {.role = LLM_ASSISTANT, .tool_calls = &call, .tool_calls_n = 1}, M(TOOL, "t"), M(TOOL, "w")}, 0,
	 "user:u assistant: tool:t tool:w "},
};

static void well_formed(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		JSON_AUTO struct json *list = NULL;
		BUF_AUTO struct buf got = BUF_MAX(4096);
		size_t n = 0;

		while (n < 6 && (rows[i].messages[n].text.p || rows[i].messages[n].tool_calls_n))
			n++;
		list = llm_history_json(rows[i].messages, n, rows[i].quirks);
		for (k = 0; k < json_length(list); k++)
			buf_printf(&got, "%.*s:%.*s ", STR_ARG(json_str_or_empty(json_get(json_at(list, k), "role"))),
				   STR_ARG(json_str_or_empty(json_get(json_at(list, k), "content"))));
		assert_str(buf_view(&got), rows[i].out);
	}
}

/* What a tool round gives back: all that came with the call, and arguments that can be read. */
static void given_back(void **state)
{
	const struct llm_message messages[] = {
		M(USER, "u"),
		{.role = LLM_ASSISTANT, .tool_calls = &call, .tool_calls_n = 1,
		 .more = {"{\"reasoning_content\":\"hm\"}", 26}},
	};
	JSON_AUTO struct json *list = llm_history_json(messages, 2, 0);
	BUF_AUTO struct buf got = BUF_MAX(4096);

	(void)state;
	json_write(json_at(list, 1), &got);
	assert_str(buf_view(&got),
		   "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"hm\","
		   "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
		   "\"function\":{\"x\":\"y\",\"name\":\"f\",\"arguments\":\"{}\"},\"extra_content\":{\"s\":1}}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed),
		cmocka_unit_test(given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
