/*
 * A workbook's parts as they are inflated: styles, strings and a sheet, parted by
 * NUL bytes.
 */
#include "fuzz.h"
#include "kb/outline/chunker.h"
#include "kb/document/workbook.h"

static int take(void *arg, const struct chunk *c)
{
	(void)arg;
	(void)c;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = {(const char *)data, n}, styles = STR(""), strings = STR("");
	OUTLINE_AUTO struct outline o;
	WORKBOOK_AUTO struct workbook b;

	outline_init(&o, 1 << 22);
	workbook_init(&b);
	str_cut(&rest, '\0', &styles);
	str_cut(&rest, '\0', &strings);
	workbook_read_styles(&b, styles, NULL);
	workbook_read_strings(&b, strings, NULL);
	workbook_read_sheet(&b, rest, STR("x"), &o, NULL);
	chunker_cut(&o, take, NULL);
	return 0;
}
