/* A recording in a request's form, received and decoded: what the routes of speech share. */
#ifndef FRONT_RECORDING_H
#define FRONT_RECORDING_H

#include "front/http/response.h"
#include "front/http/upload.h"
#include "text/lang.h"

struct recording {
	struct buf pcm;  /* as audio_decode gives it */
	enum lang lang;  /* of the form's field `language`; LANG_UNKNOWN: none, or another */
	char form[sizeof((struct upload *)0)->response_format]; /* of the field `response_format`, "" when absent */
};

#define RECORDING_AUTO __attribute__((cleanup(recording_release)))

/*
 * The file in the part named `part`; *ret is zeroed and released by the caller in
 * any case.  Errors: upload_receive's, audio_decode's, ERR_OVERLOADED.
 */
int recording_receive(struct req *r, struct resp *p, const char *part, struct recording *ret, struct err *err);
void recording_release(struct recording *recording);

#endif
