#include <stdlib.h>

#include "unit.h"
#include "port/llm/llm_provider.h"

/* "KEY=value" … gives "name model key; …" */
static void order(void **state)
{
	static const struct {
		const char *settings[8], *providers;
	} rows[] = {
		{{NULL}, ""},
		{{"OPENROUTER_API_KEY=r", "OPENAI_API_KEY=o"},
		 "openrouter.ai/api/v1 openai/gpt-4.1-mini r +;api.openai.com/v1 gpt-4.1-mini o;"},
		{{"OPENAI_API_KEY=o", "LLM_MODEL=m"}, "api.openai.com/v1 m o;"},
		{{"OPENROUTER_API_KEY=r", "LLM_BASE_URL=http://a:1/v1/", "LLM_API_KEY=k"}, "a:1/v1  k;"},
		{{"LLM_BASE_URL=https://user:pass@a/v1", "OPENAI_API_KEY=o", "LLM_FALLBACK_MODEL=f"},
		 "a/v1  ;api.openai.com/v1 f o;"},
		{{"LLM_BASE_URL=http://a/v1", "LLM_MODEL=m", "OPENAI_API_KEY=o",
		  "LLM_FALLBACK_BASE_URL=http://b/v1, http://c/v1",
		  "LLM_FALLBACK_MODEL=n, p", "LLM_FALLBACK_API_KEY=,k"},
		 "a/v1 m ;b/v1 n ;c/v1 p k;"},
		{{"LLM_FALLBACK_BASE_URL=http://b/v1,http://c/v1", "LLM_FALLBACK_MODEL=n"}, "b/v1 n ;c/v1  ;"},
		{{"LLM_BASE_URL=http://a", "LLM_FALLBACK_BASE_URL=http://b,http://c,http://d,http://e,http://f,"
					   "http://g,http://h,http://i"},
		 "a  ;b  ;c  ;d  ;e  ;f  ;g  ;h  ;"},
	};
	BUF_AUTO struct buf faults = BUF_MAX(4096), got = BUF_MAX(4096);
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct conf *conf;
		struct llm_providers p;

		clearenv();
		for (j = 0; rows[i].settings[j]; j++)
			putenv((char *)(uintptr_t)rows[i].settings[j]);
		conf = conf_load("/dev/null", 0, &faults);
		assert_non_null(conf);
		p = llm_providers_of(conf);
		buf_reset(&got);
		for (j = 0; j < p.n; j++)
			buf_printf(&got, "%.*s %.*s %.*s%s;", STR_ARG(p.at[j].name), STR_ARG(p.at[j].model),
				   STR_ARG(p.at[j].key), p.at[j].openrouter ? " +" : "");
		assert_str(buf_view(&got), rows[i].providers);
		conf_unref(conf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
