/* `itb-chatbot ask --audio`: a recorded question, the answer spoken into a file. */
#ifndef CLI_ASK_AUDIO_H
#define CLI_ASK_AUDIO_H

#include "chat/chat.h"

struct ask_audio {
	const char *recording; /* path */
	const char *speech;    /* path of the WAV that is written */
	const struct chat_question *question;
	struct chat_sink *text; /* gets the answer as it is written, and done() unless `json` */
	bool json;             /* the whole answer as one JSON object on stdout */
};

/* As file_read, audio_decode, voice_ask and file_write. */
int ask_audio(struct chat_env *env, const struct ask_audio *ask, struct err *err);

#endif
