#include "port/net/ws_upgrade.h"

#include <openssl/evp.h>

#include "port/system/crypto.h"

enum { KEY_BYTES = 16, KEY_TEXT = 25, KEY_MAX = 64 };

int ws_place_of(const char *url, struct ws_place *ret, struct err *err)
{
	struct str rest = str_of(url);
	size_t end;

	ret->tls = str_starts(rest, STR("wss://"));
	if (!ret->tls && !str_starts(rest, STR("ws://")))
		return err_set(err, ERR_CONFIG, "the URL does not begin with ws:// or wss://");
	rest = str_sub(rest, ret->tls ? 6 : 5, rest.n);
	end = str_find_char(rest, '/');
	ret->host = str_sub(rest, 0, end);
	ret->path = end < rest.n ? str_sub(rest, end, rest.n) : STR("/");
	if (ret->host.n == 0 || strpbrk(url, " \r\n") || str_find_char(ret->host, '?') < ret->host.n)
		return err_set(err, ERR_CONFIG, "the WebSocket URL has no proper host");
	return 0;
}

int ws_accept_of(struct str key, char ret[WS_ACCEPT_TEXT], struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(KEY_MAX + 40);
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	buf_str(&text, key);
	buf_cstr(&text, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"); /* RFC 6455, 1.3 */
	if (text.bad || !EVP_Digest(text.p, text.n, digest, &n, EVP_sha1(), NULL) || n != 20)
		return err_set(err, ERR_IO, "OpenSSL has no SHA-1");
	EVP_EncodeBlock((unsigned char *)ret, digest, (int)n);
	return 0;
}

int ws_upgrade_request(const struct ws_place *at, const char *const *headers, struct buf *request,
		       char ret_accept[WS_ACCEPT_TEXT], struct err *err)
{
	unsigned char random[KEY_BYTES];
	char key[KEY_TEXT];
	size_t i;

	crypto_random(random, sizeof random);
	EVP_EncodeBlock((unsigned char *)key, random, KEY_BYTES);
	buf_printf(request,
		   "GET %.*s HTTP/1.1\r\nHost: %.*s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		   "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\nUser-Agent: itb-chatbot\r\n",
		   STR_ARG(at->path), STR_ARG(at->host), key);
	for (i = 0; headers && headers[i]; i++)
		buf_printf(request, "%s\r\n", headers[i]);
	buf_cstr(request, "\r\n");
	if (request->bad)
		return err_set(err, ERR_CONFIG, "the WebSocket request is too long");
	return ws_accept_of(str_of(key), ret_accept, err);
}

int ws_upgrade_check(struct str head, const char *accept, struct err *err)
{
	struct str line, name;
	bool accepted = false;
	long status = 0;

	if (!str_cut(&head, '\n', &line) || !str_starts(line, STR("HTTP/1.1 ")) ||
	    !str_to_long(str_sub(line, 9, 3), &status) || status != 101)
		return err_set(err, ERR_REFUSED, "the WebSocket upgrade was answered with status %ld", status);
	while (str_cut(&head, '\n', &line)) {
		if (!str_cut(&line, ':', &name) || !str_ieq(name, STR("Sec-WebSocket-Accept")))
			continue;
		accepted = str_eq(str_trim(line), str_of(accept));
	}
	return accepted ? 0 : err_set(err, ERR_REFUSED, "the peer is not a WebSocket server");
}
