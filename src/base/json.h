/*
 * JSON (RFC 8259) on json-c: reading with bounds, building, writing compactly.
 *
 * A struct json is a reference into a tree.  The root that json_parse or
 * json_new_object returned is freed by json_free; everything reached from it is
 * borrowed and lives as long as the root.  Readers take NULL and give "absent",
 * so json_get(json_get(v, "a"), "b") needs no checks between.
 * A tree is used by one thread at a time.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct json;

#define JSON_AUTO __attribute__((cleanup(json_freep)))

enum json_mode {
	/* From a client: valid UTF-8 only, no \u0000, no lone surrogates, strict grammar. */
	JSON_STRICT,
	/* From an upstream server: invalid bytes become U+FFFD. */
	JSON_LENIENT,
};

/* One whole value; nesting over 32 is refused. ERR_BAD_DATA. */
int json_parse(struct str text, enum json_mode mode, struct json **ret, struct err *err);
void json_free(struct json *root);
void json_freep(struct json **root);

bool json_is_object(const struct json *v);
bool json_is_array(const struct json *v);
bool json_is_null(const struct json *v); /* JSON's null, or absent */
/* The member, or NULL when absent or v is no object.  Members that are null are NULL too. */
struct json *json_get(const struct json *v, const char *key);
/* One member of an object.  Begin with a zeroed struct; false when there are no more, or v is no object. */
struct json_member {
	struct str key;
	struct json *value; /* NULL for null */
	void *at;
};
bool json_next(const struct json *v, struct json_member *m);
/* 0 when v is no array. */
size_t json_length(const struct json *v);
struct json *json_at(const struct json *v, size_t i);
/* Each stores and returns true only when the value has that type. */
bool json_to_str(const struct json *v, struct str *ret);
bool json_to_int(const struct json *v, int64_t *ret);
bool json_to_real(const struct json *v, double *ret); /* integers too */
bool json_to_bool(const struct json *v, bool *ret);
/* The string, or the empty str. */
struct str json_str_or_empty(const struct json *v);

/* Builders.  They abort the process when out of memory: json-c doesn't always report it. */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_str(struct str s);
struct json *json_new_int(int64_t n);
/* Puts child into o or at the end of array a, to which it then belongs. The key isn't copied: pass a literal. */
void json_set(struct json *o, const char *key, struct json *child);
void json_push(struct json *a, struct json *child);
/* As json_set, with a key of any storage. */
void json_set_copied(struct json *o, struct str key, struct json *child);
/* One more reference to v, to be put into another tree: json_set(o, key, json_share(v)). */
struct json *json_share(const struct json *v);
void json_set_str(struct json *o, const char *key, struct str s);
void json_set_cstr(struct json *o, const char *key, const char *s);
void json_set_int(struct json *o, const char *key, int64_t n);
void json_set_bool(struct json *o, const char *key, bool b);
void json_set_null(struct json *o, const char *key);
/* Seconds since 1970 as "2026-01-31T08:15:00.000000Z"; null for 0. */
void json_set_time(struct json *o, const char *key, int64_t wall_s);
/* Rounded to `decimals` (0 to 9) digits after the point. */
void json_set_real(struct json *o, const char *key, double x, int decimals);

/* Appends v, compact, without escaping "/" or UTF-8. */
void json_write(const struct json *v, struct buf *b);

#endif
