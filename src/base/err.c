#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct err_info table[] = {
	[ERR_NONE] = {"NONE", 200, "", ""},
#define ERR(name, status, code, message) [ERR_##name] = {#name, status, code, message},
#include "base/err.def"
#undef ERR
};

__attribute__((format(printf, 3, 0)))
static void set(struct err *err, enum err_code code, const char *fmt, va_list ap)
{
	err->code = code;
	err->arg = 0;
	err->param = NULL;
	err->details[0] = '\0';
	vsnprintf(err->msg, sizeof err->msg, fmt, ap);
}

int (err_set)(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	set(err, code, fmt, ap);
	va_end(ap);
	return -1;
}

int (err_public)(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	set(err, code, fmt, ap);
	va_end(ap);
	snprintf(err->details, sizeof err->details, "%.*s", (int)sizeof err->details - 1, err->msg);
	return -1;
}

int (err_param)(struct err *err, enum err_code code, const char *param, const char *fmt, ...)
{
	char text[sizeof err->details];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	err_public(err, code, "%s", text);
	if (err)
		err->param = param;
	return -1;
}

int (err_errno)(struct err *err, enum err_code code, const char *fmt, ...)
{
	int number = errno;
	size_t n;
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	set(err, code, fmt, ap);
	va_end(ap);
	n = strlen(err->msg);
	snprintf(err->msg + n, sizeof err->msg - n, ": %s", strerrordesc_np(number));
	return -1;
}

int (err_pass)(struct err *err, const struct err *why)
{
	if (err)
		*err = *why;
	return -1;
}

int (err_prefix)(struct err *err, const char *fmt, ...)
{
	char old[sizeof err->msg];
	size_t n;
	va_list ap;

	if (err == NULL)
		return -1;
	memcpy(old, err->msg, sizeof old);
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof err->msg, fmt, ap);
	va_end(ap);
	n = strlen(err->msg);
	snprintf(err->msg + n, sizeof err->msg - n, ": %s", old);
	return -1;
}

const struct err_info *err_info(enum err_code code)
{
	return &table[code >= 0 && code < ERR_COUNT ? code : ERR_INTERNAL];
}

void err_message(const struct err *err, char *ret, size_t cap)
{
	const char *message = err_info(err->code)->message;
	const char *hole = strstr(message, "%ld");

	if (hole)
		snprintf(ret, cap, "%.*s%ld%s", (int)(hole - message), message, err->arg, hole + 3);
	else
		snprintf(ret, cap, "%s", message);
}
