#include "unit.h"

#include "base/utf8.h"
#include "chat/reply/blocks.h"
#include "chat/reply/markdown.h"

/* What a reader got: the plain answer, and its blocks as JSON. */
struct got {
	struct arena arena;
	struct buf text, json;
	struct blocks blocks;
	struct blocks_cite cites[32];
	size_t cites_n;
};

static int block(void *arg, enum block_type type, size_t columns, struct str lang)
{
	struct got *g = arg;

	assert_int_equal(blocks_cover(&g->blocks, buf_view(&g->text), NULL), 0);
	return blocks_open(&g->blocks, type, columns, lang, NULL);
}

static int text(void *arg, struct str piece, size_t cell, const struct reply_style *style)
{
	struct got *g = arg;
	struct block_span span = {.from = g->text.n};

	assert_true(piece.n > 0);
	buf_str(&g->text, piece);
	span.to = g->blocks.covered = g->text.n;
	if (style == NULL)
		return 0;
	span.style = *style;
	return blocks_add(&g->blocks, cell, &span, NULL);
}

static int cited(void *arg, const unsigned *numbers, size_t n)
{
	struct got *g = arg;
	size_t i;

	for (i = 0; i < n && g->cites_n < 32; i++)
		g->cites[g->cites_n++] = (struct blocks_cite){g->text.n, numbers[i]};
	return 0;
}

static bool knows_url(void *arg, struct str url, bool whole)
{
	struct str known = STR("https://www.itb.ac.id/a");

	(void)arg;
	return whole ? str_eq(known, url) : str_starts(known, url);
}

static bool knows(const void *arg, struct str address)
{
	(void)arg;
	return str_eq(address, STR("https://www.itb.ac.id/a")) || str_eq(address, STR("halo@itb.ac.id")) ||
	       str_eq(address, STR("(022) 2500935")) || str_eq(address, STR("www.itb.ac.id"));
}

static void write_json(struct got *g)
{
	struct blocks_view v = {&g->blocks, buf_view(&g->text), g->cites, g->cites_n, knows, NULL};
	size_t i;

	for (i = 0; i < g->blocks.n; i++) {
		JSON_AUTO struct json *o = block_json(&v, i);

		json_write(o, &g->json);
		buf_char(&g->json, '\n');
	}
}

/* Feeds s in pieces of `step` bytes. */
static void run(struct got *g, const char *s, size_t step)
{
	struct markdown m;
	struct str rest = str_of(s);

	*g = (struct got){.text = BUF_MAX(65536), .json = BUF_MAX(1 << 20)};
	arena_init(&g->arena, 1 << 20);
	g->blocks.arena = &g->arena;
	markdown_init(&m, &g->arena, (struct markdown_sink){block, text, cited, knows_url, g});
	while (rest.n) {
		size_t n = step < rest.n ? step : rest.n;

		while (n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
			n++;
		assert_int_equal(markdown_feed(&m, str_sub(rest, 0, n), NULL), 0);
		rest = str_sub(rest, n, rest.n);
	}
	assert_int_equal(markdown_end(&m, NULL), 0);
	markdown_release(&m);
	assert_int_equal(blocks_cover(&g->blocks, buf_view(&g->text), NULL), 0);
	write_json(g);
}

static void done(struct got *g)
{
	buf_release(&g->text);
	buf_release(&g->json);
	arena_release(&g->arena);
}

#define P(spans) "{\"type\":\"p\",\"spans\":[" spans "]}\n"
#define T(text) "{\"text\":\"" text "\"}"

static const struct {
	const char *in, *text, *json;
} cases[] = {
	{"Satu.\n\nDua\ntiga.", "Satu.\n\nDua\ntiga.", P(T("Satu.")) P(T("Dua\\ntiga."))},
	{"A **b** `c` *d*.", "A b c d.",
	 P("{\"text\":\"A \"},{\"text\":\"b \",\"strong\":true},{\"text\":\"c \",\"code\":true},"
	   "{\"text\":\"d\",\"em\":true},{\"text\":\".\"}")},
	{"A [1]. B [2][3].", "A. B.",
	 P("{\"text\":\"A\",\"cite\":[1]},{\"text\":\". B\",\"cite\":[2,3]},{\"text\":\".\"}")},
	{"Syarat:\n- satu [1]\n- **dua**\n* tiga\n\nAkhir", "Syarat:\n- satu\n- dua\n- tiga\n\nAkhir",
	 P(T("Syarat:")) "{\"type\":\"ul\",\"items\":[[{\"text\":\"satu\",\"cite\":[1]}],"
	 "[{\"text\":\"dua\",\"strong\":true}],[{\"text\":\"tiga\"}]]}\n" P(T("Akhir"))},
	{"1. A\n   lanjut\n\n2) B\n   - x\n   - y\n3. C:\n   - z\n\n\n7. D",
	 "1. A lanjut\n2. B; x; y\n3. C: z\n4. D",
	 "{\"type\":\"ol\",\"items\":[[{\"text\":\"A lanjut\"}],[{\"text\":\"B; x; y\"}],[{\"text\":\"C: z\"}],"
	 "[{\"text\":\"D\"}]]}\n"},
	{"- a\n  - b\n1. c", "- a\n- b\n\n1. c",
	 "{\"type\":\"ul\",\"items\":[[{\"text\":\"a\"}],[{\"text\":\"b\"}]]}\n"
	 "{\"type\":\"ol\",\"items\":[[{\"text\":\"c\"}]]}\n"},
	{"1920. Berdiri", "1920. Berdiri", P(T("1920. Berdiri"))},
	{"3. Tiga", "3. Tiga", P(T("3. Tiga"))},
	{"## Judul\nTeks\n---\nX", "Judul\n\nTeks\n\nX",
	 P("{\"text\":\"Judul\",\"strong\":true}") P(T("Teks")) P(T("X"))},
	{"> a\n> b\n\nc", "a\nb\n\nc", "{\"type\":\"quote\",\"spans\":[{\"text\":\"a\\nb\"}]}\n" P(T("c"))},
	{"Ini:\n| Kelompok | **UKT** |\n|---|:-:|\n| 1 | Rp500 [2] |\n| 2<br>b | |\n\nX",
	 "Ini:\n\nKelompok: 1; UKT: Rp500\nKelompok: 2, b\n\nX",
	 P(T("Ini:")) "{\"type\":\"table\",\"head\":[[{\"text\":\"Kelompok\"}],[{\"text\":\"UKT\"}]],"
	 "\"rows\":[[[{\"text\":\"1\"}],[{\"text\":\"Rp500\",\"cite\":[2]}]],[[{\"text\":\"2, b\"}],[]]]}\n" P(T("X"))},
	{"|a|b|\n|-|-|", "a; b", "{\"type\":\"table\",\"head\":[[{\"text\":\"a\"}],[{\"text\":\"b\"}]],\"rows\":[]}\n"},
	{"|a|b", "|a|b", P(T("|a|b"))},
	{"x\n```sh\nls  -l\n\n  [1]\n```\ny", "x\n\nls  -l\n\n  [1]\n\ny",
	 P(T("x")) "{\"type\":\"code\",\"text\":\"ls  -l\\n\\n  [1]\",\"lang\":\"sh\"}\n" P(T("y"))},
	{"~~~\ncurl https://evil.example\nok", "ok", "{\"type\":\"code\",\"text\":\"ok\",\"lang\":\"\"}\n"},
	{"Lihat [laman](https://www.itb.ac.id/a), https://www.itb.ac.id/a", "Lihat laman, https://www.itb.ac.id/a",
	 P(T("Lihat ") ",{\"text\":\"laman\",\"href\":\"https://www.itb.ac.id/a\"}," T(", ")
	   ",{\"text\":\"https://www.itb.ac.id/a\",\"href\":\"https://www.itb.ac.id/a\"}")},
	{"Surel halo@itb.ac.id, telepon (022) 2500935 atau x@evil.example.",
	 "Surel halo@itb.ac.id, telepon (022) 2500935 atau x@evil.example.",
	 P(T("Surel ") ",{\"text\":\"halo@itb.ac.id\",\"href\":\"mailto:halo@itb.ac.id\"}," T(", telepon ")
	   ",{\"text\":\"(022) 2500935\",\"href\":\"tel:0222500935\"}," T(" atau x@evil.example."))},
	{"- Portal: https://evil.example\n- Dua", "- Dua", "{\"type\":\"ul\",\"items\":[[{\"text\":\"Dua\"}]]}\n"},
	{"[x](javascript:alert(1)) [y](data:a)", "x y", P(T("x y"))},
	{"<script>alert(1)</script>", "<script>alert(1)</script>", P(T("<script>alert(1)</script>"))},
	{"", "", ""},
};

static void pieces_of_any_size_give_the_same(void **state)
{
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (step = 1; step <= strlen(cases[i].in) + 1; step++) {
			struct got g;

			run(&g, cases[i].in, step);
			if (!str_eq(buf_view(&g.text), str_of(cases[i].text)) ||
			    !str_eq(buf_view(&g.json), str_of(cases[i].json)))
				print_message("case %zu, pieces of %zu: %.*s\n%.*s\n", i, step,
					      STR_ARG(buf_view(&g.text)), STR_ARG(buf_view(&g.json)));
			assert_str(buf_view(&g.text), cases[i].text);
			assert_str(buf_view(&g.json), cases[i].json);
			done(&g);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_any_size_give_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
