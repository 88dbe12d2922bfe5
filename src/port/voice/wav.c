#include "port/voice/wav.h"

#include <math.h>

enum { FORMAT_PCM = 1, FORMAT_EXTENSIBLE = 0xFFFE, WINDOW_MS = 30 };

static uint16_t get16(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint16_t)(u[0] | u[1] << 8);
}

static uint32_t get32(const char *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static void put16(unsigned char *p, uint32_t x)
{
	p[0] = (unsigned char)x;
	p[1] = (unsigned char)(x >> 8);
}

static void put32(unsigned char *p, uint32_t x)
{
	put16(p, x);
	put16(p + 2, x >> 16);
}

static int parse_format(struct str chunk, struct wav *w, struct err *err)
{
	uint16_t format, bits;

	if (chunk.n < 16)
		return err_set(err, ERR_BAD_DATA, "a WAV format chunk of %zu bytes is too short", chunk.n);
	format = get16(chunk.p);
	w->channels = get16(chunk.p + 2);
	w->rate = get32(chunk.p + 4);
	bits = get16(chunk.p + 14);
	if (format == FORMAT_EXTENSIBLE && chunk.n >= 26)
		format = get16(chunk.p + 24);
	if (format != FORMAT_PCM || bits != 16 || w->channels < 1 || w->channels > 2 || w->rate < 4000 ||
	    w->rate > 192000)
		return err_set(err, ERR_BAD_DATA,
			       "a WAV file of format %u with %u bits, %u channels and %u Hz is not supported", format,
			       bits, w->channels, w->rate);
	return 0;
}

int wav_parse(struct str file, struct wav *ret, struct err *err)
{
	struct wav w = {0, 0, {NULL, 0}};
	struct str rest;

	if (file.n < 12 || memcmp(file.p, "RIFF", 4) != 0 || memcmp(file.p + 8, "WAVE", 4) != 0)
		return err_set(err, ERR_BAD_DATA, "this is not a WAV file");
	rest = str_sub(file, 12, file.n);
	while (rest.n >= 8) {
		uint32_t n = get32(rest.p + 4);
		struct str chunk = str_sub(rest, 8, n);

		if (memcmp(rest.p, "fmt ", 4) == 0 && parse_format(chunk, &w, err))
			return -1;
		if (memcmp(rest.p, "data", 4) == 0) {
			if (w.rate == 0)
				return err_set(err, ERR_BAD_DATA, "the WAV file has samples before its format");
			w.pcm = str_sub(chunk, 0, chunk.n - chunk.n % (2u * w.channels));
			*ret = w;
			return 0;
		}
		/* chunks begin at even offsets */
		rest = str_sub(rest, 8 + (size_t)n + (n & 1), rest.n);
	}
	return err_set(err, ERR_BAD_DATA, "the WAV file has no samples");
}

void wav_header(const struct wav *format, uint32_t pcm_bytes, unsigned char ret[WAV_HEADER_BYTES])
{
	uint32_t frame = 2u * format->channels;

	memcpy(ret, "RIFF....WAVEfmt ", 16); /* NOLINT(bugprone-not-null-terminated-result): no C string */
	put32(ret + 4, WAV_HEADER_BYTES - 8 + pcm_bytes);
	put32(ret + 16, 16);
	put16(ret + 20, FORMAT_PCM);
	put16(ret + 22, format->channels);
	put32(ret + 24, format->rate);
	put32(ret + 28, format->rate * frame);
	put16(ret + 32, frame);
	put16(ret + 34, 16);
	memcpy(ret + 36, "data", 4); /* NOLINT(bugprone-not-null-terminated-result): no C string */
	put32(ret + 40, pcm_bytes);
}

void wav_write(const struct wav *w, struct buf *out)
{
	unsigned char header[WAV_HEADER_BYTES];

	wav_header(w, (uint32_t)w->pcm.n, header);
	buf_add(out, header, sizeof header);
	buf_str(out, w->pcm);
}

double wav_seconds(const struct wav *w)
{
	return (double)w->pcm.n / (2.0 * w->channels) / w->rate;
}

double wav_loudness(const struct wav *w)
{
	size_t window = 2 * ((size_t)w->rate * w->channels * WINDOW_MS / 1000), at, i;
	double loudest = 0;

	for (at = 0; at + window <= w->pcm.n; at += window) {
		double sum = 0, x;

		for (i = 0; i < window; i += 2) {
			x = (int16_t)get16(w->pcm.p + at + i) / 32768.0;
			sum += x * x;
		}
		if (sum > loudest)
			loudest = sum;
	}
	return sqrt(loudest / ((double)window / 2));
}
