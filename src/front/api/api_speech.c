/*
 * OpenAI's routes of speech over our providers: POST /v1/audio/transcriptions
 * (a recording becomes text) and POST /v1/audio/speech (text becomes WAV).
 */
#include "base/utf8.h"
#include "chat/speak.h"
#include "chat/voice.h"
#include "front/api/api.h"
#include "front/http/fcgi.h"
#include "front/api/question.h"
#include "front/api/recording.h"
#include "port/voice/audio.h"
#include "port/voice/stt.h"
#include "port/voice/tts.h"

enum { WAIT_MS = 1000 };

static bool is_none(const char *provider)
{
	return str_eq(str_of(provider), STR("none"));
}

/* --- hearing */

static int hear(struct req *r, const struct recording *recording, struct buf *text, struct err *err)
{
	struct str pcm = buf_view(&recording->pcm);
	BUF_AUTO struct buf file = BUF_MAX(pcm.n + WAV_HEADER_BYTES);
	struct wav wav = {AUDIO_RATE, 1, pcm};
	struct patience patience = {.deadline = r->deadline, .watch_fd = fcgi_fd(r->fcgi)};
	struct stt_call call = {.conf = r->conf, .http = r->ports->http, .traceparent = r->traceparent,
		.patience = &patience};

	if (voice_is_silent(pcm))
		return 0;
	wav_write(&wav, &file);
	call.wav = buf_view(&file);
	call.lang = recording->lang != LANG_UNKNOWN                    ? lang_code(recording->lang)
		    : str_eq(str_of(r->conf->stt_language), STR("auto")) ? ""
									 : r->conf->stt_language;
	if (stt_hear(&call, text, err) == 0)
		return 0;
	if (err->code != ERR_GONE)
		err->code = ERR_SPEECH_FAILED;
	return -1;
}

static int check_form(struct str form, struct err *err)
{
	static const char *const forms[] = {"", "json", "text", "verbose_json"};
	size_t i;

	for (i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (str_eq(form, str_of(forms[i])))
			return 0;
	return err_param(err, ERR_PARAM_INVALID, "response_format",
			 "response_format may be json, text or verbose_json");
}

static void send_transcript(struct resp *p, const struct recording *recording, struct str text)
{
	struct wav wav = {AUDIO_RATE, 1, buf_view(&recording->pcm)};
	struct json *v;

	if (str_eq(str_of(recording->form), STR("text"))) {
		resp_bytes(p, 200, "text/plain; charset=utf-8", text);
		return;
	}
	v = json_new_object();
	json_set_str(v, "text", text);
	if (str_eq(str_of(recording->form), STR("verbose_json"))) {
		json_set_cstr(v, "task", "transcribe");
		json_set_cstr(v, "language", recording->lang == LANG_EN ? "english" : "indonesian");
		json_set_real(v, "duration", wav_seconds(&wav), 3);
		json_set(v, "segments", json_new_array());
	}
	resp_json(p, 200, v);
}

int api_transcriptions(struct req *r, struct resp *p, struct err *err)
{
	RECORDING_AUTO struct recording recording = {0};
	BUF_AUTO struct buf text = BUF_MAX(STT_TEXT_MAX);

	if (is_none(stt_provider(r->conf)))
		return err_public(err, ERR_NOT_CONFIGURED, "no speech recogniser is set up");
	if (recording_receive(r, p, "file", &recording, err) || check_form(str_of(recording.form), err) ||
	    hear(r, &recording, &text, err))
		return -1;
	send_transcript(p, &recording, buf_view(&text));
	return 0;
}

/* --- speaking */

static int read_input(const struct req *r, const struct json *body, struct str *ret, struct err *err)
{
	const struct json *form = json_get(body, "response_format");

	if (form && !str_eq(json_str_or_empty(form), STR("wav")))
		return err_param(err, ERR_PARAM_INVALID, "response_format", "response_format may only be wav");
	*ret = json_str_or_empty(json_get(body, "input"));
	if (question_check(r, *ret, "input", err))
		return -1;
	if (utf8_count(*ret) > (size_t)r->conf->tts_max_chars)
		return err_param(err, ERR_PARAM_INVALID, "input", "input may have %ld characters at most",
				 r->conf->tts_max_chars);
	return 0;
}

static int send_speech(struct resp *p, const struct speak *s, const struct speak_result *spoken, struct err *err)
{
	BUF_AUTO struct buf file = BUF_MAX(spoken->format.pcm.n + WAV_HEADER_BYTES);
	unsigned char header[WAV_HEADER_BYTES];
	struct speak_clip clip;
	size_t i;

	wav_header(&spoken->format, (uint32_t)spoken->format.pcm.n, header);
	buf_add(&file, header, sizeof header);
	for (i = 0; i < spoken->clips_n; i++) {
		speak_clip(s, i, &clip);
		buf_str(&file, clip.wav.pcm);
	}
	if (file.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a speech");
	resp_bytes(p, 200, "audio/wav", buf_view(&file));
	return 0;
}

static int speak(struct req *r, struct resp *p, struct str text, struct err *err)
{
	struct speak_plan plan = {r->conf, lang_detect(text), r->traceparent, r->deadline};
	struct speak *s = speak_new(&plan);
	struct speak_result spoken;
	struct speak_clip clip;
	int failed;

	if (s == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for speaking");
	speak_add(s, text);
	speak_end(s);
	while (speak_next(s, WAIT_MS, &clip) != SPEAK_OVER)
		;
	speak_result(s, &spoken);
	if (spoken.failed)
		failed = err_set(err, ERR_SPEECH_FAILED, "%s", spoken.why.msg);
	else if (spoken.clips_n == 0)
		failed = err_param(err, ERR_PARAM_INVALID, "input", "input has nothing that can be spoken");
	else
		failed = send_speech(p, s, &spoken, err);
	speak_free(s);
	return failed ? -1 : 0;
}

int api_speech(struct req *r, struct resp *p, struct err *err)
{
	JSON_AUTO struct json *body = NULL;
	struct str text;

	if (is_none(tts_provider(r->conf)))
		return err_public(err, ERR_NOT_CONFIGURED, "no speech synthesiser is set up");
	if (req_json(r, &body, err) || read_input(r, body, &text, err))
		return -1;
	return speak(r, p, text, err);
}
