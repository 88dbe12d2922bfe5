/* POST /v1/audio: a recorded question in, a spoken answer out. */
#include "front/api/api.h"
#include "front/api/question.h"
#include "front/api/recording.h"
#include "front/api/sink_voice.h"

/* "language" as a query parameter or as a field of the form; other values are ignored. */
static enum lang hinted(const struct req *r, enum lang of_form)
{
	struct str code;

	return req_param(r, "language", &code) ? lang_of_code(code) : of_form;
}

int api_audio(struct req *r, struct resp *p, struct err *err)
{
	RECORDING_AUTO struct recording recording = {0};
	struct voice_question q = {.chat = question_of(r), .began_us = clock_mono_us()};
	struct chat_env env = question_env(r);
	struct sink_voice out;

	if (sink_voice_init(&out, r, p, &q.chat, err) || recording_receive(r, p, "audio", &recording, err))
		return -1;
	q.chat.lang = hinted(r, recording.lang);
	q.pcm = buf_view(&recording.pcm);
	return voice_ask(&env, &q, &out.voice, err) ? sink_voice_fail(&out, err) : 0;
}
