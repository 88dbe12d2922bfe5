#include "cli/server.h"

#include <strings.h>

#include "port/net/address.h"

static bool has_no_key(const struct server *s)
{
	return s->key_value.n == 0;
}

static bool is_https(const struct server *s)
{
	return str_starts(s->base, STR("https:")) || str_starts(s->base, STR("wss:"));
}

static bool lacks_version(const struct server *s)
{
	return !address_has_version(s->base);
}

enum { ANY = -1 };

/*
 * The first row that fits counts.  In the advice {url}, {key}, {model}, {ca} and
 * {timeout} stand for names of settings, {base} for the address.  Messages are
 * libcurl's with OpenSSL and GnuTLS, ws.c's, and those of our own modules.
 */
static const struct row {
	int status;
	const char *words; /* in the message; NULL: any */
	bool (*applies)(const struct server *s);
	const char *advice;
} rows[] = {
	{ANY, "web page (HTML)", NULL,
	 "{url} is the address of a web page: set it to that of the API, which mostly ends with /v1"},
	{401, NULL, has_no_key, "the server wants a key: set {key}"},
	{401, NULL, NULL, "set {key} anew, without quotes or \"Bearer\"; it must belong to {url}={base}"},
	{402, NULL, NULL, "pay the account at the provider up, or name another server in {url}"},
	{403, NULL, NULL, "{key} has no right to do this: see what the provider allows it, and from which addresses"},
	{404, "model", NULL, "set {model} to a model of this server"},
	{404, "deployment", NULL, "set {url} and {model} to a deployment that exists"},
	{404, NULL, lacks_version, "add the version of the API: {url}={base}/v1"},
	{405, NULL, lacks_version, "add the version of the API: {url}={base}/v1"},
	{ANY, "an HTML page", NULL,
	 "a web server answers, not the API: see {url}={base}, and the proxy in front of it"},
	{404, NULL, NULL, "see {url}={base}: it ends where the routes of the API begin, mostly with /v1"},
	{405, NULL, NULL, "see {url}={base}: it ends where the routes of the API begin, mostly with /v1"},
	{429, NULL, NULL, "the quota is used up, or the server is busy: wait, or raise the limit at the provider"},
	{400, "https", NULL, "the server speaks TLS: write https:// in {url}"},
	{ANY, "redirects", NULL, "set {url} to where it redirects to"},
	{ANY, "host: ", NULL, "no host has this name: see {url}={base}, and the machine's DNS"},
	{ANY, "resolve proxy", NULL, "see LLM_PROXY and the proxy of the environment"},
	{ANY, "resolve", NULL, "no host has this name: see {url}={base}, and the machine's DNS"},
	{ANY, "name or service", NULL, "no host has this name: see {url}={base}, and the machine's DNS"},
	{ANY, "wrong version number", NULL, "the server speaks no TLS: write http:// in {url}"},
	{ANY, "packet length", NULL, "the server speaks no TLS: write http:// in {url}"},
	{ANY, "unexpected TLS packet", NULL, "the server speaks no TLS: write http:// in {url}"},
	{ANY, "alternative certificate subject", NULL, "the certificate is another host's: write its name in {url}"},
	{ANY, "expired", NULL, "the server's certificate has expired: have it renewed, and see this machine's clock"},
	{ANY, "error setting certificate", NULL, "{ca} can't be read: it is a PEM file that the service may read"},
	{ANY, "certificate", NULL, "set {ca} to the PEM file of the authority that signed the server's certificate"},
	{ANY, "HTTP/0.9", NULL, "no HTTP is spoken there: see the port, and whether {url} needs https://"},
	{0, "refused", NULL, "nothing listens there: start the server, or correct host and port of {url}={base}"},
	{0, "connect", NULL, "nothing listens there: start the server, or correct host and port of {url}={base}"},
	{ANY, "no first token", NULL, "a model that is being loaded needs longer: ask again, or raise {timeout}"},
	{ANY, "LLM_MAX_TOKENS", NULL,
	 "the model thinks before it answers, and four times LLM_MAX_TOKENS are too few: raise it"},
	{ANY, "there is no program", NULL, "install the program, or correct {url}"},
	{ANY, "EMBEDDING_DIMENSION", NULL,
	 "set EMBEDDING_DIMENSION to what the server returns, or to 0; then run `itb-chatbot ingest`"},
	{0, "reset", is_https, "the server broke off: see whether it speaks TLS on this port ({url})"},
	{0, "empty reply", NULL, "the server closes the connection: see its log, and whether {url} needs https://"},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static bool mentions(const char *text, const char *words)
{
	size_t n = strlen(words);

	for (; *text; text++)
		if (strncasecmp(text, words, n) == 0)
			return true;
	return false;
}

static const char *advice_of(const struct server *s, int status, const struct err *why)
{
	const struct row *r;

	for (r = rows; r < rows + ROWS; r++)
		if ((r->status == ANY || r->status == status) && (!r->words || mentions(why->msg, r->words)) &&
		    (!r->applies || r->applies(s)))
			return r->advice;
	if (s->base.n == 0)
		return "run the program of {url} by hand";
	if (why->code == ERR_TIMEOUT)
		return "see whether a firewall drops the connection to {url}={base}; else raise {timeout}";
	if (why->code == ERR_BAD_DATA)
		return "see whether {url}={base} speaks OpenAI's protocol";
	if (status >= 500)
		return "the fault is the server's: see its log";
	return status ? "see the message: it is the server's own" : "see {url}={base}";
}

void server_add_base(const struct server *s, struct buf *ret)
{
	struct str base = str_sub(s->base, 0, str_find_char(s->base, '?'));
	size_t host = str_find(base, STR("://")) + 3, slash, at;

	slash = host + str_find_char(str_sub(base, host, base.n), '/');
	at = str_find_char(base, '@');
	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	if (at < slash) {
		buf_str(ret, str_sub(base, 0, host));
		base = str_sub(base, at + 1, base.n);
	}
	buf_str(ret, base);
}

/* Appends what a name within braces stands for. */
static void add_value(const struct server *s, struct str name, struct buf *ret)
{
	const struct {
		const char *name, *value;
	} values[] = {
		{"url", s->url}, {"key", s->key ? s->key : s->url}, {"model", s->model ? s->model : s->url},
		{"ca", s->ca}, {"timeout", s->timeout},
	};
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++)
		if (str_eq(name, str_of(values[i].name)))
			buf_cstr(ret, values[i].value ? values[i].value : "");
	if (str_eq(name, STR("base")))
		server_add_base(s, ret);
}

void server_advice(const struct server *s, int status, const struct err *why, struct buf *ret)
{
	struct str rest = str_of(advice_of(s, status, why)), part;

	while (str_cut(&rest, '{', &part)) {
		buf_str(ret, part);
		if (rest.p && str_cut(&rest, '}', &part))
			add_value(s, part, ret);
	}
}
