#include "base/json.h"

#include <json-c/json.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json_strict.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 32 };

/* struct json is json-c's object under our name. */
static struct json_object *in(const struct json *v)
{
	return (struct json_object *)(uintptr_t)v;
}

static struct json *out(struct json_object *o)
{
	if (o == NULL)
		abort();
	return (struct json *)o;
}

static int parse(struct str text, int flags, struct json **ret, struct err *err)
{
	struct json_tokener *t = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *o;
	enum json_tokener_error why;
	size_t end;

	if (t == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the JSON parser");
	json_tokener_set_flags(t, flags);
	o = json_tokener_parse_ex(t, text.p, (int)text.n);
	why = json_tokener_get_error(t);
	/* a bare number is only complete once something follows it */
	if (why == json_tokener_continue) {
		o = json_tokener_parse_ex(t, "", 1);
		why = json_tokener_get_error(t);
		end = text.n;
	} else {
		end = json_tokener_get_parse_end(t);
	}
	json_tokener_free(t);
	if (why != json_tokener_success || str_trim(str_sub(text, end, text.n)).n) {
		json_object_put(o);
		return err_set(err, ERR_BAD_DATA, "not JSON at byte %zu: %s", end,
			       json_tokener_error_desc(why));
	}
	if (o == NULL)
		return err_set(err, ERR_BAD_DATA, "JSON null where a value is needed");
	*ret = out(o);
	return 0;
}

/*
 * In strict mode json-c 0.18 (Debian 13) takes bytes from 0x80 on for control
 * characters (its issue 875): the grammar is checked with letters in their place.
 */
static int parse_strict(struct str text, struct json **ret, struct err *err)
{
	BUF_AUTO struct buf ascii = BUF_MAX(text.n + 1);
	JSON_AUTO struct json *checked = NULL;
	bool all_ascii = true;
	size_t i;

	for (i = 0; i < text.n && all_ascii; i++)
		all_ascii = (unsigned char)text.p[i] < 0x80;
	if (all_ascii)
		return parse(text, JSON_TOKENER_STRICT, ret, err);
	for (i = 0; i < text.n; i++)
		buf_char(&ascii, (unsigned char)text.p[i] < 0x80 ? text.p[i] : 'x');
	if (ascii.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for JSON of %zu bytes", text.n);
	return parse(buf_view(&ascii), JSON_TOKENER_STRICT, &checked, err) ? -1 : parse(text, 0, ret, err);
}

int json_parse(struct str text, enum json_mode mode, struct json **ret, struct err *err)
{
	BUF_AUTO struct buf clean = BUF_MAX(text.n * 3 + 1);

	if (text.n > INT_MAX)
		return err_set(err, ERR_BAD_DATA, "JSON of %zu bytes", text.n);
	if (mode == JSON_STRICT) {
		if (!utf8_valid(text))
			return err_set(err, ERR_BAD_DATA, "not valid UTF-8");
		if (memchr(text.p, 0, text.n) || !json_is_strict(text))
			return err_set(err, ERR_BAD_DATA, "a null character, a lone surrogate or a stray character");
		return parse_strict(text, ret, err);
	}
	if (!utf8_valid(text)) {
		utf8_clean(&clean, text);
		if (clean.bad)
			return err_set(err, ERR_NO_MEMORY, "no memory for JSON of %zu bytes", text.n);
		text = buf_view(&clean);
	}
	return parse(text, 0, ret, err);
}

void json_free(struct json *root)
{
	json_object_put(in(root));
}

void json_freep(struct json **root)
{
	json_free(*root);
	*root = NULL;
}

bool json_is_object(const struct json *v)
{
	return json_object_is_type(in(v), json_type_object);
}

bool json_is_array(const struct json *v)
{
	return json_object_is_type(in(v), json_type_array);
}

bool json_is_null(const struct json *v)
{
	return v == NULL;
}

struct json *json_get(const struct json *v, const char *key)
{
	struct json_object *member = NULL;

	if (json_is_object(v))
		json_object_object_get_ex(in(v), key, &member);
	return (struct json *)member;
}

bool json_next(const struct json *v, struct json_member *m)
{
	struct lh_entry *e = m->at;

	if (!json_is_object(v))
		return false;
	e = e ? lh_entry_next(e) : lh_table_head(json_object_get_object(in(v)));
	if (e == NULL)
		return false;
	*m = (struct json_member){str_of(lh_entry_k(e)), lh_entry_v(e), e};
	return true;
}

size_t json_length(const struct json *v)
{
	return json_is_array(v) ? json_object_array_length(in(v)) : 0;
}

struct json *json_at(const struct json *v, size_t i)
{
	return i < json_length(v) ? (struct json *)json_object_array_get_idx(in(v), i) : NULL;
}

bool json_to_str(const struct json *v, struct str *ret)
{
	if (v == NULL || !json_object_is_type(in(v), json_type_string))
		return false;
	*ret = (struct str){json_object_get_string(in(v)),
			    (size_t)json_object_get_string_len(in(v))};
	return true;
}

bool json_to_int(const struct json *v, int64_t *ret)
{
	if (v == NULL || !json_object_is_type(in(v), json_type_int))
		return false;
	*ret = json_object_get_int64(in(v));
	return true;
}

bool json_to_real(const struct json *v, double *ret)
{
	if (v == NULL || !(json_object_is_type(in(v), json_type_double) ||
			   json_object_is_type(in(v), json_type_int)))
		return false;
	*ret = json_object_get_double(in(v));
	return true;
}

bool json_to_bool(const struct json *v, bool *ret)
{
	if (v == NULL || !json_object_is_type(in(v), json_type_boolean))
		return false;
	*ret = json_object_get_boolean(in(v));
	return true;
}

struct str json_str_or_empty(const struct json *v)
{
	struct str s = STR("");

	json_to_str(v, &s);
	return s;
}

struct json *json_new_object(void)
{
	return out(json_object_new_object());
}

struct json *json_new_array(void)
{
	return out(json_object_new_array());
}

struct json *json_new_str(struct str s)
{
	return out(json_object_new_string_len(s.p ? s.p : "", (int)s.n));
}

struct json *json_new_int(int64_t n)
{
	return out(json_object_new_int64(n));
}

static struct json_object *new_real(double x, int decimals)
{
	char text[64];

	snprintf(text, sizeof text, "%.*f", decimals, isfinite(x) && fabs(x) < 1e18 ? x : 0.0);
	return json_object_new_double_s(x, text);
}

void json_set(struct json *o, const char *key, struct json *child)
{
	json_object_object_add_ex(in(o), key, in(child), JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

void json_set_copied(struct json *o, struct str key, struct json *child)
{
	char *name = strndup(key.n ? key.p : "", key.n);

	if (name == NULL)
		abort();
	json_object_object_add(in(o), name, in(child));
	free(name);
}

struct json *json_share(const struct json *v)
{
	return (struct json *)json_object_get(in(v));
}

void json_push(struct json *a, struct json *child)
{
	json_object_array_add(in(a), in(child));
}

void json_set_str(struct json *o, const char *key, struct str s)
{
	json_set(o, key, json_new_str(s));
}

void json_set_cstr(struct json *o, const char *key, const char *s)
{
	json_set_str(o, key, str_of(s));
}

void json_set_int(struct json *o, const char *key, int64_t n)
{
	json_set(o, key, json_new_int(n));
}

void json_set_bool(struct json *o, const char *key, bool b)
{
	json_set(o, key, out(json_object_new_boolean(b)));
}

void json_set_null(struct json *o, const char *key)
{
	json_set(o, key, NULL);
}

void json_set_time(struct json *o, const char *key, int64_t wall_s)
{
	char text[CLOCK_ISO_BYTES];

	clock_iso8601(wall_s * 1000000, text);
	if (wall_s)
		json_set_cstr(o, key, text);
	else
		json_set_null(o, key);
}

void json_set_real(struct json *o, const char *key, double x, int decimals)
{
	json_set(o, key, out(new_real(x, decimals)));
}

void json_write(const struct json *v, struct buf *b)
{
	size_t n;
	const char *text = json_object_to_json_string_length(
		in(v), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);

	if (text == NULL)
		b->bad = true;
	else
		buf_add(b, text, n);
}
