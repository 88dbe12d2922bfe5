#include "unit.h"

#include <stdio.h>

#include "chat/judge.h"

static struct json *parsed(const char *text)
{
	struct json *v = NULL;

	assert_int_equal(json_parse(str_of(text), JSON_STRICT, &v, NULL), 0);
	return v;
}

static struct judgement judged(const char *question, const struct chat_answer *answer, const char *passages)
{
	JSON_AUTO struct json *q = parsed(question);
	struct judgement j = {0};

	assert_int_equal(judge(q, answer, str_of(passages), &j, NULL), 0);
	j.missing = j.missing ? (const struct json *)"said" : NULL; /* its memory is the question's */
	return j;
}

static void texts_are_folded(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);

	(void)state;
	judge_fold(STR("**24 \xe2\x80\x93 36** SKS,\n\n\tsaja\xc2\xa0 ya"), &b);
	assert_string_equal(b.p, "24 - 36 SKS, saja ya");
}

#define LEAVE "{\"gold\":[\"x/cuti.md\"],\"answer_all\":[[\"dua\",\"\\\\b2\\\\b\"],[\"semester\"]]," \
	      "\"answer_none\":[\"tahun(?! pertama)\"]}"

static void an_answer_says_all_that_it_must_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		bool grounded, right, missing, wrong;
	} rows[] = {
		{"Paling lama DUA semester.", true, true, false, false},
		{"2  Semester, bukan pada tahun pertama", true, true, false, false},
		{"Paling lama dua semester.", false, false, false, false},
		{"12 semester", true, false, true, false},
		{"dua semester atau satu tahun", true, false, false, true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct chat_answer answer = {.text = str_of(rows[i].text), .grounded = rows[i].grounded};
		struct judgement j = judged(LEAVE, &answer, i ? "dua tahun" : "selama dua semester");

		assert_true(j.answerable);
		assert_int_equal(j.refused, !rows[i].grounded);
		assert_int_equal(j.right, rows[i].right);
		assert_int_equal(j.missing != NULL, rows[i].missing);
		assert_int_equal(j.wrong.n > 0, rows[i].wrong);
		assert_int_equal(j.in_passages, i == 0);
	}
}

static void of_an_unanswerable_question_a_refusal_or_a_reference_is_right(void **state)
{
	static const char question[] = "{\"gold\":[],\"refers\":[\"library('s)? site\"]}";
	struct chat_answer refusal = {.text = STR("Sorry.")}, guess = {.text = STR("At 8."), .grounded = true},
			   reference = {.text = STR("See the library's site."), .grounded = true};

	(void)state;
	assert_true(judged(question, &refusal, "").right);
	assert_false(judged(question, &guess, "").right);
	assert_true(judged(question, &reference, "").right);
	assert_false(judged(question, &reference, "").refused);
}

static void a_source_is_known_by_its_document_or_its_heading(void **state)
{
	static const struct {
		const char *chunk_id, *heading, *gold;
		bool cited;
	} rows[] = {
		{"sample/07-cuti.md#3", "", "07-cuti.md", true},
		{"07-cuti.md#0", "", "other/07-cuti.md", true},
		{"sample/17-cuti.md#3", "", "7-cuti.md", false},
		{"peraturan.pdf#9", "Bab II > pasal 7 Cuti", "Pasal 7", true},
		{"peraturan.pdf#9", "Bab II > Pasal 70", "Pasal 7", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char question[200];
		struct chat_source source = {.chunk_id = str_of(rows[i].chunk_id), .heading = str_of(rows[i].heading)};
		struct chat_answer answer = {.text = STR("ya"), .grounded = true, .sources = &source, .sources_n = 1};

		snprintf(question, sizeof question, "{\"gold\":[\"%s\"],\"answer_all\":[[\"ya\"]]}", rows[i].gold);
		assert_int_equal(judged(question, &answer, "").cited, rows[i].cited);
	}
}

static void what_cannot_be_judged_is_refused(void **state)
{
	static const char *const rows[] = {
		"{\"answer_all\":[[\"x\"]]}",
		"{\"gold\":[\"a\"]}",
		"{\"gold\":[\"a\"],\"answer_all\":[\"x\"]}",
		"{\"gold\":[\"a\"],\"answer_all\":[[\"(\"]]}",
		"{\"gold\":[],\"refers\":[1]}",
	};
	struct chat_answer answer = {.text = STR("x")};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		JSON_AUTO struct json *q = parsed(rows[i]);
		struct judgement j;
		struct err err = {0};

		assert_int_equal(judge(q, &answer, STR(""), &j, &err), -1);
		assert_int_equal(err.code, ERR_BAD_DATA);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_folded),
		cmocka_unit_test(an_answer_says_all_that_it_must_and_nothing_else),
		cmocka_unit_test(of_an_unanswerable_question_a_refusal_or_a_reference_is_right),
		cmocka_unit_test(a_source_is_known_by_its_document_or_its_heading),
		cmocka_unit_test(what_cannot_be_judged_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
