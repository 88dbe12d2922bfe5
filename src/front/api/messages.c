#include "front/api/messages.h"

enum { MESSAGES_MAX = 1000 };

static bool has_role(const struct json *message, const char *role)
{
	return str_eq(json_str_or_empty(json_get(message, "role")), str_of(role));
}

/* The text of a message, in arena memory; *ret_left_out: there is more than text. */
static struct str text_of(const struct json *message, struct arena *a, bool *ret_left_out)
{
	const struct json *content = json_get(message, "content");
	struct str all = json_str_or_empty(content), text;
	size_t i;

	*ret_left_out = false;
	if (!json_is_array(content))
		return arena_str(a, all);
	for (i = 0; i < json_length(content); i++)
		if (json_to_str(json_get(json_at(content, i), "text"), &text))
			all = arena_printf(a, "%.*s%s%.*s", STR_ARG(all), all.n ? "\n" : "", STR_ARG(text));
		else
			*ret_left_out = true;
	return all;
}

/* Messages without text (calls of tools and their results, images) are passed over. */
static int read_history(const struct req *r, const struct json *list, size_t n, struct messages *m, struct err *err)
{
	struct chat_turn *turns = ARENA_ARRAY(r->arena, n + 1, struct chat_turn);
	size_t max = 2 * (size_t)r->conf->history_turns, found = 0, i;

	if (turns == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu messages", n);
	for (i = 0; i < n; i++) {
		const struct json *one = json_at(list, i);
		bool by_user = has_role(one, "user"), left_out;
		struct str text = text_of(one, r->arena, &left_out);

		if (text.n && (by_user || has_role(one, "assistant")))
			turns[found++] = (struct chat_turn){by_user, text};
	}
	i = found > max ? found - max : 0;
	m->history = turns + i;
	m->history_n = found - i;
	return 0;
}

int messages_read(const struct req *r, const struct json *list, const char *param, struct messages *ret,
		  struct err *err)
{
	size_t n = json_length(list);
	struct messages m = {0};

	if (n == 0 || n > MESSAGES_MAX)
		return err_param(err, ERR_PARAM_INVALID, param, "%s must be an array of 1 to %d messages", param,
				 MESSAGES_MAX);
	while (n > 0 && !has_role(json_at(list, n - 1), "user"))
		n--;
	if (n == 0)
		return err_param(err, ERR_PARAM_INVALID, param, "%s must include one with role \"user\"", param);
	m.question = text_of(json_at(list, n - 1), r->arena, &m.left_out);
	if (m.left_out && m.question.n == 0)
		return err_param(err, ERR_PARAM_INVALID, param,
				 "a question needs text: other parts are not understood");
	if (read_history(r, list, n - 1, &m, err))
		return -1;
	*ret = m;
	return 0;
}
