#include "port/system/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "port/system/crypto.h"

/*
 * COUNTERS: 20,000 clients an hour, each with two names (rate.c), fit at a
 * load under 2/3.  PROBES: with that load fewer than 4 % of the names find
 * eight full neighbours.
 */
enum { COUNTERS = 65536, BREAKERS = 64, PROBES = 8, TRIES = 16, OPEN_TRIES = 8 };

/* Window and count in one word, so that one exchange both begins a window and counts. */
enum { COUNT_BITS = 32 };
static const uint64_t COUNT_MAX = UINT32_MAX;

struct counter {
	_Atomic uint64_t name; /* 0: free */
	_Atomic uint64_t word; /* window's end (wall clock, s) << 32 | count */
};

/* failures << 48 | moment of the next try (monotonic, ms); 0: closed and well */
enum { UNTIL_BITS = 48 };
static const uint64_t UNTIL_MASK = (UINT64_C(1) << UNTIL_BITS) - 1;
static const uint64_t FAILURES_MAX = UINT16_MAX;

struct breaker {
	_Atomic uint64_t name;
	_Atomic uint64_t state;
	_Atomic int64_t retry_ms;
};

/* What a file of this layout begins with; change the text with the layout. */
static const char MAGIC[16] = "itb-shared-1";

struct layout {
	char magic[sizeof MAGIC];
	struct breaker breakers[BREAKERS];
	struct counter counters[COUNTERS];
};

struct shared {
	struct layout *map;
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "atomics must work between processes");

/* --- the file ------------------------------------------------------------ */

/* Whether `path` still names the file behind fd: another process may have replaced it. */
static bool same_file(int fd, const char *path, off_t *ret_size)
{
	struct stat mine, named;

	if (fstat(fd, &mine) || stat(path, &named))
		return false;
	*ret_size = mine.st_size;
	return mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
}

static bool has_magic(int fd)
{
	char magic[sizeof MAGIC];

	return pread(fd, magic, sizeof magic, 0) == sizeof magic &&
	       memcmp(magic, MAGIC, sizeof magic) == 0;
}

/* Blocks are reserved, so that a full disk is an error here and no SIGBUS later. */
static int fill(int fd, const char *path, struct err *err)
{
	int e = posix_fallocate(fd, 0, sizeof(struct layout));

	if (e) {
		errno = e;
		return err_errno(err, ERR_IO, "reserve %zu bytes for %s", sizeof(struct layout), path);
	}
	if (pwrite(fd, MAGIC, sizeof MAGIC, 0) != sizeof MAGIC)
		return err_errno(err, ERR_IO, "write %s", path);
	return 0;
}

/* Under the lock. 1: use fd; 0: the file was of another layout and is unlinked, open again. */
static int settle(int fd, const char *path, off_t size, struct err *err)
{
	if (size > 0 && !has_magic(fd)) {
		/* processes of another version keep their mapping of the old file */
		if (unlink(path) && errno != ENOENT)
			return err_errno(err, ERR_IO, "replace %s", path);
		return 0;
	}
	if (size == 0 && file_hand_over(fd, path, err))
		return -1;
	if (size < (off_t)sizeof(struct layout) && fill(fd, path, err))
		return -1;
	return 1;
}

static int open_file(const char *path, struct err *err)
{
	int tries, fd, r;
	off_t size;

	for (tries = 0; tries < OPEN_TRIES; tries++) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return err_errno(err, ERR_IO, "open %s", path);
		if (flock(fd, LOCK_EX)) {
			err_errno(err, ERR_IO, "lock %s", path);
			close(fd);
			return -1;
		}
		r = same_file(fd, path, &size) ? settle(fd, path, size, err) : 0;
		flock(fd, LOCK_UN);
		if (r > 0)
			return fd;
		close(fd);
		if (r < 0)
			return -1;
	}
	return err_set(err, ERR_IO, "%s is replaced again and again", path);
}

int shared_open(const char *runtime_dir, struct shared **ret, struct err *err)
{
	char path[PATH_MAX];
	struct shared *s;
	void *map;
	int fd;

	if (snprintf(path, sizeof path, "%s/shared", runtime_dir) >= (int)sizeof path)
		return err_set(err, ERR_CONFIG, "RUNTIME_DIR is too long");
	if (file_mkdirs(runtime_dir, 0700, err) || (fd = open_file(path, err)) < 0)
		return -1;
	map = mmap(NULL, sizeof(struct layout), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return err_errno(err, ERR_IO, "map %s", path);
	s = malloc(sizeof *s);
	if (s == NULL) {
		munmap(map, sizeof(struct layout));
		return err_set(err, ERR_NO_MEMORY, "shared counters");
	}
	s->map = map;
	*ret = s;
	return 0;
}

void shared_close(struct shared *s)
{
	if (s == NULL)
		return;
	munmap(s->map, sizeof *s->map);
	free(s);
}

/* --- counters ------------------------------------------------------------ */

static uint64_t name_of(struct str name)
{
	uint64_t hash = crypto_short_hash(name);

	return hash ? hash : 1;
}

/* Seconds the window of `word` has left; 0 when it is over, or the wall clock went back over it. */
static int64_t window_left(uint64_t word, int64_t now_s, int64_t window_s)
{
	int64_t left = (int64_t)(word >> COUNT_BITS) - now_s;

	return left > 0 && left <= window_s ? left : 0;
}

static struct counter *neighbour(struct shared *s, uint64_t name, size_t i)
{
	return &s->map->counters[(name + i) % COUNTERS];
}

static struct counter *find(struct shared *s, uint64_t name)
{
	size_t i;

	for (i = 0; i < PROBES; i++)
		if (atomic_load(&neighbour(s, name, i)->name) == name)
			return neighbour(s, name, i);
	return NULL;
}

/* Takes over the neighbour whose window ends (or ended) first; free ones have 0. NULL: lost a race. */
static struct counter *claim(struct shared *s, uint64_t name)
{
	struct counter *best = neighbour(s, name, 0);
	uint64_t word = atomic_load(&best->word), old;
	size_t i;

	for (i = 1; i < PROBES; i++) {
		struct counter *c = neighbour(s, name, i);
		uint64_t w = atomic_load(&c->word);

		if (w >> COUNT_BITS < word >> COUNT_BITS) {
			best = c;
			word = w;
		}
	}
	old = atomic_load(&best->name);
	if (!atomic_compare_exchange_strong(&best->word, &word, 0) ||
	    !atomic_compare_exchange_strong(&best->name, &old, name))
		return NULL;
	return best;
}

static int64_t clamp_count(int64_t n)
{
	return n < 0 ? 0 : n > (int64_t)COUNT_MAX ? (int64_t)COUNT_MAX : n;
}

static int64_t add(struct counter *c, int64_t window_s, int64_t amount, int64_t *ret_left_s)
{
	uint64_t word = atomic_load(&c->word), next;
	int64_t now_s = clock_wall_s(), left, count;

	do {
		left = window_left(word, now_s, window_s);
		count = left ? (int64_t)(word & COUNT_MAX) : 0;
		if (left == 0)
			left = window_s;
		if (amount == 0)
			break;
		count = clamp_count(count + amount);
		next = (uint64_t)(now_s + left) << COUNT_BITS | (uint64_t)count;
	} while (!atomic_compare_exchange_weak(&c->word, &word, next));
	*ret_left_s = left;
	return count;
}

int64_t shared_count(struct shared *s, struct str name, int64_t window_s, int64_t amount,
		     int64_t *ret_left_s)
{
	uint64_t hash = name_of(name);
	struct counter *c = find(s, hash);
	int64_t left = window_s, count = clamp_count(amount);
	int tries;

	amount = amount < -(int64_t)COUNT_MAX ? -(int64_t)COUNT_MAX : amount > 0 ? count : amount;
	for (tries = 0; c == NULL && amount && tries < TRIES; tries++) {
		c = claim(s, hash);
		if (c == NULL)
			c = find(s, hash);
	}
	if (c)
		count = add(c, window_s, amount, &left);
	if (ret_left_s)
		*ret_left_s = left;
	return count;
}

/* --- breakers ------------------------------------------------------------ */

/* The peer's breaker; NULL when it has none and `make` is false, or the table is full. */
static struct breaker *breaker(struct shared *s, struct str peer, bool make)
{
	uint64_t name = name_of(peer), seen;
	size_t i;

	for (i = 0; i < BREAKERS; i++) {
		struct breaker *b = &s->map->breakers[(name + i) % BREAKERS];

		seen = atomic_load(&b->name);
		if (seen == 0 && !make)
			return NULL;
		if (seen == name || (seen == 0 && atomic_compare_exchange_strong(&b->name, &seen, name)) ||
		    seen == name)
			return b;
	}
	return NULL;
}

bool shared_breaker_open(struct shared *s, struct str peer)
{
	struct breaker *b = breaker(s, peer, false);
	uint64_t state = b ? atomic_load(&b->state) : 0, until = state & UNTIL_MASK;
	int64_t now, wait, retry_ms;

	if (until == 0)
		return false;
	now = clock_mono_ms();
	retry_ms = atomic_load(&b->retry_ms);
	wait = (int64_t)until - now;
	/* a longer wait than any that was set is of an earlier boot */
	if (wait > 0 && wait <= retry_ms)
		return true;
	/* whoever moves the moment on is the one to try */
	return !atomic_compare_exchange_strong(&b->state, &state,
					       (state & ~UNTIL_MASK) | (uint64_t)(now + retry_ms));
}

bool shared_breaker_failing(struct shared *s, struct str peer)
{
	struct breaker *b = breaker(s, peer, false);

	return b && atomic_load(&b->state);
}

void shared_breaker_ok(struct shared *s, struct str peer)
{
	struct breaker *b = breaker(s, peer, false);

	/* reading first keeps the cache line shared while all is well */
	if (b && atomic_load(&b->state))
		atomic_store(&b->state, 0);
}

void shared_breaker_failed(struct shared *s, struct str peer, int failures_max, int64_t retry_ms)
{
	struct breaker *b = breaker(s, peer, true);
	uint64_t state, next, failures;

	if (b == NULL)
		return;
	atomic_store(&b->retry_ms, retry_ms);
	state = atomic_load(&b->state);
	do {
		failures = state >> UNTIL_BITS;
		if (failures < FAILURES_MAX)
			failures++;
		next = failures << UNTIL_BITS;
		if (failures >= (uint64_t)failures_max)
			next |= (uint64_t)(clock_mono_ms() + retry_ms) & UNTIL_MASK;
	} while (!atomic_compare_exchange_weak(&b->state, &state, next));
}
