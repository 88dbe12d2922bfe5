/* The speech providers against tests/e2e/fake_speech.py, espeak-ng and sh. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"
#include "port/system/child.h"
#include "port/system/crypto.h"
#include "port/voice/audio.h"
#include "port/voice/emotion.h"
#include "port/voice/stt.h"
#include "port/voice/tts.h"

struct world {
	pid_t server;
	char url[64];
	struct http *http;
	struct conf conf;
	struct buf wav;
	char word[EMOTION_BYTES];
	struct err err;
};

static int start_fake(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	char path[4096], port[16];
	int ends[2];
	FILE *from;

	*state = w;
	snprintf(path, sizeof path, "%s/tests/e2e/fake_speech.py", getenv("SRCDIR") ? getenv("SRCDIR") : ".");
	if (crypto_init(NULL) || access("/usr/bin/python3", X_OK) || pipe(ends))
		return -1;
	w->server = fork();
	if (w->server == 0) {
		dup2(ends[1], 1);
		execl("/usr/bin/python3", "python3", path, NULL);
		_exit(127);
	}
	close(ends[1]);
	from = fdopen(ends[0], "r");
	if (from == NULL || fgets(port, sizeof port, from) == NULL)
		return -1;
	fclose(from);
	snprintf(w->url, sizeof w->url, "127.0.0.1:%d", atoi(port));
	w->http = http_new();
	return 0;
}

static int stop_fake(void **state)
{
	struct world *w = *state;

	if (w->server > 0) {
		kill(w->server, SIGKILL);
		waitpid(w->server, NULL, 0);
	}
	http_free(w->http);
	buf_release(&w->wav);
	free(w);
	return 0;
}

/* Sets how the fake behaves from now on, and the settings that name it. */
static struct world *behave(void **state, const char *json)
{
	static char http[80], stt[80], tts[80], base[80];
	struct world *w = *state;
	char url[80];
	struct patience patience = {.deadline = deadline_in(20000)};
	struct http_call call = {.method = "POST", .url = url, .body = str_of(json), .patience = &patience};
	struct http_answer answer;
	struct wav tone = {AUDIO_RATE, 1, {NULL, 0}};

	snprintf(url, sizeof url, "http://%s/set", w->url);
	assert_int_equal(http_do(w->http, &call, &answer, &w->err), 0);
	assert_int_equal(answer.status, 200);
	snprintf(base, sizeof base, "http://%s/v1/", w->url);
	snprintf(http, sizeof http, "http://%s", w->url);
	snprintf(stt, sizeof stt, "ws://%s/prosa/stt", w->url);
	snprintf(tts, sizeof tts, "ws://%s/prosa/tts", w->url);
	w->conf = (struct conf){
		.stt_provider = "auto", .stt_url = "", .stt_api_key = "", .stt_model = "", .stt_command = "",
		.stt_timeout = 20, .prosa_stt_url = stt, .prosa_stt_api_key = "", .tts_provider = "auto",
		.tts_url = "", .tts_api_key = "", .tts_model = "", .tts_voice = "", .tts_command = "",
		.tts_timeout = 20, .prosa_tts_url = tts, .prosa_tts_api_key = "", .openai_api_key = "",
		.emotion_analysis_url = http, .emotion_timeout = 20, .speech_ca_file = ""};
	buf_init(&w->wav, 1 << 20);
	tone.pcm = (struct str){calloc(1, 64000), 64000};
	wav_write(&tone, &w->wav);
	free((void *)(uintptr_t)tone.pcm.p);
	return w;
}

static int hear(struct world *w, struct buf *text)
{
	struct patience patience = {.deadline = deadline_in(20000)};
	struct stt_call call = {.conf = &w->conf, .http = w->http, .wav = buf_view(&w->wav), .lang = "id",
				.patience = &patience};
	int r;

	buf_reset(text);
	r = stt_hear(&call, text, &w->err);
	buf_release(&w->wav);
	return r;
}

static const char *base_url(struct world *w, char *room, size_t n)
{
	snprintf(room, n, "http://%s/v1/", w->url);
	return room;
}

static void openai_hears(void **state)
{
	BUF_AUTO struct buf text = BUF_MAX(STT_TEXT_MAX);
	struct world *w = behave(state, "{\"transcript\":\"Apa itu ITB?\"}");
	char url[80];

	w->conf.stt_url = base_url(w, url, sizeof url);
	assert_int_equal(hear(w, &text), 0);
	assert_str(buf_view(&text), "Apa itu ITB?");
	w = behave(state, "{\"transcript\":\"[BLANK_AUDIO]\"}");
	w->conf.stt_url = url;
	assert_int_equal(hear(w, &text), 0);
	assert_str(buf_view(&text), "");
	w = behave(state, "{\"mode\":{\"stt\":\"error\"}}");
	w->conf.stt_url = url;
	assert_int_equal(hear(w, &text), -1);
	assert_int_equal(w->err.code, ERR_REFUSED);
	assert_non_null(strstr(w->err.msg, "failed to process audio"));
	w = behave(state, "{\"mode\":{\"stt\":\"html\"}}");
	w->conf.stt_url = url;
	assert_int_equal(hear(w, &text), -1);
	assert_int_equal(w->err.code, ERR_BAD_DATA);
}

static void prosa_hears(void **state)
{
	static const struct {
		const char *mode;
		enum err_code code;
	} cases[] = {
		{"{}", ERR_NONE},
		{"{\"mode\":{\"stt\":\"close\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"vanish\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"huge\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"huge claim\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"masked\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"reserved bit\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"unknown opcode\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"orphan\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"torn\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"no UTF-8\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"long ping\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"early close\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"flood\"}}", ERR_UNAVAILABLE},
		{"{\"mode\":{\"stt\":\"no JSON\"}}", ERR_NONE},
		{"{\"mode\":{\"stt\":\"drip\"}}", ERR_NONE},
		{"{\"mode\":{\"stt\":\"many\"}}", ERR_NONE},
		{"{\"mode\":{\"ws\":\"wrong_accept\"}}", ERR_REFUSED},
		{"{\"mode\":{\"ws\":\"not 1.1\"}}", ERR_REFUSED},
		{"{\"mode\":{\"ws\":\"endless head\"}}", ERR_REFUSED},
		{"{\"mode\":{\"ws\":\"forbidden\"}}", ERR_REFUSED},
	};
	BUF_AUTO struct buf text = BUF_MAX(STT_TEXT_MAX);
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = behave(state, cases[i].mode);

		w->conf.prosa_stt_api_key = "secret";
		w->err.code = ERR_NONE;
		if (hear(w, &text) != (cases[i].code ? -1 : 0) || w->err.code != cases[i].code)
			fail_msg("%s: code %d, %s", cases[i].mode, (int)w->err.code, w->err.msg);
	}
	behave(state, "{}")->conf.prosa_stt_api_key = "secret";
	assert_int_equal(hear(*state, &text), 0);
	assert_str(buf_view(&text), "Di mana kampus utama ITB?");
}

static void a_command_hears(void **state)
{
	BUF_AUTO struct buf text = BUF_MAX(STT_TEXT_MAX);
	struct world *w = behave(state, "{}");

	w->conf.stt_command = "head -c 4";
	assert_int_equal(hear(w, &text), 0);
	assert_str(buf_view(&text), "RIFF");
	w = behave(state, "{}");
	w->conf.stt_command = "printf %s {lang}";
	assert_int_equal(hear(w, &text), 0);
	assert_str(buf_view(&text), "id");
	w = behave(state, "{}");
	w->conf.stt_command = "ls /no/such/file";
	assert_int_equal(hear(w, &text), -1);
	assert_int_equal(w->err.code, ERR_REFUSED);
	w = behave(state, "{}");
	assert_int_equal(hear(w, &text), -1);
	assert_int_equal(w->err.code, ERR_CONFIG);
}

static int say(struct world *w, const char *text, struct wav *ret)
{
	BUF_AUTO struct buf file = BUF_MAX(TTS_WAV_MAX);
	struct patience patience = {.deadline = deadline_in(20000)};
	struct tts_call call = {.conf = &w->conf, .http = w->http, .text = str_of(text), .lang = "id",
				.patience = &patience};
	int r = tts_say(&call, &file, ret, &w->err);

	buf_release(&w->wav);
	return r;
}

static void providers_speak(void **state)
{
	struct world *w = behave(state, "{}");
	char url[80];
	struct wav got = {0, 0, {NULL, 0}};

	w->conf.tts_url = base_url(w, url, sizeof url);
	assert_int_equal(say(w, "Halo", &got), 0);
	assert_int_equal(got.rate, 24000);
	w = behave(state, "{}");
	w->conf.prosa_tts_api_key = "secret";
	assert_int_equal(say(w, "Halo", &got), 0);
	assert_int_equal(got.rate, 8000);
	w = behave(state, "{\"mode\":{\"tts\":\"error\"}}");
	w->conf.prosa_tts_api_key = "secret";
	assert_int_equal(say(w, "Halo", &got), -1);
	assert_int_equal(w->err.code, ERR_UNAVAILABLE);
	w = behave(state, "{\"mode\":{\"tts\":\"mp3\"}}");
	w->conf.tts_url = url;
	assert_int_equal(say(w, "Halo", &got), -1);
	assert_int_equal(w->err.code, ERR_BAD_DATA);
}

static void espeak_speaks(void **state)
{
	char path[256];
	struct wav got = {0, 0, {NULL, 0}};

	if (child_find("espeak-ng", path, sizeof path))
		skip();
	assert_int_equal(say(behave(state, "{}"), "Selamat datang di kampus.", &got), 0);
	assert_int_equal(got.rate, 22050);
	assert_true(wav_seconds(&got) > 0.8 && wav_seconds(&got) < 4);
}

static int feel(struct world *w)
{
	BUF_AUTO struct buf flac = BUF_MAX(AUDIO_PCM_MAX);
	struct patience patience = {.deadline = deadline_in(20000)};
	struct emotion_call call = {.conf = &w->conf, .http = w->http,
				    .transcript = STR("Apa kabar & siapa?"), .patience = &patience};
	int r = audio_flac(str_sub(buf_view(&w->wav), WAV_HEADER_BYTES, w->wav.n), &patience, &flac, &w->err);

	assert_int_equal(r, 0);
	call.flac = buf_view(&flac);
	r = emotion_ask(&call, w->word, &w->err);
	buf_release(&w->wav);
	return r;
}

static void emotions_are_one_word(void **state)
{
	char path[256];
	struct world *w;

	if (child_find("ffmpeg", path, sizeof path))
		skip();
	w = behave(state, "{\"emotion\":\"Happy\"}");
	assert_int_equal(feel(w), 0);
	assert_string_equal(w->word, "happy");
	assert_int_equal(feel(behave(state, "{\"mode\":{\"emotion\":\"error\"}}")), -1);
	assert_string_equal(w->word, "neutral");
	assert_int_equal(feel(behave(state, "{\"mode\":{\"emotion\":\"nonsense\"}}")), -1);
	assert_string_equal(w->word, "neutral");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openai_hears),
		cmocka_unit_test(prosa_hears),
		cmocka_unit_test(a_command_hears),
		cmocka_unit_test(providers_speak),
		cmocka_unit_test(espeak_speaks),
		cmocka_unit_test(emotions_are_one_word),
	};

	if (access("/usr/bin/python3", X_OK))
		return 77; /* Automake: skipped */
	return cmocka_run_group_tests(tests, start_fake, stop_fake);
}
