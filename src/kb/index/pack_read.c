#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/index/pack_format.h"

static const struct pack_header *header(const struct pack *p)
{
	return (const struct pack_header *)p->map;
}

static bool entries_fit(const struct pack_header *h)
{
	uint32_t i;

	if (h->sections > PACK_SECTIONS)
		return false;
	for (i = 0; i < h->sections; i++) {
		const struct pack_entry *e = &h->table[i];

		if (e->at < PACK_PAGE || e->at % PACK_ALIGN || e->at > h->size ||
		    e->n > h->size - e->at || h->size - e->at - e->n < PACK_PAD)
			return false;
	}
	return true;
}

static int check(const struct pack *p, const char *path, const char *kind, struct err *err)
{
	const struct pack_header *h = header(p);

	if (h->magic != PACK_MAGIC || strncmp(h->kind, kind, sizeof h->kind) != 0)
		return err_set(err, ERR_DAMAGED, "%s is not a %s file of this version", path, kind);
	if (h->sum != hash_bytes(h, offsetof(struct pack_header, sum), 0))
		return err_set(err, ERR_DAMAGED, "%s: the header is damaged", path);
	if (h->size != p->size)
		return err_set(err, ERR_DAMAGED, "%s has %zu bytes, not %llu", path, p->size,
			       (unsigned long long)h->size);
	if (!entries_fit(h))
		return err_set(err, ERR_DAMAGED, "%s: a section lies outside the file", path);
	return 0;
}

int pack_open(const char *path, const char *kind, struct pack *ret, struct err *err)
{
	struct pack p = {NULL, 0};
	struct stat st;
	void *map;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(err, ERR_DAMAGED, "open %s", path);
	if (fstat(fd, &st) || st.st_size < PACK_PAGE) {
		close(fd);
		return err_set(err, ERR_DAMAGED, "%s is too short", path);
	}
	p.size = (size_t)st.st_size;
	map = mmap(NULL, p.size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return err_errno(err, ERR_IO, "map %s", path);
	p.map = map;
	if (check(&p, path, kind, err)) {
		pack_close(&p);
		return -1;
	}
	*ret = p;
	return 0;
}

void pack_close(struct pack *p)
{
	if (p->map)
		munmap((void *)(uintptr_t)p->map, p->size);
	p->map = NULL;
}

struct str pack_section(const struct pack *p, unsigned id)
{
	const struct pack_header *h = header(p);
	uint32_t i;

	for (i = 0; i < h->sections && i < PACK_SECTIONS; i++)
		if (h->table[i].id == id)
			return (struct str){(const char *)p->map + h->table[i].at, h->table[i].n};
	return (struct str){"", 0};
}

int pack_array(const struct pack *p, unsigned id, uint64_t n, size_t size, const void **ret, struct err *err)
{
	struct str s = pack_section(p, id);

	if (s.n / size < n)
		return err_set(err, ERR_DAMAGED, "section %u has %zu bytes, not %llu × %zu", id, s.n,
			       (unsigned long long)n, size);
	*ret = s.p;
	return 0;
}

int pack_verify(const struct pack *p, const char *name, struct err *err)
{
	const struct pack_header *h = header(p);
	uint32_t i;

	for (i = 0; i < h->sections; i++) {
		const unsigned char *at = p->map + h->table[i].at;
		uint64_t left = h->table[i].n, sum = 0;

		while (left) {
			size_t n = left < PACK_STRIPE ? left : PACK_STRIPE;

			sum = hash_bytes(at, n, sum);
			at += n;
			left -= n;
		}
		if (sum != h->table[i].sum)
			return err_set(err, ERR_DAMAGED, "%s: section %u does not match its checksum", name,
				       h->table[i].id);
	}
	return 0;
}
