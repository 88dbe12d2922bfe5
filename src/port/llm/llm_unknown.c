#include "port/llm/llm_unknown.h"

void llm_unknown_release(struct llm_unknown *u)
{
	size_t i;

	for (i = 0; i < u->texts_n; i++)
		buf_release(&u->texts[i].text);
	json_free(u->others);
	*u = (struct llm_unknown){.texts_n = 0};
}

static bool is_among(struct str key, const char *const known[])
{
	size_t i;

	for (i = 0; known[i]; i++)
		if (str_eq(key, str_of(known[i])))
			return true;
	return false;
}

static void take_text(struct llm_unknown *u, struct str key, struct str piece)
{
	size_t i;

	if (key.n >= LLM_UNKNOWN_KEY_BYTES)
		return;
	for (i = 0; i < u->texts_n && !str_eq(str_of(u->texts[i].key), key); i++)
		;
	if (i == LLM_UNKNOWN_TEXTS_MAX)
		return;
	if (i == u->texts_n) {
		memcpy(u->texts[i].key, key.p, key.n);
		u->texts[i].key[key.n] = '\0';
		buf_init(&u->texts[i].text, LLM_UNKNOWN_TEXT_MAX);
		u->texts_n++;
	}
	buf_str(&u->texts[i].text, piece);
}

static struct json *member(const struct json *o, struct str key)
{
	struct json_member m = {.at = NULL};

	while (json_next(o, &m))
		if (str_eq(m.key, key))
			return m.value;
	return NULL;
}

static void take_other(struct llm_unknown *u, struct str key, struct json *v)
{
	struct json *so_far = member(u->others, key);
	size_t i;

	if (u->others == NULL)
		u->others = json_new_object();
	if (!json_is_array(so_far) || !json_is_array(v)) {
		json_set_copied(u->others, key, json_share(v));
		return;
	}
	for (i = 0; i < json_length(v); i++)
		json_push(so_far, json_share(json_at(v, i)));
}

void llm_unknown_take(struct llm_unknown *u, const struct json *v, const char *const known[])
{
	struct json_member m = {.at = NULL};
	struct str text;

	while (json_next(v, &m)) {
		if (m.value == NULL || is_among(m.key, known))
			continue;
		if (json_to_str(m.value, &text))
			take_text(u, m.key, text);
		else
			take_other(u, m.key, m.value);
	}
}

void llm_unknown_write(const struct llm_unknown *u, struct buf *out)
{
	JSON_AUTO struct json *o = NULL;
	struct json_member m = {.at = NULL};
	size_t i;

	if (u->texts_n == 0 && u->others == NULL)
		return;
	o = json_new_object();
	while (json_next(u->others, &m))
		json_set_copied(o, m.key, json_share(m.value));
	for (i = 0; i < u->texts_n; i++)
		if (!u->texts[i].text.bad)
			json_set_copied(o, str_of(u->texts[i].key), json_new_str(buf_view(&u->texts[i].text)));
	json_write(o, out);
}

void llm_unknown_put(struct str text, struct json *o)
{
	JSON_AUTO struct json *root = NULL;
	struct json_member m = {.at = NULL};

	if (text.n == 0 || json_parse(text, JSON_LENIENT, &root, NULL) != 0)
		return;
	while (json_next(root, &m))
		json_set_copied(o, m.key, json_share(m.value));
}
