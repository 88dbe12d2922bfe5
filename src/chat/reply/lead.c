#include "chat/reply/lead.h"

#include "base/ascii.h"

enum { WORDS_MOST = 4 };

static const struct {
	const char *text;
	bool orders;
} words[] = {
	{"buka", true}, {"bukalah", true}, {"kunjungi", true}, {"kunjungilah", true}, {"akses", true},
	{"mengakses", true}, {"mengunjungi", true}, {"membuka", true}, {"lihat", true}, {"lihatlah", true},
	{"cek", true}, {"klik", true}, {"baca", true}, {"unduh", true}, {"silakan", true}, {"silahkan", true},
	{"open", true}, {"visit", true}, {"see", true}, {"check", true}, {"go", true}, {"click", true},
	{"read", true}, {"please", true}, {"download", true},
	{"ke", false}, {"di", false}, {"pada", false}, {"melalui", false}, {"lewat", false}, {"dari", false},
	{"via", false}, {"yaitu", false}, {"yakni", false}, {"adalah", false}, {"laman", false}, {"situs", false},
	{"website", false}, {"web", false}, {"portal", false}, {"tautan", false}, {"link", false},
	{"alamat", false}, {"halaman", false}, {"berikut", false}, {"ini", false}, {"resmi", false},
	{"to", false}, {"at", false}, {"on", false}, {"through", false}, {"from", false}, {"the", false},
	{"site", false}, {"page", false}, {"address", false}, {"is", false}, {"official", false}, {"here", false},
	{"url", false}, {"more", false}, {"following", false},
};

/* With a colon or not; `open`: as far as it goes. */
static bool is_lead_word(struct str word, bool open, bool *ret_orders)
{
	size_t i;

	if (str_ends(word, STR(":")))
		word.n--;
	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct str known = str_of(words[i].text);

		if (word.n == 0 || !str_ieq(word, open ? str_sub(known, 0, word.n) : known))
			continue;
		*ret_orders = words[i].orders;
		return true;
	}
	return false;
}

static size_t word_start(struct str text)
{
	size_t at = text.n;

	while (at > 0 && !is_space(text.p[at - 1]) && text.p[at - 1] != '(')
		at--;
	return at;
}

static size_t before_space(struct str text)
{
	size_t at = text.n;

	while (at > 0 && (is_space(text.p[at - 1]) || text.p[at - 1] == '('))
		at--;
	return at;
}

struct lead lead_at_end(struct str text, bool begins, bool open)
{
	struct lead lead = {0};
	struct str rest = text;
	int i;

	for (i = 0; i < WORDS_MOST; i++) {
		size_t start = word_start(rest);
		bool orders = false;

		if ((start == 0 && !begins) || !is_lead_word(str_sub(rest, start, rest.n), open && i == 0, &orders))
			break;
		lead.orders = lead.orders || orders;
		rest.n = before_space(str_sub(rest, 0, start));
	}
	if (rest.n && rest.p[rest.n - 1] == ',')
		rest.n--;
	lead.n = text.n - rest.n;
	return lead;
}
