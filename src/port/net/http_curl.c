#include "port/net/http_curl.h"

#include <curl/curl.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>

enum { REDIRECTS_MAX = 5, CONNECT_DEFAULT_MS = 5000 };
/* RECEIVE_BYTES are held by each call under way; tokens come in far smaller pieces. libcurl's default is 16 kB. */
enum { RECEIVE_BYTES = 4096 };

/* Found out once, by start(): asking again took each thread a tenth of the time of its first chat. */
static CURLcode started;
static bool ca_folder;

/*
 * Whether the system's certificates can be looked up one by one, by their hash
 * (openssl-rehash(1)).  Loading the whole bundle takes 0.9 MB and 50 ms for each
 * connection (measured on Debian 12).
 */
static bool has_ca_folder(void)
{
	const char *folder = curl_version_info(CURLVERSION_NOW)->capath;
	char pattern[4096];
	glob_t found;
	bool any;

	if (folder == NULL || snprintf(pattern, sizeof pattern, "%s/*.0", folder) >= (int)sizeof pattern)
		return false;
	any = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;
	if (any)
		globfree(&found);
	return any;
}

/* Called at the first use: OpenSSL takes 2 MB, which a responder that makes no call should not hold. */
static void start(void)
{
	started = curl_global_init(CURL_GLOBAL_DEFAULT);
	ca_folder = has_ca_folder();
}

static int need_curl(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start);
	return started ? err_set(err, ERR_UNAVAILABLE, "libcurl: %s", curl_easy_strerror(started)) : 0;
}

void *http_curl_easy(struct err *err)
{
	CURL *e;

	if (need_curl(err))
		return NULL;
	e = curl_easy_init();
	if (e == NULL)
		err_set(err, ERR_NO_MEMORY, "no libcurl handle");
	return e;
}

void http_curl_request(void *e, const struct http_call *c, struct curl_slist *headers)
{
	curl_easy_setopt(e, CURLOPT_URL, c->url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(e, CURLOPT_USERAGENT, "itb-chatbot");
	if (str_eq(str_of(c->method), STR("GET"))) {
		curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 1L);
		curl_easy_setopt(e, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
		curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
		return;
	}
	curl_easy_setopt(e, CURLOPT_POST, 1L);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, c->method);
	curl_easy_setopt(e, CURLOPT_POSTFIELDS, c->body.n ? c->body.p : "");
	curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body.n);
}

void http_curl_transport(void *e, const struct http_call *c)
{
	if (ca_folder)
		curl_easy_setopt(e, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* an aborted call must not wait for the lookup of a name */
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, (long)RECEIVE_BYTES);
	curl_easy_setopt(e, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
			 (long)(c->connect_ms ? c->connect_ms : CONNECT_DEFAULT_MS));
	if (c->ca_file && c->ca_file[0])
		curl_easy_setopt(e, CURLOPT_CAINFO, c->ca_file);
	if (c->proxy && c->proxy[0])
		curl_easy_setopt(e, CURLOPT_PROXY, c->proxy);
}

int http_curl_headers(const char *const *headers, struct curl_slist **ret, struct err *err)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:"), *more;
	size_t i;

	for (i = 0; list && headers && headers[i]; i++) {
		more = curl_slist_append(list, headers[i]);
		if (more == NULL)
			curl_slist_free_all(list);
		list = more;
	}
	if (list == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for request headers");
	*ret = list;
	return 0;
}
