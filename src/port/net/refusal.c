#include "port/net/refusal.h"

#include "base/json.h"
#include "base/utf8.h"

/* A shorter match may be a plain word. */
enum { KEY_PART_MIN = 8 };

/* One line: control characters become spaces, and the end is cut between code points. */
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

int refusal_text(struct str body, char ret[REFUSAL_BYTES])
{
	JSON_AUTO struct json *root = NULL;
	struct json *error;
	struct str words = {NULL, 0};
	int64_t code = 0;
	long number;

	body = str_trim(body);
	if (body.n && body.p[0] == '<') {
		clip(STR("an HTML page"), ret);
		return 0;
	}
	if (json_parse(body, JSON_LENIENT, &root, NULL) != 0) {
		clip(body, ret);
		return 0;
	}
	error = json_get(root, "error");
	if (error == NULL)
		error = root;
	/* {"error":{"message"}}, {"error":"…"}, {"message"}, FastAPI's {"detail"} */
	if (!json_to_str(json_get(error, "message"), &words) && !json_to_str(error, &words) &&
	    !json_to_str(json_get(error, "detail"), &words))
		words = body;
	if (!json_to_int(json_get(error, "code"), &code) &&
	    str_to_long(json_str_or_empty(json_get(error, "code")), &number))
		code = number;
	clip(words, ret);
	return code >= 400 && code <= 599 ? (int)code : 0;
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
