#include "port/net/refusal.h"

#include "base/utf8.h"

/* A shorter match of a key may be an ordinary word. */
enum { KEY_PART_MIN = 8 };
/* No server nests its error deeper, even with JSON within a string. */
enum { DEPTH_MAX = 12 };

void refusal_release(struct refusal *r)
{
	buf_release(&r->words);
}

bool refusal_is_error(const struct json *error)
{
	struct json_member m = {.at = NULL};
	struct str text;
	int64_t number;
	bool yes;

	if (json_to_str(error, &text))
		return str_trim(text).n > 0;
	if (json_to_bool(error, &yes))
		return yes;
	if (json_to_int(error, &number))
		return number != 0;
	return json_length(error) > 0 || json_next(error, &m);
}

/* Makes one line: control characters become spaces, and the end is cut between code points. */
static void clip(struct str s, char ret[REFUSAL_BYTES])
{
	BUF_AUTO struct buf clean = BUF_MAX(4 * REFUSAL_BYTES);
	size_t n, i;

	utf8_clean(&clean, str_sub(str_trim(s), 0, REFUSAL_BYTES - 1));
	n = clean.n < REFUSAL_BYTES ? clean.n : REFUSAL_BYTES - 1;
	n -= utf8_partial_tail((struct str){clean.p, n});
	for (i = 0; i < n; i++)
		ret[i] = (unsigned char)clean.p[i] < ' ' ? ' ' : clean.p[i];
	ret[n] = '\0';
}

/* --- all its texts --------------------------------------------------------- */

static void gather(struct refusal *r, struct str key, const struct json *v, int depth);

/* Adds a text, and what it says if it holds JSON itself. */
static void gather_text(struct refusal *r, struct str key, struct str text, int depth)
{
	JSON_AUTO struct json *inside = NULL;
	size_t brace = str_find_char(text, '{');

	buf_printf(&r->words, "%.*s: ", STR_ARG(key));
	buf_str(&r->words, text);
	buf_char(&r->words, '\n');
	if (brace < text.n && json_parse(str_sub(text, brace, text.n), JSON_LENIENT, &inside, NULL) == 0)
		gather(r, key, inside, depth + 1);
}

static void gather(struct refusal *r, struct str key, const struct json *v, int depth)
{
	struct json_member m = {.at = NULL};
	struct str text;
	int64_t number;
	size_t i;

	if (depth > DEPTH_MAX)
		return;
	if (json_to_str(v, &text))
		gather_text(r, key, text, depth);
	else if (json_to_int(v, &number))
		buf_printf(&r->words, "%.*s: %lld\n", STR_ARG(key), (long long)number);
	for (i = 0; i < json_length(v); i++)
		gather(r, key, json_at(v, i), depth + 1);
	while (json_next(v, &m))
		gather(r, m.key, m.value, depth + 1);
}

/* --- the reason for people ------------------------------------------------- */

/* {"error":{"message"}}, {"error":"…"}, {"message"}, {"detail":"…"}, {"detail":[{"msg"}]}, in an array or not. */
static bool find_message(const struct json *v, struct str *ret)
{
	static const char *const keys[] = {"error", "message", "detail", "msg", "errors", "status_msg", "base_resp"};
	size_t i;

	if (json_is_array(v))
		v = json_at(v, 0);
	if (v == NULL)
		return false;
	if (json_to_str(v, ret) && ret->n)
		return true;
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (find_message(json_get(v, keys[i]), ret))
			return true;
	return false;
}

static int status_of(const struct json *v)
{
	int64_t code = 0;
	long number;

	if (json_is_array(v))
		v = json_at(v, 0);
	if (refusal_is_error(json_get(v, "error")))
		v = json_get(v, "error");
	if (!json_to_int(json_get(v, "code"), &code) && str_to_long(json_str_or_empty(json_get(v, "code")), &number))
		code = number;
	return code >= 400 && code <= 599 ? (int)code : 0;
}

void refusal_read_json(struct refusal *r, const struct json *v)
{
	JSON_AUTO struct json *inside = NULL;
	struct json *error = json_get(json_is_array(v) ? json_at(v, 0) : v, "error");
	struct str words, raw;

	*r = (struct refusal){.status = status_of(v)};
	buf_init(&r->words, REFUSAL_WORDS_MAX);
	gather(r, STR(""), v, 0);
	if (json_to_str(json_get(json_get(error, "metadata"), "raw"), &raw)) {
		/* from OpenRouter, whose own message is only "Provider returned error" */
		if (json_parse(raw, JSON_LENIENT, &inside, NULL) == 0 && find_message(inside, &words))
			clip(words, r->reason);
		else
			clip(raw, r->reason);
	} else if (find_message(v, &words)) {
		clip(words, r->reason);
	} else {
		clip(buf_view(&r->words), r->reason);
	}
}

void refusal_read(struct refusal *r, struct str body)
{
	JSON_AUTO struct json *root = NULL;

	body = str_trim(body);
	if (body.n && body.p[0] != '<' && json_parse(body, JSON_LENIENT, &root, NULL) == 0) {
		refusal_read_json(r, root);
		if (r->reason[0] == '\0')
			clip(body, r->reason);
		return;
	}
	*r = (struct refusal){.status = 0};
	buf_init(&r->words, REFUSAL_WORDS_MAX);
	if (body.n && body.p[0] == '<') {
		clip(STR("an HTML page"), r->reason);
		return;
	}
	buf_str(&r->words, body);
	clip(body, r->reason);
}

void refusal_hide(char *text, struct str key)
{
	char *at = text, *to = text;

	while (*at) {
		size_t n = 0;

		while (n < key.n && at[n] && at[n] == key.p[n])
			n++;
		if (n >= KEY_PART_MIN) {
			memcpy(to, "***", 3);
			to += 3;
			at += n;
		} else {
			*to++ = *at++;
		}
	}
	*to = '\0';
}
