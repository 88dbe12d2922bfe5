/*
 * A generation whose bytes were changed: refused, or searched without harm.
 *
 * Each 6 bytes of the input overwrite two bytes of one of the files; the headers'
 * checksums are made right again, so that what lies behind them is reached.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "kb/index/generation.h"
#include "kb/index/pack_format.h"
#include "kb/ingest/build.h"
#include "kb/search/rescore.h"
#include "fuzz.h"

enum { EDIT = 6, ARENA_BYTES = 16 << 20 };

static const char *const names[] = {"lexical", "chunks"};
static char folder[64];
static struct buf whole[] = {BUF_MAX(1 << 24), BUF_MAX(1 << 24)}; /* the files as they were built */

static void clean(void)
{
	file_remove_tree(folder, NULL);
	buf_release(&whole[0]);
	buf_release(&whole[1]);
}

static void build(void)
{
	struct kb_build_options o = {.id = STR("fuzz")};
	struct kb_build_chunk c = {.chunk_id = STR("c"), .document_id = STR("d"), .title = STR("cuti akademik")};
	struct kb_build *b;
	int i;

	if (kb_build_begin(folder, &o, &b, NULL))
		abort();
	for (i = 0; i < 200; i++) {
		char text[128];

		c.text = (struct str){text, (size_t)snprintf(text, sizeof text, "mahasiswa cuti %d semester w%d",
							     i % 5, i * 7919)};
		if (kb_build_add(b, &c, NULL))
			abort();
	}
	if (kb_build_finish(b, NULL))
		abort();
}

static void seal(unsigned char *map)
{
	struct pack_header *h = (struct pack_header *)(void *)map;

	h->sum = hash_bytes(h, offsetof(struct pack_header, sum), 0);
}

/* The file as it was built, with its share of the edits. */
static void edit(unsigned which, const uint8_t *data, size_t size)
{
	size_t bytes = whole[which].n;
	char path[96];
	unsigned char *map;
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, names[which]);
	fd = open(path, O_RDWR | O_CLOEXEC);
	map = fd < 0 ? MAP_FAILED : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		abort();
	close(fd);
	memcpy(map, whole[which].p, bytes);
	for (; size >= EDIT; data += EDIT, size -= EDIT) {
		uint32_t at = (uint32_t)(data[1] | data[2] << 8 | data[3] << 16) % (uint32_t)(bytes - 1);

		if (data[0] % 2 == which)
			memcpy(map + at, data + 4, 2);
	}
	seal(map);
	munmap(map, bytes);
}

static void begin(void)
{
	char path[96];
	unsigned i;

	snprintf(folder, sizeof folder, "/tmp/fuzz_generation.XXXXXX");
	if (mkdtemp(folder) == NULL)
		abort();
	atexit(clean);
	build();
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		if (file_read(path, &whole[i], NULL))
			abort();
	}
}

static void search(const struct generation *g)
{
	struct arena a;
	struct plan p = {.n = 1, .information = 1};
	struct plan_group group = {.n = 2};
	struct scored *best;
	struct rescored *again;
	uint32_t n, i;
	struct kb_chunk chunk;
	struct fuzzy_match found[FUZZY_BEST];

	arena_init(&a, ARENA_BYTES);
	group.alternatives[0] = (struct plan_alternative){
		.terms = {index_find(&g->index, STR("cuti"))}, .n = 1, .value = 1};
	group.alternatives[1] = (struct plan_alternative){
		.terms = {index_find(&g->index, STR("semester")), 3}, .n = 2, .value = 1};
	p.groups[0] = &group;
	if (score_top(&g->index, &p, 50, &a, &best, &n, NULL) == 0)
		rescore(&g->index, &p, best, n, 0, &a, &again, NULL);
	for (i = 0; i < 300; i += 7)
		chunks_get(&g->chunks, i, &chunk);
	fuzzy_find(&g->index.words, STR("semestr"), found);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct generation g;

	if (*folder == '\0')
		begin();
	edit(0, data, size);
	edit(1, data, size);
	if (generation_open(folder, &g, NULL) == 0) {
		search(&g);
		generation_close(&g);
	}
	return 0;
}
