/*
 * Whether a recording was cut off on its way: compares the lengths that its
 * container declares with the bytes that came.  ffmpeg decodes what there is of an
 * mp3, Ogg or WebM file, and does not report that the rest is missing.
 *
 * A recording that declares no length counts as whole: a live recording in WebM
 * (unknown sizes), Ogg without an end-of-stream page, WAV and FLAC written to a
 * pipe, mp3 without a Xing header.  So does one with something else at its end.
 */
#ifndef PORT_AUDIO_CONTAINER_H
#define PORT_AUDIO_CONTAINER_H

#include "port/voice/audio.h"

struct audio_container {
	bool cut;       /* a part of it would end past the end of the file */
	double seconds; /* of sound that it declares; 0 when it declares none or `cut` says enough */
};

/* Reads the whole file, whose content is not trusted. */
void audio_container_read(enum audio_kind kind, struct str file, struct audio_container *ret);

#endif
