#include "port/voice/audio_container.h"

#include <stdint.h>

/* A program that writes to a pipe can't know the length, and puts 0, or about 2^31 or 2^32. */
static const uint32_t wav_placeholder = 0x7FFF0000;

static bool big(struct str s, size_t at, size_t n, uint64_t *ret)
{
	uint64_t x = 0;
	size_t i;

	if (at > s.n || s.n - at < n)
		return false;
	for (i = 0; i < n; i++)
		x = x << 8 | (unsigned char)s.p[at + i];
	*ret = x;
	return true;
}

static uint32_t little(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static struct str after(struct str s, size_t n)
{
	return str_sub(s, n, s.n);
}

/* --- RIFF/WAVE -------------------------------------------------------------------- */

/* A missing byte of padding at the end is no loss. */
static bool wav_cut(struct str s)
{
	uint32_t claimed = s.n >= 12 ? little(s.p + 4) : 0;

	if (claimed < wav_placeholder && (size_t)claimed + 8 > s.n + 1)
		return true;
	for (s = after(s, 12); s.n >= 8; s = after(s, 8 + (size_t)claimed + (claimed & 1))) {
		claimed = little(s.p + 4);
		if (memcmp(s.p, "data", 4) == 0)
			return claimed < wav_placeholder && claimed > s.n - 8;
	}
	return false;
}

/* --- FLAC (RFC 9639) ----------------------------------------------------------------- */

/* STREAMINFO comes first: 20 bits of rate at bit 80, 36 of samples at bit 108. */
static double flac_seconds(struct str s)
{
	uint64_t rate, samples;

	if (!big(s, 8 + 10, 3, &rate) || !big(s, 8 + 13, 5, &samples) || rate >> 4 == 0)
		return 0;
	return (double)(samples & 0xFFFFFFFFF) / (double)(rate >> 4);
}

static bool flac_cut(struct str s)
{
	uint64_t head = 0;

	/* a flag for the last block, 7 bits of type, 24 of length */
	for (s = after(s, 4); head >> 31 == 0; s = after(s, 4 + (size_t)(head & 0xFFFFFF)))
		if (!big(s, 0, 4, &head) || (head & 0xFFFFFF) > s.n - 4)
			return true;
	return false;
}

/* --- Ogg (RFC 3533) ------------------------------------------------------------------- */

enum { OGG_HEAD = 27 };

static bool ogg_cut(struct str s)
{
	size_t need, i;

	while (s.n) {
		if (!str_starts(s, str_sub(STR("OggS"), 0, s.n)))
			return false;
		if (s.n < OGG_HEAD || s.n < OGG_HEAD + (size_t)(unsigned char)s.p[26])
			return true;
		need = OGG_HEAD + (unsigned char)s.p[26];
		for (i = OGG_HEAD; i < OGG_HEAD + (size_t)(unsigned char)s.p[26]; i++)
			need += (unsigned char)s.p[i];
		if (need > s.n)
			return true;
		s = after(s, need);
	}
	return false;
}

/* --- MP4 (ISO 14496-12): boxes --------------------------------------------------------- */

static bool mp4_cut(struct str s)
{
	static const char known[] = "ftyp moov mdat free skip wide moof mfra sidx styp meta uuid udta pdin emsg prft";
	uint64_t size;

	while (big(s, 0, 4, &size) && s.n >= 8 &&
	       str_find(str_of(known), str_sub(s, 4, 4)) < sizeof known - 1) {
		if (size == 0) /* it extends to the end of the file */
			return false;
		if (size == 1 && !big(s, 8, 8, &size))
			return true;
		if (size < 8)
			return false;
		if (size > s.n)
			return true;
		s = after(s, (size_t)size);
	}
	return false;
}

/* --- WebM (RFC 8794): elements ----------------------------------------------------------- */

enum { EBML_SEGMENT = 0x18538067, EBML_CLUSTER = 0x1F43B675 };

/* What else may stand in a file, a segment or a cluster. */
static const uint32_t elements[] = {
	0x1A45DFA3 /* EBML */,     0x114D9B74 /* SeekHead */,   0x1549A966 /* Info */, 0x1654AE6B /* Tracks */,
	0x1C53BB6B /* Cues */,     0x1254C367 /* Tags */,       0x1043A770 /* Chapters */,
	0x1941A469 /* Attachments */, 0xEC /* Void */,          0xBF /* CRC-32 */,     0xE7 /* Timestamp */,
	0xA7 /* Position */,       0xAB /* PrevSize */,         0xA3 /* SimpleBlock */, 0xA0 /* BlockGroup */,
};

static bool is_element(uint64_t id)
{
	size_t i;

	for (i = 0; i < sizeof elements / sizeof elements[0]; i++)
		if (elements[i] == id)
			return true;
	return id == EBML_SEGMENT || id == EBML_CLUSTER;
}

/* The first set bit of the first byte gives the number of bytes: 1 to 8; 9 when no bit is set. */
static size_t vint_bytes(struct str s)
{
	size_t n = 1;

	while (n < 9 && !((unsigned char)s.p[0] & 0x100u >> n))
		n++;
	return n;
}

/* 1 with an element; 0: it is none of those above; -1: it is cut off. */
static int element_at(struct str s, uint64_t *ret_id, size_t *ret_head, uint64_t *ret_size, bool *ret_open)
{
	size_t id_n = vint_bytes(s), n;
	uint64_t size;

	if (id_n > 4)
		return 0;
	if (!big(s, 0, id_n, ret_id))
		return -1;
	if (!is_element(*ret_id))
		return 0;
	n = s.n > id_n ? vint_bytes(after(s, id_n)) : 9;
	if (n > 8)
		return s.n > id_n ? 0 : -1;
	if (!big(s, id_n, n, &size))
		return -1;
	*ret_size = size & ((UINT64_C(1) << 7 * n) - 1);
	*ret_open = *ret_size == (UINT64_C(1) << 7 * n) - 1;
	*ret_head = id_n + n;
	return 1;
}

/* Segments and clusters are entered, because in live recordings their sizes are unknown. */
static bool webm_cut(struct str s)
{
	while (s.n) {
		uint64_t id, size;
		size_t head;
		bool open;
		int is = element_at(s, &id, &head, &size, &open);

		if (is <= 0)
			return is < 0;
		s = after(s, head);
		if (!open && size > s.n)
			return true;
		if (id == EBML_SEGMENT && !open)
			s = str_sub(s, 0, (size_t)size); /* what follows is not WebM */
		else if (id != EBML_SEGMENT && id != EBML_CLUSTER)
			s = after(s, open ? s.n : (size_t)size);
	}
	return false;
}

/* --- mp3 (ISO 11172-3, 13818-3; the tags of LAME, Fraunhofer and ID3) ----------------------- */

enum { MP3_HEAD = 4, MP3_ALIKE = 0xFFFE0C00u, MP3_SEARCH = 65536 };

/* The frame's size in bytes; 0: it has no layer III header, or is of a free format. */
static size_t mp3_frame(uint64_t head)
{
	static const short kbit[2][14] = {{8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
					  {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}};
	static const unsigned short rates[3] = {44100, 48000, 32000};
	unsigned version = head >> 19 & 3, bits = head >> 12 & 15, rate = head >> 10 & 3;

	/* the versions are 2.5, reserved, 2 and 1 */
	if (head >> 21 != 0x7FF || (head >> 17 & 3) != 1 || version == 1 || bits == 0 || bits == 15 || rate == 3)
		return 0;
	return (version == 3 ? 144000u : 72000u) * (size_t)kbit[version == 3][bits - 1] /
		       (rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2)) +
	       (head >> 9 & 1);
}

/* Where the tags in front of the sound end; past the end of the file when one is cut off. */
static size_t mp3_tags(struct str s)
{
	size_t at = 0;

	while (at <= s.n && s.n - at >= 10 && memcmp(s.p + at, "ID3", 3) == 0) {
		const char *p = s.p + at;

		at += 10 + ((size_t)(p[6] & 127) << 21 | (size_t)(p[7] & 127) << 14 | (size_t)(p[8] & 127) << 7 |
			    (size_t)(p[9] & 127));
		at += p[5] & 0x10 ? 10 : 0;
	}
	return at;
}

/* Bytes of all frames, which the first frame may declare in place of sound; 0 when it does not. */
static uint64_t mp3_promise(struct str s)
{
	size_t mono = ((unsigned char)s.p[3] & 0xC0) == 0xC0, mpeg1 = ((unsigned char)s.p[1] & 8) != 0;
	size_t xing = MP3_HEAD + (mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17);
	struct str tag = str_sub(s, xing, 4);
	uint64_t flags, bytes = 0;

	if (str_eq(tag, STR("Xing")) || str_eq(tag, STR("Info"))) {
		if (big(s, xing + 4, 4, &flags) && flags & 2)
			big(s, xing + (flags & 1 ? 12 : 8), 4, &bytes);
	} else if (str_eq(str_sub(s, MP3_HEAD + 32, 4), STR("VBRI"))) {
		big(s, MP3_HEAD + 32 + 10, 4, &bytes);
	}
	return bytes;
}

/* The first frame that is followed by another frame, or by nothing. */
static size_t mp3_first(struct str s, size_t at)
{
	size_t end = at + MP3_SEARCH;
	uint64_t head, next;

	for (; at < end && big(s, at, MP3_HEAD, &head); at++) {
		size_t n = mp3_frame(head);

		if (n && (!big(s, at + n, MP3_HEAD, &next) || ((head ^ next) & MP3_ALIKE) == 0))
			return at;
	}
	return s.n;
}

static bool mp3_cut(struct str file)
{
	size_t at = mp3_tags(file), n;
	uint64_t first, head;
	struct str s;

	if (at > file.n)
		return true;
	s = after(file, mp3_first(file, at));
	if (!big(s, 0, MP3_HEAD, &first))
		return false;
	if (mp3_promise(s) > file.n)
		return true;
	for (; s.n >= MP3_HEAD; s = after(s, n)) {
		big(s, 0, MP3_HEAD, &head);
		n = (head ^ first) & MP3_ALIKE ? 0 : mp3_frame(head);
		if (n == 0) /* tags, or something else after the sound */
			return false;
		if (n > s.n)
			return true;
	}
	return s.n && s.p[0] == '\xFF';
}

void audio_container_read(enum audio_kind kind, struct str file, struct audio_container *ret)
{
	static bool (*const cut[])(struct str file) = {
		[AUDIO_FLAC] = flac_cut, [AUDIO_MP3] = mp3_cut, [AUDIO_MP4] = mp4_cut,
		[AUDIO_OGG] = ogg_cut,   [AUDIO_WAV] = wav_cut, [AUDIO_WEBM] = webm_cut,
	};

	*ret = (struct audio_container){kind != AUDIO_UNKNOWN && cut[kind](file),
				  kind == AUDIO_FLAC ? flac_seconds(file) : 0};
}
