#include <stdio.h>

#include "kb/document/extract.h"
#include "kb/document/ooxml.h"
#include "kb/document/workbook.h"

/* Sheets of a workbook; bytes of a note on what was left out. */
enum { SHEETS_MAX = 500 };

struct reader {
	struct ooxml z;
	struct workbook book;
	char main[OOXML_NAME_MAX];
	struct markup *workbook, *relations;
};

typedef int read_part(struct workbook *b, struct str xml, struct err *err);

/* A part of the workbook that may be missing. */
static int read_shared(struct reader *r, const char *kind, read_part *read, struct err *err)
{
	BUF_AUTO struct buf xml = {0};
	char name[OOXML_NAME_MAX];

	if (!ooxml_target(r->relations, r->main, STR(""), kind, name))
		return 0;
	return ooxml_part(&r->z, name, &xml, err) || read(&r->book, buf_view(&xml), err) ? -1 : 0;
}

static int read_sheet(struct reader *r, const struct markup_node *sheet, struct err *err)
{
	BUF_AUTO struct buf xml = {0};
	struct str state = markup_attribute(sheet, "state"), name = markup_attribute(sheet, "name");
	char part[OOXML_NAME_MAX];

	if (state.n && !str_eq(state, STR("visible"))) {
		r->book.hidden_sheets++;
		return 0;
	}
	/* sheets of charts and of macros hold no cells */
	if (!ooxml_target(r->relations, r->main, markup_attribute(sheet, "id"), "/worksheet", part))
		return 0;
	if (ooxml_part(&r->z, part, &xml, err) ||
	    workbook_read_sheet(&r->book, buf_view(&xml), name, r->z.x->outline, err))
		return err_prefix(err, "sheet %.*s", STR_ARG(str_sub(name, 0, 40)));
	return 0;
}

static int read_sheets(struct reader *r, struct err *err)
{
	const struct markup_node *n = markup_find(markup_child(markup_root(r->workbook)), "sheets");
	size_t sheets = 0;

	for (n = n ? markup_child(n) : NULL; n && !r->z.x->outline->text.bad; n = markup_next(n))
		if (markup_is(n, "sheet") && sheets++ < SHEETS_MAX && read_sheet(r, n, err))
			return -1;
	return 0;
}

static int read_workbook(struct reader *r, struct err *err)
{
	char relations[OOXML_NAME_MAX];
	const struct markup_node *properties;

	ooxml_main(&r->z, "xl/workbook.xml", r->main);
	ooxml_relations_of(r->main, relations);
	if (ooxml_tree(&r->z, r->main, &r->workbook, err) || ooxml_tree(&r->z, relations, &r->relations, err))
		return -1;
	properties = markup_find(markup_child(markup_root(r->workbook)), "workbookPr");
	r->book.style.from_1904 = properties && ooxml_is_on(markup_attribute(properties, "date1904"), false);
	return read_shared(r, "/styles", workbook_read_styles, err) ||
	       read_shared(r, "/sharedStrings", workbook_read_strings, err) || read_sheets(r, err) ? -1 : 0;
}

int extract_sheet(const struct extract *x, struct str content, struct err *err)
{
	struct reader r = {0};
	int result;

	if (ooxml_open(&r.z, x, content, err))
		return -1;
	workbook_init(&r.book);
	result = read_workbook(&r, err);
	if (result == 0)
		workbook_note_hidden(x, r.book.hidden_sheets, r.book.hidden_rows, r.book.hidden_columns);
	workbook_release(&r.book);
	markup_free(r.workbook);
	markup_free(r.relations);
	return result;
}
