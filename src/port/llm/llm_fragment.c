#include "port/llm/llm_fragment.h"

enum { ID_MAX = 256, ARGUMENTS_MAX = 64 * 1024, MORE_MAX = 1 << 20 };

static void release(struct llm_fragment *f)
{
	buf_release(&f->id);
	buf_release(&f->name);
	buf_release(&f->arguments);
	llm_unknown_release(&f->more);
	llm_unknown_release(&f->function_more);
}

void llm_fragments_release(struct llm_fragments *f)
{
	while (f->n)
		release(&f->at[--f->n]);
}

static struct llm_fragment *begin(struct llm_fragments *f, int64_t index)
{
	struct llm_fragment *one;

	if (f->n == LLM_TOOL_CALLS_MAX)
		return NULL;
	one = &f->at[f->n++];
	*one = (struct llm_fragment){.index = index};
	buf_init(&one->id, ID_MAX);
	buf_init(&one->name, ID_MAX);
	buf_init(&one->arguments, ARGUMENTS_MAX);
	return one;
}

static bool is_whole(const struct buf *arguments)
{
	JSON_AUTO struct json *v = NULL;

	return json_parse(buf_view(arguments), JSON_LENIENT, &v, NULL) == 0 && json_is_object(v);
}

/* Whether a fragment with this id and name belongs to another call of the same index. */
static bool is_another(const struct llm_fragment *f, struct str id, struct str name)
{
	if (id.n && f->id.n)
		return !str_eq(id, buf_view(&f->id));
	/* without an id: some servers repeat the name with each fragment of a call */
	return name.n && f->name.n && (!str_eq(name, buf_view(&f->name)) || is_whole(&f->arguments));
}

static struct llm_fragment *call_of(struct llm_fragments *f, int64_t index, struct str id, struct str name)
{
	size_t i;

	for (i = f->n; i > 0; i--)
		if (index < 0 || f->at[i - 1].index == index)
			return is_another(&f->at[i - 1], id, name) ? begin(f, index) : &f->at[i - 1];
	return begin(f, index);
}

static void add_arguments(struct llm_fragment *f, const struct json *v)
{
	struct str text;

	if (json_to_str(v, &text))
		buf_str(&f->arguments, text);
	else if (json_is_object(v))
		json_write(v, &f->arguments);
}

void llm_fragments_add(struct llm_fragments *f, const struct json *v)
{
	static const char *const known[] = {"id", "type", "index", "function", NULL};
	static const char *const known_of_function[] = {"name", "arguments", NULL};
	struct json *function = json_get(v, "function");
	struct str id = json_str_or_empty(json_get(v, "id")), name = json_str_or_empty(json_get(function, "name"));
	struct llm_fragment *one;
	int64_t index = -1;

	json_to_int(json_get(v, "index"), &index);
	one = call_of(f, index, id, name);
	if (one == NULL)
		return;
	if (one->id.n == 0)
		buf_str(&one->id, id);
	if (one->name.n == 0)
		buf_str(&one->name, name);
	add_arguments(one, json_get(function, "arguments"));
	llm_unknown_take(&one->more, v, known);
	llm_unknown_take(&one->function_more, function, known_of_function);
}

void llm_fragments_add_function(struct llm_fragments *f, const struct json *function)
{
	struct llm_fragment *one = f->n ? &f->at[0] : begin(f, 0);

	if (one->name.n == 0)
		buf_str(&one->name, json_str_or_empty(json_get(function, "name")));
	add_arguments(one, json_get(function, "arguments"));
}

void llm_fragments_add_written(struct llm_fragments *f, struct str name, struct str arguments, bool thought)
{
	struct llm_fragment *one = begin(f, -1);

	if (one == NULL)
		return;
	one->thought = thought;
	buf_str(&one->name, name);
	buf_str(&one->arguments, arguments);
}

void llm_fragments_drop_thought(struct llm_fragments *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		if (f->at[i].thought)
			release(&f->at[i]);
		else
			f->at[n++] = f->at[i];
	f->n = n;
}

static struct str unknown_text(const struct llm_unknown *u, struct arena *a)
{
	BUF_AUTO struct buf text = BUF_MAX(MORE_MAX);

	llm_unknown_write(u, &text);
	return text.bad ? STR("") : arena_str(a, buf_view(&text));
}

struct llm_tool_call *llm_fragments_calls(const struct llm_fragments *f, struct arena *a)
{
	struct llm_tool_call *calls = ARENA_ARRAY(a, f->n + 1, struct llm_tool_call);
	size_t i;

	for (i = 0; calls && i < f->n; i++) {
		const struct llm_fragment *one = &f->at[i];

		calls[i] = (struct llm_tool_call){
			.id = one->id.n ? arena_str(a, buf_view(&one->id)) : arena_printf(a, "call_%zu", i + 1),
			.name = arena_str(a, buf_view(&one->name)),
			.arguments = arena_str(a, buf_view(&one->arguments)),
			.more = unknown_text(&one->more, a),
			.function_more = unknown_text(&one->function_more, a),
		};
	}
	return calls;
}
