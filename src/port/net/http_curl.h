/*
 * What calls (http.c) and raw connections (http_raw.c) share of libcurl.
 *
 * An easy handle is libcurl's CURL, which is void.  Nobody else includes this.
 */
#ifndef PORT_HTTP_CURL_H
#define PORT_HTTP_CURL_H

#include "port/net/http.h"

struct curl_slist;

/* A new handle, for curl_easy_cleanup; NULL: ERR_UNAVAILABLE, ERR_NO_MEMORY. The first one starts libcurl. */
void *http_curl_easy(struct err *err);
/* How to connect: certificates, proxy, times. */
void http_curl_transport(void *easy, const struct http_call *call);
/* What to ask for. The headers must stay until the call is over. */
void http_curl_request(void *easy, const struct http_call *call, struct curl_slist *headers);
/* NULL-terminated "Name: value"s as libcurl wants them, for curl_slist_free_all. */
int http_curl_headers(const char *const *headers, struct curl_slist **ret, struct err *err);

#endif
