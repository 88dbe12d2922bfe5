#include "unit.h"

#include "base/buf.h"
#include "kb/search/clauses.h"

static void questions_are_split_where_both_sides_ask(void **state)
{
	static const struct {
		const char *question, *parts;
	} rows[] = {
		{"Kapan loket dibuka dan berapa dendanya?", "Kapan loket dibuka|berapa dendanya"},
		{"loket buka kapan, dendanya berapa?", "loket buka kapan|dendanya berapa"},
		{"kapan bukanya? bayar berapa?", "kapan bukanya|bayar berapa"},
		{"loket buka jam berapa terus tutupnya kapan", "loket buka jam berapa|tutupnya kapan"},
		{"Berapa denda buku, kalau majalah berapa?", "Berapa denda buku|majalah berapa"},
		{"boleh diwakilin ga, suratnya ke siapa?", "boleh diwakilin ga|suratnya ke siapa"},
		{"Where is the desk, how long is it open?", "Where is the desk|how long is it open"},
		{"What is the fine and who collects it?", "What is the fine|who collects it"},
		{"Is it free? Can I bring a friend?", "Is it free|Can I bring a friend"},
		{"kapan, di mana, dan berapa?", "kapan|di mana|berapa"},
		{"Jelaskan kartu itu dan bagaimana membuatnya", "Jelaskan kartu itu|bagaimana membuatnya"},
		/* without a question word */
		{"jam layanan loket sama cara minjem buku", "jam layanan loket|cara minjem buku"},
		{"syarat kartu serta biaya kartu", "syarat kartu|biaya kartu"},
		{"lokasi loket, cara daftar kartu", "lokasi loket|cara daftar kartu"},
		{"alamat loket & jadwal bukanya", "alamat loket|jadwal bukanya"},
		{"berapa denda buku plus cara bayarnya", "berapa denda buku|cara bayarnya"},
		{"biaya dan syarat kartu", "biaya dan syarat kartu"},
		{"syarat buku dan majalah", "syarat buku dan majalah"},
		{"lapor sama siapa?", "lapor sama siapa?"},
		/* one question */
		{"Apa syarat peminjaman buku dan majalah?", "Apa syarat peminjaman buku dan majalah?"},
		{"Saya mau pindah, syaratnya apa?", "Saya mau pindah, syaratnya apa?"},
		{"How many books, at most, can I borrow?", "How many books, at most, can I borrow?"},
		{"When I move, what do I need?", "When I move, what do I need?"},
		{"Buku, majalah, dan koran dipinjam berapa lama?", "Buku, majalah, dan koran dipinjam berapa lama?"},
		{"Tentang loket: kapan dibuka?", "Tentang loket: kapan dibuka?"},
		{"apa pun yang hilang, lapor ke siapa?", "apa pun yang hilang, lapor ke siapa?"},
		{"denda", "denda"},
		{"", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(4096);
		struct clause c[CLAUSES_MOST];
		uint32_t n = clauses_of(str_of(rows[i].question), c), k;

		for (k = 0; k < n; k++)
			buf_printf(&b, "%s%.*s", k ? "|" : "",
				   STR_ARG(str_sub(str_of(rows[i].question), c[k].from, c[k].to - c[k].from)));
		if (!str_eq(buf_view(&b), str_of(rows[i].parts)))
			fail_msg("%.*s", STR_ARG(buf_view(&b)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_split_where_both_sides_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
