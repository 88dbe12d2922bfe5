#include "front/api/sink_voice.h"

#include <stdio.h>

#include "chat/answer_json.h"
#include "port/system/crypto.h"

/* Bytes encoded and written at a time; a multiple of 3, so that base64 needs padding only at the end. */
enum { STEP = 6144, CODE_MAX = 2 * STEP + 1, TEXT_MAX = 4 << 20 };

static struct sink_voice *of(struct voice_sink *voice)
{
	return (struct sink_voice *)voice;
}

/* --- the speech, piece by piece: it may have many megabytes -------------------------- */

static void hex(struct str s, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		buf_char(out, digits[c >> 4]);
		buf_char(out, digits[c & 15]);
	}
}

static void base64(struct str s, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < s.n; i += 3) {
		unsigned char c[3] = {(unsigned char)s.p[i]};

		c[1] = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
		c[2] = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
		buf_char(out, digits[c[0] >> 2]);
		buf_char(out, digits[(c[0] & 3) << 4 | c[1] >> 4]);
		buf_char(out, i + 1 < s.n ? digits[(c[1] & 15) << 2 | c[2] >> 6] : '=');
		buf_char(out, i + 2 < s.n ? digits[c[2] & 63] : '=');
	}
}

/* Bytes on their way into the body: as they are, or encoded in steps. */
struct speech_writer {
	struct sink_voice *o;
	bool raw;
	size_t n;
	char step[STEP];
};

static int flush(struct speech_writer *w)
{
	BUF_AUTO struct buf code = BUF_MAX(CODE_MAX);
	struct str bytes = {w->step, w->n};

	w->n = 0;
	if (w->raw)
		return resp_write(w->o->resp, bytes);
	if (w->o->base64)
		base64(bytes, &code);
	else
		hex(bytes, &code);
	return code.bad ? -1 : resp_write(w->o->resp, buf_view(&code));
}

static int put(struct speech_writer *w, struct str s)
{
	while (s.n) {
		struct str part = str_sub(s, 0, sizeof w->step - w->n);

		memcpy(w->step + w->n, part.p, part.n);
		w->n += part.n;
		s = str_sub(s, part.n, s.n);
		if (w->n == sizeof w->step && flush(w))
			return -1;
	}
	return 0;
}

/* All clips as one WAV file; nothing when there is no speech. */
static int write_speech(struct sink_voice *o, const struct voice_answer *a, bool raw)
{
	struct speech_writer w = {.o = o, .raw = raw};
	unsigned char header[WAV_HEADER_BYTES];
	size_t i;

	if (a->spoken.clips_n == 0)
		return 0;
	wav_header(&a->spoken.format, (uint32_t)a->spoken.format.pcm.n, header);
	if (put(&w, (struct str){(char *)header, sizeof header}))
		return -1;
	for (i = 0; i < a->spoken.clips_n; i++) {
		struct speak_clip clip;

		speak_clip(a->speech, i, &clip);
		if (put(&w, clip.wav.pcm))
			return -1;
	}
	return flush(&w);
}

/* --- the rest of the answer --------------------------------------------------------- */

/* The time of each step, and by how much they overlapped. */
static struct json *times_json(const struct voice_answer *a)
{
	struct json *o = json_new_object();
	double sum = a->seconds[VOICE_T_STT] + a->seconds[VOICE_T_EMOTION] + a->seconds[VOICE_T_RAG] +
		     a->seconds[VOICE_T_TTS];
	double overlap = sum - a->seconds[VOICE_T_TOTAL];

	json_set_real(o, "speech_to_text", a->seconds[VOICE_T_STT], 6);
	json_set_real(o, "emotion_analysis", a->seconds[VOICE_T_EMOTION], 6);
	json_set_real(o, "process_rag", a->seconds[VOICE_T_RAG], 6);
	json_set_real(o, "text_to_speech", a->seconds[VOICE_T_TTS], 6);
	json_set_real(o, "total", a->seconds[VOICE_T_TOTAL], 6);
	json_set_real(o, "overlap", overlap > 0 ? overlap : 0, 6);
	json_set_real(o, "first_audio", a->seconds[VOICE_T_FIRST_AUDIO], 6);
	json_set_real(o, "retrieval", a->chat->seconds[CHAT_T_RETRIEVAL], 6);
	json_set_real(o, "generation", a->chat->seconds[CHAT_T_GENERATION], 6);
	return o;
}

static struct json *voice_json(const struct voice_answer *a)
{
	struct json *o = answer_json(a->chat, a->question);

	json_set_str(o, "transcript", a->transcript);
	json_set_cstr(o, "emotion", a->emotion);
	json_set_bool(o, "degraded", a->degraded);
	json_set(o, "exec_time", times_json(a));
	return o;
}

static int text_of(const struct voice_answer *a, struct buf *text)
{
	JSON_AUTO struct json *v = voice_json(a);

	json_write(v, text);
	return text->bad ? -1 : 0;
}

static int json_done(struct voice_sink *voice, const struct voice_answer *a)
{
	BUF_AUTO struct buf text = BUF_MAX(TEXT_MAX);
	struct sink_voice *o = of(voice);

	/* the object's first member is written by hand, so that the speech is never held in one piece */
	if (text_of(a, &text) || resp_begin(o->resp, 200, "application/json; charset=utf-8") ||
	    resp_write(o->resp, STR("{\"audio\":\"")) || write_speech(o, a, false) ||
	    resp_write(o->resp, STR("\",")))
		return -1;
	return resp_write(o->resp, str_sub(buf_view(&text), 1, text.n));
}

static int mixed_done(struct voice_sink *voice, const struct voice_answer *a)
{
	BUF_AUTO struct buf text = BUF_MAX(TEXT_MAX);
	struct sink_voice *o = of(voice);
	char boundary[CRYPTO_UUID_BYTES], type[100], part[200];

	crypto_uuid4(boundary);
	snprintf(type, sizeof type, "multipart/mixed; boundary=%s", boundary);
	if (text_of(a, &text) || resp_begin(o->resp, 200, type))
		return -1;
	snprintf(part, sizeof part, "--%s\r\nContent-Type: application/json; charset=utf-8\r\n\r\n", boundary);
	if (resp_write(o->resp, str_of(part)) || resp_write(o->resp, buf_view(&text)))
		return -1;
	snprintf(part, sizeof part, "\r\n--%s\r\nContent-Type: audio/wav\r\n\r\n", boundary);
	if (a->spoken.clips_n && (resp_write(o->resp, str_of(part)) || write_speech(o, a, true)))
		return -1;
	snprintf(part, sizeof part, "\r\n--%s--\r\n", boundary);
	return resp_write(o->resp, str_of(part));
}

/* Without speech there is no WAV to send: the text then goes as JSON. */
static int wav_done(struct voice_sink *voice, const struct voice_answer *a)
{
	struct sink_voice *o = of(voice);

	if (a->spoken.clips_n == 0)
		return json_done(voice, a);
	resp_header(o->resp, "Content-Length", "%zu", a->spoken.format.pcm.n + WAV_HEADER_BYTES);
	if (resp_begin(o->resp, 200, "audio/wav"))
		return -1;
	return write_speech(o, a, true);
}

/* --- events ------------------------------------------------------------------------- */

static int events_heard(struct voice_sink *voice, struct str transcript)
{
	struct json *v = json_new_object();

	json_set_str(v, "transcript", transcript);
	return event_stream_send(&of(voice)->text.stream, "transcript", v);
}

/* Each clip is a WAV file of its own, so that it can be played at once. */
static int events_clip(struct voice_sink *voice, const struct speak_clip *clip)
{
	BUF_AUTO struct buf file = BUF_MAX(clip->wav.pcm.n + WAV_HEADER_BYTES);
	BUF_AUTO struct buf code = BUF_MAX(2 * (clip->wav.pcm.n + WAV_HEADER_BYTES) + 4);
	struct sink_voice *o = of(voice);
	struct json *v;

	wav_write(&clip->wav, &file);
	if (o->base64)
		base64(buf_view(&file), &code);
	else
		hex(buf_view(&file), &code);
	v = json_new_object();
	json_set_int(v, "index", o->clips++);
	json_set_str(v, "text", clip->text);
	json_set_str(v, "audio", buf_view(&code));
	return event_stream_send(&o->text.stream, "audio", v);
}

/* The speech has gone out already. */
static int events_done(struct voice_sink *voice, const struct voice_answer *a)
{
	return event_stream_send(&of(voice)->text.stream, "done", voice_json(a));
}

/* --- choosing, and failing ------------------------------------------------------------- */

static int choose_code(struct sink_voice *o, const struct req *r, struct err *err)
{
	struct str code = STR("hex");

	req_param(r, "audio", &code);
	o->base64 = str_eq(code, STR("base64"));
	if (!o->base64 && !str_eq(code, STR("hex")))
		return err_param(err, ERR_PARAM_INVALID, "audio", "audio must be hex or base64");
	return 0;
}

static enum sink_voice_form form_of(const struct req *r)
{
	static const struct {
		const char *media_type;
		enum sink_voice_form form;
	} forms[] = {
		{"text/event-stream", SINK_VOICE_EVENTS},
		{"application/json", SINK_VOICE_JSON},
		{"multipart/mixed", SINK_VOICE_MIXED},
		{"audio/wav", SINK_VOICE_WAV},
	};
	size_t i;

	for (i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (req_accepts(r, forms[i].media_type))
			return forms[i].form;
	return SINK_VOICE_JSON;
}

int sink_voice_init(struct sink_voice *o, struct req *r, struct resp *p, const struct chat_question *q,
		    struct err *err)
{
	static int (*const done[])(struct voice_sink *, const struct voice_answer *) = {
		[SINK_VOICE_JSON] = json_done,
		[SINK_VOICE_EVENTS] = events_done,
		[SINK_VOICE_MIXED] = mixed_done,
		[SINK_VOICE_WAV] = wav_done,
	};

	*o = (struct sink_voice){.resp = p, .form = form_of(r)};
	if (choose_code(o, r, err))
		return -1;
	sink_events(&o->text, r, p, q);
	o->text.chat.done = NULL;
	o->voice.text = &o->text.chat;
	o->voice.done = done[o->form];
	if (o->form == SINK_VOICE_EVENTS) {
		o->voice.heard = events_heard;
		o->voice.clip = events_clip;
	} else {
		/* nothing goes out before all is known; only the hang-up is watched */
		o->text.chat.delta = NULL;
		o->text.chat.restart = NULL;
		o->text.chat.block = NULL;
		o->text.chat.source = NULL;
		o->text.chat.wait = NULL;
	}
	return 0;
}

int sink_voice_fail(struct sink_voice *o, const struct err *err)
{
	return o->form == SINK_VOICE_EVENTS ? sink_fail(&o->text, err) : -1;
}
