/*
 * The recording in a POST /v1/audio body: received into memory (a sealed
 * memfd, as the decoder wants it), never on disk.
 */
#ifndef FRONT_UPLOAD_H
#define FRONT_UPLOAD_H

#include "front/http/request.h"
#include "port/voice/audio.h"

struct upload {
	const char *part; /* name of the part with the file, given by the caller */
	int fd; /* the file, at its start; -1 until it was received */
	size_t bytes;
	enum audio_kind kind;
	char language[8], response_format[16]; /* of the form's fields, "" when absent */
};

/*
 * u->part is set.  The checks of docs/api.md in its order: ERR_AUDIO_MISSING, ERR_AUDIO_NO_FILE,
 * ERR_AUDIO_FORMAT, ERR_AUDIO_TOO_LARGE; ERR_GONE when the body broke off.
 * upload_release in any case.
 */
int upload_receive(struct req *r, struct upload *u, struct err *err);
void upload_release(struct upload *u);
/* AUDIO_KEEP: a copy in AUDIO_DIR, named by the request's id. */
int upload_keep(const struct upload *u, const struct req *r, struct err *err);

#endif
