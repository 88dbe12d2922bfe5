#include "chat/voice.h"

#include <stdio.h>

#include "base/log.h"
#include "base/utf8.h"
#include "chat/saying.h"
#include "chat/voice_emotion.h"
#include "port/voice/audio.h"
#include "port/voice/stt.h"

/* Under this nothing but a microphone's hiss is to be heard: see wav_loudness. */
static const double silence = 0.003;

struct voice {
	struct chat_sink chat; /* first: what chat_ask sees */
	struct chat_env *env;
	const struct conf *conf;
	struct voice_sink *out;
	struct chat_question question;
	struct speak_plan plan;
	struct voice_answer answer;
	struct chat_answer chat_answer;
	struct voice_emotion *emotion;
	struct deadline emotion_until;
	enum lang answer_lang; /* it is spoken in */
	int64_t began_us;
};

static double since(int64_t us)
{
	return (double)(clock_mono_us() - us) / 1e6;
}

/* --- listening ------------------------------------------------------------------- */

static int while_listening(void *arg)
{
	struct voice *v = arg;
	struct chat_sink *text = v->out->text;

	return text && text->wait ? text->wait(text) : 0;
}

static const char *spoken_language(const struct voice *v)
{
	if (v->question.lang != LANG_UNKNOWN)
		return lang_code(v->question.lang);
	return strcmp(v->conf->stt_language, "auto") == 0 ? "" : v->conf->stt_language;
}

bool voice_is_silent(struct str pcm)
{
	struct wav wav = {AUDIO_RATE, 1, pcm};

	return wav_loudness(&wav) < silence;
}

static int hear(struct voice *v, struct str pcm, struct buf *text, struct err *err)
{
	BUF_AUTO struct buf file = BUF_MAX(pcm.n + WAV_HEADER_BYTES);
	struct wav wav = {AUDIO_RATE, 1, pcm};
	struct voice_emotion_plan plan = {v->conf, pcm, v->question.traceparent, v->env->deadline};
	struct patience patience = {
		.deadline = v->env->deadline,
		.on_wait = while_listening,
		.arg = v,
		.watch_fd = v->out->text ? v->out->text->watch_fd : 0,
	};
	struct stt_call call = {
		.conf = v->conf,
		.http = v->env->ports->http,
		.lang = spoken_language(v),
		.traceparent = v->question.traceparent,
		.patience = &patience,
	};

	/* recognisers make words up where there are none */
	if (voice_is_silent(pcm))
		return 0;
	v->emotion = voice_emotion_start(&plan);
	wav_write(&wav, &file);
	if (file.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a recording of %zu bytes", pcm.n);
	call.wav = buf_view(&file);
	return stt_hear(&call, text, err);
}

static int listen(struct voice *v, struct str pcm, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(STT_TEXT_MAX * 3);
	int64_t began_us = clock_mono_us();
	struct str said;

	if (hear(v, pcm, &text, err)) {
		if (err->code != ERR_GONE)
			err->code = ERR_SPEECH_FAILED;
		return -1;
	}
	v->answer.seconds[VOICE_T_STT] = since(began_us);
	said = buf_view(&text);
	said = str_trim(str_sub(said, 0, utf8_prefix(said, (size_t)v->conf->max_message_chars)));
	v->question.text = v->answer.transcript = arena_str(v->env->arena, said);
	if (v->out->heard && v->out->heard(v->out, v->answer.transcript))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

/* --- answering, and speaking meanwhile ---------------------------------------------- */

/* Gives out what was spoken by now. Non-zero: the reader is gone. */
static int give_clips(struct voice *v, int64_t wait_ms, enum speak_state *ret)
{
	struct speak_clip clip;
	double *first = &v->answer.seconds[VOICE_T_FIRST_AUDIO];

	while ((*ret = speak_next(v->answer.speech, wait_ms, &clip)) == SPEAK_CLIP) {
		if (*first == 0)
			*first = since(v->began_us);
		if (v->out->clip && v->out->clip(v->out, &clip))
			return -1;
	}
	return 0;
}

static int on_delta(struct chat_sink *chat, struct str piece)
{
	struct voice *v = (struct voice *)chat;
	struct chat_sink *text = v->out->text;
	enum speak_state state;

	if (text && text->delta && text->delta(text, piece))
		return -1;
	speak_add(v->answer.speech, piece);
	return give_clips(v, 0, &state);
}

/* Sentences that a reader was given already stay given. */
static int on_restart(struct chat_sink *chat)
{
	struct voice *v = (struct voice *)chat;
	struct chat_sink *text = v->out->text;

	speak_free(v->answer.speech);
	v->answer.speech = speak_new(&v->plan);
	if (v->answer.speech == NULL)
		return -1;
	return text && text->restart ? text->restart(text) : 0;
}

static int on_block(struct chat_sink *chat, const struct json *block, size_t index)
{
	struct chat_sink *text = ((struct voice *)chat)->out->text;

	return text && text->block ? text->block(text, block, index) : 0;
}

static int on_source(struct chat_sink *chat, const struct chat_source *source)
{
	struct chat_sink *text = ((struct voice *)chat)->out->text;

	return text && text->source ? text->source(text, source) : 0;
}

static int on_wait(struct chat_sink *chat)
{
	struct voice *v = (struct voice *)chat;
	struct chat_sink *text = v->out->text;
	enum speak_state state;

	if (text && text->wait && text->wait(text))
		return -1;
	return give_clips(v, 0, &state);
}

/* Sources borrow from the knowledge, which chat_ask lets go of when it returns. */
static int keep_sources(struct arena *a, struct chat_answer *answer)
{
	struct chat_source *kept = ARENA_ARRAY(a, answer->sources_n + 1, struct chat_source);
	size_t i, j;

	if (kept == NULL)
		return -1;
	for (i = 0; i < answer->sources_n; i++) {
		struct str *const texts[] = {&kept[i].title,  &kept[i].quote,   &kept[i].source,
					     &kept[i].url,    &kept[i].heading, &kept[i].chunk_id};

		kept[i] = answer->sources[i];
		for (j = 0; j < sizeof texts / sizeof texts[0]; j++)
			*texts[j] = arena_str(a, *texts[j]);
	}
	answer->sources = kept;
	return 0;
}

static int on_done(struct chat_sink *chat, const struct chat_answer *answer)
{
	struct voice *v = (struct voice *)chat;

	v->chat_answer = *answer;
	v->chat_answer.blocks = answer->blocks ? json_share(answer->blocks) : NULL;
	return keep_sources(v->env->arena, &v->chat_answer);
}

static struct str late_emotion(void *arg)
{
	struct voice *v = arg;

	return str_of(voice_emotion_wait(v->emotion, v->emotion_until));
}

/* Nothing was asked, so nobody is asked. */
static int answer_unheard(struct voice *v, struct err *err)
{
	struct chat_answer *a = &v->chat_answer;

	a->lang = v->answer_lang;
	a->text = saying_text(SAYING_UNHEARD, a->lang, v->conf, v->env->arena);
	return on_delta(&v->chat, a->text) ? err_set(err, ERR_GONE, "the reader went away") : 0;
}

static int answer(struct voice *v, struct err *err)
{
	int64_t began_us = clock_mono_us();

	if (v->question.text.n == 0)
		return answer_unheard(v, err);
	voice_emotion_hear(v->emotion, v->question.text);
	v->emotion_until = deadline_in(v->conf->emotion_wait_ms);
	v->question.late_emotion = late_emotion;
	v->question.late_emotion_arg = v;
	if (chat_ask(v->env, &v->question, &v->chat, err))
		return -1;
	v->answer.seconds[VOICE_T_RAG] = since(began_us);
	return 0;
}

/* Until the last sentence is spoken. */
static int await_speech(struct voice *v, struct err *err)
{
	enum speak_state state = SPEAK_WORKING;

	speak_end(v->answer.speech);
	while (state != SPEAK_OVER) {
		if (deadline_passed(v->env->deadline))
			break;
		if (give_clips(v, 100, &state) || while_listening(v))
			return err_set(err, ERR_GONE, "the reader went away");
	}
	speak_result(v->answer.speech, &v->answer.spoken);
	if (state != SPEAK_OVER) {
		v->answer.spoken = (struct speak_result){.failed = true};
		err_set(&v->answer.spoken.why, ERR_TIMEOUT, "the request took too long");
	}
	return 0;
}

/* What the question's words say, else what the recording was taken to be in. */
static enum lang language_of_answer(const struct voice *v)
{
	enum lang lang = v->question.lang;

	if (lang == LANG_UNKNOWN)
		lang = lang_detect(v->question.text);
	if (lang == LANG_UNKNOWN)
		lang = lang_of_code(str_of(v->conf->stt_language));
	return lang == LANG_UNKNOWN ? LANG_ID : lang;
}

static int deliver(struct voice *v, struct err *err)
{
	struct voice_answer *a = &v->answer;

	if (a->spoken.failed)
		log_err(LOG_WARNING, "voice", "the answer is not spoken", &a->spoken.why);
	a->question = &v->question;
	a->chat = &v->chat_answer;
	a->degraded = v->chat_answer.degraded || a->spoken.failed;
	a->emotion = voice_emotion_wait(v->question.text.n ? v->emotion : NULL, v->emotion_until);
	a->seconds[VOICE_T_EMOTION] = voice_emotion_seconds(v->emotion);
	a->seconds[VOICE_T_TTS] = a->spoken.seconds;
	a->seconds[VOICE_T_TOTAL] = since(v->began_us);
	return v->out->done(v->out, a) ? err_set(err, ERR_GONE, "the reader went away") : 0;
}

static int run(struct voice *v, struct str pcm, struct err *err)
{
	if (listen(v, pcm, err))
		return -1;
	v->answer_lang = language_of_answer(v);
	v->plan = (struct speak_plan){v->conf, v->answer_lang, v->question.traceparent, v->env->deadline};
	v->answer.speech = speak_new(&v->plan);
	if (v->answer.speech == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the speech");
	return answer(v, err) || await_speech(v, err) || deliver(v, err) ? -1 : 0;
}

int voice_ask(struct chat_env *env, const struct voice_question *q, struct voice_sink *out, struct err *err)
{
	struct voice v = {
		.chat = {.delta = on_delta, .restart = on_restart, .block = on_block, .source = on_source,
			 .wait = on_wait, .done = on_done, .watch_fd = out->text ? out->text->watch_fd : 0},
		.env = env,
		.conf = env->ports->conf,
		.out = out,
		.question = q->chat,
		.began_us = q->began_us,
	};
	int failed = run(&v, q->pcm, err);

	speak_free(v.answer.speech);
	json_free(v.chat_answer.blocks);
	voice_emotion_free(v.emotion);
	return failed;
}
