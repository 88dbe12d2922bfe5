/*
 * PCM in RIFF/WAVE (Microsoft's Multimedia Programming Interface 1.0, 1991), as
 * speech programs write it: sizes may be placeholders.
 */
#ifndef PORT_WAV_H
#define PORT_WAV_H

#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"

enum { WAV_HEADER_BYTES = 44 };

struct wav {
	uint32_t rate;     /* samples per second of a channel */
	uint16_t channels;
	struct str pcm;    /* signed 16 bit little-endian, borrowed, whole frames */
};

/*
 * ERR_BAD_DATA for anything but 16 bit PCM of 1 or 2 channels and 4 to 192 kHz.
 * A data chunk that declares more bytes than there are ends with the file.
 */
int wav_parse(struct str file, struct wav *ret, struct err *err);
/* The header that goes before so many bytes of PCM. */
void wav_header(const struct wav *format, uint32_t pcm_bytes, unsigned char ret[WAV_HEADER_BYTES]);
/* Header and samples. */
void wav_write(const struct wav *w, struct buf *out);
double wav_seconds(const struct wav *w);
/*
 * The loudest 30 ms, as a root mean square from 0 to 1.  A microphone's hiss
 * stays under 0.003, quiet speech is over 0.01.
 */
double wav_loudness(const struct wav *w);

#endif
