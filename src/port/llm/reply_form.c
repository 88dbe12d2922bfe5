#include "port/llm/reply_form.h"

#include <stdint.h>

#include "base/ascii.h"

#define WIDE_BAR "\xef\xbd\x9c"   /* ｜, in DeepSeek's tokens */
#define LOW_BLOCK "\xe2\x96\x81"  /* ▁, a space in such tokens */

/* How a name must fit that of a row. */
enum how { IS, BEGINS, HOLDS };
/* <name>, </name>; <|name|>, <|name>, <name|>; [NAME], [/NAME] */
enum { TAG = 1, TOKEN = 2, SQUARE = 4 };

/* The first row that fits is used. */
static const struct row {
	const char *name;
	enum how how;
	unsigned brackets;
	enum reply_form_kind open, close;
} rows[] = {
	/* the end of a speaker's turn, or the beginning of another's */
	{"im_end", IS, TOKEN, REPLY_END, REPLY_END},
	{"eot_id", IS, TOKEN, REPLY_END, REPLY_END},
	{"eom_id", IS, TOKEN, REPLY_END, REPLY_END},
	{"end", IS, TOKEN, REPLY_END, REPLY_END},
	{"return", IS, TOKEN, REPLY_END, REPLY_END},
	{"call", IS, TOKEN, REPLY_END, REPLY_END},
	{"user", IS, TOKEN, REPLY_END, REPLY_END},
	{"observation", IS, TOKEN, REPLY_END, REPLY_END},
	{"endoftext", IS, TAG | TOKEN, REPLY_END, REPLY_END},
	{"end_of_text", IS, TOKEN, REPLY_END, REPLY_END},
	{"end_of_sentence", IS, TOKEN, REPLY_END, REPLY_END},
	{"end_of_turn", BEGINS, TAG | TOKEN, REPLY_END, REPLY_END},
	{"end_of_utterance", IS, TAG | TOKEN, REPLY_END, REPLY_END},
	{"eos", IS, TAG | TOKEN, REPLY_END, REPLY_END},
	{"eot", IS, TAG | TOKEN, REPLY_END, REPLY_END},
	{"eod", IS, TAG | TOKEN, REPLY_END, REPLY_END},
	{"inst", IS, SQUARE, REPLY_END, REPLY_TOKEN},
	/* the header of a message: who speaks, on which channel */
	{"start", IS, TOKEN, REPLY_HEADER, REPLY_TOKEN},
	{"channel", IS, TOKEN, REPLY_HEADER, REPLY_THOUGHT},
	{"turn", IS, TOKEN, REPLY_HEADER, REPLY_END},
	{"im_start", IS, TOKEN, REPLY_HEADER, REPLY_TOKEN},
	{"start_header_id", IS, TOKEN, REPLY_HEADER, REPLY_TOKEN},
	{"start_of_turn", IS, TAG, REPLY_HEADER, REPLY_TOKEN},
	{"message", IS, TOKEN, REPLY_HEADER_END, REPLY_HEADER_END},
	{"end_header_id", IS, TOKEN, REPLY_HEADER_END, REPLY_HEADER_END},
	/* tool calls */
	{"tool_call", HOLDS, TAG | TOKEN, REPLY_CALL, REPLY_CALLED},
	{"tool_calls", IS, SQUARE, REPLY_CALL, REPLY_CALLED},
	{"toolcall", HOLDS, TAG | TOKEN, REPLY_CALL, REPLY_CALLED},
	{"tool_code", IS, TAG, REPLY_CALL, REPLY_CALLED},
	{"tool_use", IS, TAG, REPLY_CALL, REPLY_CALLED},
	{"function_call", HOLDS, TAG | TOKEN, REPLY_CALL, REPLY_CALLED},
	{"function=", BEGINS, TAG, REPLY_CALL, REPLY_CALLED},
	{"function", IS, TAG, REPLY_CALL, REPLY_CALLED},
	{"invoke", IS, TAG, REPLY_CALL, REPLY_CALLED},
	{"dsml", BEGINS, TOKEN, REPLY_CALL, REPLY_CALLED},
	{"python_tag", IS, TOKEN, REPLY_CALL, REPLY_CALLED},
	{"tools_prefix", IS, TOKEN, REPLY_CALL, REPLY_CALLED},
	{"start_action", IS, TOKEN, REPLY_CALL, REPLY_CALLED},
	{"action_start", IS, TOKEN, REPLY_CALL, REPLY_CALLED},
	/* reasoning: <think>, <seed:think>, [THINK], <|START_THINKING|>, <|begin_of_thought|> … */
	{"think", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"think", IS, SQUARE, REPLY_THINK, REPLY_THOUGHT},
	{"thought", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"reason", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"reflection", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"scratchpad", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"monologue", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"tool_response", HOLDS, TAG | TOKEN, REPLY_THINK, REPLY_THOUGHT},
	{"details", IS, TAG, REPLY_THINK, REPLY_THOUGHT},
	{"analysis", IS, TAG, REPLY_THINK, REPLY_THOUGHT},
	{"inner_prefix", IS, TOKEN, REPLY_THINK, REPLY_THINK},
	{"inner_suffix", IS, TOKEN, REPLY_THOUGHT, REPLY_THOUGHT},
	{"unused94", IS, TAG, REPLY_THINK, REPLY_THINK},
	{"unused95", IS, TAG, REPLY_THOUGHT, REPLY_THOUGHT},
	/* tags around the answer itself, and tokens without bars */
	{"answer", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"final_answer", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"response", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"cite_start", IS, SQUARE, REPLY_TOKEN, REPLY_TOKEN},
	{"s", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"bos", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"pad", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"unk", IS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"unused", BEGINS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"extra_id_", BEGINS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	{"reserved_", BEGINS, TAG, REPLY_TOKEN, REPLY_TOKEN},
	/* any other token in bars */
	{"", BEGINS, TOKEN, REPLY_TOKEN, REPLY_TOKEN},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

/* Forms that are not a name in brackets. */
static const struct literal {
	struct str text;
	enum reply_place place;
	bool capital_follows;
	enum reply_form_kind kind;
} literals[] = {
	{{"\xe2\x97\x81think\xe2\x96\xb7", 11}, REPLY_WITHIN, false, REPLY_THINK},    /* ◁think▷ */
	{{"\xe2\x97\x81/think\xe2\x96\xb7", 12}, REPLY_WITHIN, false, REPLY_THOUGHT},
	/* gpt-oss, when a server drops its tokens: "analysisThe user …assistantfinalThe answer" */
	{{"analysis", 8}, REPLY_AT_START, true, REPLY_THINK},
	{{"assistantfinal", 14}, REPLY_IN_REASONING, false, REPLY_THOUGHT},
	{{"&lt;think&gt;", 13}, REPLY_WITHIN, false, REPLY_THINK},
	{{"&lt;/think&gt;", 14}, REPLY_WITHIN, false, REPLY_THOUGHT},
	/* a role whose tokens were dropped */
	{{"assistant\n", 10}, REPLY_AT_START, false, REPLY_TOKEN},
	{{"Here is my thought process:", 27}, REPLY_AT_START, false, REPLY_THINK},
	{{"Here is my response:", 20}, REPLY_IN_REASONING, false, REPLY_THOUGHT},
	{{"functools[", 10}, REPLY_AT_START, false, REPLY_CALL},
};
enum { LITERALS = sizeof literals / sizeof literals[0] };

/* --- names ---------------------------------------------------------------- */

/* The name in lower case, with _ for ▁, cut where it is longer than any row's. */
static void fold(struct str s, char ret[REPLY_FORM_NAME_BYTES])
{
	size_t n = 0;

	while (s.n && n + 1 < REPLY_FORM_NAME_BYTES) {
		size_t step = str_starts(s, STR(LOW_BLOCK)) ? 3 : 1;

		ret[n++] = step == 3 ? '_' : to_lower(s.p[0]);
		s = str_sub(s, step, s.n);
	}
	ret[n] = '\0';
}

static bool fits(const struct row *r, const char *name)
{
	switch (r->how) {
	case IS:
		return strcmp(name, r->name) == 0;
	case BEGINS:
		return str_starts(str_of(name), str_of(r->name));
	default:
		return strstr(name, r->name) != NULL;
	}
}

/* "tool_calls_end", "end_of_thought" */
static bool says_end(const char *name)
{
	struct str rest = str_of(name), part;

	while (str_cut(&rest, '_', &part))
		if (str_eq(part, STR("end")))
			return true;
	return false;
}

static struct reply_form named(struct str name, unsigned brackets, bool closing, size_t n)
{
	struct reply_form f = {.kind = REPLY_TEXT, .n = n, .tag = brackets == TAG};
	size_t i;

	fold(name, f.name);
	for (i = 0; i < ROWS; i++)
		if ((rows[i].brackets & brackets) && fits(&rows[i], f.name))
			break;
	if (i < ROWS)
		f.kind = closing || (brackets == TOKEN && says_end(f.name)) ? rows[i].close : rows[i].open;
	return f;
}

static const struct reply_form no_form = {.kind = REPLY_TEXT}, undecided = {.kind = REPLY_MORE};

/* --- brackets ------------------------------------------------------------- */

static size_t bar_at(struct str s)
{
	return str_starts(s, STR("|")) ? 1 : str_starts(s, STR(WIDE_BAR)) ? 3 : 0;
}

static bool is_name(char c)
{
	return is_alnum(c) || (c != '\0' && strchr("_:.=-", c) != NULL);
}

static size_t name_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_name(s.p[n]))
		n++;
	return n;
}

/* The offset at which the bracket closes; s.n when it is still open; SIZE_MAX when it can't be a form's. */
static size_t close_of(struct str s)
{
	size_t n;

	for (n = 1; n < s.n && n < REPLY_FORM_BYTES_MAX; n++)
		if (s.p[n] == '>')
			return n;
		else if (s.p[n] == '<' || s.p[n] == '\n')
			return SIZE_MAX;
	return n < REPLY_FORM_BYTES_MAX ? s.n : SIZE_MAX;
}

/* <|name|>, <|name>, </|name|>; `at` is just after the first bar. */
static struct reply_form token(struct str s, size_t at, bool slash)
{
	size_t close = close_of(s), end;
	struct str name;

	if (at < s.n && !is_name(s.p[at]) && !strchr("/\"", s.p[at]) && (unsigned char)s.p[at] < 0x80)
		return no_form;
	if (close == SIZE_MAX)
		return no_form;
	if (close == s.n)
		return undecided;
	name = str_sub(s, at, close - at);
	slash = slash || str_starts(name, STR("/"));
	if (str_starts(name, STR("/")))
		name = str_sub(name, 1, name.n);
	for (end = 0; end < name.n && bar_at(str_sub(name, end, name.n)) == 0; end++)
		;
	return named(str_sub(name, 0, end), TOKEN, slash, close + 1);
}

/* <name …>, </name>, <name|> */
static struct reply_form tag(struct str s)
{
	bool slash = str_starts(str_sub(s, 1, 1), STR("/"));
	size_t at = 1 + slash, n, bar, close;
	struct reply_form f;

	if (at == s.n)
		return undecided;
	bar = bar_at(str_sub(s, at, s.n));
	if (bar)
		return token(s, at + bar, slash);
	if (str_starts(STR(WIDE_BAR), str_sub(s, at, s.n)))
		return undecided;
	n = name_length(str_sub(s, at, s.n));
	if (n == 0 || n >= REPLY_FORM_NAME_BYTES)
		return no_form;
	if (at + n == s.n)
		return undecided;
	bar = bar_at(str_sub(s, at + n, s.n));
	f = named(str_sub(s, at, n), bar ? TOKEN : TAG, slash || bar, 0);
	close = close_of(s);
	if (f.kind == REPLY_TEXT || close == SIZE_MAX || (!bar && !strchr(" \t/>", s.p[at + n])))
		return no_form;
	if (close == s.n)
		return undecided;
	f.n = close + 1;
	if (s.p[close - 1] == '/')
		f.kind = REPLY_TOKEN; /* empty: <think/> */
	return f;
}

/* [NAME], [/NAME]; undecided while a row's name may still follow. */
static struct reply_form square(struct str s)
{
	bool slash = str_starts(str_sub(s, 1, 1), STR("/"));
	struct str name = str_sub(s, 1 + slash, s.n);
	size_t n = name_length(name), i;

	if (n < name.n)
		return name.p[n] == ']' ? named(str_sub(name, 0, n), SQUARE, slash, 2 + slash + n) : no_form;
	if (n >= REPLY_FORM_NAME_BYTES)
		return no_form;
	for (i = 0; i < ROWS; i++)
		if ((rows[i].brackets & SQUARE) && str_ieq(str_sub(str_of(rows[i].name), 0, n), name))
			return undecided;
	return no_form;
}

/* --- public --------------------------------------------------------------- */

static struct reply_form literal(struct str s, enum reply_place place)
{
	size_t i;

	for (i = 0; i < LITERALS; i++) {
		const struct literal *l = &literals[i];

		if (l->place != REPLY_WITHIN && l->place != place)
			continue;
		if (s.n < l->text.n + l->capital_follows && str_starts(l->text, str_sub(s, 0, l->text.n)))
			return undecided;
		if (str_starts(s, l->text) && (!l->capital_follows || is_upper(s.p[l->text.n])))
			return (struct reply_form){.kind = l->kind, .n = l->text.n};
	}
	return no_form;
}

struct reply_form reply_form_at(struct str s, enum reply_place place)
{
	if (s.p[0] == '<')
		return tag(s);
	if (s.p[0] == '[')
		return square(s);
	return literal(s, place);
}

bool reply_form_may_begin(char c, enum reply_place place)
{
	size_t i;

	if (c == '<' || c == '[')
		return true;
	for (i = 0; i < LITERALS; i++)
		if (c == literals[i].text.p[0] && (literals[i].place == REPLY_WITHIN || literals[i].place == place))
			return true;
	return false;
}
