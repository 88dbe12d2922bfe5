#include "kb/search/kb.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/search/gen.h"
#include "text/hash.h"

/*
 * A generation that replaces another is verified whole before it comes into force,
 * because nobody waits for it.  The first generation of a process is verified only up
 * to this size, because the process can't serve before.
 */
enum { VERIFY_BYTES = 64 << 20 };

struct kb {
	const struct conf *conf;
	pthread_mutex_t lock;   /* of `now` */
	struct kb_gen *now;     /* NULL: none */
	pthread_mutex_t turn;   /* held by the one refresh that runs; guards what follows */
	uint64_t seen;          /* link, manifest and dictionaries when last looked at, hashed */
};

static void free_gen(struct kb_gen *gen)
{
	generation_close(&gen->generation);
	dict_free(gen->dict);
	free(gen);
}

void kb_release(struct kb_gen *gen)
{
	if (gen && atomic_fetch_sub(&gen->references, 1) == 1)
		free_gen(gen);
}

struct kb_gen *kb_acquire(struct kb *kb)
{
	struct kb_gen *gen;

	pthread_mutex_lock(&kb->lock);
	gen = kb->now;
	if (gen)
		atomic_fetch_add(&gen->references, 1);
	pthread_mutex_unlock(&kb->lock);
	return gen;
}

static void put_in_force(struct kb *kb, struct kb_gen *gen)
{
	struct kb_gen *old;

	pthread_mutex_lock(&kb->lock);
	old = kb->now;
	kb->now = gen;
	pthread_mutex_unlock(&kb->lock);
	kb_release(old);
}

static int load(const struct kb *kb, const char *link, bool always_verify, struct kb_gen **ret, struct err *err)
{
	struct kb_gen *gen = calloc(1, sizeof *gen);
	char folder[PATH_MAX * 2];

	if (gen == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for opening a generation");
	atomic_init(&gen->references, 1);
	if (*link == '/')
		snprintf(folder, sizeof folder, "%s", link);
	else
		snprintf(folder, sizeof folder, "%s/%s", kb->conf->knowledge_dir, link);
	if (dict_load(kb->conf->dict_dir, &gen->dict, NULL, err)) {
		free(gen);
		return -1;
	}
	if (generation_open(folder, &gen->generation, err) ||
	    ((always_verify || generation_bytes(&gen->generation) <= VERIFY_BYTES) &&
	     generation_verify(&gen->generation, err))) {
		free_gen(gen);
		return err_prefix(err, "%s", folder);
	}
	*ret = gen;
	return 0;
}

/* The target of `current`, "" when there is none. */
static void read_link(const struct kb *kb, char ret[PATH_MAX])
{
	char path[PATH_MAX];
	ssize_t n = -1;

	if (snprintf(path, sizeof path, "%s/current", kb->conf->knowledge_dir) < (int)sizeof path)
		n = readlink(path, ret, PATH_MAX - 1);
	ret[n < 0 ? 0 : n] = '\0';
}

/* Changes when `current` names another generation, or that was built anew, or a dictionary was edited. */
static uint64_t stamp(const struct kb *kb, const char *link)
{
	char path[PATH_MAX * 2];
	struct stat st;
	uint64_t facts[3] = {0};

	snprintf(path, sizeof path, "%s/current/manifest.json", kb->conf->knowledge_dir);
	if (stat(path, &st) == 0) {
		facts[0] = st.st_ino;
		facts[1] = (uint64_t)st.st_mtim.tv_sec;
		facts[2] = (uint64_t)st.st_mtim.tv_nsec;
	}
	return hash_bytes(link, strlen(link), hash_bytes(facts, sizeof facts, dict_stamp(kb->conf->dict_dir)));
}

static int refresh(struct kb *kb, bool *ret_changed, struct err *err)
{
	char link[PATH_MAX];
	struct kb_gen *gen = NULL;
	uint64_t now;

	read_link(kb, link);
	now = stamp(kb, link);
	if (now == kb->seen)
		return 0;
	/* remembered before the try: a damaged generation is reported once, not four times a second */
	kb->seen = now;
	if (*link && load(kb, link, kb->now != NULL, &gen, err))
		return -1;
	if (gen == NULL && kb->now == NULL)
		return 0;
	put_in_force(kb, gen);
	*ret_changed = true;
	return 0;
}

int kb_refresh(struct kb *kb, bool *ret_changed, struct err *err)
{
	bool changed = false;
	int r;

	pthread_mutex_lock(&kb->turn);
	r = refresh(kb, &changed, err);
	pthread_mutex_unlock(&kb->turn);
	*ret_changed = changed;
	return r;
}

int kb_open(const struct conf *conf, struct kb **ret, struct err *err)
{
	struct kb *kb = calloc(1, sizeof *kb);
	struct dict *dict;
	struct err why = {0};
	bool changed;

	if (kb == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for opening the knowledge base");
	if (dict_load(conf->dict_dir, &dict, NULL, err)) {
		free(kb);
		return -1;
	}
	dict_free(dict);
	kb->conf = conf_ref(conf);
	pthread_mutex_init(&kb->lock, NULL);
	pthread_mutex_init(&kb->turn, NULL);
	if (kb_refresh(kb, &changed, &why))
		kb->seen = 0; /* tried again by the first kb_refresh, which reports it */
	*ret = kb;
	return 0;
}

void kb_close(struct kb *kb)
{
	if (kb == NULL)
		return;
	kb_release(kb->now);
	conf_unref(kb->conf);
	pthread_mutex_destroy(&kb->lock);
	pthread_mutex_destroy(&kb->turn);
	free(kb);
}

void kb_info(const struct kb_gen *gen, struct kb_info *ret)
{
	const struct generation_manifest *m = &gen->generation.manifest;

	*ret = (struct kb_info){
		.generation = str_of(m->id), .documents = m->documents, .chunks = m->chunks,
		.dimension = m->dimension, .embedding_model = str_of(m->embedding_model), .built_at = m->built_at,
	};
}

bool kb_find_chunk(const struct kb_gen *gen, struct str chunk_id, uint32_t *ret)
{
	return chunks_find(&gen->generation.chunks, chunk_id, ret);
}

void kb_chunk(const struct kb_gen *gen, uint32_t n, struct kb_chunk *ret)
{
	chunks_get(&gen->generation.chunks, n, ret);
}

struct str kb_heading_last(struct str heading)
{
	size_t at;

	while ((at = str_find(heading, STR(" > "))) < heading.n)
		heading = str_sub(heading, at + 3, heading.n);
	return str_trim(heading);
}
