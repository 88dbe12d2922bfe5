#include "cli/ask_audio.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "chat/answer_json.h"
#include "chat/voice.h"
#include "port/system/child.h"
#include "port/voice/audio.h"

enum { JSON_MAX = 4 << 20 };

struct asking {
	struct voice_sink voice; /* first: what voice_ask sees */
	const struct ask_audio *ask;
	struct err err;
};

static int print_transcript(struct voice_sink *voice, struct str transcript)
{
	const struct asking *a = (const struct asking *)voice;

	if (!a->ask->json)
		printf("\xe2\x80\x9c%.*s\xe2\x80\x9d\n\n", STR_ARG(transcript));
	return fflush(stdout);
}

static int print_json(const struct voice_answer *answer)
{
	BUF_AUTO struct buf b = BUF_MAX(JSON_MAX);
	JSON_AUTO struct json *v = answer_json(answer->chat, answer->question);

	json_set_str(v, "transcript", answer->transcript);
	json_set_cstr(v, "emotion", answer->emotion);
	json_set_bool(v, "degraded", answer->degraded);
	json_write(v, &b);
	printf("%.*s\n", STR_ARG(buf_view(&b)));
	return b.bad ? -1 : 0;
}

static int write_speech(const struct voice_answer *answer, const char *path, struct err *err)
{
	BUF_AUTO struct buf file = BUF_MAX(answer->spoken.format.pcm.n + WAV_HEADER_BYTES);
	unsigned char header[WAV_HEADER_BYTES];
	struct speak_clip clip;
	size_t i;

	wav_header(&answer->spoken.format, (uint32_t)answer->spoken.format.pcm.n, header);
	buf_add(&file, header, sizeof header);
	for (i = 0; i < answer->spoken.clips_n; i++) {
		speak_clip(answer->speech, i, &clip);
		buf_str(&file, clip.wav.pcm);
	}
	if (file.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for a speech of %zu bytes", answer->spoken.format.pcm.n);
	return file_write(path, buf_view(&file), 0644, err);
}

static int finish(struct voice_sink *voice, const struct voice_answer *answer)
{
	struct asking *a = (struct asking *)voice;
	struct chat_sink *text = a->ask->text;

	if (a->ask->json ? print_json(answer) : text->done(text, answer->chat))
		return -1;
	if (answer->spoken.clips_n == 0)
		return 0; /* stderr says why */
	if (write_speech(answer, a->ask->speech, &a->err))
		return -1;
	if (!a->ask->json)
		printf("\n(%.1f s: %s)\n", wav_seconds(&answer->spoken.format), a->ask->speech);
	return 0;
}

/* Reads the whole recording first: the decoder has no access to the file system. */
static int decode(const char *path, const struct conf *conf, struct deadline deadline, struct buf *pcm, struct err *err)
{
	BUF_AUTO struct buf file = BUF_MAX((size_t)conf->max_content_length);
	struct patience patience = {.deadline = deadline};
	struct audio_source source = {.max_seconds = conf->audio_max_seconds, .patience = &patience};
	int failed;

	if (file_read(path, &file, err))
		return -1;
	source.kind = audio_sniff(str_sub(buf_view(&file), 0, AUDIO_HEAD_BYTES));
	source.fd = child_memory(buf_view(&file), err);
	if (source.fd < 0)
		return -1;
	failed = audio_decode(&source, pcm, err);
	close(source.fd);
	return failed;
}

int ask_audio(struct chat_env *env, const struct ask_audio *ask, struct err *err)
{
	BUF_AUTO struct buf pcm = BUF_MAX(AUDIO_PCM_MAX);
	struct asking a = {.voice = {ask->json ? NULL : ask->text, print_transcript, NULL, finish}, .ask = ask};
	struct voice_question q = {.chat = *ask->question, .began_us = clock_mono_us()};

	if (decode(ask->recording, env->ports->conf, env->deadline, &pcm, err))
		return -1;
	q.pcm = buf_view(&pcm);
	if (voice_ask(env, &q, &a.voice, err) == 0)
		return 0;
	if (a.err.code)
		*err = a.err;
	return -1;
}
