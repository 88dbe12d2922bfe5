/*
 * What calls (http.c) and raw connections (http_raw.c) share of libcurl.
 *
 * An easy handle is libcurl's CURL, which is void.  Only these two include this.
 */
#ifndef PORT_HTTP_CURL_H
#define PORT_HTTP_CURL_H

#include "port/net/http.h"

struct curl_slist;

/* A new handle, for curl_easy_cleanup; NULL: ERR_UNAVAILABLE, ERR_NO_MEMORY. The first one starts libcurl. */
void *http_curl_easy(struct err *err);
/* How to connect: certificates, proxy, times. */
void http_curl_transport(void *easy, const struct http_call *call);
/* What to send. The headers must stay until the call is over. */
void http_curl_request(void *easy, const struct http_call *call, struct curl_slist *headers);
/* "Name: value"s, NULL at the end, as libcurl wants them: a list for curl_slist_free_all. */
int http_curl_headers(const char *const *headers, struct curl_slist **ret, struct err *err);

#endif
