#include "port/llm/written_call.h"

#include "base/ascii.h"

/* What may stand between the beginning of a line and a tool's name; bytes between the name and its arguments. */
static const char *const before_name[] = {"", "[", "print(", "functions.", "call:", "Action: "};
enum { BEFORE_NAMES = sizeof before_name / sizeof before_name[0], BEFORE_ARGUMENTS_MAX = 40, FENCE_LINE_MAX = 24 };
enum { DEPTH_MAX = 4 };

void written_tools_init(struct written_tools *t, struct str tools)
{
	size_t i;

	*t = (struct written_tools){.n = 0};
	if (tools.n == 0 || json_parse(tools, JSON_LENIENT, &t->root, NULL) != 0)
		return;
	for (i = 0; i < json_length(t->root) && t->n < WRITTEN_CALL_TOOLS_MAX; i++) {
		const struct json *function = json_get(json_at(t->root, i), "function");

		if (json_to_str(json_get(function, "name"), &t->at[t->n].name) && t->at[t->n].name.n)
			t->at[t->n++].parameters = json_get(json_get(function, "parameters"), "properties");
	}
}

void written_tools_release(struct written_tools *t)
{
	json_free(t->root);
	*t = (struct written_tools){.n = 0};
}

/* --- reading -------------------------------------------------------------- */

struct reading {
	const struct written_tools *tools;
	void (*on_call)(void *arg, struct str name, struct str arguments);
	void *arg;
	size_t n; /* calls found */
};

static void emit(struct reading *r, size_t tool, const struct json *arguments)
{
	BUF_AUTO struct buf text = BUF_MAX(64 * 1024);

	json_write(arguments, &text);
	if (text.bad)
		return;
	r->n++;
	if (r->on_call)
		r->on_call(r->arg, r->tools->at[tool].name, buf_view(&text));
}

/* The tool with this name, which may be written as "functions.name:0"; tools->n for none. */
static size_t tool_named(const struct written_tools *t, struct str name)
{
	size_t i;

	if (str_starts(name, STR("functions.")))
		name = str_sub(name, 10, name.n);
	name = str_sub(name, 0, str_find_char(name, ':'));
	for (i = 0; i < t->n && !str_eq(t->at[i].name, name); i++)
		;
	return i;
}

/* Takes the arguments from a member beside the tool's name: an object, or a string that holds one. */
static void emit_beside(struct reading *r, size_t tool, const struct json *v)
{
	struct json_member m = {.at = NULL};
	struct str text;

	while (json_next(v, &m)) {
		JSON_AUTO struct json *inside = NULL;

		if (json_is_object(m.value)) {
			emit(r, tool, m.value);
			return;
		}
		if (json_to_str(m.value, &text) && json_parse(text, JSON_LENIENT, &inside, NULL) == 0 &&
		    json_is_object(inside)) {
			emit(r, tool, inside);
			return;
		}
	}
	emit(r, tool, v);
}

/* Finds {"name": tool, "arguments": {…}}, with any names of these members, and {tool: {…}}, at any depth. */
static void read_json(struct reading *r, const struct json *v, int depth)
{
	struct json_member m = {.at = NULL};
	struct str text;
	size_t i, tool;

	if (depth > DEPTH_MAX)
		return;
	for (i = 0; i < json_length(v); i++)
		read_json(r, json_at(v, i), depth + 1);
	while (json_next(v, &m)) {
		tool = json_to_str(m.value, &text) ? tool_named(r->tools, text) : r->tools->n;
		if (tool < r->tools->n) {
			emit_beside(r, tool, v);
			return;
		}
		tool = tool_named(r->tools, m.key);
		if (tool < r->tools->n && json_is_object(m.value))
			emit(r, tool, m.value);
		else
			read_json(r, m.value, depth + 1);
	}
}

/* The length from the bracket at the front of s to the one that closes it, both included; 0 when it is not closed. */
static size_t extent(struct str s)
{
	size_t depth = 0, i;
	char quote = 0;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quote && c == '\\')
			i++;
		else if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || (c == '\'' && i && strchr("([{:,= ", s.p[i - 1])))
			quote = c;
		else if (c == '{' || c == '[' || c == '(')
			depth++;
		else if ((c == '}' || c == ']' || c == ')') && --depth == 0)
			return i + 1;
	}
	return 0;
}

static bool is_word(struct str s, size_t at, size_t n)
{
	bool before = at > 0 && (is_alnum(s.p[at - 1]) || s.p[at - 1] == '_');
	bool after = at + n < s.n && (is_alnum(s.p[at + n]) || s.p[at + n] == '_');

	return !before && !after;
}

/* The value that follows a parameter's name, which ends at `at`, in XML or in Python. */
static struct str value_behind(struct str s, size_t at)
{
	size_t open = at;
	bool in_xml = false;
	char quote = 0;
	struct str rest;

	while (open > 0 && !strchr("<>", s.p[open - 1]))
		open--;
	rest = str_sub(s, at, s.n);
	/* when the name is within a tag, the value follows the tag */
	if (open > 0 && s.p[open - 1] == '<') {
		rest = str_sub(rest, str_find_char(rest, '>') + 1, rest.n);
		in_xml = true;
	}
	while (rest.n && (is_space(rest.p[0]) || strchr("=:\"'<", rest.p[0]))) {
		size_t step = rest.p[0] == '<' ? str_find_char(rest, '>') + 1 : 1;

		if (quote && rest.p[0] == quote)
			break;
		in_xml = in_xml || rest.p[0] == '<';
		if (rest.p[0] == '"' || rest.p[0] == '\'')
			quote = rest.p[0];
		rest = str_sub(rest, step, rest.n);
	}
	for (at = 0; at < rest.n && (quote ? rest.p[at] != quote : !strchr(in_xml ? "<" : "<\n)}", rest.p[at])); at++)
		;
	return str_trim(str_sub(rest, 0, at));
}

/* Takes the parameters that the tool's schema names, wherever their names are in s. */
static void read_named(struct reading *r, size_t tool, struct str s)
{
	JSON_AUTO struct json *arguments = json_new_object();
	struct json_member m = {.at = NULL};
	bool any = false;

	while (json_next(r->tools->at[tool].parameters, &m)) {
		size_t at = str_find(s, m.key);

		if (at == s.n || !is_word(s, at, m.key.n))
			continue;
		json_set_copied(arguments, m.key, json_new_str(value_behind(s, at + m.key.n)));
		any = true;
	}
	if (any)
		emit(r, tool, arguments);
}

/* The tool whose name is at s.p[at]; tools->n for none. */
static size_t tool_at(const struct written_tools *t, struct str s, size_t at)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (str_starts(str_sub(s, at, s.n), t->at[i].name) && is_word(s, at, t->at[i].name.n))
			break;
	return i;
}

/*
 * Reads JSON at the front of s and returns its length, 0 when it is not JSON.  When
 * it names no tool itself, it is taken for the arguments of *tool.
 */
static size_t take_json(struct reading *r, struct str s, size_t *tool)
{
	JSON_AUTO struct json *v = NULL;
	size_t n = extent(s), before = r->n;

	if (n == 0 || json_parse(str_sub(s, 0, n), JSON_LENIENT, &v, NULL) != 0)
		return 0;
	read_json(r, v, 0);
	if (r->n == before && *tool < r->tools->n && json_is_object(v)) {
		emit(r, *tool, v);
		*tool = r->tools->n;
	} else if (r->n > before) {
		*tool = r->tools->n;
	}
	return n;
}

size_t written_calls(const struct written_tools *t, struct str text,
		     void (*on_call)(void *arg, struct str name, struct str arguments), void *arg)
{
	struct reading r = {t, on_call, arg, 0};
	size_t at = 0, named = t->n, from = 0; /* a tool that was named, whose arguments may begin at `from` */

	text = str_sub(text, 0, WRITTEN_CALL_BYTES_MAX);
	while (at < text.n) {
		size_t step = 0, tool;

		if (text.p[at] == '{' || text.p[at] == '[')
			step = take_json(&r, str_sub(text, at, text.n), &named);
		tool = step ? t->n : tool_at(t, text, at);
		if (tool < t->n) {
			if (named < t->n)
				read_named(&r, named, str_sub(text, from, at - from));
			named = tool;
			step = t->at[tool].name.n;
			from = at + step;
		}
		at += step ? step : 1;
	}
	if (named < t->n)
		read_named(&r, named, str_sub(text, from, text.n));
	return r.n;
}

/* --- bare calls ----------------------------------------------------------- */

static size_t spaces(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_space(s.p[n]))
		n++;
	return n;
}

/* Whether arguments in brackets follow a tool's name, which ends at `at`, and the bracket in `before` is closed. */
static enum written behind_name(struct str s, struct str before, size_t at, size_t *ret_n)
{
	bool within = before.n && strchr("[(", before.p[before.n - 1]);
	size_t end, n;

	for (end = at; end < s.n && end < at + BEFORE_ARGUMENTS_MAX && !strchr("({", s.p[end]); end++)
		;
	if (end == at + BEFORE_ARGUMENTS_MAX)
		return WRITTEN_NO;
	if (within)
		end = before.n - 1;
	n = extent(str_sub(s, end, s.n));
	*ret_n = end + n;
	return n ? WRITTEN_YES : WRITTEN_MORE;
}

static enum written by_name(const struct written_tools *t, struct str s, size_t *ret_n)
{
	enum written best = WRITTEN_NO;
	size_t i, k;

	for (i = 0; i < BEFORE_NAMES; i++) {
		struct str before = str_of(before_name[i]), rest = str_sub(s, before.n, s.n);

		if (s.n < before.n && str_starts(before, s))
			best = WRITTEN_MORE;
		for (k = 0; k < t->n && s.n >= before.n && str_starts(s, before); k++) {
			if (str_starts(rest, t->at[k].name) && is_word(rest, 0, t->at[k].name.n))
				return behind_name(s, before, before.n + t->at[k].name.n, ret_n);
			if (str_starts(t->at[k].name, rest))
				best = WRITTEN_MORE;
		}
	}
	return best;
}

static enum written by_json(const struct written_tools *t, struct str s, size_t *ret_n)
{
	JSON_AUTO struct json *v = NULL;
	struct reading r = {.tools = t};
	size_t next = 1 + spaces(str_sub(s, 1, s.n)), n;

	if (next == s.n)
		return WRITTEN_MORE;
	if (!strchr(s.p[0] == '{' ? "\"'" : "{", s.p[next]))
		return WRITTEN_NO;
	n = extent(s);
	if (n == 0)
		return WRITTEN_MORE;
	*ret_n = n;
	if (json_parse(str_sub(s, 0, n), JSON_LENIENT, &v, NULL) == 0)
		read_json(&r, v, 0);
	return r.n ? WRITTEN_YES : WRITTEN_NO;
}

/* <tool><parameter>value</parameter></tool> */
static enum written by_tag(const struct written_tools *t, struct str s, size_t *ret_n)
{
	enum written best = WRITTEN_NO;
	size_t i;

	for (i = 0; i < t->n; i++) {
		struct str name = t->at[i].name, rest = str_sub(s, 1, s.n), inside;
		size_t end;

		if (rest.n <= name.n && str_starts(name, rest))
			best = WRITTEN_MORE;
		if (!str_starts(rest, name) || rest.n == name.n || !strchr("> \n", rest.p[name.n]))
			continue;
		inside = str_sub(rest, name.n, rest.n);
		for (end = 0; end < inside.n; end++)
			if (str_starts(str_sub(inside, end, 2), STR("</")) &&
			    str_starts(str_sub(inside, end + 2, name.n), name))
				break;
		*ret_n = 1 + name.n + end + 2 + name.n + 1;
		return *ret_n <= s.n ? WRITTEN_YES : WRITTEN_MORE;
	}
	return best;
}

static enum written bare(const struct written_tools *t, struct str s, size_t *ret_n)
{
	enum written by = WRITTEN_NO;

	if (s.p[0] == '{' || s.p[0] == '[')
		by = by_json(t, s, ret_n);
	else if (s.p[0] == '<')
		return by_tag(t, s, ret_n);
	return by == WRITTEN_NO ? by_name(t, s, ret_n) : by;
}

/* A call within ```json … ```. */
static enum written fenced(const struct written_tools *t, struct str s, size_t *ret_n)
{
	size_t line = str_find_char(s, '\n'), at, end;
	enum written by;

	if (s.n < 3)
		return str_starts(STR("```"), s) ? WRITTEN_MORE : WRITTEN_NO;
	if (!str_starts(s, STR("```")) || line > FENCE_LINE_MAX)
		return WRITTEN_NO;
	at = line + spaces(str_sub(s, line, s.n));
	if (at >= s.n)
		return WRITTEN_MORE;
	by = bare(t, str_sub(s, at, s.n), ret_n);
	if (by != WRITTEN_YES)
		return by;
	end = at + str_find(str_sub(s, at, s.n), STR("```"));
	*ret_n = end + 3;
	return end < s.n ? WRITTEN_YES : WRITTEN_MORE;
}

enum written written_call_at(const struct written_tools *t, struct str s, size_t *ret_n)
{
	enum written by = WRITTEN_NO;

	if (t->n == 0 || s.n == 0)
		return WRITTEN_NO;
	s = str_sub(s, 0, WRITTEN_CALL_BYTES_MAX);
	by = s.p[0] == '`' ? fenced(t, s, ret_n) : bare(t, s, ret_n);
	return by == WRITTEN_MORE && s.n == WRITTEN_CALL_BYTES_MAX ? WRITTEN_NO : by;
}

bool written_call_begins(const struct written_tools *t, struct str s)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (str_find(s, t->at[i].name) < s.n)
			return s.p[0] == '<' || str_find_char(s, '{') < s.n || str_find_char(s, '(') < s.n;
	return false;
}
