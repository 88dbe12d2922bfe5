#include "unit.h"

#include "port/voice/wav.h"

#define HEAD "RIFF\x24\x00\x00\x00WAVEfmt " \
	     "\x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"

static void sizes_are_mended(void **state)
{
	static const struct {
		struct str file;
		size_t pcm; /* 99: refused */
	} cases[] = {
		{STR(HEAD "data\x04\x00\x00\x00" "abcd"), 4},
		{STR(HEAD "data\xff\xff\xff\xff" "abcd"), 4},
		{STR(HEAD "data\x00\xf0\xff\x7f" "abcde"), 4},
		{STR(HEAD "data\x02\x00\x00\x00" "abcd"), 2},
		{STR(HEAD "LIST\x03\x00\x00\x00xyz.data\x04\x00\x00\x00" "abcd"), 4},
		{STR(HEAD "data\x00\x00\x00\x00"), 0},
		{STR(HEAD "LIST\xff\xff\xff\xff"), 99},
		{STR(HEAD), 99},
		{STR("RIFF....WAVEdata\x04\x00\x00\x00" "abcd"), 99},
		{STR("RIFF....WAVEfmt \x04\x00\x00\x00" "abcd"), 99},
		{STR("ID3\x03 something else"), 99},
		{STR(""), 99},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct wav w;
		struct err err;
		int r = wav_parse(cases[i].file, &w, &err);

		assert_int_equal(r, cases[i].pcm == 99 ? -1 : 0);
		if (r == 0) {
			assert_int_equal(w.pcm.n, cases[i].pcm);
			assert_int_equal(w.rate, 8000);
			assert_int_equal(w.channels, 1);
		}
	}
}

static void what_is_written_is_read_back(void **state)
{
	BUF_AUTO struct buf file = BUF_MAX(1000);
	struct wav w = {22050, 2, STR("12345678")}, back;

	(void)state;
	wav_write(&w, &file);
	assert_int_equal(file.n, WAV_HEADER_BYTES + 8);
	assert_int_equal(wav_parse(buf_view(&file), &back, NULL), 0);
	assert_int_equal(back.rate, 22050);
	assert_int_equal(back.channels, 2);
	assert_str(back.pcm, "12345678");
}

static void loudness_is_that_of_the_loudest_moment(void **state)
{
	static int16_t samples[16000];
	struct wav w = {16000, 1, {(const char *)samples, sizeof samples}};
	size_t i;

	(void)state;
	assert_true(wav_loudness(&w) == 0);
	for (i = 4800; i < 4800 + 960; i++)
		samples[i] = i % 2 ? 16384 : -16384;
	assert_true(wav_loudness(&w) > 0.49 && wav_loudness(&w) < 0.51);
	assert_true(wav_seconds(&w) == 1.0);
	w.pcm.n = 0;
	assert_true(wav_loudness(&w) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_mended),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(loudness_is_that_of_the_loudest_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
