/*
 * Recognises and decodes the recordings that people send.
 *
 * ffmpeg decodes a file in memory, as a CHILD_DECODER (child.h).  The format is
 * given to it as it was recognised from the content, so that it does not read
 * formats that refer to other files or hosts.
 */
#ifndef PORT_AUDIO_H
#define PORT_AUDIO_H

#include "base/buf.h"
#include "base/patience.h"

/* All recordings become signed 16 bit, mono, at this rate. */
enum { AUDIO_RATE = 16000, AUDIO_HEAD_BYTES = 4096 };

enum audio_kind {
	AUDIO_UNKNOWN,
	AUDIO_FLAC,
	AUDIO_MP3,
	AUDIO_MP4, /* m4a as well */
	AUDIO_OGG,
	AUDIO_WAV,
	AUDIO_WEBM,
};

/* Recognised from the content; `head` is the first AUDIO_HEAD_BYTES of the file, or all of it. */
enum audio_kind audio_sniff(struct str head);
/* Whether the name ends in one of the accepted extensions. */
bool audio_name_allowed(struct str filename);
/* "wav" … ; "" for AUDIO_UNKNOWN. */
const char *audio_extension(enum audio_kind kind);

struct audio_source {
	int fd; /* a file in memory (child_memory), at its start; the caller closes it */
	enum audio_kind kind;
	long max_seconds; /* at most 120 */
	const struct patience *patience;
};

/* Bytes of PCM of the longest recording, and of a second more. */
enum { AUDIO_PCM_MAX = (120 + 1) * AUDIO_RATE * 2 };

/*
 * Decodes to PCM in `pcm`, whose bound should be AUDIO_PCM_MAX.
 * ERR_AUDIO_FORMAT, with details for the client, when it is not a recording, or is
 * damaged, empty, too long or takes too much to decode; ERR_SPEECH_FAILED when
 * ffmpeg is missing.
 */
int audio_decode(const struct audio_source *source, struct buf *pcm, struct err *err);
/* Encodes PCM (AUDIO_RATE) as a FLAC file. */
int audio_flac(struct str pcm, const struct patience *patience, struct buf *flac, struct err *err);

#endif
