/*
 * Whatever way an answer is cut, the same text, calls and outcome come out,
 * the text is valid UTF-8, and what the reader got is what is kept.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "port/llm/llm_stream.h"
#include "fuzz.h"

static int on_text(void *arg, struct str piece)
{
	if (piece.n == 0 || !utf8_valid(piece))
		abort();
	buf_str(arg, piece);
	return 0;
}

static int on_restart(void *arg)
{
	buf_reset(arg);
	return 0;
}

static void summary(const struct llm_stream *s, const struct buf *shown, int rc, struct buf *ret)
{
	ARENA_AUTO struct arena a;
	struct llm_answer answer;
	size_t i;

	arena_init(&a, 1 << 26);
	if (llm_stream_answer(s, &a, &answer, NULL) != 0 || !str_eq(answer.text, buf_view(shown)))
		abort();
	buf_reset(ret);
	buf_printf(ret, "%d %d %d %ld %s\n", rc, answer.cut, s->refusal.status, answer.total_tokens, s->model);
	buf_str(ret, answer.text);
	for (i = 0; i < answer.tool_calls_n; i++) {
		buf_str(ret, answer.tool_calls[i].id);
		buf_str(ret, answer.tool_calls[i].name);
		buf_str(ret, answer.tool_calls[i].arguments);
		buf_str(ret, answer.tool_calls[i].more);
	}
	buf_str(ret, answer.more);
}

/* The first piece has `first` bytes (at least one), the others `step`. */
static void read_cut(struct str s, size_t first, size_t step, struct buf *ret)
{
	BUF_AUTO struct buf shown = BUF_MAX(1 << 22);
	/* the tool that models are seen to call in corpus/llm_stream */
	struct llm_call call = {.tools = STR("[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
					     "{\"properties\":{\"q\":{}}}}}]"),
				.on_text = on_text, .on_restart = on_restart, .arg = &shown};
	struct llm_stream stream;
	size_t at = 0, n = first;
	int rc = 0;

	llm_stream_init(&stream, &call, s.p[s.n - 1] == '~');
	while (at < s.n && rc == 0) {
		rc = llm_stream_feed(&stream, str_sub(s, at, n), NULL);
		at += n;
		n = step;
	}
	if (rc == 0)
		rc = llm_stream_end(&stream, NULL);
	summary(&stream, &shown, rc, ret);
	llm_stream_release(&stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf whole = BUF_MAX(1 << 25), cut = BUF_MAX(1 << 25);
	struct str s = {(const char *)data, size};
	/* FUZZ_EVERY_CUT: all cuts in two, for replaying recorded answers */
	size_t last = getenv("FUZZ_EVERY_CUT") ? size : 1, first;

	if (size == 0)
		return 0;
	read_cut(s, size, size, &whole);
	for (first = 1; first <= last; first++) {
		read_cut(s, last > 1 ? first : 1 + data[size / 2] % size, size, &cut);
		if (!str_eq(buf_view(&whole), buf_view(&cut)))
			abort();
	}
	read_cut(s, 1, 1, &cut);
	if (!str_eq(buf_view(&whole), buf_view(&cut)))
		abort();
	return 0;
}
