#include <stdio.h>

#include "kb/document/extract.h"
#include "kb/document/filter.h"
#include "kb/markup/html.h"

enum { HTML_BYTES_MAX = 128 << 20 };

/*
 * EPUB and RTF: pandoc turns them into HTML with headings, lists and
 * tables; with -s, because only a whole page has the title.
 */
int extract_office(const struct extract *x, struct str content, struct err *err)
{
	static const char title[] = "--metadata=pagetitle:" HTML_NO_TITLE;
	char memory[32];
	const char *const argv[] = {"pandoc", "+RTS", memory, "-RTS", "--sandbox",
				    "--data-dir=/usr/share/pandoc/data", "-f", x->kind->format, "-t", "html", "-s",
				    title, "--wrap=none", NULL};
	BUF_AUTO struct buf html = BUF_MAX(HTML_BYTES_MAX);

	/* its heap; with what it needs to collect garbage it takes half as much again */
	snprintf(memory, sizeof memory, "-M%ldm", (long)x->conf->extract_memory_mb * 2 / 3);
	if (filter_run(x, argv, "pandoc", content, &html, err))
		return -1;
	return html_outline(buf_view(&html), x->outline, err);
}
