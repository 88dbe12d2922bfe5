#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "kb/document/jsonl.h"
#include "kb/ingest/ingest.h"
#include "kb/ingest/store.h"
#include "port/system/crypto.h"

/* A knowledge folder and a folder of documents, new for each test. */
struct world {
	char root[64], folder[96], docs[96];
	const struct conf *conf;
	int told;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	BUF_AUTO struct buf faults = BUF_MAX(4096);

	if (w == NULL || crypto_init(NULL))
		return -1;
	strcpy(w->root, "/tmp/itb-ingest-XXXXXX");
	if (mkdtemp(w->root) == NULL)
		return -1;
	snprintf(w->folder, sizeof w->folder, "%s/knowledge", w->root);
	snprintf(w->docs, sizeof w->docs, "%s/docs", w->root);
	mkdir(w->docs, 0700);
	w->conf = conf_load("/dev/null", 0, &faults);
	*state = w;
	return w->conf ? 0 : -1;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	conf_unref(w->conf);
	file_remove_tree(w->root, NULL);
	free(w);
	return 0;
}

static void write_doc(const struct world *w, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", w->docs, name);
	assert_int_equal(file_write(path, str_of(text), 0600, NULL), 0);
}

static void remove_doc(const struct world *w, const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", w->docs, name);
	assert_int_equal(unlink(path), 0);
}

static void on_progress(void *arg, const struct ingest_progress *p)
{
	(void)arg;
	(void)p;
}

static void on_tell(void *arg, enum ingest_remark remark, const char *where, const char *why)
{
	struct world *w = arg;

	(void)remark;
	(void)where;
	(void)why;
	w->told++;
}

static struct ingest_report run(struct world *w, struct ingest_options o)
{
	const char *const paths[] = {w->docs};
	struct ingest_watch watch = {on_progress, on_tell, w};
	struct ingest_report report;
	struct err err = {0};

	o.conf = w->conf;
	o.folder = w->folder;
	if (o.paths == NULL) {
		o.paths = paths;
		o.paths_n = 1;
	}
	if (ingest_run(&o, &watch, &report, &err))
		print_error("%s\n", err.msg);
	assert_int_equal(err.code, ERR_NONE);
	return report;
}

static void only_what_changed_is_worked_on(void **state)
{
	struct world *w = *state;
	struct ingest_report r;
	char name[32], first[GENERATIONS_ID_BYTES];
	int i;

	for (i = 0; i < 50; i++) {
		snprintf(name, sizeof name, "d%02d.txt", i);
		write_doc(w, name, "Isi dokumen yang tetap.");
	}
	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.added, 50);
	assert_true(r.built);
	strcpy(first, r.generation);

	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.unchanged, 50);
	assert_int_equal(r.added + r.changed + r.removed + r.failed, 0);
	assert_false(r.built);
	assert_string_equal(r.generation, first);

	write_doc(w, "d07.txt", "Isi yang baru.");
	r = run(w, (struct ingest_options){.dry_run = true});
	assert_int_equal(r.changed, 1);
	assert_string_equal(r.generation, first);
	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.unchanged, 49);
	assert_true(r.built);
	assert_true(strcmp(r.generation, first) > 0);

	r = run(w, (struct ingest_options){.full = true});
	assert_int_equal(r.changed, 50);
	assert_true(r.built);
}

static void what_a_folder_lost_is_gone(void **state)
{
	struct world *w = *state;
	struct ingest_report r;

	write_doc(w, "a.txt", "Tetap ada.");
	write_doc(w, "b.txt", "Akan hilang.");
	write_doc(w, ".hidden.txt", "Tidak dibaca.");
	write_doc(w, "c.bin", "Tidak dikenal.");
	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.documents, 2);
	assert_int_equal(r.skipped, 1);
	remove_doc(w, "b.txt");
	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.removed, 1);
	assert_int_equal(r.documents, 1);
	assert_true(r.built);
}

static void a_source_that_is_away_loses_nothing(void **state)
{
	struct world *w = *state;
	struct ingest_report r;
	char moved[128];

	write_doc(w, "a.txt", "Tetap ada.");
	run(w, (struct ingest_options){0});
	snprintf(moved, sizeof moved, "%s-moved", w->docs);
	assert_int_equal(rename(w->docs, moved), 0);
	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.failed, 1);
	assert_int_equal(r.removed, 0);
	assert_int_equal(r.documents, 1);
	assert_int_equal(rename(moved, w->docs), 0);
}

static void what_fails_is_told_and_the_rest_goes_on(void **state)
{
	struct world *w = *state;
	struct ingest_report r;

	write_doc(w, "a.txt", "Baik.");
	write_doc(w, "b.txt", "   ");
	write_doc(w, "c.jsonl", "{\"id\":\"x\",\"text\":\"Satu.\"}\nrusak\n{\"id\":7,\"text\":\"Dua.\"}\n"
				"{\"id\":\"x\",\"text\":\"Kembar.\"}\n{\"id\":\"y\"}");
	r = run(w, (struct ingest_options){0});
	assert_int_equal(r.added, 3);
	assert_int_equal(r.failed, 4);
	assert_int_equal(w->told, 4);
	assert_int_equal(r.documents, 3);
}

static void documents_and_sources_can_be_taken_out(void **state)
{
	struct world *w = *state;
	struct ingest_report r;
	const char *const one[] = {"docs/a.txt"}, *const all[] = {w->docs}, *const none[] = {"/no/such"};

	write_doc(w, "a.txt", "Satu.");
	write_doc(w, "b.txt", "Dua.");
	run(w, (struct ingest_options){0});
	r = run(w, (struct ingest_options){.remove = true, .paths = one, .paths_n = 1});
	assert_int_equal(r.removed, 1);
	r = run(w, (struct ingest_options){.remove = true, .paths = none, .paths_n = 1});
	assert_int_equal(r.failed, 1);
	r = run(w, (struct ingest_options){.remove = true, .paths = all, .paths_n = 1});
	assert_int_equal(r.removed, 1);
	assert_int_equal(r.documents, 0);
}

static int one_line(void *arg, struct str line, int64_t number, int64_t bytes)
{
	struct jsonl_record r;
	int64_t *sum = arg, id;
	long value = 0;

	(void)bytes;
	assert_int_equal(jsonl_parse(line, &r, NULL), 0);
	assert_true(str_to_long(r.id, &value));
	id = value;
	assert_int_equal(id, number);
	*sum += id;
	jsonl_free(&r);
	return 0;
}

/* Longer than one read: lines that cross the end of a read must stay whole. */
static void lines_hold_together_over_reads(void **state)
{
	struct world *w = *state;
	char path[256];
	int64_t sum = 0, i, n = 40000;
	FILE *f;

	snprintf(path, sizeof path, "%s/big.jsonl", w->docs);
	f = fopen(path, "we");
	assert_non_null(f);
	for (i = 1; i <= n; i++)
		fprintf(f, "{\"id\":%lld,\"text\":\"%0*d\"}\n", (long long)i, (int)(i % 97) + 1, 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(jsonl_each(path, one_line, &sum, NULL), 0);
	assert_int_equal(sum, n * (n + 1) / 2);
}

static void one_at_a_time(void **state)
{
	struct world *w = *state;
	struct generations *s, *second;
	struct err err = {0};

	assert_int_equal(generations_open(w->folder, &s, &err), 0);
	assert_int_equal(generations_open(w->folder, &second, &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	generations_close(s);
	assert_int_equal(generations_open(w->folder, &second, &err), 0);
	generations_close(second);
}

static void count_one(void *arg, const char *id, bool current)
{
	(void)id;
	(void)current;
	++*(int *)arg;
}

static void generations_are_pruned_and_rolled_back(void **state)
{
	struct world *w = *state;
	char id[3][GENERATIONS_ID_BYTES], path[GENERATIONS_PATH_BYTES], now[GENERATIONS_ID_BYTES];
	struct generations *s;
	int i, n = 0, removed;

	assert_int_equal(generations_open(w->folder, &s, NULL), 0);
	for (i = 0; i < 3; i++) {
		assert_int_equal(generations_begin(s, id[i], path, NULL), 0);
		assert_int_equal(generations_finish(s, id[i], 10, NULL), 0);
	}
	assert_int_equal(generations_begin(s, now, path, NULL), 0); /* left behind */
	assert_int_equal(generations_rollback(s, NULL, now, NULL), 0);
	assert_string_equal(now, id[1]);
	generations_current(w->folder, now);
	assert_string_equal(now, id[1]);
	assert_int_equal(generations_rollback(s, id[0], now, NULL), 0);
	assert_int_equal(generations_rollback(s, "nonsense", now, NULL), -1);
	assert_int_equal(generations_rollback(s, NULL, now, NULL), -1);
	assert_int_equal(generations_prune(s, 1, &removed, NULL), 0);
	assert_int_equal(removed, 1);
	generations_close(s);
	assert_int_equal(generations_each(w->folder, count_one, &n, NULL), 0);
	assert_int_equal(n, 2);
	assert_int_equal(generations_open(w->folder, &s, NULL), 0);
	assert_int_equal(access(path, F_OK), -1);
	generations_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_WORLD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		WITH_WORLD(only_what_changed_is_worked_on),
		WITH_WORLD(what_a_folder_lost_is_gone),
		WITH_WORLD(a_source_that_is_away_loses_nothing),
		WITH_WORLD(what_fails_is_told_and_the_rest_goes_on),
		WITH_WORLD(documents_and_sources_can_be_taken_out),
		WITH_WORLD(lines_hold_together_over_reads),
		WITH_WORLD(one_at_a_time),
		WITH_WORLD(generations_are_pruned_and_rolled_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
