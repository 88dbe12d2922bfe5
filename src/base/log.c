#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

/* A pipe to the journal takes this much in one piece (PIPE_BUF is 4096). */
enum { LINE_MAX_BYTES = 4096, MESSAGE_MAX = 1024 };

static const char *const level_names[] = {"DEBUG", "INFO", "WARNING", "ERROR"};

static _Atomic int least_level = LOG_INFO;

void log_least(enum log_level least)
{
	atomic_store(&least_level, (int)least);
}

bool log_wants(enum log_level level)
{
	return (int)level >= atomic_load(&least_level);
}

/* The members of `more` (may be NULL) behind those of `line`. */
static void write_members(const struct json *line, const struct json *more, struct buf *b)
{
	size_t end;

	json_write(line, b);
	if (more == NULL)
		return;
	end = b->n - 1;
	buf_cut(b, end);
	json_write(more, b);
	if (!b->bad)
		b->p[end] = ',';
}

static void write_line(const struct json *line, const struct json *more)
{
	BUF_AUTO struct buf b = BUF_MAX(LINE_MAX_BYTES);
	ssize_t done;

	write_members(line, more, &b);
	buf_char(&b, '\n');
	if (b.bad) {
		buf_reset(&b);
		buf_cstr(&b, "{\"level\":\"ERROR\",\"logger\":\"log\",\"message\":\"line too long\"}\n");
	}
	/* there is nowhere to report that the log can't be written */
	done = write(STDERR_FILENO, b.p, b.n);
	(void)done;
}

void log_line(enum log_level level, const char *logger, struct json *fields, const char *fmt, ...)
{
	JSON_AUTO struct json *line = NULL, *more = fields;
	BUF_AUTO struct buf clean = BUF_MAX(MESSAGE_MAX * 3);
	char when[CLOCK_ISO_BYTES], message[MESSAGE_MAX];
	va_list ap;

	if (!log_wants(level))
		return;
	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	utf8_clean(&clean, str_of(message));
	clock_iso8601(clock_wall_us(), when);
	line = json_new_object();
	json_set_cstr(line, "timestamp", when);
	json_set_cstr(line, "level", level_names[level]);
	json_set_cstr(line, "logger", logger);
	json_set_str(line, "message", buf_view(&clean));
	write_line(line, more);
}

void log_err(enum log_level level, const char *logger, const char *doing, const struct err *err)
{
	struct json *fields = json_new_object();

	json_set_cstr(fields, "error", err_info(err->code)->name);
	log_line(level, logger, fields, "%s: %s", doing, err->msg);
}
