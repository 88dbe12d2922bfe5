#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/utf8.h"
#include "chat/answer_json.h"
#include "chat/chat.h"
#include "port/system/crypto.h"
#include "knowledge.h"
#include "redis_server.h"
#include "serve.h"

static const struct knowledge_row library[] = {
	{"leave", "Cuti akademik", "Pengajuan",
	 "Cuti akademik adalah izin untuk tidak mengikuti perkuliahan. Mahasiswa mengajukan cuti akademik kepada "
	 "dekan paling lambat dua minggu sebelum awal semester. Formulir diambil di loket fakultas.",
	 "https://akademik.example.ac.id/cuti", LANG_ID},
	{"leave", "Cuti akademik", "Lama", "Cuti akademik paling lama dua semester selama masa studi.",
	 "https://akademik.example.ac.id/cuti", LANG_ID},
	{"library", "Perpustakaan", "", "Buku dapat dipinjam selama empat belas hari di perpustakaan pusat.", NULL,
	 LANG_ID},
	{"parking", "Parkir", "", "Sepeda motor diparkir di gedung sebelah timur.", NULL, LANG_ID},
	{"hall", "Aula", "", "Aula dibangun dari kayu jati. Aula dipakai untuk wisuda.", NULL, LANG_ID},
	{"past", "Masa lalu", "", "Gubernur meresmikan aula yang dibangun pada 1921.", NULL, LANG_ID},
	{"dorm", "Asrama", "", "Kamar: A12; Harga: Rp500.000; Fasilitas: kasur, meja.", NULL, LANG_ID},
};
enum { LIBRARY_N = sizeof library / sizeof library[0] };

struct world {
	struct knowledge knowledge;
	struct shared *shared;
	struct ports ports;
	struct arena arena, scripts; /* for requests; for what the server sends, which must outlive a request */
	struct serve llm;
	bool serving;
};

/* What a reader got. */
struct reader {
	struct chat_sink out;
	struct buf text;
	size_t sources, done, blocks;
	struct chat_answer answer;
	bool leaves;
	int cached; /* 1 hit, 0 miss, -1 not asked */
};

static struct reader *of(struct chat_sink *out)
{
	return (struct reader *)out;
}

static int delta(struct chat_sink *out, struct str text)
{
	assert_true(text.n > 0 && utf8_valid(text));
	buf_str(&of(out)->text, text);
	return of(out)->leaves;
}

static int source(struct chat_sink *out, const struct chat_source *s)
{
	assert_true(s->title.n > 0);
	of(out)->sources++;
	return 0;
}

static int block(struct chat_sink *out, const struct json *v, size_t index)
{
	assert_true(json_is_object(v));
	assert_int_equal(index, of(out)->blocks++);
	return 0;
}

static int done(struct chat_sink *out, const struct chat_answer *a)
{
	of(out)->answer = *a;
	of(out)->answer.blocks = json_share(a->blocks);
	of(out)->done++;
	return 0;
}

static int restart(struct chat_sink *out)
{
	buf_reset(&of(out)->text);
	of(out)->sources = of(out)->blocks = 0;
	return 0;
}

static void cached(struct chat_sink *out, bool hit)
{
	of(out)->cached = hit;
}

static void open_ports(struct world *w)
{
	knowledge_settings(&w->knowledge);
	assert_int_equal(ports_open(&w->ports, w->knowledge.conf, w->shared, NULL, NULL), 0);
}

static int begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	char path[128];

	setenv("REDIS_URL", "unix:///nonexistent", 1);
	setenv("RELEVANCE_FLOOR", "0.05", 1); /* the calibration of scores is not tested here */
	unsetenv("LLM_BASE_URL");
	assert_int_equal(crypto_init(NULL), 0);
	knowledge_open(&w->knowledge, library, LIBRARY_N);
	snprintf(path, sizeof path, "%s/system.id.txt", w->knowledge.dir);
	assert_int_equal(file_write(path, STR("Anda asisten {institution}, {nonce}."), 0600, NULL), 0);
	assert_int_equal(shared_open(w->knowledge.dir, &w->shared, NULL), 0);
	arena_init(&w->arena, 8 << 20);
	arena_init(&w->scripts, 8 << 20);
	open_ports(w);
	*state = w;
	return 0;
}

static int end(void **state)
{
	struct world *w = *state;

	if (w->serving)
		serve_stop(&w->llm);
	ports_close(&w->ports);
	shared_close(w->shared);
	arena_release(&w->arena);
	arena_release(&w->scripts);
	knowledge_close(&w->knowledge);
	free(w);
	return 0;
}

static int ask(struct world *w, struct reader *r, const struct chat_question *q, struct err *err)
{
	struct chat_env env = {&w->ports, w->knowledge.kb, &w->arena, deadline_in(20000)};

	*r = (struct reader){
		.out = {.delta = delta, .block = block, .source = source, .done = done, .cached = cached,
			.restart = restart},
		.text = BUF_MAX(1 << 20),
		.leaves = r->leaves,
		.cached = -1,
	};
	return chat_ask(&env, q, &r->out, err);
}

/* Checks what is true of every answer. */
/* Each text of the blocks stands in the answer, one behind the other but for a table's head. */
static void check_texts(const struct json *v, struct str *rest)
{
	struct json_member m = {.value = NULL};
	struct str text, href;
	size_t i, at;

	for (i = 0; i < json_length(v); i++)
		check_texts(json_at(v, i), rest);
	if (json_to_str(json_get(v, "text"), &text)) {
		at = str_find(*rest, text);
		assert_true(at + text.n <= rest->n);
		*rest = str_sub(*rest, at + text.n, rest->n);
	}
	if (json_to_str(json_get(v, "href"), &href))
		assert_true(str_starts(href, STR("https://akademik.example.ac.id/")) ||
			    str_starts(href, STR("mailto:")));
	while (json_is_object(v) && json_next(v, &m))
		if (json_is_array(m.value) && !str_eq(m.key, STR("head")))
			check_texts(m.value, rest);
}

static void check_blocks(const struct reader *r)
{
	struct str rest = r->answer.text;

	assert_int_equal(json_length(r->answer.blocks), r->blocks);
	check_texts(r->answer.blocks, &rest);
	assert_int_equal(str_trim(rest).n, 0);
}

static void check(const struct world *w, const struct reader *r)
{
	const struct chat_answer *a = &r->answer;
	struct kb_gen *gen = kb_acquire(w->knowledge.kb);
	struct kb_info info;
	size_t points = utf8_count(a->text), i;
	uint32_t n;

	kb_info(gen, &info);
	check_blocks(r);
	assert_int_equal(r->done, 1);
	assert_true(str_eq(a->text, buf_view(&r->text)));
	assert_int_equal(a->sources_n, r->sources);
	assert_int_equal(a->grounded, a->sources_n > 0);
	for (i = 0; i < a->citations_n; i++) {
		assert_true(a->citations[i].start < a->citations[i].end);
		assert_true(a->citations[i].end <= points);
		assert_true(a->citations[i].source < a->sources_n);
	}
	for (i = 0; i < a->sources_n; i++) {
		struct kb_chunk c = {.text = STR("")};

		for (n = 0; n < info.chunks; n++) {
			kb_chunk(gen, n, &c);
			if (str_eq(c.chunk_id, a->sources[i].chunk_id))
				break;
		}
		assert_true(a->sources[i].quote.n > 0);
		assert_true(str_find(c.text, a->sources[i].quote) < c.text.n);
		assert_true(utf8_count(a->sources[i].quote) <= 300);
	}
	kb_release(gen);
}

static void ask_text(struct world *w, struct reader *r, const char *text)
{
	struct chat_question q = {.text = str_of(text)};
	struct err err = {0};

	if (ask(w, r, &q, &err))
		fail_msg("%s: %s", text, err.msg);
	check(w, r);
}

static void forget(struct reader *r)
{
	json_free(r->answer.blocks);
	buf_release(&r->text);
}

/* --- without a language model */

static void the_best_sentences_answer(void **state)
{
	struct world *w = *state;
	struct reader r = {.leaves = false};

	ask_text(w, &r, "Berapa lama buku perpustakaan dapat dipinjam?");
	assert_str(buf_view(&r.text), "Buku dapat dipinjam selama empat belas hari di perpustakaan pusat.");
	assert_true(r.answer.degraded && r.answer.grounded);
	assert_int_equal(r.answer.sources_n, 1);
	assert_str(r.answer.sources[0].title, "Perpustakaan");
	assert_int_equal(r.answer.lang, LANG_ID);
	assert_int_equal(r.answer.citations_n, 1);
	assert_int_equal(r.answer.citations[0].start, 0);
	forget(&r);
	ask_text(w, &r, "Kapan mengajukan cuti akademik kepada dekan?");
	assert_non_null(strstr(r.text.p, "paling lambat dua minggu"));
	forget(&r);
}

static void who_asks_when_is_told_a_number(void **state)
{
	struct world *w = *state;
	struct reader r = {.leaves = false};

	ask_text(w, &r, "Aula dibangun dari apa?");
	assert_memory_equal(r.text.p, "Aula dibangun dari kayu jati.", 29);
	forget(&r);
	ask_text(w, &r, "Kapan aula dibangun?");
	assert_memory_equal(r.text.p, "Gubernur meresmikan aula yang dibangun pada 1921.", 49);
	forget(&r);
}

static void what_nothing_answers_is_refused(void **state)
{
	struct world *w = *state;
	struct reader r = {.leaves = false};

	ask_text(w, &r, "What is the boiling point of tungsten?");
	assert_non_null(strstr(r.text.p, "helpdesk@itb.ac.id"));
	assert_non_null(strstr(r.text.p, "Sorry"));
	assert_false(r.answer.grounded || r.answer.degraded);
	assert_int_equal(r.answer.lang, LANG_EN);
	forget(&r);
}

/* What is asked for is missing, so it is named, and where to look. */
static void a_refusal_names_what_is_missing_and_near(void **state)
{
	static const struct {
		const char *question, *said;
	} cases[] = {
		{"Berapa biaya parkir sepeda motor?", "tidak menyebutkan biayanya. Yang paling dekat: Parkir. "},
		{"How long is cuti akademik?", NULL},
		/* two passages of one document are near: it is named once */
		{"Berapa biaya cuti akademik?", "tidak menyebutkan biayanya. Yang paling dekat: Cuti akademik: Lama. "},
		{"Siapa nama gubernur yang meresmikan Aula?",
		 "tidak menyebutkan siapa orangnya. Yang paling dekat: Masa lalu. "},
		{"How much is the fee of parkir sepeda motor?", "do not say what it costs. Nearest to it: Parkir. "},
		{"Siapa presiden Prancis?", "Coba tanyakan dengan kata lain"},
	};
	struct world *w = *state;
	size_t i;

	setenv("RELEVANCE_FLOOR", "0.45", 1);
	ports_close(&w->ports);
	open_ports(w);
	setenv("RELEVANCE_FLOOR", "0.05", 1);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct reader r = {.leaves = false};

		ask_text(w, &r, cases[i].question);
		if (cases[i].said ? strstr(r.text.p, cases[i].said) == NULL : !r.answer.grounded)
			fail_msg("%s: %s", cases[i].question, r.text.p);
		if (cases[i].said)
			assert_non_null(strstr(r.text.p, "helpdesk@itb.ac.id"));
		forget(&r);
	}
}

static void greetings_are_answered(void **state)
{
	struct world *w = *state;
	struct reader r = {.leaves = false};

	ask_text(w, &r, "Halo kak!");
	assert_non_null(strstr(r.text.p, "Institut Teknologi Bandung"));
	assert_false(r.answer.grounded || r.answer.degraded);
	forget(&r);
}

static void the_json_has_every_member(void **state)
{
	static const char *const members[] = {"answer", "sources", "citations", "conversation_id", "request_id",
					      "degraded", "grounded", "language", "model", "usage", "exec_time"};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	struct chat_question q = {.request_id = STR("r1"), .conversation_id = STR("c1")};
	JSON_AUTO struct json *v = NULL;
	size_t i;

	ask_text(w, &r, "Di mana sepeda motor diparkir?");
	v = answer_json(&r.answer, &q);
	for (i = 0; i < sizeof members / sizeof members[0]; i++)
		assert_false(json_is_null(json_get(v, members[i])));
	assert_int_equal(json_length(json_get(v, "sources")), 1);
	assert_str(json_str_or_empty(json_get(json_at(json_get(v, "sources"), 0), "chunk_id")), "chunk-3");
	forget(&r);
}

/* --- with one */

/* A streamed completion of the pieces, which end with NULL. */
static void add_stream(struct buf *b, const char *const *pieces)
{
	buf_cstr(b, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
	for (; *pieces; pieces++) {
		JSON_AUTO struct json *text = json_new_str(str_of(*pieces));

		buf_cstr(b, "data: {\"model\":\"fake\",\"choices\":[{\"index\":0,\"delta\":{\"content\":");
		json_write(text, b);
		buf_cstr(b, "},\"finish_reason\":null}]}\n\n");
	}
	buf_cstr(b, "data: {\"model\":\"fake\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
		    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,"
		    "\"total_tokens\":14}}\n\n"
		    "data: [DONE]\n\n");
}

static void serve_llm(struct world *w, const struct script *scripts, size_t n)
{
	struct script *own;
	char url[80];
	size_t i;

	own = ARENA_ARRAY(&w->scripts, n, struct script);
	assert_non_null(own);
	for (i = 0; i < n; i++) {
		own[i] = scripts[i];
		own[i].bytes = arena_str(&w->scripts, str_of(scripts[i].bytes)).p;
	}
	assert_int_equal(serve_start(&w->llm, own, n), 0);
	w->serving = true;
	snprintf(url, sizeof url, "%s/v1", w->llm.url);
	setenv("LLM_BASE_URL", url, 1);
	setenv("LLM_RETRIES", "0", 1);
	ports_close(&w->ports);
	open_ports(w);
}

static void the_models_words_are_cited(void **state)
{
	static const char *const pieces[] = {"Cuti diajukan kepada dekan ", "[1", "].", " Paling lama dua",
					     " semester [2][9].", " Lihat https://evil.example/x ya.", NULL};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf stream = BUF_MAX(65536);
	struct script script;

	add_stream(&stream, pieces);
	script = (struct script){.bytes = stream.p, .close = true, .split = 7};
	serve_llm(w, &script, 1);
	ask_text(w, &r, "Bagaimana mengajukan cuti akademik?");
	assert_str(buf_view(&r.text), "Cuti diajukan kepada dekan. Paling lama dua semester.");
	assert_false(r.answer.degraded);
	assert_str(r.answer.model, "fake");
	assert_int_equal(r.answer.usage.total_tokens, 14);
	assert_int_equal(r.answer.sources_n, 2);
	assert_int_equal(r.answer.citations_n, 2);
	assert_int_equal(r.answer.citations[0].start, 0);
	assert_int_equal(r.answer.citations[0].end, 26);
	assert_int_equal(r.answer.citations[1].start, 28);
	assert_int_equal(r.answer.citations[1].end, 52);
	/* the prompt: evidence between delimiters that carry the nonce of the system prompt */
	assert_non_null(strstr(w->llm.request, "Anda asisten Institut Teknologi Bandung, "));
	assert_non_null(strstr(w->llm.request, "<<<evidence "));
	assert_non_null(strstr(w->llm.request, "[1] Cuti akademik"));
	assert_non_null(strstr(w->llm.request, "fetch_documents"));
	forget(&r);
}

static void markdown_becomes_blocks(void **state)
{
	static const char *const pieces[] = {
		"**Cuti**:\n- kepada dekan [1]\n- paling lama dua sem", "ester [2]\n\n| Apa | Siapa",
		" |\n|---|---|\n| cuti | dekan [1] |\n\nLihat https://akademik.example.ac.id/cuti.", NULL};
	static const char json[] =
		"[{\"type\":\"p\",\"spans\":[{\"text\":\"Cuti\",\"strong\":true},{\"text\":\":\"}]},"
		"{\"type\":\"ul\",\"items\":[[{\"text\":\"kepada dekan\",\"cite\":[0]}],"
		"[{\"text\":\"paling lama dua semester\",\"cite\":[1]}]]},"
		"{\"type\":\"table\",\"head\":[[{\"text\":\"Apa\"}],[{\"text\":\"Siapa\"}]],"
		"\"rows\":[[[{\"text\":\"cuti\"}],[{\"text\":\"dekan\",\"cite\":[0]}]]]},"
		"{\"type\":\"p\",\"spans\":[{\"text\":\"Lihat \"},{\"text\":\"https://akademik.example.ac.id/cuti\","
		"\"href\":\"https://akademik.example.ac.id/cuti\"},{\"text\":\".\"}]}]";
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf stream = BUF_MAX(65536), got = BUF_MAX(65536);
	struct script script;

	add_stream(&stream, pieces);
	script = (struct script){.bytes = stream.p, .close = true, .split = 7};
	serve_llm(w, &script, 1);
	ask_text(w, &r, "Bagaimana mengajukan cuti akademik?");
	assert_str(buf_view(&r.text), "Cuti:\n- kepada dekan\n- paling lama dua semester\n\nApa: cuti; Siapa: dekan\n\n"
				      "Lihat https://akademik.example.ac.id/cuti.");
	json_write(r.answer.blocks, &got);
	assert_str(buf_view(&got), json);
	forget(&r);
}

static void unmarked_words_are_looked_up(void **state)
{
	static const char *const pieces[] = {"Buku dapat dipinjam selama empat belas hari.", NULL};
	static const char *const unsupported[] = {"Langit berwarna biru cerah sekali.", NULL};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf first = BUF_MAX(65536), second = BUF_MAX(65536);
	struct script scripts[2];

	add_stream(&first, pieces);
	add_stream(&second, unsupported);
	scripts[0] = (struct script){.bytes = first.p, .close = true};
	scripts[1] = (struct script){.bytes = second.p, .close = true};
	serve_llm(w, scripts, 2);
	ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
	assert_true(r.answer.grounded);
	assert_str(r.answer.sources[0].title, "Perpustakaan");
	forget(&r);
	ask_text(w, &r, "Berapa hari buku dapat dipinjam?");
	assert_false(r.answer.grounded);
	assert_str(buf_view(&r.text), "Langit berwarna biru cerah sekali.");
	forget(&r);
}

static void more_evidence_comes_by_the_tool(void **state)
{
	static const char *const pieces[] = {"Motor diparkir di gedung timur [3].", NULL};
	static const char tool_call[] =
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
		"data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\","
		"\"type\":\"function\","
		"\"function\":{\"name\":\"fetch_documents\",\"arguments\":\"{\\\"search_query\\\":\\\"parkir sepeda "
		"motor\\\"}\"}}]},"
		"\"finish_reason\":null}]}\n\n"
		"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf stream = BUF_MAX(65536);
	struct script scripts[2];

	add_stream(&stream, pieces);
	scripts[0] = (struct script){.bytes = tool_call, .close = true};
	scripts[1] = (struct script){.bytes = stream.p, .close = true};
	serve_llm(w, scripts, 2);
	ask_text(w, &r, "Bagaimana mengajukan cuti akademik?");
	assert_int_equal(w->llm.requests, 2);
	assert_str(buf_view(&r.text), "Motor diparkir di gedung timur.");
	assert_int_equal(r.answer.sources_n, 1);
	assert_str(r.answer.sources[0].title, "Parkir");
	assert_non_null(strstr(w->llm.request, "tool_call_id"));
	forget(&r);
}

static void a_rewritten_question_finds_more(void **state)
{
	static const char *const query[] = {"\n\"sepeda motor", " diparkir\"\nDi gedung timur.", NULL};
	static const char *const said[] = {"In the east [1].", NULL};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf first = BUF_MAX(65536), second = BUF_MAX(65536);
	struct script scripts[2];
	char path[128];

	snprintf(path, sizeof path, "%s/rewrite.txt", w->knowledge.dir);
	assert_int_equal(file_write(path, STR("Rewrite it."), 0600, NULL), 0);
	snprintf(path, sizeof path, "%s/system.en.txt", w->knowledge.dir);
	assert_int_equal(file_write(path, STR("You assist, {nonce}."), 0600, NULL), 0);
	add_stream(&first, query);
	add_stream(&second, said);
	scripts[0] = (struct script){.bytes = first.p, .close = true};
	scripts[1] = (struct script){.bytes = second.p, .close = true};
	setenv("QUERY_REWRITE", "auto", 1);
	serve_llm(w, scripts, 2);
	unsetenv("QUERY_REWRITE");
	ask_text(w, &r, "Where may the students of this place leave their vehicles?");
	assert_str(buf_view(&r.text), "In the east.");
	assert_str(r.answer.sources[0].title, "Parkir");
	assert_int_equal(r.answer.usage.total_tokens, 28);
	forget(&r);
}

/* In a conversation the model writes the query of a question that refers to it alone. */
static void a_question_with_a_subject_is_not_rewritten(void **state)
{
	static const struct {
		const char *question;
		uint32_t calls;
	} cases[] = {
		{"Berapa lama buku perpustakaan dapat dipinjam?", 1},
		{"berapa lama?", 2},
	};
	static const char *const said[] = {"cuti akademik [1].", NULL};
	static const struct chat_turn before = {true, {"Apa itu cuti akademik?", 22}};
	struct world *w = *state;
	struct script scripts[2];
	char path[128];
	size_t i;

	snprintf(path, sizeof path, "%s/rewrite.txt", w->knowledge.dir);
	assert_int_equal(file_write(path, STR("Rewrite it."), 0600, NULL), 0);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct chat_question q = {.text = str_of(cases[i].question), .history = &before, .history_n = 1};
		BUF_AUTO struct buf stream = BUF_MAX(65536);
		struct reader r = {.leaves = false};

		add_stream(&stream, said);
		scripts[0] = scripts[1] = (struct script){.bytes = stream.p, .close = true};
		setenv("QUERY_REWRITE", "auto", 1);
		serve_llm(w, scripts, 2);
		unsetenv("QUERY_REWRITE");
		assert_int_equal(ask(w, &r, &q, NULL), 0);
		assert_int_equal(w->llm.requests, cases[i].calls);
		forget(&r);
		serve_stop(&w->llm);
		w->serving = false;
	}
}

static void a_model_that_is_away_is_replaced(void **state)
{
	static const struct script script = {.bytes = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", .close = true};
	struct world *w = *state;
	struct reader r = {.leaves = false};

	serve_llm(w, &script, 1);
	ask_text(w, &r, "Berapa lama buku perpustakaan dapat dipinjam?");
	assert_true(r.answer.degraded && r.answer.grounded);
	assert_non_null(strstr(r.text.p, "empat belas hari"));
	assert_str(r.answer.model, "");
	forget(&r);
}

static void an_answer_that_breaks_off_says_so(void **state)
{
	static const struct script script = {
		.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n"
			 "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Buku dipinjam [1] empat\"}}]}\n\n",
		.close = true,
	};
	struct world *w = *state;
	struct reader r = {.leaves = false};

	serve_llm(w, &script, 1);
	ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
	assert_true(r.answer.degraded && r.answer.grounded);
	assert_non_null(strstr(r.text.p, "Buku dipinjam empat\xe2\x80\xa6\n\nMaaf, jawaban terputus."));
	forget(&r);
}

static void a_reader_that_left_ends_it(void **state)
{
	struct world *w = *state;
	struct reader r = {.leaves = true};
	struct chat_question q = {.text = STR("Berapa lama buku dapat dipinjam?")};
	struct err err = {0};

	assert_int_equal(ask(w, &r, &q, &err), -1);
	assert_int_equal(err.code, ERR_GONE);
	assert_int_equal(r.done, 0);
	forget(&r);
}

static void begin_redis(struct redis_server *redis)
{
	char url[128];

	redis_server_init(redis);
	redis_server_start(redis);
	snprintf(url, sizeof url, "unix://%s", redis->socket);
	setenv("REDIS_URL", url, 1);
}

static void an_answer_is_kept_for_the_next_one(void **state)
{
	static const char *const pieces[] = {"Buku dapat dipinjam empat belas hari [1].", NULL};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf stream = BUF_MAX(65536);
	struct redis_server redis = {.pid = 0};
	struct script script;
	struct chat_turn before = {true, STR("Halo")};
	struct chat_question follow_up = {
		.text = STR("Berapa lama buku dapat dipinjam?"), .history = &before, .history_n = 1};

	begin_redis(&redis);
	add_stream(&stream, pieces);
	script = (struct script){.bytes = stream.p, .close = true};
	serve_llm(w, &script, 1);
	ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
	assert_int_equal(r.cached, 0);
	forget(&r);
	ask_text(w, &r, "berapa  lama BUKU dapat dipinjam");
	assert_int_equal(r.cached, 1);
	assert_int_equal(w->llm.requests, 1);
	assert_str(buf_view(&r.text), "Buku dapat dipinjam empat belas hari.");
	assert_int_equal(r.answer.usage.total_tokens, 0);
	assert_str(r.answer.model, "fake");
	assert_int_equal(r.answer.sources[0].retrieved_at, 1760000000);
	forget(&r);
	/* this is not a first question */
	assert_int_equal(ask(w, &r, &follow_up, NULL), 0);
	assert_int_equal(r.cached, -1);
	assert_int_equal(w->llm.requests, 2);
	forget(&r);
	/* the documents have changed */
	knowledge_replace(&w->knowledge, "second", library, LIBRARY_N - 1);
	ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
	assert_int_equal(r.cached, 0);
	assert_int_equal(w->llm.requests, 3);
	forget(&r);
	redis_server_release(&redis);
}

/* Neither a call that is written where none is on offer, nor what was said before it, reaches the reader. */
static void a_call_nobody_offered_is_no_answer(void **state)
{
	static const char *const calls[][4] = {
		{"{\"name\": \"fetch_documents\", \"arguments\": {\"search_query\": \"buku\"}}", NULL},
		{"Saya cari dulu.\n", "{\"name\": \"fetch_documents\", ",
		 "\"arguments\": {\"search_query\": \"buku\"}}", NULL},
		{"```json\n{\"name\": \"fetch_documents\", \"arguments\": {\"search_query\": \"buku\"}}\n```", NULL},
		{"fetch_documents(search_query=\"buku\")", NULL},
	};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	size_t i;

	setenv("LLM_TOOLS", "off", 1);
	setenv("CACHE_ENABLED", "no", 1);
	for (i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		BUF_AUTO struct buf stream = BUF_MAX(65536);
		struct script script;

		add_stream(&stream, calls[i]);
		script = (struct script){.bytes = stream.p, .close = true};
		serve_llm(w, &script, 1);
		ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
		assert_int_equal(r.answer.reason, CHAT_MODEL_FAILED);
		assert_str(r.answer.text, "Buku dapat dipinjam selama empat belas hari di perpustakaan pusat.");
		forget(&r);
		serve_stop(&w->llm);
		w->serving = false;
	}
	unsetenv("LLM_TOOLS");
	unsetenv("CACHE_ENABLED");
}

/* What was answered under other settings isn't said again: each change asks the model, and is kept on its own. */
static void an_answer_is_kept_for_its_settings(void **state)
{
	static const char *const pieces[] = {"Buku dapat dipinjam empat belas hari [1].", NULL};
	static const char *const changes[][2] = {
		{"TOP_K", "4"}, {"EVIDENCE_TOKENS", "2400"}, {"LLM_TEMPERATURE", "0.3"}, {"QUERY_REWRITE", "auto"},
		{"TIMEZONE", "Asia/Makassar"}, {"HELPDESK_CONTACT", "other@example.ac.id"},
		{"EMBEDDING_MODEL", "other"}, {"RERANK_MODEL", "other"}, {"LLM_CONTEXT_TOKENS", "32000"},
	};
	struct world *w = *state;
	struct reader r = {.leaves = false};
	BUF_AUTO struct buf stream = BUF_MAX(65536);
	struct redis_server redis = {.pid = 0};
	struct script script;
	size_t i;

	begin_redis(&redis);
	add_stream(&stream, pieces);
	script = (struct script){.bytes = stream.p, .close = true};
	serve_llm(w, &script, 1);
	for (i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		setenv(changes[i][0], changes[i][1], 1);
		ports_close(&w->ports);
		open_ports(w);
		ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
		assert_int_equal(r.cached, 0);
		forget(&r);
		ask_text(w, &r, "Berapa lama buku dapat dipinjam?");
		assert_int_equal(r.cached, 1);
		forget(&r);
	}
	for (i = 0; i < sizeof changes / sizeof changes[0]; i++)
		unsetenv(changes[i][0]);
	redis_server_release(&redis);
}

/* A model that lies about everything it can; none of it may reach the reader. */
static void forge(struct buf *b)
{
	/* "#" becomes a number */
	static const char *const markers[] = {"[#]", "[[#]]", "\xe3\x80\x90#\xe3\x80\x91", "[1, #]", "[^#]", "[#-900]"};
	static const char *const urls[] = {"https://evil#.example/a", "http://10.0.0.#", "www.evil#.example",
					   "[klik](https://evil#.example)", "HTTPS://EVIL#.EXAMPLE/?q=1"};
	char text[7][128];
	const char *pieces[8] = {NULL};
	size_t i;

	for (i = 0; i < 7; i++) {
		const char *form = i % 2 ? markers[crypto_random_below(6)] : urls[crypto_random_below(5)];
		const char *number = strchr(form, '#');

		snprintf(text[i], sizeof text[i], "%.*s%u%s%s", (int)(number - form), form,
			 crypto_random_below(989) + 10, number + 1, i % 3 ? " \"kutipan palsu\" " : " ");
		pieces[i] = text[i];
	}
	add_stream(b, pieces);
}

static void nothing_forged_is_served(void **state)
{
	struct world *w = *state;
	struct buf streams[150];
	struct script scripts[150];
	size_t i;

	for (i = 0; i < 150; i++) {
		buf_init(&streams[i], 65536);
		forge(&streams[i]);
		scripts[i] = (struct script){.bytes = streams[i].p, .close = true, .split = 1 + i % 50};
	}
	serve_llm(w, scripts, 150);
	for (i = 0; i < 150; i++) {
		struct reader r = {.leaves = false};
		char question[80];
		size_t k;

		snprintf(question, sizeof question, "Berapa lama buku %zu dapat dipinjam?", i);
		ask_text(w, &r, question);
		assert_null(strcasestr(r.text.p ? r.text.p : "", "evil"));
		assert_null(strstr(r.text.p ? r.text.p : "", "10.0.0."));
		assert_null(strstr(r.text.p ? r.text.p : "", "\xe3\x80\x90"));
		for (k = 0; k + 1 < r.text.n; k++)
			assert_false(r.text.p[k] == '[' && r.text.p[k + 1] >= '0' && r.text.p[k + 1] <= '9');
		forget(&r);
		arena_reset(&w->arena);
	}
	for (i = 0; i < 150; i++)
		buf_release(&streams[i]);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(the_best_sentences_answer),
		EACH(who_asks_when_is_told_a_number),
		EACH(what_nothing_answers_is_refused),
		EACH(a_refusal_names_what_is_missing_and_near),
		EACH(greetings_are_answered),
		EACH(the_json_has_every_member),
		EACH(the_models_words_are_cited),
		EACH(markdown_becomes_blocks),
		EACH(unmarked_words_are_looked_up),
		EACH(more_evidence_comes_by_the_tool),
		EACH(a_rewritten_question_finds_more),
		EACH(a_question_with_a_subject_is_not_rewritten),
		EACH(a_model_that_is_away_is_replaced),
		EACH(an_answer_that_breaks_off_says_so),
		EACH(a_reader_that_left_ends_it),
		EACH(an_answer_is_kept_for_the_next_one),
		EACH(an_answer_is_kept_for_its_settings),
		EACH(a_call_nobody_offered_is_no_answer),
		EACH(nothing_forged_is_served),
	};

	redis_server_need();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
