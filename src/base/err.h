/*
 * One way of failing: a function that can fail returns 0 or -1 and takes a
 * struct err * last, which says what went wrong.
 *
 * `msg` is for the log and the terminal alone.  A client sees the public row
 * of err.def, with `arg` in place of %ld, and `details`, which the code that
 * found the fault wrote for clients.  err may be NULL when the caller doesn't
 * care.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

enum err_code {
	ERR_NONE = 0,
#define ERR(name, status, code, message) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR_COUNT
};

struct err {
	enum err_code code;
	long arg; /* also, of what another server answered: HTTP's status, 0 for no answer */
	const char *param; /* the member or parameter at fault, a literal; NULL: none in particular */
	char details[160];
	char msg[240];
};

struct err_info {
	const char *name;    /* "API_KEY_MISSING" */
	int status;          /* HTTP */
	const char *code;    /* "api_key_missing" */
	const char *message; /* may hold one %ld */
};

/* Fills err and returns -1, so that `return err_set(e, …)` reads well. */
__attribute__((format(printf, 3, 4)))
int err_set(struct err *err, enum err_code code, const char *fmt, ...);

/* As err_set, with text a client may read: what is wrong and what to do. */
__attribute__((format(printf, 3, 4)))
int err_public(struct err *err, enum err_code code, const char *fmt, ...);

/* As err_public, naming the member or parameter (a literal) that is wrong. */
__attribute__((format(printf, 4, 5)))
int err_param(struct err *err, enum err_code code, const char *param, const char *fmt, ...);

/* As err_set, with strerror(errno) appended. */
__attribute__((format(printf, 3, 4)))
int err_errno(struct err *err, enum err_code code, const char *fmt, ...);

/* Passes a whole fault on. Returns -1. */
int err_pass(struct err *err, const struct err *why);

/* Puts "fmt: " in front of msg, to say what was being done. Returns -1. */
__attribute__((format(printf, 2, 3)))
int err_prefix(struct err *err, const char *fmt, ...);

#ifdef __clang_analyzer__
/* It reads one source file at a time: elsewhere it doesn't see what these return. */
#define err_set(...) ((err_set)(__VA_ARGS__), -1)
#define err_public(...) ((err_public)(__VA_ARGS__), -1)
#define err_param(...) ((err_param)(__VA_ARGS__), -1)
#define err_errno(...) ((err_errno)(__VA_ARGS__), -1)
#define err_prefix(...) ((err_prefix)(__VA_ARGS__), -1)
#define err_pass(...) ((err_pass)(__VA_ARGS__), -1)
#endif

/* The table row; ERR_INTERNAL's for codes out of range. Never NULL. */
const struct err_info *err_info(enum err_code code);

/* The public message, with arg in place of %ld. */
void err_message(const struct err *err, char *ret, size_t cap);

#endif
