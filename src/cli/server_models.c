#include "cli/server.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/json.h"

enum { ANSWER_BYTES = 4 << 20, NAMES_MAX = 4096, NEAR = 3 };

struct name {
	struct str text;
	double alike;
};

/* Dice's coefficient of the pairs of letters (Dice, 1945): 0 to 1, whatever the order of a name's parts. */
static double alike(struct str a, struct str b)
{
	size_t i, j, both = 0;

	if (a.n < 2 || b.n < 2)
		return 0;
	for (i = 0; i + 1 < a.n; i++)
		for (j = 0; j + 1 < b.n; j++)
			if (to_lower(a.p[i]) == to_lower(b.p[j]) && to_lower(a.p[i + 1]) == to_lower(b.p[j + 1])) {
				both++;
				break;
			}
	return 2.0 * (double)both / (double)(a.n - 1 + b.n - 1);
}

static int by_likeness(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return x->alike != y->alike ? (x->alike < y->alike ? 1 : -1) : str_cmp(x->text, y->text);
}

/* False when there is no list. */
static bool ask(const struct server *s, struct http *http, const struct patience *patience, struct json **ret)
{
	BUF_AUTO struct buf answer = BUF_MAX(ANSWER_BYTES);
	struct post post = {
		.http = http, .method = "GET", .base = s->base, .path = "/models", .below_v1 = s->below_v1,
		.key = s->key_value, .key_header = s->key_header, .ca_file = s->ca_file, .proxy = s->proxy,
	};

	return post_whole(&post, patience, &answer, NULL) == 0 &&
	       json_parse(buf_view(&answer), JSON_LENIENT, ret, NULL) == 0 && json_is_array(json_get(*ret, "data"));
}

static void list(const struct server *s, const struct name *names, size_t n, struct buf *ret)
{
	size_t i, most = n < SERVER_NAMES_MAX ? n : NEAR;

	if (n == 0) {
		buf_cstr(ret, "the server has no model at all: load one there");
		return;
	}
	buf_printf(ret, "set %s to a model of this server%s:", s->model, most < n ? ", such as" : "");
	for (i = 0; i < most; i++)
		buf_printf(ret, "%s %.*s", i ? "," : "", STR_ARG(names[i].text));
	if (most < n)
		buf_printf(ret, " (it has %zu)", n);
}

bool server_lacks_model(const struct server *s, struct http *http, const struct patience *patience, struct buf *ret)
{
	JSON_AUTO struct json *root = NULL;
	struct name *names;
	size_t n, i;
	bool has = false, lacks;

	if (s->model == NULL || !ask(s, http, patience, &root))
		return false;
	n = json_length(json_get(root, "data"));
	if (n > NAMES_MAX)
		n = NAMES_MAX;
	names = calloc(n + 1, sizeof *names);
	for (i = 0; names && i < n; i++) {
		names[i].text = json_str_or_empty(json_get(json_at(json_get(root, "data"), i), "id"));
		names[i].alike = alike(names[i].text, s->model_value);
		has = has || str_eq(names[i].text, s->model_value);
	}
	lacks = names && !has;
	if (lacks) {
		qsort(names, n, sizeof *names, by_likeness);
		list(s, names, n, ret);
	}
	free(names);
	return lacks;
}
