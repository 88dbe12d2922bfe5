/* Every prefix of small files counts as cut, unless it ends where another element could begin. */
#include "unit.h"
#include "port/voice/audio_container.h"

static bool is_cut(enum audio_kind kind, struct str file)
{
	struct audio_container c;

	audio_container_read(kind, file, &c);
	return c.cut;
}

/* Prefixes of at least `least` bytes; `seams` are the lengths that count as whole, that of the file included. */
static void prefixes(enum audio_kind kind, struct str file, size_t least, const size_t *seams, size_t seams_n)
{
	size_t n, i;

	for (n = least; n <= file.n; n++) {
		bool whole = false;

		for (i = 0; i < seams_n; i++)
			whole = whole || seams[i] == n;
		if (is_cut(kind, str_sub(file, 0, n)) == whole)
			fail_msg("kind %d, %zu of %zu bytes", (int)kind, n, file.n);
	}
}

#define PREFIXES(kind, file, least, ...) \
	prefixes(kind, buf_view(file), least, (const size_t[]){__VA_ARGS__}, \
		 sizeof((size_t[]){__VA_ARGS__}) / sizeof(size_t))

static void zeros(struct buf *b, size_t n)
{
	while (n--)
		buf_char(b, '\0');
}

static void add(struct buf *b, struct str s, size_t more)
{
	buf_str(b, s);
	zeros(b, more);
}

static void wav(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	add(&b, STR("RIFF\x40\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0data\x1c\0\0\0"), 28);
	PREFIXES(AUDIO_WAV, &b, 12, 72);
	b.p[4] = 0x41; /* the size counts a byte of padding that is absent */
	assert_false(is_cut(AUDIO_WAV, buf_view(&b)));
	b.p[4] = 0x42;
	assert_true(is_cut(AUDIO_WAV, buf_view(&b)));
	memset(b.p + 4, 0xFF, 4); /* the size as written to a pipe, but the true size of the chunk */
	assert_true(is_cut(AUDIO_WAV, str_sub(buf_view(&b), 0, 70)));
	memset(b.p + 40, 0xFF, 4);
	assert_false(is_cut(AUDIO_WAV, str_sub(buf_view(&b), 0, 70)));
	memset(b.p + 4, 0, 4);
	memset(b.p + 40, 0, 4);
	assert_false(is_cut(AUDIO_WAV, str_sub(buf_view(&b), 0, 70)));
}

static void flac(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);
	struct audio_container c;

	(void)state;
	add(&b, STR("fLaC\0\0\0\x22"), 34);
	add(&b, STR("\x84\0\0\x10"), 16); /* VORBIS_COMMENT, the last block */
	PREFIXES(AUDIO_FLAC, &b, 4, 62);
	/* 16000 Hz, mono, 16 bit, 48000 samples */
	memcpy(b.p + 18, "\x03\xE8\x00\xF0\x00\x00\xBB\x80", 8);
	audio_container_read(AUDIO_FLAC, buf_view(&b), &c);
	assert_float_equal(c.seconds, 3, 1e-9);
	memcpy(b.p + 18, "\x00\x00\x00\xF0\x00\x00\xBB\x80", 8);
	audio_container_read(AUDIO_FLAC, buf_view(&b), &c);
	assert_float_equal(c.seconds, 0, 0);
}

static void ogg_page(struct buf *b, size_t segments, unsigned char bytes)
{
	size_t i;

	add(b, STR("OggS"), 22);
	buf_char(b, (char)segments);
	for (i = 0; i < segments; i++)
		buf_char(b, (char)bytes);
	zeros(b, segments * bytes);
}

static void ogg(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(2000);

	(void)state;
	ogg_page(&b, 1, 19);
	ogg_page(&b, 3, 255);
	ogg_page(&b, 0, 0);
	PREFIXES(AUDIO_OGG, &b, 1, 47, 842, 869);
	ogg_page(&b, 1, 19); /* chained */
	assert_false(is_cut(AUDIO_OGG, buf_view(&b)));
	buf_cstr(&b, "something else");
	assert_false(is_cut(AUDIO_OGG, buf_view(&b)));
}

static void mp4(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	add(&b, STR("\0\0\0\x10" "ftypM4A "), 4);
	add(&b, STR("\0\0\0\1mdat\0\0\0\0\0\0\0\x30"), 32); /* 64 bits of size */
	add(&b, STR("\0\0\0\x20moov"), 24);
	/* a rest shorter than a box's header is no sign of a cut */
	PREFIXES(AUDIO_MP4, &b, 12, 16, 17, 18, 19, 20, 21, 22, 23, 64, 65, 66, 67, 68, 69, 70, 71, 96);
	buf_cstr(&b, "garbage at the end");
	assert_false(is_cut(AUDIO_MP4, buf_view(&b)));
	buf_reset(&b);
	add(&b, STR("\0\0\0\x10" "ftypM4A "), 4);
	add(&b, STR("\0\0\0\0mdat"), 7); /* to the end */
	assert_false(is_cut(AUDIO_MP4, buf_view(&b)));
}

static void webm(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	add(&b, STR("\x1A\x45\xDF\xA3\x84"), 4);
	add(&b, STR("\x18\x53\x80\x67\x40\x2B\x16\x54\xAE\x6B\x83"), 3); /* 43 bytes: tracks, */
	add(&b, STR("\x1F\x43\xB6\x75\x98\xE7\x81"), 1);                 /* a cluster of 24 bytes: its time, */
	add(&b, STR("\xA3\x88"), 8);
	add(&b, STR("\xA3\x10\0\0\7"), 6);                               /* and two blocks */
	PREFIXES(AUDIO_WEBM, &b, 1, 9, 53);
	buf_cstr(&b, "\xA3\x90, which isn't in the segment");
	assert_false(is_cut(AUDIO_WEBM, buf_view(&b)));
}

static void webm_live(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	add(&b, STR("\x1A\x45\xDF\xA3\x84"), 4);
	add(&b, STR("\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x16\x54\xAE\x6B\x83"), 3);
	add(&b, STR("\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xE7\x81"), 1);
	add(&b, STR("\xA3\x88"), 8);
	add(&b, STR("\x1F\x43\xB6\x75\xFF\xE7\x81"), 1);
	add(&b, STR("\xA3\x88"), 8);
	PREFIXES(AUDIO_WEBM, &b, 1, 9, 21, 29, 41, 44, 54, 59, 62, 72);
	buf_cstr(&b, "something else");
	assert_false(is_cut(AUDIO_WEBM, buf_view(&b)));
}

/* 32 kbit/s at 16 kHz, MPEG 2: 144 bytes. */
static void mp3_frame(struct buf *b)
{
	add(b, STR("\xFF\xF3\x48\xC4"), 140);
}

static void mp3(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(4000);
	size_t n;

	(void)state;
	for (n = 0; n < 3; n++)
		mp3_frame(&b);
	/* a missing frame can't be noticed, nor can a beginning of the next frame's four bytes */
	PREFIXES(AUDIO_MP3, &b, 4, 144, 288, 432);
	add(&b, STR("TAG"), 125);
	assert_false(is_cut(AUDIO_MP3, buf_view(&b)));
	buf_cstr(&b, "\xFF\xFB\x90\x64, another kind of frame");
	assert_false(is_cut(AUDIO_MP3, buf_view(&b)));
}

static void mp3_with_tags(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(4000);
	size_t n;

	(void)state;
	add(&b, STR("ID3\4\0\0\0\0\1\2"), 130);
	for (n = 0; n < 3; n++)
		mp3_frame(&b);
	assert_false(is_cut(AUDIO_MP3, buf_view(&b)));
	for (n = 10; n < 140; n++)
		assert_true(is_cut(AUDIO_MP3, str_sub(buf_view(&b), 0, n)));
	/* mono, MPEG 2: nine bytes after the head */
	memcpy(b.p + 140 + 13, "Info\0\0\0\3\0\0\0\2\0\0\x02\x3C", 16);
	PREFIXES(AUDIO_MP3, &b, 144, 572);
	memcpy(b.p + 140 + 13, "Info\0\0\0\2\0\0\x02\x3C\0\0\0\0", 16);
	PREFIXES(AUDIO_MP3, &b, 144, 572);
	memcpy(b.p + 140 + 13, "Info\0\0\0\1\0\0\x02\x3C\0\0\0\0", 16);
	assert_false(is_cut(AUDIO_MP3, str_sub(buf_view(&b), 0, 428)));
	memset(b.p + 140 + 13, 0, 16);
	memcpy(b.p + 140 + 36, "VBRI\0\1\0\0\0\0\0\0\2\x3C", 14);
	PREFIXES(AUDIO_MP3, &b, 144, 572);
}

static void nothing_at_all(void **state)
{
	static const struct str odd[] = {STR(""), STR("R"), STR("\xFF"), STR("\0"), STR("ID3"), STR("OggT")};
	enum audio_kind kind;
	size_t i;

	(void)state;
	for (kind = AUDIO_UNKNOWN; kind <= AUDIO_WEBM; kind++)
		for (i = 0; i < sizeof odd / sizeof odd[0]; i++)
			is_cut(kind, odd[i]);
	assert_false(is_cut(AUDIO_UNKNOWN, STR("anything")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wav),
		cmocka_unit_test(flac),
		cmocka_unit_test(ogg),
		cmocka_unit_test(mp4),
		cmocka_unit_test(webm),
		cmocka_unit_test(webm_live),
		cmocka_unit_test(mp3),
		cmocka_unit_test(mp3_with_tags),
		cmocka_unit_test(nothing_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
