#include "port/net/http_raw.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "port/net/http_curl.h"

enum { CONNECT_MAX_MS = 5000 };

struct http_raw {
	CURL *easy;
	curl_socket_t fd;
};

static CURLcode connect_raw(struct http_raw *r, const struct http_raw_target *t)
{
	int64_t left = deadline_left_ms(deadline_within(t->deadline, CONNECT_MAX_MS));
	struct http_call transport = {.ca_file = t->ca_file, .proxy = t->proxy, .connect_ms = left > 0 ? left : 1};
	CURLcode code;

	http_curl_transport(r->easy, &transport);
	curl_easy_setopt(r->easy, CURLOPT_URL, t->url);
	curl_easy_setopt(r->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(r->easy, CURLOPT_CONNECT_ONLY, 1L);
	/* a proxy must pass on bytes, not requests */
	curl_easy_setopt(r->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	/* without this TLS may choose HTTP/2, which has no Upgrade */
	curl_easy_setopt(r->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	code = curl_easy_perform(r->easy);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(r->easy, CURLINFO_ACTIVESOCKET, &r->fd);
	return code;
}

int http_raw_open(const struct http_raw_target *target, struct http_raw **ret, struct err *err)
{
	struct http_raw *r;
	CURLcode code;

	r = calloc(1, sizeof *r);
	if (r == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a connection");
	r->easy = http_curl_easy(err);
	if (r->easy == NULL) {
		free(r);
		return -1;
	}
	code = connect_raw(r, target);
	if (code != CURLE_OK) {
		http_raw_close(r);
		return err_set(err, code == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : ERR_UNAVAILABLE,
			       "%s", curl_easy_strerror(code));
	}
	*ret = r;
	return 0;
}

void http_raw_close(struct http_raw *r)
{
	if (r == NULL)
		return;
	curl_easy_cleanup(r->easy);
	free(r);
}

long http_raw_send(struct http_raw *r, struct str data)
{
	size_t n = 0;
	CURLcode code = curl_easy_send(r->easy, data.p, data.n, &n);

	return code == CURLE_OK ? (long)n : code == CURLE_AGAIN ? 0 : -1;
}

long http_raw_receive(struct http_raw *r, void *p, size_t n)
{
	size_t got = 0;
	CURLcode code = curl_easy_recv(r->easy, p, n, &got);

	if (code == CURLE_AGAIN)
		return 0;
	return code == CURLE_OK && got > 0 ? (long)got : -1;
}

int http_raw_fd(const struct http_raw *r)
{
	return r->fd;
}
