/* Tests of kb/search/followup: what refers to the question before, and what is then searched for. */
#include "knowledge.h"

#include "unit.h"

#include "kb/search/followup.h"

/* Enough of them that a word of one is none of every page. */
static const struct knowledge_row rows[] = {
	{"leave", "Cuti Akademik", "", "Mahasiswa ITB dapat cuti paling lama dua semester di luar tahun pertama.", "",
	 LANG_ID},
	{"hostel", "Asrama", "", "Asrama ITB dihuni mahasiswa tahun pertama dan biayanya dibayar setiap bulan.", "",
	 LANG_ID},
	{"library", "Perpustakaan", "", "Perpustakaan ITB meminjamkan buku kepada mahasiswa dan dosen.", "", LANG_ID},
	{"grant", "Beasiswa", "", "Beasiswa KIP Kuliah menanggung biaya hidup mahasiswa ITB.", "", LANG_ID},
	{"fee", "UKT", "", "UKT dibayar mahasiswa ITB setiap semester melalui bank.", "", LANG_ID},
	{"test", "ELPT", "", "The ELPT of ITB measures the English of a student.", "", LANG_EN},
	{"join", "SNBP", "", "SNBP adalah seleksi masuk ITB tanpa ujian tulis.", "", LANG_ID},
	{"join2", "SNBT", "", "SNBT adalah seleksi masuk ITB dengan ujian tulis.", "", LANG_ID},
};

#include "plan_world.h"

/* What was answered to the question before. */
static struct str answered;

static void each_kind_is_told_by_its_words(void **state)
{
	static const struct {
		const char *question;
		enum followup_kind kind;
	} cases[] = {
		/* no subject of its own */
		{"syaratnya apa?", FOLLOWUP_REFERS},
		{"kapan batas waktunya?", FOLLOWUP_REFERS},
		{"berapa biayanya?", FOLLOWUP_REFERS},
		{"harus bawa dokumen apa?", FOLLOWUP_REFERS},
		{"what are the requirements?", FOLLOWUP_REFERS},
		{"how long?", FOLLOWUP_REFERS},
		{"ngajuinnya ke siapa?", FOLLOWUP_LACKS},
		{"makasih ya", FOLLOWUP_REFERS},
		/* a word that points back */
		{"kapan itu?", FOLLOWUP_REFERS},
		{"itu berlaku buat mahasiswa asing?", FOLLOWUP_REFERS},
		{"selama itu boleh ikut bimbingan?", FOLLOWUP_REFERS},
		{"beasiswa tersebut untuk siapa?", FOLLOWUP_REFERS},
		{"is there a scholarship for it?", FOLLOWUP_REFERS},
		{"can they visit the library?", FOLLOWUP_REFERS},
		{"who decides that?", FOLLOWUP_REFERS},
		{"what does that cost?", FOLLOWUP_REFERS},
		{"gedungnya di mana?", FOLLOWUP_REFERS},
		{"bukunya hilang gimana?", FOLLOWUP_LACKS},
		{"mata kuliahnya apa saja?", FOLLOWUP_LACKS},
		/* the same of something else */
		{"kalau SNBT?", FOLLOWUP_CONTINUES},
		{"kalau buat dosen?", FOLLOWUP_CONTINUES},
		{"and for doctoral students?", FOLLOWUP_CONTINUES},
		{"what about the library?", FOLLOWUP_CONTINUES},
		{"bagaimana dengan asrama?", FOLLOWUP_CONTINUES},
		{"UKT?", FOLLOWUP_CONTINUES},
		{"bisa diperpanjang dari rumah?", FOLLOWUP_LACKS},
		{"kapan harus diganti?", FOLLOWUP_REFERS},
		{"kalau dari jalur mandiri boleh?", FOLLOWUP_LACKS},
		{"apakah harus dilampirkan?", FOLLOWUP_LACKS},
		{"kalau orang tua meninggal gimana?", FOLLOWUP_LACKS},
		/* a verb alone */
		{"lulus tahun berapa?", FOLLOWUP_LACKS},
		{"berdiri kapan?", FOLLOWUP_LACKS},
		{"siapa yang merintis?", FOLLOWUP_LACKS},
		{"dia lulusan mana?", FOLLOWUP_LACKS},
		{"founded when?", FOLLOWUP_LACKS},
		/* fewer than two things to compare */
		{"bedanya?", FOLLOWUP_REFERS},
		{"bedanya sama SNBP?", FOLLOWUP_REFERS},
		{"what is the difference?", FOLLOWUP_REFERS},
		{"apa beda SNBP dan SNBT?", FOLLOWUP_NONE},
		/* a subject of its own */
		{"apa syarat meminjam buku?", FOLLOWUP_NONE},
		{"STEI itu apa?", FOLLOWUP_NONE},
		{"apa itu UKT?", FOLLOWUP_NONE},
		{"jam buka perpustakaan kapan?", FOLLOWUP_NONE},
		{"SNBT jadwalnya kapan?", FOLLOWUP_NONE},
		{"jadwalnya SNBT kapan?", FOLLOWUP_NONE},
		{"kalau mau ambil cuti syaratnya apa?", FOLLOWUP_NONE},
		{"What is the ELPT and how much does it cost?", FOLLOWUP_NONE},
		{"How long does it take to get to Bandung?", FOLLOWUP_NONE},
		{"Which scholarships are there that cover living costs?", FOLLOWUP_NONE},
		{"sebaiknya tinggal di asrama atau indekos?", FOLLOWUP_NONE},
		{"di ITB kuliahnya berapa tahun?", FOLLOWUP_NONE},
		{"nilai T itu apa?", FOLLOWUP_NONE},
		{"siapa presiden Prancis?", FOLLOWUP_NONE},
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct plan *p;

		assert_int_equal(plan_make(&w->tools, str_of(cases[i].question), LANG_UNKNOWN, &p, NULL), 0);
		if (followup_read(&w->tools, p).kind != cases[i].kind)
			fail_msg("%s: %d", cases[i].question, (int)followup_read(&w->tools, p).kind);
	}
}

/* What the question is searched with, its groups joined by "|". */
static struct str searched(struct world *w, const char *question, const char *const *before, size_t n)
{
	BUF_AUTO struct buf b = BUF_MAX(4096);
	struct str history[8];
	struct kb_query q = {.text = str_of(question), .history = history, .history_n = n,
			     .answered = answered};
	struct plan_variant variants[PLAN_VARIANTS];
	uint32_t i;

	for (i = 0; i < n; i++)
		history[i] = str_of(before[i]);
	assert_true(plan_variants(&w->tools, &q, variants, NULL) > 0);
	for (i = 0; i < variants[0].plan->n; i++) {
		if (i)
			buf_char(&b, '|');
		buf_str(&b, variants[0].plan->groups[i]->text);
	}
	return arena_str(&w->arena, buf_view(&b));
}

static void what_is_referred_to_is_searched_together(void **state)
{
	static const struct {
		const char *before[4], *question, *searched;
	} cases[] = {
		{{"Bagaimana cara mengajukan cuti?"}, "syaratnya apa?", "syaratnya|cuti"},
		/* past a thank-you, and past what refers itself */
		{{"apa itu UKT?", "makasih"}, "bayarnya kapan?", "bayarnya|ukt"},
		{{"cuti itu apa?", "syaratnya?", "kalau sakit?"}, "ke siapa?", "sakit|cuti"},
		/* its own subject comes first, and the conversation is left */
		{{"apa itu UKT?"}, "asrama putri ada di mana?", "asrama|putri"},
		{{"apa itu UKT?", "asrama putri ada di mana?"}, "bayarnya?", "bayarnya|asrama|putri"},
		{{"apa itu ITB?"}, "syarat masuknya?", "syarat|masuknya|itb"},
		/* the two things that were asked about last */
		{{"apa itu UKT?", "apa itu SNBP?", "apa itu SNBT?"}, "bedanya?", "bedanya|snbt|snbp"},
		{{"apa itu SNBP?"}, "bedanya sama SNBT?", "bedanya|sama|snbt|snbp"},
		/* a name in place of the one name before; what is no name stays */
		{{"di mana ujian SNBP?"}, "kalau SNBT?", "snbt|ujian"},
		{{"berapa biaya asrama?"}, "kalau ELPT?", "elpt|biaya|asrama"},
		{{"siapa Ciputra?"}, "lulus kapan?", "lulus|ciputra"},
		/* nothing to refer to */
		{{"halo"}, "syaratnya apa?", "syaratnya"},
	};
	struct world *w = *state;
	size_t i, n;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (n = 0; n < 4 && cases[i].before[n]; n++)
			;
		assert_string_equal(searched(w, cases[i].question, cases[i].before, n).p, cases[i].searched);
	}
}

static void a_pronoun_is_the_person_of_the_answer(void **state)
{
	static const struct {
		const char *before, *answer, *searched;
	} cases[] = {
		{"siapa rektor ITB?", "Rektor ITB sekarang ialah Budi Hartono, yang dilantik tahun lalu.",
		 "lulus|budi|hartono|rektor|itb"},
		{"Who designed Aula Barat?", "The halls were designed by the Dutch architect Henri Maclaine Pont.",
		 "lulus|henri|maclaine|pont|designed|aula|barat"},
		/* the person was named by the question */
		{"siapa Ciputra?", "Ir. Ciputra, pengusaha properti, belajar arsitektur.", "lulus|ciputra"},
		/* nobody stands out */
		{"siapa yang merancang asrama?", "Asrama ada di Jatinangor.", "lulus|merancang|asrama"},
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		answered = str_of(cases[i].answer);
		assert_string_equal(searched(w, "dia lulus kapan?", &cases[i].before, 1).p, cases[i].searched);
		answered = STR("");
	}
}

static void what_leads_outweighs_the_rest(void **state)
{
	struct world *w = *state;
	struct str history[] = {STR("ujian SNBP kapan?")};
	struct kb_query q = {.text = STR("kalau SNBT?"), .history = history, .history_n = 1};
	struct plan_variant variants[PLAN_VARIANTS];
	const struct plan *p;
	uint32_t i;

	assert_int_equal(plan_variants(&w->tools, &q, variants, NULL), 1);
	p = variants[0].plan;
	assert_true(p->n > 1);
	for (i = 1; i < p->n; i++)
		assert_true(p->groups[i]->idf < p->groups[0]->idf);
	w->tools.off = KB_NO_FOLLOWUP;
	assert_int_equal(plan_variants(&w->tools, &q, variants, NULL), 1);
	assert_int_equal(variants[0].plan->n, 1);
	w->tools.off = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_told_by_its_words),
		cmocka_unit_test(what_is_referred_to_is_searched_together),
		cmocka_unit_test(a_pronoun_is_the_person_of_the_answer),
		cmocka_unit_test(what_leads_outweighs_the_rest),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
