/* Tests of kb/search/question_words: which words of a question say what it is about? */
#include "knowledge.h"

#include "unit.h"

static const struct knowledge_row rows[] = {
	{"leave", "Cuti Akademik", "",
	 "Cuti tidak boleh melebihi dua semester. Loket ITB tutup setelah soal dan nama dibagi.", "", LANG_ID},
	{"union", "Organisasi", "", "Ikatan Alumni ITB (IA-ITB) mempunyai loket di kampus ITB.", "", LANG_ID},
	{"campus", "Kampus", "", "Kampus ITB mempunyai loket untuk kartu studi mahasiswa (KSM).", "", LANG_ID},
};

#include "plan_world.h"

static struct plan *plan_of(struct world *w, const char *question)
{
	struct plan *p;

	assert_int_equal(plan_make(&w->tools, str_of(question), LANG_ID, &p, NULL), 0);
	return p;
}

static void groups_leave_out_what_only_asks(void **state)
{
	static const struct {
		const char *question, *groups;
	} cases[] = {
		/* "not" that asks, and that denies */
		{"ada loket ga di kampus?", "loket kampus"},
		{"boleh nggak cuti?", "boleh cuti"},
		{"loketnya tutup ga", "loketnya tutup ga"},
		{"apakah loket tidak tutup?", "loket tidak tutup"},
		{"loket masih ada atau tidak?", "loket"},
		{"kenapa loket ga tutup?", "loket ga tutup"},
		/* the time of asking, what merely happens, a sort that no document names */
		{"loket sekarang di mana?", "loket"},
		{"loket saat ini di mana?", "loket"},
		{"what happens at loket?", "loket"},
		{"jenis loket apa saja?", "loket"},
		{"siapa nama loket?", "loket"},
		{"berapa jumlah loket?", "loket"},
		{"jumlah loket berapa?", "loket"},
		{"ganti nama di loket?", "ganti nama loket"},
		{"kartu buat mahasiswa?", "kartu mahasiswa"},
		{"mau buat kartu mahasiswa", "buat kartu mahasiswa"},
		{"kartu paling mahal?", "kartu mahal"},
		{"loket yang tersedia?", "loket"},
		/* what letters stand for */
		{"KSM singkatan dari apa?", "ksm"},
		{"kepanjangan KSM?", "ksm"},
		{"singkatannya?", "singkatannya"},
		/* openers, and words that join a question to another */
		{"eh btw kak, loket di mana?", "loket"},
		{"trs loket di mana?", "loket"},
		{"loket trs ke mana?", "loket trs"},
	};
	struct world *w = *state;
	size_t i;
	uint32_t k;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(200);
		const struct plan *p = plan_of(w, cases[i].question);

		for (k = 0; k < p->n; k++)
			if (p->groups[k]->idf > 0)
				buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(p->groups[k]->text));
		if (!str_eq(buf_view(&b), str_of(cases[i].groups)))
			fail_msg("%s: %.*s", cases[i].question, STR_ARG(buf_view(&b)));
	}
}

/* "IA" is no "ia" when it is part of an abbreviation. */
static void an_abbreviation_keeps_its_parts(void **state)
{
	struct plan *whole = plan_of(*state, "ia-itb apa?"), *common = plan_of(*state, "itb apa?");

	assert_int_equal(whole->n, 1);
	assert_true(whole->groups[0]->idf > common->groups[0]->idf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_leave_out_what_only_asks),
		cmocka_unit_test(an_abbreviation_keeps_its_parts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
