/* itb-chatbot ask: one question from a terminal; the answer is printed as it is written. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/utf8.h"
#include "chat/answer_json.h"
#include "cli/ask_audio.h"
#include "cli/cli.h"
#include "cli/world.h"
#include "front/http/parse.h"
#include "port/system/crypto.h"

struct ask {
	struct chat_sink out; /* first: the pipeline's view of it */
	struct chat_question question;
	bool json;
	const char *recording; /* the question itself, spoken; NULL: it is text */
	const char *speech;    /* where the spoken answer goes */
};

static struct ask *of(struct chat_sink *out)
{
	return (struct ask *)out;
}

static int print_piece(struct chat_sink *out, struct str text)
{
	if (!of(out)->json)
		fwrite(text.p, 1, text.n, stdout);
	return fflush(stdout) || ferror(stdout);
}

static void print_source(const struct chat_source *s, size_t number)
{
	printf("  %zu. %.*s", number, STR_ARG(s->title));
	if (s->heading.n)
		printf(" \xe2\x80\x94 %.*s", STR_ARG(s->heading));
	if (s->page)
		printf(", p. %u", s->page);
	printf("\n     %.*s\n", STR_ARG(s->url.n ? s->url : s->source));
	if (s->quote.n)
		printf("     \xe2\x80\x9c%.*s\xe2\x80\x9d\n", STR_ARG(s->quote));
}

static int print_end(struct chat_sink *out, const struct chat_answer *a)
{
	size_t i;

	if (of(out)->json) {
		BUF_AUTO struct buf b = BUF_MAX(16 << 20);
		JSON_AUTO struct json *v = answer_json(a, &of(out)->question);

		json_write(v, &b);
		printf("%.*s\n", STR_ARG(buf_view(&b)));
		return 0;
	}
	puts("");
	if (a->sources_n)
		puts(a->lang == LANG_EN ? "\nSources:" : "\nSumber:");
	for (i = 0; i < a->sources_n; i++)
		print_source(&a->sources[i], i + 1);
	return 0;
}

static int read_arguments(struct cli *c, struct ask *ask)
{
	int i;

	for (i = 1; i < c->argc; i++) {
		if (strcmp(c->argv[i], "--json") == 0)
			ask->json = true;
		else if (strcmp(c->argv[i], "--conversation") == 0 && i + 1 < c->argc)
			ask->question.conversation_id = str_of(c->argv[++i]);
		else if (strcmp(c->argv[i], "--audio") == 0 && i + 1 < c->argc)
			ask->recording = c->argv[++i];
		else if (strcmp(c->argv[i], "--speech") == 0 && i + 1 < c->argc)
			ask->speech = c->argv[++i];
		else if (c->argv[i][0] != '-' && ask->question.text.n == 0)
			ask->question.text = str_trim(str_of(c->argv[i]));
		else
			return cli_usage(c);
	}
	return (ask->question.text.n > 0) != (ask->recording != NULL) ? 0 : cli_usage(c);
}

static int ask_it(struct chat_env *env, struct ask *ask, struct err *err)
{
	struct ask_audio spoken = {ask->recording, ask->speech, &ask->question, &ask->out, ask->json};

	return ask->recording ? ask_audio(env, &spoken, err) : chat_ask(env, &ask->question, &ask->out, err);
}

int cmd_ask(struct cli *c)
{
	struct ask ask = {.out = {.delta = print_piece, .done = print_end}, .speech = "answer.wav"};
	char request_id[CRYPTO_UUID_BYTES];
	struct world w = {0};
	struct err err = {0};
	int r = read_arguments(c, &ask);

	if (r)
		return r;
	if (ask.question.conversation_id.p && !parse_is_conversation_id(ask.question.conversation_id))
		return cli_fail(c, EX_USAGE, "a conversation id has 1 to 128 letters, digits, \"-\" and \"_\"");
	if (!utf8_valid(ask.question.text) ||
	    utf8_count(ask.question.text) > (size_t)c->conf->max_message_chars)
		return cli_fail(c, EX_DATAERR, "the question must be UTF-8 of at most %ld characters",
				c->conf->max_message_chars);
	r = world_open(&w, c->conf, &err);
	if (r == 0) {
		struct chat_env env = {&w.ports, w.kb, &w.arena, deadline_in(c->conf->request_timeout * 1000)};

		crypto_uuid4(request_id);
		ask.question.request_id = str_of(request_id);
		r = ask_it(&env, &ask, &err);
	}
	world_close(&w);
	return r ? cli_fail(c, err.code == ERR_CONFIG ? EX_CONFIG : 1, "%s", err.msg) : 0;
}
