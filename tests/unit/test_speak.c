/* Speaking with a shell script as the voice, which can be made slow or made to fail. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"
#include "chat/speak.h"

struct voice {
	char program[64], line[128];
	struct conf conf;
	struct speak *speak;
};

/* Writes a WAV with as many samples as the text has bytes; "gagal" makes it fail, "lambat" makes it never end. */
static const char script[] =
	"#!/bin/sh\n"
	"text=$(cat)\n"
	"case $text in *gagal*) exit 1 ;; *lambat*) sleep 1000 ;; esac\n"
	"printf 'RIFF\\0\\0\\0\\0WAVEfmt \\020\\0\\0\\0\\001\\0\\001\\0\\100\\037\\0\\0\\200\\076\\0\\0\\002\\0\\020\\0"
	"data\\377\\377\\377\\377'\n"
	"printf %s \"$text$text\"\n";

static void begin(struct voice *v, long parallel)
{
	struct speak_plan plan = {.conf = &v->conf, .lang = LANG_ID, .deadline = deadline_in(60000)};
	int fd;

	snprintf(v->program, sizeof v->program, "/tmp/itb-test-voice-XXXXXX");
	fd = mkstemp(v->program);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, script, sizeof script - 1), sizeof script - 1);
	close(fd);
	snprintf(v->line, sizeof v->line, "sh %s", v->program);
	v->conf = (struct conf){.tts_provider = "command", .tts_command = v->line, .tts_timeout = 60,
				.tts_parallel = parallel, .tts_max_chars = 1000};
	v->speak = speak_new(&plan);
	assert_non_null(v->speak);
}

static void end(struct voice *v)
{
	speak_free(v->speak);
	unlink(v->program);
}

static void sentences_come_out_in_order(void **state)
{
	static const char *const sentences[] = {"Kalimat satu.", "Dua?", "Nomor 3 ada di Jl. Ganesa 10!", "Sisa"};
	static const char text[] = "Kalimat satu. Dua? Nomor 3 ada di Jl. Ganesa 10!\n\nSisa";
	struct speak_result result;
	struct speak_clip clip;
	struct voice v;
	size_t i, bytes = 0;

	(void)state;
	begin(&v, 4);
	for (i = 0; i < sizeof text - 1; i++)
		speak_add(v.speak, (struct str){text + i, 1});
	/* the first sentences are spoken before the text is complete */
	assert_int_equal(speak_next(v.speak, 60000, &clip), SPEAK_CLIP);
	assert_str(clip.text, "Kalimat satu.");
	speak_end(v.speak);
	for (i = 1; i < 4; i++) {
		assert_int_equal(speak_next(v.speak, 60000, &clip), SPEAK_CLIP);
		if (i != 2)
			assert_str(clip.text, sentences[i]);
		assert_int_equal(clip.wav.pcm.n, 2 * clip.text.n);
	}
	assert_int_equal(speak_next(v.speak, 60000, &clip), SPEAK_OVER);
	speak_result(v.speak, &result);
	assert_false(result.failed);
	assert_int_equal(result.clips_n, 4);
	for (i = 0; i < result.clips_n; i++) {
		speak_clip(v.speak, i, &clip);
		bytes += clip.wav.pcm.n;
	}
	assert_int_equal(result.format.pcm.n, bytes);
	assert_int_equal(result.format.rate, 8000);
	end(&v);
}

static void one_failure_fails_all(void **state)
{
	struct speak_result result;
	struct speak_clip clip;
	struct voice v;

	(void)state;
	begin(&v, 1);
	speak_add(v.speak, STR("Baik. Yang ini gagal. Yang ini tidak. Lagi."));
	speak_end(v.speak);
	while (speak_next(v.speak, 60000, &clip) != SPEAK_OVER)
		;
	speak_result(v.speak, &result);
	assert_true(result.failed);
	assert_int_equal(result.clips_n, 0);
	assert_int_equal(result.why.code, ERR_REFUSED);
	end(&v);
}

static void nothing_to_say_is_no_failure(void **state)
{
	struct speak_result result;
	struct speak_clip clip;
	struct voice v;

	(void)state;
	begin(&v, 2);
	speak_add(v.speak, STR("*** \n\n"));
	speak_end(v.speak);
	assert_int_equal(speak_next(v.speak, 60000, &clip), SPEAK_OVER);
	speak_result(v.speak, &result);
	assert_false(result.failed);
	assert_int_equal(result.clips_n, 0);
	end(&v);
}

/* If freeing waited for the sentence being spoken, the test would not end. */
static void a_reader_gone_ends_the_work(void **state)
{
	struct speak_clip clip;
	struct voice v;

	(void)state;
	begin(&v, 2);
	speak_add(v.speak, STR("Ini lambat. Ini lambat. Ini lambat. Ini"));
	assert_int_equal(speak_next(v.speak, 0, &clip), SPEAK_WORKING);
	end(&v);
}

static void long_texts_are_cut_and_bounded(void **state)
{
	struct speak_result result;
	struct speak_clip clip;
	struct voice v;
	size_t chars = 0;
	int i;

	(void)state;
	begin(&v, 4);
	for (i = 0; i < 600; i++)
		speak_add(v.speak, STR("kata, "));
	speak_end(v.speak);
	while (speak_next(v.speak, 60000, &clip) == SPEAK_CLIP) {
		assert_true(clip.text.n <= 400);
		chars += clip.text.n;
	}
	assert_true(chars >= 1000 && chars < 1400);
	speak_result(v.speak, &result);
	assert_false(result.failed);
	end(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_come_out_in_order),
		cmocka_unit_test(one_failure_fails_all),
		cmocka_unit_test(nothing_to_say_is_no_failure),
		cmocka_unit_test(a_reader_gone_ends_the_work),
		cmocka_unit_test(long_texts_are_cut_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
