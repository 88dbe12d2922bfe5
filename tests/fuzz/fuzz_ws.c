/*
 * What a WebSocket server may send after the upgrade, to both of Prosa's
 * exchanges: the connection of port/net/http.h is the input, in steps that its
 * first bytes tell.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "port/net/http_raw.h"
#include "port/net/ws_upgrade.h"
#include "port/system/crypto.h"
#include "port/voice/stt.h"
#include "port/voice/tts.h"

struct http_raw {
	int fd; /* always ready */
	size_t step;
	struct str rest;
	struct buf head; /* of the answer; after it comes the input */
	bool stalls, stalled;
};

/* libFuzzer calls one at a time. */
static struct str input;

int http_raw_open(const struct http_raw_target *target, struct http_raw **ret, struct err *err)
{
	struct http_raw *r = calloc(1, sizeof *r);

	(void)target;
	(void)err;
	r->fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
	r->step = 1 + (unsigned char)input.p[1] * 16u;
	r->stalls = input.p[0] & 2;
	r->rest = str_sub(input, 2, input.n);
	buf_init(&r->head, 8192);
	*ret = r;
	return 0;
}

void http_raw_close(struct http_raw *r)
{
	if (r == NULL)
		return;
	close(r->fd);
	buf_release(&r->head);
	free(r);
}

/* Answers the upgrade request correctly; everything else that is sent is accepted. */
long http_raw_send(struct http_raw *r, struct str data)
{
	static const struct str name = {"Sec-WebSocket-Key: ", 19};
	char accept[WS_ACCEPT_TEXT];
	size_t at = str_find(data, name);

	if (at < data.n && ws_accept_of(str_sub(data, at + name.n, 24), accept, NULL) == 0)
		buf_printf(&r->head, "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
	return (long)data.n;
}

long http_raw_receive(struct http_raw *r, void *p, size_t n)
{
	struct str from = r->head.n ? buf_view(&r->head) : r->rest;

	r->stalled = r->stalls && !r->stalled;
	if (r->stalled)
		return 0;
	if (from.n == 0)
		return -1;
	n = n < r->step ? n : r->step;
	from = str_sub(from, 0, n);
	memcpy(p, from.p, from.n);
	if (r->head.n)
		buf_drop(&r->head, from.n);
	else
		r->rest = str_sub(r->rest, from.n, r->rest.n);
	return (long)from.n;
}

int http_raw_fd(const struct http_raw *r)
{
	return r->fd;
}

static void hear(const struct conf *conf)
{
	BUF_AUTO struct buf text = BUF_MAX(STT_TEXT_MAX);
	struct patience patience = {.deadline = deadline_in(5000)};
	struct stt_call call = {.conf = conf, .wav = STR("RIFF"), .lang = "id", .patience = &patience};

	if (stt_prosa(&call, &text, NULL) == 0 && text.n > STT_TEXT_MAX)
		abort();
}

static void say(const struct conf *conf)
{
	BUF_AUTO struct buf file = BUF_MAX(TTS_WAV_MAX);
	struct patience patience = {.deadline = deadline_in(5000)};
	struct tts_call call = {.conf = conf, .text = STR("Halo."), .lang = "id", .patience = &patience};

	if (tts_prosa(&call, &file, NULL) == 0 && file.n > TTS_WAV_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct conf conf = {
		.prosa_stt_url = "ws://prosa/stt", .prosa_stt_api_key = "key", .prosa_tts_url = "wss://prosa/tts",
		.prosa_tts_api_key = "key", .stt_model = "", .tts_model = "", .speech_ca_file = ""};

	if (size < 2 || crypto_init(NULL))
		return 0;
	input = (struct str){(const char *)data, size};
	if (data[0] & 1)
		hear(&conf);
	else
		say(&conf);
	return 0;
}
