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

static bool copy_member(struct str key, struct json *member, void *line)
{
	json_set(line, key.p, member ? json_ref(member) : NULL);
	return true;
}

static void write_line(struct json *line)
{
	BUF_AUTO struct buf b = BUF_MAX(LINE_MAX_BYTES);
	ssize_t done;

	json_write(line, &b);
	buf_char(&b, '\n');
	if (b.bad) {
		buf_reset(&b);
		buf_cstr(&b, "{\"level\":\"ERROR\",\"logger\":\"log\",\"message\":\"line too long\"}\n");
	}
	/* a log that can't be written has nowhere to be reported */
	done = write(STDERR_FILENO, b.p, b.n);
	(void)done;
}

void log_line(enum log_level level, const char *logger, struct json *fields, const char *fmt, ...)
{
	JSON_AUTO struct json *line = NULL, *members = fields;
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
	json_each(members, copy_member, line);
	write_line(line);
}

void log_err(enum log_level level, const char *logger, const char *doing, const struct err *err)
{
	struct json *fields = json_new_object();

	json_set_cstr(fields, "error", err_info(err->code)->name);
	log_line(level, logger, fields, "%s: %s", doing, err->msg);
}
