#include "port/voice/audio.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "port/system/child.h"
#include "port/voice/audio_container.h"

/*
 * The decoder itself needs about 330 MB of address space, most of it for libraries,
 * and half a second for the longest recording.  A file without end would take all
 * that it can get.
 */
enum { MEMORY_MB = 768, CPU_S = 10, FILES = 16, WALL_MS = 30000 };

static const struct {
	const char *extension;
	const char *demuxer; /* ffmpeg's name */
} kinds[] = {
	[AUDIO_UNKNOWN] = {"", ""},   [AUDIO_FLAC] = {"flac", "flac"}, [AUDIO_MP3] = {"mp3", "mp3"},
	[AUDIO_MP4] = {"mp4", "mov"}, [AUDIO_OGG] = {"ogg", "ogg"},    [AUDIO_WAV] = {"wav", "wav"},
	[AUDIO_WEBM] = {"webm", "matroska"},
};

/* A frame of MPEG 1, 2 or 2.5, layer III (ISO 11172-3, 2.4.1.3). */
static bool is_mp3_frame(const unsigned char *p)
{
	return p[0] == 0xFF && (p[1] & 0xE0) == 0xE0 && (p[1] & 0x18) != 0x08 && (p[1] & 0x06) == 0x02 &&
	       (p[2] & 0xF0) != 0xF0 && (p[2] & 0xF0) != 0 && (p[2] & 0x0C) != 0x0C;
}

enum audio_kind audio_sniff(struct str head)
{
	if (head.n < 12)
		return AUDIO_UNKNOWN;
	if (str_starts(head, STR("RIFF")) && str_eq(str_sub(head, 8, 4), STR("WAVE")))
		return AUDIO_WAV;
	if (str_starts(head, STR("fLaC")))
		return AUDIO_FLAC;
	if (str_starts(head, STR("OggS")))
		return AUDIO_OGG;
	if (str_eq(str_sub(head, 4, 4), STR("ftyp")))
		return AUDIO_MP4;
	/* EBML, whose document type is within the first few dozen bytes */
	if (str_starts(head, STR("\x1A\x45\xDF\xA3")) &&
	    str_find(str_sub(head, 0, 64), STR("\x42\x82\x84webm")) < (head.n < 64 ? head.n : 64))
		return AUDIO_WEBM;
	if (str_starts(head, STR("ID3")) || is_mp3_frame((const unsigned char *)head.p))
		return AUDIO_MP3;
	return AUDIO_UNKNOWN;
}

bool audio_name_allowed(struct str filename)
{
	static const char *const allowed[] = {"flac", "m4a", "mp3", "mp4", "ogg", "wav", "webm"};
	size_t i, dot = filename.n;

	while (dot > 0 && filename.p[dot - 1] != '.')
		dot--;
	if (dot == 0)
		return false;
	for (i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
		if (str_ieq(str_sub(filename, dot, filename.n), str_of(allowed[i])))
			return true;
	return false;
}

const char *audio_extension(enum audio_kind kind)
{
	return kinds[kind].extension;
}

/* Turns the decoder's failure into what the client is told. */
static int judge(const struct err *why, struct err *err)
{
	switch (why->code) {
	case ERR_GONE:
		return err_set(err, ERR_GONE, "%s", why->msg);
	case ERR_NOT_FOUND:
	case ERR_IO:
		return err_set(err, ERR_SPEECH_FAILED, "decoding: %s", why->msg);
	default:
		return err_public(err, ERR_AUDIO_FORMAT, "The recording is damaged or not what it claims to be");
	}
}

static int check_length(const struct audio_source *source, struct audio_container *ret, struct err *err)
{
	struct stat st;
	void *p;

	if (fstat(source->fd, &st))
		return err_errno(err, ERR_IO, "reading the size of a recording");
	if (st.st_size == 0)
		return err_public(err, ERR_AUDIO_FORMAT, "The recording is empty");
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, source->fd, 0);
	if (p == MAP_FAILED)
		return err_errno(err, ERR_IO, "mapping a recording");
	audio_container_read(source->kind, (struct str){p, (size_t)st.st_size}, ret);
	munmap(p, (size_t)st.st_size);
	return ret->cut ? err_public(err, ERR_AUDIO_FORMAT, "The recording is incomplete") : 0;
}

/* In samples: ffmpeg rounds up when it converts the rate, and loses none. */
enum { ROUNDING = 4 };

/* Compares what came out with what is allowed and what the file promised. */
static int check_pcm(const struct audio_source *source, double promised, size_t bytes, struct err *err)
{
	double seconds = (double)bytes / (2 * AUDIO_RATE);

	if (bytes < 2)
		return err_public(err, ERR_AUDIO_FORMAT, "The recording holds no sound");
	if (seconds > (double)source->max_seconds)
		return err_public(err, ERR_AUDIO_FORMAT, "The recording is longer than %ld seconds",
				  source->max_seconds);
	if (seconds + (double)ROUNDING / (double)AUDIO_RATE < promised)
		return err_public(err, ERR_AUDIO_FORMAT, "The recording is incomplete");
	return 0;
}

/* `strict`: it ends at the first fault. */
static int run_ffmpeg(const struct audio_source *source, bool strict, struct buf *pcm, struct err *err)
{
	static const char codecs[] = "pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw,pcm_s16be,"
				     "flac,mp3,mp3float,vorbis,opus,libopus,aac,alac,amrnb,amrwb";
	const char *demuxer = kinds[source->kind].demuxer;
	struct patience patience = patience_within(source->patience, WALL_MS);
	char seconds[24];
	const char *const argv[] = {
		"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-loglevel", "error",
		strict ? "-xerror" : "-noxerror", "-max_alloc", "67108864", "-filter_threads", "1",
		"-protocol_whitelist", "file", "-format_whitelist", demuxer, "-codec_whitelist", codecs,
		"-probesize", "1000000", "-analyzeduration", "5000000", "-max_streams", "8", "-threads", "1",
		"-t", seconds, "-f", demuxer, "-i", "file:/proc/self/fd/0", "-map", "0:a:0", "-vn", "-sn",
		"-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-t", seconds, "-ac", "1", "-ar", "16000",
		"-c:a", "pcm_s16le", "-threads", "1", "-fs", "4000000", "-f", "s16le", "pipe:1", NULL};
	struct child_run run = {
		.argv = argv,
		.stdin_fd = source->fd,
		.limits = {MEMORY_MB, CPU_S, 0, FILES},
		.patience = &patience,
		.profile = CHILD_DECODER,
	};

	/* a second more than allowed, so that a longer recording is noticed */
	snprintf(seconds, sizeof seconds, "%ld", source->max_seconds + 1);
	return child_run(&run, pcm, NULL, err);
}

int audio_decode(const struct audio_source *source, struct buf *pcm, struct err *err)
{
	struct audio_container container;
	struct err why;
	bool strict;

	if (source->kind == AUDIO_UNKNOWN)
		return err_set(err, ERR_AUDIO_FORMAT, "this is not audio of a known format");
	if (check_length(source, &container, err))
		return -1;
	/* when FLAC does not say its length, only a frame's checksum shows that it was cut off */
	strict = source->kind == AUDIO_FLAC && container.seconds == 0;
	if (run_ffmpeg(source, strict, pcm, &why))
		return judge(&why, err);
	return check_pcm(source, container.seconds, pcm->n, err);
}

int audio_flac(struct str pcm, const struct patience *patience, struct buf *flac, struct err *err)
{
	static const char *const argv[] = {
		"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-f", "s16le",
		"-ar", "16000", "-ac", "1", "-i", "file:/proc/self/fd/0", "-threads", "1", "-f", "flac",
		"pipe:1", NULL};
	struct patience timed = patience_within(patience, WALL_MS);
	struct child_run run = {
		.argv = argv,
		.stdin_fd = -1,
		.input = pcm,
		.limits = {MEMORY_MB, CPU_S, 0, FILES},
		.patience = &timed,
		.profile = CHILD_DECODER,
	};

	return child_run(&run, flac, NULL, err);
}
