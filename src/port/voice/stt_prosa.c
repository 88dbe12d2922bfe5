/*
 * Prosa's streaming recogniser.  A text frame says what is wanted, binary frames
 * carry the file, and an empty one ends it.  Of the answers
 * {"type":"partial"|"result","transcript":"…"} the first result is taken.
 */
#include <stdio.h>

#include "base/json.h"
#include "port/net/ws.h"
#include "port/voice/stt.h"

enum { FRAME_BYTES = 16000, MESSAGE_MAX = 1 << 20 };

static int ask(struct ws *w, const struct stt_call *c, struct err *err)
{
	BUF_AUTO struct buf config = BUF_MAX(4096);
	JSON_AUTO struct json *v = json_new_object();
	struct str left = c->wav;

	json_set_cstr(v, "label", "itb-chatbot");
	json_set_cstr(v, "model", *c->conf->stt_model ? c->conf->stt_model : "asr-general-online");
	json_set_bool(v, "include_partial", false);
	json_write(v, &config);
	if (ws_send(w, false, buf_view(&config), err))
		return -1;
	while (left.n) {
		if (ws_send(w, true, str_sub(left, 0, FRAME_BYTES), err))
			return -1;
		left = str_sub(left, FRAME_BYTES, left.n);
	}
	return ws_send(w, true, STR(""), err);
}

static int listen(struct ws *w, struct buf *text, struct err *err)
{
	BUF_AUTO struct buf message = BUF_MAX(MESSAGE_MAX);
	bool binary, done = false;

	while (!done) {
		JSON_AUTO struct json *v = NULL;

		if (ws_receive(w, &message, &binary, err))
			return -1;
		if (binary || json_parse(buf_view(&message), JSON_LENIENT, &v, NULL))
			continue;
		if (!str_eq(json_str_or_empty(json_get(v, "type")), STR("result")))
			continue;
		buf_str(text, json_str_or_empty(json_get(v, "transcript")));
		done = true;
	}
	return 0;
}

int stt_prosa(const struct stt_call *c, struct buf *text, struct err *err)
{
	char key[600];
	const char *const headers[] = {key, NULL};
	struct ws_target target = {.url = c->conf->prosa_stt_url, .headers = headers,
				   .ca_file = c->conf->speech_ca_file,
				   .message_max = MESSAGE_MAX, .patience = c->patience};
	struct ws *w;
	int failed;

	snprintf(key, sizeof key, "x-api-key: %s", c->conf->prosa_stt_api_key);
	if (ws_open(&target, &w, err))
		return -1;
	failed = ask(w, c, err) || listen(w, text, err);
	ws_close(w);
	return failed ? -1 : 0;
}
