#include "unit.h"

#include "kb/markup/html.h"
#include "outline_show.h"

static void gives(const char *page, const char *blocks)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct err err = {0};

	outline_init(&o, 1 << 20);
	if (html_outline(str_of(page), &o, &err))
		print_error("%s\n", err.msg);
	outline_show(&o, &b);
	assert_str(buf_view(&b), blocks);
}

static void buttons_that_open_a_text_are_its_heading(void **state)
{
	(void)state;
	gives("<h2><button data-toggle=collapse>Syarat cuti</button></h2><div class=collapse><p>Aktif.</div>",
	      "H2 Syarat cuti\nT Aktif.\n");
	gives("<div class=accordion><button class=btn>Kapan mendaftar?</button><div class=panel>Bulan Mei.</div>"
	      "<button aria-expanded=false aria-controls=b>Biaya</button><div id=b hidden>Seribu.</div></div>",
	      "H6 Kapan mendaftar?\nT Bulan Mei.\nH6 Biaya\nT Seribu.\n");
	gives("<button class=accordion>Biaya</button><div class=panel>Seribu.</div>", "H6 Biaya\nT Seribu.\n");
	gives("<p>Isi.</p><button>Kirim</button><form><button type=submit>Daftar di sini</button><div>a</div></form>"
	      "<table><tr><th>A<th>B<tr><td>x<button>Unduh</button><td>y</table>",
	      "T Isi.\nT a\nR A: x; B: y\n");
	gives("<details><summary>Apa itu UKT?</summary><p>Uang kuliah.</details><div class=faq-question>"
	      "Di mana loketnya?</div><div class=faq-answer style='display: none'>Di gedung A.</div>"
	      "<dl><dt>Jam buka?<dd>Pukul 8."
	      "<dt>Lain<dd>Tidak.</dl>",
	      "H6 Apa itu UKT?\nT Uang kuliah.\nH6 Di mana loketnya?\nT Di gedung A.\nH6 Jam buka?\nT Pukul 8.\n"
	      "T Lain\nT Tidak.\n");
	gives("<div><a data-bs-toggle=collapse href='#p'><h4>Berapa lama?</h4></a></div><div id=p class=collapse>"
	      "Setahun.</div><div itemtype='https://schema.org/Question'>"
	      "<p itemprop=name>Siapa boleh?</p></div><p>Semua.",
	      "H4 Berapa lama?\nT Setahun.\nH6 Siapa boleh?\nT Semua.\n");
}

static void tabs_title_their_panels(void **state)
{
	(void)state;
	gives("<h2>Biaya</h2><ul class='nav nav-tabs' role=tablist><li><a data-toggle=tab href='#s1'>Sarjana</a>"
	      "<li><a data-toggle=tab href='#s2'>Magister</a></ul><div class=tab-pane id=s1>Tujuh juta.</div>"
	      "<div class=tab-pane id=s2 style='display:none'>Sepuluh juta.</div>",
	      "H2 Biaya\nH6 Sarjana\nT Tujuh juta.\nH6 Magister\nT Sepuluh juta.\n");
}

static void menus_and_banners_stay_out(void **state)
{
	(void)state;
	gives("<div id=cookie-consent>Situs ini memakai kuki. <a href='#'>Tolak</a></div><div class=topbar>"
	      "<a>Beranda</a></div><div class=menu-utama><ul><li>Fakultas Satu<li>Beasiswa</ul></div>"
	      "<div id=content><h1>UKT</h1>"
	      "<p>Dibayar bulan Mei.</p></div><div class=widget>Berita terbaru</div><div class=copyright>2025</div>",
	      "H1 UKT\nT Dibayar bulan Mei.\n");
	gives("<ul><li><a>Beranda</a><li><a>Profil</a><li><a>Kontak</a></ul><h1>Kantin</h1><div class=menu-makanan><p>"
	      "Nasi goreng Rp 15.000</p></div><ul><li><a>Satu</a><li><a>Dua</a><li><a>Tiga</a></ul>",
	      "H1 Kantin\nT Nasi goreng Rp 15.000\nT - Satu\nT - Dua\nT - Tiga\n");
	gives("<div class='elementor-widget'><p>Isi halaman.</p></div><div role=dialog>Ikuti kami</div>",
	      "T Isi halaman.\n");
}

static void what_nobody_sees_stays_out(void **state)
{
	(void)state;
	gives("<p>Satu.</p><p style='color:red; DISPLAY : none'>a</p><div hidden>b</div><span class=sr-only>c</span>"
	      "<p class='d-none d-md-block'>Dua.</p><p style='opacity:0.9'>Tiga.</p><p style='font-size:0'>d</p>",
	      "T Satu.\nT Dua.\nT Tiga.\n");
	gives("<table><tr><th>A<th>B<tr style='display:none'><td>c<td>d<tr><td>e<td>f</table>", "R A: e; B: f\n");
	gives("<body style='display:none'><p>Isi.</p></body>", "T Isi.\n");
}

static void raised_and_lowered_characters(void **state)
{
	(void)state;
	gives("<p>Rp 300.000<sup>1</sup>, 20 m<sup>2</sup>, 10<sup>6</sup>, H<sub>2</sub>O, IPK 3,0<sup><a href='#n'>2"
	      "</a></sup>. Ke-2<sup>nd</sup>, 7.500<sup>a</sup>, lihat<sup>[3]</sup>.",
	      "T Rp 300.000, 20 m^2, 10^6, H2O, IPK 3,0. Ke-2nd, 7.500, lihat.\n");
	gives("<p>Rp 5.000.000\xC2\xB9 per semester\xC2\xB2, 40 m\xC2\xB2, IPK 3,25\xC2\xB3, 2\xC2\xB3, "
	      "15<sup>o</sup>C.",
	      "T Rp 5.000.000 per semester\xC2\xB2, 40 m\xC2\xB2, IPK 3,25, 2\xC2\xB3, 15\xC2\xB0""C.\n");
	gives("<p>IPK 3,0<a href='#fn1' role=doc-noteref><sup>1</sup></a> cukup<sup><a href='#fn2'>2</a></sup>.</p>"
	      "<ol><li id=fn1><p>Program sarjana.<a href='#r'>\xE2\x86\xA9\xEF\xB8\x8E</a></p><li id=fn2>Lihat.</ol>",
	      "T IPK 3,0 (Program sarjana.) cukup (Lihat.).\n");
}

static void headings_hold_blocks(void **state)
{
	(void)state;
	gives("<h2><div>Bab</div><div>Satu</div></h2><p>x", "H2 Bab Satu\nT x\n");
}

/* A page whose one tag would take a minute. */
static void crowded_tags_are_refused(void **state)
{
	BUF_AUTO struct buf page = BUF_MAX(1 << 20);
	OUTLINE_AUTO struct outline o;
	struct err err = {0};
	int i;

	(void)state;
	outline_init(&o, 1 << 20);
	buf_cstr(&page, "<p>Isi</p><p ");
	for (i = 0; i < 40000; i++)
		buf_printf(&page, "a%d='<' ", i);
	assert_int_equal(html_outline(buf_view(&page), &o, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	gives("<p>a < b = c", "T a < b = c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buttons_that_open_a_text_are_its_heading),
		cmocka_unit_test(tabs_title_their_panels),
		cmocka_unit_test(menus_and_banners_stay_out),
		cmocka_unit_test(what_nobody_sees_stays_out),
		cmocka_unit_test(raised_and_lowered_characters),
		cmocka_unit_test(headings_hold_blocks),
		cmocka_unit_test(crowded_tags_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
