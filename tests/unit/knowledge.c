#include "knowledge.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "kb/ingest/build.h"

static void add(struct kb_build *b, const struct knowledge_row *row, size_t number)
{
	char id[32];
	struct kb_build_chunk c = {
		.document_id = str_of(row->document),
		.title = str_of(row->title),
		.heading = str_of(row->heading),
		.text = str_of(row->text),
		.source = str_of(row->url ? row->url : row->document),
		.url = str_of(row->url),
		.lang = row->lang,
		.retrieved_at = 1760000000,
	};

	snprintf(id, sizeof id, "chunk-%zu", number);
	c.chunk_id = str_of(id);
	assert_int_equal(kb_build_add(b, &c, NULL), 0);
}

static void build(const struct knowledge *k, const char *id, const struct knowledge_row *rows, size_t n)
{
	struct kb_build_options o = {.conf = k->conf, .id = str_of(id)};
	struct kb_build *b;
	char folder[160], link[128], target[96];
	size_t i;

	snprintf(folder, sizeof folder, "%s/generations/%s", k->dir, id);
	assert_int_equal(file_mkdirs(folder, 0755, NULL), 0);
	assert_int_equal(kb_build_begin(folder, &o, &b, NULL), 0);
	for (i = 0; i < n; i++)
		add(b, &rows[i], i);
	assert_int_equal(kb_build_finish(b, NULL), 0);
	snprintf(link, sizeof link, "%s/current", k->dir);
	snprintf(target, sizeof target, "generations/%s", id);
	unlink(link);
	assert_int_equal(symlink(target, link), 0);
}

void knowledge_settings(struct knowledge *k)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);

	conf_unref(k->conf);
	k->conf = conf_load("/dev/null", 0, &faults);
	if (k->conf == NULL)
		fail_msg("%s", faults.p);
}

void knowledge_open(struct knowledge *k, const struct knowledge_row *rows, size_t n)
{
	static const char *const folders[] = {"KNOWLEDGE_DIR", "RUNTIME_DIR", "PROMPT_DIR"};
	const char *srcdir = getenv("SRCDIR");
	char dict[4096];
	size_t i;

	*k = (struct knowledge){.conf = NULL};
	snprintf(k->dir, sizeof k->dir, "/tmp/itb-test-XXXXXX");
	assert_non_null(mkdtemp(k->dir));
	snprintf(dict, sizeof dict, "%s/share/dict", srcdir ? srcdir : ".");
	for (i = 0; i < sizeof folders / sizeof folders[0]; i++)
		setenv(folders[i], k->dir, 1);
	setenv("DICT_DIR", dict, 1);
	knowledge_settings(k);
	build(k, "first", rows, n);
	assert_int_equal(kb_open(k->conf, &k->kb, NULL), 0);
}

void knowledge_replace(struct knowledge *k, const char *id, const struct knowledge_row *rows, size_t n)
{
	bool changed;

	build(k, id, rows, n);
	assert_int_equal(kb_refresh(k->kb, &changed, NULL), 0);
	assert_true(changed);
}

void knowledge_close(struct knowledge *k)
{
	kb_close(k->kb);
	conf_unref(k->conf);
	file_remove_tree(k->dir, NULL);
}
