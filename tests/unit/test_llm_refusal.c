#include "unit.h"
#include "port/llm/llm_refusal.h"

static void words_and_names(void **state)
{
	struct refusal r;

	(void)state;
	refusal_read(&r, STR("{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'\","
			     "\"param\":\"temperature\"}}"));
	assert_true(llm_refusal_says(&r, "unsupported parameter"));
	assert_true(llm_refusal_says(&r, "max_tokens"));
	assert_false(llm_refusal_says(&r, "tokens"));
	assert_false(llm_refusal_says(&r, "parameters"));
	assert_true(llm_refusal_names(&r, "temperature"));
	assert_false(llm_refusal_names(&r, "max_tokens"));
	refusal_release(&r);
	refusal_read(&r, STR("{\"detail\":[{\"loc\":[\"body\",\"stream_options\"]}]}"));
	assert_true(llm_refusal_names(&r, "stream_options"));
	refusal_release(&r);
}

static void overflow(void **state)
{
	static const struct {
		const char *body;
		bool is;
		long window, prompt;
	} rows[] = {
		{"{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size (2048 tokens), "
		 "try increasing it\","
		 "\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":2500,\"n_ctx\":2048}}", true, 2048, 2500},
		{"{\"message\":\"This model's maximum context length is 4096 tokens. However, you requested 4500 "
		 "tokens (3700 in the "
		 "messages, 800 in the completion). Please reduce the length of the messages or completion.\"}", true,
		 4096, 0},
		{"{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens. However, your messages "
		 "resulted in 9000 "
		 "tokens.\",\"code\":\"context_length_exceeded\"}}", true, 8192, 9000},
		{"{\"message\":\"'max_tokens' or 'max_completion_tokens' is too large: 800. This model's maximum "
		 "context length is 4096 "
		 "tokens and your request has 3500 input tokens (800 > 4096 - 3500).\"}", true, 4096, 3500},
		{"{\"error\":{\"message\":\"prompt is too long: 213462 tokens > 200000 maximum\"}}", true, 200000, 0},
		{"{\"error\":{\"message\":\"Request too large for model `m` on tokens per minute (TPM): Limit 6000, "
		 "Requested 7500\"}}",
		 true, 6000, 0},
		{"{\"error\":{\"message\":\"This model's maximum prompt length is 131,072 but the request contains "
		 "140,000 tokens.\"}}",
		 true, 131072, 0},
		{"Input is too long for requested model.", true, 0, 0},
		{"{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'\"}}", false, 0, 0},
		{"{\"error\":{\"message\":\"This request requires more credits, or fewer max_tokens.\"}}", false, 0, 0},
		{"{\"error\":{\"message\":\"`max_tokens` must be less than or equal to `8192`, the maximum value is "
		 "less than the "
		 "`context_window`\"}}", false, 0, 0},
	};
	struct refusal r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		long window = 0, prompt = 0;

		refusal_read(&r, str_of(rows[i].body));
		assert_int_equal(llm_refusal_is_overflow(&r, &window, &prompt), rows[i].is);
		assert_int_equal(window, rows[i].window);
		assert_int_equal(prompt, rows[i].prompt);
		refusal_release(&r);
	}
}

static void filters(void **state)
{
	struct refusal r;

	(void)state;
	refusal_read(&r, STR("{\"error\":{\"code\":\"content_filter\",\"message\":\"The response was filtered due to "
			     "the prompt "
			     "triggering Azure OpenAI's content management policy.\"}}"));
	assert_true(llm_refusal_is_filter(&r));
	refusal_release(&r);
	refusal_read(&r, STR("{\"error\":{\"message\":\"Unknown name\"}}"));
	assert_false(llm_refusal_is_filter(&r));
	refusal_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_names),
		cmocka_unit_test(overflow),
		cmocka_unit_test(filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
