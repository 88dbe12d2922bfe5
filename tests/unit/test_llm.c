#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "port/llm/llm.h"
#include "port/system/crypto.h"
#include "serve.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
#define TEXT(t) "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" t "\"}}],\"model\":\"m1\"}\n\n"
#define END "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define USAGE "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}\n\n"
#define DONE "data: [DONE]\n\n"
#define FAULT(status, more, body) "HTTP/1.1 " status " X\r\n" more "Connection: close\r\n\r\n" body
#define REFUSAL(message) "{\"error\":{\"message\":\"" message "\"}}"
#define ANSWER(t) {.bytes = HEAD TEXT(t) END USAGE DONE, .close = true}

struct at {
	struct serve first, second;
	char runtime[64];
	const struct conf *conf;
	struct ports ports;
	struct arena arena;
	struct buf text;
	int stop_after_pieces, waits, stop_after_waits, close_on_wait, watch_fd;
	struct llm_answer answer;
	char reason[LLM_STATE_BYTES];
	struct err err;
};

static int on_text(void *arg, struct str piece)
{
	struct at *t = arg;

	buf_str(&t->text, piece);
	return t->stop_after_pieces && --t->stop_after_pieces == 0;
}

static int on_wait(void *arg)
{
	struct at *t = arg;

	if (t->close_on_wait) {
		close(t->close_on_wait);
		t->close_on_wait = 0;
	}
	return ++t->waits == t->stop_after_waits;
}

/* Two servers and settings that name them; `settings` are pairs of key and value. */
static void begin(struct at *t, const struct script *first, size_t first_n, const struct script *second,
		  const char *const settings[])
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	size_t i;

	memset(t, 0, sizeof *t);
	assert_int_equal(serve_start(&t->first, first, first_n), 0);
	assert_int_equal(serve_start(&t->second, second, 1), 0);
	clearenv();
	setenv("LLM_BASE_URL", t->first.url, 1);
	setenv("LLM_MODEL", "m1", 1);
	setenv("LLM_API_KEY", "secret1", 1);
	setenv("LLM_FALLBACK_BASE_URL", t->second.url, 1);
	setenv("LLM_FALLBACK_MODEL", "m2", 1);
	setenv("LLM_RETRIES", "1", 1);
	for (i = 0; settings && settings[i]; i += 2)
		setenv(settings[i], settings[i + 1], 1);
	t->conf = conf_load("/dev/null", 0, &faults);
	if (t->conf == NULL)
		fail_msg("%s", faults.p);
	snprintf(t->runtime, sizeof t->runtime, "/tmp/itb-test-llm-XXXXXX");
	assert_non_null(mkdtemp(t->runtime));
	t->ports.conf = t->conf;
	assert_int_equal(shared_open(t->runtime, &t->ports.shared, NULL), 0);
	t->ports.http = http_new();
	arena_init(&t->arena, 1 << 22);
	buf_init(&t->text, 1 << 20);
}

static void end(struct at *t)
{
	http_free(t->ports.http);
	shared_close(t->ports.shared);
	file_remove_tree(t->runtime, NULL);
	conf_unref(t->conf);
	arena_release(&t->arena);
	buf_release(&t->text);
	serve_stop(&t->first);
	serve_stop(&t->second);
}

static const struct llm_message question[] = {
	{.role = LLM_SYSTEM, .text = {"Be brief.", 9}},
	{.role = LLM_USER, .text = {"Apa itu ITB?", 12}},
};

static int ask_with(struct at *t, struct llm_call call)
{
	struct patience patience = {deadline_in(30000), on_wait, t, t->watch_fd};

	call.messages = call.messages ? call.messages : question;
	call.messages_n = call.messages_n ? call.messages_n : 2;
	call.patience = &patience;
	call.on_text = on_text;
	call.arg = t;
	buf_reset(&t->text);
	return llm_chat(&t->ports, &call, &t->arena, &t->answer, &t->err);
}

static int ask(struct at *t)
{
	return ask_with(t, (struct llm_call){0});
}

static void wait_for(atomic_int *what, int value)
{
	struct deadline d = deadline_in(10000);

	while (*what < value && !deadline_passed(d))
		usleep(1000);
	assert_int_equal(*what, value);
}

/* The JSON body of the last request. */
static struct json *body_of(struct serve *s)
{
	const char *body = strstr(s->request, "\r\n\r\n");
	struct json *root;

	assert_non_null(body);
	assert_int_equal(json_parse(str_of(body + 4), JSON_STRICT, &root, NULL), 0);
	return root;
}

static void asks_and_reads(void **state)
{
	static const struct script script[] = {ANSWER("Sebuah institut")};
	static const struct llm_tool_call made[] = {{.id = {"c1", 2}, .name = {"f", 1}, .arguments = {"{}", 2}}};
	static const struct llm_message messages[] = {
		{.role = LLM_USER, .text = {"q\"\n", 3}},
		{.role = LLM_ASSISTANT, .tool_calls = made, .tool_calls_n = 1},
		{.role = LLM_TOOL, .text = {"found", 5}, .tool_call_id = {"c1", 2}},
	};
	struct llm_call call = {.messages = messages, .messages_n = 3, .traceparent = STR("00-ab-cd-01"),
				.tools = STR("[{\"type\":\"function\"}]"), .max_tokens = 5};
	struct json *body, *list;
	struct at t;

	(void)state;
	begin(&t, script, 1, script, NULL);
	assert_int_equal(ask_with(&t, call), 0);
	assert_str(t.answer.text, "Sebuah institut");
	assert_str(buf_view(&t.text), "Sebuah institut");
	assert_str(t.answer.model, "m1");
	assert_int_equal(t.answer.total_tokens, 10);
	assert_true(t.answer.began);
	assert_non_null(strstr(t.first.request, "POST /chat/completions HTTP/1.1\r\n"));
	assert_non_null(strstr(t.first.request, "\r\nAuthorization: Bearer secret1\r\n"));
	assert_non_null(strstr(t.first.request, "\r\ntraceparent: 00-ab-cd-01\r\n"));
	assert_null(strstr(t.first.request, "X-Title"));
	body = body_of(&t.first);
	assert_str(json_str_or_empty(json_get(body, "model")), "m1");
	assert_non_null(json_get(json_get(body, "stream_options"), "include_usage"));
	assert_int_equal(json_length(json_get(body, "tools")), 1);
	list = json_get(body, "messages");
	assert_int_equal(json_length(list), 3);
	assert_str(json_str_or_empty(json_get(json_at(list, 0), "content")), "q\"\n");
	assert_str(json_str_or_empty(json_get(json_at(json_get(json_at(list, 1), "tool_calls"), 0), "id")), "c1");
	assert_str(json_str_or_empty(json_get(json_at(list, 2), "tool_call_id")), "c1");
	json_free(body);
	end(&t);
}

/* What makes the second server be asked, and how often the first one is asked before. */
static void falls_back(void **state)
{
	static const struct {
		struct script script;
		int asked;
	} rows[] = {
		{{.bytes = FAULT("401", "", REFUSAL("Invalid API Key")), .close = true}, 1},
		{{.bytes = FAULT("403", "", "no"), .close = true}, 1},
		{{.bytes = FAULT("404", "", "{\"error\":\"no model\"}"), .close = true}, 1},
		{{.bytes = FAULT("500", "", REFUSAL("oh")), .close = true}, 1},
		{{.bytes = FAULT("502", "", "<html>"), .close = true}, 2},
		{{.bytes = FAULT("529", "", "overloaded"), .close = true}, 2},
		{{.bytes = FAULT("302", "Location: http://elsewhere.example/\r\n", ""), .close = true}, 1},
		{{.bytes = FAULT("503", "", "loading"), .close = true}, 2},
		{{.bytes = FAULT("429", "", "slow"), .close = true}, 2},
		{{.bytes = FAULT("429", "Retry-After: 3600\r\n", "slow"), .close = true}, 1},
		{{.bytes = "", .close = true}, 2},
		{{.bytes = FAULT("400", "", REFUSAL("exceeds the available context size")), .close = true}, 2},
		{{.bytes = HEAD "<html>", .close = true}, 1},
		{{.bytes = HEAD "data: {\"error\":{\"code\":500}}\n\n", .close = true}, 1},
		{{.bytes = HEAD "data: {\"error\":{\"code\":503}}\n\n", .close = true}, 2},
		{{.bytes = HEAD TEXT("<think>hm</think>") END DONE, .close = true}, 2},
		{{.bytes = HEAD, .close = true}, 2},
	};
	static const struct script second[] = {ANSWER("ya")};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct at t;

		begin(&t, &rows[i].script, 1, second, NULL);
		assert_int_equal(ask(&t), 0);
		assert_str(t.answer.text, "ya");
		assert_int_equal(t.first.requests, rows[i].asked);
		assert_int_equal(t.second.requests, 1);
		assert_null(strstr(t.second.request, "secret1"));
		assert_string_equal(llm_state(t.conf, t.ports.shared, t.reason), "ok");
		end(&t);
	}
}

static void tries_again(void **state)
{
	static const struct script first[] = {
		{.bytes = FAULT("503", "Retry-After: 0\r\n", "loading"), .close = true},
		ANSWER("ya"),
	};
	struct at t;

	(void)state;
	begin(&t, first, 2, first, NULL);
	assert_int_equal(ask(&t), 0);
	assert_int_equal(t.first.requests, 2);
	assert_int_equal(t.second.requests, 0);
	end(&t);
}

/* Text has gone out, so no other server may continue the answer. */
static void no_switch_after_text(void **state)
{
	static const struct script rows[] = {
		{.bytes = HEAD TEXT("Se") "data: {\"error\":{\"code\":503}}\n\n", .close = true},
		{.bytes = HEAD TEXT("Se"), .close = true},
		{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" TEXT("Se"), .close = true},
	};
	static const struct script second[] = {ANSWER("ya")};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct at t;

		begin(&t, &rows[i], 1, second, NULL);
		assert_int_equal(ask(&t), -1);
		assert_int_equal(t.err.code, ERR_UNAVAILABLE);
		assert_true(t.answer.began);
		assert_str(t.answer.text, "Se");
		assert_int_equal(t.first.requests, 1);
		assert_int_equal(t.second.requests, 0);
		end(&t);
	}
}

static void learns_what_a_server_takes(void **state)
{
	static const struct script first[] = {
		{.bytes = FAULT("400", "", REFUSAL("unknown field stream_options")), .close = true},
		{.bytes = FAULT("400", "", REFUSAL("'max_tokens' is not supported. Use 'max_completion_tokens'.")),
		 .close = true},
		{.bytes = FAULT("500", "", REFUSAL("tools param requires --jinja flag")), .close = true},
		{.bytes = FAULT("400", "", REFUSAL("'temperature' does not support 0.2")), .close = true},
		ANSWER("ya"),
	};
	struct llm_call call = {.tools = STR("[{\"type\":\"function\"}]")};
	struct json *body;
	struct at t;
	int i;

	(void)state;
	begin(&t, first, 5, first, NULL);
	for (i = 0; i < 2; i++) {
		assert_int_equal(ask_with(&t, call), 0);
		/* the second time it is known */
		assert_int_equal(t.first.requests, 5 + i);
		body = body_of(&t.first);
		assert_null(json_get(body, "stream_options"));
		assert_null(json_get(body, "max_tokens"));
		assert_non_null(json_get(body, "max_completion_tokens"));
		assert_null(json_get(body, "tools"));
		assert_null(json_get(body, "temperature"));
		json_free(body);
	}
	assert_int_equal(t.second.requests, 0);
	end(&t);
}

static void a_refusal_that_repeats_itself(void **state)
{
	static const struct script first[] = {{.bytes = FAULT("400", "", REFUSAL("tools are not supported")),
					       .close = true}};
	struct at t;

	(void)state;
	begin(&t, first, 1, first, NULL);
	assert_int_equal(ask(&t), -1);
	assert_int_equal(t.err.code, ERR_UNAVAILABLE);
	assert_int_equal(t.first.requests, 2);
	end(&t);
}

static void rests_after_failures(void **state)
{
	static const char *const settings[] = {"LLM_FALLBACK_BASE_URL", "", NULL};
	static const struct script first[] = {{.bytes = FAULT("500", "", "oh"), .close = true}};
	struct at t;
	int i;

	(void)state;
	begin(&t, first, 1, first, settings);
	assert_string_equal(llm_state(t.conf, t.ports.shared, t.reason), "ok");
	for (i = 0; i < 5; i++) {
		assert_int_equal(ask(&t), -1);
		assert_int_equal(t.err.code, ERR_UNAVAILABLE);
		assert_string_equal(llm_state(t.conf, t.ports.shared, t.reason), "degraded");
	}
	assert_int_equal(t.first.requests, 3);
	assert_non_null(strstr(t.err.msg, "resting"));
	end(&t);
}

static void reader_gone(void **state)
{
	static const struct script rows[] = {
		{.bytes = HEAD TEXT("Se"), .hold = true},       /* while text comes */
		{.bytes = "", .hold = true},                    /* nothing yet: on_wait */
		{.bytes = "", .hold = true},                    /* nothing yet: hang-up */
	};
	static const struct script busy[] = {{.bytes = FAULT("503", "Retry-After: 4\r\n", ""), .close = true}};
	struct at t;
	int pair[2], i;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		begin(&t, &rows[i], 1, rows, NULL);
		t.stop_after_pieces = i == 0;
		t.stop_after_waits = i == 1 ? 2 : 0;
		t.close_on_wait = i == 2 ? pair[1] : 0;
		t.watch_fd = i == 2 ? pair[0] : 0;
		assert_int_equal(ask(&t), -1);
		assert_int_equal(t.err.code, ERR_GONE);
		wait_for(&t.first.hangups, 1);
		assert_int_equal(t.second.requests, 0);
		assert_string_equal(llm_state(t.conf, t.ports.shared, t.reason), "ok");
		end(&t);
		close(pair[0]);
		if (i != 2)
			close(pair[1]);
	}
	/* between two tries */
	begin(&t, busy, 1, rows, NULL);
	t.stop_after_waits = 1;
	assert_int_equal(ask(&t), -1);
	assert_int_equal(t.err.code, ERR_GONE);
	assert_int_equal(t.first.requests, 1);
	end(&t);
}

static void times_out(void **state)
{
	static const char *const settings[] = {"LLM_FIRST_TOKEN_TIMEOUT", "1", "LLM_IDLE_TIMEOUT", "1", NULL};
	static const struct script silent[] = {{.bytes = HEAD ": ping\n\n", .hold = true}};
	static const struct script stalls[] = {{.bytes = HEAD TEXT("Se"), .hold = true}};
	static const struct script second[] = {ANSWER("ya")};
	struct at t;

	(void)state;
	begin(&t, silent, 1, second, settings);
	assert_int_equal(ask(&t), 0);
	assert_str(t.answer.text, "ya");
	assert_int_equal(t.first.requests, 1);
	end(&t);
	begin(&t, stalls, 1, second, settings);
	assert_int_equal(ask(&t), -1);
	assert_true(t.answer.began);
	assert_int_equal(t.second.requests, 0);
	end(&t);
}

/* A server that sends [DONE] and keeps the connection open. */
static void done_is_the_end(void **state)
{
	static const struct script first[] = {{.bytes = HEAD TEXT("ya") END USAGE DONE, .hold = true}};
	struct at t;

	(void)state;
	begin(&t, first, 1, first, NULL);
	assert_int_equal(ask(&t), 0);
	assert_int_equal(t.answer.total_tokens, 10);
	end(&t);
}

static void keeps_to_the_budget(void **state)
{
	static const char *const tokens[] = {"LLM_DAILY_TOKENS", "15", NULL};
	static const char *const per_key[] = {"LLM_DAILY_TOKENS_PER_KEY", "15", NULL};
	static const char *const calls[] = {"LLM_DAILY_CALLS", "2", NULL};
	static const char *const *const rows[] = {tokens, per_key, calls};
	static const struct script first[] = {ANSWER("ya")};
	struct llm_call call = {.key_name = STR("aplikasi")};
	struct at t;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		begin(&t, first, 1, first, rows[i]);
		assert_int_equal(ask_with(&t, call), 0);
		assert_int_equal(ask_with(&t, call), 0);
		assert_string_equal(llm_state(t.conf, t.ports.shared, t.reason), i == 1 ? "ok" : "degraded");
		assert_int_equal(ask_with(&t, call), -1);
		assert_int_equal(t.err.code, ERR_REFUSED);
		assert_int_equal(t.first.requests, 2);
		call.key_name = STR("lain");
		assert_int_equal(ask_with(&t, call), i == 1 ? 0 : -1);
		call.key_name = STR("aplikasi");
		end(&t);
	}
}

static void unconfigured(void **state)
{
	static const char *const settings[] = {"LLM_BASE_URL", "", "LLM_FALLBACK_BASE_URL", "", NULL};
	static const struct script none[] = {ANSWER("ya")};
	struct at t;

	(void)state;
	begin(&t, none, 1, none, settings);
	assert_false(llm_configured(t.conf));
	assert_string_equal(llm_state(t.conf, t.ports.shared, t.reason), "unconfigured");
	assert_int_equal(ask(&t), -1);
	assert_int_equal(t.err.code, ERR_UNAVAILABLE);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_and_reads),
		cmocka_unit_test(falls_back),
		cmocka_unit_test(tries_again),
		cmocka_unit_test(no_switch_after_text),
		cmocka_unit_test(learns_what_a_server_takes),
		cmocka_unit_test(a_refusal_that_repeats_itself),
		cmocka_unit_test(rests_after_failures),
		cmocka_unit_test(reader_gone),
		cmocka_unit_test(times_out),
		cmocka_unit_test(done_is_the_end),
		cmocka_unit_test(keeps_to_the_budget),
		cmocka_unit_test(unconfigured),
	};

	log_least(LOG_ERROR);
	if (crypto_init(NULL) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
