/*
 * Pages of a PDF as pictures, read by tesseract: one page a child, several at a time, each within
 * EXTRACT_TIMEOUT and EXTRACT_MEMORY_MB.
 */
#ifndef KB_OCR_H
#define KB_OCR_H

#include "kb/document/extract.h"

struct ocr_page {
	uint32_t page;   /* from 1 */
	struct buf text; /* what was read; "" when nothing was */
};

/* Whether the programs are installed and OCR isn't "off". */
bool ocr_possible(const struct extract *x);
/* Fills the texts, which are empty and bounded, from the file. A page that can't be read stays empty. */
void ocr_read(const struct extract *x, struct str content, struct ocr_page *pages, size_t n);

#endif
