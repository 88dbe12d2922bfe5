/*
 * OpenAI's POST /v1/audio/transcriptions, which Groq and whisper.cpp's server
 * speak as well.  The latter serves one request at a time, does not trim its text,
 * and reports errors as plain text or {"error":"…"}.
 */
#include "base/json.h"
#include "port/net/multipart_write.h"
#include "port/net/post.h"
#include "port/voice/stt.h"

enum { ANSWER_MAX = 1 << 20, ROOM = 4096 };

static void fill(struct multipart_write *f, const struct stt_call *c)
{
	const char *model = *c->conf->stt_model ? c->conf->stt_model : "whisper-1";

	multipart_write_field(f, "model", str_of(model));
	multipart_write_field(f, "response_format", STR("json"));
	if (*c->lang)
		multipart_write_field(f, "language", str_of(c->lang));
	multipart_write_file(f, "file", "audio.wav", "audio/wav", c->wav);
	multipart_write_end(f);
}

static int read_answer(struct str body, struct buf *text, struct err *err)
{
	JSON_AUTO struct json *v = NULL;
	struct str said;

	if (json_parse(body, JSON_LENIENT, &v, err))
		return -1;
	if (!json_to_str(json_get(v, "text"), &said))
		return err_set(err, ERR_BAD_DATA, "the answer holds no text");
	buf_str(text, said);
	return 0;
}

int stt_openai(const struct stt_call *c, struct buf *text, struct err *err)
{
	BUF_AUTO struct buf answer = BUF_MAX(ANSWER_MAX);
	bool themselves = *c->conf->stt_url == '\0';
	struct multipart_write form;
	int failed;

	multipart_write_init(&form, c->wav.n + ROOM);
	fill(&form, c);
	if (form.body.bad) {
		failed = err_set(err, ERR_NO_MEMORY, "no memory for a recording of %zu bytes", c->wav.n);
	} else {
		struct post post = {
			.http = c->http,
			.base = str_of(themselves ? "https://api.openai.com/v1" : c->conf->stt_url),
			.path = "/audio/transcriptions",
			.content_type = form.content_type,
			.ca_file = c->conf->speech_ca_file,
			.key = str_of(themselves && !*c->conf->stt_api_key ? c->conf->openai_api_key
									   : c->conf->stt_api_key),
			.body = buf_view(&form.body),
			.traceparent = c->traceparent,
		};

		failed = post_whole(&post, c->patience, &answer, err);
	}
	multipart_write_release(&form);
	return failed ? -1 : read_answer(buf_view(&answer), text, err);
}
