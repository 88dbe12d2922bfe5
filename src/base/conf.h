/*
 * Settings: KEY=value from a file, overridden for secrets by systemd credentials
 * and by the file that the variable KEY_FILE names (API_KEY_FILE …), and by the
 * environment.
 *
 * The file is read as dotenv files are: comments with #, optional `export`,
 * single or double quotes.  Unknown keys are not a fault (the original's
 * .env works unchanged); they are listed.  An empty value means the default.
 * Immutable once loaded; shared by threads through a counted reference, so
 * that a reload never changes a setting under a running request.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>
#include "base/buf.h"

#define CONF_T_TEXT const char *
#define CONF_T_URL const char *
#define CONF_T_CHOICE const char *
#define CONF_T_INT long
#define CONF_T_REAL double
#define CONF_T_BOOL bool

struct conf {
#define CONF_SECTION(title)
#define CONF(key, field, type, def, min, max, unit, flags, help) CONF_T_##type field;
#include "base/conf.def"
#undef CONF
#undef CONF_SECTION
};

/*
 * CONF_LIST: the value is a list separated by commas; each of its items is checked.
 * CONF_ANSWERS: what is answered depends on it, so the answer cache's key holds it.
 */
enum conf_flags { CONF_SECRET = 1, CONF_SEED = 2, CONF_LIST = 4, CONF_ANSWERS = 8 };
enum conf_type { CONF_TEXT, CONF_URL, CONF_CHOICE, CONF_INT, CONF_REAL, CONF_BOOL };

struct conf_row {
	const char *section; /* NULL within a section */
	const char *key, *def, *unit, *help;
	enum conf_type type;
	double min, max;
	unsigned flags;
	size_t offset; /* of the field in struct conf */
};

/* Table of `conf_rows_n` settings, in the order of conf.def. */
extern const struct conf_row conf_rows[];
extern const size_t conf_rows_n;

enum conf_needs {
	CONF_NEEDS_KEY = 1, /* an API_KEY or a file of named keys, to answer requests */
};

/*
 * Reads all sources.  `file` NULL: $ITB_CHATBOT_CONF, else the installed
 * default, which may be absent.  NULL when anything is wrong; `faults` then
 * holds one line for each fault, which says what to do.
 */
const struct conf *conf_load(const char *file, unsigned needs, struct buf *faults);
/* A further reference. */
const struct conf *conf_ref(const struct conf *c);
/* Gives a reference back; the last one frees, secrets wiped. NULL is fine. */
void conf_unref(const struct conf *c);

/* Where row i's value came from: "default", "file", "environment", "credential", "secret file". */
const char *conf_origin(const struct conf *c, size_t row);
/* Row i's value as text; secrets as "********" unless `reveal`. */
void conf_value(const struct conf *c, size_t row, bool reveal, struct buf *out);
/* Keys of the file that are no setting, separated by spaces. */
const char *conf_unknown(const struct conf *c);

#endif
