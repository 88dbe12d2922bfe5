#include "port/llm/llm_refusal.h"

#include "base/ascii.h"

/* NUMBER_NEAR: bytes from the words to their number. WINDOW_LEAST: no model takes fewer tokens. */
enum { NUMBER_NEAR = 40, WINDOW_LEAST = 256 };

static bool is_word_byte(char c)
{
	return is_alnum(c) || c == '_';
}

/* The offset of the words, in upper or lower case and not within a longer word; s.n when they are not there. */
static size_t find_words(struct str s, struct str words)
{
	size_t at;

	for (at = 0; at + words.n <= s.n; at++)
		if (str_ieq(str_sub(s, at, words.n), words) &&
		    !(at && is_word_byte(s.p[at - 1]) && is_word_byte(words.p[0])) &&
		    !(at + words.n < s.n && is_word_byte(s.p[at + words.n]) && is_word_byte(words.p[words.n - 1])))
			return at;
	return s.n;
}

bool llm_refusal_says(const struct refusal *r, const char *words)
{
	return find_words(buf_view(&r->words), str_of(words)) < r->words.n;
}

bool llm_refusal_names(const struct refusal *r, const char *member)
{
	struct str rest = buf_view(&r->words), line, key;

	while (str_cut(&rest, '\n', &line))
		if (str_cut(&line, ':', &key) && (str_eq(key, STR("param")) || str_eq(key, STR("loc"))) &&
		    str_eq(str_trim(line), str_of(member)))
			return true;
	return false;
}

static bool says_any(const struct refusal *r, const char *const words[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (llm_refusal_says(r, words[i]))
			return true;
	return false;
}

bool llm_refusal_is_filter(const struct refusal *r)
{
	static const char *const words[] = {
		"content_filter", "content management policy", "content policy", "data_inspection_failed",
		"content_policy_violation", "responsible ai", "inappropriate content", "moderation",
	};

	return says_any(r, words, sizeof words / sizeof words[0]);
}

bool llm_refusal_is_of_call(const struct refusal *r)
{
	static const char *const words[] = {
		"tool_use_failed", "failed_generation", "failed to call a function", "tool call validation failed",
		"failed to parse tool call", "failed to parse function call", "malformed function call",
		"malformed tool call",
	};

	return says_any(r, words, sizeof words / sizeof words[0]);
}

/* The first number near the front of s, also as "8,192" or "8_192"; 0 for none. */
static long number_in(struct str s)
{
	long n = 0;
	size_t i;

	for (i = 0; i < s.n && i < NUMBER_NEAR && !is_digit(s.p[i]); i++)
		;
	if (i == s.n || i == NUMBER_NEAR)
		return 0;
	for (; i < s.n && n < 100000000; i++)
		if (is_digit(s.p[i]))
			n = 10 * n + (s.p[i] - '0');
		else if (!strchr(",_", s.p[i]) || i + 1 == s.n || !is_digit(s.p[i + 1]))
			break;
	return n;
}

/* The number after the first of these words that has one. */
static long number_behind(const struct refusal *r, const char *const words[], size_t n)
{
	struct str s = buf_view(&r->words);
	size_t i, at;

	for (i = 0; i < n; i++) {
		at = find_words(s, str_of(words[i]));
		if (at < s.n && number_in(str_sub(s, at + strlen(words[i]), s.n)) >= WINDOW_LEAST)
			return number_in(str_sub(s, at + strlen(words[i]), s.n));
	}
	return 0;
}

bool llm_refusal_is_overflow(const struct refusal *r, long *ret_window, long *ret_prompt)
{
	static const char *const signs[] = {
		"exceed_context_size_error", "context_length_exceeded", "context length", "context size",
		"context window", "maximum context", "max_model_len", "prompt is too long",
		"input is too long", "too many tokens", "maximum prompt length", "reduce the length",
		"input length", "request too large", "token limit", "exceeds the limit of",
		"reduce your message size", "number of input tokens", "max_seq_len",
	};
	static const char *const windows[] = {
		"n_ctx", "context length is only", "context length is", "context length of",
		"context size (", "context size of", "context size is", "context window of",
		"context window is", "context window (", "context length (", "max_model_len", "max_seq_len",
		"maximum prompt length is", "maximum context length", "limit of", "limited to", "at most",
		"maximum of", "limit", "tokens >", "maximum",
	};
	static const char *const prompts[] = {
		"n_prompt_tokens", "your request has", "your prompt contains", "resulted in",
		"prompt contains", "however, your messages", "input tokens:", "you passed",
	};

	if (!says_any(r, signs, sizeof signs / sizeof signs[0]))
		return false;
	*ret_window = number_behind(r, windows, sizeof windows / sizeof windows[0]);
	*ret_prompt = number_behind(r, prompts, sizeof prompts / sizeof prompts[0]);
	return true;
}
