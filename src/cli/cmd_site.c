/*
 * itb-chatbot site: a whole site for a web server, ready to be saved.
 *
 * It is etc/nginx/itb-chatbot-site.conf or etc/apache/itb-chatbot-site.conf as
 * installed, with the files they include put in their place and the names,
 * limits and times replaced by those of this installation.  nginx's upstream
 * comes with it unless the package has put it where nginx reads it.  With --widget
 * it is the line that other sites put into their pages.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"

enum { FILE_MAX = 65536, DEPTH_MAX = 4, NAME_MAX_BYTES = 253 };

/* The texts that are replaced; the first that matches wins, so a path comes before the name in it. */
enum fills { CERTIFICATE, KEY, NAME, BODY, NGINX_WAIT, APACHE_WAIT, DATA, FILLS };

/* nginx refuses two upstreams of one name */
static const char upstream_installed[] = "/etc/nginx/conf.d/itb-chatbot-upstream.conf";

/* room for a form's boundaries beside the largest file, and for a late answer: as in itb-chatbot-fastcgi.conf */
enum { BORDER_BYTES = 1 << 20, TIMEOUT_MORE_S = 10 };

struct fill {
	const char *from;
	char to[512];
};

struct site {
	const char *folder; /* of the installed files, within CONF_DATADIR */
	const char *include; /* how a file of it is included; up to the name */
	struct fill fill[FILLS];
	struct err *err;
};

static void put_filled(const struct site *s, struct str text)
{
	while (text.n) {
		size_t i, taken = 0;

		for (i = 0; i < FILLS && !taken; i++)
			if (s->fill[i].from && str_starts(text, str_of(s->fill[i].from)))
				taken = strlen(s->fill[i].from);
		if (taken)
			fputs(s->fill[i - 1].to, stdout);
		else
			putchar(text.p[0]);
		text = str_sub(text, taken ? taken : 1, text.n);
	}
}

static int expand(const struct site *s, struct str name, int depth);

/* `line` includes a file at `at`: prints what stands before that, the file, and what follows. */
static int put_include(const struct site *s, struct str line, size_t at, int depth)
{
	struct str name = str_sub(line, at + strlen(s->include), line.n), rest;
	size_t n = 0;

	while (n < name.n && !strchr("; \t", name.p[n]))
		n++;
	rest = str_trim(str_sub(name, n, name.n));
	if (str_starts(rest, STR(";")))
		rest = str_trim(str_sub(rest, 1, rest.n));
	if (str_trim(str_sub(line, 0, at)).n) {
		put_filled(s, str_sub(line, 0, at));
		putchar('\n');
	}
	if (expand(s, str_sub(name, 0, n), depth + 1))
		return -1;
	if (rest.n)
		printf("%*s%.*s\n", depth * 4 + 4, "", STR_ARG(rest));
	return 0;
}

static int put_line(const struct site *s, struct str line, int depth)
{
	struct str bare = str_trim(line);
	size_t at = str_find(line, str_of(s->include));
	bool comment = bare.n && bare.p[0] == '#';

	/* a file may be included several times: its comments are left out */
	if (depth && (comment || bare.n == 0))
		return 0;
	if (at < line.n && !comment)
		return put_include(s, line, at, depth);
	printf("%*s", depth * 4, "");
	put_filled(s, line);
	putchar('\n');
	return 0;
}

static int expand(const struct site *s, struct str name, int depth)
{
	BUF_AUTO struct buf content = BUF_MAX(FILE_MAX);
	struct str rest, line;
	char path[4096];

	snprintf(path, sizeof path, "%s/%s/%.*s", CONF_DATADIR, s->folder, STR_ARG(name));
	if (depth > DEPTH_MAX)
		return err_set(s->err, ERR_BAD_DATA, "%s: included in a circle", path);
	if (file_read(path, &content, s->err))
		return -1;
	rest = buf_view(&content);
	while (str_cut(&rest, '\n', &line))
		if ((line.n || rest.n) && put_line(s, line, depth))
			return -1;
	return 0;
}

__attribute__((format(printf, 4, 5)))
static void fill(struct site *s, enum fills i, const char *from, const char *fmt, ...)
{
	va_list ap;

	s->fill[i].from = from;
	va_start(ap, fmt);
	vsnprintf(s->fill[i].to, sizeof s->fill[i].to, fmt, ap);
	va_end(ap);
}

/* Letters, digits, dots and hyphens only, as the name becomes part of the web server's configuration. */
static bool is_host(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

	return n && n <= NAME_MAX_BYTES && name[n] == '\0';
}

static bool is_path(const char *path)
{
	return path[0] == '/' && strlen(path) < sizeof((struct fill *)0)->to && !strpbrk(path, " \t\n;{}'\"$#\\<>");
}

/* --name HOST, --certificate FILE, --key FILE. Non-zero when they are wrong. */
static int read_options(struct cli *c, struct site *s)
{
	int i;

	for (i = 2; i + 1 < c->argc; i += 2) {
		const char *option = c->argv[i], *value = c->argv[i + 1];

		if (strcmp(option, "--name") == 0 && is_host(value))
			fill(s, NAME, "chatbot.example.ac.id", "%s", value);
		else if (strcmp(option, "--certificate") == 0 && is_path(value))
			fill(s, CERTIFICATE, "/etc/ssl/certs/chatbot.example.ac.id.pem", "%s", value);
		else if (strcmp(option, "--key") == 0 && is_path(value))
			fill(s, KEY, "/etc/ssl/private/chatbot.example.ac.id.key", "%s", value);
		else
			return -1;
	}
	return i != c->argc;
}

static int print_widget(struct cli *c)
{
	const struct conf *conf = c->conf;
	struct str url = str_of(*conf->public_url ? conf->public_url : "https://chatbot.example.ac.id"), rest, language;

	if (*conf->page_embed_origins == '\0')
		return cli_fail(c, EX_CONFIG, "PAGE_EMBED_ORIGINS names no site that may show the page");
	if (str_ends(url, STR("/")))
		url.n--;
	rest = str_of(conf->page_languages);
	str_cut(&rest, ',', &language);
	printf("<script src=\"%.*s/widget.js\" data-lang=\"%.*s\" async></script>\n", STR_ARG(url),
	       STR_ARG(str_trim(language)));
	return 0;
}

int cmd_site(struct cli *c)
{
	struct err err;
	struct site s = {.err = &err};
	long body = c->conf->max_content_length + BORDER_BYTES, wait = c->conf->request_timeout + TIMEOUT_MORE_S;

	if (c->argc < 2)
		return cli_usage(c);
	if (c->argc == 2 && strcmp(c->argv[1], "--widget") == 0)
		return print_widget(c);
	if (strcmp(c->argv[1], "nginx") == 0) {
		s.folder = "nginx";
		s.include = "include snippets/";
	} else if (strcmp(c->argv[1], "apache") == 0) {
		s.folder = "apache";
		s.include = "Include conf-available/";
	}
	if (s.folder == NULL || read_options(c, &s))
		return cli_usage(c);
	fill(&s, BODY, "client_max_body_size 17m", "client_max_body_size %ldk", (body + 1023) / 1024);
	fill(&s, NGINX_WAIT, "130s", "%lds", wait);
	fill(&s, APACHE_WAIT, "timeout=130", "timeout=%ld", wait);
	fill(&s, DATA, "/usr/share/itb-chatbot", "%s", CONF_DATADIR);
	if (strcmp(s.folder, "nginx") == 0 && access(upstream_installed, F_OK) &&
	    expand(&s, STR("itb-chatbot-upstream.conf"), 0))
		return cli_fail(c, EX_OSFILE, "%s", err.msg);
	if (expand(&s, STR("itb-chatbot-site.conf"), 0))
		return cli_fail(c, EX_OSFILE, "%s", err.msg);
	return 0;
}
