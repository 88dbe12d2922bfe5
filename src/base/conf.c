#include "base/conf.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf_value.h"
#include "base/dotenv.h"
#include "base/file.h"

#define SECRET CONF_SECRET
#define SEED CONF_SEED
#define LIST CONF_LIST
#define ANSWERS CONF_ANSWERS

#define CONF_SECTION(title) {.section = title},
#define CONF(k, f, t, d, lo, hi, u, fl, h)                                                         \
	{.key = #k, .def = d, .unit = u, .help = h, .type = CONF_##t, .min = lo, .max = hi,        \
	 .flags = fl, .offset = offsetof(struct conf, f)},
const struct conf_row conf_rows[] = {
#include "base/conf.def"
};
#undef CONF
#undef CONF_SECTION

enum { ROWS = sizeof conf_rows / sizeof conf_rows[0], FILE_MAX = 1 << 20, SECRET_MAX = 4096 };
const size_t conf_rows_n = ROWS;

struct loaded {
	struct conf conf; /* first: a struct conf * is a struct loaded * */
	atomic_int references;
	char *text[ROWS]; /* each row's value, owned; NULL for a heading */
	const char *origin[ROWS];
	char *file;
	struct buf unknown;
};

static struct loaded *loaded_of(const struct conf *c)
{
	return (struct loaded *)(uintptr_t)c;
}

static char *copy(struct str s)
{
	char *p = strndup(s.p, s.n);

	if (p == NULL)
		abort();
	return p;
}

static void set_text(struct loaded *l, size_t row, struct str value, const char *origin)
{
	free(l->text[row]);
	l->text[row] = copy(value);
	l->origin[row] = origin;
}

static size_t row_of(struct str key)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (conf_rows[i].key && str_eq(key, str_of(conf_rows[i].key)))
			break;
	return i;
}

/* --- the file ------------------------------------------------------------ */

static void read_line(struct loaded *l, struct str line, long number, struct buf *faults)
{
	BUF_AUTO struct buf value = BUF_MAX(FILE_MAX);
	struct str key = {0};
	enum dotenv what = dotenv_read(line, &key, &value);
	size_t row = row_of(key);

	if (what == DOTENV_BLANK)
		return;
	if (what == DOTENV_NO_PAIR)
		buf_printf(faults, "%s, line %ld: expected KEY=value\n", l->file, number);
	else if (row == ROWS)
		buf_printf(&l->unknown, "%s%.*s", l->unknown.n ? " " : "", STR_ARG(key));
	else if (what == DOTENV_OPEN_QUOTE)
		buf_printf(faults, "%s, line %ld: %s has no closing quote\n", l->file, number, conf_rows[row].key);
	else if (value.n)
		set_text(l, row, buf_view(&value), "file");
}

static void read_file(struct loaded *l, bool must_exist, struct buf *faults)
{
	BUF_AUTO struct buf content = BUF_MAX(FILE_MAX);
	struct str rest, line;
	struct err err;
	long number = 0;

	if (file_read(l->file, &content, &err)) {
		if (must_exist || err.code != ERR_NOT_FOUND)
			buf_printf(faults, "%s\n", err.msg);
		l->file[0] = '\0';
		return;
	}
	rest = buf_view(&content);
	if (str_starts(rest, STR("\xEF\xBB\xBF")))
		rest = str_sub(rest, 3, rest.n);
	while (str_cut(&rest, '\n', &line))
		read_line(l, line, ++number, faults);
}

/* --- the other sources --------------------------------------------------- */

static void read_secret(struct loaded *l, size_t row, const char *path, const char *origin,
			bool must_exist, struct buf *faults)
{
	BUF_AUTO struct buf content = BUF_MAX(SECRET_MAX);
	struct err err;

	if (file_read(path, &content, &err) == 0) {
		struct str value = str_trim(buf_view(&content));

		if (value.n)
			set_text(l, row, value, origin);
	} else if (must_exist || err.code != ERR_NOT_FOUND) {
		buf_printf(faults, "%s: %s\n", conf_rows[row].key, err.msg);
	}
	if (content.p)
		explicit_bzero(content.p, content.cap);
}

/*
 * systemd copies a service's credentials into a folder of that service; a
 * command that root runs reads them where systemd takes them from.
 */
static void read_credential(struct loaded *l, size_t row, struct buf *faults)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char path[4096];

	snprintf(path, sizeof path, "%s/itb-chatbot.%s", folder ? folder : "/etc/credstore",
		 conf_rows[row].key);
	if (folder || access(path, R_OK) == 0)
		read_secret(l, row, path, "credential", false, faults);
}

static void read_secret_file(struct loaded *l, size_t row, struct buf *faults)
{
	char name[128];
	const char *path;

	snprintf(name, sizeof name, "%s_FILE", conf_rows[row].key);
	path = getenv(name);
	if (path && *path)
		read_secret(l, row, path, "secret file", true, faults);
}

static void read_environment(struct loaded *l, size_t row, struct buf *faults)
{
	const char *value;

	if (conf_rows[row].flags & CONF_SECRET) {
		read_credential(l, row, faults);
		read_secret_file(l, row, faults);
	}
	value = getenv(conf_rows[row].key);
	if (value && *value)
		set_text(l, row, str_of(value), "environment");
}

/* Faults that concern more than one row. */
static void check_together(const struct conf *c, unsigned needs, struct buf *faults)
{
	if ((needs & CONF_NEEDS_KEY) && *c->api_key == '\0' && access(c->keys_file, R_OK))
		buf_printf(faults, "API_KEY: set it, or make a named key with `itb-chatbot key add NAME`\n");
}

/* --- public -------------------------------------------------------------- */

const struct conf *conf_load(const char *file, unsigned needs, struct buf *faults)
{
	struct loaded *l = calloc(1, sizeof *l);
	const char *asked = getenv("ITB_CHATBOT_CONF");
	bool named = file || (asked && *asked);
	size_t i, before = faults->n;

	if (l == NULL)
		abort();
	atomic_init(&l->references, 1);
	buf_init(&l->unknown, FILE_MAX);
	if (file == NULL)
		file = named ? asked : CONF_SYSCONFDIR "/itb-chatbot.conf";
	l->file = copy(str_of(file));
	for (i = 0; i < ROWS; i++)
		if (conf_rows[i].key)
			set_text(l, i, str_of(conf_rows[i].def), "default");
	read_file(l, named, faults);
	for (i = 0; i < ROWS; i++) {
		if (conf_rows[i].key == NULL)
			continue;
		read_environment(l, i, faults);
		conf_value_store(&conf_rows[i], l->text[i], &l->conf, faults);
	}
	check_together(&l->conf, needs, faults);
	if (faults->n == before && !faults->bad)
		return &l->conf;
	conf_unref(&l->conf);
	return NULL;
}

const struct conf *conf_ref(const struct conf *c)
{
	atomic_fetch_add(&loaded_of(c)->references, 1);
	return c;
}

void conf_unref(const struct conf *c)
{
	struct loaded *l = loaded_of(c);
	size_t i;

	if (l == NULL || atomic_fetch_sub(&l->references, 1) > 1)
		return;
	for (i = 0; i < ROWS; i++) {
		if (l->text[i])
			explicit_bzero(l->text[i], strlen(l->text[i]));
		free(l->text[i]);
	}
	free(l->file);
	buf_release(&l->unknown);
	free(l);
}

const char *conf_origin(const struct conf *c, size_t row)
{
	return loaded_of(c)->origin[row];
}

void conf_value(const struct conf *c, size_t row, bool reveal, struct buf *out)
{
	const char *text = loaded_of(c)->text[row];

	if ((conf_rows[row].flags & CONF_SECRET) && *text && !reveal)
		text = "********";
	buf_cstr(out, text);
}

const char *conf_unknown(const struct conf *c)
{
	return loaded_of(c)->unknown.n ? loaded_of(c)->unknown.p : "";
}
