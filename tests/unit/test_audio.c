#include "unit.h"

#include "port/voice/audio.h"

static void kinds_are_told_by_content(void **state)
{
	static const struct {
		struct str head;
		enum audio_kind kind;
	} cases[] = {
		{STR("RIFF\x24\0\0\0WAVEfmt "), AUDIO_WAV},
		{STR("RIFF\x24\0\0\0AVI LIST"), AUDIO_UNKNOWN},
		{STR("fLaC\0\0\0\x22" "0123"), AUDIO_FLAC},
		{STR("OggS\0\x02" "0123456"), AUDIO_OGG},
		{STR("ID3\x04\0\0\0\0\0\0\0\0"), AUDIO_MP3},
		{STR("\xFF\xFB\x90\x64\0\0\0\0\0\0\0\0"), AUDIO_MP3},
		{STR("\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0"), AUDIO_UNKNOWN},
		{STR("\xFF\xF1\x50\x80\0\0\0\0\0\0\0\0"), AUDIO_UNKNOWN}, /* AAC as ADTS */
		{STR("\0\0\0\x18" "ftypM4A "), AUDIO_MP4},
		{STR("\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm"), AUDIO_WEBM},
		{STR("\x1A\x45\xDF\xA3\xA3\x42\x82\x88matroska"), AUDIO_UNKNOWN},
		{STR("#EXTM3U\n#EXTINF:1,\n"), AUDIO_UNKNOWN},
		{STR("ffconcat version 1.0\n"), AUDIO_UNKNOWN},
		{STR("\x89PNG\r\n\x1A\n0123"), AUDIO_UNKNOWN},
		{STR("PK\x03\x04" "01234567"), AUDIO_UNKNOWN},
		{STR("RIFF"), AUDIO_UNKNOWN},
		{STR(""), AUDIO_UNKNOWN},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(audio_sniff(cases[i].head), cases[i].kind);
}

static void names_are_told_by_extension(void **state)
{
	static const char *const good[] = {"a.wav", "A.B.WebM", ".ogg", "C:\\x\\y.Mp3", "r.m4a", "q.mp4", "z.flac"};
	static const char *const bad[] = {"", "wav", "a.wav.exe", "a.", ".", "a.wave", "a.opus", "a.wav "};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(audio_name_allowed(str_of(good[i])));
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(audio_name_allowed(str_of(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_told_by_content),
		cmocka_unit_test(names_are_told_by_extension),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
