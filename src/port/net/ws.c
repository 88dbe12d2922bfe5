#include "port/net/ws.h"

#include <stdlib.h>
#include <wslay/wslay.h>

#include "port/net/http_raw.h"
#include "port/net/ws_upgrade.h"
#include "port/system/crypto.h"

/* The answer to an upgrade has a few hundred bytes, and some more with proxies. */
enum { HEAD_MAX = 8192 };
/* libwslay reads 4 kB ahead, which hold at most so many messages: a partial result has 36 bytes or more. */
enum { MESSAGES_MAX = 128 };

struct message {
	struct buf data;
	bool binary;
};

struct ws {
	struct ws_target target;
	struct http_raw *raw;
	wslay_event_context_ptr frames;
	struct buf in;       /* received after the upgrade's answer, and not yet taken by libwslay */
	struct message messages[MESSAGES_MAX]; /* whole ones, which ws_receive has yet to hand out */
	size_t messages_n;
	bool flooded;
	int close_status; /* 0: none received */
};

static int wait_for(struct ws *w, short events, struct err *err)
{
	struct pollfd fd = {http_raw_fd(w->raw), events, 0};

	return patience_poll(w->target.patience, &fd, 1, err) ? err_prefix(err, "the WebSocket peer") : 0;
}

/* --- libwslay's view of the connection ------------------------------------------ */

static ssize_t on_receive(wslay_event_context_ptr x, uint8_t *p, size_t n, int flags, void *arg)
{
	struct ws *w = arg;
	long got = 0;

	(void)flags;
	if (w->messages_n) { /* the next ones stay in the socket until this one is taken */
		wslay_event_set_error(x, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	if (w->in.n) {
		size_t take = w->in.n < n ? w->in.n : n;

		memcpy(p, w->in.p, take);
		buf_drop(&w->in, take);
		return (ssize_t)take;
	}
	got = http_raw_receive(w->raw, p, n);
	if (got > 0)
		return got;
	wslay_event_set_error(x, got == 0 ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static ssize_t on_send(wslay_event_context_ptr x, const uint8_t *p, size_t n, int flags, void *arg)
{
	struct ws *w = arg;
	long put = http_raw_send(w->raw, (struct str){(const char *)p, n});

	(void)flags;
	if (put > 0)
		return put;
	wslay_event_set_error(x, put == 0 ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static int on_mask(wslay_event_context_ptr x, uint8_t *p, size_t n, void *arg)
{
	(void)x;
	(void)arg;
	crypto_random(p, n);
	return 0;
}

static void on_message(wslay_event_context_ptr x, const struct wslay_event_on_msg_recv_arg *m, void *arg)
{
	struct ws *w = arg;
	struct message *into;

	(void)x;
	if (m->opcode == WSLAY_CONNECTION_CLOSE)
		w->close_status = m->status_code;
	if (m->opcode != WSLAY_TEXT_FRAME && m->opcode != WSLAY_BINARY_FRAME)
		return;
	if (w->messages_n == MESSAGES_MAX) {
		w->flooded = true;
		return;
	}
	into = &w->messages[w->messages_n++];
	buf_init(&into->data, m->msg_length);
	buf_add(&into->data, m->msg, m->msg_length);
	into->binary = m->opcode == WSLAY_BINARY_FRAME;
	if (into->data.bad)
		w->flooded = true;
}

static int fault(struct ws *w, struct err *err)
{
	if (w->close_status == 0)
		return err_set(err, ERR_UNAVAILABLE, "the WebSocket connection broke");
	return err_set(err, ERR_UNAVAILABLE, "the WebSocket peer closed with status %d", w->close_status);
}

/* Sends what is queued and receives what is there, without waiting. */
static int move(struct ws *w, struct err *err)
{
	if (wslay_event_want_write(w->frames) && wslay_event_send(w->frames))
		return fault(w, err);
	if (w->messages_n == 0 && wslay_event_want_read(w->frames) && wslay_event_recv(w->frames))
		return fault(w, err);
	return w->flooded ? err_set(err, ERR_UNAVAILABLE, "the WebSocket peer sends too many messages at once") : 0;
}

/* --- the upgrade ------------------------------------------------------------------ */

static int send_all(struct ws *w, struct str s, struct err *err)
{
	while (s.n) {
		long n = http_raw_send(w->raw, s);

		if (n < 0)
			return fault(w, err);
		if (n == 0 && wait_for(w, POLLOUT, err))
			return -1;
		s = str_sub(s, (size_t)n, s.n);
	}
	return 0;
}

/* Receives up to and including the empty line; what follows it is in w->in as well. */
static int receive_head(struct ws *w, size_t *ret_bytes, struct err *err)
{
	for (;;) {
		char step[2048];
		size_t end = str_find(buf_view(&w->in), STR("\r\n\r\n"));
		long n;

		if (end < w->in.n) {
			*ret_bytes = end + 4;
			return 0;
		}
		n = http_raw_receive(w->raw, step, sizeof step);
		if (n < 0)
			return fault(w, err);
		if (n == 0 && wait_for(w, POLLIN, err))
			return -1;
		buf_add(&w->in, step, (size_t)n);
		if (w->in.bad)
			return err_set(err, ERR_REFUSED, "the answer to the WebSocket upgrade is too long");
	}
}

static int upgrade(struct ws *w, const struct ws_place *at, struct err *err)
{
	BUF_AUTO struct buf request = BUF_MAX(HEAD_MAX);
	char accept[WS_ACCEPT_TEXT];
	size_t head = 0;

	if (ws_upgrade_request(at, w->target.headers, &request, accept, err) ||
	    send_all(w, buf_view(&request), err) || receive_head(w, &head, err) ||
	    ws_upgrade_check(str_sub(buf_view(&w->in), 0, head), accept, err))
		return -1;
	buf_drop(&w->in, head);
	return 0;
}

static int connect_to(struct ws *w, const struct ws_place *at, struct err *err)
{
	BUF_AUTO struct buf url = BUF_MAX(4096);
	struct http_raw_target t = {.ca_file = w->target.ca_file, .deadline = w->target.patience->deadline};

	buf_printf(&url, "%s://%.*s/", at->tls ? "https" : "http", STR_ARG(at->host));
	if (url.bad)
		return err_set(err, ERR_CONFIG, "the WebSocket URL is too long");
	t.url = url.p;
	return http_raw_open(&t, &w->raw, err);
}

/* --- public ------------------------------------------------------------------------ */

static int open_frames(struct ws *w, struct err *err)
{
	static const struct wslay_event_callbacks callbacks = {
		.recv_callback = on_receive,
		.send_callback = on_send,
		.genmask_callback = on_mask,
		.on_msg_recv_callback = on_message,
	};

	if (wslay_event_context_client_init(&w->frames, &callbacks, w))
		return err_set(err, ERR_NO_MEMORY, "no memory for libwslay");
	wslay_event_config_set_max_recv_msg_length(w->frames, w->target.message_max);
	return 0;
}

int ws_open(const struct ws_target *target, struct ws **ret, struct err *err)
{
	struct ws_place at = {0};
	struct ws *w;

	if (ws_place_of(target->url, &at, err))
		return -1;
	w = calloc(1, sizeof *w);
	if (w == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a WebSocket");
	w->target = *target;
	buf_init(&w->in, HEAD_MAX);
	if (connect_to(w, &at, err) || upgrade(w, &at, err) || open_frames(w, err)) {
		ws_close(w);
		return -1;
	}
	*ret = w;
	return 0;
}

void ws_close(struct ws *w)
{
	if (w == NULL)
		return;
	if (w->frames) {
		wslay_event_queue_close(w->frames, WSLAY_CODE_NORMAL_CLOSURE, NULL, 0);
		wslay_event_send(w->frames);
		wslay_event_context_free(w->frames);
	}
	http_raw_close(w->raw);
	buf_release(&w->in);
	while (w->messages_n)
		buf_release(&w->messages[--w->messages_n].data);
	free(w);
}

int ws_send(struct ws *w, bool binary, struct str message, struct err *err)
{
	struct wslay_event_msg m = {binary ? WSLAY_BINARY_FRAME : WSLAY_TEXT_FRAME,
				    (const uint8_t *)(message.p ? message.p : ""), message.n};

	if (wslay_event_queue_msg(w->frames, &m))
		return fault(w, err);
	for (;;) {
		if (move(w, err))
			return -1;
		if (!wslay_event_want_write(w->frames))
			return 0;
		/* with a message not yet taken nothing is read, so only room to write counts */
		if (wait_for(w, w->messages_n ? POLLOUT : POLLIN | POLLOUT, err))
			return -1;
	}
}

static void take_first(struct ws *w, struct buf *message, bool *ret_binary)
{
	struct message first = w->messages[0];

	memmove(w->messages, w->messages + 1, --w->messages_n * sizeof w->messages[0]);
	buf_reset(message);
	buf_str(message, buf_view(&first.data));
	*ret_binary = first.binary;
	buf_release(&first.data);
}

int ws_receive(struct ws *w, struct buf *message, bool *ret_binary, struct err *err)
{
	while (w->messages_n == 0) {
		if (move(w, err))
			return -1;
		if (w->messages_n)
			break;
		if (w->close_status || !wslay_event_want_read(w->frames))
			return fault(w, err);
		if (wait_for(w, wslay_event_want_write(w->frames) ? POLLIN | POLLOUT : POLLIN, err))
			return -1;
	}
	take_first(w, message, ret_binary);
	return message->bad ? err_set(err, ERR_BAD_DATA, "the WebSocket message is too long") : 0;
}
