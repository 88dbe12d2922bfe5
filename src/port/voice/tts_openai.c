/* OpenAI's POST /v1/audio/speech. */
#include "base/json.h"
#include "port/net/post.h"
#include "port/voice/tts.h"

enum { BODY_MAX = 1 << 17 };

static void fill(struct buf *body, const struct tts_call *c)
{
	JSON_AUTO struct json *v = json_new_object();

	json_set_cstr(v, "model", *c->conf->tts_model ? c->conf->tts_model : "tts-1");
	json_set_cstr(v, "voice", *c->conf->tts_voice ? c->conf->tts_voice : "alloy");
	json_set_str(v, "input", c->text);
	json_set_cstr(v, "response_format", "wav");
	json_write(v, body);
}

int tts_openai(const struct tts_call *c, struct buf *file, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(BODY_MAX);
	bool themselves = *c->conf->tts_url == '\0';
	struct post post = {
		.http = c->http,
		.base = str_of(themselves ? "https://api.openai.com/v1" : c->conf->tts_url),
		.path = "/audio/speech",
		.ca_file = c->conf->speech_ca_file,
		.key = str_of(themselves && !*c->conf->tts_api_key ? c->conf->openai_api_key : c->conf->tts_api_key),
		.traceparent = c->traceparent,
	};

	fill(&body, c);
	if (body.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a text of %zu bytes", c->text.n);
	post.body = buf_view(&body);
	return post_whole(&post, c->patience, file, err);
}
