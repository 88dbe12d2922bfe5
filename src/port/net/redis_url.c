#include "port/net/redis_url.h"

#include <stdio.h>

#include "base/ascii.h"

enum { DB_MAX = 65535, PORT_MAX = 65535 };

static int copy(struct str s, char *ret, size_t cap, const char *what, struct err *err)
{
	if (s.n >= cap)
		return err_set(err, ERR_CONFIG, "REDIS_URL: the %s is longer than %zu bytes", what, cap - 1);
	if (s.n)
		memcpy(ret, s.p, s.n);
	ret[s.n] = '\0';
	return 0;
}

/* Works in place. Other uses of % stay as they are, since a password may hold one. */
static void percent_decode(char *s)
{
	char *to = s;

	while (*s) {
		if (*s == '%' && s[1] && hex_value(s[1]) >= 0 && hex_value(s[2]) >= 0) {
			*to++ = (char)(hex_value(s[1]) << 4 | hex_value(s[2]));
			s += 3;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* "user:password", ":password", or redis-cli's bare "password". */
static int read_login(struct str s, struct redis_url *u, struct err *err)
{
	size_t colon = str_find_char(s, ':');
	struct str user = colon < s.n ? str_sub(s, 0, colon) : STR("");
	struct str password = colon < s.n ? str_sub(s, colon + 1, s.n) : s;

	if (copy(user, u->user, sizeof u->user, "user", err) ||
	    copy(password, u->password, sizeof u->password, "password", err))
		return -1;
	percent_decode(u->user);
	percent_decode(u->password);
	return 0;
}

static int read_db(struct str s, struct redis_url *u, struct err *err)
{
	if (s.n && (!str_to_long(s, &u->db) || u->db < 0 || u->db > DB_MAX))
		return err_set(err, ERR_CONFIG, "REDIS_URL: the database must be a number up to %d", DB_MAX);
	return 0;
}

/* "host", "host:port", "[address]:port" */
static int read_host(struct str s, struct redis_url *u, struct err *err)
{
	struct str host, port;
	size_t end;
	long n;

	if (s.n && s.p[0] == '[') {
		end = str_find_char(s, ']');
		if (end == s.n)
			return err_set(err, ERR_CONFIG, "REDIS_URL: [ without ]");
		host = str_sub(s, 1, end - 1);
		port = str_sub(s, end + 1, s.n);
	} else {
		end = str_find_char(s, ':');
		host = str_sub(s, 0, end);
		port = str_sub(s, end, s.n);
	}
	port = port.n ? str_sub(port, 1, port.n) : STR("6379");
	if (host.n == 0)
		host = STR("localhost");
	if (!str_to_long(port, &n) || n < 1 || n > PORT_MAX)
		return err_set(err, ERR_CONFIG, "REDIS_URL: the port must be a number from 1 to %d", PORT_MAX);
	snprintf(u->port, sizeof u->port, "%ld", n);
	return copy(host, u->host, sizeof u->host, "host", err);
}

/* Cuts "login@" off the front. The last @ ends it, as a password may hold one. */
static int cut_login(struct str *rest, size_t within, struct redis_url *u, struct err *err)
{
	size_t at = within;

	while (at > 0 && rest->p[at - 1] != '@')
		at--;
	if (at == 0)
		return 0;
	if (read_login(str_sub(*rest, 0, at - 1), u, err))
		return -1;
	*rest = str_sub(*rest, at, rest->n);
	return 0;
}

static int read_tcp(struct str rest, struct redis_url *u, struct err *err)
{
	struct str query;
	size_t slash;

	if (cut_login(&rest, str_find_char(rest, '/'), u, err))
		return -1;
	slash = str_find_char(rest, '/');
	query = str_sub(rest, slash + 1, rest.n);
	return read_host(str_sub(rest, 0, slash), u, err) || read_db(query, u, err) ? -1 : 0;
}

static int read_unix(struct str rest, struct redis_url *u, struct err *err)
{
	size_t query;

	if (cut_login(&rest, str_find_char(rest, '/'), u, err))
		return -1;
	query = str_find_char(rest, '?');
	if (rest.n == 0 || rest.p[0] != '/' || query < 2)
		return err_set(err, ERR_CONFIG,
			       "REDIS_URL: unix:// needs an absolute path, unix:///run/redis/redis.sock");
	if (copy(str_sub(rest, 0, query), u->path, sizeof u->path, "path", err))
		return -1;
	rest = str_sub(rest, query + 1, rest.n);
	if (rest.n && !str_starts(rest, STR("db=")))
		return err_set(err, ERR_CONFIG, "REDIS_URL: only ?db=number may follow the path");
	return read_db(str_sub(rest, 3, rest.n), u, err);
}

static int read_url(struct str url, struct redis_url *u, struct err *err)
{
	struct str scheme = str_sub(url, 0, str_find(url, STR("://")));
	struct str rest = str_sub(url, scheme.n + 3, url.n);

	if (str_ieq(scheme, STR("rediss")))
		return err_set(err, ERR_CONFIG,
			       "REDIS_URL: TLS (rediss://) is not built in, as Debian 12's hiredis has none; "
			       "run stunnel or Redis's own proxy beside the service, "
			       "and give its redis:// or unix:// address");
	return str_ieq(scheme, STR("unix")) ? read_unix(rest, u, err) : read_tcp(rest, u, err);
}

int redis_url_read(const struct conf *conf, struct redis_url *ret, struct err *err)
{
	struct redis_url u = {.db = 0};
	int r = 0;

	if (*conf->redis_url) {
		r = read_url(str_of(conf->redis_url), &u, err);
	} else {
		snprintf(u.host, sizeof u.host, "%s", conf->redis_host);
		snprintf(u.port, sizeof u.port, "%ld", conf->redis_port);
		u.db = conf->redis_db;
	}
	if (r == 0 && !*u.password)
		snprintf(u.password, sizeof u.password, "%s", conf->redis_password);
	if (*u.path)
		snprintf(u.name, sizeof u.name, "%s", u.path);
	else
		snprintf(u.name, sizeof u.name, "%s:%s", u.host, u.port);
	if (r == 0)
		*ret = u;
	explicit_bzero(&u, sizeof u);
	return r;
}
