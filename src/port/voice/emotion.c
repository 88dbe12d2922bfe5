#include "port/voice/emotion.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/json.h"
#include "port/net/multipart_write.h"
#include "port/net/post.h"

/* The transcript is part of the URL, of which servers accept up to 8 kB. */
enum { ANSWER_MAX = 65536, QUERY_MAX = 6000 };

static void percent(struct buf *to, struct str s)
{
	size_t i;

	for (i = 0; i < s.n && to->n < QUERY_MAX; i++) {
		char c = s.p[i];

		if (is_alnum(c) || strchr("-._~", c))
			buf_char(to, c);
		else
			buf_printf(to, "%%%02X", (unsigned char)c);
	}
}

static int post(const struct emotion_call *c, struct buf *answer, struct err *err)
{
	BUF_AUTO struct buf path = BUF_MAX(QUERY_MAX + 64);
	struct multipart_write form;
	int failed;

	buf_cstr(&path, "/predict?text=");
	percent(&path, c->transcript);
	multipart_write_init(&form, c->flac.n + 4096);
	multipart_write_file(&form, "file", "audio.flac", "audio/flac", c->flac);
	multipart_write_end(&form);
	if (form.body.bad || path.bad) {
		failed = err_set(err, ERR_NO_MEMORY, "no memory for the recording");
	} else {
		struct post to = {
			.http = c->http,
			.base = str_of(c->conf->emotion_analysis_url),
			.path = path.p,
			.content_type = form.content_type,
			.ca_file = c->conf->speech_ca_file,
			.body = buf_view(&form.body),
			.traceparent = c->traceparent,
		};

		failed = post_whole(&to, c->patience, answer, err);
	}
	multipart_write_release(&form);
	return failed;
}

/* The word goes into a prompt, so anything but one plain word is refused. */
static int read_answer(struct str body, char ret[EMOTION_BYTES], struct err *err)
{
	JSON_AUTO struct json *v = NULL;
	struct str word;
	size_t i;

	if (json_parse(body, JSON_LENIENT, &v, err))
		return -1;
	word = str_trim(json_str_or_empty(json_get(v, "prediction")));
	if (word.n == 0 || word.n >= EMOTION_BYTES)
		return err_set(err, ERR_BAD_DATA, "the answer holds no prediction");
	for (i = 0; i < word.n; i++)
		if (!is_letter(word.p[i]))
			return err_set(err, ERR_BAD_DATA, "the prediction is not a single word");
	for (i = 0; i < word.n; i++)
		ret[i] = to_lower(word.p[i]);
	ret[word.n] = '\0';
	return 0;
}

int emotion_ask(const struct emotion_call *call, char ret[EMOTION_BYTES], struct err *err)
{
	BUF_AUTO struct buf answer = BUF_MAX(ANSWER_MAX);
	struct patience patience = patience_within(call->patience, call->conf->emotion_timeout * 1000);
	struct emotion_call timed = *call;

	snprintf(ret, EMOTION_BYTES, "neutral");
	timed.patience = &patience;
	if (*call->conf->emotion_analysis_url == '\0')
		return err_set(err, ERR_CONFIG, "EMOTION_ANALYSIS_URL is not set");
	if (post(&timed, &answer, err) || read_answer(buf_view(&answer), ret, err))
		return err_prefix(err, "emotion");
	return 0;
}
