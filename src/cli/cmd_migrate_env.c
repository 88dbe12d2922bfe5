/*
 * itb-chatbot migrate-env: from the original system's .env to the settings and
 * credentials of this one.
 *
 * Secrets become files of their own, which only root can read and systemd gives to
 * the services; everything else becomes lines of itb-chatbot.conf.  Names that are
 * no setting here are listed with the reason.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"

enum { FILE_MAX = 1 << 20 };

struct migration {
	const struct conf *env; /* what the .env says */
	const char *conf_file, *credentials;
	bool dry_run;
	struct buf lines; /* for conf_file */
	struct err err;
};

/* Names of the original that are no setting here: a whole name, or its start when it ends in '*'. */
static const struct {
	const char *name, *why;
} ignored[] = {
	{"HOST", "the web server listens; see `itb-chatbot site`"},
	{"PORT", "the web server listens; see `itb-chatbot site`"},
	{"WORKERS", "INSTANCES in /etc/default/itb-chatbot says how many responders run, "
		    "THREADS how many requests each serves"},
	{"GUNICORN_*", "INSTANCES in /etc/default/itb-chatbot and THREADS take its place"},
	{"UVICORN_*", "INSTANCES in /etc/default/itb-chatbot and THREADS take its place"},
	{"FLASK_*", "there is no Flask here"},
	{"DEBUG", "with LOG_LEVEL=DEBUG the log has more detail"},
	{"SECRET_KEY", "there are no signed cookies here"},
	{"PYTHON*", "there is no Python here"},
	{"LANGCHAIN_*", "there is no LangChain here; /metrics and the log tell how long each step takes"},
	{"LANGSMITH_*", "there is no LangSmith here; /metrics and the log tell how long each step takes"},
	{"LANGGRAPH_*", "conversations are kept in Redis without LangGraph"},
	{"QDRANT_*", "the search index is built in: give the documents to `itb-chatbot ingest`"},
	{"EMBEDDING_*", "EMBEDDING_URL names an OpenAI-compatible server of embeddings; "
			"without it passages are found by their words alone"},
	{"TZ", "TIMEZONE is the institution's time zone; the log is in UTC"},
};

static const char *why_ignored(struct str key)
{
	size_t i;

	for (i = 0; i < sizeof ignored / sizeof ignored[0]; i++) {
		struct str name = str_of(ignored[i].name);
		bool start = str_ends(name, STR("*"));

		if (start ? str_starts(key, str_sub(name, 0, name.n - 1)) : str_eq(key, name))
			return ignored[i].why;
	}
	return "not a setting, of the original or here";
}

static void tell_ignored(const struct migration *m)
{
	struct str rest = str_of(conf_unknown(m->env)), key;

	while (rest.n && str_cut(&rest, ' ', &key))
		printf("  %-28.*s ignored: %s\n", STR_ARG(key), why_ignored(key));
}

/* In double quotes, as the parser reads them. */
static void add_line(struct migration *m, const char *key, struct str value)
{
	size_t i;

	buf_printf(&m->lines, "%s=\"", key);
	for (i = 0; i < value.n; i++) {
		if (value.p[i] == '"' || value.p[i] == '\\')
			buf_char(&m->lines, '\\');
		buf_cstr(&m->lines, value.p[i] == '\n' ? "\\n" : (char[]){value.p[i], '\0'});
	}
	buf_cstr(&m->lines, "\"\n");
}

static int put_credential(struct migration *m, const char *key, struct str value)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/itb-chatbot.%s", m->credentials, key);
	printf("  %-28s secret, to %s\n", key, path);
	if (m->dry_run)
		return 0;
	if (file_mkdirs(m->credentials, 0700, &m->err))
		return -1;
	return file_write(path, value, 0600, &m->err);
}

/* A host of one word is a service of the original's docker-compose.yml. */
static void warn_host(const char *key, struct str value)
{
	if (strcmp(key, "REDIS_HOST") == 0 && !str_eq(value, STR("localhost")) &&
	    str_find_char(value, '.') == value.n && str_find_char(value, ':') == value.n)
		printf("  %-28s   \"%.*s\" was a name within docker compose: make sure that this machine resolves it\n",
		       "", STR_ARG(value));
}

static int migrate_row(struct migration *m, size_t row)
{
	BUF_AUTO struct buf value = BUF_MAX(FILE_MAX);
	const char *key = conf_rows[row].key;
	int r = 0;

	if (key == NULL || strcmp(conf_origin(m->env, row), "file") != 0)
		return 0;
	conf_value(m->env, row, true, &value);
	if (conf_rows[row].flags & CONF_SECRET) {
		r = put_credential(m, key, buf_view(&value));
		if (value.p)
			explicit_bzero(value.p, value.cap);
		return r;
	}
	add_line(m, key, buf_view(&value));
	printf("  %-28s %.*s\n", key, STR_ARG(buf_view(&value)));
	warn_host(key, buf_view(&value));
	return 0;
}

/* Whether the line sets what one of the new lines sets. */
static bool is_replaced(const struct migration *m, struct str line)
{
	struct str rest = buf_view(&m->lines), ours, key;

	key = str_trim(str_sub(line, 0, str_find_char(line, '=')));
	while (rest.n && str_cut(&rest, '\n', &ours))
		if (key.n && str_eq(key, str_sub(ours, 0, str_find_char(ours, '='))))
			return true;
	return false;
}

/*
 * The settings file without the lines that are replaced, and then the new ones.
 * It gets its folder's group, which is the service's.
 */
static int write_conf(struct migration *m, const char *env_file)
{
	BUF_AUTO struct buf old = BUF_MAX(FILE_MAX), new = BUF_MAX(2 * FILE_MAX);
	struct str rest, line;

	if (m->lines.n == 0)
		return 0;
	if (file_read(m->conf_file, &old, &m->err) && m->err.code != ERR_NOT_FOUND)
		return -1;
	rest = buf_view(&old);
	while (rest.n && str_cut(&rest, '\n', &line))
		if (!is_replaced(m, line))
			buf_printf(&new, "%.*s\n", STR_ARG(line));
	buf_printf(&new, "\n# --- from %s\n", env_file);
	buf_str(&new, buf_view(&m->lines));
	if (new.bad)
		return err_set(&m->err, ERR_BAD_DATA, "%s: too long", m->conf_file);
	return file_write(m->conf_file, buf_view(&new), 0640, &m->err);
}

static int migrate(struct cli *c, struct migration *m, const char *env_file)
{
	int r = 0;
	size_t i;

	printf("%s\n", env_file);
	for (i = 0; i < conf_rows_n && r == 0; i++)
		r = migrate_row(m, i);
	if (r == 0)
		tell_ignored(m);
	if (r == 0 && !m->dry_run)
		r = write_conf(m, env_file);
	if (r)
		return cli_fail(c, 1, "%s", m->err.msg);
	if (m->dry_run)
		puts("\nNothing was written (--dry-run).");
	else
		printf("\nSettings are in %s, secrets in %s.\nTo put them in force: systemctl restart itb-chatbot\n",
		       m->conf_file, m->credentials);
	return 0;
}

/* The file name, NULL when the arguments are wrong. */
static const char *read_options(struct cli *c, struct migration *m)
{
	int i;

	for (i = 1; i < c->argc - 1; i++) {
		if (strcmp(c->argv[i], "--dry-run") == 0)
			m->dry_run = true;
		else if (strcmp(c->argv[i], "--conf") == 0 && i + 2 < c->argc)
			m->conf_file = c->argv[++i];
		else if (strcmp(c->argv[i], "--credentials") == 0 && i + 2 < c->argc)
			m->credentials = c->argv[++i];
		else
			return NULL;
	}
	return i < c->argc && c->argv[i][0] != '-' ? c->argv[i] : NULL;
}

int cmd_migrate_env(struct cli *c)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	struct migration m = {.conf_file = CONF_SYSCONFDIR "/itb-chatbot.conf",
			      .credentials = "/etc/credstore",
			      .lines = BUF_MAX(FILE_MAX)};
	const char *env_file = read_options(c, &m);
	int r;

	if (env_file == NULL)
		return cli_usage(c);
	/* only the file counts, not the environment and not the credentials of this machine */
	clearenv();
	setenv("CREDENTIALS_DIRECTORY", "/nonexistent", 1);
	m.env = conf_load(env_file, 0, &faults);
	if (m.env == NULL) {
		fputs(faults.p ? faults.p : "", stderr);
		return cli_fail(c, EX_CONFIG, "%s has faults; nothing was written", env_file);
	}
	r = migrate(c, &m, env_file);
	conf_unref(m.env);
	buf_release(&m.lines);
	return r;
}
