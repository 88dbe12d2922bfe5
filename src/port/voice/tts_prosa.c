/*
 * Prosa's streaming synthesiser.  It gets {"token"} and then what is wanted, and
 * answers with JSON; then it gets {"text"}, and answers with a binary message, a WAV.
 */
#include "base/json.h"
#include "port/net/ws.h"
#include "port/voice/tts.h"

static int send_json(struct ws *w, const struct json *v, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(1 << 17);

	json_write(v, &text);
	if (text.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a message");
	return ws_send(w, false, buf_view(&text), err);
}

static int introduce(struct ws *w, const struct conf *conf, struct err *err)
{
	JSON_AUTO struct json *token = json_new_object(), *wanted = json_new_object();

	json_set_cstr(token, "token", conf->prosa_tts_api_key);
	json_set_cstr(wanted, "label", "itb-chatbot");
	json_set_cstr(wanted, "model", *conf->tts_model ? conf->tts_model : "tts-ghifari-professional");
	json_set_cstr(wanted, "audio_format", "wav");
	json_set_int(wanted, "sample_rate", 8000);
	return send_json(w, token, err) || send_json(w, wanted, err) ? -1 : 0;
}

static int receive(struct ws *w, bool binary_wanted, struct buf *message, struct err *err)
{
	bool binary;

	if (ws_receive(w, message, &binary, err))
		return -1;
	if (binary != binary_wanted)
		return err_set(err, ERR_REFUSED, "%.*s", binary ? 0 : (int)(message->n < 120 ? message->n : 120),
			       message->p);
	return 0;
}

static int exchange(struct ws *w, const struct tts_call *c, struct buf *file, struct err *err)
{
	JSON_AUTO struct json *text = json_new_object();

	json_set_str(text, "text", c->text);
	if (introduce(w, c->conf, err) || receive(w, false, file, err) || send_json(w, text, err))
		return -1;
	return receive(w, true, file, err);
}

int tts_prosa(const struct tts_call *c, struct buf *file, struct err *err)
{
	struct ws_target target = {.url = c->conf->prosa_tts_url, .ca_file = c->conf->speech_ca_file,
				   .message_max = TTS_WAV_MAX, .patience = c->patience};
	struct ws *w;
	int failed;

	if (ws_open(&target, &w, err))
		return -1;
	failed = exchange(w, c, file, err);
	ws_close(w);
	return failed;
}
