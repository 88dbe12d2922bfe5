/*
 * The log: one JSON object per line on stderr, each line in one write(2).
 *
 * Members: timestamp (ISO 8601, microseconds, UTC), level, logger, message and
 * those that the caller adds (request_id, duration_ms, method, path, endpoint,
 * status_code, remote_addr, conversation_id …).  The text of messages, answers
 * and keys never goes in.  Safe from any thread.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"
#include "base/json.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Lines below `least` are dropped.  Default LOG_INFO. */
void log_least(enum log_level least);
/* Whether a line of this level is written, for callers whose fields take time to make. */
bool log_wants(enum log_level level);

/* The members of the object `fields`, which has some or is NULL, follow `message`; it is freed. */
__attribute__((format(printf, 4, 5)))
void log_line(enum log_level level, const char *logger, struct json *fields, const char *fmt, ...);

/* "doing: err->msg" at `level`, with err's name as member `error`. */
void log_err(enum log_level level, const char *logger, const char *doing, const struct err *err);

#endif
