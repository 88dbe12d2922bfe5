/*
 * Recordings that people send: telling what they are, decoding them.
 *
 * Decoding runs ffmpeg as a locked-in child (see child.h) on a file in memory,
 * with the format forced to what the content was seen to be, so that nothing
 * that refers to other files or hosts is even looked at.
 */
#ifndef PORT_AUDIO_H
#define PORT_AUDIO_H

#include "base/buf.h"
#include "base/patience.h"

/* What all recordings become: signed 16 bit, mono. */
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

/* By content; `head` is the first AUDIO_HEAD_BYTES of the file, or all of it. */
enum audio_kind audio_sniff(struct str head);
/* Whether the name ends in one of the extensions that are taken. */
bool audio_name_allowed(struct str filename);
/* "wav" … ; "" for AUDIO_UNKNOWN. */
const char *audio_extension(enum audio_kind kind);

struct audio_source {
	int fd; /* a file in memory (child_memory), at its start; stays the caller's */
	enum audio_kind kind;
	long max_seconds; /* at most 120 */
	const struct patience *patience;
};

/* Bytes of the longest recording's PCM, a second over max_seconds included. */
enum { AUDIO_PCM_MAX = (120 + 1) * AUDIO_RATE * 2 };

/*
 * PCM (AUDIO_RATE) into `pcm`, whose bound should be AUDIO_PCM_MAX.
 * ERR_AUDIO_FORMAT, with details for the client, when it is no recording,
 * damaged, empty, too long or too costly; ERR_SPEECH_FAILED without ffmpeg.
 */
int audio_decode(const struct audio_source *source, struct buf *pcm, struct err *err);
/* PCM (AUDIO_RATE) as a FLAC file. */
int audio_flac(struct str pcm, const struct patience *patience, struct buf *flac, struct err *err);

#endif
