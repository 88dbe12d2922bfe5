#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "kb/ingest/build.h"

/* A knowledge folder of its own, removed at the end. */
struct place {
	char dir[64];
	const struct conf *conf;
	struct kb *kb;
};

static const struct {
	const char *document, *title, *text;
} library[] = {
	{"leave", "Cuti akademik", "Mahasiswa mengajukan cuti akademik kepada dekan sebelum awal semester."},
	{"leave", "Cuti akademik", "Cuti paling lama dua semester selama masa studi."},
	{"library", "Perpustakaan", "Buku dapat dipinjam selama dua minggu di perpustakaan pusat."},
	{"parking", "Parkir", "Sepeda motor diparkir di gedung sebelah timur."},
};

static void build(const struct place *p, const char *id, size_t from, size_t n)
{
	struct kb_build_options o = {.conf = p->conf, .id = str_of(id)};
	struct kb_build *b;
	char folder[128], link[128], target[64];
	size_t i;

	snprintf(folder, sizeof folder, "%s/generations/%s", p->dir, id);
	assert_int_equal(file_mkdirs(folder, 0755, NULL), 0);
	assert_int_equal(kb_build_begin(folder, &o, &b, NULL), 0);
	for (i = from; i < from + n; i++) {
		struct kb_build_chunk c = {
			.chunk_id = STR("c"), .document_id = str_of(library[i].document),
			.title = str_of(library[i].title), .text = str_of(library[i].text),
			.source = STR("handbook"), .page = (uint32_t)i + 1, .lang = LANG_ID,
		};

		assert_int_equal(kb_build_add(b, &c, NULL), 0);
	}
	assert_int_equal(kb_build_finish(b, NULL), 0);
	snprintf(link, sizeof link, "%s/current", p->dir);
	snprintf(target, sizeof target, "generations/%s", id);
	unlink(link);
	assert_int_equal(symlink(target, link), 0);
}

static int open_place(void **state)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);
	struct place *p = calloc(1, sizeof *p);
	char dict[80];

	snprintf(p->dir, sizeof p->dir, "/tmp/test_kb.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(dict, sizeof dict, "%s/dict", p->dir);
	assert_int_equal(mkdir(dict, 0755), 0);
	setenv("KNOWLEDGE_DIR", p->dir, 1);
	setenv("DICT_DIR", dict, 1);
	p->conf = conf_load("/dev/null", 0, &faults);
	assert_non_null(p->conf);
	assert_int_equal(kb_open(p->conf, &p->kb, NULL), 0);
	*state = p;
	return 0;
}

static int close_place(void **state)
{
	struct place *p = *state;

	kb_close(p->kb);
	conf_unref(p->conf);
	file_remove_tree(p->dir, NULL);
	free(p);
	return 0;
}

/* The document id of the best chunk, "" without a hit; a copy, since the generation is released. */
static void best(struct place *p, const char *question, char ret[32])
{
	ARENA_AUTO struct arena a;
	struct kb_gen *gen = kb_acquire(p->kb);
	struct kb_query q = {.text = str_of(question), .k = 5};
	struct kb_hits hits;
	struct kb_chunk chunk;

	arena_init(&a, 8 << 20);
	assert_non_null(gen);
	assert_int_equal(kb_search(gen, &q, &a, &hits, NULL, NULL), 0);
	*ret = '\0';
	if (hits.n) {
		kb_chunk(gen, hits.hits[0].chunk, &chunk);
		snprintf(ret, 32, "%.*s", STR_ARG(chunk.document_id));
	}
	kb_release(gen);
}

/* The score of the best hit, 0 without one. */
static float score(struct place *p, const char *question)
{
	ARENA_AUTO struct arena a;
	struct kb_gen *gen = kb_acquire(p->kb);
	struct kb_query q = {.text = str_of(question), .k = 1};
	struct kb_hits hits;
	float best;

	arena_init(&a, 8 << 20);
	assert_non_null(gen);
	assert_int_equal(kb_search(gen, &q, &a, &hits, NULL, NULL), 0);
	best = hits.n ? hits.hits[0].score : 0;
	kb_release(gen);
	return best;
}

static void refresh(struct place *p, bool changed)
{
	bool did;

	assert_int_equal(kb_refresh(p->kb, &did, NULL), 0);
	assert_int_equal(did, changed);
}

static void without_a_generation_there_is_none(void **state)
{
	struct place *p = *state;

	assert_null(kb_acquire(p->kb));
	refresh(p, false);
}

static void finds_what_was_built(void **state)
{
	struct place *p = *state;
	char id[32];

	build(p, "one", 0, 4);
	refresh(p, true);
	refresh(p, false);
	best(p, "berapa lama buku dipinjam?", id);
	assert_string_equal(id, "library");
	best(p, "mengajukan cuti", id);
	assert_string_equal(id, "leave");
	best(p, "zzz", id);
	assert_string_equal(id, "");
}

/* Of each pair the first must get a lower score than the second. */
static void what_is_missing_counts(void **state)
{
	static const char *const rows[][2] = {
		{"lama cuti dekan zimbabwe", "lama cuti dekan"},       /* a word that is in no document */
		{"lama cuti di Zimbabwe", "lama cuti di zimbabwe"},    /* more, when it is a name */
		/* a title's capitals make no names: see the next */
		{"Lama Cuti Di Zimbabwe", "lama cuti semester"},
		{"lama cuti di Zimbabwe", "Lama Cuti Di Zimbabwe"},
		{"lagi apa nih", "cuti akademik"},                     /* no topic */
		{"lama pinjaman suku", "lama pinjaman buku"},          /* a similar word with another beginning */
		{"lama pinjaman buky", "lama pinjaman buku"},          /* a guess */
		{"perpustakan", "perpustakaan"},
	};
	struct place *p = *state;
	size_t i;

	build(p, "one", 0, 4);
	refresh(p, true);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (score(p, rows[i][0]) >= score(p, rows[i][1]))
			fail_msg("%s (%.3f) >= %s (%.3f)", rows[i][0], (double)score(p, rows[i][0]), rows[i][1],
				 (double)score(p, rows[i][1]));
}

static void a_new_generation_replaces_the_old_one_while_it_is_read(void **state)
{
	struct place *p = *state;
	struct kb_gen *old;
	struct kb_chunk chunk;
	struct kb_info info;
	char id[32];

	build(p, "one", 0, 4);
	refresh(p, true);
	old = kb_acquire(p->kb);
	build(p, "two", 0, 2);
	refresh(p, true);
	best(p, "perpustakaan buku", id);
	assert_string_equal(id, "");
	kb_info(old, &info);
	assert_str(info.generation, "one");
	assert_int_equal(info.documents, 3);
	kb_chunk(old, 2, &chunk);
	assert_str(chunk.document_id, "library");
	assert_str(chunk.source, "handbook");
	assert_int_equal(chunk.page, 3);
	kb_release(old);
}

static void neighbours_end_at_the_document(void **state)
{
	struct place *p = *state;
	struct kb_gen *gen;
	struct kb_chunk chunk;

	build(p, "one", 0, 4);
	refresh(p, true);
	gen = kb_acquire(p->kb);
	kb_chunk(gen, 0, &chunk);
	assert_int_equal(chunk.previous, KB_NONE);
	assert_int_equal(chunk.next, 1);
	kb_chunk(gen, 1, &chunk);
	assert_int_equal(chunk.previous, 0);
	assert_int_equal(chunk.next, KB_NONE);
	kb_chunk(gen, 2, &chunk);
	assert_int_equal(chunk.previous, KB_NONE);
	kb_chunk(gen, 99, &chunk);
	assert_int_equal(chunk.text.n, 0);
	kb_release(gen);
}

static void damage(const struct place *p, const char *file, long at, long cut)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof path, "%s/generations/two/%s", p->dir, file);
	if (cut) {
		assert_int_equal(truncate(path, cut), 0);
		return;
	}
	f = fopen(path, "r+");
	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	fputs("\x5a\xa5", f);
	fclose(f);
}

static void a_damaged_generation_is_refused_and_the_old_one_stays(void **state)
{
	static const struct {
		const char *file;
		long at, cut;
	} rows[] = {
		{"lexical", 0, 0},   {"lexical", 40, 0},  {"lexical", 0, 5000}, {"lexical", 0, 10},
		{"chunks", 8, 0},    {"chunks", 0, 4100}, {"manifest.json", 3, 0}, {"manifest.json", 0, 20},
		{"lexical", 4200, 0}, {"chunks", 4200, 0},
	};
	struct place *p = *state;
	struct err err;
	bool changed;
	char id[32], folder[128];
	size_t i;

	build(p, "one", 0, 4);
	refresh(p, true);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		snprintf(folder, sizeof folder, "%s/generations/two", p->dir);
		file_remove_tree(folder, NULL);
		build(p, "two", 0, 4);
		damage(p, rows[i].file, rows[i].at, rows[i].cut);
		assert_int_equal(kb_refresh(p->kb, &changed, &err), -1);
		assert_int_equal(err.code, ERR_DAMAGED);
		best(p, "perpustakaan buku", id);
		assert_string_equal(id, "library");
	}
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)

static void scores_fall_along_the_order(void **state)
{
	static const struct {
		float chances[4], ranks[4], expected[4];
	} rows[] = {
		{{0.9f, 0.5f, 0.2f, 0.1f}, {8, 4, 2, 1}, {0.9f, 0.45f, 0.225f, 0.1125f}},
		/* the first three are read as one answer, the fourth isn't */
		{{0.2f, 0.1f, 0.6f, 0.9f}, {8, 6, 4, 2}, {0.6f, 0.45f, 0.3f, 0.15f}},
		/* no two tie */
		{{0.5f, 0, 0, 0}, {8, 8, 8, 1}, {0.5f, 0.5f * KB_SCORE_FALLS, 0.5f * KB_SCORE_FALLS * KB_SCORE_FALLS,
		 0.0625f}},
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct kb_hit hits[4] = {0};
		struct kb_hits all = {.hits = hits, .n = 4};

		for (k = 0; k < 4; k++) {
			hits[k].score = rows[i].chances[k];
			hits[k].rank = rows[i].ranks[k];
		}
		kb_hits_share(&all, kb_hits_chance(&all, 3));
		for (k = 0; k < 4; k++)
			assert_float_equal(hits[k].score, rows[i].expected[k], 1e-6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_fall_along_the_order),
		PLACED(without_a_generation_there_is_none),
		PLACED(finds_what_was_built),
		PLACED(what_is_missing_counts),
		PLACED(a_new_generation_replaces_the_old_one_while_it_is_read),
		PLACED(neighbours_end_at_the_document),
		PLACED(a_damaged_generation_is_refused_and_the_old_one_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
