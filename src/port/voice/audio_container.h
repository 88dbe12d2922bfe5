/*
 * Whether a recording was cut off on its way: the lengths that its container
 * declares against the bytes that came.  ffmpeg plays what there is of an mp3,
 * Ogg or WebM file and says nothing about the rest.
 *
 * What is merely open-ended is whole: a live recording in WebM (unknown sizes),
 * Ogg without an end-of-stream page, WAV and FLAC written to a pipe, mp3
 * without a Xing header.  So is what has something else at its end.
 */
#ifndef PORT_AUDIO_CONTAINER_H
#define PORT_AUDIO_CONTAINER_H

#include "port/voice/audio.h"

struct audio_container {
	bool cut;       /* something in it ends past the end of the file */
	double seconds; /* of sound that it promises; 0 when it doesn't say or `cut` tells more */
};

/* Of the whole file, of which nothing is trusted. */
void audio_container_read(enum audio_kind kind, struct str file, struct audio_container *ret);

#endif
