#include "base/zone.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

enum { HOUR_S = 3600, FILE_MAX = 65536, HEADER_BYTES = 44, COUNTS_AT = 20, TYPE_BYTES = 6 };

/* Asia/Pontianak is Jakarta's: they have had no summer time since 1950. */
static const struct {
	const char *name;
	int hours;
} without_file[] = {
	{"Asia/Jakarta", 7}, {"Asia/Pontianak", 7}, {"Asia/Makassar", 8}, {"Asia/Jayapura", 9}, {"UTC", 0},
};

/* The counts of a block, in the order of its header; what it holds stands in another. */
struct block {
	int64_t isut, isstd, leap, times, types, chars;
	struct str data;
	size_t time_bytes;
};

static int64_t number(struct str s, size_t at, size_t bytes)
{
	uint64_t n = (unsigned char)s.p[at] & 0x80 ? UINT64_MAX : 0;
	size_t i;

	for (i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)s.p[at + i];
	return (int64_t)n;
}

static size_t length_of(const struct block *b)
{
	return (size_t)(b->times * (int64_t)(b->time_bytes + 1) + b->types * TYPE_BYTES + b->chars +
			b->leap * (int64_t)(b->time_bytes + 4) + b->isstd + b->isut);
}

/* The block at the front of *file, which is then taken off. */
static bool take_block(struct str *file, size_t time_bytes, struct block *ret)
{
	int64_t *const counts[] = {&ret->isut, &ret->isstd, &ret->leap, &ret->times, &ret->types, &ret->chars};
	size_t i;

	if (file->n < HEADER_BYTES || !str_starts(*file, STR("TZif")))
		return false;
	for (i = 0; i < 6; i++) {
		*counts[i] = number(*file, COUNTS_AT + 4 * i, 4);
		if (*counts[i] < 0 || *counts[i] > FILE_MAX)
			return false;
	}
	ret->time_bytes = time_bytes;
	*file = str_sub(*file, HEADER_BYTES, file->n);
	if (file->n < length_of(ret))
		return false;
	ret->data = str_sub(*file, 0, length_of(ret));
	*file = str_sub(*file, length_of(ret), file->n);
	return true;
}

/* The offset that began last before the moment, else the first type's. */
static bool look_up(const struct block *b, int64_t at_s, int64_t *ret_s)
{
	size_t times = (size_t)b->times, n = 0, type = 0, types_at = times * (b->time_bytes + 1);

	if (b->types == 0)
		return false;
	while (n < times && number(b->data, n * b->time_bytes, b->time_bytes) <= at_s)
		n++;
	if (n > 0)
		type = (unsigned char)b->data.p[times * b->time_bytes + n - 1];
	if ((int64_t)type >= b->types)
		return false;
	*ret_s = number(b->data, types_at + type * TYPE_BYTES, 4);
	return true;
}

static bool from_file(const char *name, int64_t at_s, int64_t *ret_s)
{
	BUF_AUTO struct buf text = BUF_MAX(FILE_MAX);
	char path[300];
	struct block b = {.times = 0};
	struct str file;
	bool second;

	if (snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name) >= (int)sizeof path ||
	    file_read(path, &text, NULL) || text.bad)
		return false;
	file = buf_view(&text);
	second = file.n > 4 && file.p[4] >= '2'; /* a further block, in 64 bits */
	if (!take_block(&file, 4, &b) || (second && !take_block(&file, 8, &b)))
		return false;
	return look_up(&b, at_s, ret_s);
}

bool zone_offset(const char *name, int64_t at_s, int64_t *ret_s)
{
	size_t i;

	for (i = 0; i < sizeof without_file / sizeof without_file[0]; i++)
		if (strcmp(name, without_file[i].name) == 0) {
			*ret_s = without_file[i].hours * HOUR_S;
			return true;
		}
	return from_file(name, at_s, ret_s);
}
