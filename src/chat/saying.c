#include "chat/saying.h"

#include "base/buf.h"
#include "text/analyse.h"

static const struct {
	const char *id, *en;
} sayings[SAYING_COUNT] = {
	[SAYING_HELLO] = {
		"Halo! Saya asisten informasi {institution}. Silakan bertanya, misalnya tentang pendaftaran, "
		"perkuliahan, biaya, atau layanan kampus.",
		"Hello! I am the information assistant of {institution}. Ask me about admission, studies, fees "
		"or campus services, for example.",
	},
	[SAYING_THANKS] = {
		"Sama-sama! Silakan bertanya lagi kapan saja.",
		"You're welcome! Ask again at any time.",
	},
	[SAYING_BYE] = {
		"Sampai jumpa! Silakan kembali bila ada pertanyaan lain.",
		"Goodbye! Come back whenever you have another question.",
	},
	[SAYING_WHO] = {
		"Saya asisten informasi {institution}. Saya menjawab pertanyaan berdasarkan dokumen kampus dan "
		"menyebutkan sumbernya. Untuk hal lain, silakan hubungi {helpdesk}.",
		"I am the information assistant of {institution}. I answer questions from the university's documents "
		"and name my sources. For anything else, please contact {helpdesk}.",
	},
	[SAYING_REFUSAL] = {
		"Maaf, saya tidak menemukan jawabannya dalam dokumen {institution} yang saya miliki. Coba tanyakan "
		"dengan kata lain, atau hubungi {helpdesk}.",
		"Sorry, I could not find the answer in the documents of {institution} that I have. Please try other "
		"words, or contact {helpdesk}.",
	},
	[SAYING_REFUSAL_NEAR] = {
		"Maaf, saya tidak menemukan jawabannya dalam dokumen {institution} yang saya miliki. Yang paling "
		"dekat: {near}. Coba tanyakan dengan kata lain, atau hubungi {helpdesk}.",
		"Sorry, I could not find the answer in the documents of {institution} that I have. Nearest to it: "
		"{near}. Please try other words, or contact {helpdesk}.",
	},
	[SAYING_REFUSAL_KIND] = {
		"Maaf, dokumen {institution} yang saya miliki tidak menyebutkan {asked}. Yang paling dekat: {near}. "
		"Untuk kepastian, silakan hubungi {helpdesk}.",
		"Sorry, the documents of {institution} that I have do not say {asked}. Nearest to it: {near}. "
		"To be sure, please contact {helpdesk}.",
	},
	[SAYING_OTHER_LANGUAGE] = {
		"Dokumen yang menjawabnya berbahasa Inggris:",
		"The documents answer this in Indonesian:",
	},
	[SAYING_NO_PART] = {
		"Saya tidak menemukan jawaban untuk",
		"I found no answer to",
	},
	[SAYING_CUT_OFF] = {
		"Maaf, jawaban terputus. Silakan tanyakan sekali lagi.",
		"Sorry, the answer was cut off. Please ask once more.",
	},
	[SAYING_TOO_LONG] = {
		"Jawaban terputus karena terlalu panjang. Silakan tanyakan bagian yang lebih sempit.",
		"The answer was cut off because it became too long. Please ask about a smaller part of it.",
	},
	[SAYING_WITHHELD] = {
		"Jawaban terputus: penyedia model bahasa menahan kelanjutannya.",
		"The answer was cut off: the language model's provider withheld the rest.",
	},
	[SAYING_INSTEAD] = {
		"Penyedia model bahasa menahan jawabannya. Inilah kutipan dari dokumen {institution}.",
		"The language model's provider withheld its answer. These are passages from the documents of "
		"{institution}.",
	},
	[SAYING_TEXT_ALONE] = {
		"(Saya hanya membaca teks pertanyaan Anda; gambar atau berkas yang menyertainya tidak saya baca.)",
		"(I read only the text of your question; images or files that came with it were left out.)",
	},
	[SAYING_UNHEARD] = {
		"Maaf, saya tidak mendengar pertanyaan Anda. Silakan ulangi lebih dekat ke mikrofon.",
		"Sorry, I did not hear your question. Please repeat it closer to the microphone.",
	},
};

static void fill(struct buf *b, struct str text, const struct conf *conf, struct saying_words words)
{
	while (text.n) {
		size_t at = str_find_char(text, '{');

		buf_str(b, str_sub(text, 0, at));
		text = str_sub(text, at, text.n);
		if (str_starts(text, STR("{institution}")))
			buf_cstr(b, conf->institution_name);
		else if (str_starts(text, STR("{asked}")))
			buf_str(b, words.asked);
		else if (str_starts(text, STR("{near}")))
			buf_str(b, words.near);
		else
			buf_cstr(b, text.n ? conf->helpdesk_contact : "");
		text = str_sub(text, str_find_char(text, '}') + 1, text.n);
	}
}

struct str saying_with(enum saying what, enum lang lang, const struct conf *conf, struct saying_words words,
		       struct arena *a)
{
	BUF_AUTO struct buf b = BUF_MAX(8192);

	fill(&b, str_of(lang == LANG_EN ? sayings[what].en : sayings[what].id), conf, words);
	return arena_str(a, buf_view(&b));
}

struct str saying_text(enum saying what, enum lang lang, const struct conf *conf, struct arena *a)
{
	return saying_with(what, lang, conf, (struct saying_words){{"", 0}, {"", 0}}, a);
}

/* Whole messages, as analyse_next spells their words. */
static const struct {
	const char *words;
	enum saying saying;
	enum lang lang;
} messages[] = {
	{"halo", SAYING_HELLO, LANG_ID},
	{"hallo", SAYING_HELLO, LANG_ID},
	{"hai", SAYING_HELLO, LANG_ID},
	{"hi", SAYING_HELLO, LANG_UNKNOWN},
	{"hey", SAYING_HELLO, LANG_EN},
	{"hello", SAYING_HELLO, LANG_EN},
	{"hello there", SAYING_HELLO, LANG_EN},
	{"good morning", SAYING_HELLO, LANG_EN},
	{"good afternoon", SAYING_HELLO, LANG_EN},
	{"good evening", SAYING_HELLO, LANG_EN},
	{"permisi", SAYING_HELLO, LANG_ID},
	{"pagi", SAYING_HELLO, LANG_ID},
	{"siang", SAYING_HELLO, LANG_ID},
	{"sore", SAYING_HELLO, LANG_ID},
	{"malam", SAYING_HELLO, LANG_ID},
	{"selamat pagi", SAYING_HELLO, LANG_ID},
	{"selamat siang", SAYING_HELLO, LANG_ID},
	{"selamat sore", SAYING_HELLO, LANG_ID},
	{"selamat malam", SAYING_HELLO, LANG_ID},
	{"assalamualaikum", SAYING_HELLO, LANG_ID},
	{"assalamu alaikum", SAYING_HELLO, LANG_ID},
	{"apa kabar", SAYING_HELLO, LANG_ID},
	{"how are you", SAYING_HELLO, LANG_EN},
	{"terima kasih", SAYING_THANKS, LANG_ID},
	{"terimakasih", SAYING_THANKS, LANG_ID},
	{"terima kasih banyak", SAYING_THANKS, LANG_ID},
	{"terima kasih atas bantuannya", SAYING_THANKS, LANG_ID},
	{"terima kasih infonya", SAYING_THANKS, LANG_ID},
	{"makasih", SAYING_THANKS, LANG_ID},
	{"makasih banyak", SAYING_THANKS, LANG_ID},
	{"makasih infonya", SAYING_THANKS, LANG_ID},
	{"trims", SAYING_THANKS, LANG_ID},
	{"thanks", SAYING_THANKS, LANG_EN},
	{"thanks a lot", SAYING_THANKS, LANG_EN},
	{"thank you", SAYING_THANKS, LANG_EN},
	{"thank you very much", SAYING_THANKS, LANG_EN},
	{"thank you so much", SAYING_THANKS, LANG_EN},
	{"thx", SAYING_THANKS, LANG_EN},
	{"sampai jumpa", SAYING_BYE, LANG_ID},
	{"dadah", SAYING_BYE, LANG_ID},
	{"bye", SAYING_BYE, LANG_EN},
	{"goodbye", SAYING_BYE, LANG_EN},
	{"siapa kamu", SAYING_WHO, LANG_ID},
	{"kamu siapa", SAYING_WHO, LANG_ID},
	{"anda siapa", SAYING_WHO, LANG_ID},
	{"siapa anda", SAYING_WHO, LANG_ID},
	{"siapakah kamu", SAYING_WHO, LANG_ID},
	{"siapakah anda", SAYING_WHO, LANG_ID},
	{"ini siapa", SAYING_WHO, LANG_ID},
	{"kamu bisa apa", SAYING_WHO, LANG_ID},
	{"kamu bisa apa saja", SAYING_WHO, LANG_ID},
	{"apa yang bisa kamu lakukan", SAYING_WHO, LANG_ID},
	{"apa yang bisa anda lakukan", SAYING_WHO, LANG_ID},
	{"who are you", SAYING_WHO, LANG_EN},
	{"what are you", SAYING_WHO, LANG_EN},
	{"what can you do", SAYING_WHO, LANG_EN},
	{"how can you help me", SAYING_WHO, LANG_EN},
};

/* Said along with any of them. */
static const char *const fillers[] = {"kak", "min", "admin", "bot", "ya", "dong", "gan", "bang", "pak",
				      "bu", "sir", "all", "semua", "itb", "oke", "ok", "okay", "baik", "wah"};

static bool is_filler(struct str word)
{
	size_t i;

	for (i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
		if (str_eq(word, str_of(fillers[i])))
			return true;
	return false;
}

enum saying saying_for(struct str message, enum lang *ret_lang)
{
	BUF_AUTO struct buf words = BUF_MAX(64);
	struct analyser a;
	struct word w;
	size_t i;

	for (analyse_begin(&a, message); analyse_next(&a, &w) && !words.bad;) {
		if (is_filler(w.text))
			continue;
		if (words.n)
			buf_char(&words, ' ');
		buf_str(&words, w.text);
	}
	if (words.bad)
		return SAYING_NONE;
	for (i = 0; i < sizeof messages / sizeof messages[0]; i++) {
		if (!str_eq(buf_view(&words), str_of(messages[i].words)))
			continue;
		if (messages[i].lang)
			*ret_lang = messages[i].lang;
		return messages[i].saying;
	}
	return SAYING_NONE;
}
