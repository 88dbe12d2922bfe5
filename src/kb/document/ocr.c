#include "kb/document/ocr.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "kb/document/filter.h"
#include "port/system/child.h"

enum { THREADS_MAX = 4, IMAGE_BYTES_MAX = 64 << 20 };
/* Tesseract recommends 300 dots an inch for print. */
#define DPI "300"

struct work {
	const struct extract *x;
	struct str content;
	struct ocr_page *pages;
	size_t n;
	_Atomic size_t next;
};

bool ocr_possible(const struct extract *x)
{
	char path[256];

	return strcmp(x->conf->ocr, "off") != 0 && child_find("tesseract", path, sizeof path) == 0 &&
	       child_find("mutool", path, sizeof path) == 0;
}

static void read_page(const struct work *w, struct ocr_page *page)
{
	BUF_AUTO struct buf picture = BUF_MAX(IMAGE_BYTES_MAX);
	struct err unused = {0};
	char number[16];
	const char *const draw[] = {"mutool", "draw", "-q", "-F", "pgm", "-r", DPI, "-o", "-", "/dev/stdin",
				    number, NULL};
	const char *const read[] = {"tesseract", "stdin", "stdout", "-l", w->x->conf->ocr_languages, "--psm", "3",
				    NULL};

	snprintf(number, sizeof number, "%u", (unsigned)page->page);
	if (filter_run(w->x, draw, "mupdf-tools", w->content, &picture, &unused) ||
	    filter_run(w->x, read, "tesseract-ocr", buf_view(&picture), &page->text, &unused))
		buf_reset(&page->text);
}

static void *work(void *arg)
{
	struct work *w = arg;
	size_t i;

	while ((i = atomic_fetch_add(&w->next, 1)) < w->n)
		read_page(w, &w->pages[i]);
	return NULL;
}

void ocr_read(const struct extract *x, struct str content, struct ocr_page *pages, size_t n)
{
	struct work w = {.x = x, .content = content, .pages = pages, .n = n};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[THREADS_MAX];
	size_t i, started = 0;

	/* this thread is one of them */
	while (started + 1 < n && started + 1 < THREADS_MAX && (long)started + 1 < cores &&
	       pthread_create(&threads[started], NULL, work, &w) == 0)
		started++;
	work(&w);
	for (i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}
